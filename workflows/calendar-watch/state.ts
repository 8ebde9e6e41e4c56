import { type Moment, unlabelled } from '../../domain/moment.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { KIND_NAMES } from '../../domain/session-kinds.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { worklistItem } from '../../domain/worklist.ts';
import { type Pause, pauseAfter } from '../pause.ts';
import type { WatchCounts, WatchMemory, WatchResult } from './contract.ts';
import * as words from './words.ts';

export interface WatchState {
  readonly coordinator: string;
  readonly memory: WatchMemory;
  readonly totals: WatchCounts;
  /** When the calendar was last read; null before the first reading. */
  readonly at: Moment | null;
  /** `since`: when the watch gave up (ISO 8601 UTC), which no reader is told: it was away for minutes by then. */
  readonly outage: { readonly code: ServiceErrorCode; readonly since: string; readonly pause: Pause } | null;
  /** Sessions were opened that whoever waits has not heard of; `pause`: telling them failed. */
  readonly openings: { readonly unsaid: boolean; readonly pause: Pause | null };
}

const NOTHING: WatchMemory = { mailbox: null, deltaLink: null, window: null, events: {}, unclear: {} };

/** Staff wait for an answer to their edits within minutes. */
const LONGEST_PAUSE_MS = 60_000;

export function openWatch(begin: { readonly coordinator: string } | WatchState): WatchState {
  if ('memory' in begin) return begin;
  const totals = { notified: 0, adopted: 0, resyncs: 0 };
  return { coordinator: begin.coordinator, memory: NOTHING, totals, at: null, outage: null, openings: { unsaid: false, pause: null } };
}

export function watched(state: WatchState, { memory, counts, at, opened }: WatchResult): WatchState {
  const openings = { ...state.openings, unsaid: state.openings.unsaid || opened };
  return { ...state, memory, at, totals: sum(state.totals, counts), outage: null, openings };
}

/** @param now ISO 8601 */
export function refused({ outage, ...state }: WatchState, code: ServiceErrorCode, now: string): WatchState {
  const pause = pauseAfter(outage?.pause ?? null, now, LONGEST_PAUSE_MS);
  return { ...state, outage: { code: outage?.code ?? code, since: outage?.since ?? now, pause } };
}

function sum(one: WatchCounts, other: WatchCounts): WatchCounts {
  return { notified: one.notified + other.notified, adopted: one.adopted + other.adopted, resyncs: one.resyncs + other.resyncs };
}

/** Each event that staff have to complete before it can be a session. The most recent ones: nobody keeps more than that undecided. */
const MOST_UNCLEAR = 20;

export function unclearItems({ memory, coordinator }: WatchState): readonly WorklistItem[] {
  const unclear = Object.entries(memory.unclear).slice(-MOST_UNCLEAR);
  return unclear.map(([eventId, { lacks, kind, start, since }]) =>
    worklistItem({
      key: `unclear-${lacks}-${eventId}-${start.at}`,
      worklist: coordinator,
      kind: 'decide',
      due: since,
      since,
      who: KIND_NAMES[kind],
      ...(lacks === 'allDay' ? words.unclear.allDay(start.label) : words.unclear.tentative(start.label)),
      next: words.unclear.next,
    }),
  );
}

export function outageItems({ outage, coordinator, at }: WatchState): readonly WorklistItem[] {
  if (outage === null) return [];
  const due = unlabelled(outage.since);
  return [
    worklistItem({
      key: `calendar-${outage.code}`,
      worklist: coordinator,
      kind: 'service',
      due,
      since: at ?? due,
      who: words.CALENDAR,
      title: words.outage(outage.code, at?.label ?? null),
      urgent: true,
      cause: outage.code,
    }),
  ];
}

/** French Markdown for the Web UI. */
export function details({ memory, totals, at, outage }: WatchState): string {
  const lines = words.details;
  return [
    lines.heading,
    '',
    outage === null ? lines.watched : lines.down(outage.code, at?.label ?? null),
    '',
    lines.sessions(Object.keys(memory.events).length),
    lines.notified(totals.notified),
    lines.adopted(totals.adopted),
    lines.resyncs(totals.resyncs),
    lines.lastChange(at?.label ?? null, outage !== null),
  ].join('\n');
}
