import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import { EMPTY_MEMORY } from '../../workflows/form-intake/state.ts';
import { createKeys } from './keys.ts';
import { bounded, missedBy, readFrom, remember, requarantined, tooMany } from './memory.ts';

const keys = createKeys(Buffer.alloc(32, 1));
const NOW = '2026-11-23T12:00:00.000Z';
const NONE: ReadonlySet<string> = new Set();
const response = (responseId: string, lastSubmittedTime: string): FormResponse => ({
  formId: 'F',
  responseId,
  createTime: lastSubmittedTime,
  lastSubmittedTime,
  respondentEmail: null,
  answers: {},
});
const times = fc.date({ min: new Date('2026-08-01T00:00:00Z'), max: new Date(NOW), noInvalidDate: true }).map((date) => date.toISOString());
const responses = fc
  .uniqueArray(fc.tuple(fc.uuid(), times), { selector: ([id]) => id, maxLength: 30 })
  .map((all) => all.map(([id, time]) => response(id, time)).toSorted((a, b) => a.lastSubmittedTime.localeCompare(b.lastSubmittedTime))); // prettier-ignore

test('the next page starts ten minutes before the cursor, never before the start', () => {
  const at = (time: string): IntakeMemory => ({ ...EMPTY_MEMORY, cursor: { at: time, label: '' } });
  expect(readFrom(EMPTY_MEMORY, '2026-09-01T00:00:00Z')).toBe('2026-09-01T00:00:00Z');
  expect(readFrom(at('2026-10-01T08:00:00Z'), '2026-09-01T00:00:00Z')).toBe('2026-10-01T07:50:00.000Z');
  expect(readFrom(at('2026-09-01T00:03:00Z'), '2026-09-01T00:00:00Z')).toBe('2026-09-01T00:00:00.000Z');
});

test('after a full list nothing is missed, however the months fold later', () => {
  fc.assert(
    fc.property(responses, times, (all, later) => {
      const memory = {
        ...EMPTY_MEMORY,
        ...remember(EMPTY_MEMORY, { page: all, accepted: all, full: true, keys, now: NOW, overflow: NONE }),
      };
      expect(missedBy(memory, all, keys, NOW)).toEqual([]);
      expect(missedBy(memory, all, keys, new Date(Date.parse(later) + 200 * 24 * 3600_000).toISOString())).toEqual([]);
    }),
  );
});

test('page by page comes to the same as one full list', () => {
  fc.assert(
    fc.property(responses, fc.nat(30), (all, cut) => {
      const first = remember(EMPTY_MEMORY, {
        page: all.slice(0, cut),
        accepted: all.slice(0, cut),
        full: false,
        keys,
        now: NOW,
        overflow: NONE,
      });
      const second = remember(
        { ...EMPTY_MEMORY, ...first },
        { page: all.slice(cut), accepted: all.slice(cut), full: false, keys, now: NOW, overflow: NONE },
      );
      expect(missedBy({ ...EMPTY_MEMORY, ...second }, all, keys, NOW)).toEqual([]);
    }),
  );
});

test('a response that no page showed is found by the full list', () => {
  fc.assert(
    fc.property(responses, fc.uuid(), times, (all, id, time) => {
      const memory = {
        ...EMPTY_MEMORY,
        ...remember(EMPTY_MEMORY, { page: all, accepted: all, full: true, keys, now: NOW, overflow: NONE }),
      };
      const late = response(id, time);
      expect(missedBy(memory, [...all, late], keys, NOW)).toContain(late);
    }),
  );
});

test('what is handled and still listed is remembered once', () => {
  const page = [response('a', '2026-11-23T11:00:00Z'), response('b', '2026-11-23T11:55:00Z')];
  const full = remember(EMPTY_MEMORY, { page, accepted: page, full: true, keys, now: NOW, overflow: NONE });
  expect(full.handled).toEqual([keys.version(page[1] ?? response('', ''))]);
});

test('one reason more than fifty times means that the form is broken', () => {
  const of = (reason: 'empty' | 'unknown-staff') => ({ reason, at: NOW });
  const times50 = Array.from({ length: 50 }, () => of('empty'));
  expect(tooMany(times50, [])).toBeNull();
  expect(tooMany([...times50, of('unknown-staff')], [])).toBeNull();
  expect(tooMany([...times50, of('unknown-staff'), of('empty')], [])).toBe('empty');
});

describe('responses that come one by one', () => {
  const open = (count: number, at: string, reason: 'empty' | 'no-contact' = 'empty') =>
    Array.from({ length: count }, (_, index) => ({
      formId: 'F',
      responseId: `${reason}-${at}-${index}`,
      number: 'R',
      reason,
      question: null,
      author: null,
      at: { at, label: '' },
      setAsideAt: at,
    }));
  const one = [{ reason: 'empty' as const, at: NOW }];

  test('count with those of their reason that wait already', () => {
    expect(tooMany(one, open(49, '2026-11-20T08:00:00Z'))).toBeNull();
    expect(tooMany(one, open(50, '2026-11-20T08:00:00Z'))).toBe('empty');
    expect(tooMany(one, open(50, '2026-11-20T08:00:00Z', 'no-contact'))).toBeNull();
    expect(tooMany([], open(60, '2026-11-20T08:00:00Z'))).toBeNull();
  });

  test('don’t hold a form for what it set aside in other months', () => {
    expect(tooMany(one, [...open(60, '2026-10-01T08:00:00Z'), ...open(49, '2026-11-20T08:00:00Z')])).toBeNull();
  });
});

test('a quarantine leaves when settled, is renewed once, and staff’s own after thirty days', () => {
  const entry = (responseId: string, at: string, setAsideAt = at) => ({
    formId: 'F',
    responseId,
    number: 'R',
    reason: 'empty' as const,
    question: null,
    author: null,
    at: { at, label: '' },
    setAsideAt,
  });
  const memory = { quarantined: [entry('a', NOW), entry('b', NOW), entry('old', '2026-10-01T00:00:00Z')] };
  const change = { settled: new Set(['a']), entries: [entry('b', NOW)], now: NOW };
  expect(requarantined(memory, { ...change, forever: true }).map(({ responseId }) => responseId)).toEqual(['old', 'b']);
  expect(requarantined(memory, { ...change, forever: false }).map(({ responseId }) => responseId)).toEqual(['b']);
  // One of last month that is read today waits as long as one of today, however often it is read again.
  const late = entry('late', '2026-10-01T00:00:00Z', NOW);
  const kept = { settled: new Set<string>(), entries: [], forever: false, now: '2026-12-22T12:00:00.000Z' };
  expect(requarantined({ quarantined: [late] }, kept)).toEqual([late]);
  const again = requarantined({ quarantined: [late] }, { ...kept, entries: [{ ...late, setAsideAt: kept.now }] });
  expect(requarantined({ quarantined: again }, { ...kept, now: '2026-12-24T12:00:00.000Z' })).toEqual([]);
});

test('of what anybody sends, five hundred are remembered one by one, the oldest ones, and the others counted', () => {
  const entries = Array.from({ length: 620 }, (_, n) => ({
    formId: 'F',
    responseId: `r${n}`,
    number: 'R',
    reason: 'empty' as const,
    question: null,
    author: null,
    at: { at: NOW, label: '' },
    setAsideAt: NOW,
  }));
  const { quarantined, overflow } = bounded(entries);
  expect([quarantined.length, quarantined.at(-1)?.responseId, overflow.size, overflow.has('r500')]).toEqual([500, 'r499', 120, true]);
  expect(bounded(entries.slice(0, 500)).overflow.size).toBe(0);
});
