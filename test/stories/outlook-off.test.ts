import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { rollOut } from '../../workers/service.ts';
import { followUpRecorded } from '../../workflows/participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { eventually, type Service, startService } from './service-in-memory.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await service?.close();
});

test('a referent’s Outlook is switched off while an interview stands in it: cancelled, they are told by mail, and nothing is refused for ever', async () => {
  const { client, programme, outlook, mail, deadlines } = service;
  await service.startWorker();
  await service.ensure();
  const path = await service.register('Alma');
  const referent = await eventually(
    async () => (await path.describe()).typedSearchAttributes.get(SEARCH_ATTRIBUTES.referent) ?? null,
    'a referent',
  );
  const member = programme.organisations.flatMap(({ staff }) => staff).find(({ code }) => code === referent);
  const at = (days: number) => deadlines.moment(new Date(Date.now() + days * 24 * 3600_000).toISOString());
  const said = (responseId: string, more: Partial<FollowUp>): FollowUp => ({
    origin: { formId: 'F-FUP', responseId, submitted: at(0) },
    staff: referent,
    date: at(0),
    contact: null,
    stage: null,
    appointment: null,
    appointmentPlace: null,
    ofAppointment: null,
    decision: 'none',
    until: null,
    reason: null,
    note: null,
    callAnswer: null,
    adviser: null,
    newEmail: null,
    newPhone: null,
    outcome: null,
    registerFor: null,
    ...more,
  });
  await path.signal(followUpRecorded, said('fixed', { appointment: at(30) }));
  await eventually(async () => (outlook.standing(member?.email).length > 0 ? true : null), 'the interview in Outlook', 60_000);

  const off = withoutOutlookOf(programme, referent);
  await service.stopWorker();
  await service.startWorker(off);
  await service.ensure(off);
  await rollOut(client, off);
  const version = async () => (await path.describe()).typedSearchAttributes.get(SEARCH_ATTRIBUTES.planVersion);
  await eventually(async () => ((await version()) === off.version ? true : null), 'the new configuration', 60_000);
  await path.signal(followUpRecorded, said('cancelled', { decision: 'cancelAppointment' }));
  const notifications = () => mail.sent.filter(({ messageId, to }) => to === member?.email && messageId.includes('.appointment-referent.'));
  await eventually(async () => (notifications().length === 1 ? true : null), 'the cancellation by mail', 60_000);
  const { memo } = await path.describe();
  expect(JSON.stringify(memo?.['worklist'] ?? [])).not.toContain('"kind":"service"');
});

function withoutOutlookOf(programme: Programme, code: string): Programme {
  const organisations = programme.organisations.map((organisation) => ({
    ...organisation,
    staff: organisation.staff.map((member) => (member.code === code ? { ...member, outlook: false } : member)),
  }));
  return { ...programme, version: `${programme.version}-2`, organisations };
}
