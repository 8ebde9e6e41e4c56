import { setTimeout } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { sinceIn } from '../../domain/matching.ts';
import { referenceIn, workflowIds } from '../../domain/workflow-ids.ts';
import { sessionsOpened } from '../../workflows/participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { type WaitingSeat, waitingSeats } from '../../workflows/session/contract.ts';
import { flagAttribute, listAttribute, listExecutions } from '../shared/listed-executions.ts';
import { LIST_KEPT_AT_MOST_MS, listOpenSessions } from './open-sessions.ts';

/** Visibility shows a new session a moment after it started, and a worker keeps its list of sessions; people told before that would find none. */
const UNTIL_SEEN_MS = LIST_KEPT_AT_MOST_MS + 1000;
/** Whoever was told has taken a seat by then, or found that none is for them. */
const TIME_TO_ANSWER_MS = 5000;
/** So that everybody was told within half a minute, should nobody want what is free. */
const MOST_ROUNDS = 6;

interface Waiting extends WaitingSeat {
  readonly isInList: boolean;
}

/**
 * Whoever waits for an information session looks again, in the order in which a list gives its seats: priority neighbourhoods and those whose session
 * was cancelled first, then the first come. As many as there are free seats, then the next ones while some are left; whoever waits nowhere is told in any case, for a waiting
 * list may take them. Told twice, or told in vain, they lose nothing; whoever has a seat isn't woken.
 */
export async function tellWaiting(client: Client): Promise<void> {
  await setTimeout(UNTIL_SEEN_MS);
  const waiting = inOrder(onceEach([...(await inLists(client)), ...(await withoutSession(client))]));
  const atLeast = Math.ceil(waiting.length / MOST_ROUNDS);
  for (let rest = waiting; rest.length > 0; ) {
    const free = await freeSeats(client);
    const next = free > 0 ? rest.slice(0, Math.max(free, atLeast)) : rest.filter(({ isInList }) => !isInList);
    await tellAll(client, next);
    if (free === 0) return;
    rest = rest.slice(next.length);
    if (rest.length > 0) await setTimeout(TIME_TO_ANSWER_MS);
  }
}

/** A person in a list is registered, and waits in the list only. */
function onceEach(waiting: readonly Waiting[]): readonly Waiting[] {
  const listed = new Set(waiting.filter(({ isInList }) => isInList).map(({ ref }) => ref));
  return waiting.filter(({ ref, isInList }) => isInList || !listed.has(ref));
}

function inOrder(waiting: readonly Waiting[]): readonly Waiting[] {
  return waiting.toSorted((a, b) => Number(b.priority) - Number(a.priority) || Date.parse(a.arrival) - Date.parse(b.arrival));
}

/** As many at once as keep the order that they are told in, nearly, and the sender from waiting for each answer. */
const AT_ONCE = 10;

/** Everybody who comes first before anybody else. */
async function tellAll(client: Client, waiting: readonly Waiting[]): Promise<void> {
  for (const priority of [true, false]) {
    const group = waiting.filter((one) => one.priority === priority);
    for (let first = 0; first < group.length; first += AT_ONCE)
      await Promise.all(group.slice(first, first + AT_ONCE).map(({ ref }) => notify(client, ref)));
  }
}

async function freeSeats(client: Client): Promise<number> {
  return (await listOpenSessions(client, 'info')).reduce((free, { left }) => free + Math.max(0, left), 0);
}

async function notify(client: Client, ref: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowIds.path(ref)).signal(sessionsOpened);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** As the sessions themselves know them: those that say that somebody waits. */
async function inLists(client: Client): Promise<readonly Waiting[]> {
  const query = `WorkflowType = 'session' AND ExecutionStatus = 'Running' AND ${SEARCH_ATTRIBUTES.sessionKind.name} = 'info' AND ${SEARCH_ATTRIBUTES.waiting.name} > 0`;
  const waiting: Waiting[] = [];
  for await (const { workflowId } of listExecutions(client, query)) {
    // A session that is over meanwhile has nobody waiting any more, and one that can't answer now keeps its list.
    const seats = await client.workflow
      .getHandle(workflowId)
      .query(waitingSeats)
      .catch(() => []);
    waiting.push(...seats.map((seat) => ({ ...seat, isInList: true })));
  }
  return waiting;
}

/** Those whom nobody could offer one. */
async function withoutSession(client: Client): Promise<readonly Waiting[]> {
  const { stage, priorityNeighbourhood, displaced, matchKeys } = SEARCH_ATTRIBUTES;
  const query = `WorkflowType = 'participantPath' AND ExecutionStatus = 'Running' AND ${stage.name} IN ('registered', 'noShow')`;
  const waiting: Waiting[] = [];
  for await (const path of listExecutions(client, query))
    waiting.push({
      ref: referenceIn(path.workflowId) ?? path.workflowId,
      priority: flagAttribute(path, priorityNeighbourhood.name) || flagAttribute(path, displaced.name),
      arrival: sinceIn(listAttribute(path, matchKeys.name)) ?? path.startedAt.toISOString(),
      isInList: false,
    });
  return waiting;
}
