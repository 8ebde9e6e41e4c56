import type { Check } from '../evidence.ts';

export interface Result {
  readonly registrations: number;
  readonly paths: number;
  readonly sessions: number;
  readonly eventsWithBothCoFacilitators: number;
  readonly mails: { readonly participant: number; readonly referent: number; readonly facilitator: number; readonly coordinator: number };
  readonly callItems: number;
  readonly escalated: readonly string[];
  readonly quarantined: number;
  readonly duplicates: number;
  readonly inDoubt: number;
  readonly moved: number;
  readonly removed: number;
  readonly adopted: number;
  readonly substitutes: number;
  readonly waitlistPromoted: number;
  readonly durationSeconds: number;
  readonly checks: readonly Check[];
}

export function table({ checks, mails, escalated, ...result }: Result): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const failed = checks.filter(({ ok }) => !ok).length;
  const figures = [
    `${result.registrations} registrations, ${result.paths} paths`,
    `${result.sessions} sessions, ${result.eventsWithBothCoFacilitators} in the calendar with both co-facilitators`,
    `mails: ${mails.participant} to participants, ${mails.referent} to referents, ${mails.facilitator} to facilitators, ${mails.coordinator} to the coordinator and leads`,
    `${result.callItems} call items, ${result.quarantined} quarantined, ${escalated.length} escalated, ${result.duplicates} duplicates, ${result.inDoubt} in doubt`,
    `in the calendar: ${result.moved} told of a move, ${result.removed} of a cancellation, ${result.adopted} sessions made by hand, ${result.substitutes} substitutes; ${result.waitlistPromoted} from the waiting list`,
  ];
  return [
    '',
    ...figures,
    '',
    ...checks.map(({ name, ok, detail }) => `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${detail}`),
    '',
    `${checks.length - failed} of ${checks.length} checks hold (${result.durationSeconds} s)${failed === 0 ? '.' : `, ${failed} do not.`}`,
  ].join('\n');
}
