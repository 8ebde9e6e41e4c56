import { Client, type ConnectionLike } from '@temporalio/client';
import { type ActivityInterceptorsFactory, type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createDeadlines } from '../activities/calendar/deadlines.ts';
import { createCalendarWatchActivities } from '../activities/calendar-watch/watch.ts';
import { createRollOutActivities, ensureRollOut } from '../activities/configuration-roll-out/roll-out.ts';
import { workflowsOnDuty } from '../activities/duty/long-lived.ts';
import type { Overview } from '../activities/duty/overview.ts';
import { createErasureActivities } from '../activities/erasure/erasure.ts';
import { createIntakeActivities } from '../activities/form-intake/intake.ts';
import { createKeys } from '../activities/form-intake/keys.ts';
import { createLinkTokens } from '../activities/forms/link-tokens.ts';
import { createLinks } from '../activities/forms/links.ts';
import { createSender } from '../activities/mail/sender.ts';
import { createAppointmentActivities, createAppointmentCalendarActivities } from '../activities/participant-path/appointments.ts';
import { createInvitationActivities } from '../activities/participant-path/invitations.ts';
import { createParticipantMailActivities } from '../activities/participant-path/participant-mail.ts';
import { createPlanActivities } from '../activities/participant-path/plans.ts';
import { createRetentionActivities } from '../activities/participant-path/retention.ts';
import { createSeatClient } from '../activities/session/seat-client.ts';
import { createSessionCalendarActivities } from '../activities/session/session-calendar.ts';
import { createSessionMailActivities } from '../activities/session/session-mail.ts';
import { createPlanningActivities, createPlanningCalendarActivities } from '../activities/session-planner/planning.ts';
import { createCheckpoint } from '../activities/shared/checkpoint.ts';
import { createWorklistActivities } from '../activities/staff-worklist/worklist.ts';
import type { Programme } from '../domain/programme/programme.ts';
import type { FormsPort } from '../integrations/google-forms/port.ts';
import type { MailComposer, Mailer } from '../integrations/mail/port.ts';
import type { CalendarPort } from '../integrations/outlook/port.ts';
import type { SignInSheetPrinter } from '../integrations/sign-in-sheet/port.ts';
import { DUTY_QUEUE, MAIL_QUEUE } from '../workflows/duty/contract.ts';
import { aliveInterceptor } from './alive-interceptor.ts';
import { BUNDLE_PATH } from './bundle.ts';
import { dataConverter } from './codec.ts';
import { CALLS_AT_ONCE, createDutyActivities, mailboxQueues } from './duty.ts';
import { errorsInterceptor } from './errors-interceptor.ts';
import { createGiveBack } from './give-back.ts';
import { resetInterceptor, type StartedRuns } from './reset-interceptor.ts';
import { createRunningHere, type RunningHere } from './running-here.ts';

export const TASK_QUEUE = 'parcours';

/** What is begun waits with a sign of life every few seconds, which is a write on the server; what isn't waits on its task queue for nothing. */
const ACTIVITIES_AT_ONCE = 80;

/** What the service stands on: the trusted configuration, the partners' tools, Temporal. */
export interface Foundations {
  readonly programme: Programme;
  readonly forms: FormsPort;
  readonly calendar: CalendarPort;
  readonly mailer: Mailer;
  readonly composer: MailComposer;
  readonly signInSheets: SignInSheetPrinter;
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly payloadKeys: readonly Uint8Array[];
  readonly refKey: Uint8Array;
  /** Of the client that begins paths. */
  readonly started: StartedRuns;
  /** How the service's workflows are, looked at now and then. */
  readonly overview: () => Promise<Overview>;
  /** As many workflows as are kept in memory. */
  readonly cachedWorkflows: number;
  readonly rhythm?: Rhythm;
}

/** How long the long activities last, in milliseconds; left out: as in production. */
export interface Rhythm {
  /** Reading a form without news, and a worklist's round without office hours. */
  readonly round?: number;
  /** Being on duty. */
  readonly term?: number;
}

export function createClient({
  connection,
  namespace,
  payloadKeys,
  started,
}: {
  readonly connection: ConnectionLike;
  readonly namespace: string;
  readonly payloadKeys: readonly Uint8Array[];
  readonly started?: StartedRuns;
}): Client {
  const interceptors = started === undefined ? {} : { interceptors: { workflow: [started.interceptor] } };
  return new Client({ connection, namespace, dataConverter: dataConverter(payloadKeys), ...interceptors });
}

/** The worker of this process, ready to run. Two of them are two workers of one service. */
export async function createServiceWorker(foundations: Foundations, client: Client): Promise<Worker> {
  const { connection, namespace, payloadKeys } = foundations;
  const common: CommonOptions = {
    connection,
    namespace,
    dataConverter: dataConverter(payloadKeys),
    interceptors: { activity: [errorsInterceptor] },
    shutdownGraceTime: '3 seconds',
  };
  const activities = createActivities(foundations, client);
  const nothingAgain = resetInterceptor(client, foundations.started);
  const { term } = foundations.rhythm ?? {};
  const runningHere = createRunningHere();
  const duty = createDutyActivities({
    client,
    giveBack: createGiveBack(client, workflowsOnDuty(foundations.programme), runningHere),
    ...(term === undefined ? {} : { termMs: term }),
    createWorkers: () => createWorkersOnDuty(common, { programme: foundations.programme, nothingAgain, runningHere, activities }),
  });
  return await Worker.create({
    ...common,
    interceptors: { activity: [nothingAgain, errorsInterceptor] },
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: BUNDLE_PATH },
    maxCachedWorkflows: foundations.cachedWorkflows,
    activities: { ...activities.main, ...duty },
    // One place is that of the duty, for as long as this process has it.
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE + 1,
  });
}

