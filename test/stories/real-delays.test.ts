import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Attendance, FollowUp } from '../../domain/facts.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { followUpRecorded } from '../../workflows/participant-path/contract.ts';
import { followUp as followUpOf } from '../../workflows/participant-path/path-fixtures.ts';
import { attendanceRecorded } from '../../workflows/session/contract.ts';
import { EMPTY_SHEET } from '../../workflows/session/session-fixtures.ts';
import { after, atWork, between, type Closure, daysBackToWork, isMonday, morning } from './french-days.ts';
import { changesOf, openSkippedTime, type SkippedTime, waitFor } from './skipped-time.ts';

/** What the test reads of the configuration, by itself. */
interface Yaml {
  readonly delays: Record<'informed' | 'settled', Record<string, string>>;
  readonly escalation: { readonly repeat: string; readonly times: number };
  readonly organisations: readonly { readonly id: string; readonly closures: readonly Closure[] }[];
  readonly officeHours: { readonly from: string; readonly to: string };
}

const DAY_MS = 24 * 3600_000;
const MINUTE_MS = 60_000;
/** Timers round to a second, and a wake takes a moment of its own. */
const EXACT_MS = 30_000;

const open: { id: string } = { id: '' };
let world: SkippedTime;
let yaml: Yaml;
let closures: readonly Closure[];

beforeAll(async () => {
  const sessions: string[] = [];
  world = await openSkippedTime({ sessions });
  yaml = parse(world.yaml) as Yaml;
  closures = yaml.organisations.find(({ id }) => id === 'aile')?.closures ?? [];
  const found = sessionBeforeHoliday();
  open.id = found.id;
  sessions.push(found.id);
});

afterAll(async () => {
  await world?.close();
});

/** The next information session of the plan after which ten business days cross a weekend, a public holiday and a change of clocks. */
function sessionBeforeHoliday(): SessionStart {
  for (let month = 2; month < 40; month++) {
    const from = new Date(Date.now() + month * 30 * DAY_MS).toISOString();
    const found = world.deadlines.sessions(from).find(({ kind, plan }) => {
      const end = new Date(plan.end.at);
      const { weekend, holidays, clockChanges } = between(end, after(end, '10bd', closures));
      return kind === 'info' && weekend >= 2 && holidays >= 1 && clockChanges >= 1;
    });
    if (found) return found;
  }
  throw new Error('no such session within three years');
}

test('the shipped delays, in skipped time: reminded, escalated, repeated, restarted, paused and asked again, each at its instant', async () => {
  const { id } = open;
  const sessionStart = sessionBeforeHoliday();
  const end = new Date(sessionStart.plan.end.at);
  const start = new Date(sessionStart.plan.start.at);
  expect(between(end, after(end, '10bd', closures))).toMatchObject({ clockChanges: 1 });

  // A month before: the session opens and people register, a fortnight ahead but for one.
  await sleepUntil(new Date(start.getTime() - 20 * DAY_MS));
  const [session] = world.deadlines.sessions((await world.now()).toISOString()).filter((one) => one.id === id);
  if (!session) throw new Error('the plan moved its session');
  const sessionHandle = await world.client.start('session', { workflowId: `session-${id}`, taskQueue: 'parcours', args: [session] });
  running.push(sessionHandle);
  const names = ['Silence', 'Juste', 'Pause', 'Concret'] as const;
  const paths = new Map<string, WorkflowHandle>();
  for (const name of names) paths.set(name, await register(name));
  await confirmed(4);
  await sleepUntil(new Date(start.getTime() - 5 * DAY_MS));
  paths.set('Tardif', await register('Tardif'));
  await confirmed(5);
  const path = (name: (typeof names)[number] | 'Tardif') => paths.get(name) as WorkflowHandle;

  // The session, and everybody was there but one of the two organisations.
  await sleepUntil(new Date(end.getTime() + 60 * MINUTE_MS));
  const sheet = await everybodyCame();
  await sessionHandle.signal(attendanceRecorded, sheet);
  for (const handle of paths.values()) await reaches(handle, 'GcStage', 'informed');

  // Mail before the session: J-7 and J-1 in the morning of a working day; nobody is told a week ahead who came a few days before.
  expect(world.mails.filter(({ messageId }) => messageId.includes('.reminderWeek.'))).toHaveLength(4);
  expect(world.mails.filter(({ messageId }) => messageId.includes('.reminderDay.'))).toHaveLength(5);
  for (const [kind, days] of [
    ['reminderWeek', daysBackToWork(start, 7)],
    ['reminderDay', daysBackToWork(start, 1)],
  ] as const) {
    const opening = morning(start, -days, yaml.officeHours.from).getTime();
    for (const { at } of world.mails.filter(({ messageId }) => messageId.includes(`.${kind}.`))) {
      expect(at.getTime()).toBeGreaterThanOrEqual(opening);
      expect(at.getTime()).toBeLessThan(opening + 21 * MINUTE_MS);
    }
  }

  // Interviewed and settled two days later: six months begin.
  const settledAt = new Date(end.getTime() + 2 * DAY_MS);
  await sleepUntil(settledAt);
  await record(path('Concret'), { contact: 'interview', stage: 'settled', outcome: 'association créée' });
  const paused = new Date(end.getTime() + 3 * DAY_MS);
  await sleepUntil(paused);
  const until = morning(nextMonday(new Date(end.getTime() + 24 * DAY_MS)), 0, '09:00');
  await record(path('Pause'), { decision: 'pause', until: { at: until.toISOString(), label: 'la reprise' }, reason: 'congés' });

  // Two minutes before the reminder, somebody calls.
  const { referent = '', coordinator = '' } = yaml.delays.informed;
  const reminder = after(end, referent, closures);
  const contact = new Date(reminder.getTime() - 2 * MINUTE_MS);
  await sleepUntil(contact);
  for (const handle of paths.values()) expect(remindersOf(await changesOf(handle, 'GcReminders'))).toEqual([]);

  // The coordinator could read of it for three days, two of them working days, and no longer.
  const [alone, gone] = (await changesOf(sessionHandle, 'GcWaitingFor')).slice(-2);
  expect([alone?.value, gone?.value]).toEqual([[session.coordinator], []]);
  const shownUntil = Math.max(Date.parse(sheet.origin.submitted.at) + 3 * DAY_MS, Date.parse(session.plan.facilitator.at));
  expectInstant(gone?.at, new Date(shownUntil));

  await record(path('Juste'), { contact: 'phone' });
  await sleepUntil(new Date(reminder.getTime() + MINUTE_MS));
  expect(remindersOf(await changesOf(path('Silence'), 'GcReminders'))).toHaveLength(1);
  expect(remindersOf(await changesOf(path('Juste'), 'GcReminders'))).toEqual([]);

  // And then nobody says anything for eight months.
  const { followUp = '', referent: late = '', coordinator: veryLate = '' } = yaml.delays.settled;
  const questionAt = atWork(after(settledAt, followUp), yaml.officeHours);
  await sleepUntil(new Date(questionAt.getTime() + 100 * DAY_MS));

  const { repeat, times } = yaml.escalation;
  const ladderFrom = (from: Date) => {
    const first = after(from, coordinator, closures);
    const rungs = [after(from, referent, closures), first];
    for (let again = 0; again < times; again++) rungs.push(after(rungs.at(-1) ?? first, repeat));
    return rungs;
  };
  expect(times).toBe(3);
  await expectReminders(path('Silence'), ladderFrom(end));
  await expectReminders(path('Tardif'), ladderFrom(end));
  await expectReminders(path('Juste'), ladderFrom(contact));
  await expectReminders(path('Pause'), ladderFrom(until));

  const situation = world.mails.filter(({ messageId }) => messageId.includes('.situation.'));
  expect(situation).toHaveLength(1);
  expectInstant(situation[0]?.at, questionAt);
  const escalated = after(questionAt, veryLate);
  const settledRungs = [after(questionAt, late), escalated];
  for (let again = 0; again < times; again++) settledRungs.push(after(settledRungs.at(-1) ?? escalated, repeat));
  await expectReminders(path('Concret'), settledRungs);

  expect(between(end, reminder)).toEqual({ weekend: expect.any(Number), holidays: expect.any(Number), clockChanges: 1 });
});

