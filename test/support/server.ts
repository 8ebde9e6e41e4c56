import { Client, type Connection, type WorkflowExecutionInfo } from '@temporalio/client';
import { dataConverter } from '../../workers/codec.ts';
import { parseKey, parseKeys } from '../../workers/codec-key.ts';
import { followUpTokenOf, personalReferenceOf, referenceOf } from '../../workers/references.ts';

/** A line on a member of staff's worklist, as the workflow that owns it shows it. */
export interface WorklistLine {
  readonly workflowId: string;
  readonly key: string;
  readonly worklist: string;
  readonly kind: string;
  readonly title: string;
  readonly who: string | null;
  readonly reference: string | null;
  readonly phone: string | null;
  readonly missing: string | null;
  readonly next: string | null;
  readonly urgent: boolean;
  readonly answers: readonly { readonly label: string; readonly form: string; readonly values: Readonly<Record<string, string>> }[];
}

/** Temporal as an administrator sees it: with the key. */
export class Server {
  readonly client: Client;
  readonly #refKey: Uint8Array;

  constructor(connection: Connection, namespace: string, env: Readonly<Record<string, string | undefined>>) {
    const keys = parseKeys('PAYLOAD_KEY', env['PAYLOAD_KEY']);
    this.client = new Client({ connection, namespace, dataConverter: dataConverter(keys) });
    this.#refKey = parseKey('REF_KEY', env['REF_KEY']);
  }

  async list(query: string): Promise<readonly WorkflowExecutionInfo[]> {
    const found: WorkflowExecutionInfo[] = [];
    for await (const one of this.client.workflow.list({ query })) found.push(one);
    return found;
  }

  /** Open paths. */
  async paths(more = ''): Promise<readonly WorkflowExecutionInfo[]> {
    return await this.list(`WorkflowType = 'participantPath' AND ExecutionStatus = 'Running'${more && ` AND ${more}`}`);
  }

  /** Every path that was ever begun, and every run of it. */
  async pathRuns(): Promise<readonly WorkflowExecutionInfo[]> {
    return await this.list("WorkflowType = 'participantPath'");
  }

  /** `GC-XXXX-XXXX` of the path that a registration starts. */
  reference(responseId: string, formId = 'F-REG'): string {
    return referenceOf(this.#refKey, { formId, responseId });
  }

  /** What the links in the person's own mails hold. */
  personal(reference: string): string {
    return personalReferenceOf(this.#refKey, reference);
  }

  /** What signs a follow-up link about a path that a member of staff was mailed so many days ago. */
  followUpToken(reference: string, member: { readonly code: string; readonly formCode: string }, daysAgo = 0): string {
    return followUpTokenOf(this.#refKey, { reference }, member, new Date(Date.now() - daysAgo * 24 * 3600_000).toISOString());
  }

  /** Open lines of all worklists, or of one. */
  async worklistLines(worklist?: string): Promise<readonly WorklistLine[]> {
    const found = await this.list("ExecutionStatus = 'Running' AND GcWaitingFor IS NOT NULL");
    const lines = found.flatMap(({ workflowId, memo }) => {
      const items = memo?.['worklist'];
      return Array.isArray(items) ? (items as Omit<WorklistLine, 'workflowId'>[]).map((item) => ({ ...item, workflowId })) : [];
    });
    return worklist === undefined ? lines : lines.filter((line) => line.worklist === worklist);
  }

  /** Activities that run or wait for their next attempt: type, attempt, milliseconds until the next one. */
  async pending(
    workflowId: string,
  ): Promise<readonly { type: string; attempt: number; state: string; waitsMs: number | null; failure: string }[]> {
    const { raw } = await this.client.workflow.getHandle(workflowId).describe();
    return (raw.pendingActivities ?? []).map(({ activityType, attempt, state, currentRetryInterval, lastFailure }) => ({
      type: activityType?.name ?? '',
      attempt: attempt ?? 0,
      state: String(state),
      waitsMs: currentRetryInterval ? Number(currentRetryInterval.seconds ?? 0) * 1000 : null,
      failure: lastFailure?.applicationFailureInfo?.type ?? '',
    }));
  }

  /** An administrator's « Reset » on a pending activity: its next attempt begins now. */
  async callNow(workflowId: string, type: string): Promise<void> {
    const { namespace } = this.client.options;
    await this.client.workflowService.resetActivity({ namespace, execution: { workflowId }, type });
  }

  /** What the Web UI shows of a workflow, in French Markdown. */
  async details(workflowId: string): Promise<string> {
    const answer: unknown = await this.client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata');
    const text: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'currentDetails') : '';
    return typeof text === 'string' ? text : '';
  }
}
