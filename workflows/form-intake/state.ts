import { type SetAside, setAsideWords } from '../../domain/dismissal.ts';
import { type Moment, unlabelled } from '../../domain/moment.ts';
import type { FormKind } from '../../domain/programme/programme.ts';
import {
  authorTodo,
  choiceNote,
  isUnproven,
  type PathChoice,
  type QuarantineEntry,
  replacementNote,
  UNPROVEN_REASONS,
  type UnprovenReason,
} from '../../domain/quarantine.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import type { PrefilledAnswer, WorklistItem } from '../../domain/worklist.ts';
import { STAGE_WORDS } from '../participant-path/words/names.ts';
import { type Pause, pauseAfter } from '../pause.ts';
import type { Dismissal, IntakeCounts, IntakeMemory, PollRequest, PollResult, Suspension, WrongCodeCount, WrongCodes } from './contract.ts';
import { type Dismissed, dismissedOf, dismissedWith, isPublic, NOTHING_DISMISSED, withoutDismissed } from './dismissal.ts';
import * as words from './words.ts';

/** One form's intake: what it carries from run to run. */
export interface IntakeState {
  readonly form: FormKind;
  readonly memory: IntakeMemory;
  readonly dismissed: Dismissed;
  readonly totals: IntakeCounts;
  /** When an activity last reported. */
  readonly at: Moment | null;
  readonly coordinator: string | null;
  /** Reading failed for a reason of ours: the next try. */
  readonly pause: Pause | null;
}

export interface IntakeStart {
  readonly form: FormKind;
  /** State of the run before. */
  readonly carry?: IntakeState;
}

const NOTHING: IntakeCounts = { handedOver: 0, started: 0, quarantined: 0, mended: 0, refused: 0 };

export const EMPTY_MEMORY: IntakeMemory = {
  cursor: null,
  handled: [],
  digests: {},
  learned: {},
  turns: {},
  arrivals: { hour: null, paths: 0 },
  quarantined: [],
  unlisted: 0,
  wrongCodes: { byReason: {}, day: null, burst: null },
  unseen: [],
  suspended: null,
  drift: [],
  version: null,
  fingerprint: null,
  fullListOn: null,
};

/** More than this many become one line: a mail must stay readable. */
const LINES = 20;
/** Of each reason that anybody can send hundreds for: some are slips, hundreds are not. */
const FEW_LINES = 5;
/** An urgent line about a day of wrong codes stands for a week. */
const BURST_MS = 7 * 24 * 3600_000;

export function openIntake({ form, carry }: IntakeStart): IntakeState {
  return carry ?? { form, memory: EMPTY_MEMORY, dismissed: NOTHING_DISMISSED, totals: NOTHING, at: null, coordinator: null, pause: null };
}

export function pollRequest({ form, memory, dismissed }: IntakeState): PollRequest {
  return { form, memory, dismissed: dismissed.until };
}

export function polled(state: IntakeState, { memory, counts, at, coordinator }: PollResult): IntakeState {
  const totals: IntakeCounts = {
    handedOver: state.totals.handedOver + counts.handedOver,
    started: state.totals.started + counts.started,
    quarantined: state.totals.quarantined + counts.quarantined,
    mended: state.totals.mended + counts.mended,
    refused: state.totals.refused + counts.refused,
  };
  const dismissed = dismissedOf(state.dismissed, memory);
  return { ...state, memory: withoutDismissed(memory, dismissed), dismissed, totals, at, coordinator, pause: null };
}

export function dismiss(state: IntakeState, dismissal: Dismissal): IntakeState {
  const dismissed = dismissedWith(state.dismissed, state.memory, dismissal);
  return { ...state, dismissed, memory: withoutDismissed(state.memory, dismissed) };
}

/** @param now ISO 8601 */
export function pollFailed(state: IntakeState, now: string): IntakeState {
  return { ...state, pause: pauseAfter(state.pause, now) };
}

/** What the coordinator must know or mend: the form suspended, wrong codes, each quarantined response, questions that are gone. */
export function linesForStaff(state: IntakeState): readonly WorklistItem[] {
  const { coordinator, memory, at } = state;
  if (coordinator === null || at === null) return [];
  const suspended = memory.suspended ? [suspendedItem(state.form, coordinator, memory.suspended)] : [];
  const drift = memory.drift.length > 0 ? [driftItem(state.form, coordinator, memory.drift, at)] : [];
  const choices = memory.quarantined.flatMap(({ choice, ...entry }) => (choice ? [choiceItem(state.form, entry, choice)] : []));
  // Who is asked herself needs no second line about it.
  const hers = memory.quarantined.filter((entry) => entry.choice?.author !== coordinator && !confirmsItself(entry, coordinator));
  const proven = hers.filter(({ reason }) => !isUnproven(reason));
  const lines = isPublic(state.form) ? linesOfPublicForm(state, coordinator, proven) : firstLines(state, coordinator, proven);
  const unproven = unprovenLines(state, coordinator, hers);
  const burst = burstLines(state, coordinator, at);
  return [...suspended, ...burst, ...choices, ...authorLines(state, coordinator), ...lines, ...unproven, ...drift];
}

