import type { Client } from '@temporalio/client';
import type { WorklistItem } from '../../domain/worklist.ts';
import type { FoundItem } from '../../domain/worklist-day.ts';
import { linesForReaders, type Readers } from '../../domain/worklist-readers.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { listExecutions, memoValue } from '../shared/listed-executions.ts';

/** What all worklists have before them at one moment. */
export interface Board {
  readonly items: readonly FoundItem[];
  /** Workflows whose memo could not be decoded: another key, or a shape of another time. One of them never hides the others. */
  readonly unreadable: number;
}

export interface WorklistBoard {
  /** Open items of all running workflows, read at most `maxAgeMs` ago. */
  look(maxAgeMs: number): Promise<Board>;
}

/** Listing a thousand paths takes its time: then worklists look less often, and never more than a twentieth of the time. */
const REST_FACTOR = 20;

/** All worklists of a process share one listing: ten worklists that look every two seconds cost one query, not ten. */
export function createWorklistBoard({
  client,
  readers,
  others = async () => [],
}: {
  readonly client: Client;
  readonly readers: Readers;
  /** What no workflow can say of itself. */
  readonly others?: () => Promise<readonly FoundItem[]>;
}): WorklistBoard {
  let last: { readonly board: Promise<Board>; readonly at: number; tookMs: number } | null = null;
  return {
    look(maxAgeMs) {
      const age = last === null ? Number.POSITIVE_INFINITY : performance.now() - last.at;
      if (last !== null && age < Math.max(maxAgeMs, last.tookMs * REST_FACTOR)) return last.board;
      const look = { board: withOthers(readBoard(client)), at: performance.now(), tookMs: 0 };
      last = look;
      look.board.then(
        () => {
          look.tookMs = performance.now() - look.at;
        },
        () => {
          if (last === look) last = null;
        },
      );
      return look.board;
    },
  };

  async function withOthers(read: Promise<Board>): Promise<Board> {
    const [board, more] = await Promise.all([read, others()]);
    return { ...board, items: [...linesForReaders(board.items, readers), ...more] };
  }
}

/** Whoever is waited for: a code that the configuration no longer knows has lines too. */
async function readBoard(client: Client): Promise<Board> {
  const query = `${SEARCH_ATTRIBUTES.waitingFor.name} IS NOT NULL AND ExecutionStatus = 'Running'`;
  const items: FoundItem[] = [];
  let unreadable = 0;
  for await (const { workflowId, memo } of listExecutions(client, query)) {
    // One that has not begun says nothing yet.
    if (memo['worklist'] === undefined) continue;
    const own = await memoValue(client, memo['worklist'], isWorklistItems);
    if (own === null) unreadable += 1;
    else items.push(...own.map((item) => ({ key: `${workflowId} ${item.key}`, item })));
  }
  return { items, unreadable };
}

function isWorklistItems(value: unknown): value is readonly WorklistItem[] {
  return Array.isArray(value) && value.every(isWorklistItem);
}

function isWorklistItem(value: unknown): value is WorklistItem {
  return typeof value === 'object' && value !== null && 'key' in value && 'worklist' in value && 'due' in value && 'answers' in value;
}
