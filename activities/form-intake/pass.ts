import { type DismissedUntil, isDismissed } from '../../domain/dismissal.ts';
import type { FormKind, FormMapping } from '../../domain/programme/programme.ts';
import type { QuarantineEntry } from '../../domain/quarantine.ts';
import type { FormResponse, FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';
import type { IntakeCounts, IntakeMemory, Suspension } from '../../workflows/form-intake/contract.ts';
import { driftOf, questionTitle, type ResolvedFields, resolveFields } from '../forms/fields.ts';
import { createLinkTokens, type LinkTokens } from '../forms/link-tokens.ts';
import { readResponse } from '../forms/read-response.ts';
import type { Delivery, Handover } from './delivery.ts';
import { type HandedOver, handOver } from './hand-over.ts';
import { bounded, holding, remember, requarantined } from './memory.ts';
import { type Page, readPage } from './page.ts';
import { type ReadPage, readAll } from './read-page.ts';
import { ArrivalCount } from './registrations.ts';
import { brokenBy, settledBy } from './set-aside.ts';
import { countWrongCodes } from './wrong-codes.ts';

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
  /** What the coordinator dismissed; nothing where nothing is said. */
  readonly dismissed?: DismissedUntil;
  /** How long a pass waits for the search to show what it handed over, in milliseconds; 5 seconds where nothing is said. */
  readonly patience?: number;
}

const SEEN_WITHIN_MS = 5_000;

export const NO_NEWS: IntakeCounts = { handedOver: 0, started: 0, quarantined: 0, mended: 0, refused: 0 };

export function createFormReader(dependencies: ReaderDependencies): FormReader {
  const { forms, kind, programme, dismissed = {}, patience = SEEN_WITHIN_MS } = dependencies;
  const mapping: FormMapping<string> = programme.forms[kind];
  const { formId } = mapping;
  const needs: Needs = { ...dependencies, tokens: createLinkTokens(dependencies.keys.link), mapping, formId, dismissed, patience };
  const structureNow = createStructureCache(forms, formId, dependencies.structureFor);
  return {
    pass: async (memory) => {
      const now = new Date().toISOString();
      const page = await readPage(memory, now, needs);
      const structure = await structureNow(page.fresh.length > 0);
      return await takePage(memory, { page, structure, now }, needs);
    },
  };
}

interface Needs extends Handover {
  readonly forms: FormsPort;
  readonly tokens: LinkTokens;
  readonly kind: FormKind;
  readonly mapping: FormMapping<string>;
  readonly formId: string;
  readonly dismissed: DismissedUntil;
  readonly patience: number;
}

interface Seen {
  readonly page: Page;
  readonly structure: FormStructure;
  /** ISO 8601. */
  readonly now: string;
}

/** Reads and hands over, unless the form is no longer what the mapping expects: then nothing of it is taken. */
async function takePage(memory: IntakeMemory, seen: Seen, needs: Needs): Promise<PassResult> {
  const { page, structure, now } = seen;
  const since = needs.deadlines.moment(now);
  const fields = resolveFields(structure, needs.mapping, memory.learned);
  const drift = driftOf(needs.kind, structure, needs.mapping, fields);
  if (drift.required.length > 0) return suspended(memory, { code: 'question-missing', about: drift.required, since });

  const hasChanged = memory.version !== needs.programme.version || memory.fingerprint !== structure.fingerprint;
  // A form that is as it was, read as it was, doesn't break by what people send: junk is set aside, and everybody else is served.
  const mayHaveBroken = hasChanged || memory.suspended !== null;
  const read = await readAll(memory, page, {
    ...needs,
    read: (response) => readOne(response, { structure, fields }, needs),
    isReadAgain: page.full || hasChanged,
  });
  const broken = mayHaveBroken ? brokenBy(memory, page.fresh, read.outcomes) : null;
  if (broken !== null) return suspended(memory, { code: 'too-many-quarantined', about: [broken], since });

  const turns = new Map(Object.entries(memory.turns));
  const arrivals = new ArrivalCount(memory.arrivals, needs.programme.mail.newPathsAnHour);
  const handed = await handOver(read, { turns, arrivals, unseen: memory.unseen }, needs);
  const knowing = {
    ...memory,
    unseen: handed.unseen,
    turns: Object.fromEntries(turns),
    arrivals: arrivals.sofar,
    learned: fields.learned,
  };
  const refusing = mayHaveBroken ? brokenBy(memory, page.fresh, handed.deliveries) : null;
  if (refusing !== null)
    return suspended(withAccepted(knowing, page, handed, needs), { code: 'too-many-quarantined', about: [refusing], since });
  const next = afterPage(knowing, memory, { ...seen, read, handed, fields, drift: drift.optional }, needs);
  return { memory: next, counts: countsOf(memory, next, handed.deliveries, page.fresh) };
}

