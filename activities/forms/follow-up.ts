import { allPathsOf, readAllPathsOf } from '../../domain/all-paths-of.ts';
import { readSetAside, type SetAside } from '../../domain/dismissal.ts';
import {
  CALL_ANSWERS,
  CONTACT_KINDS,
  DECISIONS,
  type Decision,
  FORM_STAGES,
  type FollowUp,
  SESSION_ACTIONS,
  type SessionDecision,
} from '../../domain/facts.ts';
import { isHeldPaths, isSendNote } from '../../domain/influx.ts';
import { type LinkPurpose, type LinkSubject, referenceSubject } from '../../domain/link-token.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Programme, Staff } from '../../domain/programme/programme.ts';
import { replacedIn, withoutReplacement } from '../../domain/quarantine.ts';
import { parseReference } from '../../domain/reference.ts';
import type { InfluxAnswer } from '../../workflows/participant-path/contract.ts';
import { Answers, type Reading, Unusable } from './answers.ts';
import { idIn, sessionId } from './attendance.ts';
import { readEmail, readPhone } from './contact.ts';
import { type DateSense, instantOf, type LocalWhen, localDate, readWhen, senseOf } from './dates.ts';
import { originOf } from './origin.ts';
import { authorOf, signedBy } from './staff.ts';
import { staffNamed } from './staff-named.ts';

/** `replaces`: number of a response that was set aside, which this one takes the place of. */
export type FollowUpFact = { readonly replaces: string | null } & FollowUpSaid;

type FollowUpSaid =
  | {
      readonly kind: 'followUp';
      /** The path, by reference or by name within the author’s own paths; `allOf`: every path of a colleague (staff code), who may have left. */
      readonly to: FollowUpTarget;
      readonly author: Staff;
      readonly followUp: FollowUp;
    }
  | {
      readonly kind: 'dismissal';
      readonly author: Staff;
      readonly setAside: SetAside;
      /** When it was answered (ISO 8601). */
      readonly at: string;
    }
  | {
      readonly kind: 'influxAnswer';
      readonly author: Staff;
      readonly answer: InfluxAnswer;
    }
  | {
      readonly kind: 'sessionDecision';
      readonly session: string;
      readonly decision: SessionDecision;
    };

export type FollowUpTarget =
  | { readonly ref: string }
  | { readonly firstName: string; readonly lastName: string }
  | { readonly allOf: string };

/** Where a date has no time: a pause ends, and a training too, when the office opens. */
const MORNING = '09:00';
const NOON = '12:00';

export function readFollowUp(reading: Reading): FollowUpFact {
  const answers = new Answers(reading);
  const author = authorOf(reading, answers, purposes(reading, answers));
  const replaces = replacedIn(answers.text('note'));
  return signedBy(author, () => ({ ...readSigned(reading, answers, author), replaces }));
}

/** What the response is about, or anything. Only a decision about a session is about one. */
function purposes({ programme }: Reading, answers: Answers): readonly LinkPurpose[] {
  const subjects = answers.line('sessionAction') === null ? pathSubjects(programme, answers) : sessionSubjects(answers);
  return [...subjects, 'anything' as const].map((subject) => ({ form: 'followUp', subject }));
}

function sessionSubjects(answers: Answers): readonly LinkSubject[] {
  const session = idIn(answers.line('session'));
  return session === null ? [] : [`session ${session}`];
}

function pathSubjects(programme: Programme, answers: Answers): readonly LinkSubject[] {
  const typed = answers.line('reference') ?? '';
  const colleague = readAllPathsOf(typed);
  const subject = referenceSubject(colleague === null ? typed : allPathsOf(colleagueCode(programme, colleague)));
  return subject === null ? [] : [subject];
}

