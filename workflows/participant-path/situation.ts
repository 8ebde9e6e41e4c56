import type { Moment } from '../../domain/moment.ts';
import { hasMail } from './contact-details.ts';
import { log } from './journal.ts';
import { addCommand } from './outbox.ts';
import type { PathState } from './state.ts';
import { addCall, closeTasks } from './tasks.ts';
import * as entries from './words/journal.ts';
import { ASK_SITUATION } from './words/tasks.ts';

/** Six months after the outcome: one mail to the person, or one call of whoever has a phone only. What was tried before doesn't count. */
export function askSituation(state: PathState, at: Moment): PathState {
  const next: PathState = {
    ...log(state, at, entries.SITUATION_ASKED),
    situation: { askedAt: at, knownAt: null, words: null },
    attempts: 0,
  };
  return hasMail(next)
    ? addCommand(next, { kind: 'mail', mail: 'situation', why: 'sixMonths' })
    : addCall(next, 'situation', at, ASK_SITUATION);
}

export function isSituationAsked({ stage, situation }: PathState): boolean {
  return stage === 'settled' && situation.askedAt !== null && situation.knownAt === null;
}

/** « Injoignable » is an answer too: funders tell it from a question that nobody asked. What the project had become stays what it was. */
export function situationReported(state: PathState, at: Moment, words: string | null): PathState {
  const { situation, stage } = state;
  if (stage !== 'settled' || situation.askedAt === null) return state;
  const next = { ...situation, knownAt: situation.knownAt ?? at, words: words ?? situation.words };
  if (situation.knownAt !== null && next.words === situation.words) return state;
  return closeTasks(
    log({ ...state, situation: next }, at, entries.situationKnown(next.words)),
    ({ about, topic }) => about === 'situation' || topic === 'unreachable',
  );
}
