import { condition, defineQuery, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { PathStart } from '../../domain/path-start.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { consentRefused, followUpRecorded, nearFound, registrationTaken, unableAnswered } from '../participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { attendanceRecorded, sessionDecision } from '../session/contract.ts';

export { formIntake } from './workflow.ts';

/** What an owner was handed, in order: the message's name and its origin's response. */
export const handed = defineQuery<readonly string[]>('handed');
export const startedWith = defineQuery<PathStart>('startedWith');

/** Stands for a path: takes what intake hands over, and shows who is in charge as a path does. */
export async function participantPath(start: PathStart): Promise<void> {
  const taken: string[] = [`start ${start.registration.origin.responseId}`];
  const keys = new Set(start.matchKeys);
  setHandler(handed, () => taken);
  setHandler(startedWith, () => start);
  setHandler(registrationTaken, ({ registration, matchKeys }) => {
    taken.push(`registration ${registration.origin.responseId}`);
    for (const key of matchKeys) keys.add(key);
    upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.matchKeys, value: [...keys] }]);
  });
  setHandler(consentRefused, ({ responseId }) => void taken.push(`refusal ${responseId}`));
  setHandler(nearFound, ({ refs }) => void taken.push(`near ${refs.join()}`));
  setHandler(followUpRecorded, ({ origin }) => void taken.push(`followUp ${origin.responseId}`));
  setHandler(unableAnswered, ({ origin }) => void taken.push(`unable ${origin.responseId}`));
  const { organisation, referent } = start.plan.assignment;
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.organisation, value: organisation },
    { key: SEARCH_ATTRIBUTES.referent, value: referent },
  ]);
  await condition(() => false);
}

/** Stands for a session. */
export async function session({ plan }: Pick<SessionStart, 'plan'>): Promise<void> {
  const taken: string[] = [];
  setHandler(handed, () => taken);
  setHandler(attendanceRecorded, ({ origin }) => void taken.push(`attendance ${origin.responseId}`));
  setHandler(sessionDecision, ({ origin }) => void taken.push(`decision ${origin.responseId}`));
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.sessionStart, value: new Date(plan.start.at) }]);
  await condition(() => false);
}