function readSigned(reading: Reading, answers: Answers, author: Staff): FollowUpSaid {
  const action = answers.oneOf('sessionAction', SESSION_ACTIONS);
  if (action !== null) return readSessionDecision(reading, answers, author, action);
  if (isHeldPaths(answers.line('reference') ?? '')) return readInfluxAnswer(reading, answers, author);
  const setAside = readSetAside(answers.line('reference') ?? '');
  if (setAside !== null) return readDismissal(reading, setAside, author);
  const to = readTarget(reading, answers);
  const followUp = readRecorded(reading, answers, author);
  if (!('allOf' in to)) return { kind: 'followUp', to, author, followUp };
  checkHandover(author, to.allOf, followUp);
  return { kind: 'followUp', to, author, followUp: { ...followUp, ...NOTHING_ELSE } };
}

/** All paths of a colleague are given to another by the coordinator, a contact or the colleague; each keeps what else is known of it. */
function checkHandover(author: Staff, code: string, { decision }: FollowUp): void {
  if (author.code !== code && !author.roles.some((role) => role === 'coordinator' || role === 'contact'))
    throw new Unusable('out-of-scope');
  if (decision !== 'name' && decision !== 'transfer') throw new Unusable('adviser-unknown', 'adviser');
}

/** Whether the first mails of all that registered in an influx may leave: the coordinator's to say. */
function readInfluxAnswer(reading: Reading, answers: Answers, author: Staff): FollowUpSaid {
  if (!author.roles.includes('coordinator')) throw new Unusable('out-of-scope');
  const isClosed = answers.oneOf('decision', DECISIONS) === 'close';
  if (!isClosed && !isSendNote(noteIn(answers))) throw new Unusable('answer-missing', 'decision');
  return { kind: 'influxAnswer', author, answer: { send: !isClosed, staff: author.code, origin: originOf(reading) } };
}

/** Only the coordinator is shown them. */
function readDismissal(reading: Reading, setAside: SetAside, author: Staff): FollowUpSaid {
  if (!author.roles.includes('coordinator')) throw new Unusable('out-of-scope');
  return { kind: 'dismissal', author, setAside, at: originOf(reading).submitted.at };
}

const NOTHING_ELSE = {
  contact: null,
  stage: null,
  appointment: null,
  note: null,
  callAnswer: null,
  newEmail: null,
  newPhone: null,
  outcome: null,
  registerFor: null,
} as const satisfies Partial<FollowUp>;

function readSessionDecision(
  reading: Reading,
  answers: Answers,
  author: Staff,
  action: SessionDecision['action'],
): Extract<FollowUpSaid, { kind: 'sessionDecision' }> {
  if (!author.roles.some((role) => role !== 'referent')) throw new Unusable('out-of-scope');
  if (saysMore(answers)) throw new Unusable('two-subjects', 'sessionAction');
  const newStart = instantAt(reading, answers, 'newStart');
  const substitute = action === 'substitute' ? readAdviser(reading, answers) : null;
  if (newStart !== null) check(COMING_SESSION, newStart.at, reading.response.lastSubmittedTime, 'newStart');
  if (newStart === null && (action === 'move' || action === 'propose')) throw new Unusable('answer-missing', 'newStart');
  return {
    kind: 'sessionDecision',
    session: sessionId(answers.line('session')),
    decision: {
      origin: originOf(reading),
      staff: author.code,
      staffName: author.name,
      action,
      newStart,
      newStartTyped: newStart === null ? null : answers.line('newStart'),
      substitute,
      colleagues: substitute === null ? [] : colleaguesOf(reading, substitute),
      answerBy: substitute === null ? null : reading.deadlines.answerBy(reading.response.lastSubmittedTime),
      anySession: author.roles.some((role) => role === 'coordinator' || role === 'contact'),
      reason: answers.line('reason'),
      note: noteIn(answers),
    },
  };
}

/** What would be recorded of a participant, and can't be with a decision about a session. */
function saysMore(answers: Answers): boolean {
  const ofParticipant = ['contact', 'stage', 'appointment', 'callAnswer', 'newEmail', 'newPhone', 'outcome'];
  const decision = answers.choice('decision');
  const decides = decision !== null && !('key' in decision && decision.key === 'none');
  return decides || ofParticipant.some((field) => answers.line(field) !== null);
}

function colleaguesOf({ programme }: Reading, code: string): readonly string[] {
  const own = programme.organisations.find(({ staff }) => staff.some((member) => member.code === code));
  return (own?.staff ?? []).map((member) => member.code);
}

