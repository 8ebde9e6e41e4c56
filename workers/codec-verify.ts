import type { Payload, PayloadCodec } from '@temporalio/common';
import type proto from '@temporalio/proto';
import { encryptionCodec, isEncrypted } from './codec.ts';

type WorkflowService = proto.temporal.api.workflowservice.v1.WorkflowService;

/** The raw service, so that nothing is decoded on the way: one undecodable memo would abort a whole `client.workflow.list()`. */
export interface Verifiable {
  readonly connection: { readonly workflowService: Pick<WorkflowService, 'listWorkflowExecutions' | 'getWorkflowExecutionHistory'> };
  readonly namespace: string;
}

/** How many workflows are looked at before a database counts as new. */
const LOOKED_AT = 20;

/**
 * Stops a service that was started with another PAYLOAD_KEY than its database was written with: it would put every workflow it wakes into
 * an endless failure. Tries the keys on what stands in the database (memos, then first events); a database without any is new.
 * @throws KeyError in one line
 */
export async function verifyKey(
  { connection, namespace }: Verifiable,
  keys: readonly Uint8Array[],
  taskQueue = 'parcours',
): Promise<'verified' | 'new'> {
  const codec = encryptionCodec(keys);
  const executions = await someExecutions(connection.workflowService, namespace, taskQueue);
  for (const { memo } of executions) if (await opens(codec, Object.values(memo?.fields ?? {}))) return 'verified';
  for (const { execution } of executions) {
    const { history } = await connection.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: execution ?? {},
      maximumPageSize: 1,
    });
    const input = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    if (await opens(codec, input)) return 'verified';
  }
  return 'new';
}

async function someExecutions(service: Verifiable['connection']['workflowService'], namespace: string, taskQueue: string) {
  try {
    const { executions } = await service.listWorkflowExecutions({ namespace, pageSize: LOOKED_AT, query: `TaskQueue = '${taskQueue}'` });
    return executions ?? [];
  } catch (error) {
    if (isUnimplemented(error)) return []; // the time-skipping test server, which is always new
    throw error;
  }
}

async function opens(codec: PayloadCodec, payloads: readonly proto.temporal.api.common.v1.IPayload[]): Promise<boolean> {
  const encrypted = payloads.filter((payload): payload is Payload => isEncrypted(payload));
  if (encrypted.length > 0) await codec.decode(encrypted.slice(0, 1));
  return encrypted.length > 0;
}

function isUnimplemented(error: unknown): boolean {
  const UNIMPLEMENTED = 12;
  return typeof error === 'object' && error !== null && 'code' in error && error.code === UNIMPLEMENTED;
}
