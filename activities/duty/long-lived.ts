import type { Client } from '@temporalio/client';
import { coordinatorOf } from '../../domain/assignment.ts';
import { FORM_KINDS, type Programme } from '../../domain/programme/programme.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { takeOverAfter } from '../../workflows/duty/contract.ts';
import { planNow } from '../../workflows/session-planner/contract.ts';
import { BEFORE_PATHS } from '../shared/precedence.ts';
import { worklistCodes } from '../staff-worklist/reader.ts';
import { summary } from './words.ts';

/** A workflow that runs for as long as the service is installed. */
export interface LongLived {
  readonly type: 'duty' | 'sessionPlanner' | 'calendarWatch' | 'staffWorklist' | 'formIntake';
  readonly workflowId: string;
  readonly args: readonly unknown[];
  readonly staticSummary: string;
}

/**
 * All of a programme's. A worklist that left the configuration ends by itself: its lines are the coordinator's.
 * @param patience without a sign of life of the process on duty, in milliseconds
 */
export function longLived(programme: Programme, patience: number): readonly LongLived[] {
  const coordinator = coordinatorOf(programme.organisations).code;
  return [
    { type: 'duty', workflowId: workflowIds.duty, args: [{ takeOverAfter: patience }], staticSummary: summary.duty },
    { type: 'sessionPlanner', workflowId: workflowIds.planner, args: [], staticSummary: summary.planner },
    { type: 'calendarWatch', workflowId: workflowIds.watch, args: [{ coordinator }], staticSummary: summary.watch },
    ...worklists(programme),
    ...FORM_KINDS.map((form) => ({
      type: 'formIntake' as const,
      workflowId: workflowIds.intake(form),
      args: [{ form }],
      staticSummary: summary.intake(programme.forms[form].formId),
    })),
  ];
}

export function worklists(programme: Programme): readonly LongLived[] {
  return worklistCodes(programme).map((code) => ({
    type: 'staffWorklist',
    workflowId: workflowIds.worklist(code),
    args: [{ code }],
    staticSummary: summary.worklist(code),
  }));
}

/** Those whose long activity is the process on duty's. */
export const TYPES_ON_DUTY: readonly LongLived['type'][] = ['formIntake', 'staffWorklist', 'calendarWatch'];

export function workflowsOnDuty(programme: Programme): readonly string[] {
  return longLived(programme, 0).flatMap(({ type, workflowId }) => (TYPES_ON_DUTY.includes(type) ? [workflowId] : []));
}

/** Starts those that don't run; `running`: ids that are known to. */
export async function startMissing(
  client: Client,
  all: readonly LongLived[],
  { taskQueue, running = new Set() }: { readonly taskQueue: string; readonly running?: ReadonlySet<string> },
): Promise<void> {
  const missing = all.filter(({ workflowId }) => !running.has(workflowId));
  await Promise.all(
    missing.map(({ type, workflowId, args, staticSummary }) =>
      client.workflow.start(type, {
        workflowId,
        taskQueue,
        args: [...args],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary,
        priority: BEFORE_PATHS,
      }),
    ),
  );
}

/** A worker has started, perhaps with another configuration: the plan is read anew, and the duty learns its time-out. */
export async function tellOfWorker(client: Client, patience: number): Promise<void> {
  await client.workflow.getHandle(workflowIds.planner).signal(planNow);
  await client.workflow.getHandle(workflowIds.duty).signal(takeOverAfter, patience);
}
