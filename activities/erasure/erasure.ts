import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { coordinatorOf } from '../../domain/assignment.ts';
import { NEAR_MATCH, SAME_PERSON } from '../../domain/matching.ts';
import type { FormKind, Programme } from '../../domain/programme/programme.ts';
import { referenceIn, workflowIds } from '../../domain/workflow-ids.ts';
import type { ErasureActivities, OwnResponse, Traces } from '../../workflows/erasure/contract.ts';
import { erasureRequested, otherErased, type PathTraces, tracesOf } from '../../workflows/participant-path/contract.ts';
import { personErased } from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Keys } from '../form-intake/keys.ts';
import { createPathSearch, type PathSearch } from '../form-intake/path-search.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { isNamedIn, sessionsThatName } from './mentions.ts';
import { deleteRun, latestRun, runsOf, until } from './runs.ts';

interface Deps {
  readonly client: Client;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment'>;
  readonly keys: Keys;
}

/** What erasing a person does to the workflows that know of them: each is asked, and changes itself. Only runs that are closed are deleted. */
export function createErasureActivities(deps: Deps): ErasureActivities {
  const { client } = deps;
  const search = createPathSearch(client);
  return {
    findTraces: ({ ref }) => findTraces(ref, { ...deps, search }),
    async endPath({ ref, at }) {
      const path = client.workflow.getHandle(workflowIds.path(ref));
      await orGone(() => path.signal(erasureRequested, at));
      await until(async () => (await latestRun(client, path.workflowId))?.isOpen !== true, `the end of ${path.workflowId}`, { beat });
    },
    async tellOthers({ ref, others }) {
      for (const other of others) await orGone(() => client.workflow.getHandle(workflowIds.path(other)).signal(otherErased, { ref }));
    },
    findSessions: async ({ ref }) => (await sessionsThatName(client, ref, beat)).flatMap((id) => referenceIn(id) ?? []),
    forgetInSession: ({ ref, session }) => forgetInSession(client, { ref, workflowId: workflowIds.session(session) }),
    async deletePath({ ref, origins }) {
      await until(async () => (await search.erased(origins)).size === origins.length, 'the search of erased responses', { beat });
      await deleteAllRuns(client, workflowIds.path(ref));
    },
  };
}

function beat(): void {
  Context.current().heartbeat();
}

/** Who is gone already has nothing to be told. */
async function orGone(tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

async function findTraces(
  ref: string,
  { client, programme, deadlines, keys, search }: Deps & { readonly search: PathSearch },
): Promise<Traces> {
  const coordinator = coordinatorOf(programme.organisations).code;
  const at = deadlines.moment(presentInstant());
  const traces = await tracesIn(client, ref);
  if (traces === null) return { at, coordinator, origins: [], responses: [], others: [] };
  const { near, matchKeys } = traces;
  const telling = matchKeys.filter((key) => [...SAME_PERSON, ...NEAR_MATCH].some((kind) => key.startsWith(kind)));
  const similar = (await search.withKeys(telling)).map((path) => path.ref);
  const own = ownResponses(traces, { programme, keys, deadlines });
  return {
    at,
    coordinator,
    origins: own.map(({ origin }) => origin),
    responses: own.map(({ response }) => response),
    others: [...new Set([...near, ...similar])].filter((other) => other !== ref),
  };
}

/** Null: no run of the path is kept any more. */
async function tracesIn(client: Client, ref: string): Promise<PathTraces | null> {
  try {
    return await client.workflow.getHandle(workflowIds.path(ref)).query(tracesOf);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Those that opened or joined the path, as registrations or as walk-ins. What staff wrote says its reference only, which leads nowhere. */
function ownResponses(
  { responses }: PathTraces,
  { programme, keys, deadlines }: Pick<Deps, 'programme' | 'keys' | 'deadlines'>,
): readonly { readonly origin: string; readonly response: OwnResponse }[] {
  const forms: readonly FormKind[] = ['registration', 'attendance'];
  return responses.flatMap(({ formId, responseId, submitted }) => {
    const form = forms.find((kind) => programme.forms[kind].formId === formId);
    if (form === undefined) return [];
    // A walk-in is a line of a response.
    const number = keys.number({ formId, responseId: responseId.replace(/#.*/, '') });
    return [{ origin: keys.origin({ formId, responseId }), response: { form, number, submitted: deadlines.moment(submitted) } }];
  });
}

/** Asks the session once, waits until it has begun anew, and deletes its other runs: what they say of others is in the run that goes on. */
async function forgetInSession(client: Client, { ref, workflowId }: { readonly ref: string; readonly workflowId: string }): Promise<void> {
  const signalledRuns = new Set<string>();
  const isForgotten = async () => {
    const latest = await latestRun(client, workflowId);
    const current = latest?.isOpen === true ? latest : null;
    const others = (await runsOf(client, workflowId)).filter(({ runId }) => runId !== current?.runId);
    for (const run of others) await deleteRun(client, run);
    if (current !== null && (signalledRuns.has(current.runId) || (await isNamedIn(client, current, ref)))) {
      if (!signalledRuns.has(current.runId)) await orGone(() => client.workflow.getHandle(workflowId).signal(personErased, { ref }));
      signalledRuns.add(current.runId);
      return false;
    }
    return others.length === 0 && (current !== null || latest === null);
  };
  await until(isForgotten, `${workflowId} without the person`, { beat });
}

/** The search lags, and so does what is deleted. */
async function deleteAllRuns(client: Client, workflowId: string): Promise<void> {
  const isGone = async () => {
    const latest = await latestRun(client, workflowId);
    const runs = [...(await runsOf(client, workflowId)), ...(latest === null ? [] : [latest])];
    for (const run of runs) await deleteRun(client, run);
    return runs.length === 0;
  };
  await until(isGone, `${workflowId} deleted`, { beat });
}
