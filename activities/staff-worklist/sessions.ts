import type { Client } from '@temporalio/client';
import { isSessionSlot, type SessionSlot } from '../../domain/session-start.ts';
import type { SessionLine, Standing } from '../../domain/week.ts';
import { referenceIn } from '../../domain/workflow-ids.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import type { Signer } from '../forms/link-tokens.ts';
import type { LinksOrNull } from '../forms/links.ts';
import { listExecutions, memoValue, numberAttribute, textAttribute } from '../shared/listed-executions.ts';
import type { Reader } from './reader.ts';
import { UNREADABLE_SESSION } from './words.ts';

const MOST_SESSIONS = 12;
const { sessionState, sessionStart, seatsLeft, waiting } = SEARCH_ATTRIBUTES;

/** What stands at the foot of « Ma journée »: one list call for each mail that goes. Null for a reader who has no part in the programme. */
export async function standingFor(
  { role, signer, name }: Reader,
  { client, links, now }: { readonly client: Client; readonly links: LinksOrNull /** ISO 8601 UTC */; readonly now: string },
): Promise<Standing | null> {
  if (role === null || signer === null) return null;
  const all = await comingSessions(client, now);
  const own = role.coordinates ? all : all.filter(({ slot }) => slot?.facilitators.includes(role.code));
  const [followUpUrl, registerUrl, sessions] = await Promise.all([
    links.signed('followUp', {}, signer),
    links.prefilled('registration', { enteredBy: name }),
    Promise.all(own.slice(0, MOST_SESSIONS).map((session) => sessionLine(session, links, signer))),
  ]);
  const moreSessions = Math.max(0, own.length - MOST_SESSIONS);
  return { followUpUrl, registerUrl, sessions, moreSessions, whose: role.coordinates ? 'all' : 'own' };
}

interface ListedSession {
  readonly id: string;
  readonly start: string;
  /** Null: the memo could not be read. */
  readonly slot: SessionSlot | null;
  readonly left: number;
  readonly waiting: number;
}

/** Sessions that stand and have not begun, soonest first. */
async function comingSessions(client: Client, now: string): Promise<readonly ListedSession[]> {
  const query = `WorkflowType = 'session' AND ExecutionStatus = 'Running' AND ${sessionState.name} IN ('open', 'listed') AND ${sessionStart.name} > '${now}'`;
  const found: ListedSession[] = [];
  for await (const session of listExecutions(client, query)) {
    const start = textAttribute(session, sessionStart.name);
    if (start === null) continue;
    found.push({
      id: referenceIn(session.workflowId) ?? session.workflowId,
      start,
      slot: await memoValue(client, session.memo['slot'], isSessionSlot),
      left: numberAttribute(session, seatsLeft.name) ?? 0,
      waiting: numberAttribute(session, waiting.name) ?? 0,
    });
  }
  return found.toSorted((left, right) => Date.parse(left.start) - Date.parse(right.start));
}

async function sessionLine(session: ListedSession, links: LinksOrNull, signer: Signer): Promise<SessionLine> {
  const { id, start, slot, left } = session;
  const capacity = slot?.capacity ?? null;
  return {
    reference: id,
    title: slot?.title ?? UNREADABLE_SESSION,
    start: slot?.start ?? start,
    place: slot?.place ?? '',
    seats: capacity === null ? null : { reserved: Math.max(0, capacity - left), capacity, waiting: session.waiting },
    url: await links.signed('followUp', { session: id }, signer),
  };
}
