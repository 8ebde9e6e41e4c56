import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Child } from '../../cli/stack/children.ts';
import { ROOT } from '../../cli/stack/stack.ts';
import { check, type Verdict } from '../checks/agreement.ts';
import { collectMany, readProgramme } from '../collect.ts';
import { isLookedThrough } from '../collect-ledger.ts';
import { busy, clientOf } from '../collect-workflows.ts';
import { openCalendarPages } from '../drive/calendar.ts';
import { armFaults, mendFaults } from '../drive/faults.ts';
import { openForms } from '../drive/forms.ts';
import { type Patience, until } from '../drive/until.ts';
import type { Rules, SoakEvidence } from '../evidence.ts';
import { type OwnStack, openStack } from '../stack.ts';
import { judgeAnswers } from '../vendors.ts';
import { CalendarStaff } from './calendar-staff.ts';
import { FormStaff } from './form-staff.ts';
import { Mailbox } from './mailbox.ts';
import type { SoakOptions } from './options.ts';
import { Participants } from './participants.ts';
import { planOf, type Step } from './plan.ts';
import { FORMS_POLLING_MS, POLLING_MS, QUIET_MS, sessionsFor, VENUE, writeProgramme } from './programme.ts';

/** Many edits at once wait for each other: three calls at a time reach the mailbox. */
const PLAIN_ALLOWANCE_MS = 20_000;
/** A killed worker's watch is taken over after thirty seconds of silence, and a refusing Outlook is asked again after a while. */
const ALLOWANCE_MS = 120_000;

export interface Soaked extends Verdict {
  /** The file that holds what was read. */
  readonly evidence: string;
}

/** A soak that came to calm, with everything still running. */
export interface Bed {
  readonly stack: OwnStack;
  readonly client: Client;
  /** Reads everything back, as it stands now. */
  gather(): Promise<SoakEvidence>;
}

/**
 * Sets up, soaks, waits for calm, reads everything back and judges it. What was read stays in a file, whatever the verdict, and also where
 * calm never came. @param inspect is given what still runs, after the verdict's evidence was read
 */
