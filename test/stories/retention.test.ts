import type { WorkflowHandle } from '@temporalio/client';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FollowUp } from '../../domain/facts.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { followUpRecorded } from '../../workflows/participant-path/contract.ts';
import { followUp as followUpOf } from '../../workflows/participant-path/path-fixtures.ts';
import { changesOf, openSkippedTime, type SkippedTime, waitFor } from './skipped-time.ts';

const PARIS = 'Europe/Paris';
const DAY_MS = 24 * 3600_000;
/** Runs of ninety days, each with a dozen events: what a path costs that sleeps for two years. */
const MOST_EVENTS = 200;

let world: SkippedTime;
let evidenceUntil: Temporal.PlainDate;
const asleep: WorkflowHandle[] = [];

beforeAll(async () => {
  evidenceUntil = Temporal.Now.plainDateISO(PARIS).add({ years: 2, months: 6 });
  world = await openSkippedTime({
    sessions: [],
    configured: (shipped) => {
      const evidence = shipped.retention.evidence.map((one) => ({ ...one, from: '2020-01-01', evidenceUntil: evidenceUntil.toString() }));
      return { ...shipped, retention: { ...shipped.retention, evidence } };
    },
  });
});

afterAll(async () => {
  await world?.close();
});

/** Registers, and is closed by staff at once, with everything that is asked; an interview before it, where there was one. */
async function closed(firstName: string, turn: number, { met = false } = {}): Promise<WorkflowHandle> {
  const path = await world.register(firstName, {}, turn);
  asleep.push(path);
  if (met) await record(path, { contact: 'interview' });
  await record(path, { stage: 'left', reason: 'déménagement' });
  await reaches(path, 'left');
  return path;
}

async function record(path: WorkflowHandle, fact: Partial<FollowUp>): Promise<void> {
  const at = world.deadlines.moment((await world.now()).toISOString());
  await path.signal(followUpRecorded, followUpOf({ staff: 's2', ...fact }, at));
}

async function reaches(path: WorkflowHandle, stage: string): Promise<void> {
  await waitFor(async () => (await changesOf(path, 'GcStage')).at(-1)?.value === stage, `${path.workflowId} at ${stage}`);
}

async function lineOf(path: WorkflowHandle): Promise<WorklistItem | null> {
  const { memo } = await path.describe();
  const items = (memo?.['worklist'] ?? []) as readonly WorklistItem[];
  return items.find(({ key }) => key.startsWith('erasure-')) ?? null;
}

/** As it says itself. */
async function nextOf(path: WorkflowHandle): Promise<string | null> {
  const at = (await changesOf(path, 'GcNextDeadline')).at(-1)?.value;
  return typeof at === 'string' ? day(new Date(at)) : null;
}

function day(at: Date): string {
  return Temporal.Instant.from(at.toISOString()).toZonedDateTimeISO(PARIS).toPlainDate().toString();
}

/** In steps that every wake is heard in. */
async function sleepUntil(date: Temporal.PlainDate): Promise<void> {
  const end = date.toZonedDateTime({ timeZone: PARIS, plainTime: '09:00' }).epochMilliseconds;
  for (let now = (await world.now()).getTime(); now < end; now = (await world.now()).getTime())
    await world.sleepUntil(new Date(Math.min(end, now + 30 * DAY_MS)), asleep);
}

async function isOver(path: WorkflowHandle): Promise<boolean> {
  return (await path.describe()).status.name === 'COMPLETED';
}

test('two years after they were closed, paths are announced and erased: unless evidence is to be kept, staff say so, or the person comes back', async () => {
  const gone = await closed('Partie', 1);
  const evidence = await closed('Preuve', 2, { met: true });
  const kept = await closed('Gardée', 3);
  const back = await closed('Revenue', 4);
  const today = Temporal.PlainDate.from(day(await world.now()));
  const due = today.add({ months: world.shipped.retention.monthsAfterLastActivity });
  const notice = due.subtract({ days: 30 });
  await waitFor(async () => (await nextOf(gone)) === notice.toString(), 'the notice is planned');

  await sleepUntil(notice.subtract({ days: 1 }));
  expect(await Promise.all(asleep.map(lineOf))).toEqual([null, null, null, null]);
  await sleepUntil(notice);
  const lines = await Promise.all(asleep.map(lineOf));
  expect(lines.map((line) => line?.title.includes(`Effacement du dossier prévu`) ?? false)).toEqual([true, false, true, true]);
  expect(lines[0]?.worklist).toMatch(/^s\d$/);
  expect(await nextOf(gone)).toBe(due.toString());
  expect(await nextOf(evidence)).toBe(evidenceUntil.add({ days: 1 }).subtract({ days: 30 }).toString());

  const answer = lines[2]?.answers.find(({ label }) => label.startsWith('Garder encore'))?.values['note'];
  await record(kept, { note: `${answer} recours en cours` });
  await record(back, { contact: 'phone' });
  await waitFor(async () => (await lineOf(kept)) === null && (await lineOf(back)) === null, 'both are announced no more');
  expect(await nextOf(kept)).toBe(notice.add({ months: 6 }).subtract({ days: 30 }).toString());
  expect(await nextOf(back)).toBe(notice.add({ months: 24 }).subtract({ days: 30 }).toString());

  await sleepUntil(due.subtract({ days: 1 }));
  expect(await Promise.all(asleep.map(isOver))).toEqual([false, false, false, false]);
  await sleepUntil(due);
  await waitFor(() => isOver(gone), 'the path ends by its erasure');
  asleep.splice(asleep.indexOf(gone), 1);
  const erasure = world.client.getHandle(gone.workflowId.replace('participant', 'erasure'));
  expect((await erasure.describe()).type).toBe('erasure');
  expect(await eventsOf(gone)).toBeLessThan(MOST_EVENTS);

  const last = evidenceUntil.add({ days: 1 });
  await sleepUntil(last.subtract({ days: 30 }));
  expect((await lineOf(evidence))?.title).toContain('Effacement du dossier prévu');
  // Kept for half a year only.
  await waitFor(() => isOver(kept), 'the path that was kept ends too');
  asleep.splice(asleep.indexOf(kept), 1);
  await sleepUntil(last);
  await waitFor(() => isOver(evidence), 'the evidence may go');
  expect(await isOver(back)).toBe(false);
}, 400_000);

/** Of all its runs. */
async function eventsOf(path: WorkflowHandle): Promise<number> {
  let events = 0;
  for (let runId: string | undefined; ; ) {
    const history = await world.client.getHandle(path.workflowId, runId).fetchHistory();
    events += history.events?.length ?? 0;
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return events;
  }
}
