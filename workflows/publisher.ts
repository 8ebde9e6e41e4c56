import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

export interface Published<Memo> {
  /** French Markdown. */
  readonly details: string;
  readonly memo: Memo;
  readonly attributes: readonly SearchAttributeUpdatePair[];
}

/**
 * What a workflow shows of itself: details (no event), search attributes and memo (one event each, and only where something changed).
 * Attributes begin with what the start or the run before gave; details are gone after continue-as-new, and the memo must be passed on in its options.
 */
export class Publisher<Memo extends Record<string, unknown>> {
  readonly #memo: Record<string, unknown> = { ...workflowInfo().memo };

  publish({ details, memo, attributes }: Published<Memo>): void {
    setCurrentDetails(details);
    const shown = new Map(
      workflowInfo()
        .typedSearchAttributes.getAll()
        .map(({ key, value }) => [key.name, text(value)]),
    );
    const changed = attributes.filter(({ key, value }) => (shown.get(key.name) ?? '') !== text(value));
    if (changed.length > 0) upsertSearchAttributes([...changed]);
    // An empty list that was never written says nothing new.
    const news = Object.entries(memo).filter(([key, value]) => JSON.stringify(this.#memo[key] ?? []) !== JSON.stringify(value));
    if (news.length > 0) upsertMemo(Object.fromEntries(news));
    Object.assign(this.#memo, memo);
  }

  /** To pass on at continue-as-new. */
  memo(): Record<string, unknown> {
    return this.#memo;
  }
}

/** An attribute that was never written and an empty one are found by the same searches. */
function text(value: SearchAttributeUpdatePair['value']): string {
  return value === null || (Array.isArray(value) && value.length === 0) ? '' : JSON.stringify(value);
}
