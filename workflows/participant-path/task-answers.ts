import { callNote, confirmedNote, NEIGHBOURHOOD_NOTES, REASONS, SITUATIONS, seenNote } from '../../domain/answer-notes.ts';
import { INFLUX_ANSWERS } from '../../domain/influx.ts';
import type { Proposal } from '../../domain/plan.ts';
import type { PrefilledAnswer, WorklistItem } from '../../domain/worklist.ts';
import { appointmentOf, isOfAnother, numberOf } from './appointment.ts';
import { ownView } from './bookings/booking.ts';
import { consentAnswers } from './consent-items.ts';
import { isSituationAsked } from './situation.ts';
import { isBefore } from './stages.ts';
import type { PathState } from './state.ts';
import type { Task } from './tasks.ts';
import { ANSWERS } from './words/answers.ts';
import { followedByYou, ofYourAge } from './words/tasks.ts';
import * as lines from './words/worklist.ts';

/** Whom to call, what to write instead, and what may be answered. */
export function callDetails(state: PathState, open: Task): Partial<WorklistItem> {
  const { about: subject } = open;
  const { phone, firstName } = state.person;
  const view = ownView(state);
  if (subject === 'walkIn') return { phone, sms: lines.smsAfterVisit(firstName), answers: contactAnswers(state) };
  const callBack = lines.smsCallBack(firstName);
  if (subject === 'release') return { phone, sms: callBack, answers: releaseAnswers(state, open) };
  if (subject === 'situation') return { phone, sms: callBack, answers: situationAnswers(state) };
  const seatAnswers = view === null ? ANOTHER_SESSION : CALL_ANSWERS;
  const answers = subject === 'seat' ? seatAnswers : CALL_ANSWERS.filter(({ value }) => value === 'comes' || value === 'notReached');
  return {
    phone,
    sms: view === null || subject !== 'seat' ? callBack : lines.smsAboutSeat(firstName, view),
    answers: answers.map(({ label, value }) => ({
      label,
      form: 'followUp',
      values: { reference: state.ref, callAnswer: value, note: callNote(open.key) },
    })),
  };
}

/** Another date only where the service still looks for one. */
function releaseAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  const isSeat = open.appointment === undefined;
  const another =
    isSeat && isBefore(state.stage, 'informed')
      ? [answer(ANSWERS.anotherDate, { callAnswer: 'anotherDate', note: callNote(open.key) })]
      : [];
  return [answer(ANSWERS.said, { note: seenNote(open.key) }), ...another, answer(ANSWERS.notReached, { callAnswer: 'notReached' })];
}

/** On the call to a person whose seat is gone. */
const ANOTHER_SESSION = [
  { label: ANSWERS.anotherSession, value: 'anotherDate' },
  { label: ANSWERS.notReached, value: 'notReached' },
  { label: ANSWERS.refuses, value: 'refuses' },
] as const;

const CALL_ANSWERS = [
  { label: ANSWERS.comes, value: 'comes' },
  { label: ANSWERS.anotherDate, value: 'anotherDate' },
  { label: ANSWERS.notReached, value: 'notReached' },
  { label: ANSWERS.refuses, value: 'refuses' },
] as const;

