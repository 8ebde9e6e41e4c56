import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import { usualNames } from '../../domain/assignment.ts';
import type { Delay, FormMapping, Forms, OfficeHours, Programme } from '../../domain/programme/programme.ts';
import { crossCheck, type ReadSections } from './cross-checks.ts';
import { ADDED_QUESTIONS, USUAL_CHOICES } from './form-labels.ts';
import { checkLogos, withLogosFrom } from './logos.ts';
import { ConfigurationError, expected, type KeyPath, type Problem, suggestion } from './problem.ts';
import { type GroupementFile, groupementFile, SECTIONS } from './schema.ts';
import { sentences } from './words.ts';
import { readYaml } from './yaml-file.ts';

export { ConfigurationError } from './problem.ts';

/**
 * Reads and checks `groupement.yaml`.
 * @throws ConfigurationError with every problem at once, one line each: `config/groupement.yaml:12: delays.informed.referent: …`
 */
export async function loadProgramme(path: string): Promise<Programme> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError([sentences.noFile(path)], {
      cause: error,
    });
  }
  const folder = dirname(path);
  return withLogosFrom(
    folder,
    parseProgramme(text, path, (sections) => checkLogos(sections, folder)),
  );
}

/**
 * @param file how the file is called in errors
 * @param checkFiles the rules about other files that it names
 */
export function parseProgramme(
  text: string,
  file: string,
  checkFiles: (sections: ReadSections) => readonly Problem[] = () => [],
): Programme {
  const yaml = readYaml(text);
  if (yaml.syntax.length > 0) throw new ConfigurationError(yaml.syntax.map(({ line, message }) => `${file}:${line}: ${message}`));
  const parsed = groupementFile.safeParse(yaml.content);
  const check = (sections: ReadSections) => [...crossCheck(sections), ...checkFiles(sections)];
  const problems = parsed.success ? check(parsed.data) : [...shapeProblems(parsed.error, yaml.content), ...check(readable(yaml.content))];
  if (parsed.success && problems.length === 0) return toProgramme(parsed.data);

  const lines = problems
    .map(({ path, message }) => ({ line: yaml.lineOf(path), text: `${nameOf(path)}: ${message}` }))
    .toSorted((one, other) => one.line - other.line);
  throw new ConfigurationError([...new Set(lines.map(({ line, text: said }) => `${file}:${line}: ${said}`))]);
}

/** The sections without errors of their own, so that one typo doesn't hide what else is wrong. */
function readable(content: unknown): ReadSections {
  if (typeof content !== 'object' || content === null) return {};
  const { programme, organisations, funders, neighbourhoods, forms, venues, sessions, plan, officeHours } = SECTIONS;
  const read = <Output>(name: string, schema: z.ZodType<Output>): Output | undefined => schema.safeParse(Reflect.get(content, name)).data;
  return {
    programme: read('programme', programme),
    organisations: read('organisations', organisations),
    funders: read('funders', funders),
    neighbourhoods: read('neighbourhoods', neighbourhoods),
    forms: read('forms', forms),
    venues: read('venues', venues),
    sessions: read('sessions', sessions),
    plan: read('plan', plan),
    officeHours: read('officeHours', officeHours),
  };
}

function shapeProblems({ issues }: z.ZodError, content: unknown): readonly Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], content));
}

function problemsOf(issue: z.core.$ZodIssue, above: KeyPath, content: unknown): readonly Problem[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const value = valueAt(content, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], key, issue.message.split(' ')));
  if (issue.code === 'invalid_union' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // A group of keys was meant: say what is wrong in it, not that it could have been a word.
    const within = issue.errors.find((branch) => branch.some(({ path: inner, code }) => inner.length > 0 || code === 'unrecognized_keys'));
    if (within) return within.flatMap((inner) => problemsOf(inner, path, content));
  }
  return [expected(path, issue.message, value)];
}

function unknownKey(path: KeyPath, key: string, keys: readonly string[]): Problem {
  const meant = suggestion(key, keys);
  return {
    path,
    message: meant === null ? sentences.unknownKey(keys) : sentences.didYouMean(meant),
  };
}

function valueAt(content: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), content);
}

