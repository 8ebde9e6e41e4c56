import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import { SAYS_NOTHING } from '../../test/support/says-nothing.ts';
import { PROGRAMME } from './intake-fixtures.ts';
import type { OpenPath } from './path-search.ts';
import { mayFillIn, mayRecord, staffTasks } from './staff-forms.ts';

const staff = new Map(
  PROGRAMME.organisations.flatMap((organisation) => organisation.staff.map((member) => [member.code, member] as const)),
);
type OpenedPath = Parameters<typeof mayRecord>[1];
const BLANK: FollowUp = {
  ...SAYS_NOTHING,
  origin: { formId: 'F-FUP', responseId: 'r1', submitted: { at: '2026-12-01T09:00:00.000Z', label: '' } },
  staff: 's3',
  date: { at: '2026-12-01T09:00:00.000Z', label: '' },
};
const recordedBy = (path: OpenedPath, said: Partial<FollowUp> = { contact: 'phone' }) =>
  [...staff.values()].filter((member) => mayRecord(member, path, { ...BLANK, ...said })).map(({ code }) => code);
const OF_AILE: OpenedPath = { organisation: 'aile', referent: 's2', waitingFor: [] };
const OF_MISSION_LOCALE: OpenedPath = { ...OF_AILE, organisation: 'mission-locale', referent: 's3' };

test('a path is its organisation’s, its referent’s and the coordinator’s to touch', () => {
  expect(recordedBy(OF_AILE)).toEqual(['s1', 's2', 's4']);
  expect(recordedBy(OF_MISSION_LOCALE)).toEqual(['s1', 's3']);
  expect(recordedBy({ ...OF_AILE, organisation: null, referent: null })).toEqual(['s1', 's2', 's4', 's3']);
});

test.each<[string, Partial<FollowUp>]>([
  ['Transférer', { decision: 'transfer', adviser: 's3' }],
  ['Garder', { decision: 'name', adviser: 's2' }],
  ['Vu', { note: 'Vu (age-limit)' }],
  ['Annuler le rendez-vous', { decision: 'cancelAppointment' }],
  ['Reprendre le rendez-vous', { decision: 'takeAppointment' }],
  ['Donner une autre date, before the date is written', { ofAppointment: 2 }],
  ['Donner une autre date', { ofAppointment: 2, appointment: { at: '2026-12-08T09:00:00.000Z', label: '' } }],
])('a person of another organisation who is asked something about it may answer « %s »', (_, said) => {
  expect(recordedBy({ ...OF_AILE, waitingFor: ['s2', 's3'] }, said)).toEqual(['s1', 's2', 's4', 's3']);
  expect(recordedBy({ ...OF_MISSION_LOCALE, waitingFor: ['s2'] }, said)).toEqual(['s1', 's2', 's3']);
  expect(recordedBy({ ...OF_AILE, waitingFor: ['lead-mission-locale'] }, said)).toEqual(['s1', 's2', 's4']);
});

test.each<[string, Partial<FollowUp>]>([
  ['a contact', { contact: 'interview' }],
  ['an exit', { decision: 'close', reason: 'déménagement' }],
  ['a pause', { decision: 'pause' }],
  ['contact details', { decision: 'correct', newEmail: 'autre@example.org' }],
  ['a transfer with an appointment', { decision: 'transfer', appointment: { at: '2026-12-08T09:00:00.000Z', label: '' } }],
  ['an appointment of their own', { appointment: { at: '2026-12-08T09:00:00.000Z', label: '' } }],
  ['a note', { note: 'À rappeler en janvier.' }],
  ['a seat', { registerFor: 'atelier-oser-decembre' }],
])('a question about it opens nothing else of a path to another organisation: %s', (_, said) => {
  expect(recordedBy({ ...OF_AILE, waitingFor: ['s2', 's3'] }, said)).toEqual(['s1', 's2', 's4']);
});