/** Looked at anew for each page with responses, and after a while without any. */
function createStructureCache(forms: FormsPort, formId: string, structureFor: number): (isNeeded: boolean) => Promise<FormStructure> {
  let last: { readonly structure: FormStructure; readonly at: number } | null = null;
  return async (isNeeded) => {
    if (last === null || isNeeded || Date.now() - last.at > structureFor)
      last = { structure: await forms.structure(formId), at: Date.now() };
    return last.structure;
  };
}

function readOne(
  response: FormResponse,
  { structure, fields }: { readonly structure: FormStructure; readonly fields: ResolvedFields },
  { kind, mapping, formId, programme, deadlines, tokens }: Needs,
): ReturnType<typeof readResponse> {
  // Google leaves the form's id out of listed responses; an adapter may too.
  return readResponse(kind, { response: { ...response, formId }, structure, mapping, fields, programme, deadlines, tokens });
}

/** Nothing of the page is taken: the cursor stands still until the form is as it should be. */
export function suspended(memory: IntakeMemory, why: Suspension): PassResult {
  return { memory: { ...memory, suspended: holding(memory.suspended, why) }, counts: NO_NEWS };
}

/** What owners took before their refusals showed that the form is broken. */
function withAccepted(memory: IntakeMemory, { fresh }: Page, { deliveries }: HandedOver, { keys }: Needs): IntakeMemory {
  const accepted = fresh.filter(({ responseId }) => deliveries.get(responseId)?.kind === 'accepted').map((one) => keys.version(one));
  return { ...memory, handled: [...memory.handled, ...accepted] };
}

interface HandedPage extends Seen {
  readonly read: ReadPage;
  readonly handed: HandedOver;
  readonly fields: ResolvedFields;
  /** Titles of optional questions that the form no longer has. */
  readonly drift: readonly string[];
}

/** @param knowing the memory with what handing over has taught @param before the memory as the pass began */
function afterPage(
  knowing: IntakeMemory,
  before: IntakeMemory,
  handedPage: HandedPage,
  { kind, keys, programme, ...needs }: Needs,
): IntakeMemory {
  const { page, structure, now, read, handed, fields, drift } = handedPage;
  const open = requarantined(before, {
    settled: new Set([...read.gone, ...settledBy(before, handed.deliveries)]),
    entries: read.responses.flatMap((one) => entryOf(one, handed.deliveries.get(one.responseId), fields, { kind, keys, ...needs })),
    forever: kind === 'registration',
    now,
  });
  const { quarantined, overflow } = bounded(open.filter((entry) => !isDismissed(entry, needs.dismissed)));
  return {
    ...knowing,
    ...remember(before, { page: page.listed, accepted: page.fresh, full: page.full, keys, now, overflow }),
    cursor: cursorAfter(before, page.listed, needs),
    quarantined,
    unlisted: (page.full ? 0 : before.unlisted) + overflow.size,
    wrongCodes: countWrongCodes(before, {
      fresh: page.fresh,
      deliveries: handed.deliveries,
      now,
      timeZone: programme.timeZone,
      deadlines: needs.deadlines,
    }),
    suspended: null,
    drift,
    version: programme.version,
    fingerprint: structure.fingerprint,
    fullListOn: page.today,
  };
}

function entryOf(
  response: FormResponse,
  delivery: Delivery | undefined,
  fields: ResolvedFields,
  { kind, mapping, formId, keys, deadlines }: Pick<Needs, 'kind' | 'mapping' | 'formId' | 'keys' | 'deadlines'>,
): readonly QuarantineEntry[] {
  if (delivery?.kind !== 'quarantine') return [];
  const { responseId, lastSubmittedTime } = response;
  return [
    {
      formId,
      responseId,
      number: keys.number({ formId, responseId }),
      reason: delivery.reason,
      question: delivery.field === null ? null : questionTitle(kind, delivery.field, mapping, fields),
      at: deadlines.moment(lastSubmittedTime),
      setAsideAt: new Date().toISOString(),
      author: delivery.author,
      ...(delivery.answer === undefined ? {} : { answer: delivery.answer }),
      ...(delivery.choice === undefined ? {} : { choice: delivery.choice }),
    },
  ];
}

function cursorAfter(
  { cursor }: IntakeMemory,
  listed: readonly FormResponse[],
  { deadlines }: Pick<Needs, 'deadlines'>,
): IntakeMemory['cursor'] {
  const latest = listed.at(-1)?.lastSubmittedTime;
  if (latest === undefined || (cursor !== null && Date.parse(latest) <= Date.parse(cursor.at))) return cursor;
  return deadlines.moment(latest);
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
    handedOver: all.filter(({ kind }) => kind === 'accepted').length,
    started: all.flatMap((delivery) => (delivery.kind === 'accepted' ? delivery.handed : [])).filter(({ isNew }) => isNew).length,
    quarantined: fresh.filter(({ responseId }) => open.has(responseId) && !waited.has(responseId)).length,
    mended: [...waited].filter((responseId) => !open.has(responseId)).length,
    refused: all.filter(({ kind }) => kind === 'refused').length,
  };
}
