import { Hono } from 'hono';
import { openActions } from './control/actions.ts';
import { controlApi } from './control/api.ts';
import { type Core, openCore, type SandboxEnv } from './core/core.ts';
import { ENTRA, SMTP_ACCOUNT, sandboxKeysIn, serviceAccountIn } from './core/credentials.ts';
import type { Service } from './core/ledger.ts';
import { observe } from './core/observe.ts';
import { certificateIn, type Listening, listenHttp, listenTls } from './core/servers.ts';
import { formsApi } from './forms/api.ts';
import { FORMS_FAULTS } from './forms/faults.ts';
import { openForms } from './forms/repository.ts';
import { openTokens, tokenApp } from './forms/token.ts';
import { graphApp } from './graph/app.ts';
import { SMTP_FAULTS } from './mail/faults.ts';
import { listenSmtp } from './mail/server.ts';
import { openMailStore } from './mail/store.ts';
import type { SandboxOptions } from './options.ts';
import { calendarPages } from './pages/calendar.ts';
import { controlPage } from './pages/control.ts';
import { formPages } from './pages/forms.ts';
import { homePage } from './pages/home.ts';
import { styleSheets } from './pages/layout.ts';
import { mailPages } from './pages/mail.ts';

export interface Sandbox {
  readonly core: Core;
  /** What the process prints: addresses, and the environment of a worker that is to reach them. */
  readonly announcement: Announcement;
  close(): Promise<void>;
}

export interface Announcement {
  readonly web: string;
  readonly graph: string;
  readonly smtp: string;
  readonly env: Record<string, string>;
}

/** Starts all partner tools on 127.0.0.1; what was kept in the data folder is there again. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const core = openCore(options.data, { pageSize: options.pageSize });
  const account = serviceAccountIn(core.dir);
  const certificate = await certificateIn(core.dir);
  const mails = openMailStore(core);
  core.faults.define([...FORMS_FAULTS, ...SMTP_FAULTS]);

  const forms = openForms(core, options.forms);
  const tokens = openTokens(core, account);
  const actions = openActions(core.clock);
  const web = new Hono<SandboxEnv>()
    .use(observe(core, webService))
    .route('/', styleSheets())
    .route('/', homePage(forms, actions))
    .route('/', tokenApp(core, account, tokens))
    .route('/', formsApi(core, forms, tokens))
    .route('/', formPages(core, forms))
    .route('/', mailPages(mails))
    .route('/', controlPage(core))
    .route('/', controlApi(core, forms, actions))
    .route('/', calendarPages(core));
  const tls = new Hono<SandboxEnv>().use(observe(core, tlsService)).route('/', graphApp(core));

  const listening: Listening[] = [];
  const close = async () => {
    await Promise.all(listening.map((one) => one.close()));
    core.close();
  };
  try {
    const webListening = await listenHttp(web, options.webPort);
    listening.push(webListening);
    core.urls.web = `http://127.0.0.1:${webListening.port}`;
    const tlsListening = await listenTls(tls, options.tlsPort, certificate);
    listening.push(tlsListening);
    core.urls.tls = `https://localhost:${tlsListening.port}`;
    const smtpListening = await listenSmtp(core, mails, options.smtpPort);
    listening.push(smtpListening);
    core.urls.smtp = `smtp://127.0.0.1:${smtpListening.port}`;
  } catch (error) {
    await close();
    throw error;
  }
  return { core, announcement: announce(core, account.file, certificate.caFile), close };
}

function webService(path: string): Service | null {
  if (path.startsWith('/v1/forms')) return 'forms';
  if (path === '/token') return 'token';
  return path.endsWith('/formResponse') || path.startsWith('/calendar') ? 'pages' : null;
}

const tlsService = (path: string): Service => (path.startsWith('/v1.0/') ? 'graph' : 'entra');

function announce(core: Core, serviceAccountFile: string, caFile: string): Announcement {
  const { web, tls, smtp } = core.urls;
  const { payloadKey, refKey } = sandboxKeysIn(core.dir);
  const { user, password } = SMTP_ACCOUNT;
  return {
    web,
    graph: tls,
    smtp,
    env: {
      GOOGLE_APPLICATION_CREDENTIALS: serviceAccountFile,
      GOOGLE_FORMS_ROOT_URL: web,
      GOOGLE_OAUTH_TOKEN_URL: `${web}/token`,
      AZURE_TENANT_ID: ENTRA.tenantId,
      AZURE_CLIENT_ID: ENTRA.clientId,
      AZURE_CLIENT_SECRET: ENTRA.clientSecret,
      GRAPH_BASE_URL: tls,
      ENTRA_AUTHORITY_HOST: tls,
      NODE_EXTRA_CA_CERTS: caFile,
      SMTP_URL: smtp.replace('smtp://', `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`),
      PAYLOAD_KEY: payloadKey,
      REF_KEY: refKey,
    },
  };
}
