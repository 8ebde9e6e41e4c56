import type { FormKind, FormMapping } from '../../domain/programme/programme.ts';
import type { FormQuestion, FormStructure } from '../../integrations/google-forms/port.ts';
import { fieldName } from './field-names.ts';
import { plain } from './text.ts';

/**
 * Which questions carried a field when its title was last found: a renamed question keeps its id, so it goes on being read, and so do
 * answers to a question that was deleted and made again.
 */
export type Learned = Readonly<Record<string, LearnedField>>;

interface LearnedField {
  /** As configured: a title, or a question's id. */
  readonly title: string;
  readonly ids: readonly string[];
  /** Where an id is configured: the title that the question had when it was last seen. */
  readonly lastTitle?: string;
}

export interface ResolvedFields {
  /** Field → questions that carry it now (all rows of a grid; two questions of one title in two sections). */
  readonly questions: ReadonlyMap<string, readonly FormQuestion[]>;
  /** Field → every question id that has carried it, present ones first. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Mapped fields that no question carries. */
  readonly missing: readonly string[];
  readonly learned: Learned;
}

/** A grid of 30 rows, made again twice. */
const REMEMBERED_IDS = 90;

/** Field by question id, then by title (tolerant), then by the ids that this title had when it was last seen. */
export function resolveFields(structure: FormStructure, mapping: FormMapping<string>, learned: Learned = {}): ResolvedFields {
  const mapped = Object.entries(mapping.fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const found = mapped.map(([field, title]) => {
    const idsBefore = learned[field]?.title === title ? learned[field].ids : [];
    const questions = carriers(structure, title, idsBefore);
    const ids = [...new Set([...questions.map(({ questionId }) => questionId), ...idsBefore])].slice(0, REMEMBERED_IDS);
    return { field, title, questions, ids, lastTitle: titleOfQuestion(title, questions, learned[field]) };
  });
  return {
    questions: new Map(found.map(({ field, questions }) => [field, questions])),
    ids: new Map(found.map(({ field, ids }) => [field, ids])),
    missing: found.filter(({ questions }) => questions.length === 0).map(({ field }) => field),
    learned: Object.fromEntries(
      found.filter(({ ids }) => ids.length > 0).map(({ field, title, ids, lastTitle }) => [field, seenAs(title, ids, lastTitle)]),
    ),
  };
}

/** Null where a title is configured: it says itself what is asked. */
function titleOfQuestion(title: string, questions: readonly FormQuestion[], before: LearnedField | undefined): string | null {
  const byId = questions.find(({ questionId }) => questionId === title);
  const titleBefore = before?.title === title && questions.length === 0 ? before.lastTitle : undefined;
  return byId?.title ?? titleBefore ?? null;
}

function seenAs(title: string, ids: readonly string[], lastTitle: string | null): LearnedField {
  return lastTitle === null || lastTitle === '' ? { title, ids } : { title, ids, lastTitle };
}

/** Google's: eight hexadecimal digits. */
const QUESTION_ID = /^[0-9a-f]{8}$/;

/** How a reader knows the question of a field, there or gone: never by its id. */
export function questionTitle(
  kind: FormKind,
  field: string,
  { fields }: FormMapping<string>,
  { learned }: Pick<ResolvedFields, 'learned'>,
): string {
  const mapped = fields[field];
  const lastTitle = learned[field]?.lastTitle;
  if (lastTitle !== undefined) return lastTitle;
  return mapped === undefined || QUESTION_ID.test(mapped) ? fieldName(kind, field) : mapped;
}

function carriers(structure: FormStructure, title: string, idsBefore: readonly string[]): readonly FormQuestion[] {
  const byId = structure.questions.filter(({ questionId }) => questionId === title);
  if (byId.length > 0) return byId;
  const wanted = plain(title);
  const byTitle = structure.questions.filter((question) => (wanted ? plain(question.title) === wanted : question.title === title));
  return byTitle.length > 0 ? byTitle : structure.questions.filter(({ questionId }) => idsBefore.includes(questionId));
}

/** Fields without which no response of the form can be understood: [one of these], and [one of these], …; fields that aren't mapped at all count only where `always`. */
const REQUIRED: Readonly<Record<FormKind, readonly { readonly anyOf: readonly string[]; readonly always: boolean }[]>> = {
  registration: [
    { anyOf: ['firstName'], always: true },
    { anyOf: ['email', 'phone'], always: true },
    { anyOf: ['consent'], always: false },
  ],
  attendance: [
    { anyOf: ['session'], always: true },
    { anyOf: ['grid'], always: true },
    { anyOf: ['staffCode'], always: true },
  ],
  followUp: [
    { anyOf: ['reference', 'lastName', 'session'], always: true },
    { anyOf: ['reference'], always: false },
    { anyOf: ['staffCode'], always: true },
  ],
  unable: [
    { anyOf: ['reference'], always: true },
    { anyOf: ['answer'], always: true },
  ],
};

/** Questions that older forms never had: missed only where one of them was there before. */
const ADDED: Readonly<Partial<Record<FormKind, readonly string[]>>> = { attendance: ['presentOrganisations'] };

/** What the form lost since it was mapped, as titles an administrator knows. */
export interface Drift {
  /** Nothing is read while one of these is missing. */
  readonly required: readonly string[];
  /** The rest goes on without these. */
  readonly optional: readonly string[];
}

export function driftOf(kind: FormKind, structure: FormStructure, mapping: FormMapping<string>, fields: ResolvedFields): Drift {
  const { missing, ids } = fields;
  const mapped = mapping.fields;
  const title = (field: string) => questionTitle(kind, field, mapping, fields);
  const there = (field: string) => Boolean(mapped[field]) && !missing.includes(field);
  const gone = REQUIRED[kind]
    .filter(({ anyOf }) => !(anyOf.includes('staffCode') && structure.verifiedEmail))
    .filter(({ anyOf, always }) => !anyOf.some(there) && (always || anyOf.some((field) => mapped[field])))
    .flatMap(({ anyOf }) => anyOf.filter((field) => mapped[field] ?? anyOf.length === 1));
  const required = [...new Set(gone)];
  const wasNeverAsked = (field: string) => ADDED[kind]?.includes(field) === true && (ids.get(field) ?? []).length === 0;
  const optional = missing.filter((field) => !required.includes(field) && !wasNeverAsked(field));
  return { required: required.map(title), optional: optional.map(title) };
}
