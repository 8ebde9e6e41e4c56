import { ApplicationFailure } from '@temporalio/workflow';

/** Fails for good, with somebody's words in its message. */
export async function failing(words: string): Promise<void> {
  throw ApplicationFailure.nonRetryable(`unreadable: ${words}`, 'planted', [words]);
}

/** Fails its task again and again, as a fault of the code does. */
export async function sticking(words: string): Promise<void> {
  throw new TypeError(`Cannot read properties of ${words}`);
}
