import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodeOptionalSinglePayload } from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto from '@temporalio/proto';

type Fields = Readonly<Record<string, Payload>>;

/** One workflow of a list, its memo still encoded. */
export interface ListedExecution {
  readonly workflowId: string;
  readonly runId: string;
  /** Of the run, which may be a later one than the workflow's first. */
  readonly startedAt: Date;
  readonly memo: Fields;
  readonly attributes: Fields;
}

/** What lists need of a client. */
export type ListClient = Pick<Client, 'workflowService'> & { readonly options: Pick<Client['options'], 'namespace'> };

/** A memo may be some kilobytes: a page stays under the four megabytes that gRPC takes by itself. */
const PAGE_SIZE = 200;

/**
 * One call for each page (two hundred workflows, unless another size is asked for). The SDK's `list()` decodes every field of every memo, and ends at the first one that can't be: here the
 * reader decodes what it needs.
 */
export async function* listExecutions(client: ListClient, query: string, pageSize = PAGE_SIZE): AsyncGenerator<ListedExecution> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.listWorkflowExecutions({
      namespace: client.options.namespace,
      query,
      pageSize,
      ...(nextPageToken && { nextPageToken }),
    });
    for (const info of page.executions) yield listed(info);
    nextPageToken = page.nextPageToken.length > 0 ? page.nextPageToken : undefined;
  } while (nextPageToken);
}

/** The same of one workflow, as it stands now and not as the search shows it; null where none runs under this id. */
export async function openExecution(client: ListClient, workflowId: string): Promise<ListedExecution | null> {
  const { namespace } = client.options;
  const described = await foundOrNull(client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }));
  const info = described?.workflowExecutionInfo;
  return info?.status === RUNNING ? listed(info) : null;
}

const RUNNING = proto.temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
const NOT_FOUND = 5;

/** Null where the server knows nothing of that name, or no more. */
export async function foundOrNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && [NOT_FOUND].includes(error.code);
}

type Info = proto.temporal.api.workflow.v1.IWorkflowExecutionInfo;

function listed({ execution, startTime, memo, searchAttributes }: Info): ListedExecution {
  return {
    workflowId: execution?.workflowId ?? '',
    runId: execution?.runId ?? '',
    startedAt: new Date(Number(startTime?.seconds ?? 0) * 1000 + Math.floor((startTime?.nanos ?? 0) / 1e6)),
    memo: memo?.fields ?? {},
    attributes: searchAttributes?.indexedFields ?? {},
  };
}

/** Null for what was written with another key, or has another shape. */
export async function memoValue<T>(
  client: Client,
  payload: Payload | undefined,
  isExpected: (value: unknown) => value is T,
): Promise<T | null> {
  try {
    const value: unknown = await decodeOptionalSinglePayload<unknown>(client.options.loadedDataConverter, payload);
    return isExpected(value) ? value : null;
  } catch {
    return null;
  }
}

export function textAttribute({ attributes }: ListedExecution, name: string): string | null {
  const value = json(attributes[name]);
  return typeof value === 'string' ? value : null;
}

/** Null where it was never written. */
export function numberAttribute({ attributes }: ListedExecution, name: string): number | null {
  const value = json(attributes[name]);
  return typeof value === 'number' ? value : null;
}

/** A list of one value may come as the value alone; empty where it was never written. */
export function listAttribute({ attributes }: ListedExecution, name: string): readonly string[] {
  const value = json(attributes[name]);
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}

/** False where it was never written. */
export function flagAttribute({ attributes }: ListedExecution, name: string): boolean {
  return json(attributes[name]) === true;
}

/** A search attribute is JSON. */
function json(payload: Payload | undefined): unknown {
  const data = payload?.data;
  return data && data.length > 0 ? JSON.parse(Buffer.from(data).toString()) : null;
}

/** A value inside a query. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
