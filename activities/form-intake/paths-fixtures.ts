import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Origin } from '../../domain/facts.ts';
import type { PathStart, RegistrationMessage } from '../../domain/path-start.ts';

/** A workflow as intake sees it. */
interface StartedWorkflow {
  readonly memo: Readonly<Record<string, unknown>>;
  readonly keys: Set<string>;
  /** What it was handed, in order. */
  readonly handed: string[];
  /** Paths that it was told of as possible duplicates. */
  readonly near: Set<string>;
  /** What the search shows; null: nothing yet. */
  shown: ReadonlySet<string> | null;
}

/** Thrown in the place of an answer: the activity dies here. */
export class Killed extends Error {}

interface SignalBody extends Partial<Origin> {
  readonly origin?: Origin;
  readonly registration?: RegistrationMessage['registration'];
  readonly matchKeys?: readonly string[];
  readonly near?: readonly string[];
  readonly refs?: readonly string[];
}

/** Paths and sessions in memory, with a search that shows what it is told to show. */
export class PathsInMemory {
  readonly workflows = new Map<string, StartedWorkflow>();
  /** Who was ever handed a version of a response (`responseId|lastSubmittedTime`). */
  readonly delivered = new Map<string, Set<string>>();
  /** The search shows every change at once. */
  isPrompt = true;
  /** So many calls more succeed; the one after is carried out and its answer is lost. */
  callsLeft = Number.POSITIVE_INFINITY;

  /** Everything is shown from now on as it stands. */
  catchUp(): void {
    for (const workflow of this.workflows.values()) workflow.shown = new Set(workflow.keys);
  }

  /** Gone without a trace. */
  erase(workflowId: string): void {
    this.workflows.delete(workflowId);
  }

  open(workflowId: string): void {
    const memo = { slot: { title: 'Information collective', facilitators: ['s2', 's3'], capacity: 12 } };
    this.workflows.set(workflowId, { memo, keys: new Set(), handed: [], near: new Set(), shown: new Set() });
  }

  /** A path that the search shows, of a person with these keys. */
  addPath(ref: string, keys: readonly string[]): void {
    this.workflows.set(`participant-${ref}`, { memo: {}, keys: new Set(keys), handed: [], near: new Set(), shown: new Set(keys) });
  }

  /** Ids of paths by the responses that each was handed. */
  pathsOf(responseId: string): readonly string[] {
    return [...this.workflows].filter(([, { handed }]) => handed.some((one) => one.endsWith(` ${responseId}`))).map(([id]) => id);
  }

  /** Pages of lists that were asked for. */
  lists = 0;

  /** Responses whose person was erased: key → reference. */
  readonly erasures = new Map<string, string>();

  get client(): Client {
    const workflow = {
      start: (_type: string, options: { workflowId: string; args: readonly [PathStart]; memo: Record<string, unknown> }) =>
        this.#start(options),
      getHandle: (id: string) => ({
        signal: ({ name }: { readonly name: string }, body: SignalBody) => this.#signal(id, name, body),
        describe: async () => ({
          memo: this.#workflow(id).memo,
          status: { name: 'RUNNING' },
          typedSearchAttributes: { get: () => undefined },
        }),
      }),
    };
    const workflowService = {
      listWorkflowExecutions: async (request: Listing) => {
        this.lists += 1;
        return paged(this.#list(request.query), request);
      },
      describeWorkflowExecution: async ({ execution: { workflowId } }: { readonly execution: { readonly workflowId: string } }) => {
        const started = this.workflows.get(workflowId);
        if (!started) throw Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: 'workflow not found', metadata: {} });
        return { workflowExecutionInfo: { ...infoOf(workflowId, started.keys), status: 1 } };
      },
    };
    return { options: { namespace: 'default' }, workflow, workflowService } as unknown as Client;
  }

  async #start({ workflowId, args: [start], memo }: { workflowId: string; args: readonly [PathStart]; memo: Record<string, unknown> }) {
    if (this.workflows.has(workflowId)) throw new WorkflowExecutionAlreadyStartedError('Started already', workflowId, 'participantPath');
    const handed = [`start ${start.registration.origin.responseId}`];
    this.workflows.set(workflowId, { memo, keys: new Set(start.matchKeys), handed, near: new Set(start.near), shown: null });
    this.#deliver(workflowId, start.registration.origin);
    this.#answer();
  }

  async #signal(id: string, name: string, body: SignalBody) {
    const { origin, registration, formId, responseId, submitted, matchKeys = [], near = [], refs = [] } = body;
    const workflow = this.#workflow(id);
    const from =
      registration?.origin ??
      origin ??
      (formId !== undefined && responseId !== undefined && submitted ? { formId, responseId, submitted } : null);
    workflow.handed.push(`${name} ${from?.responseId ?? refs.join()}`);
    for (const ref of [...near, ...refs]) workflow.near.add(ref);
    if (from) this.#deliver(id, from);
    for (const key of matchKeys) workflow.keys.add(key);
    this.#answer();
  }

  #deliver(id: string, { responseId, submitted }: Origin): void {
    const version = `${responseId}|${submitted.at}`;
    this.delivered.set(version, (this.delivered.get(version) ?? new Set()).add(id));
  }

  #answer(): void {
    if (this.isPrompt) this.catchUp();
    this.callsLeft -= 1;
    if (this.callsLeft < 0) throw new Killed('in a test');
  }

  #workflow(id: string): StartedWorkflow {
    const workflow = this.workflows.get(id);
    if (!workflow) throw new WorkflowNotFoundError('workflow not found', id, undefined);
    return workflow;
  }

  #list(query: string) {
    const values = new Set([...query.matchAll(/'([^']+)'/g)].map(([, value]) => value ?? ''));
    if (values.has('erasure'))
      return listed([...this.erasures].filter(([key]) => values.has(key)).map(([key, ref]) => [`erasure-${ref}`, new Set([key])]));
    const isAsked = (id: string, shown: ReadonlySet<string>) => values.has(id) || [...shown].some((key) => values.has(key));
    const found = [...this.workflows].flatMap(([id, { shown }]) => (shown !== null && isAsked(id, shown) ? [[id, shown] as const] : []));
    return listed(found);
  }
}

interface Listing {
  readonly query: string;
  readonly pageSize: number;
  readonly nextPageToken?: Uint8Array;
}

function paged({ executions }: ReturnType<typeof listed>, { pageSize, nextPageToken }: Listing) {
  const from = nextPageToken === undefined ? 0 : Number(Buffer.from(nextPageToken).toString());
  const isLast = from + pageSize >= executions.length;
  return { executions: executions.slice(from, from + pageSize), nextPageToken: Buffer.from(isLast ? '' : String(from + pageSize)) };
}

function listed(found: readonly (readonly [workflowId: string, keys: ReadonlySet<string>])[]) {
  return { executions: found.map(([workflowId, shown]) => infoOf(workflowId, shown)) };
}

function infoOf(workflowId: string, keys: ReadonlySet<string>) {
  return {
    execution: { workflowId },
    searchAttributes: { indexedFields: { GcMatchKeys: { data: Buffer.from(JSON.stringify([...keys])) } } },
    startTime: { seconds: 0 },
  };
}