function firstLines({ form, memory: { unlisted } }: IntakeState, coordinator: string, entries: readonly QuarantineEntry[]) {
  const lines = entries.slice(0, LINES).map((entry) => quarantineItem(form, coordinator, entry));
  const [firstMore] = entries.slice(LINES);
  return firstMore ? [...lines, moreItem(form, coordinator, entries.length - LINES + unlisted, firstMore.at)] : lines;
}

/** Anybody may send hundreds: one line more of each reason dismisses them all. */
function linesOfPublicForm(state: IntakeState, coordinator: string, entries: readonly QuarantineEntry[]) {
  const { form, memory, dismissed, at } = state;
  const byReason = [...Map.groupBy(entries, ({ reason }) => reason)].flatMap(([reason, same]) =>
    fewLines(state, coordinator, same, (first) => manyItem(coordinator, { form, reason }, same.length, first.at)),
  );
  const unlisted = memory.unlisted - dismissed.unlisted;
  return unlisted > 0 && at !== null ? [...byReason, moreItem(form, coordinator, unlisted, at)] : byReason;
}

/** Of those of one reason a few one by one, and one line about all of them where there are more. */
function fewLines(
  { form }: IntakeState,
  coordinator: string,
  same: readonly QuarantineEntry[],
  aboutAll: (first: QuarantineEntry, last: QuarantineEntry) => WorklistItem,
): readonly WorklistItem[] {
  const lines = same.slice(0, FEW_LINES).map((entry) => quarantineItem(form, coordinator, entry));
  const [first, last] = [same[0], same.at(-1)];
  return first === undefined || last === undefined || same.length <= FEW_LINES ? lines : [...lines, aboutAll(first, last)];
}

/** Where there are too many, those that somebody vouches for come first: whoever has an old link can send hundreds in one member's name. */
function authorLines({ form, memory: { quarantined } }: IntakeState, coordinator: string): readonly WorklistItem[] {
  const listed = quarantined.filter((entry) => entry.author !== coordinator || confirmsItself(entry, coordinator));
  const inOrder = [...listed.filter(({ reason }) => !isUnproven(reason)), ...listed.filter(({ reason }) => isUnproven(reason))];
  return inOrder.flatMap((entry) => authorItem(form, entry)).slice(0, LINES);
}

/** Her own answer by an expired link: its line has the fresh one. */
function confirmsItself({ author, answer }: QuarantineEntry, coordinator: string): boolean {
  return author === coordinator && answer !== undefined;
}

function unprovenLines(state: IntakeState, coordinator: string, hers: readonly QuarantineEntry[]) {
  const { form, memory } = state;
  return UNPROVEN_REASONS.flatMap((reason) => {
    const same = hers.filter((entry) => entry.reason === reason);
    return fewLines(state, coordinator, same, (first, last) => {
      const count = memory.wrongCodes.byReason[reason] ?? { count: same.length, first: first.at, last: last.at };
      return wrongCodesItem(form, coordinator, reason, count);
    });
  });
}

function burstLines({ form, memory: { wrongCodes } }: IntakeState, coordinator: string, at: Moment): readonly WorklistItem[] {
  const { burst } = wrongCodes;
  return burst !== null && Date.parse(at.at) - Date.parse(burst.last.at) < BURST_MS ? [burstItem(form, coordinator, burst)] : [];
}

/** French Markdown for the Web UI. */
export function details({ form, memory, dismissed, totals, at }: IntakeState): string {
  const lines = words.details;
  const { suspended, quarantined, cursor, drift } = memory;
  return [
    lines.heading(form),
    '',
    suspended === null ? lines.read : lines.suspended(suspended),
    '',
    ...lines.counts(totals, quarantined.length + memory.unlisted - dismissed.unlisted),
    '',
    lines.cursor(cursor?.label ?? null),
    lines.lastChange(at?.label ?? null),
    ...drift.map(lines.missing),
    ...waiting(quarantined),
    ...wrongCodesIn(memory.wrongCodes),
    '',
    suspended !== null ? lines.nextSuspended(suspended) : quarantined.length > 0 ? lines.nextMended : lines.nextRead,
  ].join('\n');
}

function waiting(entries: readonly QuarantineEntry[]): readonly string[] {
  return [...new Set(entries.map(({ reason }) => reason))].map((reason) => {
    const same = entries.filter((entry) => entry.reason === reason);
    return words.details.quarantined(same.length, reason, same[0]);
  });
}

function wrongCodesIn({ byReason }: WrongCodes): readonly string[] {
  return UNPROVEN_REASONS.flatMap((reason) => {
    const count = byReason[reason];
    return count === undefined ? [] : [words.details.wrongCodes(reason, count)];
  });
}

function suspendedItem(form: FormKind, worklist: string, suspended: Suspension): WorklistItem {
  const service = suspended.code in SERVICE_ERRORS;
  return {
    ...line(form, worklist, suspended.since),
    key: `suspended-${form}-${suspended.code}-${suspended.since.at}`,
    kind: service ? 'service' : 'intake',
    ...words.task.suspended(form, suspended),
    urgent: true,
    ...(service ? { cause: suspended.code } : {}),
  };
}

