import type { AttendanceMark } from '../../domain/facts.ts';
import type { MailReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Plan } from '../../domain/plan.ts';
import type { SeatView } from '../../domain/seat.ts';
import { capitalised } from '../../domain/text.ts';
import { attendanceAt, cameTo, entryOf, remember } from './attendance.ts';
import { tellOfChange } from './bookings/changes.ts';
import { invite, promotion } from './bookings/offers.ts';
import { tellOfRelease } from './bookings/release.ts';
import type { Command, InvitationMail } from './commands.ts';
import { hasMail } from './contact-details.ts';
import { withPlan } from './eligibility.ts';
import { log } from './journal.ts';
import { addCommand } from './outbox.ts';
import { isPaused } from './pause.ts';
import { placeAt, placeNews } from './places.ts';
import { enter, isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import { addCall, addTask, closeTasks, taskOf } from './tasks.ts';

const DAY_MS = 24 * 3600_000;

const MAX_NO_SHOWS_REINVITED = 1;

export const MARK_WORDS: Record<AttendanceMark, string> = { attended: 'présent(e)', excused: 'absence excusée', noShow: 'absent(e)' };

/** What the invitation found: a seat, a place in a waiting list, or no session at all. */
export function invited(
  state: PathState,
  answer: {
    readonly seq: number;
    readonly view: SeatView | null;
    readonly plan: Plan | null;
    readonly at: Moment;
    readonly mail: InvitationMail;
    /** The person waited there meanwhile, and still does where no seat was found. */
    readonly from?: string;
  },
): PathState {
  if (answer.seq !== state.seat.seq || state.seat.want !== 'seat') return giveBack(state, answer);
  if (answer.from !== undefined && answer.view === null) return staysWaiting(state);
  const { early } = state.seat;
  const heard = placed(early === null ? state : { ...state, seat: { ...state.seat, early: null } }, answer);
  return early === null ? heard : sessionNews(heard, early, answer.at);
}

/** When its turn comes: what was decided meanwhile may want the seat no more, or has a change on its way to the calendar that was to be read. */
export function isStillAsked(state: PathState, asked: Command): boolean {
  if (asked.kind === 'invite') return asked.seq === state.seat.seq && state.seat.want === 'seat';
  if (asked.kind === 'register') return placeAt(state, asked.sessionId)?.seq === asked.seq;
  return asked.kind !== 'lookAtAppointment' || !state.outbox.some((other) => isChangeOf(other, asked.appointment));
}

function isChangeOf(other: Command, appointment: string): boolean {
  return (
    (other.kind === 'appointment' || other.kind === 'referentAppointment') &&
    other.change !== 'fixed' &&
    other.appointment.id === appointment
  );
}

/** Sessions that were asked and kept silent may have heard all the same: what they gave is given back, once they answer. */
export function releaseUnanswered(
  state: PathState,
  { seq, unanswered }: { readonly seq: number; readonly unanswered: readonly string[] },
): PathState {
  const others = unanswered.filter((session) => session !== state.seat.view?.sessionId);
  if (others.length === 0) return state;
  const raised = { ...state, seat: { ...state.seat, seq: Math.max(state.seat.seq, seq + 1) } };
  return others.reduce((next, sessionId) => addCommand(next, { kind: 'release', seq: raised.seat.seq, sessionId }), raised);
}

/** Nothing better was found. A seat that was taken and given back within the same look has used the next number. */
function staysWaiting(state: PathState): PathState {
  return { ...state, seat: { ...state.seat, early: null, seq: state.seat.seq + 1 } };
}

/** The person wants it no more, or something else: the seat that was taken for them meanwhile goes to the next one, before anything else. */
function giveBack(state: PathState, { seq, view, at }: Pick<Parameters<typeof invited>[1], 'seq' | 'view' | 'at'>): PathState {
  if (view === null || (view.status !== 'held' && view.status !== 'waiting')) return state;
  const raised = { ...state, seat: { ...state.seat, seq: Math.max(state.seat.seq, seq + 1) } };
  const released = addCommand(raised, { kind: 'release', seq: raised.seat.seq, sessionId: view.sessionId });
  const [own, ...others] = released.outbox.toReversed();
  const first = own === undefined ? released : { ...released, outbox: [own, ...others.toReversed()] };
  // The mail of the invitation has promised it; where another session is looked for, its mail says the rest.
  const tell = state.seat.want === 'seat' || !hasMail(state) ? null : state.stage === 'left' ? 'closed' : 'staff';
  return tellOfRelease(first, { view, notifiedAt: null, tell, at });
}

function placed(state: PathState, answer: Parameters<typeof invited>[1]): PathState {
  const { view, at } = answer;
  if (view === null || view.status === 'refused') {
    const next = { ...state, seat: { ...state.seat, view: null, invitedAt: null, noneSince: state.seat.noneSince ?? at, lookedAt: at.at } };
    const told = state.seat.noneSince === null ? log(next, at, 'Aucune séance à proposer pour l’instant.') : next;
    return backToRegistered(told, at);
  }
  const place = view.status === 'waiting' ? `Liste d’attente (rang ${view.rank ?? 1})` : 'Place réservée';
  const seated: PathState = {
    ...state,
    seat: { ...state.seat, view, invitedAt: at.at, notifiedAt: null, noneSince: null, movedAt: null, displaced: false, lookedAt: null },
    reminders: { week: false, day: false },
    stale: answer.plan === null,
  };
  const logged = log(leftWaiting(state, seated, at), at, `${place} : ${view.title}, ${view.start.label}.`);
  // What is said of the new seat replaces what was to be said of the one before.
  const current = closeTasks(logged, ({ about, appointment }) => about === 'release' && appointment === undefined);
  const seatedNow =
    view.status === 'waiting'
      ? backToRegistered(current, at)
      : isBefore(state.stage, 'informed')
        ? enter(current, 'invited', at, { keepPlan: answer.plan !== null })
        : current;
  const offer = view.status === 'waiting' ? 'Dire que la personne est en liste d’attente pour la séance' : 'Proposer la séance';
  const told = hasMail(seatedNow)
    ? seatedNow
    : addCall(seatedNow, 'seat', at, `${offer} du ${view.start.label} (${view.place.name}).`, { session: view.sessionId });
  return answer.plan === null ? told : withPlan(told, answer.plan, at);
}

/** Without a seat, the clock of those whom nobody can offer one runs, and runs on from one waiting list to the next. */
function backToRegistered(state: PathState, at: Moment): PathState {
  return state.stage === 'invited' || state.stage === 'noShow' ? enter(state, 'registered', at) : state;
}

/** Of a seat that was found elsewhere: what was to be said of the waiting list isn't any more. */
function leftWaiting({ seat }: PathState, seated: PathState, at: Moment): PathState {
  if (seat.view?.status !== 'waiting') return seated;
  const silent = closeTasks(seated, ({ kind, about }) => kind === 'call' && about === 'seat');
  return log(silent, at, `Place en liste d’attente rendue (${seat.view.start.label}) : une place est libre ailleurs.`);
}

/** Sessions that are not offered: those that the person said no to, and those where staff have asked for a seat already. */
export function sessionsToAvoid({ seat, places }: PathState): readonly string[] {
  return [...seat.declined, ...places.map(({ sessionId }) => sessionId)];
}

/** Looked for a session in vain: looks again when the planner opens some, and once a day in any case. */
export function lookAgainAt(state: PathState): string | null {
  const { seat, outbox } = state;
  if (
    isPaused(state) ||
    seat.want !== 'seat' ||
    seat.view !== null ||
    seat.lookedAt === null ||
    outbox.some(({ kind }) => kind === 'invite')
  )
    return null;
  return new Date(Date.parse(seat.lookedAt) + DAY_MS).toISOString();
}

/** A session has opened, or a day has passed: for whoever found none, and for whoever waits in a list. */
export function lookAgain(state: PathState): PathState {
  if (isPaused(state)) return state;
  const why = 'sessionOpened';
  const waitsAt = waitingAt(state);
  if (waitsAt !== null) return invite(state, 'seat', why, { quiet: true, from: waitsAt });
  if (lookAgainAt(state) === null) return state;
  return invite(state, state.mails.some(({ kind }) => kind === 'confirmation') ? 'seat' : 'confirmation', why, { quiet: true });
}

/** The session in whose waiting list the person is, unless a look elsewhere is on its way already. */
export function waitingAt({ seat, outbox }: PathState): string | null {
  if (seat.want !== 'seat' || seat.view?.status !== 'waiting' || outbox.some(({ kind }) => kind === 'invite')) return null;
  return seat.view.sessionId;
}

/** News of a session: a promotion, a move, a cancellation, an attendance. Older news than what is known changes nothing. */
export function sessionNews(state: PathState, view: SeatView, at: Moment): PathState {
  const known = state.seat.view;
  if (known?.sessionId !== view.sessionId) {
    const elsewhere = placeNews(state, view, at);
    if (elsewhere !== null) return elsewhere;
    return isAwaited(state, view) ? { ...state, seat: { ...state.seat, early: view } } : correctedAttendance(state, view);
  }
  if (view.rev <= known.rev) return state;
  const heard: PathState = { ...state, seat: { ...state.seat, view } };
  if (view.status === 'cancelled') return cancelledByUs(heard, view, at);
  if (view.attendance !== known.attendance && view.attendance !== null) return attendance(heard, view);
  if (known.status === 'waiting' && view.status === 'held') return promoted(heard, view, at);
  if (known.status === 'waiting' && view.status === 'released') return neverPromoted(heard, at);
  return view.icsSequence === known.icsSequence ? heard : moved(heard, view, { was: known.start.at, at });
}

/** The session has given the seat and goes on, and its answer hasn't come back yet: without this, what it says meanwhile would be lost. */
function isAwaited({ seat, outbox }: PathState, view: SeatView): boolean {
  const isAsked = outbox.some((asked) => asked.kind === 'invite' && asked.seq === view.seq);
  return isAsked && view.seq === seat.seq && view.rev > (seat.early?.sessionId === view.sessionId ? seat.early.rev : 0);
}

/** One mail for all the edits; reminders are due again for the new time, but not those that would have been due by now. */
function moved(state: PathState, view: SeatView, { was, at }: { readonly was: string; readonly at: Moment }): PathState {
  const seat = { ...state.seat, movedAt: at.at };
  const again: PathState = { ...state, seat, reminders: { week: false, day: false }, stale: true };
  const logged = log(again, at, `Séance déplacée : ${view.start.label}, ${view.place.name}.`);
  const title = `Dire par téléphone : la séance est déplacée au ${view.start.label}, ${view.place.name}.`;
  return tellOfChange(logged, { mail: 'sessionMoved', view, was, about: 'seat', at, title });
}

function promoted(state: PathState, view: SeatView, at: Moment): PathState {
  const { holdUntil } = state.plan;
  const seated: PathState = {
    ...state,
    seat: { ...state.seat, invitedAt: at.at, notifiedAt: null },
    reminders: { week: false, day: false },
    // The call that may follow must not be closed by a deadline of the time before.
    plan: { ...state.plan, holdUntil: null },
    stale: true,
  };
  const stage = isBefore(seated.stage, 'informed') ? enter(seated, 'invited', at) : seated;
  return promotion(stage, { view, holdUntil, about: 'seat', at });
}

/** The session began and no seat came free: the next one. */
function neverPromoted(state: PathState, at: Moment): PathState {
  const free = { ...log(state, at, 'Aucune place ne s’est libérée.'), seat: { ...state.seat, view: null, invitedAt: null } };
  return offerAnother(free, 'waitingListClosed');
}

/** Another session, to a person who is not further on than one; not before the end of a pause. */
function offerAnother(state: PathState, why: MailReason, mail: InvitationMail = 'seat'): PathState {
  const isDue = isBefore(state.stage, 'informed');
  if (isDue && !isPaused(state)) return invite(state, mail, why);
  return { ...state, seat: { ...state.seat, want: 'none', afterPause: isDue ? { mail, why } : null } };
}

/** 'Revoked by us' never counts as the person's absence; they come first in the next waiting list. */
function cancelledByUs(state: PathState, view: SeatView, at: Moment): PathState {
  const logged = log(state, at, `Séance annulée par le service : ${view.start.label}.`);
  const title = `Dire par téléphone : la séance du ${view.start.label} (${view.place.name}) est annulée.`;
  const told = tellOfChange(logged, { mail: 'sessionCancelled', view, was: view.start.at, about: 'seat', at, title });
  const free = { ...told, seat: { ...told.seat, view: null, invitedAt: null, displaced: true } };
  return offerAnother(free, 'sessionCancelled');
}

function attendance(state: PathState, view: SeatView): PathState {
  const at = view.end;
  const done = closeTasks({ ...state, stale: true }, (open) => open.about === 'seat');
  if (view.attendance === 'attended') return attended(done, view);
  if (view.attendance === 'noShow') return absent(remember(done, entryOf(view, 'noShow')), at);
  if (view.attendance === 'excused') {
    const logged = log(remember(done, entryOf(view, 'excused')), at, 'Absence excusée.');
    return offerAnother({ ...logged, seat: { ...done.seat, view: null, invitedAt: null } }, 'excused');
  }
  return view.attendance === 'unknown' ? neverEntered(done, view) : log(done, at, 'Présence annulée par le service.');
}

/** The session closed without a sheet: only a person can find out, and decide. Who is further on needs no decision. */
function neverEntered(state: PathState, view: SeatView): PathState {
  const free: PathState = { ...state, seat: { ...state.seat, want: 'none', view: null, invitedAt: null, notifiedAt: null } };
  const logged = log(free, view.end, `Présence jamais saisie : ${view.title}, ${view.start.label}.`);
  if (!isBefore(logged.stage, 'informed')) return logged;
  const title = `On ne sait pas si cette personne est venue le ${view.start.label} : la feuille de présence n’a jamais été saisie.`;
  const task = taskOf('sheet-unknown', view.sessionId);
  return addTask(enter(logged, 'registered', view.end), { ...task, kind: 'decide', since: view.end, title, about: 'walkIn' });
}

function attended(state: PathState, view: SeatView): PathState {
  const was: PathState = { ...log(state, view.end, `Présent(e) : ${view.title}.`), seat: { ...state.seat, want: 'none' } };
  return cameTo(remember(was, entryOf(view, 'attended')), view.kind, view.end);
}

/** A later response about a session that the path has left behind. Its stage is never taken back: only what the person is due changes. */
function correctedAttendance(state: PathState, view: SeatView): PathState {
  const before = attendanceAt(state, view.sessionId);
  const { attendance: mark, end: at } = view;
  if (mark === null || mark === 'revoked' || mark === 'unknown' || view.rev <= (before?.rev ?? 0)) return state;
  const known = remember(state, entryOf(view, mark));
  if (before === null) return lateAttendance(known, view, mark);
  if (mark === before.mark) return known;
  const logged = log(known, at, `Présence corrigée : ${view.title}, ${MARK_WORDS[mark]}.`);
  const missed = (one: AttendanceMark) => Number(one === 'noShow' && view.kind === 'info');
  const counted = { ...logged, noShows: Math.max(0, logged.noShows + missed(mark) - missed(before.mark)), stale: true };
  if (mark === 'attended') return cameTo(counted, view.kind, at);
  const waitsForDecision = counted.stage === 'noShow' && counted.seat.want === 'none';
  return mark === 'excused' && waitsForDecision ? offerAnother(counted, 'excused') : counted;
}

/** The seat had been left before its sheet came. */
function lateAttendance(state: PathState, view: SeatView, mark: AttendanceMark): PathState {
  const logged = log(state, view.end, `${capitalised(MARK_WORDS[mark])} : ${view.title}.`);
  if (mark === 'attended') return cameTo(logged, view.kind, view.end);
  const { key } = taskOf('sheet-unknown', view.sessionId);
  if (state.open.some((open) => open.key === key))
    return sheetAfterAll(
      closeTasks(logged, (open) => open.key === key),
      view.end,
      mark,
    );
  return mark === 'noShow' && view.kind === 'info' ? { ...logged, noShows: logged.noShows + 1 } : logged;
}

/** The sheet that had been given up has come, before anybody decided without it. */
function sheetAfterAll(state: PathState, at: Moment, mark: AttendanceMark): PathState {
  return mark === 'noShow' ? absent(state, at) : offerAnother(state, 'excused');
}

function absent(state: PathState, at: Moment): PathState {
  const missed: PathState = {
    ...log(state, at, 'Absence à la séance.'),
    noShows: state.noShows + 1,
    seat: { ...state.seat, want: 'none', view: null, invitedAt: null },
  };
  if (!isBefore(state.stage, 'informed')) return missed;
  const stage = enter(missed, 'noShow', at);
  return missed.noShows <= MAX_NO_SHOWS_REINVITED ? offerAnother(stage, 'firstAbsence', 'reinvitation') : stage;
}
