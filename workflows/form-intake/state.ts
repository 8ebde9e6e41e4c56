import type { DeskItem, PrefilledAnswer } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import type { FormKind } from '../../domain/programme/programme.ts';
import {
  authorTodo,
  choiceNote,
  type PathChoice,
  QUARANTINE_REASONS,
  type QuarantineEntry,
  type QuarantineReason,
  quarantineWords,
  replacementNote,
} from '../../domain/quarantine.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import { STAGE_WORDS } from '../participant-path/words.ts';
import { type Pause, pauseAfter } from '../trouble-pause.ts';
import type { Held, IntakeCounts, IntakeMemory, PollRequest, PollResult } from './contract.ts';

/** One form's intake: what it carries from run to run. */
export interface IntakeState {
  readonly form: FormKind;
  readonly memory: IntakeMemory;
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

export const FORM_NAMES: Readonly<Record<FormKind, string>> = {
  registration: 'Inscription',
  attendance: 'Présences',
  followUp: 'Suivi',
  unable: 'Empêchement',
};

const NOTHING: IntakeCounts = { handedOver: 0, started: 0, quarantined: 0, mended: 0, refused: 0 };

export const EMPTY_MEMORY: IntakeMemory = {
  cursor: null,
  handled: [],
  digests: {},
  learned: {},
  turns: {},
  quarantined: [],
  unseen: [],
  held: null,
  drift: [],
  version: null,
  fingerprint: null,
  fullListOn: null,
};

/** More than this many become one line: a mail must stay readable. */
const LINES = 20;

export function openIntake({ form, carry }: IntakeStart): IntakeState {
  return carry ?? { form, memory: EMPTY_MEMORY, totals: NOTHING, at: null, coordinator: null, pause: null };
}

export function pollRequest({ form, memory }: IntakeState): PollRequest {
  return { form, memory };
}

export function polled(state: IntakeState, { memory, counts, at, coordinator }: PollResult): IntakeState {
  const totals: IntakeCounts = {
    handedOver: state.totals.handedOver + counts.handedOver,
    started: state.totals.started + counts.started,
    quarantined: state.totals.quarantined + counts.quarantined,
    mended: state.totals.mended + counts.mended,
    refused: state.totals.refused + counts.refused,
  };
  return { ...state, memory, totals, at, coordinator, pause: null };
}

/** @param now ISO 8601 */
export function pollFailed(state: IntakeState, now: string): IntakeState {
  return { ...state, pause: pauseAfter(state.pause, now) };
}

/** What the coordinator must know or mend: the form held, each quarantined response, questions that are gone. */
export function deskItems(state: IntakeState): readonly DeskItem[] {
  const { coordinator, memory, at } = state;
  if (coordinator === null || at === null) return [];
  const held = memory.held ? [heldItem(state.form, coordinator, memory.held)] : [];
  const drift = memory.drift.length > 0 ? [driftItem(state.form, coordinator, memory.drift, at)] : [];
  const choices = memory.quarantined.flatMap(({ choice, ...entry }) => (choice ? [choiceItem(state.form, entry, choice)] : []));
  // Who is asked herself needs no second line about it.
  const hers = memory.quarantined.filter(({ choice }) => choice?.author !== coordinator);
  const lines = hers.slice(0, LINES).map((entry) => quarantineItem(state.form, coordinator, entry));
  const [firstMore] = hers.slice(LINES);
  const more = firstMore ? [moreItem(state.form, coordinator, hers.length - LINES, firstMore.at)] : [];
  const authors = memory.quarantined
    .flatMap((entry) => (entry.author === coordinator ? [] : authorItem(state.form, entry)))
    .slice(0, LINES);
  return [...held, ...choices, ...authors, ...lines, ...more, ...drift];
}

/** French Markdown for the Web UI. */
export function details(state: IntakeState): string {
  const { form, memory, totals, at } = state;
  return [
    `### Formulaire « ${FORM_NAMES[form]} »`,
    '',
    memory.held ? `**En pause** depuis ${memory.held.since.label} : ${heldWords(memory.held).what}` : 'Lu en continu.',
    '',
    `| reçues | dossiers ouverts | à reprendre | reprises | sans accord |`,
    `|---|---|---|---|---|`,
    `| ${totals.handedOver} | ${totals.started} | ${memory.quarantined.length} | ${totals.mended} | ${totals.refused} |`,
    '',
    `- Lu jusqu’à : ${memory.cursor?.label ?? 'aucune réponse encore'}`,
    `- Dernières nouvelles : ${at?.label ?? 'première lecture en cours'}`,
    ...memory.drift.map((title) => `- Question introuvable : « ${title} »`),
    ...waiting(memory.quarantined),
    '',
    `**Ensuite** : ${next(memory)}`,
  ].join('\n');
}

function waiting(entries: readonly QuarantineEntry[]): readonly string[] {
  const reasons = [...new Set(entries.map(({ reason }) => reason))];
  return reasons.map(
    (reason) => `- ${entries.filter((entry) => entry.reason === reason).length} × \`${reason}\` : ${titleOf(entries, reason)}`,
  );
}

function titleOf(entries: readonly QuarantineEntry[], reason: QuarantineReason): string {
  const entry = entries.find((one) => one.reason === reason);
  return entry ? quarantineWords(entry).what : QUARANTINE_REASONS[reason].what;
}

function next({ held, quarantined }: IntakeMemory): string {
  if (held) return `${heldWords(held).todo} Aucune réponse n’est perdue : la lecture reprend là où elle s’est arrêtée.`;
  if (quarantined.length > 0)
    return 'les réponses à reprendre le seront dès qu’elles, le formulaire ou la configuration auront été corrigés.';
  return 'la prochaine réponse est transmise à son dossier dès qu’elle est lue.';
}

interface Words {
  readonly what: string;
  readonly todo: string;
}

function heldWords({ code, about }: Held): Words {
  const titles = about.map((title) => `« ${title} »`).join(', ');
  if (code === 'question-missing') {
    return {
      what: `le formulaire n’a plus la question ${titles}.`,
      todo: 'Remettre la question dans le formulaire, ou corriger son titre dans groupement.yaml (forms).',
    };
  }
  if (code === 'too-many-quarantined') {
    return {
      what: `trop de réponses illisibles pour une même raison (${about.join(', ')}).`,
      todo: 'Vérifier que les questions et les options du formulaire sont bien celles de groupement.yaml (forms).',
    };
  }
  return { what: SERVICE_ERRORS[code].tell, todo: 'Dès que c’est réparé, la lecture reprend seule.' };
}

function heldItem(form: FormKind, desk: string, held: Held): DeskItem {
  const { what, todo } = heldWords(held);
  const service = held.code in SERVICE_ERRORS;
  return {
    ...line(form, desk, held.since),
    key: `held-${form}-${held.code}-${held.since.at}`,
    kind: service ? 'service' : 'intake',
    title: `Formulaire « ${FORM_NAMES[form]} » en pause : ${what}`,
    missing: todo,
    next: 'Aucune réponse n’est perdue : la lecture reprend là où elle s’est arrêtée.',
    urgent: true,
    ...(service ? { cause: held.code } : {}),
  };
}

function quarantineItem(form: FormKind, desk: string, entry: QuarantineEntry): DeskItem {
  const { what, todo } = quarantineWords(entry);
  return {
    ...line(form, desk, entry.at),
    key: `quarantine-${entry.number}-${entry.reason}-${entry.at.at}`,
    title: `Réponse ${entry.number} du ${entry.at.label} au formulaire « ${FORM_NAMES[form]} » : ${what}`,
    missing: todo,
    next: 'Corrigée dans le formulaire, elle est reprise aussitôt.',
    answers: form === 'registration' ? [replacement(entry)] : [],
    ...(entry.choice ? { due: daysAfter(entry.at, DAYS_TO_CHOOSE) } : {}),
  };
}

/** The author of a staff response knows best what they meant; their new response replaces it by the number in its note. */
function authorItem(form: FormKind, entry: QuarantineEntry): readonly DeskItem[] {
  const { number, author, reason, at, choice } = entry;
  const todo = authorTodo(reason);
  if (author === null || choice !== undefined || todo === null) return [];
  return [
    {
      ...line(form, author, at),
      key: `yours-${number}-${reason}-${at.at}`,
      kind: 'decide',
      title: `Votre réponse du ${at.label} au formulaire « ${FORM_NAMES[form]} » n’a pas été prise : ${uncapitalised(quarantineWords(entry).what)}`,
      missing: todo,
      next: 'Cette ligne disparaît dès que la réponse est corrigée, ou remplacée avec ce lien.',
      answers: [{ label: 'Refaire la saisie', form, values: { [form === 'attendance' ? 'remarks' : 'note']: replacementNote(entry) } }],
    },
  ];
}

function uncapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The coordinator hears of it only once its author has let it lie. */
const DAYS_TO_CHOOSE = 5;

function daysAfter({ at }: Moment, days: number): Moment {
  return { at: new Date(Date.parse(at) + days * 24 * 3600_000).toISOString(), label: '' };
}

/** All of one name: what tells them apart is the stage and since when, and no name is known here. */
function choiceItem(form: FormKind, { number, at }: Omit<QuarantineEntry, 'choice'>, { author, candidates }: PathChoice): DeskItem {
  return {
    ...line(form, author, at),
    key: `which-${number}-${at.at}`,
    kind: 'decide',
    title: `Plusieurs dossiers portent le nom écrit dans votre réponse du ${at.label} : lequel ?`,
    missing: 'Le dossier de cette personne',
    next: 'Votre réponse est prise dès que vous avez choisi : rien n’est à ressaisir.',
    answers: candidates.slice(0, MOST_CANDIDATES).map(({ ref, since, stage }) => ({
      label: `${ref}${stage === null ? '' : `, ${wordOf(stage)}`}, depuis ${since.label}`,
      form,
      values: { reference: ref, note: choiceNote({ number }) },
    })),
  };
}

const MOST_CANDIDATES = 8;

function wordOf(stage: string): string {
  return Object.entries(STAGE_WORDS).find(([name]) => name === stage)?.[1] ?? stage;
}

/** A new registration that takes the quarantined one's place. */
function replacement({ number }: QuarantineEntry): PrefilledAnswer {
  return { label: 'Saisir l’inscription', form: 'registration', values: { replaces: number } };
}

function moreItem(form: FormKind, desk: string, count: number, since: Moment): DeskItem {
  return {
    ...line(form, desk, since),
    key: `quarantine-more-${form}-${count}`,
    title: `${count} autres réponses au formulaire « ${FORM_NAMES[form]} » attendent une correction.`,
    missing: 'La liste complète est dans le détail du formulaire (historique Temporal).',
  };
}

function driftItem(form: FormKind, desk: string, titles: readonly string[], at: Moment): DeskItem {
  return {
    ...line(form, desk, at),
    key: `drift-${form}-${titles.join('|')}`,
    title: `Le formulaire « ${FORM_NAMES[form]} » n’a plus ${titles.length > 1 ? 'les questions' : 'la question'} ${titles.map((title) => `« ${title} »`).join(', ')}.`,
    missing: 'Remettre la question dans le formulaire, ou corriger son titre dans groupement.yaml (forms).',
    next: 'Le reste des réponses continue d’être lu.',
  };
}

function line(form: FormKind, desk: string, since: Moment): DeskItem {
  return {
    key: '',
    desk,
    kind: 'intake',
    due: since,
    who: FORM_NAMES[form],
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
