import type { Check } from './checks/evidence.ts';

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