function readTarget({ programme }: Reading, answers: Answers): FollowUpTarget {
  const typed = answers.line('reference');
  const colleague = readAllPathsOf(typed ?? '');
  if (colleague !== null) return { allOf: colleagueCode(programme, colleague) };
  if (typed !== null) {
    const ref = parseReference(typed);
    if (ref === null) throw new Unusable('bad-reference', 'reference');
    return { ref };
  }
  const [firstName, lastName] = [answers.line('firstName'), answers.line('lastName')];
  if (firstName === null || lastName === null) throw new Unusable('reference-missing', 'reference');
  return { firstName, lastName };
}

/** Who left the configuration is known by code only. */
function colleagueCode(programme: Programme, typed: string): string {
  return staffNamed(programme, typed)?.code ?? typed;
}

function readRecorded(reading: Reading, answers: Answers, author: Staff): FollowUp {
  // Says which one, and nothing of it.
  const ofAppointment = readNumber(answers.line('ofAppointment'));
  const recorded = {
    contact: answers.oneOf('contact', CONTACT_KINDS),
    stage: answers.oneOf('stage', FORM_STAGES),
    appointment: readAppointment(reading, answers, ofAppointment),
    appointmentPlace: answers.line('appointmentPlace'),
    until: dayAt(reading, answers, 'until'),
    reason: answers.line('reason'),
    note: noteIn(answers),
    callAnswer: answers.oneOf('callAnswer', CALL_ANSWERS),
    adviser: readAdviser(reading, answers),
    newEmail: corrected(answers, 'newEmail', readEmail),
    newPhone: corrected(answers, 'newPhone', readPhone),
    outcome: answers.line('outcome'),
    registerFor: sessionNamed(answers),
  };
  const chosen = answers.oneOf('decision', DECISIONS);
  const saysNothing = answers.line('appointment') === null && Object.values(recorded).every((part) => part === null);
  if ((chosen === null || chosen === 'none') && saysNothing)
    throw ofAppointment === null ? new Unusable('empty') : new Unusable('answer-missing', 'appointment');
  const decision = meant(chosen ?? 'none', recorded);
  if (decision === 'pause' && recorded.until === null) throw new Unusable('until-missing', 'until');
  checkUntil(reading, { decision, stage: recorded.stage, until: recorded.until });
  if ((decision === 'name' || decision === 'transfer') && recorded.adviser === null) throw new Unusable('adviser-unknown', 'adviser');
  return { origin: originOf(reading), staff: author.code, date: factDate(reading, answers), decision, ofAppointment, ...recorded };
}

/** In the author's words, or as a prefilled answer writes it. */
function noteIn(answers: Answers): string | null {
  return withoutReplacement(answers.text('note'));
}

/** A session and a participant without a decision about the session: that participant is registered for it. */
function sessionNamed(answers: Answers): string | null {
  const typed = answers.line('session');
  return typed === null ? null : sessionId(typed);
}

/** Somebody who fills in an adviser or a new address means that decision. */
function meant(chosen: Decision, { adviser, newEmail, newPhone }: Pick<FollowUp, 'adviser' | 'newEmail' | 'newPhone'>): Decision {
  if (chosen !== 'none') return chosen;
  if (adviser !== null) return 'name';
  return newEmail !== null || newPhone !== null ? 'correct' : 'none';
}

/** When it happened: clocks run from the time of the fact. Today's date means the time of the response. */
function factDate(reading: Reading, answers: Answers): Moment {
  const { response, programme, deadlines } = reading;
  const submitted = response.lastSubmittedTime;
  const when = whenOf(reading, answers, 'date');
  const today = localDate(submitted, programme.timeZone);
  if (when === null || (when.date === today && when.time === null)) return deadlines.moment(submitted);
  if (when.date > today) throw new Unusable('date-in-future', 'date');
  check(RECORDED_FACT, instantOf(when.date, when.time ?? NOON, programme.timeZone), submitted, 'date');
  const at = instantOf(when.date, when.time ?? NOON, programme.timeZone);
  return deadlines.moment(Date.parse(at) > Date.parse(submitted) ? submitted : at);
}

