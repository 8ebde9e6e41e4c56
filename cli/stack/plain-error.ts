/** What a person can mend: one line that says what to do, shown without a stack. */
export class PlainError extends Error {
  override readonly name = 'PlainError';
}