function quarantineItem(form: FormKind, worklist: string, entry: QuarantineEntry): WorklistItem {
  return {
    ...line(form, worklist, entry.at),
    key: `quarantine-${entry.number}-${entry.reason}-${entry.at.at}`,
    ...words.task.quarantined(form, entry),
    answers: form === 'registration' ? [replacement(entry)] : [],
    ...(entry.choice ? { due: daysAfter(entry.at, DAYS_TO_CHOOSE) } : {}),
  };
}

/** The author of a staff response knows best what they meant; their new response replaces it by the number in its note. */
function authorItem(form: FormKind, entry: QuarantineEntry): readonly WorklistItem[] {
  const { number, author, reason, at, choice } = entry;
  const todo = authorTodo(reason);
  if (author === null || choice !== undefined || todo === null) return [];
  return [
    {
      ...line(form, author, at),
      key: `yours-${number}-${reason}-${at.at}`,
      kind: 'decide',
      ...words.task.yours(form, entry),
      missing: todo,
      answers: [redone(form, entry)],
      ...(entry.answer === undefined ? {} : words.task.expired(entry.answer.isWhole)),
    },
  ];
}

/** Of a response by an expired link, a fresh one holds what it said: to send it confirms it. */
function redone(form: FormKind, entry: QuarantineEntry): PrefilledAnswer {
  const { values = {}, isWhole = false } = entry.answer ?? {};
  const field = form === 'attendance' ? 'remarks' : 'note';
  const note = replacementNote(entry, values[field] ?? null);
  return { label: isWhole ? words.answer.confirm : words.answer.redo, form, values: { ...values, [field]: note } };
}

/** The coordinator hears of it only once its author has let it lie. */
const DAYS_TO_CHOOSE = 5;

function daysAfter({ at }: Moment, days: number): Moment {
  return unlabelled(new Date(Date.parse(at) + days * 24 * 3600_000).toISOString());
}

/** All of one name: what tells them apart is the stage and since when, and no name is known here. */
function choiceItem(form: FormKind, { number, at }: Omit<QuarantineEntry, 'choice'>, { author, candidates }: PathChoice): WorklistItem {
  return {
    ...line(form, author, at),
    key: `which-${number}-${at.at}`,
    kind: 'decide',
    ...words.task.choose(at.label),
    answers: candidates.slice(0, MOST_CANDIDATES).map(({ ref, since, stage }) => ({
      label: words.answer.path(ref, stage === null ? null : stageWord(stage), since.label),
      form,
      values: { reference: ref, note: choiceNote({ number }) },
    })),
  };
}

const MOST_CANDIDATES = 8;

function stageWord(stage: string): string {
  return Object.entries(STAGE_WORDS).find(([name]) => name === stage)?.[1] ?? stage;
}

/** A new registration that takes the quarantined one's place. */
function replacement({ number }: QuarantineEntry): PrefilledAnswer {
  return { label: words.answer.register, form: 'registration', values: { replaces: number } };
}

function manyItem(worklist: string, setAside: SetAside, count: number, since: Moment): WorklistItem {
  const { form, reason } = setAside;
  return {
    ...line(form, worklist, since),
    key: `quarantine-many-${form}-${reason}-${since.at}`,
    ...words.task.many(setAside, count),
    answers: [{ label: words.answer.dismiss, form: 'followUp', values: { reference: setAsideWords(setAside) } }],
  };
}

function moreItem(form: FormKind, worklist: string, count: number, since: Moment): WorklistItem {
  return {
    ...line(form, worklist, since),
    key: `quarantine-more-${form}-${count}`,
    ...words.task.more(form, count),
  };
}

function wrongCodesItem(form: FormKind, worklist: string, reason: UnprovenReason, count: WrongCodeCount): WorklistItem {
  return {
    ...line(form, worklist, count.first),
    key: `wrong-codes-${form}-${reason}-${count.first.at}`,
    ...words.task.wrongCodes(form, reason, count),
  };
}

/** One for each such day, however many come. */
function burstItem(form: FormKind, worklist: string, burst: NonNullable<WrongCodes['burst']>): WorklistItem {
  return {
    ...line(form, worklist, burst.last),
    key: `wrong-codes-${form}-${burst.on}`,
    ...words.task.burst(form, burst),
    urgent: true,
  };
}

function driftItem(form: FormKind, worklist: string, titles: readonly string[], at: Moment): WorklistItem {
  return {
    ...line(form, worklist, at),
    key: `drift-${form}-${titles.join('|')}`,
    ...words.task.drift(form, titles),
  };
}

function line(form: FormKind, worklist: string, since: Moment): WorklistItem {
  return {
    key: '',
    worklist,
    kind: 'intake',
    due: since,
    who: words.FORM_NAMES[form],
    reference: null,
    phone: null,
    sms: null,
    title: '',
    stage: null,
    since,
    tried: [],
    missing: null,
    next: null,
    notes: [],
    answers: [],
    urgent: false,
  };
}
