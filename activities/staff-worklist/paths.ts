import type { Client } from '@temporalio/client';
import { STAGES } from '../../domain/plan.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { type ListedPath, nextOf, type OrganisationCount, type PathCard, type PathLine, sortPaths, type Week } from '../../domain/week.ts';
import { referenceIn } from '../../domain/workflow-ids.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import type { LinksOrNull } from '../forms/links.ts';
import { listExecutions, memoValue, quoted, textAttribute } from '../shared/listed-executions.ts';
import type { Reader, ReaderRole } from './reader.ts';
import { UNREADABLE_PATH } from './words.ts';

const COUNTS_AT_ONCE = 4;
const { stage, organisation, referent, stalledSince } = SEARCH_ATTRIBUTES;
const OPEN_PATHS = `WorkflowType = 'participantPath' AND ExecutionStatus = 'Running'`;

interface Needs {
  readonly client: Client;
  readonly programme: Pick<Programme, 'organisations'>;
  readonly links: LinksOrNull;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * What Monday's mail says of paths: one list call for each thousand paths of the reader, and for the coordinator eleven counts for each organisation
 * (one for each stage, all of them, the stalled ones). Null for a reader who has no part in the programme.
 */
export async function weekFor({ role, signer }: Reader, needs: Needs): Promise<Week | null> {
  if (role === null) return null;
  const [found, counts] = await Promise.all([pathsOf(role, needs), role.coordinates ? countPaths(needs) : null]);
  const { paths, closed, moreClosed, finished } = sortPaths(found, needs.now);
  const lines = (these: readonly ListedPath[], values: Readonly<Record<string, string>>) =>
    Promise.all(these.map((path) => pathLine(path, { ...needs, values, signer })));
  return { paths: await lines(paths, {}), closed: await lines(closed, { decision: 'reopen' }), moreClosed, finished, counts };
}

/** The reader's own, and those that the reader allocates: without a referent, or with one who no longer works here. */
async function pathsOf({ code, allocates }: ReaderRole, { client, programme }: Needs): Promise<readonly ListedPath[]> {
  const own = `${referent.name} = ${quoted(code)}`;
  const staffCodes = programme.organisations.flatMap(({ staff }) => staff.map((one) => quoted(one.code))).join(', ');
  const unassigned = `(${referent.name} IS NULL OR ${referent.name} NOT IN (${staffCodes}))`;
  const whose = allocates === null ? own : `(${own} OR (${organisation.name} = ${quoted(allocates)} AND ${unassigned}))`;
  const found: ListedPath[] = [];
  for await (const path of listExecutions(client, `${OPEN_PATHS} AND ${whose}`)) {
    const shown = textAttribute(path, stage.name);
    const at = STAGES.find((one) => one === shown);
    if (at === undefined) continue;
    found.push({
      ref: referenceIn(path.workflowId) ?? path.workflowId,
      stage: at,
      card: await memoValue(client, path.memo['card'], isCard),
    });
  }
  return found;
}

async function pathLine(
  { ref, stage: at, card }: ListedPath,
  {
    links,
    now,
    values,
    signer,
  }: Pick<Needs, 'links' | 'now'> & Pick<Reader, 'signer'> & { readonly values: Readonly<Record<string, string>> },
): Promise<PathLine> {
  return {
    who: card?.who ?? UNREADABLE_PATH,
    ref,
    stage: at,
    stageSince: card?.stageSince ?? null,
    paused: card?.paused ?? null,
    next: nextOf(card, now),
    url: signer === null ? null : await links.signed('followUp', { reference: ref, ...values }, signer),
  };
}

/** Each organisation's stages, and those of paths to be assigned: the server counts, no path is read. */
async function countPaths({ client, programme }: Needs): Promise<readonly OrganisationCount[]> {
  const counts: OrganisationCount[] = [];
  for (const { id, name } of programme.organisations) counts.push(await countWhere(client, name, `${organisation.name} = ${quoted(id)}`));
  const unassigned = await countWhere(client, null, `${organisation.name} IS NULL`);
  return Object.keys(unassigned.stages).length === 0 ? counts : [...counts, unassigned];
}

/** Without paths, one call is enough. */
async function countWhere(client: Client, name: string | null, condition: string): Promise<OrganisationCount> {
  const count = async (more: string) => (await client.workflow.count(`${OPEN_PATHS} AND ${condition}${more}`)).count;
  if ((await count('')) === 0) return { organisation: name, stages: {}, stalled: 0 };
  const stages: (readonly [string, number])[] = [];
  for (let from = 0; from < STAGES.length; from += COUNTS_AT_ONCE)
    stages.push(
      ...(await Promise.all(
        STAGES.slice(from, from + COUNTS_AT_ONCE).map(async (one) => [one, await count(` AND ${stage.name} = '${one}'`)] as const),
      )),
    );
  const stalled = await count(` AND ${stalledSince.name} IS NOT NULL AND ${stage.name} != 'left'`);
  return { organisation: name, stages: Object.fromEntries(stages), stalled };
}

function isCard(value: unknown): value is PathCard {
  return typeof value === 'object' && value !== null && 'who' in value && 'stageSince' in value && 'next' in value;
}
