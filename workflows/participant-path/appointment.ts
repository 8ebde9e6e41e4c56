import type { FollowUp } from '../../domain/facts.ts';
import type { ReleaseReason } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import { withClock } from './clock.ts';
import type { Appointment, PathState } from './state.ts';
import { call, closePoints, command, hasMail, isWithin48Hours, leave, log, point, SOON } from './steps.ts';

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
  const answered = closePoints(state, ({ key }) => key.startsWith(DECLINED) || key.startsWith(STANDS));
  const fixed = withClock(state, { ...answered, appointment: next, appointments: number });
  const set = log(fixed, date, `Rendez-vous : ${appointment.label}.`);
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

/** The appointment to come, where it is the first thing ahead: what somebody who can't come speaks of. */
export function appointmentAhead({ appointment, seat, places = [] }: PathState, now: string): Appointment | null {
  if (appointment === null || appointment.start.at <= now) return null;
  const held = [seat.view, ...places.map(({ view }) => view)].filter((view) => view?.status === 'held' && view.attendance === null);
  const sooner = held.some((view) => view !== null && view.start.at > now && view.start.at <= appointment.start.at);
  return sooner ? null : appointment;
}

/** Nobody but the referent can find another date: the appointment stands until they say which. */
export function appointmentDeclined(state: PathState, { start }: Appointment, answer: 'cannotCome' | 'anotherDate', at: Moment): PathState {
  const title =
    answer === 'cannotCome'
      ? `Ne peut pas venir au rendez-vous du ${start.label} : proposer une autre date.`
      : `Demande une autre date que le rendez-vous du ${start.label} : en proposer une.`;
  if (state.open.some(({ key }) => key.startsWith(DECLINED))) return log(state, at, title);
  const soon = isWithin48Hours(start.at, at.at) ? `${SOON}-` : '';
  return point(state, { key: `${DECLINED}-${soon}${at.at}`, kind: 'decide', since: at, title, about: 'appointment' });
}

/** Begins the key of the line of somebody who can't come to an appointment; it leaves with another appointment, or with a contact. */
export const DECLINED = 'appointment-declined';

/** Nobody takes it out of the calendars by itself: whoever keeps one decides. `alsoFor`: a referent who gives the file away. */
export function appointmentStands(state: PathState, words: 'clos' | 'transféré', at: Moment, alsoFor?: string): PathState {
  const { appointment } = state;
  if (appointment === null || appointment.start.at <= at.at) return state;
  const { id, sequence, start } = appointment;
  const title = `Rendez-vous du ${start.label} : le dossier est ${words}, à annuler ou à reprendre.`;
  const key = `${STANDS}-${words === 'clos' ? 'left' : 'transferred'}-${id}-${sequence}-${at.at}`;
  const others = closePoints(state, (open) => open.key.startsWith(STANDS));
  return point(others, { key, kind: 'info', since: at, title, about: 'appointment', ...(alsoFor === undefined ? {} : { alsoFor }) });
}

/** The referent of an appointment left the team: whoever has the file now keeps it with somebody else, or finds another date. */
export function referentLeft(state: PathState, name: string, at: Moment): PathState {
  const { appointment } = state;
  if (appointment === null || appointment.start.at <= at.at) return state;
  const { id, sequence, start } = appointment;
  const title = `Rendez-vous du ${start.label} avec ${name}, qui n’est plus dans la configuration : à reprendre ou à déplacer.`;
  const others = closePoints(state, (open) => open.key.startsWith(STANDS));
  return point(others, { key: `${STANDS}-departed-${id}-${sequence}-${at.at}`, kind: 'info', since: at, title, about: 'appointment' });
}

const STANDS = 'appointment-stands';

/** The file ends; an appointment that it leaves standing is said once. */
export function endFile(
  state: PathState,
  at: Moment,
  reason: string,
  { known = false, tell = 'closed' }: { readonly known?: boolean; readonly tell?: ReleaseReason } = {},
): PathState {
  const left = leave(state, at, reason, { known, tell });
  if (state.stage !== 'left') return appointmentStands(left, 'clos', at);
  return { ...left, open: [...left.open, ...state.open.filter(({ key }) => key.startsWith(STANDS))] };
}
