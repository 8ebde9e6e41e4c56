import type proto from '@temporalio/proto';
import { keyIdOf } from './codec.ts';

type WorkflowService = proto.temporal.api.workflowservice.v1.WorkflowService;

export interface History {
  readonly connection: {
    readonly workflowService: Pick<WorkflowService, 'listWorkflowExecutions' | 'getWorkflowExecutionHistory' | 'describeWorkflowExecution'>;
  };
  readonly namespace: string;
}

/** Key id → open workflows that hold something encrypted with it: those need the key until they have begun anew, or have ended. */
export async function keysInUse({ connection: { workflowService: service }, namespace }: History): Promise<ReadonlyMap<string, number>> {
  const workflows = new Map<string, number>();
  for await (const execution of openWorkflows(service, namespace))
    for (const id of await keysOf(service, namespace, execution)) workflows.set(id, (workflows.get(id) ?? 0) + 1);
  return workflows;
}

type Execution = proto.temporal.api.common.v1.IWorkflowExecution;

async function* openWorkflows(service: History['connection']['workflowService'], namespace: string): AsyncGenerator<Execution> {
  const query = "ExecutionStatus = 'Running'";
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await service.listWorkflowExecutions({ namespace, query, pageSize: 500, nextPageToken });
    for (const { execution } of page.executions) if (execution) yield execution;
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
}

async function keysOf(service: History['connection']['workflowService'], namespace: string, execution: Execution): Promise<Set<string>> {
  const found = new Set<string>();
  try {
    // What an activity that is under way has recorded of itself, and its last failure, stand in no event.
    collect(await service.describeWorkflowExecution({ namespace, execution }), found);
    let nextPageToken: Uint8Array = new Uint8Array();
    do {
      const page = await service.getWorkflowExecutionHistory({ namespace, execution, nextPageToken });
      collect(page.history, found);
      ({ nextPageToken } = page);
    } while (nextPageToken.length > 0);
  } catch (error) {
    if (!isGone(error)) throw error;
    found.clear();
  }
  return found;
}

/** Deleted since it was listed: it needs no key any more. */
function isGone(error: unknown): boolean {
  const NOT_FOUND = 5;
  return typeof error === 'object' && error !== null && 'code' in error && error.code === NOT_FOUND;
}

/** Payloads stand in many places: inputs, results, failures, headers, memos, heartbeats. */
function collect(node: unknown, found: Set<string>): void {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  if (isLabelled(node)) {
    const id = keyIdOf(node);
    if (id !== null) found.add(id);
  }
  for (const value of Object.values(node)) collect(value, found);
}

function isLabelled(node: object): node is { readonly metadata: Record<string, Uint8Array> } {
  return 'metadata' in node && typeof node.metadata === 'object' && node.metadata !== null;
}
