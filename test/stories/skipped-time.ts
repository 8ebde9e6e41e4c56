import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { vi } from 'vitest';
import { createDeadlines } from '../../activities/calendar/deadlines.ts';
import { createCalendarWatchActivities } from '../../activities/calendar-watch/watch.ts';
import { configurationTeller } from '../../activities/configuration-roll-out/roll-out.ts';
import { createErasureActivities } from '../../activities/erasure/erasure.ts';
import { createKeys } from '../../activities/form-intake/keys.ts';
import { createLinkTokens } from '../../activities/forms/link-tokens.ts';
import { createLinks } from '../../activities/forms/links.ts';
import { createSender } from '../../activities/mail/sender.ts';
import { createAppointmentActivities, createAppointmentCalendarActivities } from '../../activities/participant-path/appointments.ts';
import { createInvitationActivities } from '../../activities/participant-path/invitations.ts';
import { createParticipantMailActivities } from '../../activities/participant-path/participant-mail.ts';
import { createPlanActivities } from '../../activities/participant-path/plans.ts';
import { createRetentionActivities } from '../../activities/participant-path/retention.ts';
import { createSeatClient, type SeatClient } from '../../activities/session/seat-client.ts';
import { createSessionCalendarActivities } from '../../activities/session/session-calendar.ts';
import { createSessionMailActivities } from '../../activities/session/session-mail.ts';
import { createCheckpoint } from '../../activities/shared/checkpoint.ts';
import type { Person } from '../../domain/facts.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';
import { createComposer } from '../../integrations/mail/compose.ts';
import type { Mailer } from '../../integrations/mail/port.ts';
import { smtpMailer } from '../../integrations/mail/smtp.ts';
import type { CalendarPort } from '../../integrations/outlook/port.ts';
import { BUNDLE_PATH } from '../../workers/bundle.ts';
import { dataConverter } from '../../workers/codec.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { mailboxQueues } from '../../workers/duty.ts';
import { errorsInterceptor } from '../../workers/errors-interceptor.ts';
import { createPrinter } from '../../workers/sign-in-sheets.ts';
import { MAIL_QUEUE } from '../../workflows/duty/contract.ts';
import type { ErasureActivities } from '../../workflows/erasure/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { newcomer } from '../support/newcomer.ts';
import { OutlookInMemory } from './outlook-in-memory.ts';

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
export async function openSkippedTime({
  sessions,
  calendar = new OutlookInMemory(),
  mail = null,
  configured = (shipped) => shipped,
}: {
  /** Ids of those that take people, the next one first; read anew at each question. */
  readonly sessions: readonly string[];
  readonly calendar?: CalendarPort;
  /** A mail server that can refuse; null: a real SMTP connection to one that takes everything. */
  readonly mail?: Mailer | null;
  /** The configuration with which the story begins, made of the shipped one. */
  readonly configured?: (shipped: Programme) => Programme;
}) {
  const config = `${ROOT}config/groupement.yaml`;
  const shipped = await loadProgramme(config);
  const programme = configured(shipped);
  const key = Buffer.alloc(32, 5);
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: `${ROOT}.tools/bin/temporal-test-server` } },
    client: { dataConverter: dataConverter([key]) },
  });
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: TYPES_BY_NAME });
  const post = await openPost();
  vi.useFakeTimers({ toNotFake: TIMERS, now: await env.currentTimeMs() });

  const deadlines = createDeadlines(programme);
  const composer = await createComposer({
    programmeName: programme.name,
    timeZone: programme.timeZone,
    organiser: { name: programme.name, email: programme.calendar.mailbox },
  });
  const smtp = smtpMailer({ url: post.url, from: programme.mail.from, redirectTo: null });
  const mailer = mail ?? smtp;
  const checkpoint = createCheckpoint(env.client);
  const real = createSeatClient({ client: env.client });
  const seats: SeatClient = {
    ...real,
    openSessions: async () => sessions,
    takeIfRoom: async (session, request, claim) => {
      await claim();
      return await real.set(session, request);
    },
  };
  const signInSheets = await createPrinter(programme);
  const sharedWith = (current: Programme) => ({
    client: env.client,
    programme: current,
    deadlines: createDeadlines(current),
    composer,
    checkpoint,
    sender: createSender({ mailer, checkpoint }),
    links: createLinks({ forms: noForms, programme: current, tokens: createLinkTokens(createKeys(key).link) }),
    signInSheets,
    seats,
    personal: (ref: string) => ref,
    calendar,
  });
  const activitiesOf = (current: Programme) => {
    const shared = sharedWith(current);
    return {
      service: {
        ...createInvitationActivities(shared),
        ...createParticipantMailActivities(shared),
        ...createAppointmentActivities(shared),
        ...createPlanActivities(shared),
        ...createSessionMailActivities(shared),
        ...createRetentionActivities({ client: env.client, taskQueue: QUEUE }),
        ...erasureWithoutSearch(createErasureActivities({ ...shared, keys: createKeys(key) })),
      },
      mailbox: { ...createSessionCalendarActivities(shared), ...createAppointmentCalendarActivities(shared) },
    };
  };
  let current = activitiesOf(programme);
  const onTime = atServerTime(() => env.currentTimeMs());
  const common = {
    connection: env.nativeConnection,
    dataConverter: dataConverter([key]),
    interceptors: { activity: [errorsInterceptor] },
    shutdownGraceTime: '1 second' as const,
  };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      workflowBundle: { codePath: BUNDLE_PATH },
      taskQueue: QUEUE,
      activities: onTime(() => current.service),
    }),
    Worker.create({ ...common, taskQueue: MAIL_QUEUE, activities: onTime(() => current.service) }),
    ...mailboxQueues(programme).map((taskQueue) => Worker.create({ ...common, taskQueue, activities: onTime(() => current.mailbox) })),
  ]);
  const running = workers.map((worker) => worker.run());

  return {
    client: env.client.workflow,
    connected: env.client,
    programme,
    shipped,
    deadlines,
    yaml: await readFile(config, 'utf8'),
    mails: post.deliveries,
    now: async () => new Date(await env.currentTimeMs()),
    /** Addresses at which the mail server knows no mailbox. */
    unknownAddresses: post.unknownAddresses,
    /** Starts the path of a fictional adult, by e-mail unless `details` say otherwise, as intake does. */
    register: async (firstName: string, details: Partial<Person> = {}, turn = 1): Promise<WorkflowHandle> => {
      const start = newcomer({ firstName, ...details }, { turn, now: new Date(await env.currentTimeMs()), deadlines });
      return await env.client.workflow.start('participantPath', {
        workflowId: `participant-${start.ref}`,
        taskQueue: QUEUE,
        args: [start],
      });
    },
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
        vi.setSystemTime(await env.currentTimeMs());
        for (const handle of handles) await settled(handle);
        if (next === at.getTime()) return;
      }
    },
    /** As `sleepUntil`, through a partner's refusals: stopping at every timer and wherever a call is given up, which no deadline tells of. */
    sleepThrough: async (at: Date, handles: readonly WorkflowHandle[]) => {
      const rests = new Map<string, Rest>();
      const rest = async (handle: WorkflowHandle) => rests.set(handle.workflowId, await atRest(handle, rests.get(handle.workflowId)));
      await Promise.all(handles.map(rest));
      for (let now = await env.currentTimeMs(); now < at.getTime(); ) {
        const stops = [...rests.values()].map(({ stop }) => stop).filter((stop) => stop > now);
        await env.sleep(Math.min(at.getTime(), ...stops) - now);
        now = await env.currentTimeMs();
        vi.setSystemTime(now);
        await Promise.all(handles.map(rest));
      }
    },
    /** As `sleepThrough`, for months: time runs on by so much at once, and whatever fires meanwhile is heard at its end. */
    skip: async (ms: number, handles: readonly WorkflowHandle[]) => {
      await env.sleep(ms);
      vi.setSystemTime(await env.currentTimeMs());
      await Promise.all(handles.map(quiet));
    },
    /** Another configuration from now on, of which these workflows are told: that server can't be asked which there are. */
    rollOut: async (changed: Programme, handles: readonly WorkflowHandle[]) => {
      current = activitiesOf(changed);
      const tell = configurationTeller(env.client, changed);
      for (const { workflowId } of handles) await tell(workflowId);
      for (const handle of handles) await settled(handle);
    },
    /** The real activities that look at the calendar, as the worker would run one look of theirs. */
    watch: createCalendarWatchActivities({ ...sharedWith(programme), taskQueue: QUEUE }),
    close: async () => {
      vi.useRealTimers();
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      smtp[Symbol.dispose]();
      await env.teardown();
      await post.close();
      histories.clear();
    },
  };
}

