// What prefilled answers write as their note, to be read back; a person may type the same by hand.

import { isSendNote } from './influx.ts';

/** Names the line that it was tapped on, since one path may show several. */
export function seenNote(key: string): string {
  return `Vu (${key})`;
}

/** « Vu (doubt-reminderDay-1) », or « Vu » alone where somebody typed it. */
export const SEEN_NOTE = /^vu\b[\s.!]*(?:\(([^()]+)\))?[\s.!]*$/i;

/** Names the contact detail that it takes: the detail itself belongs in no link. */
export function confirmedNote(key: string): string {
  return `Confirmé (${key})`;
}

export const CONFIRMED_NOTE = /^confirm[ée]\s*\(([^()]+)\)[\s.!]*$/i;

/** Names the call that it answers, since one path may have several. */
export function callNote(key: string): string {
  return `Appel (${key})`;
}

export const CALL_NOTE = /^appel\s*\(([^()]+)\)[\s.!]*$/i;

export const NEIGHBOURHOOD_NOTES = { yes: 'Quartier prioritaire : oui', no: 'Quartier prioritaire : non' } as const;

const NEIGHBOURHOOD_NOTE = /^quartier prioritaire\s*:\s*(oui|non)\b/i;

/** Null where the note says nothing of it. */
export function isPriorityIn(note: string): boolean | null {
  const answer = NEIGHBOURHOOD_NOTE.exec(note.trim())?.[1];
  return answer === undefined ? null : answer.toLowerCase() === 'oui';
}

export function isSeenNote(note: string | null): boolean {
  return note !== null && SEEN_NOTE.test(note.trim());
}

export function isConfirmedNote(note: string | null): boolean {
  return note !== null && CONFIRMED_NOTE.test(note.trim());
}

/** What an answer writes as its reason. */
export const REASONS = {
  /** The person keeps the place of their other path. */
  duplicate: 'doublon',
  unreachable: 'injoignable',
  underAge: 'moins de 18 ans',
  consentWithdrawn: 'accord retiré',
  consentConfirmed: 'accord confirmé',
} as const;

/** What an answer writes as the situation of the person. */
export const SITUATIONS = {
  businessCreated: 'activité créée',
  employed: 'emploi',
  inTraining: 'formation',
  unreachable: 'injoignable',
} as const;

/** What « Garder encore » writes as its note, before the reason that whoever answers adds. */
export const KEEP_NOTE = 'Garder encore :';

/** The reason to keep a path longer, perhaps empty; null where the note says nothing of it. */
export function keptBecause(note: string): string | null {
  return /^garder encore\b[\s:.]*(.*)$/is.exec(note.trim())?.[1] ?? null;
}

/** Reasons and outcomes that a prefilled answer writes. */
export const PREFILLED_WORDS: ReadonlySet<string> = new Set([...Object.values(REASONS), ...Object.values(SITUATIONS)]);

/** A key names a line or a call: it holds no spaces. */
const NAMED = /^(?:vu|confirmé|appel) \([\w.:-]+\)$/i;

/** A note as a prefilled answer writes it: nobody's own words. */
export function isPrefilledNote(note: string): boolean {
  const text = note.trim();
  return NAMED.test(text) || text === KEEP_NOTE || Object.values(NEIGHBOURHOOD_NOTES).some((one) => one === text) || isSendNote(text);
}