/** `organisations[0].staff[1].code` */
function nameOf(path: KeyPath): string {
  const [first, ...rest] = path;
  if (first === undefined) return sentences.wholeFile;
  return rest.reduce<string>((name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${key}`), String(first));
}

function toProgramme(file: GroupementFile): Programme {
  const { programme, venues, sessions, plan, organisations } = file;
  const capacityOf = ({ capacity, venue }: { readonly capacity?: number | undefined; readonly venue: string }) =>
    capacity ?? venues.find(({ id }) => id === venue)?.capacity ?? 1;
  const content: Omit<Programme, 'version'> = {
    name: programme.name,
    timeZone: programme.timeZone,
    startsAt: Temporal.Instant.from(programme.startsAt).toString({ smallestUnit: 'millisecond' }),
    organisations: organisations.map((organisation) => ({
      ...organisation,
      alsoKnownAs: organisation.alsoKnownAs ?? usualNames(organisation, organisations),
      staff: organisation.staff.map((person) => ({ ...person, organisation: organisation.id })),
    })),
    funders: file.funders,
    neighbourhoods: file.neighbourhoods,
    venues,
    calendar: file.calendar,
    forms: toForms(file.forms),
    polling: file.polling,
    sessions: sessions.map((session) => ({ ...session, capacity: capacityOf(session) })),
    plan: plan.map((rule) => {
      // « venue » beside « venues » is the preferred one.
      const places = [...new Set([...(rule.venue === undefined ? [] : [rule.venue]), ...rule.venues])];
      const venue = places[0] ?? '';
      return { ...rule, venue, venues: places, capacity: capacityOf({ capacity: rule.capacity, venue }) };
    }),
    schoolHolidays: file.schoolHolidays,
    delays: toDelays(file.delays),
    escalation: { repeat: toDelay(file.escalation.repeat), times: file.escalation.times },
    officeHours: toOfficeHours(file.officeHours),
    mail: file.mail,
    sessionAlerts: {
      low: { ...file.sessionAlerts.low, before: toDelay(file.sessionAlerts.low.before) },
      waiting: file.sessionAlerts.waiting,
    },
    retention: file.retention,
  };
  const version = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);
  return { version, ...content };
}

function toForms({ registration, attendance, followUp, unable }: GroupementFile['forms']): Forms {
  return {
    registration: toMapping(registration, USUAL_CHOICES.registration),
    attendance: toMapping({ ...attendance, fields: { ...ADDED_QUESTIONS.attendance, ...attendance.fields } }, USUAL_CHOICES.attendance),
    followUp: toMapping(followUp, USUAL_CHOICES.followUp),
    unable: toMapping(unable, USUAL_CHOICES.unable),
  };
}

type Texts<Key extends string> = Readonly<Partial<Record<Key, string>>>;
type Labels = Readonly<Partial<Record<string, Texts<string>>>>;

interface WrittenForm<Field extends string> {
  readonly formId: string;
  readonly fields: Texts<Field>;
  readonly choices: Readonly<Partial<Record<Field, Texts<string>>>>;
  readonly prefill: Texts<Field>;
  readonly url: string | null;
}

function toMapping<Field extends string>({ choices, prefill, ...form }: WrittenForm<Field>, usual: Labels): FormMapping<Field> {
  return { ...form, choices: mergeChoices(usual, choices), prefill: textsOf(prefill) };
}

/** An option that the file doesn't name keeps its usual label. */
function mergeChoices(usual: Labels, written: Labels): Record<string, Record<string, string>> {
  const fields = [...new Set([...Object.keys(usual), ...Object.keys(written)])];
  return Object.fromEntries(fields.map((field) => [field, textsOf({ ...usual[field], ...written[field] })]));
}

function textsOf(entries: Texts<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).flatMap(([key, text]) => (text === undefined ? [] : [[key, text] as const])));
}

type WrittenDelays = { readonly [Stage in keyof Programme['delays']]: { readonly [Rung in keyof Programme['delays'][Stage]]: string } };

function toDelays(written: WrittenDelays): Programme['delays'] {
  const { registered, answers, invited, noShow, informed, exploring, building, training, settled, left } = written;
  const both = ({ referent, coordinator }: { readonly referent: string; readonly coordinator: string }) => ({
    referent: toDelay(referent),
    coordinator: toDelay(coordinator),
  });
  return {
    registered: { coordinator: toDelay(registered.coordinator) },
    answers: { before: toDelay(answers.before), coordinator: toDelay(answers.coordinator) },
    invited: { facilitator: toDelay(invited.facilitator), coordinator: toDelay(invited.coordinator) },
    noShow: both(noShow),
    informed: both(informed),
    exploring: both(exploring),
    building: both(building),
    training: both(training),
    settled: { followUp: toDelay(settled.followUp), ...both(settled) },
    left: { exitFacts: toDelay(left.exitFacts) },
  };
}

/** `10bd` is ten business days, anything else an ISO 8601 duration. */
function toDelay(written: string): Delay {
  return written.endsWith('bd') ? { businessDays: Number(written.slice(0, -'bd'.length)) } : { duration: written };
}

function toOfficeHours(written: GroupementFile['officeHours']): OfficeHours {
  return written === 'always' ? { always: true } : { always: false, ...written };
}
