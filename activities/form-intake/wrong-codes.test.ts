import { describe, expect, test } from 'vitest';
import { purposeOf } from '../../domain/link-token.ts';
import type { QuarantineReason } from '../../domain/quarantine.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import { EMPTY_MEMORY, linesForStaff, openIntake, polled } from '../../workflows/form-intake/state.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createLinkTokens } from '../forms/link-tokens.ts';
import { ACCEPTED, quarantine } from './delivery.ts';
import { FormsInMemory, PROGRAMME, responseTo, structureOf } from './intake-fixtures.ts';
import { createKeys } from './keys.ts';
import { createFormReader } from './pass.ts';
import { createPathSearch } from './path-search.ts';
import { PathsInMemory } from './paths-fixtures.ts';
import { countWrongCodes } from './wrong-codes.ts';

const keys = createKeys(Buffer.alloc(32, 7));
const deadlines = createDeadlines(PROGRAMME);
const REF = keys.reference({ formId: 'F-REG', responseId: 'awa' }, 0);

/** The follow-up form, read pass by pass; nothing is handed to a workflow unless its path is open. */
function followUpForm() {
  const forms = new FormsInMemory();
  const paths = new PathsInMemory();
  forms.structures.set('F-FUP', structureOf('followUp'));
  paths.open(`participant-${REF}`);
  const { client } = paths;
  const search = createPathSearch(client);
  let memory: IntakeMemory = EMPTY_MEMORY;
  return {
    submit: (answers: Readonly<Record<string, string>>, at: string): FormResponse =>
      forms.submit(responseTo('followUp', answers, { createTime: at, lastSubmittedTime: at })),
    pass: async (version = 'v1') => {
      const programme = { ...PROGRAMME, version };
      const reader = createFormReader({
        forms,
        client,
        programme,
        deadlines,
        keys,
        search,
        kind: 'followUp',
        structureFor: 0,
        patience: 0,
      });
      const passed = await reader.pass(memory);
      memory = passed.memory;
      return passed;
    },
    /** As the first of a day: everything is listed. */
    fullPass: async function () {
      memory = { ...memory, fullListOn: null };
      return await this.pass();
    },
    lines: (at: string) => {
      const moment = deadlines.moment(at);
      const counts = { handedOver: 0, started: 0, quarantined: 0, mended: 0, refused: 0 };
      return linesForStaff(polled(openIntake({ form: 'followUp' }), { memory, counts, at: moment, coordinator: 's1' }));
    },
  };
}

/** Of yesterday, from 6:00 UTC on. */
const YESTERDAY = new Date(Date.now() - 24 * 3600_000).toISOString().slice(0, 10);
const minute = (n: number) => new Date(Date.parse(`${YESTERDAY}T06:00:00Z`) + n * 60_000).toISOString();
const guess = (n: number) => ({ reference: REF, staffCode: `AAAA-${String(n).padStart(4, '0')}`, contact: 'Téléphone' });
const GOOD = { reference: REF, staffCode: 'K7QX-4M2P', contact: 'Téléphone' };
const SLIP = { reference: REF, staffCode: 'T3WD-9HZC', contact: 'Entretien', date: '2199-01-01' };

describe('whoever guesses codes', () => {
  test('holds the form for nobody, though the configuration has just changed', async () => {
    const form = followUpForm();
    await form.pass('v1');
    for (let n = 0; n < 200; n += 1) form.submit(guess(n), minute(n));
    form.submit(GOOD, minute(60));
    const { memory, counts } = await form.pass('v2');
    expect([memory.suspended, counts.handedOver]).toEqual([null, 1]);
  });

  test('hides no form that is broken', async () => {
    const form = followUpForm();
    await form.pass('v1');
    for (let n = 0; n < 200; n += 1) form.submit(guess(n), minute(n));
    for (let n = 0; n < 60; n += 1) form.submit({ ...GOOD, contact: 'Pigeon' }, minute(n));
    const { memory } = await form.pass('v2');
    expect(memory.suspended).toMatchObject({ code: 'too-many-quarantined', about: ['unknown-choice'] });
  });

  test('pushes nobody else’s response out of what is remembered, nor their lines out of a worklist', async () => {
    const form = followUpForm();
    await form.pass();
    for (let n = 0; n < 600; n += 1) form.submit(guess(n), minute(n));
    await form.pass();
    const slip = form.submit(SLIP, minute(601));
    const { memory } = await form.pass();
    expect(memory.quarantined.map(({ responseId }) => responseId)).toContain(slip.responseId);
    const lines = form.lines(minute(602));
    const number = keys.number({ formId: 'F-FUP', responseId: slip.responseId });
    expect(lines.filter(({ key }) => key.includes(number)).map(({ worklist }) => worklist)).toEqual(['s2', 's1']);
    // Five of the guesses, all of them in one, and one for the day.
    expect(lines).toHaveLength(2 + 5 + 2);
    expect(lines.filter(({ urgent }) => urgent).map(({ title }) => title)).toEqual([expect.stringMatching(/^600 réponses en un jour/)]);
    expect(lines.at(-1)?.title).toMatch(/^600 réponses en tout au formulaire « Suivi », la première du .* : le code de l’auteur manque/);
  });

  test('is told once a day, however many they send, and counted once, though a full list brings all again', async () => {
    const form = followUpForm();
    await form.pass();
    for (let n = 0; n < 20; n += 1) form.submit(guess(n), minute(n));
    await form.pass();
    expect(form.lines(minute(30)).filter(({ urgent }) => urgent)).toEqual([]);
    const urgentKeys = new Set<string>();
    for (let n = 20; n < 60; n += 1) {
      form.submit(guess(n), minute(n));
      await form.pass();
      for (const { key } of form.lines(minute(60)).filter(({ urgent }) => urgent)) urgentKeys.add(key);
    }
    expect([...urgentKeys]).toEqual([`wrong-codes-followUp-${YESTERDAY}`]);
    form.submit(GOOD, minute(1));
    const { memory } = await form.fullPass();
    expect(memory.wrongCodes).toMatchObject({
      byReason: { 'unknown-staff': { count: 60, first: { at: minute(0) }, last: { at: minute(59) } } },
      burst: { on: YESTERDAY, count: 60 },
    });
    expect(memory.quarantined).toHaveLength(50);
  });
});

