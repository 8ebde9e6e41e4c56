import type { FormKind, FormMapping } from '../../domain/programme/programme.ts';
import { chosenIn, type QuarantineEntry } from '../../domain/quarantine.ts';
import type { FormResponse, FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';
import type { Held, IntakeCounts, IntakeMemory, Unseen } from '../../workflows/form-intake/contract.ts';
import { localDate } from '../forms/dates.ts';
import { driftOf, questionTitle, type ResolvedFields, resolveFields } from '../forms/fields.ts';
import { type ReadOutcome, readResponse } from '../forms/read-response.ts';
import { type Delivery, type Handed, type Handover, quarantine, runTasks, type Task } from './delivery.ts';
import { holding, missedBy, OVERLAP_MS, readFrom, remember, requarantined, tooMany, type Unread } from './memory.ts';
import { type RegistrationRead, registrationTasks } from './registrations.ts';
import { type StaffRead, staffTasks } from './staff-forms.ts';
import { remembered, stillUnseen, tellOfDoubles } from './unseen.ts';

/** Reads one form, page after page, for as long as an activity lives. */
export interface FormReader {
  /** One page, as one pass: the cursor moves only when every response was handed over or set aside. */
  pass(memory: IntakeMemory): Promise<PassResult>;
}

export interface PassResult {
  readonly memory: IntakeMemory;
  readonly counts: IntakeCounts;
}

export interface ReaderDependencies extends Handover {
  readonly forms: FormsPort;
  readonly kind: FormKind;
  /** The form's structure is looked at again after this long without a response. */
  readonly structureFor: number;
  /** How long a pass waits for the search to show what it handed over, in milliseconds; 5 seconds where nothing is said. */
  readonly patience?: number;
}

const SEEN_WITHIN_MS = 5_000;

export const NO_NEWS: IntakeCounts = { handedOver: 0, started: 0, quarantined: 0, mended: 0, refused: 0 };

export function createFormReader(dependencies: ReaderDependencies): FormReader {
  const { forms, kind, programme, deadlines, keys } = dependencies;
  const mapping: FormMapping<string> = programme.forms[kind];
  let known: { readonly structure: FormStructure; readonly at: number } | null = null;

  return {
    pass: async (memory) => {
      const now = new Date().toISOString();
      const page = await readPage(memory, now);
      const structure = await structureNow(page.fresh.length > 0);
      const fields = resolveFields(structure, mapping, memory.learned);
      const drift = driftOf(kind, structure, mapping, fields);
      if (drift.required.length > 0) return held(memory, { code: 'question-missing', about: drift.required, since: deadlines.moment(now) });

      const isChanged = memory.version !== programme.version || memory.fingerprint !== structure.fingerprint;
      const again = isChanged || page.full ? await quarantinedAgain(memory, page) : { responses: [], gone: [] };
      const readNow = (response: FormResponse) => [response.responseId, read(response, structure, fields)] as const;
      const given = [...page.fresh, ...again.responses];
      const readings = new Map(given.map(readNow));
      const chosen = await chosenPaths(memory, page.listed, readings, readNow);
      const others = chosen.filter(({ responseId }) => !readings.has(responseId)).map(({ response }) => response);
      const responses = [...given, ...others].toSorted(byTime);
      const outcomes = new Map([...readings, ...chosen.map(({ responseId, outcome }) => [responseId, outcome] as const)]);
      const broken = tooMany(unread(page.fresh, outcomes), openBeside(memory, page.fresh, outcomes));
      if (broken) return held(memory, { code: 'too-many-quarantined', about: [broken], since: deadlines.moment(now) });

      const turns = new Map(Object.entries(memory.turns));
      const { deliveries, unseen } = await handOver(responses, outcomes, { turns, unseen: memory.unseen });
      const refusing = tooMany(unread(page.fresh, deliveries), openBeside(memory, page.fresh, deliveries));
      const knowing = { ...memory, unseen, turns: Object.fromEntries(turns), learned: fields.learned };
      if (refusing) {
        const taken = page.fresh.filter(({ responseId }) => deliveries.get(responseId)?.kind === 'taken').map((one) => keys.version(one));
        const partly = { ...knowing, handled: [...memory.handled, ...taken] };
        return held(partly, { code: 'too-many-quarantined', about: [refusing], since: deadlines.moment(now) });
      }
      const quarantined = requarantined(memory, {
        settled: new Set([...again.gone, ...settledBy(memory, deliveries)]),
        entries: responses.flatMap((response) => entryOf(response, deliveries.get(response.responseId), fields)),
        forever: kind === 'registration',
        now,
      });
      const next: IntakeMemory = {
        ...knowing,
        ...remember(memory, { page: page.listed, taken: page.fresh, full: page.full, keys, now }),
        cursor: cursorAfter(memory, page.listed),
        quarantined,
        held: null,
        drift: drift.optional,
        version: programme.version,
        fingerprint: structure.fingerprint,
        fullListOn: page.today,
      };
      return { memory: next, counts: countsOf(memory, next, deliveries, page.fresh) };
    },
  };

  interface Page {
    readonly today: string;
    /** Everything since `startsAt`, not only since the cursor. */
    readonly full: boolean;
    readonly listed: readonly FormResponse[];
    readonly fresh: readonly FormResponse[];
  }

  async function readPage(memory: IntakeMemory, now: string): Promise<Page> {
    const { startsAt, timeZone } = programme;
    const today = localDate(now, timeZone);
    const full = memory.fullListOn !== today;
    const all = await forms.responsesSince(mapping.formId, full ? startsAt : readFrom(memory, startsAt));
    const listed = all.filter(({ lastSubmittedTime }) => Date.parse(lastSubmittedTime) >= Date.parse(startsAt)).toSorted(byTime);
    const handled = new Set(memory.handled);
    const since = memory.cursor ? Date.parse(memory.cursor.at) - OVERLAP_MS : Number.NEGATIVE_INFINITY;
    const isNew = (response: FormResponse) => Date.parse(response.lastSubmittedTime) >= since && !handled.has(keys.version(response));
    const arrived = new Set(listed.filter(isNew));
    const old = listed.filter((response) => !arrived.has(response));
    const missed = full ? new Set(missedBy(memory, old, keys, now)) : new Set<FormResponse>();
    const fresh = listed.filter((response) => arrived.has(response) || (missed.has(response) && !handled.has(keys.version(response))));
    return { today, full, listed, fresh };
  }

  async function structureNow(isNeeded: boolean): Promise<FormStructure> {
    if (known === null || isNeeded || Date.now() - known.at > dependencies.structureFor) {
      known = { structure: await forms.structure(mapping.formId), at: Date.now() };
    }
    return known.structure;
  }

  /** What waits for a person, as it stands now: a mended mapping takes it. Responses that the form no longer has leave. */
  async function quarantinedAgain(memory: IntakeMemory, { fresh, listed }: Page): Promise<{ responses: FormResponse[]; gone: string[] }> {
    const responses: FormResponse[] = [];
    const gone: string[] = [];
    const isFresh = new Set(fresh.map(({ responseId }) => responseId));
    const byId = new Map(listed.map((response) => [response.responseId, response]));
    for (const { responseId } of memory.quarantined.filter((entry) => !isFresh.has(entry.responseId))) {
      const response = byId.get(responseId) ?? (await forms.response(mapping.formId, responseId));
      if (response) responses.push(response);
      else gone.push(responseId);
    }
    return { responses, gone };
  }

  /** Ambiguous responses whose author has said since, by another one, which file they meant: read again, for that file. */
  async function chosenPaths(
    { quarantined }: IntakeMemory,
    listed: readonly FormResponse[],
    readings: ReadonlyMap<string, ReadOutcome>,
    readNow: (response: FormResponse) => readonly [string, ReadOutcome],
  ): Promise<readonly { responseId: string; response: FormResponse; outcome: ReadOutcome }[]> {
    const choices = [...readings.values()].flatMap((outcome) => ('ok' in outcome && outcome.ok.kind === 'followUp' ? [outcome.ok] : []));
    const asked = choices.flatMap(({ to, author, followUp }) => {
      const number = chosenIn(followUp.note);
      const entry = quarantined.find((one) => one.number === number && one.choice?.author === author.code);
      return entry !== undefined && 'ref' in to ? [{ responseId: entry.responseId, to }] : [];
    });
    const found = await Promise.all(
      asked.map(async ({ responseId, to }) => {
        const response = listed.find((one) => one.responseId === responseId) ?? (await forms.response(mapping.formId, responseId));
        if (response === null) return [];
        const [, outcome] = readNow(response);
        return 'ok' in outcome && outcome.ok.kind === 'followUp' && 'firstName' in outcome.ok.to
          ? [{ responseId, response, outcome: { ok: { ...outcome.ok, to } } }]
          : [];
      }),
    );
    return [...new Map(found.flat().map((one) => [one.responseId, one])).values()];
  }

  function read(response: FormResponse, structure: FormStructure, fields: ResolvedFields): ReadOutcome {
    // Google leaves the form's id out of listed responses; an adapter may too.
    const own = { ...response, formId: mapping.formId };
    return readResponse(kind, { response: own, structure, mapping, fields, programme, deadlines });
  }

  async function handOver(
    responses: readonly FormResponse[],
    outcomes: ReadonlyMap<string, ReadOutcome>,
    { turns, unseen }: { readonly turns: Map<string, number>; readonly unseen: readonly Unseen[] },
  ): Promise<{ readonly deliveries: ReadonlyMap<string, Delivery>; readonly unseen: readonly Unseen[] }> {
    const registrations: RegistrationRead[] = [];
    const others: StaffRead[] = [];
    const tasks: Task[] = [];
    for (const { responseId } of responses) {
      const outcome = outcomes.get(responseId);
      if (!outcome) continue;
      if ('quarantine' in outcome) {
        const delivery = quarantine(outcome.quarantine, outcome.field, outcome.author);
        tasks.push({ responseId, owner: `unreadable-${responseId}`, run: () => Promise.resolve(delivery) });
      } else if (outcome.ok.kind === 'registration' || outcome.ok.kind === 'refused') {
        registrations.push({ responseId, formId: mapping.formId, fact: outcome.ok });
      } else others.push({ responseId, fact: outcome.ok });
    }
    if (registrations.length > 0) tasks.push(...(await registrationTasks(dependencies, registrations, unseen, turns)));
    if (others.length > 0) tasks.push(...(await staffTasks(dependencies, others, unseen)));
    const deliveries = await runTasks(tasks);
    const handed = [...deliveries.values()].flatMap((delivery) => (delivery.kind === 'taken' ? delivery.handed : []));
    return { deliveries, unseen: await lookedFor(unseen, handed) };
  }

  /** A short wait lets the next page recognise what this one began; what the search doesn't show by then is remembered. */
  async function lookedFor(before: readonly Unseen[], handed: readonly Handed[]): Promise<readonly Unseen[]> {
    const all = remembered(before, handed, new Date().toISOString());
    const waiting = await stillUnseen(dependencies, all, handed.length > 0 ? (dependencies.patience ?? SEEN_WITHIN_MS) : 0);
    await tellOfDoubles(
      dependencies,
      all.filter((one) => !waiting.includes(one)),
    );
    return waiting;
  }

  /** Quarantined responses that were taken (edited or mended), are refused now, or were replaced by another registration. */
  function settledBy({ quarantined }: IntakeMemory, deliveries: ReadonlyMap<string, Delivery>): readonly string[] {
    const replaced = new Set([...deliveries.values()].flatMap((delivery) => (delivery.kind === 'taken' ? [delivery.replaces] : [])));
    const taken = [...deliveries].filter(([, { kind: what }]) => what !== 'quarantine').map(([responseId]) => responseId);
    return [...taken, ...quarantined.filter(({ number }) => replaced.has(number)).map(({ responseId }) => responseId)];
  }

  function entryOf(response: FormResponse, delivery: Delivery | undefined, fields: ResolvedFields): readonly QuarantineEntry[] {
    if (delivery?.kind !== 'quarantine') return [];
    const { responseId, lastSubmittedTime } = response;
    const { formId } = mapping;
    const question = delivery.field === null ? null : questionTitle(kind, delivery.field, mapping, fields);
    const at = deadlines.moment(lastSubmittedTime);
    const number = keys.number({ formId, responseId });
    const choice = delivery.choice === undefined ? {} : { choice: delivery.choice };
    return [
      {
        formId,
        responseId,
        number,
        reason: delivery.reason,
        question,
        at,
        setAsideAt: new Date().toISOString(),
        author: delivery.author,
        ...choice,
      },
    ];
  }

  function cursorAfter({ cursor }: IntakeMemory, listed: readonly FormResponse[]): IntakeMemory['cursor'] {
    const latest = listed.at(-1)?.lastSubmittedTime;
    if (latest === undefined || (cursor !== null && Date.parse(latest) <= Date.parse(cursor.at))) return cursor;
    return deadlines.moment(latest);
  }
}

/** Nothing of the page is taken: the cursor stands still until the form is as it should be. */
export function held(memory: IntakeMemory, why: Held): PassResult {
  return { memory: { ...memory, held: holding(memory.held, why) }, counts: NO_NEWS };
}

function countsOf(
  before: IntakeMemory,
  after: IntakeMemory,
  deliveries: ReadonlyMap<string, Delivery>,
  fresh: readonly FormResponse[],
): IntakeCounts {
  const all = [...deliveries.values()];
  const open = new Set(after.quarantined.map(({ responseId }) => responseId));
  const waited = new Set(before.quarantined.map(({ responseId }) => responseId));
  return {
    handedOver: all.filter(({ kind }) => kind === 'taken').length,
    started: all.flatMap((delivery) => (delivery.kind === 'taken' ? delivery.handed : [])).filter(({ isNew }) => isNew).length,
    quarantined: fresh.filter(({ responseId }) => open.has(responseId) && !waited.has(responseId)).length,
    mended: [...waited].filter((responseId) => !open.has(responseId)).length,
    refused: all.filter(({ kind }) => kind === 'refused').length,
  };
}

type Result = ReadOutcome | Delivery;

/** Quarantined before, and neither mended nor replaced by what was read in this pass; fresh ones are counted by themselves. */
function openBeside(
  { quarantined }: IntakeMemory,
  fresh: readonly FormResponse[],
  results: ReadonlyMap<string, Result>,
): readonly QuarantineEntry[] {
  const isFresh = new Set(fresh.map(({ responseId }) => responseId));
  const isMended = (result: Result | undefined) => result !== undefined && reasonOf(result).length === 0;
  const replaced = new Set([...results.values()].flatMap(replacedBy));
  return quarantined.filter(
    ({ responseId, number }) => !isFresh.has(responseId) && !isMended(results.get(responseId)) && !replaced.has(number),
  );
}

function replacedBy(result: Result): readonly (string | null)[] {
  if ('ok' in result) return result.ok.kind === 'registration' ? [result.ok.replaces] : [];
  return 'kind' in result && result.kind === 'taken' ? [result.replaces] : [];
}

function unread(fresh: readonly FormResponse[], results: ReadonlyMap<string, Result>): readonly Unread[] {
  return fresh.flatMap(({ responseId, lastSubmittedTime: at }) => reasonOf(results.get(responseId)).map((reason) => ({ reason, at })));
}

function reasonOf(outcome: Result | undefined) {
  if (outcome === undefined) return [];
  if ('quarantine' in outcome) return [outcome.quarantine];
  return 'kind' in outcome && outcome.kind === 'quarantine' ? [outcome.reason] : [];
}

function byTime(a: FormResponse, b: FormResponse): number {
  return Date.parse(a.lastSubmittedTime) - Date.parse(b.lastSubmittedTime) || (a.responseId < b.responseId ? -1 : 1);
}
