import { openWatch, refused, watched } from '../../workflows/calendar-watch/state.ts';
import { openIntake, pollFailed } from '../../workflows/form-intake/state.ts';
import type { Pause } from '../../workflows/pause.ts';
import { INITIAL_STATE, planFailed } from '../../workflows/session-planner/state.ts';
import { openWorklist, serviceRefuses } from '../../workflows/staff-worklist/state.ts';
import { HUNDRED_DAYS_MS, type Partner, type Refusal, type Refusals, refusalAt } from './partners.ts';
import { AFTERMATH_MS } from './path.ts';
import { type Health, Shell } from './shell.ts';

const HOUR_MS = 3600_000;

/** How a part of the service meets a refusal, and what it does without one. */
interface Part<State> {
  readonly partner: Partner;
  readonly open: State;
  /** Of one call that succeeds, in milliseconds. */
  readonly round: number;
  readonly refused: (state: State, refusal: Refusal, now: string) => State;
  readonly succeeded: (state: State, now: string) => State;
  readonly pauseOf: (state: State) => Pause | null;
}

/** One long call after the other, for ever: the worklist, the watch, the intake and the planner. */
function live<State>(refusals: Refusals, { partner, open, round, refused: refuse, succeeded, pauseOf }: Part<State>): Health {
  const shell = new Shell(Math.max(round, 3 * HOUR_MS) + HOUR_MS);
  let state = open;
  while (shell.elapsed < HUNDRED_DAYS_MS + AFTERMATH_MS && shell.wrong === null) {
    if (shell.isRenewalDue) state = shell.renew(state);
    const pause = pauseOf(state);
    if (pause !== null && pause.until > shell.iso) shell.paused(pause);
    const refusal = refusalAt(refusals, partner, shell.elapsed);
    shell.called(refusal?.callMs ?? round);
    shell.moments += 1;
    state = refusal === null ? succeeded(state, shell.iso) : refuse(state, refusal, shell.iso);
  }
  if (pauseOf(state) !== null) shell.fail('a pause outlives its refusal');
  return shell.health();
}

export const PARTS: Readonly<Record<string, (refusals: Refusals) => Health>> = {
  worklist: (refusals) =>
    live(refusals, {
      partner: 'mail',
      open: openWorklist({ code: 's1' }),
      round: HOUR_MS,
      refused: (state, _refusal, now) => serviceRefuses(state, 'refusé', now),
      succeeded: (state) => ({ ...state, service: null, pause: null }),
      pauseOf: ({ pause }) => pause,
    }),
  watch: (refusals) =>
    live(refusals, {
      partner: 'outlook',
      open: openWatch({ coordinator: 's1' }),
      round: HOUR_MS,
      refused: (state, { code }, now) => refused(state, code, now),
      succeeded: (state, now) =>
        watched(state, {
          memory: state.memory,
          at: { at: now, label: now },
          counts: { notified: 0, adopted: 0, resyncs: 0 },
          opened: false,
        }),
      pauseOf: ({ outage }) => outage?.pause ?? null,
    }),
  intake: (refusals) =>
    live(refusals, {
      partner: 'outlook',
      open: openIntake({ form: 'registration' }),
      round: HOUR_MS,
      refused: (state, _refusal, now) => pollFailed(state, now),
      succeeded: (state) => ({ ...state, pause: null }),
      pauseOf: ({ pause }) => pause,
    }),
  planner: (refusals) =>
    live(refusals, {
      partner: 'outlook',
      open: INITIAL_STATE,
      round: 24 * HOUR_MS,
      refused: (state, _refusal, now) => planFailed(state, now),
      succeeded: (state) => ({ ...state, pause: null }),
      pauseOf: ({ pause }) => pause,
    }),
};
