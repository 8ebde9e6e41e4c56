import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { workflowIds } from '../domain/workflow-ids.ts';
import { worklistSend } from '../workflows/staff-worklist/contract.ts';
import { said } from './digest-words.ts';

/** What became of one worklist's « Ma journée »; `said` in French. */
export interface Digest {
  readonly code: string;
  readonly said: string;
  readonly isDone: boolean;
}

/** Asks each worklist to send now all that is open. @param codes staff codes, or `lead-<organisation id>` */
export async function sendDigests(client: Pick<Client, 'workflow'>, codes: readonly string[]): Promise<readonly Digest[]> {
  return await Promise.all(codes.map((code) => sendDigest(client, code)));
}

async function sendDigest({ workflow }: Pick<Client, 'workflow'>, code: string): Promise<Digest> {
  try {
    const sent = await workflow.getHandle(workflowIds.worklist(code)).executeUpdate(worklistSend);
    return { code, said: said.outcome(sent), isDone: sent.outcome !== 'refused' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { code, said: said.unknown, isDone: false };
    if (error instanceof WorkflowUpdateFailedError) return { code, said: said.failed(error.cause?.message ?? ''), isDone: false };
    throw error;
  }
}
