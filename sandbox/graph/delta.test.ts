import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCore } from '../core/core.ts';
import { type Calendars, openCalendars } from './calendars.ts';
import { deltaPage, type From } from './delta.ts';
import { draftOf } from './input.ts';
import { idOf, instancesIn } from './instances.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-12-01T00:00:00Z');
const WINDOW = { start: START, end: START + 10 * DAY };
const MAILBOX = 'groupement@aile.example.org';

/** An hour on a day counted from the window's first; outside it below 0 and from 10 on. */
const hourOn = (day: number) => ({ start: START + day * DAY + 3_600_000, end: START + day * DAY + 7_200_000 });
const local = (at: number) => ({ dateTime: new Date(at).toISOString().slice(0, 19), timeZone: 'UTC' });
const draftOn = (day: number) => draftOf({ start: local(hourOn(day).start), end: local(hourOn(day).end) });

type Act = { kind: 'create' | 'move' | 'delete' | 'sync'; day: number; which: number };
const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('create', 'move', 'delete', 'sync'),
  day: fc.integer({ min: -3, max: 13 }),
  which: fc.nat({ max: 5 }),
});

function perform(calendars: Calendars, { kind, day, which }: Act): void {
  const events = calendars.events(MAILBOX);
  const chosen = events[which % Math.max(1, events.length)];
  if (kind === 'create') calendars.create(MAILBOX, draftOn(day));
  else if (kind === 'move' && chosen !== undefined) calendars.change(chosen, hourOn(day));
  else if (kind === 'delete' && chosen !== undefined) calendars.remove(chosen, '');
}

/** A client as the documentation wants it: applies each page to its own copy, `between` pages others go on writing. */
function synchronize(calendars: Calendars, from: From, copy: Map<string, number>, pageSize: number, between: () => void): From {
  let at = from;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = deltaPage(calendars, MAILBOX, at, { pageSize });
    expect(page.rows.length).toBeLessThanOrEqual(pageSize);
    for (const row of page.rows) {
      if (row.kind === 'removed') copy.delete(row.immutableId);
      else copy.set(row.instance.event.immutableId, row.instance.event.start);
    }
    if (page.deltaToken !== null) return { deltaToken: page.deltaToken };
    between();
    at = { skipToken: page.skipToken ?? '' };
  }
  throw new Error('the round does not end');
}

const inWindow = (calendars: Calendars) =>
  new Map(
    calendars
      .events(MAILBOX)
      .filter((event) => event.start < WINDOW.end && event.end > WINDOW.start)
      .map((event) => [event.immutableId, event.start]),
  );

test('whoever follows the links ends with what stands in the window, whatever happened meanwhile', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sandbox-delta-'));
  let run = 0;
  let compared = 0;
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), fc.integer({ min: 1, max: 4 }), (acts, pageSize) => {
      const core = openCore(join(dir, String((run += 1))));
      const calendars = openCalendars(core);
      const copy = new Map<string, number>();
      const waiting = [...acts];
      let from: From = { window: WINDOW };
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (next.kind !== 'sync') perform(calendars, next);
        else {
          from = synchronize(calendars, from, copy, pageSize, () => {
            const other = waiting.shift();
            if (other !== undefined) perform(calendars, other);
          });
        }
      }
      from = synchronize(calendars, from, copy, pageSize, () => undefined);
      const expected = inWindow(calendars);
      compared += expected.size;
      expect(Object.fromEntries(copy)).toEqual(Object.fromEntries(expected));
      expect(deltaPage(calendars, MAILBOX, from, { pageSize }).rows).toEqual([]);
      core.close();
    }),
    { numRuns: 150 },
  );
  rmSync(dir, { recursive: true });
  expect(compared).toBeGreaterThan(20);
});

type SeriesAct = { kind: 'create' | 'move' | 'delete' | 'prolong' | 'end' | 'sync'; day: number; which: number };
const seriesAct: fc.Arbitrary<SeriesAct> = fc.record({
  kind: fc.constantFrom('create', 'move', 'delete', 'prolong', 'end', 'sync'),
  day: fc.integer({ min: -3, max: 13 }),
  which: fc.nat({ max: 5 }),
});

