import { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { STAGES } from '../../domain/plan.ts';
import type { PathCard } from '../../domain/week.ts';
import type { LinksOrNull } from '../forms/links.ts';
import { weekFor } from './paths.ts';
import type { Reader } from './reader.ts';
import { standingFor } from './sessions.ts';

const NOW = '2026-12-07T07:00:00.000Z';
const urlOf = (form: string, values: Readonly<Record<string, string>>) =>
  `https://forms.example.org/${form}?${new URLSearchParams(values).toString()}`;
const links: LinksOrNull = {
  prefilled: async (form, values) => urlOf(form, values),
  signed: async (form, values, { code }) => urlOf(form, { ...values, for: code }),
};

const reader = (role: Reader['role']): Reader => ({
  name: 'Camille Roux',
  address: 'c@example.org',
  replyTo: 'g@example.org',
  signer: { code: 's2', formCode: 'K7QX' },
  otherWorklist: 'lead-aile',
  role,
});
const REFERENT = { code: 's2', coordinates: false, allocates: null };
const COORDINATOR = { code: 's1', coordinates: true, allocates: 'aile' };

interface Shown {
  readonly id: string;
  readonly memo: object;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** A client whose server shows these workflows to every query; each call is noted. */
function serverWith(shown: readonly Shown[], counts: (query: string) => number = () => 0) {
  const calls: string[] = [];
  const payloads = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, defaultPayloadConverter.toPayload(value)]));
  const client = new Client({
    namespace: 'test',
    connection: {
      plugins: [],
      workflowService: {
        async listWorkflowExecutions({ query }: { query: string }) {
          calls.push(query);
          const executions = shown.map(({ id, memo, attributes }) => ({
            execution: { workflowId: id },
            memo: { fields: payloads(memo) },
            searchAttributes: { indexedFields: payloads(attributes) },
          }));
          return { executions, nextPageToken: new Uint8Array() };
        },
      },
    } as never,
  });
  client.workflow.count = async (query) => {
    calls.push(query ?? '');
    return { count: counts(query ?? ''), groups: [] };
  };
  return { client, calls };
}

describe('the foot of « Ma journée »', () => {
  const session = (id: string, start: string, facilitators: readonly string[], capacity: number | null = 12): Shown => ({
    id: `session-${id}`,
    memo: { slot: { title: 'Atelier « Oser »', start, end: start, place: 'Maison de quartier', facilitators, capacity } },
    attributes: { GcSessionStart: start, GcSeatsLeft: capacity === null ? 0 : 4, GcWaiting: 2 },
  });
  const sessions = [
    session('later', '2026-12-20T09:00:00Z', ['s2', 's3']),
    session('info-2026-12-a', '2026-12-10T09:00:00Z', ['s1', 's2'], 12),
    session('dropin', '2026-12-11T09:00:00Z', ['s1'], null),
  ];

  test('lists a facilitator’s own sessions, soonest first, with reference, fill and a prefilled link, by one call', async () => {
    const { client, calls } = serverWith(sessions);
    const standing = await standingFor(reader(REFERENT), { client, links, now: NOW });
    // The list of a session that comes today has been sent.
    expect(calls[0]).toContain("GcSessionState IN ('open', 'listed')");
    expect(standing?.sessions.map(({ reference, seats }) => [reference, seats])).toEqual([
      ['info-2026-12-a', { reserved: 8, capacity: 12, waiting: 2 }],
      ['later', { reserved: 8, capacity: 12, waiting: 2 }],
    ]);
    expect(standing?.sessions[0]?.url).toBe('https://forms.example.org/followUp?session=info-2026-12-a&for=s2');
    expect(standing?.followUpUrl).toBe('https://forms.example.org/followUp?for=s2');
    expect(standing?.registerUrl).toBe('https://forms.example.org/registration?enteredBy=Camille+Roux');
    expect(calls).toHaveLength(1);
  });

  test('lists every session for the coordinator, at most twelve, and counts the rest', async () => {
    const many = Array.from({ length: 15 }, (_, n) => session(`s-${n}`, '2026-12-10T09:00:00Z', ['s9']));
    const standing = await standingFor(reader(COORDINATOR), { client: serverWith(many).client, links, now: NOW });
    expect([standing?.sessions.length, standing?.moreSessions, standing?.whose]).toEqual([12, 3, 'all']);
  });

  test('says nothing of seats where nobody registers, and stands in no mail of a lead', async () => {
    const { client } = serverWith(sessions);
    const standing = await standingFor(reader(COORDINATOR), { client, links, now: NOW });
    expect(standing?.sessions.find(({ reference }) => reference === 'dropin')?.seats).toBeNull();
    expect(await standingFor(reader(null), { client, links, now: NOW })).toBeNull();
  });
});

describe('the paths of Monday’s mail', () => {
  const programme = {
    organisations: [
      { id: 'aile', name: 'AILE', staff: [{ code: 's1' }, { code: 's2' }] },
      { id: 'mission-locale', name: 'Mission Locale', staff: [{ code: 's3' }] },
    ],
  } as never;
  const card: PathCard = {
    who: 'Aïcha B.',
    stageSince: '2026-11-20T08:00:00Z',
    paused: null,
    next: [{ what: 'nudge', at: '2026-12-20T08:00:00Z' }],
    finished: false,
  };
  const path = (ref: string, stage: string, memo: object = { card }): Shown => ({
    id: `participant-${ref}`,
    memo,
    attributes: { GcStage: stage },
  });

  test('list a referent’s own by one call, each with its link, closed ones with « Rouvrir »', async () => {
    const { client, calls } = serverWith([
      path('GC-0001', 'exploring'),
      path('GC-0002', 'left'),
      path('GC-0003', 'building', { card: 'x' }),
    ]);
    const week = await weekFor(reader(REFERENT), { client, programme, links, now: NOW });
    expect(week?.paths.map(({ ref, who, url }) => [ref, who, url])).toEqual([
      ['GC-0003', 'Dossier', 'https://forms.example.org/followUp?reference=GC-0003&for=s2'],
      ['GC-0001', 'Aïcha B.', 'https://forms.example.org/followUp?reference=GC-0001&for=s2'],
    ]);
    expect(week?.paths[1]?.next).toEqual({ what: 'nudge', at: '2026-12-20T08:00:00Z' });
    expect(week?.closed.map(({ url }) => url)).toEqual(['https://forms.example.org/followUp?reference=GC-0002&decision=reopen&for=s2']);
    expect(week?.counts).toBeNull();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain("GcReferent = 's2'");
  });

  test('count every organisation’s for the coordinator, and list only her own and those that wait for her to name a referent', async () => {
    const { client, calls } = serverWith([], (query) => (query.includes("GcOrganisation = 'mission-locale'") ? 7 : 0));
    const week = await weekFor(reader(COORDINATOR), { client, programme, links, now: NOW });
    expect(week?.counts).toEqual([
      { organisation: 'AILE', stages: {}, stalled: 0 },
      { organisation: 'Mission Locale', stages: Object.fromEntries(STAGES.map((stage) => [stage, 7])), stalled: 7 },
    ]);
    const lists = calls.filter((query) => query.includes('GcReferent'));
    expect(lists).toEqual([
      expect.stringContaining(
        "(GcReferent = 's1' OR (GcOrganisation = 'aile' AND (GcReferent IS NULL OR GcReferent NOT IN ('s1', 's2', 's3'))))",
      ),
    ]);
    // One list, and for each organisation at most eleven counts: once a week.
    expect(calls).toHaveLength(1 + 1 + 11 + 1);
  });
});
