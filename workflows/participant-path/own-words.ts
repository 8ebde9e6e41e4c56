import type { Person } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Wish } from './state.ts';
import { field, newWish } from './words/details.ts';

/** The first one, and the latest of those that followed. */
const LATER_WISHES_KEPT = 4;
/** Of all together, as of one. */
const LETTERS_KEPT = 5000;
const QUOTED = 200;

/** What one response says of the wish takes the place of what the same response said before. */
export function withWish(wishes: readonly Wish[], { response, at, words }: Wish): readonly Wish[] {
  const isKnown = wishes.some((wish) => wish.response === response);
  const all = isKnown
    ? wishes.map((wish) => (wish.response === response ? { ...wish, words } : wish))
    : [...wishes, { response, at, words }];
  const said = all.filter((wish) => wish.words !== '');
  const [first, ...later] = said;
  return first === undefined ? [] : [first, ...later.slice(-LATER_WISHES_KEPT)];
}

/** Every wish, the first one as it was written, the later ones with their date. */
export function wishText(wishes: readonly Wish[]): string | null {
  const [first, ...later] = wishes;
  if (first === undefined) return null;
  const others = later.filter(({ words }) => words !== first.words).map(({ at, words }) => `${at.label} : ${words}`);
  return [first.words, ...others].join('\n\n').slice(0, LETTERS_KEPT);
}

export function wishOf(response: string, at: Moment, { wish }: Person): Wish {
  return { response, at, words: wish ?? '' };
}

const SAID_AGAIN = ['situation', 'town', 'alreadyFollowedBy', 'referrer'] as const;

/** What a second registration says that the first one did not, for the referent; empty where it says the same. */
export function additionsIn(existing: Person, answers: Person): readonly string[] {
  const isNew = (value: string | null, before: string | null) => value !== null && value !== before;
  return [
    ...(isNew(answers.wish, existing.wish) && !(existing.wish ?? '').includes(answers.wish ?? '')
      ? [newWish((answers.wish ?? '').slice(0, QUOTED))]
      : []),
    ...SAID_AGAIN.flatMap((name) => (isNew(answers[name], existing[name]) ? part(name, answers[name]) : [])),
  ];
}

/** Town, situation and who sent the person, in one line; null where the registration says none of them. */
export function aboutPerson({ town, neighbourhood, situation, referrer, alreadyFollowedBy, enteredBy }: Person): string | null {
  const typed = neighbourhood !== null && 'typed' in neighbourhood ? neighbourhood.typed : null;
  const parts = [
    ...part('town', town),
    ...part('neighbourhood', typed),
    ...part('situation', situation),
    ...part('referrer', referrer),
    ...part('alreadyFollowedBy', alreadyFollowedBy),
    ...part('enteredBy', enteredBy),
  ].join(' ; ');
  return parts === '' ? null : `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`;
}

function part(name: Parameters<typeof field>[0], value: string | null): readonly string[] {
  return value === null ? [] : [field(name, value)];
}
