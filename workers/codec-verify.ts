import { isGrpcServiceError } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import type proto from '@temporalio/proto';
import PQueue from 'p-queue';
import { foundOrNull } from '../activities/shared/listed-executions.ts';
import { encryptionCodec, isEncrypted } from './codec.ts';

type WorkflowService = proto.temporal.api.workflowservice.v1.WorkflowService;
type Payloads = readonly proto.temporal.api.common.v1.IPayload[];

/** The raw service, so that nothing is decoded on the way: one undecodable memo would abort a whole `client.workflow.list()`. */
export interface Verifiable {
  readonly connection: {
    readonly workflowService: Pick<WorkflowService, 'describeWorkflowExecution' | 'listWorkflowExecutions' | 'getWorkflowExecutionHistory'>;
  };
  readonly namespace: string;
}

interface Held {
  /** The latest thing that was written, and the oldest that its worker reads again. */
  readonly memo: Payloads;
  readonly input: Payloads;
}

/** Of a database that holds none of the service's long-lived workflows, so many others are looked at before it counts as new. */
const LOOKED_AT = 20;
const AT_ONCE = 4;

/**
 * Stops a service that was started with another PAYLOAD_KEY than its database was written with: it would put every workflow it wakes into
 * an endless failure. The workflows that live as long as the database are asked for by id, whatever was written since and whatever the search shows:
 * memo and input of each must open with these keys, so a key that was taken away too early is noticed too. Where none of them is, any other
 * workflow tells; a database without any is new.
 * @param longLived workflow ids
 * @throws KeyError in one line
 */
export async function verifyKey(
  { connection: { workflowService: service }, namespace }: Verifiable,
  keys: readonly Uint8Array[],
  longLived: readonly string[],
  taskQueue = 'parcours',
): Promise<'verified' | 'new'> {
  const codec = encryptionCodec(keys);
  const queue = new PQueue({ concurrency: AT_ONCE });
  const opened = await queue.addAll(
    longLived.map((workflowId) => async () => {
      const held = await heldBy(service, namespace, workflowId);
      return held !== null && (await open(codec, [...held.memo, ...held.input]));
    }),
  );
  if (opened.includes(true)) return 'verified';
  for (const { execution, memo } of await someExecutions(service, namespace, taskQueue)) {
    if (await open(codec, Object.values(memo?.fields ?? {}))) return 'verified';
    if (await open(codec, await inputOf(service, namespace, execution ?? {}))) return 'verified';
  }
  return 'new';
}

/** Null: there is no such workflow. */
async function heldBy(service: Verifiable['connection']['workflowService'], namespace: string, workflowId: string): Promise<Held | null> {
  const described = await foundOrNull(service.describeWorkflowExecution({ namespace, execution: { workflowId } }));
  if (described === null) return null;
  const { workflowExecutionInfo: info } = described;
  const input = await foundOrNull(inputOf(service, namespace, info?.execution ?? { workflowId }));
  return input && { memo: Object.values(info?.memo?.fields ?? {}), input };
}

async function inputOf(
  service: Verifiable['connection']['workflowService'],
  namespace: string,
  execution: proto.temporal.api.common.v1.IWorkflowExecution,
): Promise<Payloads> {
  const { history } = await service.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
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

/** Whether something encrypted stood there, all of which opens. */
async function open(codec: PayloadCodec, payloads: Payloads): Promise<boolean> {
  const encrypted = payloads.filter((payload): payload is Payload => isEncrypted(payload));
  await codec.decode(encrypted);
  return encrypted.length > 0;
}

const UNIMPLEMENTED = 12;

function isUnimplemented(error: unknown): boolean {
  return isGrpcServiceError(error) && [UNIMPLEMENTED].includes(error.code);
}
