import { answersOwnAct } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatView } from '../../domain/seat.ts';
import { bookingAt, ownBooking, ownView, withBooking } from './bookings/booking.ts';
import type { Command, InvitationMail, MailCommand, MailOutcome, PathMail } from './commands.ts';
import { checkContactDetails, hasMail } from './contact-details.ts';
import { LOG_KEPT, log } from './journal.ts';
import { addCommand } from './outbox.ts';

import type { Appointment, PathState, SentMail } from './state.ts';
import { addTask, taskOf } from './tasks.ts';
import { saidByPhone, seatByPhone } from './undelivered.ts';
import * as entries from './words/journal.ts';
import * as titles from './words/tasks.ts';

/** The next mail of a kind to this person: its number is part of its Message-ID. */
export function mailNumber({ mails }: PathState, kind: string): number {
  return Math.max(0, ...mails.filter((mail) => mail.kind === kind).map(({ n }) => n)) + 1;
}

/** When the person was last written to, answers to their own acts apart (ISO 8601): the others keep a day between them. */
export function lastMailAt({ mails }: PathState): string | null {
  const counted = mails.filter(({ outcome, why }) => (outcome === 'sent' || outcome === 'inDoubt') && !answersOwnAct(why));
  return counted.at(-1)?.at.at ?? null;
}

/** A mail that the invitation could not send yet: on its own, as often as it takes. A confirmation says « inscription reçue » in any case. */
export function mailLater(
  state: PathState,
  { mail, why, notBefore }: Pick<MailCommand, 'why' | 'notBefore'> & { readonly mail: InvitationMail },
): PathState {
  const view = ownView(state);
  const about = view === null || mail === 'confirmation' ? {} : { about: view.sessionId };
  return addCommand(state, { kind: 'mail', mail, why, ...about, ...(notBefore === undefined ? {} : { notBefore }) });
}

type Waiting = Command & MailCommand;

/** When its turn comes: the person has no place there any more, or another mail behind it says the same with what is true then. */
export function isOutdated(state: PathState, mail: Waiting): boolean {
  if (state.stage === 'left' && SEAT_MAILS.has(mail.mail)) return true;
  if (mail.mail === 'released') return isOvertaken(state, mail);
  if (mail.notBefore !== undefined) return isOvertaken(state, mail);
  if (mail.about === undefined) return false;
  return !hasPlaceAt(ownView(state), mail.about) || isSaidLater(state, mail, ({ about }) => about ?? null);
}

/** What happened while it waited for its hour. */
function isOvertaken(state: PathState, mail: Waiting): boolean {
  if (mail.mail === 'situation') return state.stage !== 'settled' || state.situation.knownAt !== null;
  const session = sessionOf(mail);
  if (session === null) return false;
  const view = bookingAt(state, session)?.view ?? null;
  const isTrue = mail.mail === 'released' ? !hasPlaceAt(view, session) : mail.mail === 'sessionCancelled' || hasPlaceAt(view, session);
  return !isTrue || isSaidLater(state, mail, sessionOf);
}

function hasPlaceAt(view: SeatView | null, session: string): boolean {
  return view?.sessionId === session && (view.status === 'reserved' || view.status === 'waiting');
}

function isSaidLater({ outbox }: PathState, mail: Waiting, session: (mail: MailCommand) => string | null): boolean {
  return outbox.some(
    (other) => other.kind === 'mail' && other.mail === mail.mail && other.id > mail.id && session(other) === session(mail),
  );
}

function sessionOf({ about, view }: MailCommand): string | null {
  return about ?? view?.sessionId ?? null;
}

/** Whoever has just read of a seat, with its day and place, needs no second mail of a move that waits still. */
export function notifiedOfSeat(state: PathState, mail: PathMail, view: SeatView | null): PathState {
  if (view === null || (mail !== 'seat' && mail !== 'reinvitation' && mail !== 'confirmation')) return state;
  const current = bookingAt(state, view.sessionId)?.view;
  if (current?.icsSequence !== view.icsSequence) return state;
  const isSaid = (other: Command) =>
    other.kind === 'mail' && other.mail === 'sessionMoved' && other.notBefore !== undefined && sessionOf(other) === view.sessionId;
  return { ...state, outbox: state.outbox.filter((other) => !isSaid(other)) };
}

/**
 * Recorded with its reason; a refused address becomes a task, a mail in doubt a line on the worklist.
 * @param interview that the mail is about
 */
export function mailed(state: PathState, mail: SentMail, interview: Appointment | null = null): PathState {
  const next = notifiedBy({ ...state, mails: [...state.mails, mail].slice(-LOG_KEPT) }, mail);
  const logged = log(next, mail.at, entries.mailed(mail.kind, mail.outcome, mail.why));
  if (mail.outcome === 'sent') return logged;
  if (mail.outcome === 'dropped') return hasMail(logged) ? logged : saidByPhone(logged, mail, interview);
  if (mail.outcome === 'refused') return saidByPhone(addressRefused(logged, mail.at), mail, interview);
  if (mail.kind === 'confirmation') return logged;
  return addTask(logged, {
    ...taskOf('doubt', mail.kind, mail.n),
    kind: 'mailInDoubt',
    since: mail.at,
    title: titles.mailInDoubt(mail.kind),
    about: 'other',
  });
}

const SEAT_MAILS: ReadonlySet<PathMail> = new Set(['confirmation', 'seat', 'reinvitation']);

/** A mail that promises the seat: the person knows of it, unless their server refused the address. */
function notifiedBy(state: PathState, { kind, outcome, at }: SentMail): PathState {
  const own = ownBooking(state);
  if (!SEAT_MAILS.has(kind) || own === null) return state;
  if (outcome !== 'sent' && outcome !== 'inDoubt') return state;
  return withBooking(state, { ...own, notifiedAt: own.notifiedAt ?? at.at });
}

/** The referent's own mail of an appointment: whoever can't be reached is spoken to by the coordinator. */
export function referentNotified(
  state: PathState,
  notification: { readonly outcome: MailOutcome; readonly at: Moment; readonly n: number; readonly to: string; readonly start: Moment },
): PathState {
  const { outcome, at, n, to } = notification;
  const logged = log(state, at, entries.referentMailed(to, outcome));
  if (outcome === 'sent') return logged;
  const title = titles.referentNotNotified(outcome, to, notification.start);
  return addTask(logged, { ...taskOf('referent-not-notified', n), kind: 'mailInDoubt', since: at, title, about: 'other' });
}

function addressRefused(state: PathState, at: Moment): PathState {
  const person = { ...state.person, email: null, badEmail: state.person.email };
  const withCheck = checkContactDetails({ ...state, person, addressConfirmed: null }, at);
  return seatByPhone(withCheck, at);
}
