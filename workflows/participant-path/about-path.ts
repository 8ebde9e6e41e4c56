import type { WorklistItem } from '../../domain/worklist.ts';
import { aboutPerson } from './own-words.ts';
import type { PathState } from './state.ts';
import { STAGE_WORDS } from './words/names.ts';

/** First name and initial, the stage and since when, what was tried. */
export function about(state: PathState): Pick<WorklistItem, 'who' | 'reference' | 'stage' | 'since' | 'tried'> {
  return { who: displayName(state), reference: state.ref, stage: STAGE_WORDS[state.stage], since: state.clockFrom, tried: state.tried };
}

export function displayName({ person }: PathState): string {
  const [initial] = Array.from(person.lastName ?? '');
  return initial ? `${person.firstName} ${initial.toUpperCase()}.` : person.firstName;
}

/** Of another organisation's path, beside its stage and since when. */
export function firstNameOf({ person }: PathState): Pick<WorklistItem, 'who' | 'reference' | 'tried' | 'notes'> {
  return { who: person.firstName, reference: null, tried: [], notes: [] };
}

/** The first lines about a person say what their registration tells of them. */
export function introducing({ person }: PathState, title: string): string {
  const description = aboutPerson(person);
  return description === null ? title : `${title} ${description}`;
}
