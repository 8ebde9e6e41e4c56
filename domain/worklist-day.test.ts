import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorklistItem } from './worklist.ts';
import { WORKLIST_ITEM_KINDS } from './worklist.ts';
import { countMail, type FoundItem, MOST_LINES, type Notifications, remember, worklistMail } from './worklist-day.ts';

const NOW = '2026-12-03T08:00:00.000Z';
const at = (iso: string) => ({ at: iso, label: iso });

function found(key: string, over: Partial<WorklistItem> = {}): FoundItem {
  const item: WorklistItem = {
    key,
    worklist: 's1',
    kind: 'nudge',
    due: at('2026-12-01T08:00:00Z'),
    who: 'Aïcha',
    reference: 'GC-7K3M-9QXD',
    phone: null,
    sms: null,
    title: 'Sans nouvelles',
    stage: null,
    since: null,
    tried: [],
    missing: null,
    next: null,
    notes: [],
    answers: [],
    urgent: false,
    ...over,
  };
  return { key, item };
}
const keysOf = (mail: ReturnType<typeof worklistMail>) => mail?.lines.map(({ key }) => key);

test('a day with something new lists everything open, new first', () => {
  const mail = worklistMail({ worklist: 's1', found: [found('old'), found('new')], notifications: { old: NOW }, now: NOW, look: 'day' });
  expect(mail?.occasion).toBe('day');
  expect(mail?.lines.map(({ key, isNew }) => [key, isNew])).toEqual([
    ['new', true],
    ['old', false],
  ]);
});

test('a day without anything new is silent, a Monday lists what is open', () => {
  const open = { worklist: 's1', found: [found('old')], notifications: { old: NOW }, now: NOW };
  expect(worklistMail({ ...open, look: 'day' })).toBeNull();
  expect(worklistMail({ ...open, look: 'always' })).toBeNull();
  expect(worklistMail({ ...open, look: 'monday' })?.occasion).toBe('monday');
});

test('Monday’s mail goes without a line too, to everybody but a lead without a role', () => {
  const nothing = { found: [], notifications: {}, now: NOW };
  expect(worklistMail({ ...nothing, worklist: 's1', look: 'monday' })).toEqual({ occasion: 'monday', lines: [], more: 0 });
  expect(worklistMail({ ...nothing, worklist: 'lead-aile', look: 'monday' })).toBeNull();
  expect(worklistMail({ ...nothing, worklist: 's1', look: 'day' })).toBeNull();
});

test('a call that nobody made comes back each working day for a week, with everything else that waits', () => {
  const since = (iso: string) => ({ kind: 'call' as const, since: at(iso) });
  const notifications = { call: NOW, old: NOW };
  const open = (iso: string) => ({ worklist: 's1', found: [found('old'), found('call', since(iso))], notifications, now: NOW });
  expect(keysOf(worklistMail({ ...open('2026-11-27T08:00:00Z'), look: 'day' }))).toEqual(['call', 'old']);
  expect(worklistMail({ ...open('2026-11-26T07:59:59Z'), look: 'day' })).toBeNull();
  // Not each time that a worklist looks: without office hours it does so all the time.
  expect(worklistMail({ ...open('2026-11-27T08:00:00Z'), look: 'always' })).toBeNull();
  expect(worklistMail({ ...open('2026-11-27T08:00:00Z'), look: 'between' })).toBeNull();
});

test('between two hours only what is new and urgent is told, and nothing else becomes old by it', () => {
  const items = [found('calm'), found('urgent', { urgent: true }), found('mailed', { urgent: true })];
  const mail = worklistMail({ worklist: 's1', found: items, notifications: { mailed: NOW }, now: NOW, look: 'between' });
  expect(mail?.occasion).toBe('urgent');
  expect(keysOf(mail)).toEqual(['urgent']);
  expect(worklistMail({ worklist: 's1', found: [found('calm')], notifications: {}, now: NOW, look: 'between' })).toBeNull();
});

test('items of another worklist and items that are not due stay away; due at this very instant is due', () => {
  const items = [
    found('other', { worklist: 's2' }),
    found('later', { due: at('2026-12-03T08:00:00.001Z') }),
    found('now', { due: at('2026-12-03T08:00:00Z') }),
  ];
  expect(keysOf(worklistMail({ worklist: 's1', found: items, notifications: {}, now: NOW, look: 'always' }))).toEqual(['now']);
});

test('what weighs most comes first, then what waits longest', () => {
  const items = [
    found('nudge'),
    found('young', { kind: 'escalation', since: at('2026-11-20T00:00:00Z') }),
    found('old', { kind: 'escalation', since: at('2026-10-20T00:00:00Z') }),
    found('urgent', { kind: 'info', urgent: true }),
  ];
  expect(keysOf(worklistMail({ worklist: 's1', found: items, notifications: {}, now: NOW, look: 'day' }))).toEqual([
    'urgent',
    'old',
    'young',
    'nudge',
  ]);
});