/** Everything that runs in this story. */
const running: WorkflowHandle[] = [];

async function sleepUntil(at: Date): Promise<void> {
  await world.sleepUntil(at, running);
}

async function register(firstName: string): Promise<WorkflowHandle> {
  const handle = await world.register(firstName);
  running.push(handle);
  return handle;
}

async function everybodyCame(): Promise<Attendance> {
  const submitted = world.deadlines.moment((await world.now()).toISOString());
  return {
    origin: { formId: 'F-ATT', responseId: 'sheet', submitted },
    staff: 's1',
    ...EMPTY_SHEET,
    rows: { 1: 'attended', 2: 'attended', 3: 'attended', 4: 'attended', 5: 'attended' },
    headCount: 5,
    presentOrganisations: ['Association AILE'],
  };
}

let responses = 0;

async function record(handle: WorkflowHandle, fact: Partial<FollowUp>): Promise<void> {
  const now = world.deadlines.moment((await world.now()).toISOString());
  responses += 1;
  const whole = followUpOf({ staff: 's2', ...fact }, now);
  await handle.signal(followUpRecorded, whole);
  const isTaken = async () => (await changesOf(handle, 'GcNextDeadline')).some(({ at }) => at >= new Date(now.at));
  await waitFor(isTaken, `the follow-up ${responses}`);
}

async function confirmed(count: number): Promise<void> {
  await waitFor(async () => world.mails.filter(({ messageId }) => messageId.includes('.confirmation.')).length === count, 'confirmations');
  for (const handle of running.slice(1))
    await waitFor(async () => (await changesOf(handle, 'GcStage')).at(-1)?.value === 'invited', 'a seat');
}

async function reaches(handle: WorkflowHandle, attribute: string, value: string): Promise<void> {
  await waitFor(async () => (await changesOf(handle, attribute)).at(-1)?.value === value, `${attribute} = ${value}`);
}

/** Instants at which one more person was told. */
function remindersOf(changes: readonly { at: Date; value: unknown }[]): readonly Date[] {
  return changes.filter(({ value }) => typeof value === 'number' && value > 0).map(({ at }) => at);
}

async function expectReminders(handle: WorkflowHandle, expected: readonly Date[]): Promise<void> {
  const reminders = remindersOf(await changesOf(handle, 'GcReminders'));
  expect(reminders.map((at) => at.toISOString().slice(0, 10))).toEqual(expected.map((at) => at.toISOString().slice(0, 10)));
  for (const [index, at] of expected.entries()) expectInstant(reminders[index], at);
}

/** Never before, and at once. */
function expectInstant(at: Date | undefined, expected: Date): void {
  const late = (at?.getTime() ?? Number.NaN) - expected.getTime();
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(EXACT_MS);
}

function nextMonday(from: Date): Date {
  let day = from;
  while (!isMonday(day)) day = new Date(day.getTime() + DAY_MS);
  return day;
}