test('a closed path is reopened, transferred and closed by those who may touch it', () => {
  for (const decision of ['reopen', 'transfer', 'close'] as const) expect(recordedBy(OF_AILE, { decision })).toEqual(['s1', 's2', 's4']);
});

describe('a path that the search doesn’t show yet', () => {
  const newborn: OpenPath = { ...OF_MISSION_LOCALE, ref: 'GC-1', stage: 'registered', since: '2026-12-01T08:59:58.000Z', keys: new Set() };

  async function recordedAt(ref: string, author: string) {
    const notified: string[] = [];
    const client = { workflow: { getHandle: (id: string) => ({ signal: async () => void notified.push(id) }) } };
    const search = { withReferences: async () => [], now: async (wanted: string) => (wanted === newborn.ref ? newborn : null) };
    const handover = { client, search, programme: PROGRAMME } as unknown as Parameters<typeof staffTasks>[0];
    const member = staff.get(author);
    if (!member) throw new Error('unknown staff');
    const fact = {
      kind: 'followUp' as const,
      replaces: null,
      to: { ref },
      author: member,
      followUp: { ...BLANK, contact: 'phone' as const },
    };
    const [task] = await staffTasks(handover, [{ responseId: 'r1', fact }], []);
    const delivery = await task?.run();
    return delivery?.kind === 'quarantine' ? delivery.reason : notified;
  }

  test('is asked itself whose it is', async () => {
    expect(await recordedAt('GC-1', 's3')).toEqual(['participant-GC-1']);
    expect(await recordedAt('GC-1', 's2')).toBe('out-of-scope');
    expect(await recordedAt('GC-2', 's1')).toBe('unknown-reference');
  });
});

describe('all paths of a colleague in one answer', () => {
  const open = (ref: string, organisation: string): OpenPath => ({
    ref,
    organisation,
    referent: 's9',
    stage: 'exploring',
    waitingFor: ['s1'],
    since: '2026-10-01T08:00:00.000Z',
    keys: new Set(),
  });
  const decision = { origin: BLANK.origin, staff: 's1', decision: 'name' as const, adviser: 's4' };

  async function handedOver(author: string, paths: readonly OpenPath[]) {
    const notified: string[] = [];
    const client = { workflow: { getHandle: (id: string) => ({ signal: async () => void notified.push(id) }) } };
    const search = { allOfReferent: async (code: string) => (code === 's9' ? paths : []), withReferences: async () => [] };
    const handover = { client, search, programme: PROGRAMME } as unknown as Parameters<typeof staffTasks>[0];
    const member = staff.get(author);
    if (!member) throw new Error('unknown staff');
    const fact = { kind: 'followUp' as const, replaces: null, to: { allOf: 's9' }, author: member, followUp: { ...BLANK, ...decision } };
    const [task] = await staffTasks(handover, [{ responseId: 'r1', fact }], []);
    return { delivery: await task?.run(), notified: notified.toSorted() };
  }

  const paths = [open('GC-1', 'aile'), open('GC-2', 'mission-locale'), open('GC-3', 'aile')];

  test('reach every path that the author may touch, those of a colleague who left too', async () => {
    expect(await handedOver('s1', paths)).toMatchObject({
      delivery: { kind: 'accepted' },
      notified: ['participant-GC-1', 'participant-GC-2', 'participant-GC-3'],
    });
    expect((await handedOver('s3', paths)).notified).toEqual(['participant-GC-2']);
  });

  test('say so where there is none', async () => {
    expect((await handedOver('s1', [])).delivery).toMatchObject({ kind: 'quarantine', reason: 'unknown-reference' });
  });
});