type CommonOptions = Partial<WorkerOptions> & Pick<WorkerOptions, 'connection' | 'namespace'>;

/** Without workflows, on the queues that only the process on duty polls. */
function createWorkersOnDuty(
  common: CommonOptions,
  {
    programme,
    nothingAgain,
    runningHere,
    activities: { onDuty, mailing, calendars },
  }: {
    readonly programme: Programme;
    readonly nothingAgain: ActivityInterceptorsFactory;
    readonly runningHere: RunningHere;
    readonly activities: ReturnType<typeof createActivities>;
  },
): Promise<readonly Worker[]> {
  const dutyWorker = Worker.create({
    ...common,
    taskQueue: DUTY_QUEUE,
    activities: onDuty,
    interceptors: { activity: [errorsInterceptor, runningHere.interceptor] },
    maxConcurrentActivityTaskExecutions: workflowsOnDuty(programme).length + LEAVING_AT_ONCE,
  });
  const mailWorker = Worker.create({
    ...common,
    taskQueue: MAIL_QUEUE,
    activities: mailing,
    interceptors: { activity: [nothingAgain, errorsInterceptor] },
    maxConcurrentActivityTaskExecutions: mailsAtOnce(programme),
  });
  const mailboxWorkers = mailboxQueues(programme).map((taskQueue) =>
    Worker.create({
      ...common,
      taskQueue,
      activities: calendars,
      maxConcurrentActivityTaskExecutions: CALLS_AT_ONCE,
      interceptors: { activity: [errorsInterceptor, aliveInterceptor, runningHere.interceptor] },
    }),
  );
  return Promise.all([dutyWorker, mailWorker, ...mailboxWorkers]);
}

/** As many as leave in half a minute: whoever is begun waits for its turn with signs of life, which whoever waits on the queue doesn't need. */
function mailsAtOnce({ mail: { perMinute } }: Programme): number {
  return Math.max(4, Math.min(ACTIVITIES_AT_ONCE, Math.ceil(perMinute / 2)));
}

/** Worklists that the configuration no longer knows are on duty until they have heard so. */
const LEAVING_AT_ONCE = 10;

/**
 * `main`: on the service's queue. On queues of the process on duty: `onDuty` what lasts for hours, `mailing` mails at the pace of their provider,
 * `calendars` three calls at once for each mailbox.
 */
function createActivities(
  { programme, forms, calendar, mailer, composer, signInSheets, refKey, overview, rhythm: { round } = {} }: Foundations,
  client: Client,
) {
  const rhythm = round === undefined ? {} : { round };
  const deadlines = createDeadlines(programme);
  const checkpoint = createCheckpoint(client);
  const sender = createSender({ mailer, checkpoint });
  const keys = createKeys(refKey);
  const links = createLinks({ forms, programme, tokens: createLinkTokens(keys.link) });
  const seats = createSeatClient({ client });
  const shared = {
    client,
    programme,
    deadlines,
    composer,
    signInSheets,
    checkpoint,
    sender,
    links,
    seats,
    personal: keys.personal,
    forms,
    overview,
    rhythm,
  };
  const { worklistHour, worklistRound, worklistNow } = createWorklistActivities(shared);
  const { pollForm } = createIntakeActivities({ ...shared, keys });
  const mailing = {
    ...createInvitationActivities(shared),
    ...createParticipantMailActivities(shared),
    ...createAppointmentActivities(shared),
    ...createSessionMailActivities(shared),
  };
  return {
    onDuty: { pollForm, worklistRound },
    mailing,
    main: {
      worklistHour,
      worklistNow,
      // For whoever has no address, and for what these do besides mails.
      ...mailing,
      ...createPlanActivities(shared),
      ...createPlanningActivities(shared),
      ...createRollOutActivities(shared),
      ...createErasureActivities({ ...shared, keys }),
      ...createRetentionActivities({ client, taskQueue: TASK_QUEUE }),
    },
    calendars: {
      ...createSessionCalendarActivities({ ...shared, calendar }),
      ...createAppointmentCalendarActivities({ ...shared, calendar }),
      ...createCalendarWatchActivities({ ...shared, calendar, taskQueue: TASK_QUEUE }),
      ...createPlanningCalendarActivities({ programme, calendar }),
    },
  };
}

/** What began under another configuration is told of this one. Once, when a worker starts. */
export async function rollOut(client: Client, programme: Programme): Promise<void> {
  await ensureRollOut(client, { programme, taskQueue: TASK_QUEUE });
}
