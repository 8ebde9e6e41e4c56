import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { asWritten } from '../../domain/markdown.ts';
import { type SessionStart, slotOf } from '../../domain/session-start.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { BEFORE_PATHS } from '../shared/precedence.ts';

/** True when this call started it. */
export async function startSession(client: Client, session: SessionStart, taskQueue: string): Promise<boolean> {
  try {
    await client.workflow.start('session', {
      workflowId: workflowIds.session(session.id),
      taskQueue,
      args: [session],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: `${asWritten(session.title)}, ${session.plan.start.label}`,
      priority: BEFORE_PATHS,
      memo: { slot: slotOf(session) },
      typedSearchAttributes: new TypedSearchAttributes([
        { key: SEARCH_ATTRIBUTES.sessionKind, value: session.kind },
        { key: SEARCH_ATTRIBUTES.sessionState, value: 'open' },
        { key: SEARCH_ATTRIBUTES.sessionStart, value: new Date(session.plan.start.at) },
        { key: SEARCH_ATTRIBUTES.seatsLeft, value: session.capacity },
        { key: SEARCH_ATTRIBUTES.waiting, value: 0 },
        { key: SEARCH_ATTRIBUTES.planVersion, value: session.plan.version },
      ]),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
