import type { Fault } from '../core/faults.ts';
import { hexId, questionsOf, revisionOf } from './definition.ts';
import type { GoogleForm, Item } from './types.ts';

/**
 * The form as it stands under a state fault: its owner renamed, deleted or recreated a question, or closed it.
 * `params.title` names the question (the first one otherwise), `params.newTitle` its new title.
 */
export function drifted(form: GoogleForm, fault: Fault): GoogleForm {
  if (fault.fault === 'forms-closed') {
    return { ...form, publishSettings: { publishState: { isPublished: true, isAcceptingResponses: false } } };
  }
  const title = textParam(fault, 'title') ?? questionsOf(form)[0]?.title;
  const items = form.items.flatMap((item) => (item.title === title ? changed(item, fault) : [item]));
  return { ...form, items, revisionId: revisionOf(items) };
}

/** The form a state fault is about: `params.formId`, or the first one. */
export function isAbout(fault: Fault, formId: string, firstFormId: string | undefined): boolean {
  return (textParam(fault, 'formId') ?? firstFormId) === formId;
}

function changed(item: Item, fault: Fault): Item[] {
  switch (fault.fault) {
    case 'forms-question-renamed':
      return [{ ...item, title: textParam(fault, 'newTitle') ?? `${item.title ?? ''} (nouvelle formulation)` }];
    case 'forms-question-deleted':
      return [];
    case 'forms-question-recreated':
      return [recreated(item)];
    default:
      return [item];
  }
}

function recreated(item: Item): Item {
  const again = <T extends { questionId: string }>(question: T): T => ({ ...question, questionId: hexId(`again/${question.questionId}`) });
  return {
    ...item,
    itemId: hexId(`again/${item.itemId}`),
    ...(item.questionItem === undefined ? {} : { questionItem: { question: again(item.questionItem.question) } }),
    ...(item.questionGroupItem === undefined
      ? {}
      : { questionGroupItem: { ...item.questionGroupItem, questions: item.questionGroupItem.questions.map(again) } }),
  };
}

function textParam(fault: Fault, name: string): string | null {
  const value = fault.params[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
