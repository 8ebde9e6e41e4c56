import type { Programme } from '../../domain/programme/programme.ts';
import type { FormResponse, FormsPort } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import { localDate } from '../forms/dates.ts';
import type { Keys } from './keys.ts';
import { missedBy, OVERLAP_MS, readFrom } from './memory.ts';

/** What a form holds now, as far as one pass looks at it; sorted by when it was submitted. */
export interface Page {
  /** Local day. */
  readonly today: string;
  /** Everything since `startsAt`, not only since the cursor. */
  readonly full: boolean;
  readonly listed: readonly FormResponse[];
  /** Of the listed ones, those that were not handled yet. */
  readonly fresh: readonly FormResponse[];
  /** Of a full list, what was handled shortly before on a day of which something found no room in the memory: it may be that. */
  readonly again: readonly FormResponse[];
}

interface Needs {
  readonly forms: FormsPort;
  readonly formId: string;
  readonly programme: Pick<Programme, 'startsAt' | 'timeZone'>;
  readonly keys: Keys;
}

/** @param now ISO 8601 @throws ServiceError when Google refuses or is silent */
export async function readPage(memory: IntakeMemory, now: string, { forms, formId, programme, keys }: Needs): Promise<Page> {
  const { startsAt, timeZone } = programme;
  const today = localDate(now, timeZone);
  const full = memory.fullListOn !== today;
  const all = await forms.responsesSince(formId, full ? startsAt : readFrom(memory, startsAt));
  const listed = all.filter(({ lastSubmittedTime }) => Date.parse(lastSubmittedTime) >= Date.parse(startsAt)).toSorted(byTime);
  const handled = new Set(memory.handled);
  const isHandled = (response: FormResponse) => handled.has(keys.version(response));
  const since = memory.cursor ? Date.parse(memory.cursor.at) - OVERLAP_MS : Number.NEGATIVE_INFINITY;
  const arrived = new Set(listed.filter((response) => Date.parse(response.lastSubmittedTime) >= since && !isHandled(response)));
  const old = listed.filter((response) => !arrived.has(response));
  const missed = full ? new Set(missedBy(memory, old, keys, now)) : new Set<FormResponse>();
  const fresh = listed.filter((response) => arrived.has(response) || (missed.has(response) && !isHandled(response)));
  const again = memory.unlisted > 0 ? [...missed].filter(isHandled) : [];
  return { today, full, listed, fresh, again };
}

export function byTime(a: FormResponse, b: FormResponse): number {
  return Date.parse(a.lastSubmittedTime) - Date.parse(b.lastSubmittedTime) || (a.responseId < b.responseId ? -1 : 1);
}