test('the answer to an influx reaches every path that waits, those too that the search shows late, each once', async () => {
  const shown = [['GC-1', 'GC-2'], ['GC-1', 'GC-2', 'GC-3'], ['GC-3']];
  const notified: string[] = [];
  const client = { workflow: { getHandle: (id: string) => ({ signal: async () => void notified.push(id) }) } };
  const search = { withReferences: async () => [], waitingFor: async () => (shown.shift() ?? []).map((ref) => ({ ref })) };
  const handover = { client, search, programme: PROGRAMME } as unknown as Parameters<typeof staffTasks>[0];
  const author = staff.get('s1');
  if (!author) throw new Error('unknown staff');
  const answer = { send: true, staff: 's1', origin: { formId: 'F-FUP', responseId: 'r1', submitted: BLANK.date } };
  const [task] = await staffTasks(handover, [{ responseId: 'r1', fact: { kind: 'influxAnswer', replaces: null, author, answer } }], []);
  expect((await task?.run())?.kind).toBe('accepted');
  expect(notified).toEqual(['participant-GC-1', 'participant-GC-2', 'participant-GC-3']);
});

test.each([
  ['« Fait » of the coordinator reaches the erasure', 's1', 'Vu (delete-responses-0)', 'accepted', ['erasure-GC-1']],
  ['of anybody else, it is about an unknown path', 's3', 'Vu (delete-responses-0)', 'quarantine', []],
  ['and so is whatever else is written', 's1', 'A rappelé.', 'quarantine', []],
])('of a path that was erased: %s', async (_, author, note, kind, expected) => {
  const member = staff.get(author);
  if (!member) throw new Error('unknown staff');
  const notified: string[] = [];
  const signal = async (id: string) => {
    if (id.startsWith('participant-')) throw new WorkflowNotFoundError('none', id, undefined);
    notified.push(id);
  };
  const client = { workflow: { getHandle: (id: string) => ({ signal: () => signal(id) }) } };
  const search = { withReferences: async () => [], now: async () => null };
  const handover = { client, search, programme: PROGRAMME } as unknown as Parameters<typeof staffTasks>[0];
  const fact = {
    kind: 'followUp' as const,
    replaces: null,
    to: { ref: 'GC-1' },
    author: member,
    followUp: { ...BLANK, staff: author, note },
  };
  const [task] = await staffTasks(handover, [{ responseId: 'r1', fact }], []);
  expect([(await task?.run())?.kind, notified]).toEqual([kind, expected]);
});

test.each([
  ['the coordinator', 's1', 'accepted'],
  ['a contact', 's3', 'accepted'],
  ['an adviser, a colleague’s person', 's4', 'quarantine'],
])('a path found by name: %s', async (_, author, kind) => {
  const member = staff.get(author);
  if (!member) throw new Error('unknown staff');
  const path = { ref: 'GC-1' } as OpenPath;
  const search = {
    withReferences: async () => [],
    ofReferent: async () => [],
    ofOrganisation: async (organisation: string) => (organisation === member.organisation ? [path] : []),
  };
  const client = { workflow: { getHandle: () => ({ signal: async () => undefined }) } };
  const handover = { client, search, keys: { name: () => 'n1' }, programme: PROGRAMME } as unknown as Parameters<typeof staffTasks>[0];
  const to = { firstName: 'Léa', lastName: 'Martin' };
  const fact = { kind: 'followUp' as const, replaces: null, to, author: member, followUp: { ...BLANK, staff: author } };
  const [task] = await staffTasks(handover, [{ responseId: 'r1', fact }], []);
  expect((await task?.run())?.kind).toBe(kind);
});

test('a sheet is filled in by who runs the session, the contact of their organisation, and the coordinator', () => {
  const mayBy = (facilitators: readonly string[]) =>
    [...staff.values()].filter(({ code }) => mayFillIn(PROGRAMME, code, { facilitators })).map(({ code }) => code);
  expect(mayBy(['s2', 's3'])).toEqual(['s1', 's2', 's3']);
  expect(mayBy(['s4'])).toEqual(['s1', 's4']);
  expect(mayBy([])).toEqual(['s1']);
});
