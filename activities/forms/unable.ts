import { UNABLE_ANSWERS, type Unable } from '../../domain/facts.ts';
import { parseReference } from '../../domain/reference.ts';
import { Answers, type Reading, Unusable } from './answers.ts';
import { originOf } from './origin.ts';

export interface UnableFact {
  readonly kind: 'unable';
  readonly ref: string;
  readonly unable: Unable;
}

export function readUnable(reading: Reading): UnableFact {
  const answers = new Answers(reading);
  const typed = answers.line('reference');
  if (typed === null) throw new Unusable('reference-missing', 'reference');
  const ref = parseReference(typed);
  if (ref === null) throw new Unusable('bad-reference', 'reference');
  const answer = answers.oneOf('answer', UNABLE_ANSWERS);
  if (answer === null) throw new Unusable('answer-missing', 'answer');
  return { kind: 'unable', ref, unable: { origin: originOf(reading), answer } };
}
