import { html } from 'hono/html';
import { entryOf } from '../forms/definition.ts';
import type { ChoiceQuestion, Item, Question } from '../forms/types.ts';
import { type Markup, spaced } from './layout.ts';

/** Question id → values, as filled in so far, and question id → what is wrong with them. */
export interface Filled {
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly errors: Readonly<Record<string, string>>;
}

/** How Google's pages name the choice « Autre ». */
export const OTHER = '__other_option__';

export function itemField(item: Item, filled: Filled): Markup {
  if (item.questionItem !== undefined) return questionField(item, item.questionItem.question, filled);
  if (item.questionGroupItem !== undefined) return gridField(item, filled);
  return html`<div class="section"><h2>${item.title ?? ''}</h2>${item.description === undefined ? '' : html`<p>${spaced(item.description)}</p>`}</div>`;
}

function questionField(item: Item, question: Question, filled: Filled): Markup {
  const id = `q${entryOf(question.questionId)}`;
  const wrong = filled.errors[question.questionId];
  const values = filled.values[question.questionId] ?? [];
  const choice = question.choiceQuestion ?? scaleAsChoice(question);
  if (choice !== undefined && choice.type !== 'DROP_DOWN') {
    return html`<fieldset class="${wrong === undefined ? '' : 'wrong'}" id="${id}"><legend>${titleOf(item, question)}</legend>
${helpOf(item, id)}<div class="options">${optionFields(question, choice, values)}</div>${errorOf(wrong, id)}</fieldset>`;
  }
  return html`<div class="question ${wrong === undefined ? '' : 'wrong'}"><label for="${id}">${titleOf(item, question)}</label>
${helpOf(item, id)}${control(question, id, values, item.description !== undefined, wrong !== undefined)}${errorOf(wrong, id)}</div>`;
}

const titleOf = (item: Item, question: Question): Markup =>
  html`<span class="title">${spaced(item.title ?? '')}${question.required === true ? html` <span class="need" title="obligatoire"><span aria-hidden="true">*</span></span>` : ''}</span>`;

const helpOf = (item: Item, id: string): Markup | string =>
  item.description === undefined ? '' : html`<p class="help" id="${id}-aide">${spaced(item.description)}</p>`;

const errorOf = (wrong: string | undefined, id: string): Markup | string =>
  wrong === undefined ? '' : html`<p class="error" id="${id}-erreur">${wrong}</p>`;

function control(question: Question, id: string, values: readonly string[], helped: boolean, wrong: boolean): Markup {
  const name = `entry.${entryOf(question.questionId)}`;
  const value = values[0] ?? '';
  const described = [helped ? `${id}-aide` : '', wrong ? `${id}-erreur` : ''].join(' ').trim();
  const required = question.required === true;
  if (question.choiceQuestion !== undefined) {
    const options = question.choiceQuestion.options.flatMap((option) => ('value' in option ? [option.value] : []));
    return html`<select id="${id}" name="${name}" aria-describedby="${described}" ${required ? 'required' : ''}><option value="">Choisir…</option>${options.map(
      (option) => html`<option value="${option}" ${option === value ? 'selected' : ''}>${option}</option>`,
    )}</select>`;
  }
  if (question.textQuestion?.paragraph === true) {
    return html`<textarea id="${id}" name="${name}" rows="4" aria-describedby="${described}" ${required ? 'required' : ''}>${value}</textarea>`;
  }
  return html`<input id="${id}" name="${name}" type="${inputType(question)}" value="${inputValue(question, value)}" aria-describedby="${described}" ${required ? 'required' : ''}>`;
}

function inputType(question: Question): string {
  if (question.dateQuestion !== undefined) return question.dateQuestion.includeTime === true ? 'datetime-local' : 'date';
  return question.timeQuestion === undefined ? 'text' : 'time';
}

/** A kept `YYYY-MM-DD HH:MM` is `YYYY-MM-DDTHH:MM` in the browser's field. */
const inputValue = (question: Question, value: string): string =>
  question.dateQuestion?.includeTime === true ? value.replace(' ', 'T') : value;

function optionFields(question: Question, choice: ChoiceQuestion, values: readonly string[]): Markup[] {
  const name = `entry.${entryOf(question.questionId)}`;
  const type = choice.type === 'CHECKBOX' ? 'checkbox' : 'radio';
  const optionValues = choice.options.flatMap((option) => ('value' in option ? [option.value] : []));
  const other = values.find((value) => !optionValues.includes(value)) ?? '';
  return choice.options.map((option) =>
    'value' in option
      ? html`<label class="option"><input type="${type}" name="${name}" value="${option.value}" ${values.includes(option.value) ? 'checked' : ''}><span>${option.value}</span></label>`
      : html`<div class="option"><label class="option"><input type="${type}" name="${name}" value="${OTHER}" ${other === '' ? '' : 'checked'}><span>Autre :</span></label><input type="text" name="${name}.other_option_response" value="${other}" aria-label="Autre : précisez"></div>`,
  );
}

function scaleAsChoice(question: Question): ChoiceQuestion | undefined {
  if (question.scaleQuestion === undefined) return undefined;
  const { low = 1, high } = question.scaleQuestion;
  return { type: 'RADIO', options: Array.from({ length: high - low + 1 }, (_, index) => ({ value: String(low + index) })) };
}

function gridField(item: Item, filled: Filled): Markup {
  const group = item.questionGroupItem ?? { questions: [] };
  const columns = (group.grid?.columns.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
  const type = group.grid?.columns.type === 'CHECKBOX' ? 'checkbox' : 'radio';
  const wrong = group.questions.map((question) => filled.errors[question.questionId]).find((error) => error !== undefined);
  const cell = (question: Question, column: string) => {
    const checked = filled.values[question.questionId]?.includes(column) === true;
    return html`<td><label><input type="${type}" name="entry.${entryOf(question.questionId)}" value="${column}" aria-label="${question.rowQuestion?.title ?? ''} : ${column}" ${checked ? 'checked' : ''}></label></td>`;
  };
  return html`<fieldset class="${wrong === undefined ? '' : 'wrong'}"><legend><span class="title">${item.title ?? ''}</span></legend>
<table class="grid"><thead><tr><th scope="col">N°</th>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${group.questions.map((question) => html`<tr><th scope="row">${question.rowQuestion?.title ?? ''}</th>${columns.map((column) => cell(question, column))}</tr>`)}</tbody></table>${errorOf(wrong, item.itemId)}</fieldset>`;
}
