import type { Client, WorkflowHandle } from '@temporalio/client';
import { decodeOptionalSinglePayload } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { WorklistItem } from '../../domain/worklist.ts';
import { eventsOf } from './skipped-time.ts';

/** One thing that a path did which a person could notice, in the server's time. */
export interface Entry {
  readonly at: Date;
  readonly what: string;
}

/** A path's whole life as its participant and the staff saw it: stages, mails, and lines that came onto a worklist or left it. */
export async function diaryOf(
  client: Client,
  handle: WorkflowHandle,
  mails: readonly { readonly at: Date; readonly messageId: string }[],
): Promise<readonly Entry[]> {
  const ref = handle.workflowId.slice('participant-'.length);
  const sent = mails
    .filter(({ messageId }) => messageId.includes(`${ref}.`))
    .map(({ at, messageId }) => ({ at, what: `mail ${messageId.split('.')[1] ?? ''}` }));
  const events = await eventsOf(client.workflow, handle.workflowId);
  const entries: Entry[] = [...sent];
  let stage = '';
  let lines: readonly WorklistItem[] = [];
  for (const { eventTime, ...event } of events) {
    const at = new Date(Number(eventTime?.seconds ?? 0) * 1000 + Math.floor((eventTime?.nanos ?? 0) / 1e6));
    const data = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields?.['GcStage']?.data;
    const now = data ? (JSON.parse(Buffer.from(data).toString() || '""') as string) : stage;
    if (now !== stage) entries.push({ at, what: `stage ${now}` });
    stage = now;
    const memo = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields?.['worklist'];
    if (!memo) continue;
    const shown = (await decodeOptionalSinglePayload<readonly WorklistItem[]>(client.options.loadedDataConverter, memo)) ?? [];
    for (const line of shown) if (!lines.some((one) => isSame(one, line))) entries.push({ at, what: `line ${line.worklist} ${line.kind}` });
    lines = shown;
  }
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The lines that stand on worklists now. */
export async function linesOf(handle: WorkflowHandle): Promise<readonly WorklistItem[]> {
  const { memo } = await handle.describe();
  return ((memo ?? {})['worklist'] ?? []) as readonly WorklistItem[];
}

function isSame(one: WorklistItem, other: WorklistItem): boolean {
  return one.key === other.key && one.worklist === other.worklist;
}
