import { setTimeout } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { isSessionId, workflowIds } from '../../domain/workflow-ids.ts';
import type { RollOutActivities } from '../../workflows/configuration-roll-out/contract.ts';
import * as path from '../../workflows/participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import * as session from '../../workflows/session/contract.ts';
import type { Checkpoint } from '../shared/checkpoint.ts';
import { summary } from './words.ts';

interface Deps {
  readonly client: Client;
  readonly programme: Programme;
  readonly checkpoint: Pick<Checkpoint, 'beat'>;
}

/** Twenty a second: people who register meanwhile are served all the same. */
const AT_ONCE = 10;
const PAUSE_MS = 500;
const PAGE_SIZE = 200;

/** Tells paths and sessions of another configuration. Each is asked for its version by the search, so that a second try goes on with the rest. */
export function createRollOutActivities({ client, programme, checkpoint }: Deps): RollOutActivities {
  const tell = configurationTeller(client, programme);
  return {
    async tellOfConfiguration({ version }) {
      if (version !== programme.version) return -1;
      let notified = 0;
      let nextPageToken: Uint8Array | undefined;
      do {
        await checkpoint.beat();
        const page = await client.workflowService.listWorkflowExecutions({
          namespace: client.options.namespace,
          query: otherVersions(version),
          pageSize: PAGE_SIZE,
          ...(nextPageToken && { nextPageToken }),
        });
        const ids = page.executions.map(({ execution }) => execution?.workflowId ?? '');
        for (let first = 0; first < ids.length; first += AT_ONCE) {
          const next = ids.slice(first, first + AT_ONCE);
          await Promise.all(next.map(tell));
          notified += next.length;
          await checkpoint.beat();
          await setTimeout(PAUSE_MS);
        }
        nextPageToken = page.nextPageToken.length > 0 ? page.nextPageToken : undefined;
      } while (nextPageToken);
      return notified;
    },
  };
}

/** Tells one path or session, with what it has to know. What was erased or has ended meanwhile is passed over. */
export function configurationTeller(client: Client, programme: Programme): (workflowId: string) => Promise<void> {
  const { version } = programme;
  const forSession = configurationForSession(programme);
  return async (workflowId) => {
    const handle = client.workflow.getHandle(workflowId);
    try {
      if (isSessionId(workflowId)) await handle.signal(session.configurationChanged, forSession);
      else await handle.signal(path.configurationChanged, { version });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
}

/** What a session has to know of the configuration. */
export function configurationForSession({ version, organisations, calendar }: Programme): session.SessionConfiguration {
  return {
    version,
    coordinator: coordinatorOf(organisations).code,
    staff: organisations.flatMap((organisation) => organisation.staff.map(({ code }) => code)),
    mailbox: calendar.mailbox,
  };
}

function otherVersions(version: string): string {
  return `WorkflowType IN ('participantPath', 'session') AND ExecutionStatus = 'Running' AND ${SEARCH_ATTRIBUTES.planVersion.name} != '${version}'`;
}

/** When a worker starts: a roll-out for what has another configuration; one that runs goes on. Without any, one count is all it costs. */
export async function ensureRollOut(
  client: Client,
  { programme: { version }, taskQueue }: { readonly programme: Programme; readonly taskQueue: string },
): Promise<void> {
  const { count } = await client.workflowService.countWorkflowExecutions({
    namespace: client.options.namespace,
    query: otherVersions(version),
  });
  if (Number(count) === 0) return;
  await client.workflow.start('configurationRollOut', {
    workflowId: workflowIds.rollOut(version),
    taskQueue,
    args: [{ version }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: summary(version),
  });
}