export function answersTo(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const { topic, kind } = open;
  const answer = answerAbout(state);
  const seen = answer(ANSWERS.seen, { note: seenNote(open.key) });
  if (kind === 'possibleDuplicate') return [answer(ANSWERS.closeDuplicate, { decision: 'close', reason: REASONS.duplicate }), seen];
  if (topic === 'held') return INFLUX_ANSWERS;
  if (topic === 'shared-address')
    return [answer(ANSWERS.confirmAddress, { decision: 'confirm' }), answer(ANSWERS.correctDetails, { decision: 'correct' })];
  if (open.proposal !== undefined)
    return [answer(ANSWERS.takeNew, { decision: 'confirm', note: confirmedNote(open.key) }), { ...seen, label: ANSWERS.keepOld }];
  if (topic === 'neighbourhood')
    return [answer(ANSWERS.isPriority, { note: NEIGHBOURHOOD_NOTES.yes }), answer(ANSWERS.isNotPriority, { note: NEIGHBOURHOOD_NOTES.no })];
  if (kind === 'contactDetails') return [answer(ANSWERS.correctDetails, { decision: 'correct' })];
  if (topic === 'eligibility') return eligibilityAnswers(state);
  if (topic === 'agrees-again') return consentAnswers(state.ref);
  if (topic === 'consent-doubt') return doubtedConsentAnswers(answer, seen);
  if (topic === 'back-after-withdrawal') return [answer(ANSWERS.reopen, { decision: 'reopen' }), seen];
  if (topic === 'unreachable') return unreachableAnswers(state);
  if (topic === 'appointment-brief') return [...interviewAnswers(state, open), seen];
  if (topic === 'appointment-declined' || topic === 'appointment-missed') return appointmentAnswers(state, open);
  if (topic === 'appointment-stands') return [...standingAnswers(state, open), seen];
  if (topic === 'sheet-unknown') return sheetAnswers(state);
  if (open.about === 'walkIn') return contactAnswers(state);
  if (topic === 'take-back' && state.lent !== null)
    return [answer(ANSWERS.takeOver, { decision: 'transfer', adviser: state.lent.name }), ...keepAnswer(state, answer)];
  if (topic === 'followed-elsewhere' || topic === 'age-limit')
    return [transferAnswer(state, open, answer, ANSWERS.transfer), ...keepAnswer(state, answer)];
  return [seen];
}

/** Nothing has stopped: who agrees changes nothing. */
function doubtedConsentAnswers(answer: Answer, seen: PrefilledAnswer): readonly PrefilledAnswer[] {
  return [
    answer(ANSWERS.closeConsent, { decision: 'close', reason: REASONS.consentWithdrawn }),
    { ...seen, label: ANSWERS.agrees },
    answer(ANSWERS.notReached, { contact: 'attempt' }),
  ];
}

/** To the organisation that the line proposes, whose name stands for its contact; another name may be written in its place. */
function transferAnswer(state: PathState, open: Task, answer: Answer, label: string): PrefilledAnswer {
  const proposed = proposedBy(state, open);
  return answer(label, { decision: 'transfer', ...(proposed ? { adviser: proposed.organisation } : {}) });
}

function proposedBy({ plan }: PathState, { topic }: Task): Proposal | null {
  return topic === 'age-limit' ? plan.ageLimit : plan.assignment.followedElsewhere;
}

/** Asked of the organisation that could accompany: what the one in charge keeps is what this one leaves. Empty where nothing is proposed any more. */
export function questionForOther(state: PathState, open: Task): Partial<Pick<WorklistItem, 'title' | 'answers'>> {
  const proposed = proposedBy(state, open);
  if (proposed === null) return {};
  const answer = answerAbout(state);
  const title = open.topic === 'age-limit' ? ofYourAge(proposed.organisation) : followedByYou(proposed.organisation);
  return { title, answers: [transferAnswer(state, open, answer, ANSWERS.takeOver), ...keepAnswer(state, answer, ANSWERS.leave)] };
}

/** Keeping is naming whoever accompanies already: one tap, where there is somebody. */
function keepAnswer({ plan }: PathState, answer: Answer, label: string = ANSWERS.keep): readonly PrefilledAnswer[] {
  const { referentName } = plan.assignment;
  return referentName === null ? [] : [answer(label, { decision: 'name', adviser: referentName })];
}

type Answer = (label: string, values: Record<string, string>) => PrefilledAnswer;

function answerAbout({ ref }: PathState): Answer {
  return (label, values) => ({ label, form: 'followUp', values: { reference: ref, ...values } });
}

/** What is answered to silence depends on what was asked: news, the situation at + 6 months, the exit facts. */
export function newsAnswers(state: PathState): readonly PrefilledAnswer[] {
  if (state.stage === 'left') return exitAnswers(state);
  return state.stage === 'settled' ? situationAnswers(state) : contactAnswers(state);
}

