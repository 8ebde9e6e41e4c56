import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, followUp, plan, seated } from './path-fixtures.ts';

const LEFT = at('2027-01-04T10:00:00.000Z');
const NUDGED = at('2027-02-01T10:00:00.000Z');
const ANSWERED = at('2027-02-02T10:00:00.000Z');
const met = () => path.followedUp(seated(), followUp({ contact: 'interview' }));
const left = (more: Partial<FollowUp> = {}) => path.followedUp(met(), followUp({ stage: 'left', ...more }, LEFT));
/** The plan counts four weeks from the exit, however often it is made. */
const planned = (state: path.PathState) => path.planned(state, plan({ referent: NUDGED }));
const nudged = (state = left()) => path.tick(planned(state), NUDGED.at);
const nudges = (state: path.PathState) => linesForStaff(path.tick(planned(state), '2028-01-01T00:00:00.000Z')).map(({ kind }) => kind);

describe('exit facts', () => {
  test.each<[string, Partial<FollowUp>]>([
    ['a reason', { reason: 'déménagement' }],
    ['an outcome', { outcome: 'emploi' }],
  ])('told with the exit (%s) are asked of nobody', (_, facts) => {
    expect([nudges(left(facts)), left(facts).exitKnownAt?.at]).toEqual([[], LEFT.at]);
    expect(nudges(path.followedUp(met(), followUp({ decision: 'close', reason: 'déménagement' }, LEFT)))).toEqual([]);
  });

  test('that are missing are asked once, and any answer ends it', () => {
    expect(nudges(left())).toEqual(['exitFacts']);
    const answers: Partial<FollowUp>[] = [{ contact: 'phone' }, { stage: 'left' }, { outcome: 'emploi' }, { note: 'Partie à Lyon.' }];
    expect(answers.map((answer) => nudges(path.followedUp(nudged(), followUp(answer, ANSWERED))))).toEqual(answers.map(() => []));
    // The day of the contact may be an older one than the exit.
    expect(nudges(path.followedUp(nudged(), { ...followUp({ contact: 'phone' }, at('2027-01-01T10:00:00.000Z')) }))).toEqual([]);
  });

  test('an attempt is no answer, and a contact before the nudge leaves the four weeks as they are', () => {
    expect(nudges(path.followedUp(nudged(), followUp({ contact: 'attempt' }, ANSWERED)))).toEqual(['exitFacts']);
    const early = path.followedUp(left(), followUp({ contact: 'phone' }, at('2027-01-10T10:00:00.000Z')));
    expect([nudges(early), path.planRequest(early).clockFrom]).toEqual([['exitFacts'], LEFT.at]);
  });

  test('recorded later don’t make another exit, and say what became of the person', () => {
    const next = path.followedUp(nudged(), followUp({ stage: 'left', reason: 'autre projet', outcome: 'emploi' }, ANSWERED));
    expect([next.stageSince.at, next.outcome, nudges(next)]).toEqual([LEFT.at, 'emploi', []]);
    const origin = { formId: 'F-UNA', responseId: 'u1', submitted: at('2027-03-01T10:00:00.000Z') };
    expect(path.unable(next, { origin, answer: 'withdraw' }).outcome).toBe('emploi');
  });

  test('are asked with the answers that tell them', () => {
    const [line] = linesForStaff(nudged());
    expect(line).toMatchObject({ title: 'Éléments de sortie à compléter.', next: null });
    expect(line?.answers.map(({ values }) => values)).toEqual([
      { reference: 'GC-7K3M-9QXD', stage: 'left' },
      { reference: 'GC-7K3M-9QXD', stage: 'left', reason: 'injoignable' },
      { reference: 'GC-7K3M-9QXD', contact: 'attempt' },
    ]);
  });

  test('are asked anew after another exit', () => {
    const back = path.followedUp(left({ reason: 'pause' }), followUp({ decision: 'reopen' }, ANSWERED));
    expect(back.exitKnownAt).toBeNull();
  });
});
