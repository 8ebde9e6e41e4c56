// The worker alone: what production runs, and a child of `npm start`. Configured by groupement.yaml and the environment only.
import { Runtime } from '@temporalio/worker';
import { longLived, startMissing, tellOfWorker } from '../activities/duty/long-lived.ts';
import { sharedOverview } from '../activities/duty/overview.ts';
import { addressIn } from '../activities/staff-worklist/reader.ts';
import type { Programme } from '../domain/programme/programme.ts';
import { googleForms } from '../integrations/google-forms/adapter.ts';
import { createComposer } from '../integrations/mail/compose.ts';
import { smtpMailer } from '../integrations/mail/smtp.ts';
import { outlookCalendar } from '../integrations/outlook/adapter.ts';
import { accessTokens, entraCredential } from '../integrations/outlook/credential.ts';
import { ensureBundle } from './bundle.ts';
import { KeyError } from './codec-key.ts';
import { verifyKey } from './codec-verify.ts';
import { type Environment, metricsAddress, readEnvironment } from './configuration/environment.ts';
import { refuseExampleCodes } from './configuration/example-codes.ts';
import { ConfigurationError, loadProgramme } from './configuration/groupement.ts';
import { writeHealth } from './health.ts';
import { createLogger, describeError } from './logger.ts';
import { followNpm } from './npm-parent.ts';
import { startedRuns } from './reset-interceptor.ts';
import { ensureSearchAttributes, SearchAttributesError } from './search-attributes.ts';
import { createClient, createServiceWorker, type Rhythm, rollOut, TASK_QUEUE } from './service.ts';
import { createPrinter } from './sign-in-sheets.ts';
import { connectTemporal } from './temporal-connection.ts';
import { EVERY_MS, type Gauge, watchOver } from './watch-over.ts';

/** Exchange Online takes a token of this scope for SMTP (`SMTP.SendAsApp`). */
const SMTP_SCOPE = 'https://outlook.office365.com/.default';

const logger = createLogger();

if (import.meta.main) await main();

/** Ends the process when the worker has stopped. `rhythm`: for the bench, which can't wait a day. */
export async function main(rhythm: Rhythm = {}): Promise<void> {
  const metrics = metricsAddress();
  // `forward`: what the SDK's native side logs goes through our logger too, which knows what may be said.
  Runtime.install({
    logger,
    // Each minute from each process, and nobody reads them: the watch below says how the service is.
    workerHeartbeatInterval: 0,
    telemetryOptions: {
      logging: { filter: 'WARN', forward: {} },
      ...(metrics === null ? {} : { metrics: { prometheus: { bindAddress: metrics } } }),
    },
  });
  // As at a SIGTERM from anybody: what is at work is finished first.
  followNpm(() => void process.kill(process.pid, 'SIGTERM'));
  try {
    await run(rhythm);
    process.exit(0);
  } catch (error) {
    console.error(oneLine(error));
    process.exit(1);
  }
}

async function run(rhythm: Rhythm): Promise<void> {
  const environment = readEnvironment();
  const programme = await loadProgramme(environment.groupementConfig);
  refuseExampleCodes(programme, environment);
  const composer = composerOf(programme);
  const signInSheets = await createPrinter(programme);
  const bundle = ensureBundle();
  using mailer = smtpMailer(mailSettings(environment, programme.mail));
  const connection = await connectTemporal(environment.temporal);
  try {
    const { payloadKeys } = environment;
    const { namespace } = environment.temporal;
    await ensureSearchAttributes(connection, namespace);
    const started = startedRuns();
    const client = createClient({ connection, namespace, payloadKeys, started });
    const all = longLived(programme, environment.takeOverAfter);
    await verifyKey(
      { connection, namespace },
      payloadKeys,
      all.map(({ workflowId }) => workflowId),
    );
    await bundle;
    // Looked at by the watch; worklists that want to know look a little later, and see the same.
    const overview = sharedOverview(client, EVERY_MS * 0.9);
    const own = { programme, composer: await composer, signInSheets, mailer, connection, started, overview, rhythm };
    const worker = await createServiceWorker({ ...own, ...partnersAndKeys(environment, programme) }, client);
    const running = worker.run();
    await startMissing(client, all, { taskQueue: TASK_QUEUE });
    await tellOfWorker(client, environment.takeOverAfter);
    await rollOut(client, programme);
    logger.info('worker ready', { namespace });
    await watchedUntil(running, overview, (ids) => startMissing(client, all, { taskQueue: TASK_QUEUE, running: ids }));
  } finally {
    await connection.close();
  }
}

function composerOf({ name, timeZone, mail, organisations }: Programme): ReturnType<typeof createComposer> {
  return createComposer({
    programmeName: name,
    timeZone,
    // Gmail updates an entry only by a mail that its organiser sends.
    organiser: { name, email: addressIn(mail.from) },
    officePhones: organisations.flatMap(({ name: office, phone }) => (phone === null ? [] : [{ name: office, phone }])),
  });
}

/** What the environment names: forms, calendar, namespace, keys. */
function partnersAndKeys(environment: Environment, { timeZone }: Programme) {
  const { temporal, payloadKeys, refKey, cachedWorkflows } = environment;
  return {
    forms: googleForms(formsSettings(environment)),
    calendar: outlookCalendar({ ...graphSettings(environment), timeZone }),
    namespace: temporal.namespace,
    payloadKeys,
    refKey,
    cachedWorkflows,
  };
}

/** The service is watched until the worker has stopped. */
async function watchedUntil(
  running: Promise<void>,
  overview: Parameters<typeof watchOver>[0]['overview'],
  startAgain: Parameters<typeof watchOver>[0]['startMissing'],
): Promise<void> {
  const ended = new AbortController();
  const watching = watchOver({
    overview,
    startMissing: startAgain,
    gauge: failingGauge(),
    tell: writeHealth,
    logger,
    stop: ended.signal,
  });
  await running.finally(() => ended.abort());
  await watching;
}

/** `parcours_workflows_failing{what="stuck"|"ended"}`, beside the metrics of Temporal's SDK. */
function failingGauge(): Gauge {
  const gauge = Runtime.instance().metricMeter.createGauge('parcours_workflows_failing', 'int', 'workflows');
  return (count, tags) => gauge.set(count, tags);
}

function formsSettings({ google: { credentialsFile, rootUrl, tokenUrl } }: Environment) {
  return { credentialsFile, ...(rootUrl === null ? {} : { rootUrl }), ...(tokenUrl === null ? {} : { tokenUrl }) };
}

function credentialOf({ microsoft }: Environment) {
  const { tenantId, clientId, credential, authorityHost } = microsoft;
  const secret = credential.kind === 'secret' ? { clientSecret: credential.secret } : { certificatePath: credential.path };
  return entraCredential({ tenantId, clientId, secret, ...(authorityHost === null ? {} : { authorityHost }) });
}

function graphSettings(environment: Environment) {
  const { graphBaseUrl } = environment.microsoft;
  return { credential: credentialOf(environment), ...(graphBaseUrl === null ? {} : { baseUrl: graphBaseUrl }) };
}

function mailSettings(environment: Environment, mail: Programme['mail']) {
  return { url: environment.smtpUrl, ...mail, oauth: accessTokens(credentialOf(environment), SMTP_SCOPE) };
}

/** What a person can mend is one line, not a stack. */
function oneLine(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof KeyError || error instanceof SearchAttributesError) return error.message;
  return `The worker stopped: ${JSON.stringify(describeError(error))}`;
}