describe('the count of wrong codes', () => {
  const moment = (at: string) => ({ at, label: at });
  const NOW = '2026-11-28T12:00:00Z';
  const counted = (before: Partial<IntakeMemory>, sent: readonly (readonly [at: string, reason: QuarantineReason | null])[], now = NOW) => {
    const fresh = sent.map(([at]) => responseTo('followUp', {}, { lastSubmittedTime: at }));
    const deliveries = new Map(
      fresh.map(({ responseId }, index) => [responseId, sent[index]?.[1] ? quarantine(sent[index][1]) : ACCEPTED] as const),
    );
    return countWrongCodes({ ...EMPTY_MEMORY, ...before }, { fresh, deliveries, now, timeZone: 'Europe/Paris', deadlines: { moment } });
  };

  test('is by reason, with the first and the last, of wrong codes and links alone', () => {
    const { byReason, day, burst } = counted({}, [
      ['2026-11-27T22:00:00Z', 'unknown-staff'],
      ['2026-11-27T23:30:00Z', 'link-refused'],
      ['2026-11-28T08:00:00Z', 'unknown-staff'],
      ['2026-11-28T08:01:00Z', 'out-of-scope'],
      ['2026-11-28T08:02:00Z', null],
    ]);
    expect(byReason).toEqual({
      'unknown-staff': { count: 2, first: moment('2026-11-27T22:00:00Z'), last: moment('2026-11-28T08:00:00Z') },
      'link-refused': { count: 1, first: moment('2026-11-27T23:30:00Z'), last: moment('2026-11-27T23:30:00Z') },
    });
    // Half past midnight in Paris.
    expect([day, burst]).toEqual([{ on: '2026-11-28', count: 2 }, null]);
  });

  test('is of twenty-one in one local day a burst, of twenty none', () => {
    const sent = (count: number) =>
      Array.from({ length: count }, (_, n) => [`2026-11-28T09:${String(n).padStart(2, '0')}:00Z`, 'link-expired'] as const);
    expect(counted({}, sent(20)).burst).toBeNull();
    expect(counted({}, sent(21)).burst).toEqual({ on: '2026-11-28', count: 21, last: moment('2026-11-28T09:20:00Z') });
    expect(counted({}, [['2026-11-27T09:00:00Z', 'unknown-staff'], ...sent(20)]).burst).toBeNull();
  });

  test('leaves out what was read before, and forgets a guesser who stopped a month ago', () => {
    const last = moment('2026-10-28T12:00:01Z');
    const wrongCodes = {
      byReason: { 'unknown-staff': { count: 300, first: last, last } },
      day: null,
      burst: { on: '2026-10-28', count: 300, last },
    };
    expect(counted({ wrongCodes }, [], '2026-11-27T12:00:00Z')).toEqual(wrongCodes);
    expect(counted({ wrongCodes }, [])).toEqual({ byReason: {}, day: null, burst: null });
    const cursor = moment('2026-11-28T09:00:00Z');
    expect(counted({ cursor }, [['2026-11-28T08:49:00Z', 'unknown-staff']]).byReason).toEqual({});
    expect(counted({ cursor }, [['2026-11-28T08:51:00Z', 'unknown-staff']]).byReason).toMatchObject({ 'unknown-staff': { count: 1 } });
  });
});

test('an answer by an expired link is kept for its author, and taken once they send it by the fresh one', async () => {
  const form = followUpForm();
  await form.pass();
  const tokens = createLinkTokens(keys.link);
  const purpose = purposeOf('followUp', { reference: REF });
  const ines = { code: 's2', formCode: 'T3WD-9HZC' };
  const old = tokens.make(purpose, ines, '2026-01-05T08:00:00Z');
  form.submit({ reference: REF, staffCode: old, contact: 'Entretien', note: 'Vu (doubt-1)' }, minute(1));
  await form.pass();
  const line = form.lines(minute(2)).find(({ worklist }) => worklist === 's2');
  const [confirm] = line?.answers ?? [];
  expect(confirm?.values).toMatchObject({
    reference: REF,
    contact: 'interview',
    note: expect.stringMatching(/^Vu \(doubt-1\) – Remplace/),
  });
  const fresh = tokens.make(purposeOf('followUp', confirm?.values ?? {}), ines, minute(3));
  form.submit({ ...confirm?.values, staffCode: fresh }, minute(4));
  const { memory, counts } = await form.pass();
  expect([counts.handedOver, memory.quarantined]).toEqual([1, []]);
  expect(form.lines(minute(5)).filter(({ worklist }) => worklist === 's2')).toEqual([]);
});
