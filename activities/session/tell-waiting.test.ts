import type { Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { sinceKey } from '../../domain/matching.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { tellWaiting } from './tell-waiting.ts';

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A server whose searches show these workflows; notes which paths are told. */
function serverWith({ paths, seatsLeft }: { readonly paths: Readonly<Record<string, Attributes>>; readonly seatsLeft: number }) {
  const notified: string[] = [];
  const shown = (id: string, attributes: Attributes) => ({
    execution: { workflowId: id },
    searchAttributes: {
      indexedFields: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { data: Buffer.from(JSON.stringify(value)) }]),
      ),
    },
  });
  const executions = (query: string) => {
    if (query.includes('participantPath')) return Object.entries(paths).map(([ref, attributes]) => shown(`participant-${ref}`, attributes));
    return query.includes(SEARCH_ATTRIBUTES.waiting.name) ? [] : [shown('session-new', { [SEARCH_ATTRIBUTES.seatsLeft.name]: seatsLeft })];
  };
  const client = {
    options: { namespace: 'default' },
    workflowService: {
      listWorkflowExecutions: async ({ query }: { readonly query: string }) => ({ executions: executions(query), nextPageToken: [] }),
    },
    workflow: { getHandle: (id: string) => ({ signal: async () => void notified.push(id.replace('participant-', '')) }) },
  } as unknown as Client;
  return { client, notified };
}

test('a session opens: priority neighbourhoods and those whose session was cancelled hear of it first, then the first come', async () => {
  const [priority, displaced, keys] = [SEARCH_ATTRIBUTES.priorityNeighbourhood, SEARCH_ATTRIBUTES.displaced, SEARCH_ATTRIBUTES.matchKeys];
  const since = (day: string) => ({ [keys.name]: sinceKey(`2026-11-${day}T08:00:00.000Z`) });
  const { client, notified } = serverWith({
    seatsLeft: 9,
    paths: {
      'GC-EARLY': since('01'),
      'GC-LATE': since('09'),
      'GC-CANCELLED': { ...since('08'), [displaced.name]: true },
      'GC-PRIORITY': { ...since('07'), [priority.name]: true },
    },
  });
  await tellWaiting(client);
  expect(notified).toEqual(['GC-PRIORITY', 'GC-CANCELLED', 'GC-EARLY', 'GC-LATE']);
});