export type SkippedTime = Awaited<ReturnType<typeof openSkippedTime>>;

/** For what comes by itself, in real time. */
export async function waitFor(look: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
}

const TIMERS = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

/** What needs no search, and deletes nothing: erase.test.ts tells the whole. */
function erasureWithoutSearch({ endPath }: ErasureActivities): ErasureActivities {
  const noTraces = { coordinator: 's1', origins: [], responses: [], others: [] };
  return {
    endPath,
    findTraces: async () => ({ at: { at: new Date().toISOString(), label: '' }, ...noTraces }),
    tellOthers: async () => undefined,
    findSessions: async () => [],
    forgetInSession: async () => undefined,
    deletePath: async () => undefined,
  };
}

type Activities = Record<string, (...args: never[]) => Promise<unknown>>;

/** Activities as they are when they are called. */
function atServerTime(now: () => Promise<number>) {
  return (activities: () => Activities): Activities =>
    Object.fromEntries(
      Object.keys(activities()).map((name) => [
        name,
        async (...args: never[]) => {
          vi.setSystemTime(await now());
          return activities()[name]?.(...args);
        },
      ]),
    );
}

async function openPost() {
  const deliveries: Delivery[] = [];
  const unknownAddresses = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      done(unknownAddresses.has(address) ? Object.assign(new Error('5.1.1 No such user here'), { responseCode: 550 }) : undefined);
    },
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
  return {
    url: `smtp://127.0.0.1:${port}`,
    deliveries,
    unknownAddresses,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const noForms: Pick<FormsPort, 'structure'> = {
  structure: (formId): Promise<FormStructure> =>
    Promise.resolve({ formId, title: '', responderUri: null, verifiedEmail: false, questions: [], fingerprint: '' }),
};

/** Every change of one search attribute over all runs of a workflow, with the server's time of it. */
export async function changesOf(
  { client, workflowId }: Pick<WorkflowHandle, 'client' | 'workflowId'>,
  attribute: string,
): Promise<readonly { at: Date; value: unknown }[]> {
  const written = valuesOf(await eventsOf(client, workflowId), attribute);
  // A run that continues another writes all of its attributes anew.
  return written.filter(({ value }, index) => index === 0 || JSON.stringify(written[index - 1]?.value) !== JSON.stringify(value));
}

function valuesOf(events: readonly HistoryEvent[], attribute: string): readonly { at: Date; value: unknown }[] {
  return events.flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert, eventTime }) => {
    const data = upsert?.searchAttributes?.indexedFields?.[attribute]?.data;
    if (!data) return [];
    const text = Buffer.from(data).toString();
    const at = new Date(Number(eventTime?.seconds ?? 0) * 1000 + Math.floor((eventTime?.nanos ?? 0) / 1e6));
    return [{ at, value: (text === '' ? null : JSON.parse(text)) as unknown }];
  });
}

