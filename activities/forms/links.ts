import { purposeOf } from '../../domain/link-token.ts';
import type { FormKind, FormMapping, Programme } from '../../domain/programme/programme.ts';
import { ServiceError } from '../../domain/service-error.ts';
import type { FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { choiceKey } from './answers.ts';
import { resolveFields } from './fields.ts';
import type { LinkTokens, Signer } from './link-tokens.ts';
import { plain } from './text.ts';

/** Links to the programme's forms. */
export interface Links {
  /**
   * The form with these fields filled in: `…/viewform?usp=pp_url&entry.<n>=<text>`. A value is a choice's key where the field has choices, else
   * text. The plain form where its questions can't be read: a link always works.
   */
  prefilled(form: FormKind, values: Values): Promise<string>;
  /** For one member of staff: « Code » holds a token that opens for them what the fields name, and nothing else. For their own mails only. */
  signed(form: FormKind, values: Values, member: Signer): Promise<string>;
}

type Values = Readonly<Record<string, string>>;

/** Links, or null where their form can't be read: a mail goes without them. */
export interface LinksOrNull {
  prefilled(form: FormKind, values: Values): Promise<string | null>;
  signed(form: FormKind, values: Values, member: Signer): Promise<string | null>;
}

/** A form that can't be read takes its link away, never the whole mail: it may be the very thing the mail is about. */
export function linksOrNull(links: Links): LinksOrNull {
  return {
    prefilled: (form, values) => orNull(links.prefilled(form, values)),
    signed: (form, values, member) => orNull(links.signed(form, values, member)),
  };
}

async function orNull(link: Promise<string>): Promise<string | null> {
  try {
    return await link;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

interface LinkNeeds {
  readonly forms: Pick<FormsPort, 'structure'>;
  readonly programme: Programme;
  readonly tokens: Pick<LinkTokens, 'make'>;
}

const KEPT_MS = 5 * 60_000;
/** After a failure, so that a day's mail doesn't wait for a dead service at each link. */
const RETRY_MS = 30_000;

export function createLinks({ forms, programme, tokens }: LinkNeeds): Links {
  const cache = new Map<string, { readonly until: number; readonly structure: Promise<FormStructure | null> }>();
  const structureOf = (formId: string): Promise<FormStructure | null> => {
    const kept = cache.get(formId);
    if (kept && kept.until > Date.now()) return kept.structure;
    const structure = forms.structure(formId).catch(() => {
      cache.set(formId, { until: Date.now() + RETRY_MS, structure: Promise.resolve(null) });
      return null;
    });
    cache.set(formId, { until: Date.now() + KEPT_MS, structure });
    return structure;
  };
  const prefilled: Links['prefilled'] = async (form, values) => {
    const mapping: FormMapping<string> = programme.forms[form];
    return prefilledUrl(mapping, await structureOf(mapping.formId), values);
  };
  return {
    prefilled,
    signed: (form, values, member) =>
      prefilled(form, { ...values, staffCode: tokens.make(purposeOf(form, values), member, presentInstant()) }),
  };
}

/** A mail that is only to be finished and sent: `mailto:<address>?subject=…&body=…`. */
export function replyLink(address: string, { subject, body }: { readonly subject: string; readonly body: string }): string {
  return `mailto:${encodeURIComponent(address).replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

function prefilledUrl(mapping: FormMapping<string>, structure: FormStructure | null, values: Values): string {
  const base = mapping.url ?? structure?.responderUri ?? `https://docs.google.com/forms/d/${encodeURIComponent(mapping.formId)}/viewform`;
  const entries = Object.entries(values).flatMap(([field, value]) => entry(mapping, structure, field, value));
  if (entries.length === 0) return base;
  const query = [['usp', 'pp_url'], ...entries].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
  return `${base}${base.includes('?') ? '&' : '?'}${query}`;
}

function entry(
  mapping: FormMapping<string>,
  structure: FormStructure | null,
  field: string,
  value: string,
): readonly (readonly [string, string])[] {
  const question = structure && resolveFields(structure, mapping).questions.get(field)?.[0];
  const number = mapping.prefill[field]?.replace(/^entry\./, '') ?? (question ? entryNumber(question.questionId) : null);
  if (number === null || value === '') return [];
  return [[`entry.${number}`, optionText(mapping, question?.options ?? [], field, value)]];
}

/** The number in a link is the question id read as hexadecimal. */
function entryNumber(questionId: string): string | null {
  return /^[0-9a-f]+$/i.test(questionId) ? BigInt(`0x${questionId}`).toString() : null;
}

/** Google fills an option in only by its exact text. */
function optionText(mapping: FormMapping<string>, options: readonly string[], field: string, value: string): string {
  const label = mapping.choices[field]?.[value] ?? value;
  return (
    options.find((option) => plain(option) === plain(label)) ??
    options.find((option) => choiceKey(mapping, field, option) === value) ??
    label
  );
}
