import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import type { FollowUpField, Programme } from '../domain/programme/programme.ts';
import { type Bed, makeBed } from './bed.ts';
import { type Size, sizeOf } from './histories.ts';
import { registrations } from './people.ts';

/** One step of the standard path, with what it added to the participant's history. */
export interface Step {
  readonly name: string;
  readonly events: number;
  readonly bytes: number;
}

export interface StandardPath {
  readonly steps: readonly Step[];
  readonly total: Size;
}

const SESSION = { id: 'standard', start: 25, end: 28 };
/** A day and a little ahead: its reminder of the day before falls due while one looks on. */
const TOMORROW = { id: 'tomorrow', start: 24 * 3600 + 50 };
const APPOINTMENT_DAYS = 5;

/** Delays in seconds: nothing falls due but what the standard path is about. */
const IN_SECONDS = {
  plan: [],
  officeHours: 'always',
  polling: { forms: 'PT1S', calendar: 'PT30S' },
  delays: {
    registered: { coordinator: 'PT10M' },
    invited: { facilitator: 'PT10M', coordinator: 'PT20M' },
    noShow: { referent: 'PT10M', coordinator: 'PT20M' },
    informed: { referent: 'PT6S', coordinator: 'PT12S' },
    exploring: { referent: 'PT10M', coordinator: 'PT20M' },
    building: { referent: 'PT10M', coordinator: 'PT20M' },
    training: { referent: 'PT10M', coordinator: 'PT20M' },
    settled: { followUp: 'PT20S', referent: 'PT10M', coordinator: 'PT20M' },
    left: { exitFacts: 'PT10M' },
  },
  escalation: { repeat: 'PT10M', times: 3 },
};

/**
 * THE standard path: registration · one information session · one stall with reminder of the referent and escalation to the coordinator ·
 * one interview with appointment · four workshops · outcome · situation at + 6 months. All through the forms, by the service as it is.
 * The two reminders of the session (J-7, J-1) are measured once, on a second path whose session is a day away, and counted twice.
 */
export async function measureStandardPath(): Promise<StandardPath> {
  const begun = Temporal.Now.instant();
  await using bed = await makeBed({ ...IN_SECONDS, sessions: sessions(begun) });
  const [person, other] = registrations({ first: 10, count: 2, from: new Date() });
  if (!person || !other) throw new Error('Two people are needed.');
  await bed.stack.startWorker();
  await bed.untilCount("WorkflowType = 'session'", 2);

  const steps: Step[] = [];
  let id = '';
  let before: Size = { events: 0, bytes: 0, runs: 0 };
  const step = async (name: string, query: string, act: () => Promise<void> = async () => undefined): Promise<void> => {
    await act();
    await bed.untilCount(`WorkflowType = 'participantPath' AND ${query}`, 1, 60);
    id = id || (await pathIn(bed, SESSION.id));
    const after = await quiet(bed, id);
    steps.push({ name, events: after.events - before.events, bytes: after.bytes - before.bytes });
    before = after;
  };
  const follow = (nth: number, answers: Partial<Record<FollowUpField, string>>) =>
    bed.submit([followUp(bed.programme, id.replace('participant-', ''), nth, answers)]);
  const of = () => `WorkflowId = '${id}'`;

  await step('registration, seat and confirmation', `GcSessions = '${SESSION.id}'`, () => bed.submit([person]));
  await bed.submit([other]);
  const reminders = reminderOf(bed);
  await untilAfter(begun, SESSION.end + 1);
  await step('information session attended', `${of()} AND GcStage = 'informed'`, () => bed.submit([attendance(bed.programme)]));
  await step('stall: reminder, then escalation', `${of()} AND GcReminders = 2`);
  const appointment = Temporal.Now.plainDateISO('Europe/Paris').add({ days: APPOINTMENT_DAYS });
  await step('interview with an appointment', `${of()} AND GcStage = 'exploring'`, () =>
    follow(1, { contact: 'interview', appointment: `${appointment.toString()} 10:00` }),
  );
  for (let nth = 1; nth <= 4; nth++) await step(`workshop ${nth}`, of(), () => follow(1 + nth, { contact: 'workshop' }));
  await step('outcome', `${of()} AND GcStage = 'settled'`, () => follow(6, { stage: 'settled', outcome: 'association' }));
  await step('situation at + 6 months asked', of(), () => sleep(20_000));
  await step('situation known', of(), () => follow(7, { contact: 'phone' }));

  const reminder = await reminders;
  steps.push({ name: 'reminders J-7 and J-1', events: 2 * reminder.events, bytes: 2 * reminder.bytes });
  const runs = before.runs;
  const sum = (key: 'events' | 'bytes') => steps.reduce((total, one) => total + one[key], 0);
  return { steps, total: { events: sum('events'), bytes: sum('bytes'), runs } };
}

