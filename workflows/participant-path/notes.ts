import { isConfirmedNote, isPriorityIn, isSeenNote, keptBecause } from '../../domain/answer-notes.ts';
import type { FollowUp } from '../../domain/facts.ts';
import { isCallNote } from './call-answers.ts';
import { log } from './journal.ts';
import { responseKey } from './responses.ts';
import type { Note, PathState } from './state.ts';
import * as entries from './words/journal.ts';

/** The latest ones; each as long as a reader has patience for before an interview. */
const NOTES_KEPT = 20;
const NOTE_LENGTH = 2000;

/** What staff wrote about the person, in their words. What a prefilled answer writes in the form's note is none. */
export function noted(state: PathState, { note, staff, date, origin }: FollowUp): PathState {
  const words = note?.trim() ?? '';
  if (words === '' || isSeenNote(words) || isConfirmedNote(words) || isCallNote(words) || isPriorityIn(words) !== null) return state;
  // Kept without a word about why.
  if (keptBecause(words) === '') return state;
  const response = responseKey(origin);
  const others = state.notes.filter((one) => one.response !== response);
  const entry: Note = { response, at: date, staff, words: words.slice(0, NOTE_LENGTH) };
  return log({ ...state, notes: [...others, entry].slice(-NOTES_KEPT) }, date, entries.noteBy(staff));
}

export function lastNote({ notes }: PathState): Note | null {
  return notes.toSorted((a, b) => (a.at.at < b.at.at ? -1 : 1)).at(-1) ?? null;
}
