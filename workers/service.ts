import { Client, type ConnectionLike } from '@temporalio/client';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createAppointmentActivities, createAppointmentCalendarActivities } from '../activities/appointments.ts';
import { createCalendarWatchActivities, ensureCalendarWatch } from '../activities/calendar-watch.ts';
import { createClaims, createSender } from '../activities/claims.ts';
import { createDeadlines } from '../activities/deadlines.ts';
import { createDeskActivities, ensureDesks } from '../activities/desk.ts';
import { deskCodes } from '../activities/desk-reader.ts';
import { createIntakeActivities } from '../activities/intake.ts';
import { createInvitationActivities } from '../activities/invitations.ts';
import { createKeys } from '../activities/keys.ts';
import { createLinks } from '../activities/links.ts';
import { createParticipantMailActivities } from '../activities/participant-mail.ts';
import { createPlanningActivities, createPlanningCalendarActivities, ensurePlanner } from '../activities/planning.ts';
import { createPlanActivities } from '../activities/plans.ts';
import { createRollOutActivities, ensureRollOut } from '../activities/roll-out.ts';
import { createSeatDesk } from '../activities/seat-desk.ts';
import { createSessionCalendarActivities } from '../activities/session-calendar.ts';
import { createSessionMailActivities } from '../activities/session-mail.ts';
import { FORM_KINDS, type Programme } from '../domain/programme/programme.ts';
import type { FormsPort } from '../integrations/google-forms/port.ts';
import type { MailComposer, Mailer } from '../integrations/mail/port.ts';
import type { CalendarPort } from '../integrations/outlook/port.ts';
import type { SignInSheetPrinter } from '../integrations/sign-in-sheet/port.ts';
import { aliveInterceptor } from './alive-interceptor.ts';
import { BUNDLE_PATH } from './bundle.ts';
import { dataConverter } from './codec.ts';
import { errorsInterceptor } from './errors-interceptor.ts';
import { createMailboxHostActivities, ensureMailboxHosts, mailboxQueues } from './mailbox-host.ts';
import { resetInterceptor } from './reset-interceptor.ts';

export const TASK_QUEUE = 'parcours';

/** What is begun waits with a sign of life every few seconds, which is a write on the server; what isn't waits on its task queue for nothing. */
const SHORT_ACTIVITIES_AT_ONCE = 80;

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
  readonly payloadKey: Uint8Array;
  readonly refKey: Uint8Array;
  readonly rhythm?: Rhythm;
}

/** How long the long activities last, in milliseconds; left out: as in production. */
export interface Rhythm {
  /** Reading a form without news, and a desk's round without office hours. */
  readonly round?: number;
  /** Hosting a mailbox. */
  readonly term?: number;
}

export function createClient({
  connection,
  namespace,
  payloadKey,
}: {
  connection: ConnectionLike;
  namespace: string;
  payloadKey: Uint8Array;
}): Client {
  return new Client({ connection, namespace, dataConverter: dataConverter(payloadKey) });
}

/** The worker of this process, ready to run. Two of them are two workers of one service. */
export async function createServiceWorker(foundations: Foundations, client: Client): Promise<Worker> {
  const { connection, namespace, payloadKey } = foundations;
  const common: Partial<WorkerOptions> & Pick<WorkerOptions, 'connection' | 'namespace'> = {
    connection,
    namespace,
    dataConverter: dataConverter(payloadKey),
    interceptors: { activity: [errorsInterceptor] },
    shutdownGraceTime: '3 seconds',
  };
  const { main, calendars } = createActivities(foundations, client);
  const { term } = foundations.rhythm ?? {};
  const hosts = createMailboxHostActivities({
    client,
    queues: mailboxQueues(foundations.programme),
    ...(term === undefined ? {} : { termMs: term }),
    createWorker: (taskQueue, options) =>
      Worker.create({
        ...common,
        ...options,
        taskQueue,
        activities: calendars,
        interceptors: { activity: [errorsInterceptor, aliveInterceptor] },
      }),
  });
  return await Worker.create({
    ...common,
    interceptors: { activity: [resetInterceptor(client), errorsInterceptor] },
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: BUNDLE_PATH },
    activities: { ...main, ...hosts },
    maxConcurrentActivityTaskExecutions: longActivities(foundations.programme) + SHORT_ACTIVITIES_AT_ONCE,
  });
}

/** Those that last for hours: each form that is read, each desk, each mailbox; a worker that is alone has them all. */
function longActivities(programme: Programme): number {
  return FORM_KINDS.length + deskCodes(programme).length + mailboxQueues(programme).length;
}

/** `main`: on the service's queue; `calendars`: on the queues of the mailboxes, at most three calls at once each. */
function createActivities(
  { programme, forms, calendar, mailer, composer, signInSheets, refKey, rhythm: { round } = {} }: Foundations,
  client: Client,
) {
  const rhythm = round === undefined ? {} : { round };
  const deadlines = createDeadlines(programme);
  const claims = createClaims(client);
  const sender = createSender({ mailer, claims });
  const links = createLinks({ forms, programme });
  const seats = createSeatDesk({ client });
  const shared = { client, programme, deadlines, composer, signInSheets, claims, sender, links, seats, forms, rhythm };
  return {
    main: {
      ...createIntakeActivities({ ...shared, keys: createKeys(refKey) }),
      ...createInvitationActivities(shared),
      ...createParticipantMailActivities(shared),
      ...createAppointmentActivities(shared),
      ...createPlanActivities(shared),
      ...createSessionMailActivities(shared),
      ...createDeskActivities(shared),
      ...createPlanningActivities(shared),
      ...createRollOutActivities(shared),
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

/** The long-lived workflows of the programme: what runs already goes on. `lookNow`: a worker has started, and the plan is read anew. */
export async function ensureLongLived(client: Client, programme: Programme, { lookNow }: { readonly lookNow: boolean }): Promise<void> {
  const target = { programme, taskQueue: TASK_QUEUE };
  await ensureMailboxHosts(client, { queues: mailboxQueues(programme), taskQueue: TASK_QUEUE });
  await ensurePlanner(client, { ...target, lookNow });
  await ensureCalendarWatch(client, target);
  await ensureDesks(client, target);
  await Promise.all(
    FORM_KINDS.map((form) =>
      client.workflow.start('formIntake', {
        workflowId: `form-intake-${form}`,
        taskQueue: TASK_QUEUE,
        args: [{ form }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `Lecture du formulaire ${programme.forms[form].formId}`,
      }),
    ),
  );
}
