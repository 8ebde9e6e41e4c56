import { type Filled, filledIn, numbered } from '../acceptance/people.ts';

/** A response as the sandbox's control takes it. */
export interface Waiting {
  readonly formId: string;
  readonly responseId: string;
  readonly createTime: string;
  readonly lastSubmittedTime: string;
  readonly answers: Filled;
}

/** Registrations of different fictional people, submitted one after the other from `from` on, ten a second. */
export function registrations({ first, count, from }: { first: number; count: number; from: Date }): readonly Waiting[] {
  return Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    const at = new Date(from.getTime() + offset * 100).toISOString();
    return { formId: 'F-REG', responseId: `bench-${index}`, createTime: at, lastSubmittedTime: at, answers: filledIn(numbered(index)) };
  });
}
