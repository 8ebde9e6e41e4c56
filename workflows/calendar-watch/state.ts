import type { DeskItem } from '../../domain/desk.ts';
import { deskItem } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import { SERVICE_ERRORS, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { WatchCounts, WatchMemory } from './messages.ts';

export interface WatchState {
  readonly coordinator: string;
  readonly memory: WatchMemory;
  readonly totals: WatchCounts;
  /** When the calendar was last read; null before the first reading. */
  readonly at: Moment | null;
  /** `since`: when the watch gave up (ISO 8601 UTC), which no reader is told: it was away for minutes by then. */
  readonly trouble: { readonly code: ServiceErrorCode; readonly since: string } | null;
}

export function sum(one: WatchCounts, other: WatchCounts): WatchCounts {
  return { told: one.told + other.told, adopted: one.adopted + other.adopted, resyncs: one.resyncs + other.resyncs };
}

export function troubleItems({ trouble, coordinator, at }: WatchState): readonly DeskItem[] {
  if (trouble === null) return [];
  const due = { at: trouble.since, label: '' };
  const title = `L’agenda Outlook ne peut plus être suivi (${lastReading(at)}). ${SERVICE_ERRORS[trouble.code].tell}`;
  return [
    deskItem({
      key: `calendar-${trouble.code}`,
      desk: coordinator,
      kind: 'service',
      due,
      since: at ?? due,
      who: 'Agenda des séances',
      title,
      urgent: true,
      cause: trouble.code,
    }),
  ];
}

/** French Markdown for the Web UI. */
export function details({ memory, totals, at, trouble }: WatchState): string {
  return [
    '## Agenda des séances',
    '',
    trouble ? `**En panne** (${lastReading(at)}) : ${SERVICE_ERRORS[trouble.code].tell}` : 'Suivi en continu.',
    '',
    `- **Séances suivies** : ${Object.keys(memory.known).length}`,
    `- **Modifications transmises** : ${totals.told}`,
    `- **Séances adoptées** (créées à la main) : ${totals.adopted}`,
    `- **Relectures complètes** : ${totals.resyncs}`,
    `- **Dernières nouvelles** : ${at?.label ?? (trouble ? 'aucune encore' : 'première lecture en cours')}`,
  ].join('\n');
}

function lastReading(at: Moment | null): string {
  return at === null ? 'jamais lu encore' : `dernière lecture : ${at.label}`;
}
