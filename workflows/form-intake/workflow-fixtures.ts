import { condition, defineQuery, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { PathStart } from '../../domain/path-start.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { consentRefused, followUpRecorded, nearFound, registrationReceived, unableAnswered } from '../participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { attendanceRecorded, sessionDecision } from '../session/contract.ts';

export { formIntake } from './workflow.ts';

/** What an owner was handed, in order: the message's name and its origin's response. */
export const handed = defineQuery<readonly string[]>('handed');
export const startedWith = defineQuery<PathStart>('startedWith');

/** Stands for a path: takes what intake hands over, and shows who is in charge as a path does. */
export async function participantPath(start: PathStart): Promise<void> {
  const received: string[] = [`start ${start.registration.origin.responseId}`];
  const keys = new Set(start.matchKeys);
  setHandler(handed, () => received);
  setHandler(startedWith, () => start);
  setHandler(registrationReceived, ({ registration, matchKeys }) => {
    received.push(`registration ${registration.origin.responseId}`);
    for (const key of matchKeys) keys.add(key);
    upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.matchKeys, value: [...keys] }]);
  });
  setHandler(consentRefused, ({ responseId }) => void received.push(`refusal ${responseId}`));
  setHandler(nearFound, ({ refs }) => void received.push(`near ${refs.join()}`));
  setHandler(followUpRecorded, ({ origin }) => void received.push(`followUp ${origin.responseId}`));
  setHandler(unableAnswered, ({ origin }) => void received.push(`unable ${origin.responseId}`));
  const { organisation, referent } = start.plan.assignment;
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.organisation, value: organisation },
    { key: SEARCH_ATTRIBUTES.referent, value: referent },
  ]);
  await condition(() => false);
}

/** Stands for a session. */
export async function session({ plan }: Pick<SessionStart, 'plan'>): Promise<void> {
  const received: string[] = [];
  setHandler(handed, () => received);
  setHandler(attendanceRecorded, ({ origin }) => void received.push(`attendance ${origin.responseId}`));
  setHandler(sessionDecision, ({ origin }) => void received.push(`decision ${origin.responseId}`));
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.sessionStart, value: new Date(plan.start.at) }]);
  await condition(() => false);
}
