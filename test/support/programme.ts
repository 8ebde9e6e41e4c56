import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { parse } from 'yaml';
import { delaysOf } from '../../acceptance/programme.ts';
import { ROOT } from '../../cli/stack/stack.ts';
import { GRID_ROWS } from '../../domain/session-start.ts';

type Tree = { [key: string]: unknown };

/** `groupement.yaml` as plain data; what a story doesn't speak of is the shipped example's. */
export type Config = Tree & { programme: Tree };

/** An object is laid over the programme for tests (objects are merged, lists and values replaced); text is a whole YAML file; a function changes it. */
export type ConfigChange = Tree | string | ((config: Config) => Config);

export interface ProgrammeOptions {
  readonly config?: ConfigChange | undefined;
  /** Delays of seconds, for stories about reminders and escalations. Default: of an hour, so that nothing stirs by itself. */
  readonly fastDelays?: boolean | undefined;
}

const seconds = (count: number) => `PT${count}S`;

/** The local date and time so many seconds from now, as the configuration writes it. */
export function localIn(secondsFromNow: number, timeZone = 'Europe/Paris'): string {
  return Temporal.Now.instant()
    .add({ seconds: Math.round(secondsFromNow) })
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

const DAY = 24 * 3600;

/**
 * A session of `groupement.yaml`. Times in seconds from now.
 * @param more any key of a configured session: `capacity`, `facilitators`, `venue`, `kind`, `title`
 */
export function sessionAt(id: string, [from, to]: readonly [number, number], more: Tree = {}): Tree {
  return {
    id,
    kind: 'info',
    title: null,
    start: localIn(from),
    end: localIn(to),
    venue: 'maison-de-quartier',
    facilitators: ['s1', 's3'],
    capacity: GRID_ROWS,
    ...more,
  };
}

/** Information sessions on consecutive days from day `from` on, with room for so many people: `id`, `id-2`, `id-3` … */
export function roomFor(people: number, id: string, from: number): readonly Tree[] {
  return Array.from({ length: Math.ceil(people / GRID_ROWS) }, (_, index) => {
    const start = (from + index) * DAY;
    return sessionAt(index === 0 ? id : `${id}-${index + 1}`, [start, start + 7200]);
  });
}

/**
 * One session a month ahead with as many seats as a session may have; no plan of its own; mails at any hour. Forms are read every two seconds: four forms read
 * faster than that meet Google's quota of lists within a minute, and wait.
 */
export function testConfig({ config, fastDelays = false }: ProgrammeOptions = {}): Config {
  const shipped = parse(readFileSync(join(ROOT, 'config', 'groupement.yaml'), 'utf8')) as Config;
  const base: Config = {
    ...shipped,
    programme: { ...shipped.programme, startsAt: new Date(Date.now() - 3600_000).toISOString() },
    polling: { forms: 'PT2S', calendar: 'PT2S' },
    sessions: [sessionAt('info-essai', [30 * DAY, 30 * DAY + 7200])],
    plan: [],
    delays: fastDelays ? delaysOf(seconds(6), seconds(12)) : delaysOf('PT1H', 'PT2H'),
    escalation: { repeat: 'PT1H', times: 1 },
    mail: { ...(shipped['mail'] as Tree), perMinute: 6_000, newPathsAnHour: 100_000 },
    officeHours: 'always',
  };
  if (typeof config === 'string') return parse(config) as Config;
  if (typeof config === 'function') return config(base);
  return overlaid(base, config ?? {}) as Config;
}

function overlaid(base: Tree, change: Tree): Tree {
  const entries = Object.entries(change).map(([key, value]) => {
    const before = base[key];
    return [key, isTree(value) && isTree(before) ? overlaid(before, value) : value];
  });
  return { ...base, ...(Object.fromEntries(entries) as Tree) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