export async function soak(
  options: SoakOptions,
  report: (line: string) => void,
  inspect: Inspect = () => Promise.resolve(),
): Promise<Soaked> {
  const began = Date.now();
  const say = (line: string) => report(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}`);
  const { capacity, sessions } = sessionsFor(options);
  await using ends = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'soak-'));
  ends.defer(() => rmSync(dir, { recursive: true, force: true }));
  const stack = await openStack({ dir, configure: (file) => writeProgramme(file, sessions) });
  ends.defer(() => judgeAnswers(dir));
  ends.defer(() => stack.stop());
  const workers = await Promise.all([1, 2].map((number) => stack.startWorker({ name: `worker-${number}` })));
  // A graceful end would wait for activities that poll for an hour.
  ends.defer(async () => void (await Promise.all(workers.map((worker) => worker.stop('SIGKILL')))));
  const rules = { ...RULES, capacities: Object.fromEntries(sessions.map(({ id }) => [id, capacity])) };
  return await play(stack, workers, { options, rules, say, inspect });
}

type Inspect = (bed: Bed) => Promise<void>;

interface SoakPlay {
  readonly options: SoakOptions;
  readonly rules: Rules;
  readonly say: (line: string) => void;
  readonly inspect: Inspect;
}

async function play(stack: OwnStack, workers: Child[], { options, rules, say, inspect }: SoakPlay): Promise<Soaked> {
  const client = clientOf(stack);
  const [forms, pages, mailbox] = [await openForms(stack.web), openCalendarPages(stack.web), new Mailbox(stack.web)];
  const participants = new Participants(forms, mailbox);
  const scene: Scene = { stack, client, mailbox, participants, say };
  await setUp(scene, { sessions: Object.keys(rules.capacities).length, registrants: options.registrants });
  const staff = await CalendarStaff.look(pages, VENUE.name);
  const cast = { ...scene, staff, forms: new FormStaff(forms, staff, readProgramme(stack.programmeFile)), workers, kills: [] };
  const gather = () => readEverything(cast, { seed: options.seed, rules });
  let kept: { readonly evidence: SoakEvidence; readonly file: string } | null = null;
  try {
    await perform(planOf(options), cast);
    await mendFaults(stack.web);
    say('no more edits, acts and faults');
    await calm(scene);
    say('calm');
  } finally {
    const evidence = await gather();
    kept = { evidence, file: write(evidence) };
    say(`evidence in ${kept.file}`);
  }
  const verdict = check(kept.evidence);
  say('judged');
  await inspect({ stack, client, gather });
  return { ...verdict, evidence: kept.file };
}

interface Scene {
  readonly stack: OwnStack;
  readonly client: Client;
  readonly mailbox: Mailbox;
  readonly participants: Participants;
  readonly say: (line: string) => void;
}

/** Every session in the calendar, everybody told of a seat or a place in a waiting list, and nothing on its way any more. */
async function setUp(scene: Scene, { sessions, registrants }: { readonly sessions: number; readonly registrants: number }): Promise<void> {
  const { stack, mailbox, participants, say } = scene;
  const pages = openCalendarPages(stack.web);
  await until(async () => (await pages.all()).length >= sessions, 'every session in the calendar', LONG);
  say(`${sessions} sessions stand in the calendar`);
  for (let first = 0; first < registrants; first += WAVE) {
    const count = Math.min(WAVE, registrants - first);
    await participants.registerWave(first, count, registrants);
    await until(async () => (await mailbox.look()) >= first + count, 'a mail to everybody', { ...LONG, everyMs: 300 });
  }
  await calm(scene);
  say(`${registrants} people have heard`);
}

async function readEverything(
  { stack, mailbox, staff, forms, participants, kills }: Cast,
  { seed, rules }: Pick<SoakEvidence, 'seed' | 'rules'>,
): Promise<SoakEvidence> {
  await mailbox.look();
  return {
    ...(await collectMany({ ...stack, kills }, mailbox.mails)),
    seed,
    rules,
    people: participants.addresses,
    edits: [...staff.edits, ...forms.edits].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
    answers: staff.answers,
    acts: participants.acts,
  };
}

/** Nobody registers three thousand people in one second. */
const WAVE = 60;
const LONG: Patience = { timeoutMs: 900_000, everyMs: 1_000 };

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

interface Cast extends Scene {
  readonly staff: CalendarStaff;
  readonly forms: FormStaff;
  /** In the order of their beginning. */
  readonly workers: Child[];
  /** When workers were killed. */
  readonly kills: string[];
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
      return await armFaults(stack.web, [step.order]);
  }
}

/** The eldest: the one that has gathered the most work, the mailboxes among it. Gives the one that begins in its place. */
async function killOne({ stack, workers, kills, say }: Cast): Promise<readonly Promise<unknown>[]> {
  const eldest = workers[kills.length];
  const name = `worker-${kills.length + 1}`;
  kills.push(new Date().toISOString());
  await eldest?.stop('SIGKILL');
  say(`${name} killed`);
  const next = stack.startWorker({ name: `worker-${kills.length + 2}` });
  return [next.then((worker) => workers.push(worker))];
}

const CALM_MS = 15_000;

/** Nothing comes any more, and nothing is on its way. */
async function calm({ stack, client, mailbox }: Scene): Promise<void> {
  const begun = new Date().toISOString();
  await until(() => isLookedThrough(stack.dir, begun), 'a worker looks at the calendar', { ...LONG, everyMs: 3_000 });
  let last = { seen: '', since: Date.now() };
  await until(
    async () => {
      const answer = await fetch(`${stack.web}/calendar/events.json`);
      const seen = `${await mailbox.look()} ${await answer.text()}`;
      if (seen !== last.seen) last = { seen, since: Date.now() };
      if (Date.now() - last.since < CALM_MS) return false;
      if ((await busy(client)) === 0) return true;
      last = { ...last, since: Date.now() - CALM_MS / 2 };
      return false;
    },
    'calm',
    { ...LONG, everyMs: 3_000 },
  );
}

function write(evidence: SoakEvidence): string {
  const dir = join(ROOT, '.cache', 'soak');
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `seed-${evidence.seed}.json`);
  writeFileSync(file, JSON.stringify(evidence));
  return file;
}
