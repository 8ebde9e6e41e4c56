import { describe, expect, test } from 'vitest';
import { MOST_NEAR } from '../../domain/matching.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, registration, seated } from './path-fixtures.ts';

/** Public forms take any number of responses about one person: a path stays as large as it was, and keeps what staff wrote. */
const TIMES = 1000;
const day = (index: number) => at(new Date(Date.parse('2026-11-10T09:00:00.000Z') + index * 60_000).toISOString());
const numbers = Array.from({ length: TIMES }, (_, index) => index);
const size = (state: path.PathState) => JSON.stringify(state).length;
const quiet = (state: path.PathState): path.PathState => ({ ...state, outbox: [] });

const again = (state: path.PathState, index: number) =>
  quiet(
    path.registeredAgain(state, {
      ...registration({ email: `other-${index}@example.org`, phone: `+3363998${1000 + index}` }, `again-${index}`, day(index)),
      near: [`GC-0000-${1000 + index}`],
    }),
  );
const unable = (state: path.PathState, index: number) =>
  quiet(
    path.unable(state, {
      origin: { formId: 'F-UNA', responseId: `u${index}`, submitted: day(index) },
      answer: 'anotherDate',
      byReferenceAlone: true,
    }),
  );
const refused = (state: path.PathState, index: number) =>
  path.consentWithdrawn(state, { formId: 'F-REG', responseId: `refused-${index}`, submitted: day(index) });

describe.each([
  ['a registered person', () => seated()],
  ['a person who has been informed', () => informed()],
])('the path of %s', (_, start) => {
  test.each([
    ['registrations, each with other contact details', again],
    ['answers of « empêchement » by the reference alone', unable],
    ['refusals of consent', refused],
  ])('stays small under a flood of %s', (__, send) => {
    const before = quiet(start());
    const hundreds = numbers.slice(0, 300).reduce(send, before);
    const all = numbers.slice(300).reduce(send, hundreds);
    expect(linesForStaff(all).length).toBeLessThan(linesForStaff(before).length + MOST_NEAR + 6);
    // Numbers grow a digit, and what is kept is the latest; nothing else grows.
    expect(size(all) - size(hundreds)).toBeLessThan(1500);
    expect(size(all)).toBeLessThan(120_000);
  });

  test('keeps in its journal what staff wrote', () => {
    const noted = path.followedUp(start(), followUp({ contact: 'interview', note: 'Porteuse d’un projet de café' }, day(0)));
    const flooded = numbers.reduce((state, index) => unable(again(state, index), index), noted);
    const words = flooded.log.map(({ what }) => what);
    expect(noted.log.map(({ what }) => what).filter((what) => !words.includes(what))).toEqual([]);
  });
});

test('resembling a hundred others is four lines, the last of which says that there are more', () => {
  const near = numbers.slice(0, 100).map((index) => `GC-0000-${1000 + index}`);
  const state = numbers.slice(0, 100).reduce((next, index) => path.noteNear(next, near.slice(index), day(index)), begin());
  const duplicates = linesForStaff(state).filter(({ kind }) => kind === 'possibleDuplicate');
  expect(duplicates.map(({ title }) => title)).toEqual([
    'Doublon possible avec le dossier GC-0000-1000 : une personne décide.',
    'Doublon possible avec le dossier GC-0000-1001 : une personne décide.',
    'Doublon possible avec le dossier GC-0000-1002 : une personne décide.',
    'Doublons possibles : plus de trois dossiers ressemblent à celui-ci. Une personne décide.',
  ]);
});

test('a response of staff is taken once, whatever public forms send in between', () => {
  const answer = followUp({ contact: 'interview', note: 'Vue au café' }, day(0));
  const flooded = numbers.reduce(again, path.followedUp(seated(), answer));
  expect(path.followedUp(flooded, answer)).toBe(flooded);
  const author = registration({}, 'r1');
  expect(path.registeredAgain(flooded, author)).toBe(flooded);
});
