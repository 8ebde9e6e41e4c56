import { FORM_KINDS, type FormKind } from './programme/programme.ts';
import { QUARANTINE_REASONS, type QuarantineEntry, type QuarantineReason } from './quarantine.ts';

/** Responses that were set aside for one reason, of a form that anybody may fill in: the coordinator dismisses them together. */
export interface SetAside {
  readonly form: FormKind;
  readonly reason: QuarantineReason;
}

/** Reason → until when its responses were submitted (ISO 8601) that the coordinator dismissed: they stand in the form, and on no worklist. */
export type DismissedUntil = Readonly<Partial<Record<QuarantineReason, string>>>;

/** Those of this reason that were submitted by then; a later one is another. */
export function isDismissed({ reason, at }: Pick<QuarantineEntry, 'reason' | 'at'>, until: DismissedUntil): boolean {
  return at.at <= (until[reason] ?? '');
}

/** What stands in the place of a reference where an answer is for all of them: « réponses de côté (registration no-contact) ». */
export function setAsideWords({ form, reason }: SetAside): string {
  return `réponses de côté (${form} ${reason})`;
}

/** Null where it is no such answer. */
export function readSetAside(typed: string): SetAside | null {
  const [, form, reason] = /^\s*réponses\s+de\s+côté\s*\(\s*(\S+)\s+(\S+?)\s*\)[\s.]*$/i.exec(typed) ?? [];
  const kind = FORM_KINDS.find((one) => one === form);
  return kind !== undefined && isReason(reason) ? { form: kind, reason } : null;
}

function isReason(text: string | undefined): text is QuarantineReason {
  return text !== undefined && Object.hasOwn(QUARANTINE_REASONS, text);
}