export async function eventsOf(client: WorkflowHandle['client'], workflowId: string) {
  const runs: HistoryEvent[][] = [];
  for (let runId: string | undefined; ; ) {
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    runs.unshift(events ?? []);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return runs.flat();
  }
}

/** When this workflow says that it acts next; never, once it is over. */
async function nextDeadline(handle: WorkflowHandle): Promise<number> {
  const ofRun = valuesOf((await lookAt(handle)).events, 'GcNextDeadline');
  const last = (ofRun.length > 0 ? ofRun : await changesOf(handle, 'GcNextDeadline')).at(-1)?.value;
  return typeof last === 'string' ? Date.parse(last) : Number.POSITIVE_INFINITY;
}

/** A call to Outlook is given up with its eighth attempt: 2, 4 … 128 seconds apart. */
const RETRIED_FOR_MS = 254_000;

/** A workflow that waits: after how many events, and until when. */
interface Rest {
  readonly length: number;
  readonly stop: number;
}

/** Waits until nothing of it is under way; what hasn't moved since it was looked at last need not be read again. */
async function atRest(handle: WorkflowHandle, last?: Rest): Promise<Rest> {
  const { historyLength, raw } = await handle.describe();
  if (historyLength === last?.length && (raw.pendingActivities ?? []).length === 0) return last;
  await settled(handle);
  const { pending, events } = await lookAt(handle);
  const lastRetries = pending.map(({ scheduledTime }) => milliseconds(scheduledTime) + RETRIED_FOR_MS);
  return { length: events.length, stop: Math.min(Number.POSITIVE_INFINITY, ...timersOf(events), ...lastRetries) };
}

