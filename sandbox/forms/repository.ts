import { createHash, randomBytes } from 'node:crypto';
import type { Core } from '../core/core.ts';
import { formOf, questionsOf, revisionOf } from './definition.ts';
import { drifted, isAbout } from './drift.ts';
import { STATE_FAULTS } from './faults.ts';
import { googleTime, zuluNanos } from './times.ts';
import type { Answer, FormDefinition, GoogleForm, GoogleResponse } from './types.ts';

/** Question id → values, in the order given. */
export type Answers = Readonly<Record<string, readonly string[]>>;

export interface Stored {
  readonly formId: string;
  readonly response: GoogleResponse;
  /** Listed only from this moment of the sandbox's clock on (ISO 8601): a response that shows late. */
  readonly visibleFrom: string | null;
}

export interface Submission {
  readonly formId: string;
  readonly answers: Answers;
  readonly respondentEmail?: string | undefined;
  /** An existing one is edited: it keeps its createTime. */
  readonly responseId?: string | undefined;
  readonly createTime?: string | undefined;
  readonly lastSubmittedTime?: string | undefined;
}

export interface FormsRepository {
  /** Ids in the order of definition. */
  formIds(): string[];
  /** As its owner left it, state faults included. */
  form(formId: string): GoogleForm | null;
  /** The same, counted as a hit of the state faults on it. */
  served(formId: string): { form: GoogleForm | null; fault: string | null };
  change(
    formId: string,
    change: { title?: string; items?: GoogleForm['items']; settings?: GoogleForm['settings']; accepting?: boolean },
  ): boolean;
  submit(submission: Submission, options?: { late?: number }): GoogleResponse;
  response(formId: string, responseId: string): GoogleResponse | null;
  /** The visible ones that `keep` keeps, each with its place in an order of its own that has nothing to do with time. */
  responses(formId: string, keep: (response: GoogleResponse) => boolean): { place: string; response: GoogleResponse }[];
}

export function openForms(core: Core, definitions: readonly FormDefinition[]): FormsRepository {
  const forms = core.collection<GoogleForm>('forms');
  const stored = core.collection<Stored>('responses');
  const accepted = new Map<string, Map<string, { order: string; stored: Stored }>>();
  for (const definition of definitions) if (!forms.has(definition.formId)) forms.set(definition.formId, formOf(definition, core.urls.web));
  const formIds = definitions.map((definition) => definition.formId);
  for (const one of stored.values()) index(one);

  function index(one: Stored): void {
    const ofForm = accepted.get(one.formId) ?? new Map<string, { order: string; stored: Stored }>();
    accepted.set(one.formId, ofForm);
    const id = one.response.responseId;
    ofForm.set(id, { order: ofForm.get(id)?.order ?? createHash('sha1').update(id).digest('hex'), stored: one });
  }

  function under(formId: string, count: boolean): { form: GoogleForm | null; fault: string | null } {
    const kept = forms.get(formId);
    if (kept === undefined) return { form: null, fault: null };
    let form: GoogleForm = { ...kept, responderUri: `${core.urls.web}/forms/d/${encodeURIComponent(formId)}/viewform` };
    let name: string | null = null;
    for (const fault of core.faults.live('forms', STATE_FAULTS)) {
      if (!isAbout(fault, formId, formIds[0])) continue;
      form = drifted(form, fault);
      name = fault.fault;
      if (count) core.faults.hit(fault.id);
    }
    return { form, fault: name };
  }

  const visible = (one: Stored) => one.visibleFrom === null || one.visibleFrom <= core.clock.iso();
  const find = (formId: string, responseId: string) => accepted.get(formId)?.get(responseId)?.stored;

  return {
    formIds: () => formIds,
    form: (formId) => under(formId, false).form,
    served: (formId) => under(formId, true),
    change: (formId, change) => {
      const kept = forms.get(formId);
      if (kept === undefined) return false;
      const items = change.items ?? kept.items;
      forms.set(formId, {
        ...kept,
        info: change.title === undefined ? kept.info : { ...kept.info, title: change.title },
        items,
        settings: change.settings ?? kept.settings,
        revisionId: revisionOf(items),
        publishSettings:
          change.accepting === undefined
            ? kept.publishSettings
            : { publishState: { isPublished: true, isAcceptingResponses: change.accepting } },
      });
      return true;
    },
    submit: (submission, { late = 0 } = {}) => {
      const now = core.clock.now();
      const responseId = submission.responseId ?? `ACYDBN${randomBytes(24).toString('base64url')}`;
      const before = find(submission.formId, responseId)?.response;
      const createTime = submission.createTime ?? before?.createTime ?? submission.lastSubmittedTime ?? googleTime(now);
      const response = responseOf(submission, responseId, createTime, submission.lastSubmittedTime ?? laterThan(before, now));
      const one: Stored = {
        formId: submission.formId,
        response,
        visibleFrom: late > 0 ? new Date(now.getTime() + late).toISOString() : null,
      };
      stored.set(`${submission.formId}/${responseId}`, one);
      index(one);
      return response;
    },
    response: (formId, responseId) => {
      const one = find(formId, responseId);
      return one !== undefined && visible(one) ? one.response : null;
    },
    responses: (formId, keep) =>
      [...(accepted.get(formId)?.values() ?? [])]
        .filter(({ stored: one }) => visible(one) && keep(one.response))
        .map(({ order, stored: one }) => ({ place: order, response: one.response }))
        .toSorted((a, b) => (a.place < b.place ? -1 : 1)),
  };
}

