import type { FollowUp } from '../../domain/facts.ts';
import type { Appointment, PathState } from './state.ts';
import { call, command, hasMail, log } from './steps.ts';

/** The next interview. One that has not been yet is moved; one that is past stays what it was, and this is another. */
export function appointed(state: PathState, { appointment, date, origin }: FollowUp): PathState {
  const known = state.appointment;
  if (appointment === null || known?.start.at === appointment.at) return state;
  // By the hour of the response: the day that an interview is noted for may have no hour.
  const moved = known !== null && known.start.at > origin.submitted.at ? known : null;
  const number = numberOf(state) + (moved === null ? 1 : 0);
  const next: Appointment =
    moved === null
      ? { id: idOf(state, number), sequence: 0, start: appointment }
      : { ...moved, sequence: moved.sequence + 1, start: appointment };
  const set = log({ ...state, appointment: next, appointments: number }, date, `Rendez-vous : ${appointment.label}.`);
  const why = moved === null ? 'rendez-vous fixé' : 'rendez-vous déplacé';
  const asked = command(set, { kind: 'appointment', moved: moved !== null, why });
  return hasMail(asked) ? asked : call(asked, 'appointment', date, `Dire le rendez-vous : ${appointment.label}.`);
}

/** Of the latest one; states older than the count have at most the first. */
function numberOf({ appointment, appointments }: PathState): number {
  return appointments ?? (appointment === null ? 0 : 1);
}

/** The first one has no number. */
function idOf({ ref }: PathState, number: number): string {
  return number === 1 ? `${ref}-rdv` : `${ref}-rdv-${number}`;
}
