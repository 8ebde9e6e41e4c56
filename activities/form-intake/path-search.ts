import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import type { Candidate } from '../../domain/matching.ts';
import { sinceIn } from '../../domain/matching.ts';
import { erasedReferenceIn, referenceIn, workflowIds } from '../../domain/workflow-ids.ts';
import { type ListedExecution, listAttribute, listExecutions, openExecution, quoted, textAttribute } from '../shared/listed-executions.ts';

/** An open path as the search shows it: pseudonyms only. Memos are never read here: one that can't be decoded would hide all others. */
export interface OpenPath extends Candidate {
  readonly organisation: string | null;
  readonly referent: string | null;
  readonly stage: string | null;
  /** Worklists that it stands on: staff codes and leads. */
  readonly waitingFor: readonly string[];
}

const VALUES_A_QUERY = 1000;
const PATHS_A_PAGE = 1000;
const AT_ONCE = 3;

/** So many paths at one phone, address or name tell as much as thousands: an intermediary's, many possible duplicates. */
const CROWD = 50;

export interface PathSearch {
  /** Open paths that have at least one of these keys. */
  withKeys(keys: readonly string[]): Promise<readonly OpenPath[]>;
  /** The same, but of a key that a crowd has only some of its paths. */
  amongCrowds(keys: readonly string[]): Promise<{ readonly paths: readonly OpenPath[]; readonly crowded: ReadonlySet<string> }>;
  /** An open path as it stands now, whether or not the search shows it yet; null: there is none. */
  now(ref: string): Promise<OpenPath | null>;
  withReferences(refs: readonly string[]): Promise<readonly OpenPath[]>;
  /** Of these keys of responses, those whose person was erased: key → reference of the path that was. */
  erased(origins: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Open paths in the care of a member of staff that have this key. */
  ofReferent(staff: string, key: string): Promise<readonly OpenPath[]>;
  ofOrganisation(organisation: string, key: string): Promise<readonly OpenPath[]>;
  /** Open paths that stand on a worklist. */
  waitingFor(worklist: string): Promise<readonly OpenPath[]>;
  /** All open paths in the care of a member of staff, who may have left. */
  allOfReferent(staff: string): Promise<readonly OpenPath[]>;
}

export function createPathSearch(client: Client): PathSearch {
  const search = (condition: string) => openPaths(client, condition);
  return {
    withKeys: (keys) => inChunks(keys, (list) => search(`GcMatchKeys IN (${list})`)),
    amongCrowds: (keys) => amongCrowds(client, keys),
    now: async (ref) => {
      const path = await openExecution(client, workflowIds.path(ref));
      return path && openPath(path);
    },
    withReferences: (refs) =>
      inChunks(
        refs.map((ref) => workflowIds.path(ref)),
        (list) => search(`WorkflowId IN (${list})`),
      ), // prettier-ignore
    erased: (origins) => erasedBy(client, origins),
    ofReferent: (staff, key) => search(`GcReferent = ${quoted(staff)} AND GcMatchKeys IN (${quoted(key)})`),
    waitingFor: (worklist) => search(`GcWaitingFor IN (${quoted(worklist)})`),
    allOfReferent: (staff) => search(`GcReferent = ${quoted(staff)}`),
    ofOrganisation: (organisation, key) => search(`GcOrganisation = ${quoted(organisation)} AND GcMatchKeys IN (${quoted(key)})`),
  };
}

async function inChunks(wanted: readonly string[], query: (list: string) => Promise<readonly OpenPath[]>): Promise<readonly OpenPath[]> {
  const found: OpenPath[] = [];
  const chunks = chunksOf(wanted);
  for (let from = 0; from < chunks.length; from += AT_ONCE) {
    const lists = await Promise.all(chunks.slice(from, from + AT_ONCE).map(query));
    found.push(...lists.flat());
  }
  return [...new Map(found.map((path) => [path.ref, path])).values()];
}

/** As a query lists them. */
function chunksOf(wanted: readonly string[]): readonly string[] {
  return queriesOf(wanted).map((keys) => keys.map(quoted).join(', '));
}

/** Each once, as many as a query holds. */
function queriesOf(wanted: readonly string[]): readonly (readonly string[])[] {
  const unique = [...new Set(wanted)];
  return Array.from({ length: Math.ceil(unique.length / VALUES_A_QUERY) }, (_, index) =>
    unique.slice(index * VALUES_A_QUERY, (index + 1) * VALUES_A_QUERY),
  );
}

/** Where a page is full and a crowd is in it, the rest is asked for without the crowd's key: never page after page of one phone. */
async function amongCrowds(client: Client, wanted: readonly string[]): ReturnType<PathSearch['amongCrowds']> {
  const found = new Map<string, OpenPath>();
  const crowded = new Set<string>();
  for (const keys of queriesOf(wanted)) {
    let remaining = keys;
    while (remaining.length > 0) {
      const { paths, crowds } = await untilCrowded(client, remaining);
      for (const path of paths) found.set(path.ref, path);
      for (const key of crowds) crowded.add(key);
      remaining = crowds.length === 0 ? [] : remaining.filter((key) => !crowded.has(key));
    }
  }
  return { paths: [...found.values()], crowded };
}

/** Whole pages until one has made a crowd; `crowds` is empty where the list was read to its end. */
async function untilCrowded(client: Client, keys: readonly string[]) {
  const counts = new Map(keys.map((key) => [key, 0]));
  const paths: OpenPath[] = [];
  const list = listExecutions(client, openPathsWhere(`GcMatchKeys IN (${keys.map(quoted).join(', ')})`), PATHS_A_PAGE);
  for await (const execution of list) {
    const path = openPath(execution);
    paths.push(path);
    for (const key of path.keys) if (counts.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
    if (paths.length % PATHS_A_PAGE > 0) continue;
    const crowds = [...counts].filter(([, count]) => count > CROWD).map(([key]) => key);
    if (crowds.length > 0) return { paths, crowds };
  }
  return { paths, crowds: [] };
}

async function erasedBy(client: Client, origins: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const searched = new Set(origins);
  for (const list of chunksOf(origins)) {
    const query = `WorkflowType = 'erasure' AND ExecutionStatus = 'Running' AND GcMatchKeys IN (${list})`;
    for await (const erasure of listExecutions(client, query, PATHS_A_PAGE))
      for (const key of listAttribute(erasure, 'GcMatchKeys')) if (searched.has(key)) found.set(key, erasedReferenceIn(erasure.workflowId));
  }
  return found;
}

async function openPaths(client: Client, condition: string): Promise<readonly OpenPath[]> {
  const found: OpenPath[] = [];
  for await (const path of listExecutions(client, openPathsWhere(condition), PATHS_A_PAGE)) found.push(openPath(path));
  return found;
}

function openPathsWhere(condition: string): string {
  return `WorkflowType = 'participantPath' AND ExecutionStatus = 'Running' AND ${condition}`;
}

function openPath(path: ListedExecution): OpenPath {
  const keys = listAttribute(path, 'GcMatchKeys');
  return {
    ref: referenceIn(path.workflowId) ?? '',
    since: sinceIn(keys) ?? path.startedAt.toISOString(),
    keys: new Set(keys),
    organisation: textAttribute(path, 'GcOrganisation'),
    referent: textAttribute(path, 'GcReferent'),
    stage: textAttribute(path, 'GcStage'),
    waitingFor: listAttribute(path, 'GcWaitingFor'),
  };
}

const INVALID_ARGUMENT = 3;

/** This one message will never be accepted. */
export function isInvalidArgument(error: unknown): boolean {
  const cause = Error.isError(error) ? error.cause : undefined;
  return [error, cause].some((one) => isGrpcServiceError(one) && [INVALID_ARGUMENT].includes(one.code));
}