/** An edit always raises lastSubmittedTime, even one made within the same millisecond. */
function laterThan(before: GoogleResponse | undefined, now: Date): string {
  if (before === undefined) return googleTime(now);
  const previous = Number((zuluNanos(before.lastSubmittedTime) ?? 0n) / 1_000_000n);
  return googleTime(new Date(Math.max(now.getTime(), previous + 1)));
}

/** False and empty fields are dropped, as Google does: a question left empty has no answer, and no answers at all no `answers`. */
function responseOf(submission: Submission, responseId: string, createTime: string, lastSubmittedTime: string): GoogleResponse {
  const answers: Record<string, Answer> = {};
  for (const [questionId, values] of Object.entries(submission.answers)) {
    const filled = values.filter((value) => value !== '');
    if (filled.length > 0) answers[questionId] = { questionId, textAnswers: { answers: filled.map((value) => ({ value })) } };
  }
  return {
    responseId,
    createTime,
    lastSubmittedTime,
    ...(submission.respondentEmail === undefined || submission.respondentEmail === ''
      ? {}
      : { respondentEmail: submission.respondentEmail }),
    ...(Object.keys(answers).length === 0 ? {} : { answers }),
  };
}

/** Answers under titles or question ids, with `{row: column}` for a grid, as question id → values. Returns the names that match nothing. */
export function answersByTitle(
  form: GoogleForm,
  byName: Readonly<Record<string, unknown>>,
): { answers: Record<string, string[]>; unknown: string[] } {
  const answers: Record<string, string[]> = {};
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(byName)) {
    const placed = questionsOf(form).filter(({ question, title }) => question.questionId === name || title === name);
    if (placed.length === 0) unknown.push(name);
    for (const { question, row } of placed) {
      const values = row !== null && isRecord(value) ? value[row] : isRecord(value) ? undefined : value;
      if (values !== undefined && values !== null) answers[question.questionId] = (Array.isArray(values) ? values : [values]).map(String);
    }
    if (isRecord(value)) {
      const rows = new Set(placed.map(({ row }) => row));
      unknown.push(
        ...Object.keys(value)
          .filter((row) => !rows.has(row))
          .map((row) => `${name} / ${row}`),
      );
    }
  }
  return { answers, unknown };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
