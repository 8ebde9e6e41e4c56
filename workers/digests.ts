import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { workflowIds } from '../domain/workflow-ids.ts';
import { type SentNow, worklistSend } from '../workflows/staff-worklist/contract.ts';

/** What became of one worklist's « Ma journée »; `said` in French, without a word of what the mail says. */
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
    return { code, said: SAID[sent.outcome](sent), isDone: sent.outcome !== 'refused' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      return { code, said: 'aucun bureau de ce code : le service a-t-il démarré ?', isDone: false };
    if (error instanceof WorkflowUpdateFailedError) return { code, said: `non envoyé : ${error.cause?.message ?? ''}`, isDone: false };
    throw error;
  }
}

const SAID: Readonly<Record<SentNow['outcome'], (sent: SentNow) => string>> = {
  sent: ({ lines }) => `envoyé, ${lines} ligne(s)`,
  inDoubt: () => 'on ne sait pas si l’e-mail est parti',
  refused: () => 'refusé par le serveur de messagerie',
  nothing: () => 'rien n’est ouvert, rien n’est envoyé',
};
