import { STAGES } from '../domain/plan.ts';
import { SEARCH_ATTRIBUTES as S } from '../workflows/search-attributes.ts';
import { views } from './words.ts';

/** A view of Temporal's Web UI: its link puts the query into the list and offers the name for saving. */
export interface SavedView {
  /** Stable, for a short address: `stalled`, `stage-exploring`, `organisation-aile`, `week`. */
  readonly id: string;
  /** French: what an administrator reads. */
  readonly name: string;
  readonly query: string;
}

const OPEN_PATHS = `WorkflowType = 'participantPath' AND ExecutionStatus = 'Running'`;
const DAY_MS = 86_400_000;

/** Every view that ships: stalled files, sessions of the week, one for each organisation, one for each stage. `now` opens the week. */
export function savedViews(organisations: readonly { readonly id: string; readonly name: string }[], now: Date): readonly SavedView[] {
  const day = (offset: number) => `'${new Date(now.getTime() + offset * DAY_MS).toISOString().slice(0, 10)}T00:00:00Z'`;
  const sessions = `WorkflowType = 'session' AND ${S.sessionStart.name} >= ${day(0)} AND ${S.sessionStart.name} < ${day(7)}`;
  return [
    { id: 'stalled', name: views.stalled, query: `${OPEN_PATHS} AND ${S.stalledSince.name} IS NOT NULL` },
    { id: 'week', name: views.week, query: sessions },
    ...organisations.map(({ id, name }) => ({
      id: `organisation-${id}`,
      name: views.organisation(name),
      query: `${OPEN_PATHS} AND ${S.organisation.name} = ${quoted(id)}`,
    })),
    ...STAGES.map((stage) => ({
      id: `stage-${stage}`,
      name: views.stage(stage),
      query: `${OPEN_PATHS} AND ${S.stage.name} = '${stage}'`,
    })),
  ];
}

/** `http://host:port/namespaces/<namespace>/workflows?query=…&savedQuery=<name>` */
export function viewLink(uiUrl: string, namespace: string, { query, name }: Pick<SavedView, 'query' | 'name'>): string {
  return `${workflowsLink(uiUrl, namespace)}?${new URLSearchParams({ query, savedQuery: name }).toString().replaceAll('+', '%20')}`;
}

export function workflowsLink(uiUrl: string, namespace: string): string {
  return `${uiUrl.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;
}

/** One workflow's page, by its id. */
export function workflowLink(uiUrl: string, namespace: string, workflowId: string): string {
  return `${workflowsLink(uiUrl, namespace)}/${encodeURIComponent(workflowId)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
