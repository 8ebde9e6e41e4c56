import { REASONS } from '../../domain/answer-notes.ts';
import { type PrefilledAnswer, type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { coordinatorOf } from './acknowledged.ts';
import type { PathState } from './state.ts';
import { ANSWERS } from './words/answers.ts';
import * as lines from './words/worklist.ts';

/** What the referent and the coordinator do after a person took their consent back; it leaves with the path, or once the person agrees again. */
export function consentItems(state: PathState, about: Pick<WorklistItem, 'who' | 'reference' | 'stage'>): readonly WorklistItem[] {
  const { consentWithdrawn: since, stage, plan, person, ref } = state;
  if (since === null) return [];
  const { firstRung, firstNameOnly } = plan.assignment;
  const coordinator = coordinatorOf(state);
  const hers = { worklist: coordinator, ...(firstNameOnly && coordinator !== firstRung ? { who: person.firstName } : {}) };
  const line = { ...about, due: since, since, tried: state.tried };
  if (stage === 'left') {
    const title = lines.toErase(ref, since);
    return [worklistItem({ ...line, ...hers, key: `erase-${since.at}`, kind: 'decide', title, missing: lines.TO_BE_ERASED })];
  }
  const question = worklistItem({
    ...line,
    key: `consent-${since.at}`,
    worklist: firstRung,
    kind: 'call',
    phone: person.phone,
    title: lines.consentWithdrawn(since),
    missing: lines.CONSENT_DECISION,
    next: lines.NOTHING_RESUMES,
    answers: consentAnswers(ref),
  });
  return coordinator === firstRung ? [question] : [question, { ...question, ...hers, phone: firstNameOnly ? null : person.phone }];
}

export function consentAnswers(reference: string): readonly PrefilledAnswer[] {
  const answer = (label: string, values: Record<string, string>): PrefilledAnswer => ({
    label,
    form: 'followUp',
    values: { reference, ...values },
  });
  return [
    answer(ANSWERS.closeConsent, { decision: 'close', reason: REASONS.consentWithdrawn }),
    answer(ANSWERS.agrees, { decision: 'reopen', reason: REASONS.consentConfirmed }),
    answer(ANSWERS.notReached, { contact: 'attempt' }),
  ];
}
