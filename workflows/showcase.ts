import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';

interface Shown<Memo> {
  /** French Markdown. */
  readonly details: string;
  readonly memo: Memo;
  readonly attributes: readonly SearchAttributeUpdatePair[];
}

/**
 * What a workflow shows of itself: details (no event), search attributes and memo (one event each, and only where something changed).
 * A run begins with an empty one, since details are gone after continue-as-new; the memo must be passed on in its options.
 */
export class Showcase<Memo extends Record<string, unknown>> {
  readonly #attributes = new Map<string, string>();
  readonly #memo: Record<string, unknown> = { ...workflowInfo().memo };

  show({ details, memo, attributes }: Shown<Memo>): void {
    setCurrentDetails(details);
    const changed = attributes.filter(({ key, value }) => this.#attributes.get(key.name) !== JSON.stringify(value));
    if (changed.length > 0) upsertSearchAttributes([...changed]);
    for (const { key, value } of changed) this.#attributes.set(key.name, JSON.stringify(value));
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
