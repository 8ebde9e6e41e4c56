import type { FormMapping, Programme } from '../../domain/programme/programme.ts';
import type { LinkableAnswer, QuarantineReason } from '../../domain/quarantine.ts';
import type { FormResponse, FormStructure } from '../../integrations/google-forms/port.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { ResolvedFields } from './fields.ts';
import type { LinkTokens } from './link-tokens.ts';
import { longText, oneLine, plain } from './text.ts';

/** Everything that one response is read with. */
export interface Reading {
  readonly response: FormResponse;
  readonly structure: FormStructure;
  readonly mapping: FormMapping<string>;
  readonly fields: ResolvedFields;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'answerBy'>;
  readonly tokens: Pick<LinkTokens, 'holder'>;
}

/** Thrown while a response is read; never leaves `readResponse`. */
export class Unusable extends Error {
  readonly reason: QuarantineReason;
  readonly field: string | null;
  /** Staff code of the author, once it is known. */
  readonly author: string | null;
  /** What a fresh link fills in; null where none is to. */
  readonly answer: LinkableAnswer | null;

  constructor(reason: QuarantineReason, field: string | null = null, author: string | null = null, answer: LinkableAnswer | null = null) {
    super(reason);
    this.reason = reason;
    this.field = field;
    this.author = author;
    this.answer = answer;
  }
}

/** Answers of one response by field. */
export class Answers {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Is there a question for this field now? */
  hasQuestion(field: string): boolean {
    return (this.#reading.fields.questions.get(field) ?? []).length > 0;
  }

  /** What was answered, every ticked option; empty when nothing was. */
  all(field: string): readonly string[] {
    const { fields, response } = this.#reading;
    const answered = (fields.ids.get(field) ?? []).map((id) => (response.answers[id] ?? []).filter((value) => value.trim() !== ''));
    return answered.find((values) => values.length > 0) ?? [];
  }

  line(field: string): string | null {
    return oneLine(this.all(field).join(', '));
  }

  text(field: string): string | null {
    return longText(this.all(field).join('\n'));
  }

  /** The key of the option chosen, by its configured label; what was typed where no label fits (« Autre »); null when left empty. */
  choice(field: string): { readonly key: string } | { readonly typed: string } | null {
    const typed = this.line(field);
    if (typed === null) return null;
    const key = choiceKey(this.#reading.mapping, field, typed);
    return key === null ? { typed } : { key };
  }

  /** A choice among `keys`; anything else waits for a person. */
  oneOf<Key extends string>(field: string, keys: readonly Key[]): Key | null {
    const choice = this.choice(field);
    if (choice === null) return null;
    const key = keys.find((one) => 'key' in choice && one === choice.key);
    if (key === undefined) throw new Unusable('unknown-choice', field);
    return key;
  }

  /** Rows of a grid that were answered: the row's title and the column chosen. */
  rows(field: string): readonly { readonly row: string; readonly column: string }[] {
    const { fields, response } = this.#reading;
    return (fields.questions.get(field) ?? []).flatMap(({ questionId, row }) =>
      (response.answers[questionId] ?? []).slice(0, 1).map((column) => ({ row: row ?? '', column })),
    );
  }
}

/** Key of a label, compared without case, accents and punctuation; a key stands for itself. */
export function choiceKey(mapping: FormMapping<string>, field: string, typed: string): string | null {
  const choices = Object.entries(mapping.choices[field] ?? {});
  const wanted = plain(typed);
  if (wanted === '') return choices.find(([, label]) => label.trim() === typed.trim())?.[0] ?? null;
  return (choices.find(([, label]) => plain(label) === wanted) ?? choices.find(([key]) => plain(key) === wanted))?.[0] ?? null;
}

/** « Oui », « Non » and their like at the beginning of an option; null where it says neither. */
export function yesOrNo(text: string): boolean | null {
  const words = plain(text);
  if (/^(non|no|je refuse|je n|refus|pas d)\b/.test(words) || /\b(n accepte pas|ne consens pas|n autorise pas)\b/.test(words)) return false;
  return /^(oui|yes|o|ok|d accord|j accepte|je consens|j autorise|j ai lu|accepte|accord|vrai|true|x)\b/.test(words) ? true : null;
}
