import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, followUp, informed, outbox } from './path-fixtures.ts';

const SENT = at('2026-12-05T10:00:00.000Z');
const EDITED = at('2026-12-06T10:00:00.000Z');
const LATER = at('2026-12-07T10:00:00.000Z');

/** A response, and what an edit makes of it. */
function response(more: Partial<FollowUp>) {
  const sent = followUp(more, SENT);
  const edit = (changes: Partial<FollowUp> = {}, when = EDITED): FollowUp => ({
    ...sent,
    date: when,
    origin: { ...sent.origin, submitted: when },
    ...changes,
  });
  return { recorded: (state = informed()) => path.followedUp(state, sent), edit };
}
const journal = (state: path.PathState) => state.log.map(({ what }) => what);
const said = (state: path.PathState, what: string) => journal(state).filter((line) => line === what).length;

describe('a response that is edited', () => {
  test('is no second attempt', () => {
    const { recorded, edit } = response({ contact: 'attempt' });
    const twice = path.followedUp(recorded(), edit({ note: 'Messagerie pleine.' }));
    const thrice = path.followedUp(twice, edit({ note: 'Messagerie toujours pleine.' }, LATER));
    expect([thrice.attempts, thrice.tried.length, linesForStaff(thrice)]).toEqual([1, recorded().tried.length, []]);
    expect([said(thrice, 'Tentative sans réponse (s3).'), said(thrice, 'Réponse corrigée (s3).')]).toEqual([1, 2]);
  });

  test('is no second call without an answer', () => {
    const { recorded, edit } = response({ callAnswer: 'notReached' });
    expect(path.followedUp(recorded(), edit()).attempts).toBe(1);
  });

  test('is no second interview, and leaves the clock where the first word of it put it', () => {
    const { recorded, edit } = response({ contact: 'interview' });
    const edited = path.followedUp(recorded(), edit({ note: 'Projet de café.' }));
    expect([edited.clockFrom, edited.interviewedAt, said(edited, 'Entretien (s3).')]).toEqual([SENT, SENT, 1]);
  });

  test('says what has changed: another appointment, a stage, a decision', () => {
    const start = at('2026-12-10T09:00:00.000Z');
    const { recorded, edit } = response({ contact: 'interview', appointment: start });
    expect(path.followedUp(recorded(), edit({ appointment: LATER })).appointments).toMatchObject([{ sequence: 1, start: LATER }]);
    expect(path.followedUp(recorded(), edit({ stage: 'building' })).stage).toBe('building');
    expect(path.followedUp(recorded(), edit({ decision: 'close', reason: 'déménagement' })).outcome).toBe('déménagement');
    expect(path.followedUp(recorded(), edit({ contact: 'phone' })).tried.at(-1)?.what).toBe('téléphone');
    const attempt = response({ contact: 'attempt' });
    expect(path.followedUp(attempt.recorded(), attempt.edit({ contact: 'interview' }))).toMatchObject({ attempts: 0, stage: 'exploring' });
    expect(path.followedUp(recorded(), edit({ contact: 'attempt' })).attempts).toBe(0);
  });

  test('says nothing again that has been overtaken since', () => {
    const start = at('2026-12-10T09:00:00.000Z');
    const { recorded, edit } = response({ appointment: start, stage: 'building' });
    const moved = path.followedUp(recorded(), followUp({ appointment: LATER, stage: 'training' }, EDITED));
    const edited = path.followedUp({ ...moved, outbox: [] }, edit({ note: 'Rien d’autre.' }, LATER));
    expect([edited.appointments[0]?.start, edited.stage, outbox(edited)]).toEqual([LATER, 'training', []]);
    const closing = response({ decision: 'close', reason: 'déménagement' });
    const reopened = path.followedUp(closing.recorded(), followUp({ decision: 'reopen' }, EDITED));
    expect(path.followedUp(reopened, closing.edit({ note: 'Parti à Lyon.' }, LATER)).stage).toBe('informed');
  });

  test('remembers the latest responses only', () => {
    let state = informed();
    for (let count = 0; count < 60; count += 1) state = path.followedUp(state, followUp({ contact: 'phone' }, SENT));
    expect(Object.keys(state.answers)).toHaveLength(40);
  });
});
