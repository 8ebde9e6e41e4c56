import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { isLoopback } from '../../integrations/loopback.ts';
import { fingerprintOf, KeyError, parseKey, parseKeys } from '../codec-key.ts';
import { problems as said, wanted } from './environment-words.ts';
import { ConfigurationError } from './problem.ts';
import { withSecretFiles } from './secret-files.ts';
import { unsafeTls } from './unsafe-tls.ts';

/** Where everything is and what opens it: the only place that reads environment variables. */
export interface Environment {
  /** `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS…`, or a profile of Temporal's own configuration file. */
  readonly temporal: { readonly connectionOptions: ClientConnectConfig['connectionOptions']; readonly namespace: string };
  /** Path of `groupement.yaml`. */
  readonly groupementConfig: string;
  readonly google: {
    /** Path of the service account's key (JSON). */
    readonly credentialsFile: string;
    /** Null: Google's own. */
    readonly rootUrl: string | null;
    readonly tokenUrl: string | null;
  };
  readonly microsoft: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly credential: { readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'certificate'; readonly path: string };
    /** Without `/v1.0`; null: Microsoft's own. */
    readonly graphBaseUrl: string | null;
    readonly authorityHost: string | null;
  };
  readonly smtpUrl: string;
  /** A process on duty that gives no sign of life for this long is replaced by another one, in milliseconds. */
  readonly takeOverAfter: number;
  /** Workflows that the worker keeps in memory; the others are read from the server when something happens to them. */
  readonly cachedWorkflows: number;
  /** 32 bytes each; the first one encrypts, all of them decrypt. */
  readonly payloadKeys: readonly Uint8Array[];
  /** 32 bytes. */
  readonly refKey: Uint8Array;
}

/** `METRICS_ADDRESS`, host:port on which Prometheus finds the worker's metrics; null: none are kept. Read before anything else of Temporal's. */
export function metricsAddress(environment: NodeJS.ProcessEnv = process.env): string | null {
  return environment['METRICS_ADDRESS']?.trim() || null;
}

/**
 * Checks the environment before anything connects.
 * @throws ConfigurationError with one line for each variable that is missing or wrong, saying what to do and never quoting a value.
 */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): Environment {
  const set = withSecretFiles(environment);
  const problems: string[] = [];
  const attempt = <T>(read: () => T, tell: (error: unknown) => string): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push(tell(error));
      return undefined;
    }
  };

  const parsed = variables.safeParse(set);
  problems.push(...(parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? []));
  if (!set.AZURE_CLIENT_SECRET && !set.AZURE_CLIENT_CERTIFICATE_PATH) {
    problems.push(said.noAzureCredential);
  }
  const payloadKeys = attempt(() => parseKeys('PAYLOAD_KEY', set.PAYLOAD_KEY), keyProblem('PAYLOAD_KEY'));
  problems.push(...copyProblems(set, payloadKeys?.[0]), ...unsafeTls(set));
  const refKey = attempt(() => parseKey('REF_KEY', set.REF_KEY), keyProblem('REF_KEY'));
  const temporal = attempt(
    () => loadClientConnectConfig({ overrideEnvVars: set }),
    () => said.temporal,
  );
  if (problems.length > 0 || !parsed.success || !payloadKeys || !refKey || !temporal) throw new ConfigurationError([...new Set(problems)]);

  const { data } = parsed;
  return {
    temporal: { connectionOptions: temporal.connectionOptions, namespace: temporal.namespace ?? 'default' },
    groupementConfig: data.GROUPEMENT_CONFIG,
    google: {
      credentialsFile: data.GOOGLE_APPLICATION_CREDENTIALS,
      rootUrl: data.GOOGLE_FORMS_ROOT_URL ?? null,
      tokenUrl: data.GOOGLE_OAUTH_TOKEN_URL ?? null,
    },
    microsoft: {
      tenantId: data.AZURE_TENANT_ID,
      clientId: data.AZURE_CLIENT_ID,
      credential: credentialOf(data),
      graphBaseUrl: data.GRAPH_BASE_URL ?? null,
      authorityHost: data.ENTRA_AUTHORITY_HOST ?? null,
    },
    smtpUrl: data.SMTP_URL,
    takeOverAfter: data.TAKE_OVER_AFTER * 1000,
    cachedWorkflows: data.CACHED_WORKFLOWS ?? cachedIn(memory()),
    payloadKeys,
    refKey,
  };
}

