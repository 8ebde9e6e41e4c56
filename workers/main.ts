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
  const { payloadKeys, refKey, temporal } = environment;
  const composer = createComposer({
    programmeName: programme.name,
    timeZone: programme.timeZone,
    // Gmail updates an entry only by a mail that its organiser sends.
    organiser: { name: programme.name, email: addressIn(programme.mail.from) },
    officePhones: programme.organisations.flatMap(({ name, phone }) => (phone === null ? [] : [{ name, phone }])),
  });
  const signInSheets = await createPrinter(programme);
  const bundle = ensureBundle();
  using mailer = smtpMailer(mailSettings(environment, programme.mail));
  const connection = await connectTemporal(temporal);
  try {
    const { namespace } = temporal;
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
    // Looked at by the watch below; worklists that want to know look a little later, and see the same.
    const overview = sharedOverview(client, EVERY_MS * 0.9);
    const foundations = {
      overview,
      programme,
      forms: googleForms(formsSettings(environment)),
      calendar: outlookCalendar({ ...graphSettings(environment), timeZone: programme.timeZone }),
      mailer,
      composer: await composer,
      signInSheets,
      connection,
      namespace,
      payloadKeys,
      refKey,
      started,
      cachedWorkflows: environment.cachedWorkflows,
      rhythm,
    };
    const worker = await createServiceWorker(foundations, client);
    const running = worker.run();
    await startMissing(client, all, { taskQueue: TASK_QUEUE });
    await tellOfWorker(client, environment.takeOverAfter);
    await rollOut(client, programme);
    const ended = new AbortController();
    const watching = watchOver({
      overview,
      startMissing: (ids) => startMissing(client, all, { taskQueue: TASK_QUEUE, running: ids }),
      gauge: failingGauge(),
      tell: writeHealth,
      logger,
      stop: ended.signal,
    });
    logger.info('worker ready', { namespace });
    await running.finally(() => ended.abort());
    await watching;
  } finally {
    await connection.close();
  }
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
