import type { Quote } from '../../domain/mails.ts';
import { compare } from '../../domain/text.ts';
import { withoutOtherPaths } from './other-paths.ts';
import { quotedWords } from './quoted.ts';
import type { PathState } from './state.ts';
import { QUOTED_JOURNAL, quotedEntry } from './words/worklist.ts';

/** As many as a reader takes in before an interview. */
const ENTRIES_SHOWN = 5;

/** What the referent has in front of them before an interview: the wish in the person's words, the last note, what happened last. No other path: whether two are one person's is the coordinator's to say. */
export function background(state: PathState): readonly Quote[] {
  const latest = state.log.toSorted((a, b) => compare(a.at.at, b.at.at)).slice(-ENTRIES_SHOWN);
  const shown = withoutOtherPaths(state);
  const journal = latest.map(({ at, what }) => quotedEntry({ at, what: shown(what) })).join('\n');
  return [...quotedWords(state), ...(journal === '' ? [] : [{ label: QUOTED_JOURNAL, text: journal }])];
}
