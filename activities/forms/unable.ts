import { UNABLE_ANSWERS, type Unable } from '../../domain/facts.ts';
import { parsePersonalReference } from '../../domain/reference.ts';
import { Answers, type Reading, Unusable } from './answers.ts';
import { originOf } from './origin.ts';

export interface UnableFact {
  readonly kind: 'unable';
  readonly ref: string;
  /** As the person's own mails write it, still to be compared; null where only the reference was typed, which others know. */
  readonly personal: string | null;
  readonly unable: Unable;
}

export function readUnable(reading: Reading): UnableFact {
  const answers = new Answers(reading);
  const typed = answers.line('reference');
  if (typed === null) throw new Unusable('reference-missing', 'reference');
  const reference = parsePersonalReference(typed);
  if (reference === null) throw new Unusable('bad-reference', 'reference');
  const answer = answers.oneOf('answer', UNABLE_ANSWERS);
  if (answer === null) throw new Unusable('answer-missing', 'answer');
  return { kind: 'unable', ...reference, unable: { origin: originOf(reading), answer } };
}
