import { expect, test } from 'vitest';
import { MERE_DECISION } from '../workflows/session/session-fixtures.ts';
import { type Answer, type CoFacilitation, decide, lacking, NO_ANSWERS } from './co-facilitation.ts';
import type { SessionDecision } from './facts.ts';

const at = { at: '2026-12-01T08:00:00.000Z', label: '' };
const decision = (more: Partial<SessionDecision>): SessionDecision => ({
  origin: { formId: 'F-FUP', responseId: 'r1', submitted: at },
  staff: 's3',
  staffName: 'Farid',
  action: 'accept',
  ...MERE_DECISION,
  colleagues: ['s1', 's2', 's3'],
  ...more,
});
const answer = (code: string, said: Answer['answer'], substitute: string | null = null): Answer => ({
  code,
  name: code,
  answer: said,
  proposed: null,
  substitute: substitute === null ? null : { code: substitute, name: substitute },
});
const state: CoFacilitation = { ...NO_ANSWERS, answers: [answer('s1', 'counted'), answer('s3', 'none', 's5')] };
const lacks = (facilitation: CoFacilitation) => lacking(facilitation).map(({ code }) => code);

test('the organiser’s own side counts as accepted unless it declines; a « oui » by form counts', () => {
  expect(lacks(state)).toEqual(['s3']);
  expect(lacks({ ...state, answers: [answer('s1', 'declined'), answer('s3', 'accepted')] })).toEqual(['s1']);
  expect(lacks(decide(state, ['s1', 's3'], decision({}))?.coFacilitation ?? state)).toEqual([]);
});

test('a substitute who is asked and accepts replaces the facilitator; until then nobody does', () => {
  // A coordinator who facilitates too asks for whom the substitute could replace, not for herself.
  const decided = decide(state, ['s1', 's3'], decision({ staff: 's1', action: 'substitute', substitute: 's5' }));
  expect(decided?.coFacilitation.replacementRequest).toMatchObject({ who: 's5', instead: 's3' });
  const forHerself = decide(state, ['s1', 's3'], decision({ staff: 's1', action: 'substitute', substitute: 's2' }));
  expect(forHerself?.coFacilitation.replacementRequest).toMatchObject({ who: 's2', instead: 's1' });
  const byCoordinator = decide(state, ['s2', 's3'], decision({ staff: 's1', action: 'substitute', substitute: 's5' }));
  expect([byCoordinator?.coFacilitation.replacementRequest?.instead, byCoordinator?.facilitators]).toEqual(['s3', ['s2', 's3']]);
  const accepted = byCoordinator && decide(byCoordinator.coFacilitation, ['s2', 's3'], decision({ staff: 's5' }));
  expect([accepted?.facilitators, accepted?.coFacilitation.replaced, accepted?.coFacilitation.replacementRequest]).toEqual([
    ['s2', 's5'],
    ['s3'],
    null,
  ]);
});

test('a substitute replaces a colleague of their own organisation, whoever asks, or nobody', () => {
  // Nothing is known of the answers yet, as after a move.
  const unknown: CoFacilitation = { ...state, answers: [] };
  const asks = (colleagues: readonly string[]) =>
    decide(unknown, ['s1', 's3'], decision({ staff: 's1', action: 'substitute', substitute: 's5', colleagues }))?.coFacilitation
      .replacementRequest;
  expect(asks(['s3', 's5'])?.instead).toBe('s3');
  expect(asks(['s5', 's9'])).toBeNull();
});

test('who says they can’t come is missing until they say otherwise', () => {
  const unable = decide({ ...state, byForm: ['s3'] }, ['s1', 's3'], decision({ action: 'substitute' }))?.coFacilitation ?? state;
  expect(lacks(unable)).toEqual(['s3']);
  expect(lacks(decide(unable, ['s1', 's3'], decision({}))?.coFacilitation ?? state)).toEqual([]);
});

test('moving and cancelling are not for this room', () => {
  expect(decide(state, ['s1', 's3'], decision({ action: 'move' }))).toBeNull();
});
