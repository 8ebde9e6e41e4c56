import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { ROOT } from '../../../cli/stack/stack.ts';
import { delaysOf } from '../../support/programme.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { CalendarStaff } from './calendar-staff.ts';
import { check, type Verdict } from './checker.ts';
import { busy, greatestLoad, isLookedThrough, Mailbox, readCalendar, readLedger, readPaths, readSessions } from './collect.ts';
import type { Evidence, Rules } from './evidence.ts';
import { FormStaff } from './form-staff.ts';
import type { SoakOptions } from './options.ts';
import { Participants } from './participants.ts';
import { FIRST_DAY, LAST_DAY, planOf, type Step } from './plan.ts';

const POLLING_MS = 1_000;
const QUIET_MS = 3_000;
const FORMS_POLLING_MS = 2_000;
/** Many edits at once wait for each other: three calls at a time reach the mailbox. */
const PLAIN_ALLOWANCE_MS = 20_000;
/** A killed worker's watch is taken over after thirty seconds of silence, and a refusing Outlook is asked again after a while. */
const ALLOWANCE_MS = 120_000;
/** A little less than everybody needs, so that the last of them wait. */
const SEATS_FOR = 0.97;
const VENUE = { id: 'salle-essai', name: 'Maison de quartier des Aunettes', address: '1 place de l’Exemple', capacity: 20 };

export interface Soaked extends Verdict {
  readonly evidence: string;
}

/** A soak that came to calm, with everything still running. */
export interface Bed {
  readonly stack: Stack;
  /** Reads everything back, as it stands now. */
  gather(): Promise<Evidence>;
}

/**
 * Sets up, soaks, waits for calm, reads everything back and judges it. What was read stays in a file, whatever the verdict, and also where
 * calm never came. @param inspect is given what still runs, after the verdict's evidence was read
 */
