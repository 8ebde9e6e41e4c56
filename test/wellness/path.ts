import * as path from '../../workflows/participant-path/path.ts';
import { finish, informed } from '../../workflows/participant-path/path-fixtures.ts';
import { HUNDRED_DAYS_MS, type Partner, type Refusals, refusalAt } from './partners.ts';
import { BEGINS, type Health, Shell } from './shell.ts';

const HOUR_MS = 3600_000;
/** After the last refusal: the longest pause, a call that was under way, a night. */
export const AFTERMATH_MS = 24 * HOUR_MS;

/** What a path has to do at some moment of the story (milliseconds from its beginning). */
export interface Errand {
  readonly at: number;
  readonly what: 'mail' | 'event' | 'release';
}

export interface PathStory {
  readonly refusals: Refusals;
  readonly errands: readonly Errand[];
  /** Of the worker's clock, in milliseconds: ahead of the server's, or behind. */
  readonly skew: number;
}

/** A path through the refusals, as its shell drives it (workflows/participant-path/workflow.ts); `done`: how often each errand was carried out. */
export function livePath({ refusals, errands, skew }: PathStory): Health & { readonly done: readonly number[] } {
  const shell = new Shell();
  const done = errands.map(() => 0);
  let state = finish(informed());
  let begun = 0;
  while (shell.elapsed < HUNDRED_DAYS_MS + AFTERMATH_MS && shell.wrong === null) {
    for (; (errands[begun]?.at ?? Number.POSITIVE_INFINITY) <= shell.elapsed; begun += 1) state = withErrand(state, errands[begun], begun);
    state = path.tick(state, shell.iso);
    for (let [next] = path.dueCommands(state, shell.iso); next && !shell.isRenewalDue; [next] = path.dueCommands(state, shell.iso))
      state = carryOut(next);
    if (shell.isRenewalDue) state = shell.renew(state);
    else shell.sleep(path.nextWake(state, shell.iso), BEGINS + (errands[begun]?.at ?? Number.POSITIVE_INFINITY));
  }
  if (state.outbox.length > 0 || state.outage !== null) shell.fail(`${state.outbox.length} commands are left, or their outage`);
  return { ...shell.health(), done };

  function carryOut(next: path.PathState['outbox'][number]): path.PathState {
    const partner = partnerOf(next);
    const refusal = partner === null ? null : refusalAt(refusals, partner, shell.elapsed);
    const hour = next.kind === 'mail' ? hourOf(shell.now, skew) : null;
    shell.called(refusal?.callMs ?? 1_000);
    if (refusal !== null) return path.postponed(state, next.id, refusal.code, shell.iso);
    if (next.kind === 'mail' && hour !== null) return path.done(path.putOff(state, next, hour, shell.iso), next.id);
    const errand = errandOf(next);
    if (errand !== null) done[errand] = (done[errand] ?? 0) + 1;
    return path.done(state, next.id);
  }
}

function withErrand(state: path.PathState, errand: Errand | undefined, index: number): path.PathState {
  switch (errand?.what) {
    case 'mail':
      return path.addCommand(state, { kind: 'mail', mail: 'reminderDay', why: 'dayBefore', was: String(index) });
    case 'event':
      return path.addCommand(state, {
        kind: 'referentAppointment',
        change: 'fixed',
        inOutlook: true,
        appointment: appointmentOf(state, index),
      });
    case 'release':
      return path.addCommand(state, { kind: 'release', seq: index, sessionId: 'info-2026-12-a' });
    case undefined:
      return state;
  }
}

function appointmentOf({ ref, registeredAt }: path.PathState, sequence: number): path.Appointment {
  return {
    id: `${ref}-rdv`,
    sequence,
    start: registeredAt,
    place: null,
    fixedAt: registeredAt,
    referent: 's1',
    inOutlook: true,
    reminded: true,
    briefed: true,
    lookAt: null,
  };
}

type Command = path.PathState['outbox'][number];

function errandOf(command: Command): number | null {
  if (command.kind === 'mail') return command.was === undefined ? null : Number(command.was);
  if (command.kind === 'referentAppointment') return command.appointment.sequence;
  return command.kind === 'release' ? command.seq : null;
}

function partnerOf({ kind }: Command): Partner | null {
  if (kind === 'release') return null;
  return kind === 'referentAppointment' ? 'outlook' : 'mail';
}

/** As the activity answers: mails go from eight in the morning (UTC) on. The hour itself is counted by a clock that may be behind. */
function hourOf(now: number, skew: number) {
  const clock = new Date(now + skew);
  if (clock.getUTCHours() >= 8) return null;
  const at = new Date(clock.setUTCHours(8, 0, 0, 0)).toISOString();
  return { at, label: at };
}
