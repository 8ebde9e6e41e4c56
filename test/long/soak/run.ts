import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { ROOT } from '../../../cli/stack/stack.ts';
import { delaysOf } from '../../support/programme.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { CalendarStaff } from './calendar-staff.ts';
import { check, type Verdict } from './checker.ts';
import { busy, greatestLoad, Mailbox, readCalendar, readGraph, readPaths, readSessions } from './collect.ts';
import type { Evidence, Rules } from './evidence.ts';
import type { SoakOptions } from './options.ts';
import { Participants } from './participants.ts';
import { FIRST_DAY, LAST_DAY, planOf, type Step } from './plan.ts';

const POLLING_MS = 1_000;
const QUIET_MS = 3_000;
/** A killed worker's watch is taken over after thirty seconds of silence, and a refusing Outlook is asked again after a while. */
const ALLOWANCE_MS = 120_000;
/** A little less than everybody needs, so that the last of them wait. */
const SEATS_FOR = 0.97;
const VENUE = { id: 'salle-essai', name: 'Maison de quartier des Aunettes', address: '1 place de l’Exemple', capacity: 20 };

export interface Soaked extends Verdict {
  readonly evidence: string;
}

/** Sets up, soaks, waits for calm, reads everything back and judges it. What was read stays in a file, whatever the verdict. */
export async function soak(options: SoakOptions, report: (line: string) => void): Promise<Soaked> {
  const began = Date.now();
  const say = (line: string) => report(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}`);
  const { capacity, sessions } = sessionsFor(options);
  await using stack = await startStack({
    workers: 2,
    config: {
      calendar: { mailbox: 'groupement@aile.example.org', quiet: `PT${QUIET_MS / 1000}S` },
      polling: { forms: 'PT2S', calendar: `PT${POLLING_MS / 1000}S` },
      venues: [VENUE],
      sessions,
      delays: delaysOf('P20D', 'P30D'),
    },
  });
  const mailbox = new Mailbox(stack);
  const participants = new Participants(stack);
  await stack.until(
    async () => (await CalendarStaff.look(stack.sandbox, VENUE.name)).events >= sessions.length,
    'every session in the calendar',
    LONG,
  );
  say(`${sessions.length} sessions stand in the calendar`);
  for (let first = 0; first < options.registrants; first += WAVE) {
    const count = Math.min(WAVE, options.registrants - first);
    await participants.registerWave(first, count, options.registrants);
    await stack.until(async () => (await mailbox.look()) >= first + count, 'a mail to everybody', { ...LONG, everyMs: 300 });
  }
  await calm(stack, mailbox);
  say(`${options.registrants} people have heard`);

  const staff = await CalendarStaff.look(stack.sandbox, VENUE.name);
  const kills = await perform(planOf(options), { stack, staff, participants, say });
  const faults = tally(await stack.sandbox.faults());
  await stack.sandbox.mend();
  say('no more edits, acts and faults');
  await calm(stack, mailbox);
  say('calm');

  const greatest = await greatestLoad(stack);
  const evidence: Evidence = {
    seed: options.seed,
    rules: { ...RULES, capacities: Object.fromEntries(sessions.map(({ id }) => [id, capacity])) },
    people: participants.addresses,
    edits: staff.edits,
    acts: participants.acts,
    kills,
    faults,
    calendar: await readCalendar(stack),
    mails: mailbox.mails,
    sessions: await readSessions(stack),
    paths: await readPaths(stack),
    graph: await readGraph(stack, greatest),
  };
  const file = write(evidence);
  say('judged');
  return { ...check(evidence), evidence: file };
}

/** Nobody registers three thousand people in one second. */
const WAVE = 60;
const LONG = { timeoutMs: 900_000, everyMs: 1_000 };

const RULES: Omit<Rules, 'capacities'> = {
  pollingMs: POLLING_MS,
  quietMs: QUIET_MS,
  allowanceMs: ALLOWANCE_MS,
  adoptedCapacity: VENUE.capacity,
  sessionTitle: 'Information collective',
  facilitators: 2,
};

function sessionsFor({ sessions, registrants }: SoakOptions) {
  const capacity = Math.max(1, Math.floor((registrants * SEATS_FOR) / sessions));
  const today = Temporal.Now.plainDateISO('Europe/Paris');
  const pairs = [
    ['s1', 's3'],
    ['s2', 's5'],
    ['s4', 's3'],
  ];
  const made = Array.from({ length: sessions }, (_, index) => {
    const day = today.add({ days: FIRST_DAY + Math.floor((index * (LAST_DAY - FIRST_DAY)) / sessions) });
    return {
      id: `seance-${index + 1}`,
      kind: 'info',
      title: 'Information collective',
      start: `${day.toString()}T14:30:00`,
      end: `${day.toString()}T16:30:00`,
      venue: VENUE.id,
      facilitators: pairs[index % pairs.length],
      capacity,
    };
  });
  return { capacity, sessions: made };
}

interface Cast {
  readonly stack: Stack;
  readonly staff: CalendarStaff;
  readonly participants: Participants;
  readonly say: (line: string) => void;
}

/** One step after the other, at its time. Gives when workers were killed. */
async function perform(steps: readonly Step[], cast: Cast): Promise<readonly string[]> {
  const { stack, staff, participants, say } = cast;
  const began = Date.now();
  const kills: string[] = [];
  const starting: Promise<unknown>[] = [];
  for (const step of steps) {
    await sleep(Math.max(0, began + step.at - Date.now()));
    if (step.who === 'staff') await staff.edit(step);
    else if (step.who === 'person') await participants.act(step);
    else if (step.who === 'fault') await stack.sandbox.arm(step.order);
    else {
      // The eldest: the one that has gathered the most work, the mailboxes among it.
      const eldest = stack.workers[kills.length];
      kills.push(new Date().toISOString());
      await eldest?.kill();
      say(`${eldest?.name ?? 'nobody'} killed`);
      starting.push(stack.startWorker());
    }
  }
  await Promise.all(starting);
  return kills;
}

const CALM_MS = 15_000;

/** Nothing comes any more, and nothing is on its way. */
async function calm(stack: Stack, mailbox: Mailbox): Promise<void> {
  let last = { seen: '', since: Date.now() };
  await stack.until(
    async () => {
      const answer = await fetch(`${stack.sandbox.web}/calendar/events.json`);
      const seen = `${await mailbox.look()} ${await answer.text()}`;
      if (seen !== last.seen) last = { seen, since: Date.now() };
      if (Date.now() - last.since < CALM_MS) return false;
      if ((await busy(stack)) === 0) return true;
      last = { ...last, since: Date.now() - CALM_MS / 2 };
      return false;
    },
    'calm',
    { ...LONG, everyMs: 3_000 },
  );
}

function tally(armed: readonly { readonly fault: string; readonly hits: number }[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { fault, hits } of armed) counts[fault] = (counts[fault] ?? 0) + hits;
  return counts;
}

function write(evidence: Evidence): string {
  const dir = join(ROOT, '.cache', 'soak');
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `seed-${evidence.seed}.json`);
  writeFileSync(file, JSON.stringify(evidence));
  return file;
}
