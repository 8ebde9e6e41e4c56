import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { createDeadlines } from '../../activities/calendar/deadlines.ts';
import { longLived, startMissing } from '../../activities/duty/long-lived.ts';
import { sharedOverview } from '../../activities/duty/overview.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { FormResponse, FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';
import { createComposer } from '../../integrations/mail/compose.ts';
import type { Mail, Mailer } from '../../integrations/mail/port.ts';
import { dataConverter } from '../../workers/codec.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { startedRuns } from '../../workers/reset-interceptor.ts';
import { ensureSearchAttributes } from '../../workers/search-attributes.ts';
import { createServiceWorker, TASK_QUEUE } from '../../workers/service.ts';
import { createPrinter } from '../../workers/sign-in-sheets.ts';
import { EVERY_MS } from '../../workers/watch-over.ts';
import { newcomer } from '../support/newcomer.ts';
import { OutlookInMemory } from './outlook-in-memory.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = Buffer.alloc(32, 5);
/** Of the duty, in milliseconds. */
const TAKE_OVER_AFTER = 5_000;

/** A mail server that keeps what it takes, and refuses everything, or what goes to one domain, with a code. */
export class MailInMemory implements Mailer {
  readonly sent: { readonly messageId: string; readonly to: string }[] = [];
  refusal: ServiceErrorCode | null = null;
  refusedDomain: string | null = null;
  refused = 0;

  async send({ messageId, to }: Mail, submitting?: () => Promise<void>): Promise<void> {
    await submitting?.();
    if (this.refusal !== null && (this.refusedDomain === null || to.endsWith(`@${this.refusedDomain}`))) {
      this.refused += 1;
      throw new ServiceError(this.refusal, { detail: 'in a test' });
    }
    this.sent.push({ messageId, to });
  }

  [Symbol.dispose](): void {
    // Nothing is open.
  }
}

/** Forms that nobody answers. */
class SilentForms implements FormsPort {
  structure(formId: string): Promise<FormStructure> {
    return Promise.resolve({ formId, title: '', responderUri: null, verifiedEmail: false, questions: [], fingerprint: '' });
  }
  responsesSince(): Promise<readonly FormResponse[]> {
    return Promise.resolve([]);
  }
  response(): Promise<FormResponse | null> {
    return Promise.resolve(null);
  }
}

/**
 * The whole service in this process, put together as in production, on a dev server: real workflows, activities and worker; partners in memory.
 * `extraArgs`: of the dev server.
 */
export async function startService({ extraArgs = [] }: { readonly extraArgs?: readonly string[] } = {}) {
  const shipped = await loadProgramme(`${ROOT}config/groupement.yaml`);
  const programme: Programme = { ...shipped, officeHours: { always: true } };
  const env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: `${ROOT}.tools/bin/temporal` }, extraArgs: [...extraArgs] },
    client: { dataConverter: dataConverter([KEY]) },
  });
  await ensureSearchAttributes(env.connection, 'default');
  const mail = new MailInMemory();
  const outlook = new OutlookInMemory();
  const composer = await createComposer({
    programmeName: programme.name,
    timeZone: programme.timeZone,
    organiser: { name: programme.name, email: programme.calendar.mailbox },
  });
  const foundations = {
    forms: new SilentForms(),
    calendar: outlook,
    mailer: mail,
    composer,
    signInSheets: await createPrinter(programme),
    connection: env.nativeConnection,
    namespace: 'default',
    payloadKeys: [KEY],
    refKey: Buffer.alloc(32, 3),
    started: startedRuns(),
    cachedWorkflows: 100,
  };
  const deadlines = createDeadlines(programme);
  let running: { readonly worker: Worker; readonly run: Promise<void> } | null = null;
  const { client } = env;

  async function stopWorker(): Promise<void> {
    running?.worker.shutdown();
    await running?.run;
    running = null;
  }

  return {
    env,
    client,
    programme,
    deadlines,
    mail,
    outlook,
    startWorker: async (configured: Programme = programme): Promise<void> => {
      const worker = await createServiceWorker(
        { ...foundations, overview: sharedOverview(client, EVERY_MS), programme: configured },
        client,
      );
      running = { worker, run: worker.run() };
    },
    stopWorker,
    ensure: (configured: Programme = programme) => startMissing(client, longLived(configured, TAKE_OVER_AFTER), { taskQueue: TASK_QUEUE }),
    register: async (firstName: string) => {
      const start = newcomer({ firstName }, { turn: 1, now: new Date(), deadlines });
      return await client.workflow.start('participantPath', {
        workflowId: `participant-${start.ref}`,
        taskQueue: TASK_QUEUE,
        args: [start],
      });
    },
    /** What the Web UI shows of a workflow. */
    details: async (workflowId: string): Promise<string> => {
      const answer: unknown = await client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata');
      const text: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'currentDetails') : '';
      return typeof text === 'string' ? text : '';
    },
    close: async (): Promise<void> => {
      await stopWorker();
      await env.teardown();
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;

/** For what comes by itself. */
export async function eventually<T>(look: () => Promise<T | null>, what: string, timeoutMs = 20_000): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > until) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