/** What one reminder adds to a path. */
async function reminderOf(bed: Bed): Promise<Size> {
  await bed.untilCount(`WorkflowType = 'participantPath' AND GcSessions = '${TOMORROW.id}'`, 1, 60);
  const id = await pathIn(bed, TOMORROW.id);
  const before = await quiet(bed, id);
  for (;;) {
    await sleep(1_000);
    const after = await sizeOf(bed.client, id);
    if (after.events === before.events) continue;
    const settled = await quiet(bed, id);
    return { events: settled.events - before.events, bytes: settled.bytes - before.bytes, runs: 1 };
  }
}

/** Nothing has been added for a while: longer than the forms' polling and a mail take together. */
async function quiet(bed: Bed, id: string): Promise<Size> {
  const WHILE = 3_500;
  for (let before = await sizeOf(bed.client, id); ; ) {
    await sleep(WHILE);
    const after = await sizeOf(bed.client, id);
    if (after.events === before.events) return after;
    before = after;
  }
}

async function pathIn(bed: Bed, session: string): Promise<string> {
  for await (const { workflowId } of bed.client.workflow.list({
    query: `WorkflowType = 'participantPath' AND GcSessions = '${session}'`,
  }))
    return workflowId;
  throw new Error(`Nobody has a seat at ${session}.`);
}

async function untilAfter(begun: Temporal.Instant, seconds: number): Promise<void> {
  await sleep(Math.max(0, begun.epochMilliseconds + seconds * 1000 - Date.now()));
}

function sessions(begun: Temporal.Instant) {
  const local = (seconds: number) =>
    begun.add({ seconds }).toZonedDateTimeISO('Europe/Paris').toPlainDateTime().toString({ smallestUnit: 'second' });
  const common = { kind: 'info', title: 'Information collective', venue: 'maison-de-quartier', facilitators: ['s1', 's3'] };
  return [
    { ...common, id: SESSION.id, start: local(SESSION.start), end: local(SESSION.end), capacity: 1 },
    { ...common, id: TOMORROW.id, start: local(TOMORROW.start), end: local(TOMORROW.start + 7200), capacity: 5 },
  ];
}

function attendance({ forms, organisations }: Programme) {
  const { formId, fields, choices } = forms.attendance;
  const rows = { '1': choices['grid']?.['attended'] ?? 'Présent' };
  return {
    formId,
    answers: { [fields.session ?? '']: SESSION.id, [fields.staffCode ?? '']: codeOf(organisations), [fields.grid ?? '']: rows },
  };
}

function followUp({ forms, organisations }: Programme, reference: string, nth: number, values: Partial<Record<FollowUpField, string>>) {
  const { formId, fields, choices } = forms.followUp;
  const answers = Object.entries(values).map(([field, value]) => [
    fields[field as FollowUpField] ?? '',
    choices[field as FollowUpField]?.[value] ?? value,
  ]);
  return {
    formId,
    responseId: `standard-${nth}`,
    answers: { [fields.reference ?? '']: reference, [fields.staffCode ?? '']: codeOf(organisations), ...Object.fromEntries(answers) },
  };
}

/** Of the coordinator, whose scope holds every file. */
function codeOf(organisations: Programme['organisations']): string {
  return organisations.flatMap(({ staff }) => staff).find(({ roles }) => roles.includes('coordinator'))?.formCode ?? '';
}