function unreachableAnswers(state: PathState): readonly PrefilledAnswer[] {
  if (isSituationAsked(state)) return situationAnswers(state).toReversed();
  return [answerAbout(state)(ANSWERS.closeUnreachable, { decision: 'close', reason: REASONS.unreachable }), ...contactAnswers(state)];
}

/** Each records the situation; « Autre situation » leaves its words to be written in the form that opens. */
function situationAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer(ANSWERS.businessCreated, { stage: 'settled', outcome: SITUATIONS.businessCreated }),
    answer(ANSWERS.employed, { stage: 'settled', outcome: SITUATIONS.employed }),
    answer(ANSWERS.inTraining, { stage: 'settled', outcome: SITUATIONS.inTraining }),
    answer(ANSWERS.otherSituation, { stage: 'settled' }),
    answer(ANSWERS.notReached, { callAnswer: 'notReached' }),
    answer(ANSWERS.unreachable, { stage: 'settled', outcome: SITUATIONS.unreachable }),
  ];
}

/** The reason and the outcome are written in the form that opens. */
function exitAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer(ANSWERS.completeExit, { stage: 'left' }),
    answer(ANSWERS.unreachable, { stage: 'left', reason: REASONS.unreachable }),
    answer(ANSWERS.noAnswer, { contact: 'attempt' }),
  ];
}

function sheetAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer(ANSWERS.wasPresent, { stage: 'informed' }),
    answer(ANSWERS.anotherSession, { decision: 'reopen' }),
    answer(ANSWERS.contacted, { contact: 'phone' }),
    answer(ANSWERS.noAnswer, { contact: 'attempt' }),
  ];
}

function contactAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer(ANSWERS.contacted, { contact: 'phone' }),
    answer(ANSWERS.noAnswer, { contact: 'attempt' }),
    answer(ANSWERS.interview, { contact: 'interview' }),
    { ...answer(ANSWERS.pauseAMonth, { decision: 'pause' }), datesIn: { until: 'P30D' } },
  ];
}

/** The new date is written in the form that opens. */
function appointmentAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  const isMissed = open.topic === 'appointment-missed';
  return [
    answer(ANSWERS.newAppointment, isMissed ? {} : itsNumber(open)),
    ...(isMissed ? [] : [answer(ANSWERS.cancelAppointment, { ...itsNumber(open), decision: 'cancelAppointment' })]),
    answer(ANSWERS.contacted, { contact: 'phone' }),
    answer(ANSWERS.noAnswer, { contact: 'attempt' }),
  ];
}

function interviewAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [
    answer(ANSWERS.interviewDone, { contact: 'interview' }),
    answer(ANSWERS.absent, { contact: 'missed' }),
    ...standingAnswers(state, open),
  ];
}

function standingAnswers(state: PathState, open: Task): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  const appointment = open.appointment === undefined ? null : appointmentOf(state, open.appointment);
  const mayTake = appointment !== null && isOfAnother(state, appointment) && state.stage !== 'left';
  return [
    ...(mayTake ? [answer(ANSWERS.takeAppointment, { ...itsNumber(open), decision: 'takeAppointment' })] : []),
    answer(ANSWERS.cancelAppointment, { ...itsNumber(open), decision: 'cancelAppointment' }),
    answer(ANSWERS.moveAppointment, itsNumber(open)),
  ];
}

/** Which of several. */
function itsNumber({ appointment }: Task): Record<string, string> {
  return appointment === undefined ? {} : { ofAppointment: numberOf({ id: appointment }) };
}

export function eligibilityAnswers(state: PathState): readonly PrefilledAnswer[] {
  const answer = answerAbout(state);
  return [answer(ANSWERS.close, { decision: 'close', reason: REASONS.underAge }), answer(ANSWERS.invite, { decision: 'reopen' })];
}