/**
 * An edit keeps the appointment that its first version named, which may be over by now: it says nothing new. One that was past when the response
 * was first sent is a slip.
 */
function readAppointment(reading: Reading, answers: Answers, of: number | null): Moment | null {
  const appointment = instantAt(reading, answers, 'appointment');
  if (appointment === null) return null;
  const { createTime, lastSubmittedTime } = reading.response;
  const sense = of === null ? NEW_APPOINTMENT : MOVED_APPOINTMENT;
  check(sense, appointment.at, createTime, 'appointment');
  return senseOf(sense, appointment.at, lastSubmittedTime) === 'date-in-past' ? null : appointment;
}

/** « 2 », as a prefilled answer writes it. */
function readNumber(typed: string | null): number | null {
  const digits = /\d{1,4}/.exec(typed ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
}

/** `until` ends a pause or a temporary transfer, which is to come, or a training, which may be over when it is recorded. */
function checkUntil({ response, programme }: Reading, { decision, stage, until }: Pick<FollowUp, 'decision' | 'stage' | 'until'>): void {
  if (until === null) return;
  const { createTime } = response;
  const today = instantOf(localDate(createTime, programme.timeZone), '00:00', programme.timeZone);
  if (decision === 'pause' || decision === 'transfer') check(END_OF_PAUSE, until.at, today, 'until');
  else if (stage === 'training') check(END_OF_TRAINING, until.at, createTime, 'until');
}

const DAY = 24 * 3600_000;
const YEAR = 366 * DAY;
const COMING_SESSION: DateSense = { notBefore: 0, notAfter: YEAR };
/** One of this morning may be noted in the evening; another date for one that is fixed is to come. */
const NEW_APPOINTMENT: DateSense = { notBefore: -DAY, notAfter: YEAR };
const MOVED_APPOINTMENT: DateSense = { notBefore: 0, notAfter: YEAR };
const END_OF_PAUSE: DateSense = { notBefore: 0, notAfter: 2 * YEAR };
const END_OF_TRAINING: DateSense = { notBefore: -5 * YEAR, notAfter: 5 * YEAR, isEitherWay: true };
/** Papers of years ago may be recorded late. */
const RECORDED_FACT: DateSense = { notBefore: -5 * YEAR, notAfter: DAY, isEitherWay: true };

/** @param from what the date is compared with: when the response was sent (ISO 8601) */
function check(sense: DateSense, at: string, from: string, field: string): void {
  const wrong = senseOf(sense, at, from);
  if (wrong !== null) throw new Unusable(wrong, field);
}

function instantAt(reading: Reading, answers: Answers, field: string): Moment | null {
  const when = whenOf(reading, answers, field);
  if (when === null) return null;
  if (when.time === null) throw new Unusable('time-missing', field);
  return reading.deadlines.moment(instantOf(when.date, when.time, reading.programme.timeZone));
}

function dayAt(reading: Reading, answers: Answers, field: string): Moment | null {
  const when = whenOf(reading, answers, field);
  return when && reading.deadlines.moment(instantOf(when.date, when.time ?? MORNING, reading.programme.timeZone));
}

function whenOf({ response }: Reading, answers: Answers, field: string): LocalWhen | null {
  const typed = answers.line(field);
  if (typed === null) return null;
  const when = readWhen(typed, Number(response.lastSubmittedTime.slice(0, 4)) + 50);
  if (when === null) throw new Unusable('date-unreadable', field);
  return when;
}

function readAdviser({ programme }: Reading, answers: Answers): string | null {
  const choice = answers.choice('adviser');
  if (choice === null) return null;
  const staff = staffNamed(programme, 'key' in choice ? choice.key : choice.typed);
  if (staff === null) throw new Unusable('adviser-unknown', 'adviser');
  return staff.code;
}

function corrected(answers: Answers, field: string, read: typeof readEmail): string | null {
  const { good, bad } = read(answers.line(field));
  if (bad !== null) throw new Unusable('contact-details-unreadable', field);
  return good;
}