function performOnSeries(calendars: Calendars, { kind, day, which }: SeriesAct): void {
  const all = calendars.events(MAILBOX);
  const series = all[which % Math.max(1, all.length)];
  if (kind === 'create') calendars.create(MAILBOX, { ...draftOn(day), recurrence: daily(day, 1 + which) });
  if (series === undefined) return;
  const shown = instancesIn(series, { start: START - 30 * DAY, end: START + 60 * DAY });
  const date = shown[which % Math.max(1, shown.length)]?.date ?? null;
  if (kind === 'move' && date !== null) calendars.changeOccurrence(series, date, hourOn(day));
  if (kind === 'delete' && date !== null) calendars.removeOccurrence(series, date);
  if (kind === 'prolong') calendars.change(series, { recurrence: daily(day, 1 + 2 * which) });
  if (kind === 'end') calendars.remove(series, '');
}

const daily = (day: number, numberOfOccurrences: number) => ({
  pattern: { type: 'daily', interval: 1 } as const,
  range: { type: 'numbered', startDate: new Date(hourOn(day).start).toISOString().slice(0, 10), numberOfOccurrences } as const,
});

/** A client that takes what a series is told with for all of its dates. */
function takeSeries(calendars: Calendars, from: From, copy: Map<string, Map<string, number>>, between: () => void): From {
  let at = from;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = deltaPage(calendars, MAILBOX, at, { pageSize: 3 });
    for (const row of page.rows) {
      if (row.kind === 'removed') copy.delete(row.immutableId);
      else if (row.instance.date === null) copy.set(row.instance.event.immutableId, new Map());
      else copy.get(row.instance.event.immutableId)?.set(idOf(row.instance, true), row.instance.event.start);
    }
    if (page.deltaToken !== null) return { deltaToken: page.deltaToken };
    between();
    at = { skipToken: page.skipToken ?? '' };
  }
  throw new Error('the round does not end');
}

test('whoever takes a series as it is told ends with the dates that stand in the window, whatever happened meanwhile', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sandbox-delta-'));
  let run = 0;
  let compared = 0;
  fc.assert(
    fc.property(fc.array(seriesAct, { maxLength: 25 }), (acts) => {
      const core = openCore(join(dir, String((run += 1))));
      const calendars = openCalendars(core);
      const copy = new Map<string, Map<string, number>>();
      const waiting = [...acts];
      let from: From = { window: WINDOW };
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (next.kind !== 'sync') performOnSeries(calendars, next);
        else
          from = takeSeries(calendars, from, copy, () => {
            const other = waiting.shift();
            if (other !== undefined) performOnSeries(calendars, other);
          });
      }
      takeSeries(calendars, from, copy, () => undefined);
      const standing = calendars.events(MAILBOX).flatMap((event) => instancesIn(event, WINDOW));
      const expected = standing.map((instance) => [idOf(instance, true), instance.event.start]);
      compared += expected.length;
      expect(Object.fromEntries([...copy.values()].flatMap((dates) => [...dates]))).toEqual(Object.fromEntries(expected));
      core.close();
    }),
    {
      numRuns: 150,
      // Moved into the window, told, and then deleted: rare enough to be named.
      examples: [
        [
          [
            { kind: 'create', day: 10, which: 0 },
            { kind: 'move', day: 0, which: 0 },
            { kind: 'sync', day: 0, which: 0 },
            { kind: 'delete', day: 0, which: 0 },
          ],
        ],
        // The only date in the window had been moved there, and leaves it again.
        [
          [
            { kind: 'create', day: 10, which: 2 },
            { kind: 'move', day: 0, which: 5 },
            { kind: 'delete', day: 0, which: 0 },
            { kind: 'delete', day: 0, which: 0 },
            { kind: 'sync', day: 0, which: 0 },
            { kind: 'move', day: -1, which: 0 },
          ],
        ],
      ],
    },
  );
  rmSync(dir, { recursive: true });
  expect(compared).toBeGreaterThan(20);
});
