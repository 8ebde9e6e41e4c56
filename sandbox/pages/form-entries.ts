import { questionsOf } from '../forms/definition.ts';
import type { GoogleForm, Question } from '../forms/types.ts';
import { type Filled, OTHER } from './form-fields.ts';

/** Reads `entry.<number>` fields, be it from a prefilled link or from a submitted page, into values by question id. */
export function readEntries(form: GoogleForm, fields: URLSearchParams): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const { question, entry } of questionsOf(form)) {
    const name = `entry.${entry}`;
    const entered = fields.getAll(name).map((value) => (value === OTHER ? (fields.get(`${name}.other_option_response`) ?? '') : value));
    const parts = dateParts(fields, name);
    const all = (parts === null ? entered : [parts]).map((value) => written(question, value)).filter((value) => value !== '');
    if (all.length > 0) values[question.questionId] = all;
  }
  return values;
}

/** Google's own pages send a date or a time in parts. */
function dateParts(fields: URLSearchParams, name: string): string | null {
  const part = (which: string, width = 2) => (fields.get(`${name}_${which}`) ?? '').padStart(width, '0');
  const has = (which: string) => (fields.get(`${name}_${which}`) ?? '') !== '';
  const date = has('month') && has('day') ? [...(has('year') ? [part('year', 4)] : []), part('month'), part('day')].join('-') : '';
  const time = has('hour') ? `${part('hour')}:${part('minute')}` : '';
  const both = `${date} ${time}`.trim();
  return both === '' ? null : both;
}

/** What the browser's field sends, as Google writes it: a space between date and time. Line ends become plain ones. */
function written(question: Question, value: string): string {
  const text = value.replaceAll('\r\n', '\n');
  return question.dateQuestion === undefined ? text : text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?$/, '$1 $2');
}

/** What Google's page would refuse: a required question left empty, a choice that is none, a date that is none. */
export function problemsOf(form: GoogleForm, values: Filled['values']): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { question, item } of questionsOf(form)) {
    const choice = question.choiceQuestion ?? item.questionGroupItem?.grid?.columns;
    const problem = problemOf(question, choice, values[question.questionId] ?? []);
    if (problem !== null) errors[question.questionId] = problem;
  }
  return errors;
}

function problemOf(question: Question, choice: Question['choiceQuestion'], values: readonly string[]): string | null {
  if (values.length === 0) return question.required === true ? 'Cette réponse est nécessaire.' : null;
  if (choice !== undefined) {
    const free = choice.options.some((option) => 'isOther' in option);
    const optionValues = new Set(choice.options.flatMap((option) => ('value' in option ? [option.value] : [])));
    if (!free && values.some((value) => !optionValues.has(value))) return 'Choisissez une des réponses proposées.';
    if (choice.type !== 'CHECKBOX' && values.length > 1) return 'Choisissez une seule réponse.';
  }
  if (question.dateQuestion !== undefined && !values.every((value) => isDate(value, question.dateQuestion?.includeTime === true))) {
    return 'Cette date n’existe pas.';
  }
  return question.timeQuestion !== undefined && !values.every((value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value))
    ? 'Cette heure n’existe pas.'
    : null;
}

function isDate(value: string, withTime: boolean): boolean {
  const match = /^(?:(\d{4})-)?(\d\d)-(\d\d)(?: ([01]\d|2[0-3]):[0-5]\d)?$/.exec(value);
  if (match === null || (match[4] === undefined) === withTime) return false;
  const [year, month, day] = [Number(match[1] ?? 2024), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
