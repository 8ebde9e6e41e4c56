import type { WorklistItem } from '../../domain/worklist.ts';
import { lastNote } from './notes.ts';
import type { PathState } from './state.ts';
import { QUOTED_WISH, quotedNote } from './words/worklist.ts';

/** A line shows about as much; the whole wish stands in the path's details. */
const LETTERS_QUOTED = 1500;

/** What the referent reads before they act: the person's wish and the last note, as they were written. Only for the person in charge. */
export function quotedWords(state: PathState): WorklistItem['notes'] {
  const { wish } = state.person;
  const note = lastNote(state);
  return [
    ...(wish === null || wish.trim() === '' ? [] : [{ label: QUOTED_WISH, text: wish.slice(0, LETTERS_QUOTED) }]),
    ...(note === null ? [] : [{ label: quotedNote(note.at), text: note.words.slice(0, LETTERS_QUOTED) }]),
  ];
}
