import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { createAppointmentActivities, createAppointmentCalendarActivities } from '../../activities/appointments.ts';
import { createClaims, createSender } from '../../activities/claims.ts';
import { createDeadlines } from '../../activities/deadlines.ts';
import { createInvitationActivities } from '../../activities/invitations.ts';
import { createLinks } from '../../activities/links.ts';
import { createParticipantMailActivities } from '../../activities/participant-mail.ts';
import { createPlanActivities } from '../../activities/plans.ts';
import { createSeatDesk } from '../../activities/seat-desk.ts';
import { createSessionCalendarActivities } from '../../activities/session-calendar.ts';
import { createSessionMailActivities } from '../../activities/session-mail.ts';
import type { FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';
import { createComposer } from '../../integrations/mail/compose.ts';
import { smtpMailer } from '../../integrations/mail/smtp.ts';
import type { CalendarPort, OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';
import { BUNDLE_PATH } from '../../workers/bundle.ts';
import { dataConverter } from '../../workers/codec.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { errorsInterceptor } from '../../workers/errors-interceptor.ts';
import { createPrinter } from '../../workers/sign-in-sheets.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const QUEUE = 'parcours';

/** That server can't say which attributes it has, so the worker's own set-up finds nothing to do there. */
const { IndexedValueType } = proto.temporal.api.enums.v1;
const TYPES_BY_NAME = Object.fromEntries(
  Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]]),
);

export interface Delivery {
  readonly at: Date;
  readonly to: string;
  readonly messageId: string;
}

/**
 * The service in skipped time: the shipped configuration, the real workflows and activities, mail over a real SMTP connection. Only what the
 * time-skipping server lacks is stood in for: visibility (which sessions are open) and, since it has no partner tools, forms and calendar.
 * Activities see the server's time: `Date` of this test file is set from it whenever one begins.
 */
export async function openSkippedTime({ sessions }: { readonly sessions: readonly string[] }) {
  const config = `${ROOT}config/groupement.yaml`;
  const programme = await loadProgramme(config);
  const key = Buffer.alloc(32, 5);
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: `${ROOT}.tools/bin/temporal-test-server` } },
    client: { dataConverter: dataConverter(key) },
  });
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: TYPES_BY_NAME });
  const post = await openPost();
  jest.useFakeTimers({ doNotFake: TIMERS, now: await env.currentTimeMs() });

  const deadlines = createDeadlines(programme);
  const composer = await createComposer({
    programmeName: programme.name,
    timeZone: programme.timeZone,
    organiser: { name: programme.name, email: programme.calendar.mailbox },
  });
  const mailer = smtpMailer({ url: post.url, from: programme.mail.from, redirectTo: null });
  const claims = createClaims(env.client);
  const real = createSeatDesk({ client: env.client });
  const seats = { ...real, openSessions: async () => sessions.map((id) => ({ id, full: false })) };
  const calendar = calendarInMemory();
  const shared = {
    client: env.client,
    programme,
    deadlines,
    composer,
    claims,
    sender: createSender({ mailer, claims }),
    links: createLinks({ forms: noForms, programme }),
    signInSheets: await createPrinter(programme),
    seats,
    calendar,
  };
  const common = {
    connection: env.nativeConnection,
    dataConverter: dataConverter(key),
    workflowBundle: { codePath: BUNDLE_PATH },
    interceptors: { activity: [errorsInterceptor] },
    shutdownGraceTime: '1 second',
  };
  const onTime = atServerTime(() => env.currentTimeMs());
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: QUEUE,
      activities: onTime({
        ...createInvitationActivities(shared),
        ...createParticipantMailActivities(shared),
        ...createAppointmentActivities(shared),
        ...createPlanActivities(shared),
        ...createSessionMailActivities(shared),
      }),
    }),
    Worker.create({
      connection: env.nativeConnection,
      dataConverter: dataConverter(key),
      taskQueue: 'outlook-organiser',
      activities: onTime({ ...createSessionCalendarActivities(shared), ...createAppointmentCalendarActivities(shared) }),
      shutdownGraceTime: '1 second',
    }),
  ]);
  const running = workers.map((worker) => worker.run());

  return {
    client: env.client.workflow,
    programme,
    deadlines,
    yaml: await readFile(config, 'utf8'),
    mails: post.deliveries,
    now: async () => new Date(await env.currentTimeMs()),
    /**
     * Lets the server's time run to that instant, stopping wherever a workflow waits for something: that server doesn't wait for anybody who
     * was woken, and would be months further before the wake is heard.
     */
    sleepUntil: async (at: Date, handles: readonly WorkflowHandle[]) => {
      for (;;) {
        const now = await env.currentTimeMs();
        if (now > at.getTime()) throw new Error(`The story goes back in time: ${at.toISOString()}`);
        const stops = await Promise.all(handles.map(nextDeadline));
        const next = Math.min(at.getTime(), ...stops.map((stop) => (stop > now ? stop : now + 1000)));
        await env.sleep(next - now);
        jest.setSystemTime(await env.currentTimeMs());
        for (const handle of handles) await settled(handle);
        if (next === at.getTime()) return;
      }
    },
    close: async () => {
      jest.useRealTimers();
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      mailer[Symbol.dispose]();
      await env.teardown();
      await post.close();
    },
  };
}

