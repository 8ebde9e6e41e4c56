import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { SentNow } from '../workflows/staff-worklist/contract.ts';
import { sendDigests } from './digests.ts';

/** Worklists that answer an Update so. */
function asking(answers: Readonly<Record<string, SentNow | Error>>) {
  const getHandle = (workflowId: string) => ({
    executeUpdate: async () => {
      const answer = answers[workflowId] ?? new WorkflowNotFoundError('none', workflowId, undefined);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more of a client is used
  return { workflow: { getHandle } } as unknown as Pick<Client, 'workflow'>;
}

test('each worklist says what became of its mail, and one that fails stops none of the others', async () => {
  const closed = new WorkflowUpdateFailedError(
    'failed',
    ApplicationFailure.nonRetryable('renouvelez le mot de passe', 'mail-authentication'),
  );
  const client = asking({
    'staff-worklist-s1': { outcome: 'sent', lines: 3 },
    'staff-worklist-s2': closed,
    'staff-worklist-s3': { outcome: 'nothing', lines: 0 },
    'staff-worklist-s4': { outcome: 'refused', lines: 2 },
  });
  expect(await sendDigests(client, ['s1', 's2', 's3', 's4', 's9'])).toEqual([
    { code: 's1', said: 'envoyé, 3 lignes', isDone: true },
    { code: 's2', said: 'non envoyé : renouvelez le mot de passe', isDone: false },
    { code: 's3', said: 'rien n’est ouvert, rien n’est envoyé', isDone: true },
    { code: 's4', said: 'refusé par le serveur de messagerie', isDone: false },
    { code: 's9', said: 'aucune « Ma journée » pour ce code : le service a-t-il démarré ?', isDone: false },
  ]);
});
