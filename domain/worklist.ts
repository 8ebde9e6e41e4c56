import type { Moment } from './moment.ts';
import type { FormKind } from './programme/programme.ts';

/**
 * One thing a member of staff must do or know, shown by the workflow that owns it in its memo (`worklist`, encrypted) while the search
 * attribute `GcWaitingFor` names the worklist. It closes when the owner takes it away. Worklists pull; nobody sends items.
 */
export interface WorklistItem {
  /** Stable within its workflow; a repeat of an escalation has another key. */
  readonly key: string;
  /** Staff code, or `lead-<organisation id>`. */
  readonly worklist: string;
  readonly kind: WorklistItemKind;
  /** From when it may be told. */
  readonly due: Moment;
  /** First name (and initial where the reader may know it), a session's title, or a form's name. */
  readonly who: string | null;
  /** `GC-XXXX-XXXX`, a session's id, or null. */
  readonly reference: string | null;
  /** E.164, for « À appeler » only. */
  readonly phone: string | null;
  /** Ready text for a `sms:` link. */
  readonly sms: string | null;
  /** French sentence: what is waiting. */
  readonly title: string;
  /** French: the stage and since when. */
  readonly stage: string | null;
  readonly since: Moment | null;
  readonly tried: readonly { readonly at: Moment; readonly what: string }[];
  readonly missing: string | null;
  readonly next: string | null;
  /** Words to read before acting, quoted as they were written: the person's wish, the last note. A text may have several lines. */
  readonly notes: readonly { readonly label: string; readonly text: string }[];
  /** Prefilled answers, one tap each. */
  readonly answers: readonly PrefilledAnswer[];
  /** Tell at once, at any hour: a change within 48 h, a partner's service down. */
  readonly urgent: boolean;
  /** The error of a partner's service (`ServiceErrorCode`) that this waits for: on a worklist, all that waits for one error is one line. */
  readonly cause?: string;
  /** Nothing is sent to this person before the coordinator has looked: on a worklist, all such paths are one line. */
  readonly held?: true;
  /** The colleague who accompanied this person and left the configuration: on a worklist, all paths of one colleague are one line. */
  readonly departed?: { readonly code: string; readonly name: string };
}

export const WORKLIST_ITEM_KINDS = [
  'call',
  'nudge',
  'escalation',
  'nameAdviser',
  'decide',
  'contactDetails',
  'possibleDuplicate',
  'mailInDoubt',
  'attendanceMissing',
  'noSession',
  'intake',
  'service',
  'exitFacts',
  'info',
] as const; // prettier-ignore
export type WorklistItemKind = (typeof WORKLIST_ITEM_KINDS)[number];

/** A link to a form with these fields filled in; the reader's worklist signs it for them. */
export interface PrefilledAnswer {
  readonly label: string;
  readonly form: FormKind;
  /** Field → value: a choice's key (`attempt`) for a field with choices, else text. */
  readonly values: Readonly<Record<string, string>>;
  /** Field → ISO 8601 duration: a date so long after the day on which the link is made. */
  readonly datesIn?: Readonly<Record<string, string>>;
}

type Essentials = Pick<WorklistItem, 'key' | 'worklist' | 'kind' | 'due' | 'title'>;

/** An item with what it needs; everything it leaves out is empty. */
export function worklistItem(item: Essentials & Partial<WorklistItem>): WorklistItem {
  return {
    who: null,
    reference: null,
    phone: null,
    sms: null,
    stage: null,
    since: null,
    tried: [],
    missing: null,
    next: null,
    notes: [],
    answers: [],
    urgent: false,
    ...item,
  };
}