export type SkippedTime = Awaited<ReturnType<typeof openSkippedTime>>;

const TIMERS = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

type Activities = Record<string, (...args: never[]) => Promise<unknown>>;

function atServerTime(now: () => Promise<number>) {
  return <T extends Activities>(activities: T): T =>
    Object.fromEntries(
      Object.entries(activities).map(([name, run]) => [
        name,
        async (...args: never[]) => {
          jest.setSystemTime(await now());
          return run(...args);
        },
      ]),
    ) as T;
}

async function openPost() {
  const deliveries: Delivery[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const at = new Date();
      simpleParser(stream).then(
        ({ messageId = '' }) => {
          deliveries.push({ at, to: session.envelope.rcptTo[0]?.address ?? '', messageId });
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, deliveries, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

const noForms: Pick<FormsPort, 'structure'> = {
  structure: (formId): Promise<FormStructure> =>
    Promise.resolve({ formId, title: '', responderUri: null, verifiedEmail: false, questions: [], fingerprint: '' }),
};

function calendarInMemory(): CalendarPort {
  const kept = new Map<string, StoredEvent>();
  const stored = (event: OwnedEvent): StoredEvent => ({
    ...event,
    eventId: event.reference,
    type: 'singleInstance',
    seriesMasterId: null,
    originalStart: null,
    iCalUId: event.reference,
    isCancelled: false,
    isOrganizer: true,
    attendees: event.attendees.map(({ address }) => ({ address, response: 'none' as const })),
  });
  return {
    create: async (_mailbox, event) => {
      const created = stored(event);
      kept.set(created.eventId, created);
      return created;
    },
    get: async (_mailbox, id) => kept.get(id) ?? null,
    findByReference: async (_mailbox, reference) => kept.get(reference) ?? null,
    update: async (_mailbox, id, event) => (typeof event === 'function' ? null : { ...stored(event), eventId: id }),
    cancel: async () => undefined,
    changes: async () => ({ changed: [], removed: [], series: [], deltaLink: '', resync: false }),
    busy: async (_mailbox, { addresses }) => addresses.map((address) => ({ address, unknown: null, times: [] })),
  };
}

/** Every change of one search attribute over all runs of a workflow, with the server's time of it. */
export async function changesOf(
  { client, workflowId }: Pick<WorkflowHandle, 'client' | 'workflowId'>,
  attribute: string,
): Promise<readonly { at: Date; value: unknown }[]> {
  const written = (await eventsOf(client, workflowId)).flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert, eventTime }) => {
    const data = upsert?.searchAttributes?.indexedFields?.[attribute]?.data;
    if (!data) return [];
    const text = Buffer.from(data).toString();
    const at = new Date(Number(eventTime?.seconds ?? 0) * 1000 + Math.floor((eventTime?.nanos ?? 0) / 1e6));
    return [{ at, value: (text === '' ? null : JSON.parse(text)) as unknown }];
  });
  // A run that continues another writes all of its attributes anew.
  return written.filter(({ value }, index) => index === 0 || JSON.stringify(written[index - 1]?.value) !== JSON.stringify(value));
}

async function eventsOf(client: WorkflowHandle['client'], workflowId: string) {
  const runs: proto.temporal.api.history.v1.IHistoryEvent[][] = [];
  for (let runId: string | undefined; ; ) {
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    runs.unshift(events ?? []);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return runs.flat();
  }
}

/** When this workflow says that it acts next; never, once it is over. */
async function nextDeadline(handle: WorkflowHandle): Promise<number> {
  const last = (await changesOf(handle, 'GcNextDeadline')).at(-1)?.value;
  return typeof last === 'string' ? Date.parse(last) : Number.POSITIVE_INFINITY;
}

/** Nothing of it is under way: no call, and no wake that its worker hasn't heard. */
async function settled(handle: WorkflowHandle): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { raw } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const last = (events ?? []).findLast(({ workflowTaskScheduledEventAttributes: woken, workflowTaskCompletedEventAttributes: heard }) =>
      Boolean(woken ?? heard),
    );
    if ((raw.pendingActivities ?? []).length === 0 && last?.workflowTaskCompletedEventAttributes) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${handle.workflowId} does not come to rest`);
}
