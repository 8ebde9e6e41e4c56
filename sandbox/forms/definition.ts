import { createHash } from 'node:crypto';
import type { FormDefinition, GoogleForm, Item, ItemDefinition, Question } from './types.ts';

/** Makes the form Google would serve out of a definition: ids that are missing come from form id, title (numbered when used twice) and row, so they survive a restart. */
export function formOf(definition: FormDefinition, web: string): GoogleForm {
  const titles = new Map<string, number>();
  const items = definition.items.map((item) => {
    const title = item.title ?? '';
    const nth = titles.get(title) ?? 0;
    titles.set(title, nth + 1);
    return itemOf(`${definition.formId}/${title}${nth === 0 ? '' : `/${nth}`}`, item);
  });
  return {
    formId: definition.formId,
    info: {
      title: definition.title,
      documentTitle: definition.title,
      ...(definition.description === undefined ? {} : { description: definition.description }),
    },
    settings: { emailCollectionType: definition.settings?.emailCollectionType ?? 'DO_NOT_COLLECT' },
    revisionId: revisionOf(items),
    responderUri: `${web}/forms/d/${encodeURIComponent(definition.formId)}/viewform`,
    publishSettings: { publishState: { isPublished: true, isAcceptingResponses: true } },
    items,
  };
}

/** A new revision for a new content, the same for the same. */
export const revisionOf = (items: readonly Item[]): string => hash(JSON.stringify(items)).slice(0, 16);

function itemOf(seed: string, item: ItemDefinition): Item {
  const { itemId, questionItem, questionGroupItem, ...rest } = item;
  return {
    itemId: itemId ?? hexId(`item/${seed}`),
    ...rest,
    ...(questionItem === undefined ? {} : { questionItem: { question: withId(questionItem.question, seed) } }),
    ...(questionGroupItem === undefined ? {} : { questionGroupItem: groupOf(questionGroupItem, seed) }),
  };
}

function groupOf(group: NonNullable<ItemDefinition['questionGroupItem']>, seed: string): NonNullable<Item['questionGroupItem']> {
  return { ...group, questions: group.questions.map((question) => withId(question, `${seed}/${question.rowQuestion?.title ?? ''}`)) };
}

function withId(question: Omit<Question, 'questionId'> & { questionId?: string }, seed: string): Question {
  return { ...question, questionId: question.questionId ?? hexId(seed) };
}

/** 8 hexadecimal digits that fit a positive 32-bit number and don't begin with 0, as Google's do. */
export function hexId(seed: string): string {
  const digits = hash(seed).slice(0, 8);
  const first = (Number.parseInt(digits.slice(0, 1), 16) % 7) + 1;
  return `${first}${digits.slice(1)}`;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

export interface PlacedQuestion {
  readonly question: Question;
  /** The item's title; for a row, the grid's. */
  readonly title: string;
  readonly row: string | null;
  readonly item: Item;
  /** The number in `entry.<number>`. */
  readonly entry: number;
}

/** Every question of a form in order, rows of a grid included. */
export function questionsOf(form: { items: readonly Item[] }): PlacedQuestion[] {
  return form.items.flatMap((item) => {
    const questions = item.questionItem === undefined ? (item.questionGroupItem?.questions ?? []) : [item.questionItem.question];
    return questions.map((question) => ({
      question,
      title: item.title ?? '',
      row: question.rowQuestion?.title ?? null,
      item,
      entry: entryOf(question.questionId),
    }));
  });
}

export const entryOf = (questionId: string): number => Number.parseInt(questionId, 16);
