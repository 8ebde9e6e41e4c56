import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compare } from '../../domain/text.ts';
import type { FormQuestion, FormResponse, FormStructure } from './port.ts';

// Only what we rely on of Google's shapes (discovery document of the Forms API v1). False and empty fields are left out by Google.

const choices = z.object({ type: z.string().nullish(), options: z.array(z.object({ value: z.string().nullish() })).nullish() });

const question = z.object({
  questionId: z.string().min(1),
  choiceQuestion: choices.nullish(),
  textQuestion: z.object({}).nullish(),
  dateQuestion: z.object({}).nullish(),
  timeQuestion: z.object({}).nullish(),
  scaleQuestion: z.object({}).nullish(),
  rowQuestion: z.object({ title: z.string().nullish() }).nullish(),
});

const item = z.object({
  title: z.string().nullish(),
  questionItem: z.object({ question }).nullish(),
  questionGroupItem: z
    .object({ questions: z.array(question).nullish(), grid: z.object({ columns: choices.nullish() }).nullish() })
    .nullish(),
});

const form = z.object({
  info: z.object({ title: z.string().nullish(), documentTitle: z.string().nullish() }).nullish(),
  responderUri: z.string().nullish(),
  settings: z.object({ emailCollectionType: z.string().nullish() }).nullish(),
  items: z.array(item).nullish(),
});

const instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  context.addIssue({ code: 'custom', message: 'not an instant' });
  return z.NEVER;
});

const responseIdentity = z.object({ responseId: z.string().min(1) });
const respondent = z.string().min(1);
const answers = z.record(z.string(), z.unknown());
const answer = z.object({ textAnswers: z.object({ answers: z.array(z.object({ value: z.string() })) }) });
const responsePage = z.object({ responses: z.array(z.unknown()).nullish(), nextPageToken: z.string().nullish() });

/** Null when the body is no form (a truncated answer arrives as a string). */
export function parseStructure(formId: string, body: unknown): FormStructure | null {
  const parsed = form.safeParse(body);
  // An empty object is an answer of something else: a form has at least its info.
  if (!parsed.success || Object.keys(parsed.data).length === 0) return null;
  const questions = (parsed.data.items ?? []).flatMap(questionsOf);
  return {
    formId,
    title: parsed.data.info?.title ?? parsed.data.info?.documentTitle ?? '',
    responderUri: parsed.data.responderUri ?? null,
    verifiedEmail: parsed.data.settings?.emailCollectionType === 'VERIFIED',
    questions,
    fingerprint: createHash('sha256').update(JSON.stringify(questions)).digest('hex').slice(0, 32),
  };
}

export interface ResponsePage {
  readonly responses: readonly FormResponse[];
  readonly nextPageToken: string | null;
}

/** Null when the page, or the identity of one of its responses, can't be read: nothing of it may be taken for handed over. */
export function parseResponsePage(formId: string, body: unknown): ResponsePage | null {
  const page = responsePage.safeParse(body);
  if (!page.success) return null;
  const responses = (page.data.responses ?? []).map((each) => parseResponse(formId, each));
  if (responses.some((each) => each === null)) return null;
  return { responses: responses.filter((each) => each !== null), nextPageToken: page.data.nextPageToken || null };
}

/**
 * A response with whatever of it can be read: a broken answer is left out like an empty one, so that one response never stops the others.
 * Null without an id or any time, since it could then be neither ordered nor recognised.
 */
export function parseResponse(formId: string, body: unknown): FormResponse | null {
  const identity = responseIdentity.safeParse(body);
  if (!identity.success) return null;
  const fields = z.record(z.string(), z.unknown()).parse(body);
  const created = instant.safeParse(fields['createTime']).data;
  const submitted = instant.safeParse(fields['lastSubmittedTime']).data;
  const lastSubmittedTime = submitted ?? created;
  if (lastSubmittedTime === undefined) return null;
  return {
    formId,
    responseId: identity.data.responseId,
    createTime: created ?? lastSubmittedTime,
    lastSubmittedTime,
    respondentEmail: respondent.safeParse(fields['respondentEmail']).data ?? null,
    answers: parseAnswers(fields['answers']),
  };
}

/** Each (responseId, lastSubmittedTime) once, oldest first: Google's order is undocumented, and pages may overlap. */
export function inOrder(responses: readonly FormResponse[]): readonly FormResponse[] {
  const once = new Map(responses.map((each) => [`${each.responseId} ${each.lastSubmittedTime}`, each]));
  return [...once.values()].toSorted(
    (a, b) =>
      compare(a.lastSubmittedTime, b.lastSubmittedTime) || compare(a.createTime, b.createTime) || compare(a.responseId, b.responseId),
  );
}

function parseAnswers(body: unknown): Record<string, readonly string[]> {
  const read = Object.entries(answers.safeParse(body).data ?? {}).flatMap(([questionId, each]) => {
    const values = answer.safeParse(each).data?.textAnswers.answers.map(({ value }) => value) ?? [];
    return values.length > 0 ? [[questionId, values] as const] : [];
  });
  return Object.fromEntries(read);
}

function questionsOf({ title, questionItem, questionGroupItem }: z.infer<typeof item>): readonly FormQuestion[] {
  const name = title ?? '';
  if (questionItem) {
    const { question: one } = questionItem;
    return [{ questionId: one.questionId, title: name, row: null, type: typeOf(one), options: optionsOf(one.choiceQuestion) }];
  }
  const columns = optionsOf(questionGroupItem?.grid?.columns);
  return (questionGroupItem?.questions ?? []).map(({ questionId, rowQuestion }) => ({
    questionId,
    title: name,
    row: rowQuestion?.title ?? '',
    type: 'gridRow',
    options: columns,
  }));
}

function typeOf(one: z.infer<typeof question>): FormQuestion['type'] {
  if (one.choiceQuestion) return one.choiceQuestion.type === 'CHECKBOX' ? 'checkbox' : 'choice';
  if (one.textQuestion) return 'text';
  if (one.dateQuestion) return 'date';
  if (one.timeQuestion) return 'time';
  if (one.scaleQuestion) return 'scale';
  return 'other';
}

/** « Autre » has no text of its own: its answer is free text. */
function optionsOf(list: z.infer<typeof choices> | null | undefined): readonly string[] {
  return (list?.options ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}
