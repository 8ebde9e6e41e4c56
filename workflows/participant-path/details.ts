import { asWritten } from '../../domain/markdown.ts';
import type { Moment } from '../../domain/moment.ts';
import type { SeatView } from '../../domain/seat.ts';
import { compare } from '../../domain/text.ts';
import { ownView, staffBookings } from './bookings/booking.ts';
import { aboutPerson } from './own-words.ts';
import { agenda, type PathState, waitingMails } from './path.ts';
import { MARKS } from './words/bookings.ts';
import * as words from './words/details.ts';
import { whoIsNotified } from './words/names.ts';

/** The next ones, and the latest. */
const APPOINTMENTS_SHOWN = 5;
/** Letters of the wish. */
const WISH_SHOWN = 1000;

/** Where the path stands, why, and what fires next: French Markdown, read by an administrator through the codec. */
export function details(state: PathState): string {
  return [
    ...summary(state),
    '',
    words.NEXT,
    ...next(state),
    ...state.open.map(({ title, since }) => words.toDo(asWritten(title), since)),
    '',
    ...attendance(state),
    ...noteLines(state),
    words.JOURNAL,
    ...journal(state).map(({ at, what }) => words.dated(at, asWritten(what))),
  ].join('\n');
}

function summary(state: PathState): readonly string[] {
  const { plan, search, person, paused } = state;
  const seat = ownView(state);
  const about = aboutPerson(person);
  return [
    words.heading(asWritten(person.firstName), person.lastName && asWritten(person.lastName), state.stage),
    words.path(state.ref, state.registeredAt),
    words.stage(state.stage, state.stageSince),
    words.inCharge(plan.assignment),
    ...(seat ? [words.session(named(seat))] : []),
    ...staffBookings(state).map(({ sessionId, view }) => words.registration(asWritten(sessionId), view && named(view))),
    ...(search.noneSince && !seat ? [words.noSession(search.noneSince)] : []),
    ...state.appointments.slice(-APPOINTMENTS_SHOWN).map(({ start }) => words.appointment(start)),
    ...(paused ? [words.paused(paused.until, paused.reason && asWritten(paused.reason))] : []),
    ...(about === null ? [] : [words.person(asWritten(about))]),
    ...(state.consentWithdrawn ? [words.consentWithdrawn(state.consentWithdrawn)] : []),
    ...(person.wish ? [words.wish(asWritten(person.wish.slice(0, WISH_SHOWN)))] : []),
  ];
}

/** A session is called as its event in Outlook is. */
function named(seat: SeatView): SeatView {
  return { ...seat, title: asWritten(seat.title) };
}

/** By the time of each fact, the latest first: what was recorded late stands where it happened; of one moment, the last recorded comes first. */
function journal({ log }: Pick<PathState, 'log'>): PathState['log'] {
  return log.toReversed().toSorted((a, b) => compare(b.at.at, a.at.at));
}

/** Who attended what, when: the latest first. */
function attendance({ attended }: PathState): readonly string[] {
  if (attended.length === 0) return [];
  const latestFirst = attended.toSorted((a, b) => (a.start.at < b.start.at ? 1 : -1));
  const lines = latestFirst.map(({ title, start, mark, walkIn }) => words.attended(start, asWritten(title), MARKS[mark], walkIn === true));
  return [words.ATTENDANCE, ...lines, ''];
}

/** What staff wrote, the latest first. */
function noteLines({ notes }: PathState): readonly string[] {
  if (notes.length === 0) return [];
  return [words.NOTES, ...notes.toReversed().map((note) => words.note(note.at, asWritten(note.staff), asWritten(note.words))), ''];
}

function next(state: PathState): readonly string[] {
  const waits = comingWaits(state).map(({ what, moment }) => words.dated(moment, asWritten(what)));
  const evidence = state.plan.erasure === null ? [words.EVIDENCE_UNKNOWN] : [];
  return waits.length > 0 ? [...waits, ...evidence] : [words.NOTHING_AHEAD, ...evidence];
}

/** What the path waits for, in order of time: its deadlines, and mails whose hour has not come. */
export function comingWaits(state: PathState): readonly { readonly what: string; readonly moment: Moment }[] {
  const deadlines = agenda(state).map(({ due, moment }) => ({
    what: due === 'coordinator' ? whoIsNotified(state.plan.assignment) : words.WAITS[due],
    moment,
  }));
  const mails = waitingMails(state).map(({ mail, moment }) => ({ what: words.mailGoes(mail), moment }));
  return [...deadlines, ...mails].toSorted((a, b) => compare(a.moment.at, b.moment.at));
}
