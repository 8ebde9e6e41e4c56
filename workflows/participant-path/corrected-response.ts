import type { FollowUp } from '../../domain/facts.ts';
import type { AnsweredBefore, PathState } from './state.ts';

/** The latest ones: nobody edits an answer of last year. */
const ANSWERS_KEPT = 40;

/** What a response said, so that an edit of it tells what has changed. */
export function withAnswer(state: PathState, key: string, fact: FollowUp): PathState {
  const others = Object.entries(state.answers).filter(([other]) => other !== key);
  return { ...state, answers: Object.fromEntries([...others, [key, answerOf(fact)] as const].slice(-ANSWERS_KEPT)) };
}

function answerOf({
  contact,
  callAnswer,
  appointment,
  appointmentPlace,
  registerFor,
  newEmail,
  newPhone,
  ...fact
}: FollowUp): AnsweredBefore {
  return {
    contact,
    callAnswer,
    appointment: appointment?.at ?? null,
    appointmentPlace,
    registerFor,
    newEmail,
    newPhone,
    decided: decidedBy(fact),
  };
}

/** Stage and decision with what belongs to them: they are read together. */
function decidedBy({
  stage,
  decision,
  until,
  reason,
  outcome,
  adviser,
}: Pick<FollowUp, 'stage' | 'decision' | 'until' | 'reason' | 'outcome' | 'adviser'>) {
  return JSON.stringify([stage, decision, until?.at ?? null, reason, outcome, adviser] satisfies Decided);
}

type Decided = readonly [
  stage: FollowUp['stage'],
  decision: FollowUp['decision'],
  until: string | null,
  reason: string | null,
  outcome: string | null,
  adviser: string | null,
];

/** What `decidedBy` wrote, by its names. */
export function decisionIn(decided: string) {
  const [stage, decision, until, reason, outcome, adviser] = JSON.parse(decided) as Decided;
  return { stage, decision: decision === 'none' ? null : decision, until, reason, outcome, adviser };
}

/**
 * An edit of a response that was taken: what it says as before was heard, and may have been overtaken since. It is one contact, or one
 * attempt, however often it is edited. `before`: null where nobody remembers, and then what it says counts, but for the contact.
 */
export function changesIn(fact: FollowUp, before: AnsweredBefore | null): FollowUp {
  const now = answerOf(fact);
  const isSame = (field: keyof AnsweredBefore) => before !== null && before[field] === now[field];
  const isContact = before !== null && !isSame('contact') && fact.contact !== 'attempt' && fact.contact !== 'missed';
  const isCallAnswer = before !== null && !isSame('callAnswer') && fact.callAnswer !== 'notReached';
  return {
    ...fact,
    contact: isContact ? fact.contact : null,
    callAnswer: isCallAnswer ? fact.callAnswer : null,
    appointment: isSame('appointment') && isSame('appointmentPlace') ? null : fact.appointment,
    registerFor: isSame('registerFor') ? null : now.registerFor,
    newEmail: isSame('newEmail') ? null : fact.newEmail,
    newPhone: isSame('newPhone') ? null : fact.newPhone,
    ...(isSame('decided') ? NOTHING_DECIDED : {}),
  };
}

const NOTHING_DECIDED = { stage: null, decision: 'none', until: null, reason: null, outcome: null, adviser: null } as const;