/**
 * On the vendors' own services, a copy of the key must be shown to exist before anything is encrypted with it: its fingerprint is computed from
 * the copy, so the line doesn't say it.
 */
function copyProblems(set: Readonly<Record<string, string | undefined>>, key: Uint8Array | undefined): readonly string[] {
  const isTrial = set['GOOGLE_FORMS_ROOT_URL'] !== undefined && set['GRAPH_BASE_URL'] !== undefined;
  if (isTrial || key === undefined || set['PAYLOAD_KEY_COPY']?.trim() === fingerprintOf(key)) return [];
  return [said.noCopy];
}

const needed = (what: string) => z.string({ error: said.needed(what) });
const address = (protocols: readonly string[], example: string) =>
  z.string().refine((value) => protocols.includes(protocolOf(value)), { error: said.noAddress(example) });

/** A stand-in for a partner is spoken to in clear on loopback only. */
const standIn = (example: string) =>
  address(['http:', 'https:'], example).refine((value) => protocolOf(value) !== 'http:' || isLoopback(new URL(value).hostname), {
    error: said.inClear,
  });

const variables = z.object({
  GROUPEMENT_CONFIG: z.string().default('config/groupement.yaml'),
  GOOGLE_APPLICATION_CREDENTIALS: needed(wanted.credentialsFile).refine(isServiceAccount, {
    error: said.noServiceAccount,
  }),
  GOOGLE_FORMS_ROOT_URL: standIn('https://forms.googleapis.com').optional(),
  GOOGLE_OAUTH_TOKEN_URL: standIn('https://oauth2.googleapis.com/token').optional(),
  AZURE_TENANT_ID: needed(wanted.tenantId),
  AZURE_CLIENT_ID: needed(wanted.clientId),
  AZURE_CLIENT_SECRET: z.string().optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().refine(isReadable, { error: said.noCertificate }).optional(),
  GRAPH_BASE_URL: address(['https:'], 'https://graph.microsoft.com')
    .refine((value) => !/\/v1\.0\/?$/.test(value), { error: said.tooMuch })
    .optional(),
  ENTRA_AUTHORITY_HOST: address(['https:'], 'https://login.microsoftonline.com').optional(),
  SMTP_URL: needed(wanted.smtpUrl).pipe(address(['smtp:', 'smtps:'], 'smtps://user:password@smtp.example.org')),
  CACHED_WORKFLOWS: z.coerce
    .number({ error: said.workflows })
    .int({ error: said.workflows })
    .min(10, { error: said.workflows })
    .max(20_000, { error: said.workflows })
    .optional(),
  TAKE_OVER_AFTER: z.coerce
    .number({ error: said.seconds })
    .int({ error: said.seconds })
    .min(5, { error: said.seconds })
    .max(600, { error: said.seconds })
    .default(120),
});

const MIB = 1024 * 1024;
/** A worker without a workflow, and what it leaves behind while it works. */
const ITSELF = 400 * MIB;
/** A path in the cache is half of it; the rest is for those that come at once. */
const EACH = 0.75 * MIB;

/** Bytes that a worker may take: its container's, or a quarter of a machine that it shares with the server and its database. */
function memory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem() / 4;
}

/** As many workflows as fit into so many bytes, and 50 to 2,000 in any case. */
export function cachedIn(bytes: number): number {
  return Math.min(2_000, Math.max(50, Math.floor((bytes - ITSELF) / EACH)));
}

/** A certificate is the stronger of the two. */
function credentialOf({
  AZURE_CLIENT_SECRET: secret,
  AZURE_CLIENT_CERTIFICATE_PATH: path,
}: z.output<typeof variables>): Environment['microsoft']['credential'] {
  return path === undefined ? { kind: 'secret', secret: secret ?? '' } : { kind: 'certificate', path };
}

function keyProblem(name: string): (error: unknown) => string {
  // Any other error could quote the value as a path.
  return (error) => (error instanceof KeyError ? error.message : said.unreadable(name));
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

function isReadable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

function isServiceAccount(path: string): boolean {
  try {
    return serviceAccount.safeParse(JSON.parse(readFileSync(path, 'utf8'))).success;
  } catch {
    return false;
  }
}

const serviceAccount = z.looseObject({ client_email: z.string(), private_key: z.string() });