/** By run, as they were read last. */
const histories = new Map<string, readonly HistoryEvent[]>();

/** What a workflow waits for, and the history of its run, which is read again only where it has grown: thousands of events, hundreds of times. */
async function lookAt(
  handle: WorkflowHandle,
): Promise<{ readonly pending: readonly PendingActivity[]; readonly events: readonly HistoryEvent[] }> {
  const { runId, historyLength, raw } = await handle.describe();
  const history = histories.get(runId);
  const events =
    history?.length === historyLength ? history : ((await handle.client.getHandle(handle.workflowId, runId).fetchHistory()).events ?? []);
  histories.set(runId, events);
  return { pending: raw.pendingActivities ?? [], events };
}

/** When the timers of a workflow fire that are set. */
function timersOf(events: readonly HistoryEvent[]): readonly number[] {
  const set = new Map<string, number>();
  for (const {
    timerStartedEventAttributes: begun,
    timerFiredEventAttributes: fired,
    timerCanceledEventAttributes: off,
    eventTime,
  } of events) {
    if (begun?.timerId) set.set(begun.timerId, milliseconds(eventTime) + milliseconds(begun.startToFireTimeout));
    set.delete(fired?.timerId ?? off?.timerId ?? '');
  }
  return [...set.values()];
}

function milliseconds(time: proto.google.protobuf.ITimestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.ceil((time?.nanos ?? 0) / 1e6);
}

function isBetweenAttempts({ lastStartedTime: begun, lastAttemptCompleteTime: failed }: PendingActivity): boolean {
  return failed !== null && failed !== undefined && milliseconds(failed) >= milliseconds(begun);
}

type PendingActivity = proto.temporal.api.workflow.v1.IPendingActivityInfo;
type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

/** No call is under way but for one that waits for its next attempt, and nothing was written for a moment; cheaper than `settled`, which reads the history. */
async function quiet(handle: WorkflowHandle): Promise<void> {
  for (let tries = 0, last = ''; tries < 500; tries++) {
    const { historyLength, runId, raw } = await handle.describe();
    const seen = `${runId} ${historyLength}`;
    if (seen === last && (raw.pendingActivities ?? []).every(isBetweenAttempts)) return;
    last = seen;
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  throw new Error(`${handle.workflowId} does not come to rest`);
}

/** Nothing of it is under way: no call, and no wake that its worker hasn't heard. */
async function settled(handle: WorkflowHandle): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { pending, events } = await lookAt(handle);
    const last = events.findLast(({ workflowTaskScheduledEventAttributes: woken, workflowTaskCompletedEventAttributes: completed }) =>
      Boolean(woken ?? completed),
    );
    if (pending.every(isBetweenAttempts) && last?.workflowTaskCompletedEventAttributes) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${handle.workflowId} does not come to rest`);
}
