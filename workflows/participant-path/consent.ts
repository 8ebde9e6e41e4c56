import type { Origin } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import { releaseBookings, releaseSeat } from './bookings/release.ts';
import { causedBy, log, writtenByPublicForm } from './journal.ts';
import { isTaken, responseKey, withResponse } from './responses.ts';
import { enter } from './stages.ts';
import type { PathState } from './state.ts';
import { askOnce, closeTasks } from './tasks.ts';
import * as entries from './words/journal.ts';
import * as titles from './words/tasks.ts';

/**
 * The response that opened the path was edited, and its consent taken back: everything that would be sent stops, and seats go back. The path stays
 * until a person has called, closed it and had it erased. An older version of the same response changes nothing. Another response may be anybody's:
 * a person asks, and nothing stops by itself.
 */
export function consentWithdrawn(state: PathState, origin: Origin): PathState {
  if (isTaken(state, origin)) return state;
  const at = origin.submitted;
  const next = withResponse(state, origin);
  if (state.consentWithdrawn !== null) return next;
  if (state.author !== null && responseKey(origin) !== state.author)
    return writtenByPublicForm(next, askOnce(next, 'consent-doubt', at, titles.CONSENT_IN_DOUBT), origin);
  return causedBy(next, allStopped(next, at), origin);
}

function allStopped(state: PathState, at: Moment): PathState {
  const logged = log(state, at, entries.CONSENT_WITHDRAWN);
  const silent = { ...logged, outbox: logged.outbox.filter(({ kind }) => kind === 'release') };
  const freed = releaseSeat(
    releaseBookings(silent, () => true, 'onRequest', at),
    { why: entries.WHY_RELEASED.consentWithdrawn, tell: 'onRequest' },
    at,
  );
  const quiet = closeTasks(freed, ({ kind, about }) => kind === 'call' && about !== 'walkIn');
  const back = quiet.stage === 'invited' ? enter(quiet, 'registered', at) : quiet;
  return { ...back, consentWithdrawn: at };
}

/** Somebody registered the person again after the consent was taken back: only the person can say whether they agree. */
export function askAgreement(state: PathState, at: Moment): PathState {
  return askOnce(state, 'agrees-again', at, titles.AGREES_AGAIN);
}

/** The response that took it back gives it again, or the person tells a member of staff that they agree. */
export function consentGiven(state: PathState, at: Moment): PathState {
  const { consentWithdrawn: since } = state;
  if (since === null || at.at <= since.at) return state;
  const answered = closeTasks(state, ({ topic }) => topic === 'agrees-again');
  return log({ ...answered, consentWithdrawn: null }, at, entries.CONSENT_GIVEN);
}