describe('what waits for one error of a service', () => {
  const BEGAN = '2026-12-03T07:00:00.000Z';
  const waits = (key: string, who: string, over: Partial<WorklistItem> = {}) =>
    found(key, {
      kind: 'service',
      due: at(BEGAN),
      since: at(BEGAN),
      who,
      title: `${who} attend.`,
      urgent: true,
      cause: 'entra-credentials',
      ...over,
    });
  const session = waits('session-a event-entra', 'Information collective');
  const watch = waits('calendar-watch x', 'Agenda des séances', { due: at('2026-12-03T07:01:00.000Z') });
  const path = waits('participant-GC service-entra', 'GC-7K3M-9QXD');
  const google = waits('form-intake held', 'Inscription', { cause: 'google-credentials' });
  const look = (open: readonly FoundItem[], notifications: Notifications = {}, now = NOW) =>
    worklistMail({ worklist: 's1', found: open, notifications, now, look: 'between' });

  test('is one line that says how much waits, since when, and for what', () => {
    const mail = look([session, watch, path, google]);
    expect(keysOf(mail)?.toSorted()).toEqual(['service entra-credentials', 'service google-credentials']);
    const line = mail?.lines.find(({ key }) => key === 'service entra-credentials')?.item;
    expect(line?.title).toMatch(/^Le secret ou le certificat .* 3 points en attente\.$/);
    expect(line?.stage).toBe('En attente : Information collective ; Agenda des séances ; GC-7K3M-9QXD');
    expect([line?.who, line?.urgent, line?.since?.at, line?.due.at]).toEqual([null, true, BEGAN, BEGAN]);
  });

  test('alone is the line it always was, under the same key as with others', () => {
    const [line] = look([google])?.lines ?? [];
    expect(line).toEqual({ key: 'service google-credentials', item: google.item, isNew: true });
  });

  test('is told once, whoever joins or leaves, and is gone with the last', () => {
    const notifications = remember({}, { keys: keysOf(look([session])) ?? [], at: NOW });
    const later = '2026-12-03T09:00:00.000Z';
    const joined = waits('session-b event-entra', 'Atelier', { due: at('2026-12-03T08:30:00.000Z') });
    expect(look([session, watch, joined], notifications, later)).toBeNull();
    expect(look([watch, path], notifications, later)).toBeNull();
    expect(look([], notifications, later)).toBeNull();
  });

  test('comes back as new once all of it began after it was last told', () => {
    const notifications = remember({}, { keys: keysOf(look([session])) ?? [], at: NOW });
    const again = waits('session-a event-entra', 'Information collective', { due: at('2026-12-03T08:30:00.000Z') });
    expect(look([again], notifications, '2026-12-03T09:00:00.000Z')?.lines.map(({ isNew }) => isNew)).toEqual([true]);
  });

  test('names the first five', () => {
    const many = Array.from({ length: 8 }, (_, n) => waits(`${n}`, `Séance ${n}`));
    expect(look(many)?.lines[0]?.item.stage).toMatch(/^En attente : Séance 0 ; .*Séance 4 ; et 3 autres$/);
  });
});

const items = fc.uniqueArray(
  fc.record({
    key: fc.string({ minLength: 1, maxLength: 6 }),
    kind: fc.constantFrom(...WORKLIST_ITEM_KINDS),
    urgent: fc.boolean(),
    due: fc
      .date({ noInvalidDate: true, min: new Date('2026-11-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z') })
      .map((date) => at(date.toISOString())),
  }),
  { selector: ({ key }) => key, maxLength: 20 },
);

test('looking again after telling finds nothing new; order does not depend on the order of finding', () => {
  fc.assert(
    fc.property(items, fc.constantFrom('always' as const, 'between' as const, 'day' as const), (all, look) => {
      const drawn = all.filter(({ kind }) => look !== 'day' || kind !== 'call');
      const open = drawn.map(({ key, ...over }) => found(key, over));
      const mail = worklistMail({ worklist: 's1', found: open, notifications: {}, now: NOW, look });
      expect(keysOf(worklistMail({ worklist: 's1', found: open.toReversed(), notifications: {}, now: NOW, look }))).toEqual(keysOf(mail));
      const notifications = remember({}, { keys: keysOf(mail) ?? [], at: NOW });
      expect(worklistMail({ worklist: 's1', found: open, notifications, now: NOW, look })).toBeNull();
    }),
  );
});

test('more than a mail can hold is told over several mails, each item once as new', () => {
  const open = Array.from({ length: MOST_LINES + 5 }, (_, index) => found(`${index}`));
  const first = worklistMail({ worklist: 's1', found: open, notifications: {}, now: NOW, look: 'day' });
  const notifications = remember({}, { keys: keysOf(first) ?? [], at: NOW });
  const second = worklistMail({ worklist: 's1', found: open, notifications, now: NOW, look: 'day' });
  expect(first?.lines).toHaveLength(MOST_LINES);
  expect([first?.more, second?.more]).toEqual([5, 5]);
  expect(second?.lines.filter(({ isNew }) => isNew)).toHaveLength(5);
});

test('a told key is kept while mails list it, and forgotten forty days after the last', () => {
  const notifications = remember({ gone: '2026-10-20T08:00:00Z', recent: '2026-11-20T08:00:00Z' }, { keys: ['open'], at: NOW });
  expect(notifications).toEqual({ recent: '2026-11-20T08:00:00Z', open: NOW });
});

test('mails are counted by local day, urgent ones apart', () => {
  const first = countMail(null, { day: '2026-12-03', occasion: 'day' });
  const urgent = countMail(first, { day: '2026-12-03', occasion: 'urgent' });
  expect(urgent).toEqual({ day: '2026-12-03', urgent: 1, other: 1 });
  expect(countMail(urgent, { day: '2026-12-04', occasion: 'monday' })).toEqual({ day: '2026-12-04', urgent: 0, other: 1 });
});
