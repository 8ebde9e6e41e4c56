import { setTimeout as sleep } from 'node:timers/promises';
import { readProgramme } from '../collect.ts';
import { fillInWithBrowser } from '../drive/browser.ts';
import { armFaults, type FaultOrder } from '../drive/faults.ts';
import { type FormPages, openForms } from '../drive/forms.ts';
import { coordinatorOf, organisationsOf, staffOf } from '../evidence.ts';
import type { Random } from '../random.ts';
import type { OwnStack } from '../stack.ts';
import type { Cast, Entry } from './cast.ts';
import { editCalendar } from './outlook.ts';
import { ALONE, DELAYS, TIMES } from './programme.ts';
import { startTeam } from './staff.ts';

export interface StoryOptions {
  readonly stack: OwnStack;
  readonly cast: Cast;
  readonly random: Random;
  /** When the configuration's times count from. */
  readonly start: Date;
  readonly kill: boolean;
  readonly report: (line: string) => void;
  readonly fail: (error: unknown) => void;
}

/** Well written, its check character right, and nobody's. */
export const UNKNOWN_REFERENCE = 'GC-ACAG-FFH8';

const ANSWERED_BY_S = 20;
const QUIET_MS = 6_000;
const LONGEST_S = 150;
/** After the last deadline: until the worklist has told it. */
const TELLING_S = 22;
const OUTAGE_S = 15;

/** Plays the story; what it did is read back by others. Returns when workers were killed. */
export async function play(options: StoryOptions): Promise<readonly string[]> {
  const { stack, cast, random, start, kill, report, fail } = options;
  const { web, programmeFile } = stack;
  const programme = readProgramme(programmeFile);
  const forms = await openForms(web);
  await armFaults(web, FAULTS);
  report(`${cast.early.length} people register while the service is still starting …`);
  const [worker] = await Promise.all([stack.startWorker(), registerAll(forms, cast.early, random, [20, 120])]);
  report(`The worker runs (${elapsed(start)} s) …`);

  const staff = staffOf(programme);
  const addressOf = (code: string | undefined) => staff.find((member) => member.code === code)?.email ?? '';
  const team = startTeam({
    web,
    forms,
    random,
    start,
    fail,
    coordinator: coordinatorOf(programme).email,
    attendanceBy: Object.fromEntries(programme.sessions.map(({ id, facilitators }) => [id, addressOf(facilitators[0])])),
    presentAt: Object.fromEntries(
      programme.sessions.map(({ id, facilitators }) => [
        id,
        organisationsOf(programme, id === ALONE ? facilitators.slice(0, 1) : facilitators),
      ]),
    ),
    outlook: staff.filter(({ outlook }) => outlook === true).map(({ email }) => email),
    adviser: staff.find(({ code }) => code === 's5')?.name ?? '',
    foundLater: cast.foundLater,
    titles: programme.sessions.map(({ title }) => title),
  });
  const killing = kill ? killOne(options, worker) : Promise.resolve([]);
  killing.catch(fail);
  try {
    // Those who can only be called have a seat before there is somebody too many: who waits is written to.
    const written = cast.early.filter(({ answers }) => answers['Adresse e-mail']?.includes('@')).length;
    while (!team.answered(written) && Number(elapsed(start)) < ANSWERED_BY_S) await sleep(200);
    report(`They have their seats (${elapsed(start)} s). Others register, edit, press twice; one with a browser …`);
    const registered = Promise.all([late(options, forms), strangers(options, forms, staff)]);
    // A session that staff make is offered to whoever waits: first, somebody gets the seat that they waited for.
    const ready = registered.then(async () => await team.seatCameFree);
    const editing = editCalendar({ web, programme, start, report, registered: ready });
    editing.catch(fail);
    await registered;
    report(`Everybody has registered (${elapsed(start)} s). Staff and participants answer through the links in their mails …`);
    await until(start, TIMES.infoB[1] + DELAYS.coordinator + TELLING_S + (kill ? OUTAGE_S : 0));
    while (Date.now() - team.lastMailAt() < QUIET_MS && Number(elapsed(start)) < LONGEST_S) await sleep(500);
    await editing;
  } finally {
    await team.stop();
  }
  return await killing;
}

/** Each partner fails once on the way. */
const FAULTS: readonly FaultOrder[] = [
  { fault: 'forms-503', after: 6 },
  { fault: 'graph-503', method: 'POST', path: '/events$', after: 1 },
  { fault: 'smtp-451', after: 7 },
];

async function late(options: StoryOptions, forms: FormPages): Promise<void> {
  const { cast, random } = options;
  const byBrowser = cast.late.filter(({ browser }) => browser === true);
  await Promise.all([
    registerAll(
      forms,
      cast.late.filter(({ browser }) => browser !== true),
      random,
      [150, 500],
    ),
    ...byBrowser.map(({ answers }) => fillInWithBrowser(`${options.stack.web}/forms/d/F-REG/viewform`, answers)),
  ]);
}

async function registerAll(
  forms: FormPages,
  entries: readonly Entry[],
  random: Random,
  [from, to]: readonly [number, number],
): Promise<void> {
  const doing: Promise<unknown>[] = [];
  for (const entry of entries) {
    doing.push(register(forms, entry));
    if (entry.atOnceWithNext !== true) await sleep(random.between(from, to));
  }
  await Promise.all(doing);
}

async function register(forms: FormPages, { answers, edit }: Entry): Promise<void> {
  const response = await forms.submit('F-REG', answers);
  if (edit === undefined) return;
  await sleep(3_000);
  await forms.submit('F-REG', { ...answers, ...edit }, { edit: response });
}

/** A member of staff copies a reference that nobody has. */
async function strangers({ start }: StoryOptions, forms: FormPages, staff: ReturnType<typeof staffOf>): Promise<void> {
  await until(start, 14);
  const [, author] = staff;
  await forms.submit('F-FUP', { Référence: UNKNOWN_REFERENCE, Code: author?.formCode ?? '', 'Type de contact': 'Téléphone' });
}

const KILL_FROM_S = 12;
const KILL_TO_S = 85;

async function killOne(
  { stack, start, random, report }: StoryOptions,
  worker: { stop(signal: NodeJS.Signals): Promise<void> },
): Promise<readonly string[]> {
  const at = random.between(KILL_FROM_S * 1000, KILL_TO_S * 1000);
  await until(start, at / 1000);
  const killedAt = new Date().toISOString();
  await worker.stop('SIGKILL');
  report(`The worker was killed (${elapsed(start)} s) …`);
  await stack.startWorker({ name: 'worker-2' });
  report(`… and another one has begun (${elapsed(start)} s).`);
  return [killedAt];
}

function elapsed(start: Date): string {
  return ((Date.now() - start.getTime()) / 1000).toFixed(1);
}

async function until(start: Date, seconds: number): Promise<void> {
  await sleep(Math.max(0, start.getTime() + seconds * 1000 - Date.now()));
}
