import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from './collect-json.ts';
import type { GraphLoad, LedgerEntry, Strike } from './evidence.ts';

/** What passed between the service and the partner tools, from the file that they keep. */
export async function sumOfLedger(
  dir: string,
  greatest: Readonly<Record<string, number>>,
): Promise<{ readonly graph: GraphLoad; readonly strikes: readonly Strike[] }> {
  let fullReadings = 0;
  let forgotten = 0;
  const writes: { at: string; eventId: string }[] = [];
  const strikes: Strike[] = [];
  for await (const line of createInterface({ input: createReadStream(join(dir, 'sandbox', 'ledger.jsonl')) })) {
    // Only the head says what it is, and a form's answers may be megabytes.
    const head = line.slice(0, HEAD);
    const isStruck = head.includes('"fault":"');
    if (!isStruck && !head.includes('"service":"graph"')) continue;
    const entry = JSON.parse(line) as LedgerEntry;
    const { service, method, path, query, status, realAt } = entry;
    if (isStruck) strikes.push({ at: realAt, fault: entry.fault ?? '', about: aboutOf(entry) });
    if (service !== 'graph') continue;
    if (path.includes('/calendarView/delta')) {
      if (status === 410) forgotten++;
      else if (status === 200 && 'startDateTime' in query) fullReadings++;
    }
    const eventId = eventOf(path);
    if (method === 'PATCH' && status === 200 && eventId !== null) writes.push({ at: realAt, eventId });
  }
  return { graph: { greatest, fullReadings, forgotten, writes }, strikes };
}

/** Whether the calendar was looked through since that moment: after a kill, that takes half a minute. */
export async function isLookedThrough(dir: string, since: string): Promise<boolean> {
  const file = join(dir, 'sandbox', 'ledger.jsonl');
  const input = createReadStream(file, { start: Math.max(0, statSync(file).size - LATEST) });
  for await (const line of createInterface({ input })) {
    const head = line.slice(0, HEAD);
    const at = /"realAt":"([^"]+)"/.exec(head)?.[1] ?? '';
    if (at > since && head.includes('/calendarView/delta') && head.includes('"status":200')) return true;
  }
  return false;
}

/** The end of the file, where the last seconds stand. */
const LATEST = 2_000_000;
/** Service, path, query and fault stand in it. */
const HEAD = 4_000;

function aboutOf({ service, path, requestBody }: LedgerEntry): string {
  if (service === 'graph') return path.includes('/calendarView') ? 'changes' : (eventOf(path) ?? '');
  if (service === 'forms') return /\/forms\/([^/?]+)/.exec(path)?.[1] ?? '';
  const to: unknown = typeof requestBody === 'object' && requestBody !== null && 'to' in requestBody ? requestBody.to : null;
  return Array.isArray(to) ? to.join() : '';
}

function eventOf(path: string): string | null {
  const id = /\/events\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? null : decodeURIComponent(id);
}

/** Most Graph requests at one time so far, by mailbox. */
export async function greatestLoad(web: string): Promise<Readonly<Record<string, number>>> {
  return (await json<{ greatestConcurrency: Record<string, number> }>(`${web}/calendar/load.json`)).greatestConcurrency;
}
