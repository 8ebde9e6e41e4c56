import type { PathRecord, RecordedBooking, RecordedResponse } from '../../domain/personal-data.ts';
import { decisionIn } from './corrected-response.ts';
import { comingWaits } from './details.ts';
import { withoutOtherPaths } from './other-paths.ts';
import { responseOf } from './responses.ts';
import type { AnsweredBefore, Booking, PathState } from './state.ts';
import { MARKS } from './words/bookings.ts';
import { OUTCOMES, SEATS } from './words/details.ts';
import { mailWords, reasonWords, STAGE_WORDS } from './words/names.ts';

/**
 * What a person may ask to see (articles 15 and 20 of the GDPR). Each part of the state stands here, in the record or among what is left out, so
 * that a new one can't be forgotten: the last line doesn't compile then.
 */
export function everything(state: PathState): PathRecord {
  const { ref, person, corrected, addressConfirmed, wishes, neighbourhoodAnswer, consentWithdrawn, registeredAt, provisional, ...life } =
    state;
  const { stage, stageSince, plan, assignedAt, lent, paused, ageWaived, noShows, interviewedAt, outcomes, outcome, ...after } = life;
  const { leftFrom, exitKnownAt, situation, bookings, attended, appointments, notes, log, tried, answers, mails, open, ...rest } = after;
  const { near, seen, matchKeys, ...steering } = rest;
  steering satisfies Only<Steering, typeof steering>;
  return withoutOthers(state, {
    reference: ref,
    person,
    contactDetails: contactDetailsOf({ corrected, addressConfirmed, open }),
    wishes: wishes.map(({ at, words }) => ({ at, words })),
    neighbourhoodAnswer,
    consentWithdrawn,
    registeredAt,
    provisional,
    stage: { code: stage, label: STAGE_WORDS[stage], since: stageSince },
    accompaniment: accompanimentOf({ plan, assignedAt, lent }),
    pause: paused,
    takesPartUnderAge: ageWaived,
    unexcusedAbsences: noShows,
    firstInterviewAt: interviewedAt,
    outcomes,
    outcome,
    left: leftFrom === null ? null : leftBy(leftFrom),
    exitKnownAt: exitKnownAt,
    situation: { askedAt: situation.askedAt, knownAt: situation.knownAt, words: situation.words },
    bookings: bookings.map(bookingOf),
    attendance: attended.map(attendanceOf),
    interviews: appointments.map(({ start, place, fixedAt, referent }) => ({ start, place, agreedAt: fixedAt, referent })),
    notes: notes.map(({ at, staff, words }) => ({ at, by: staff, words })),
    journal: log.map(({ at, what, by, response }) => ({ at, what, by, response: response === null ? null : responseIn(response) })),
    contacts: tried,
    staffAnswers: Object.entries(answers).map(answerOf),
    mails: mails.map(mailOf),
    coming: comingWaits(state).map(({ moment, what }) => ({ at: moment, what })),
    tasks: open.map(({ since, title }) => ({ since, what: title })),
    possibleDuplicates: near.length,
    responses: Object.entries(seen).map(([key, submittedAt]) => ({ ...responseIn(key), submittedAt })),
    recognisedBy: matchKeys,
  });
}

/** What the record leaves out: it steers the service, or repeats what the record says. */
type Steering =
  | 'author'
  | 'turn'
  | 'clockFrom'
  | 'stale'
  | 'search'
  | 'appointmentCount'
  | 'attempts'
  | 'ladder'
  | 'isAgeLimitNotified'
  | 'settledFrom'
  | 'outbox'
  | 'outage'
  | 'commands'
  | 'erasedAt'
  | 'lastResponseAt'
  | 'retention';

/** Nothing satisfies it where the state has a part with another name. */
type Only<Names, State> = Exclude<keyof State, Names> extends never ? State : never;

function contactDetailsOf({
  corrected,
  addressConfirmed,
  open,
}: Pick<PathState, 'corrected' | 'addressConfirmed' | 'open'>): PathRecord['contactDetails'] {
  return {
    replacedEmails: corrected.email ?? [],
    replacedPhones: corrected.phone ?? [],
    confirmedEmail: addressConfirmed,
    proposed: open.flatMap(({ proposal }) => proposal ?? []),
  };
}

function accompanimentOf({
  plan: { assignment },
  assignedAt,
  lent,
}: Pick<PathState, 'plan' | 'assignedAt' | 'lent'>): PathRecord['accompaniment'] {
  return {
    organisation: assignment.organisation,
    reason: assignment.reason,
    referent: assignment.referent,
    decidedAt: assignedAt,
    lentUntil: lent === null ? null : { by: lent.code, until: lent.until },
    followedElsewhere: assignment.followedElsewhere?.organisation ?? null,
  };
}

function attendanceOf({
  sessionId,
  kind,
  title,
  start,
  mark,
  walkIn = false,
}: PathState['attended'][number]): PathRecord['attendance'][number] {
  return { session: sessionId, kind, title, start, mark: { code: mark, label: MARKS[mark] }, walkIn };
}

function mailOf({ at, kind, why, outcome }: PathState['mails'][number]): PathRecord['mails'][number] {
  return {
    at,
    kind: { code: kind, label: mailWords(kind) },
    why: { code: why, label: reasonWords(why) },
    outcome: { code: outcome, label: OUTCOMES[outcome] },
  };
}

function leftBy({ stage, since, withdrew }: NonNullable<PathState['leftFrom']>): PathRecord['left'] {
  return { from: { code: stage, label: STAGE_WORDS[stage] }, since, withdrew };
}

function bookingOf({ sessionId, origin, view, invitedAt, notifiedAt }: Booking): RecordedBooking {
  if (view === null) return { session: sessionId, origin, seat: null, invitedAt, notifiedAt };
  const { kind, title, start, end, place, status, rank, attendance } = view;
  const seat = { kind, title, start, end, place, status: { code: status, label: SEATS[status] }, rank, attendance };
  return { session: sessionId, origin, seat, invitedAt, notifiedAt };
}

function answerOf([key, { decided, ...answer }]: readonly [string, AnsweredBefore]): PathRecord['staffAnswers'][number] {
  return { ...responseIn(key), ...answer, ...decisionIn(decided) };
}

/** @param key `formId|responseId` */
function responseIn(key: string): RecordedResponse {
  const { formId: form, responseId: response } = responseOf(key);
  return { form, response };
}

function withoutOthers(state: PathState, record: PathRecord): PathRecord {
  const shown = withoutOtherPaths(state);
  return JSON.parse(JSON.stringify(record, (_, value: unknown) => (typeof value === 'string' ? shown(value) : value))) as PathRecord;
}