export async function soak(
  options: SoakOptions,
  report: (line: string) => void,
  inspect: (bed: Bed) => Promise<void> = async () => undefined,
): Promise<Soaked> {
  const began = Date.now();
  const say = (line: string) => report(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}`);
  const { capacity, sessions } = sessionsFor(options);
  await using stack = await startStack({
    workers: 2,
    config: {
      calendar: { mailbox: 'groupement@aile.example.org', quiet: `PT${QUIET_MS / 1000}S` },
      polling: { forms: `PT${FORMS_POLLING_MS / 1000}S`, calendar: `PT${POLLING_MS / 1000}S` },
      venues: [VENUE],
      sessions,
      delays: delaysOf('P20D', 'P30D'),
    },
  });
  const mailbox = new Mailbox(stack);
  const participants = new Participants(stack);
  await setUp({ stack, mailbox, participants, sessions: sessions.length, registrants: options.registrants, say });
  const staff = await CalendarStaff.look(stack.sandbox, VENUE.name);
  const cast = { stack, staff, forms: new FormStaff(stack, staff), participants, kills: [], say };
  const rules = { ...RULES, capacities: Object.fromEntries(sessions.map(({ id }) => [id, capacity])) };
  const gather = () => readEverything(cast, mailbox, { seed: options.seed, rules });
  let kept: { readonly evidence: Evidence; readonly file: string } | null = null;
  try {
    await perform(planOf(options), cast);
    await stack.sandbox.mend();
    say('no more edits, acts and faults');
    await calm(stack, mailbox);
    say('calm');
  } finally {
    const evidence = await gather();
    kept = { evidence, file: write(evidence) };
    say(`evidence in ${kept.file}`);
  }
  const verdict = check(kept.evidence);
  say('judged');
  await inspect({ stack, gather });
  return { ...verdict, evidence: kept.file };
}

interface SetUp {
  readonly stack: Stack;
  readonly mailbox: Mailbox;
  readonly participants: Participants;
  readonly sessions: number;
  readonly registrants: number;
  readonly say: (line: string) => void;
}

/** Every session in the calendar, everybody told of a seat or a place in a waiting list, and nothing on its way any more. */
async function setUp({ stack, mailbox, participants, sessions, registrants, say }: SetUp): Promise<void> {
  await stack.until(
    async () => (await CalendarStaff.look(stack.sandbox, VENUE.name)).events >= sessions,
    'every session in the calendar',
    LONG,
  );
  say(`${sessions} sessions stand in the calendar`);
  for (let first = 0; first < registrants; first += WAVE) {
    const count = Math.min(WAVE, registrants - first);
    await participants.registerWave(first, count, registrants);
    await stack.until(async () => (await mailbox.look()) >= first + count, 'a mail to everybody', { ...LONG, everyMs: 300 });
  }
  await calm(stack, mailbox);
  say(`${registrants} people have heard`);
}

async function readEverything(
  { stack, staff, forms, participants, kills }: Cast,
  mailbox: Mailbox,
  { seed, rules }: Pick<Evidence, 'seed' | 'rules'>,
): Promise<Evidence> {
  // Before this side reads the calendar too.
  const greatest = await greatestLoad(stack);
  await mailbox.look();
  const { graph, strikes } = await readLedger(stack, greatest);
  return {
    seed,
    rules,
    people: participants.addresses,
    edits: [...staff.edits, ...forms.edits].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    answers: staff.answers,
    acts: participants.acts,
    kills,
    strikes,
    calendar: await readCalendar(stack),
    mails: mailbox.mails,
    sessions: await readSessions(stack),
    paths: await readPaths(stack),
    graph,
  };
}

/** Nobody registers three thousand people in one second. */
const WAVE = 60;
const LONG = { timeoutMs: 900_000, everyMs: 1_000 };

const RULES: Omit<Rules, 'capacities'> = {
  pollingMs: POLLING_MS,
  quietMs: QUIET_MS,
  formsPollingMs: FORMS_POLLING_MS,
  plainAllowanceMs: PLAIN_ALLOWANCE_MS,
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
  readonly forms: FormStaff;
  readonly participants: Participants;
  /** When workers were killed. */
  readonly kills: string[];
  readonly say: (line: string) => void;
}

/** One step after the other, at its time. */
async function perform(steps: readonly Step[], cast: Cast): Promise<void> {
  const began = Date.now();
  const starting: Promise<unknown>[] = [];
  for (const step of steps) {
    await sleep(Math.max(0, began + step.at - Date.now()));
    if (step.who === 'kill') starting.push(...(await killOne(cast)));
    else await act(step, cast);
  }
  await Promise.all(starting);
}

async function act(step: Exclude<Step, { readonly who: 'kill' }>, { stack, staff, forms, participants }: Cast): Promise<unknown> {
  switch (step.who) {
    case 'staff':
      return await staff.edit(step);
    case 'form':
      return await forms.decide(step);
    case 'invitee':
      return await staff.answer(step);
    case 'person':
      return await participants.act(step);
    case 'fault':
      return await stack.sandbox.arm(step.order);
  }
}

/** The eldest: the one that has gathered the most work, the mailboxes among it. Gives the one that begins in its place. */
async function killOne({ stack, kills, say }: Cast): Promise<readonly Promise<unknown>[]> {
  const eldest = stack.workers[kills.length];
  kills.push(new Date().toISOString());
  await eldest?.kill();
  say(`${eldest?.name ?? 'nobody'} killed`);
  return [stack.startWorker()];
}

const CALM_MS = 15_000;

/** Nothing comes any more, and nothing is on its way. */
async function calm(stack: Stack, mailbox: Mailbox): Promise<void> {
  const begun = new Date().toISOString();
  await stack.until(() => isLookedThrough(stack, begun), 'somebody looks at the calendar', { ...LONG, everyMs: 3_000 });
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

function write(evidence: Evidence): string {
  const dir = join(ROOT, '.cache', 'soak');
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `seed-${evidence.seed}.json`);
  writeFileSync(file, JSON.stringify(evidence));
  return file;
}
