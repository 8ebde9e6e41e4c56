import { describe, expect, test } from 'vitest';
import type { FollowUp, Person } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, outbox, plan, seated } from './path-fixtures.ts';

const SETTLED = at('2026-12-05T10:00:00.000Z');
const ASKED_AT = at('2027-06-05T10:00:00.000Z');
const LATE = at('2027-06-12T10:00:00.000Z');
const day = (number: number) => at(`2027-06-${`${number}`.padStart(2, '0')}T10:00:00.000Z`);
const REF = { reference: 'GC-7K3M-9QXD' };

const sixMonths = plan({ followUp: ASKED_AT, referent: LATE, coordinator: [at('2027-06-26T10:00:00.000Z')] });
const settled = (person: Partial<Person> = {}) =>
  finish(
    path.planned(path.followedUp(seated(begin(person)), followUp({ stage: 'settled', outcome: 'entreprise créée' }, SETTLED)), sixMonths),
  );
const withQuestion = (person: Partial<Person> = {}) => path.tick(settled(person), ASKED_AT.at);
const attempts = (state: path.PathState, days: readonly number[], more: Partial<FollowUp> = { contact: 'attempt' }) =>
  days.reduce((next, one) => path.followedUp(next, followUp(more, day(one))), state);
const lines = (state: path.PathState) => linesForStaff(state).map(({ kind, title }) => [kind, title]);
const waits = (state: path.PathState) => path.agenda(path.planned(state, sixMonths)).map(({ due }) => due);

describe('the situation six months after', () => {
  test('speaks of no session, however long ago one was attended', () => {
    const [mail] = withQuestion().outbox.filter(({ kind }) => kind === 'mail');
    if (mail?.kind !== 'mail') throw new Error('no mail');
    expect([path.ownView(withQuestion())?.kind, path.viewFor(withQuestion(), mail)]).toEqual(['info', null]);
  });

  test('is asked by one mail, or by one call of whoever has a phone only', () => {
    expect([outbox(withQuestion()), linesForStaff(withQuestion())]).toEqual([['mail situation'], []]);
    const called = withQuestion({ email: null });
    expect(outbox(called)).toEqual([]);
    const [line] = linesForStaff(called).filter(({ title }) => title.startsWith('Prendre'));
    expect(line).toMatchObject({ kind: 'call', title: 'Prendre des nouvelles six mois après.', phone: '+33612345678' });
    expect(line?.answers.map(({ label, values }) => [label, values])).toEqual([
      ['Activité créée', { ...REF, stage: 'settled', outcome: 'activité créée' }],
      ['En emploi', { ...REF, stage: 'settled', outcome: 'emploi' }],
      ['En formation', { ...REF, stage: 'settled', outcome: 'formation' }],
      ['Autre situation', { ...REF, stage: 'settled' }],
      ['Pas joint', { ...REF, callAnswer: 'notReached' }],
      ['Injoignable', { ...REF, stage: 'settled', outcome: 'injoignable' }],
    ]);
  });

  test('a mail without an answer becomes a call a week later, with the same answers', () => {
    const [nudge] = linesForStaff(path.tick(withQuestion(), LATE.at));
    expect(nudge).toMatchObject({ kind: 'nudge', title: 'Prendre des nouvelles six mois après.', phone: '+33612345678' });
    expect(nudge?.answers.map(({ label }) => label)).toContain('Injoignable');
  });

  test('is recorded with its words, leaves the outcome as it is, and is asked no more', () => {
    const answered = path.followedUp(path.tick(withQuestion(), LATE.at), followUp({ stage: 'settled', outcome: 'emploi' }, day(13)));
    expect(answered).toMatchObject({ stage: 'settled', outcome: 'entreprise créée', stageSince: SETTLED });
    expect(answered.situation).toEqual({ askedAt: ASKED_AT, knownAt: day(13), words: 'emploi' });
    expect([lines(answered), waits(answered)]).toEqual([[], []]);
  });

  test('two attempts without an answer propose « injoignable », once, however many follow', () => {
    expect(lines(attempts(withQuestion({ email: null }), [6], { callAnswer: 'notReached' })).map(([kind]) => kind)).toEqual(['call']);
    const twice = attempts(withQuestion({ email: null }), [6, 7], { callAnswer: 'notReached' });
    expect(lines(twice)).toEqual([
      ['call', 'Prendre des nouvelles six mois après.'],
      ['decide', '2 tentatives sans réponse : noter « injoignable » ?'],
    ]);
    expect(lines(attempts(twice, [8, 9]))).toEqual(lines(twice));
    expect(linesForStaff(twice)[1]?.answers[0]).toMatchObject({ values: { stage: 'settled', outcome: 'injoignable' } });
    const noted = path.followedUp(twice, followUp({ stage: 'settled', outcome: 'injoignable' }, day(10)));
    expect([noted.stage, noted.outcome, noted.situation.words, lines(noted), waits(noted)]).toEqual([
      'settled',
      'entreprise créée',
      'injoignable',
      [],
      [],
    ]);
  });

  test('attempts from before it was asked don’t count', () => {
    const before = attempts(settled(), [1, 2]);
    expect(lines(attempts(path.tick(before, ASKED_AT.at), [6]))).toEqual([]);
  });

  test('« Concrétisé » before it was asked corrects the outcome, and six months count as before', () => {
    const again = path.followedUp(settled(), followUp({ stage: 'settled', outcome: 'emploi' }, at('2027-01-05T10:00:00.000Z')));
    expect([again.outcome, again.situation, again.stageSince]).toEqual(['emploi', { askedAt: null, knownAt: null, words: null }, SETTLED]);
  });
});

test('in any other stage three attempts propose to close, on one line until a contact', () => {
  const exploring = path.followedUp(seated(), followUp({ contact: 'interview' }, SETTLED));
  expect(lines(attempts(exploring, [1, 2]))).toEqual([]);
  const proposed = [['decide', '3 tentatives sans réponse : clore pour « injoignable » ?']];
  expect(lines(attempts(exploring, [1, 2, 3]))).toEqual(proposed);
  expect(lines(attempts(exploring, [1, 2, 3, 4, 5]))).toEqual(proposed);
  expect(lines(attempts(attempts(exploring, [1, 2, 3, 4]), [5], { contact: 'phone' }))).toEqual([]);
});
