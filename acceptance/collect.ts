import { createSign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Connection } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { parse } from 'yaml';
import { REFERENCE_PROPERTY } from './checks/staff-edits.ts';
import type { Evidence, FormKind, GraphEvent, LedgerEntry, Programme, Response, WorkflowSeen } from './evidence.ts';
import { FORM_KINDS, staffOf } from './evidence.ts';
import type { Mail } from './mailbox.ts';

export interface Sources {
  readonly programmeFile: string;
  /** The sandbox's web address: mailbox and ledger. */
  readonly web: string;
  /** Where Google, Graph and Entra are, and who we are there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connection: Connection;
  readonly namespace: string;
  readonly codecUrl: string;
  /** Folder with the Temporal database and `logs/`. */
  readonly dataDir: string;
  readonly kills: number;
}

/** Reads everything back through the partners' own protocols. */
export async function collect(sources: Sources): Promise<Evidence> {
  const { web, env, dataDir, kills } = sources;
  const until = new Date().toISOString();
  const programme = parse(readFileSync(sources.programmeFile, 'utf8')) as Programme;
  const mails = await json<readonly Mail[]>(`${web}/mail.json`);
  const ledger = await json<readonly LedgerEntry[]>(`${web}/control/ledger.json`);
  const [responses, calendars, workflows] = await Promise.all([
    responsesOf(programme, env),
    calendarsOf(programme, env),
    workflowsOf(sources),
  ]);
  return { programme, responses, mails, ledger, calendars, workflows, files: filesOf(dataDir), until, kills };
}

async function json<T>(url: string, init?: RequestInit): Promise<T> {
  const answer = await patiently(() => fetch(url, init));
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** We read as the same user as the service, within the same quota; and an idle connection may be closed in the moment of its use. */
async function patiently(ask: () => Promise<globalThis.Response>): Promise<globalThis.Response> {
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch((error: unknown) => {
      if (tries > 3) throw error;
      return null;
    });
    if (answer !== null && (answer.status !== 429 || tries === 12)) return answer;
    await answer?.text();
    await sleep(answer === null ? 200 : 5_000);
  }
}

// ── Google ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface GoogleForm {
  readonly items: readonly {
    readonly title?: string;
    readonly questionItem?: { readonly question: { readonly questionId: string } };
    readonly questionGroupItem?: {
      readonly questions: readonly { readonly questionId: string; readonly rowQuestion: { readonly title: string } }[];
    };
  }[];
}

interface Page {
  readonly responses?: readonly {
    readonly responseId: string;
    readonly createTime: string;
    readonly lastSubmittedTime: string;
    readonly answers?: Readonly<Record<string, { readonly textAnswers: { readonly answers: readonly { readonly value: string }[] } }>>;
  }[];
  readonly nextPageToken?: string;
}

async function responsesOf(programme: Programme, env: Sources['env']): Promise<Evidence['responses']> {
  const headers = { authorization: `Bearer ${await googleToken(env)}` };
  const root = (env['GOOGLE_FORMS_ROOT_URL'] ?? '').replace(/\/$/, '');
  const read = async (kind: FormKind): Promise<readonly Response[]> => {
    const { formId, fields } = programme.forms[kind];
    const form = await json<GoogleForm>(`${root}/v1/forms/${formId}`, { headers });
    const names = fieldNames(form, fields);
    const all: Response[] = [];
    let token: string | undefined;
    do {
      const page: Page = await json(
        `${root}/v1/forms/${formId}/responses${token === undefined ? '' : `?pageToken=${encodeURIComponent(token)}`}`,
        { headers },
      );
      for (const { answers = {}, ...response } of page.responses ?? []) {
        const named = Object.entries(answers).flatMap(([id, { textAnswers }]) => {
          const name = names.get(id);
          return name === undefined ? [] : [[name, textAnswers.answers.map(({ value }) => value).join(', ')] as const];
        });
        all.push({
          responseId: response.responseId,
          createTime: response.createTime,
          lastSubmittedTime: response.lastSubmittedTime,
          answers: Object.fromEntries(named),
        });
      }
      token = page.nextPageToken;
    } while (token !== undefined);
    return all;
  };
  const [registration, attendance, followUp, unable] = await Promise.all(FORM_KINDS.map(read));
  return { registration: registration ?? [], attendance: attendance ?? [], followUp: followUp ?? [], unable: unable ?? [] };
}

/** Question id → field of the configuration, `grid 3` for a row. */
function fieldNames({ items }: GoogleForm, fields: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const byTitle = new Map(Object.entries(fields).map(([field, title]) => [title, field]));
  return new Map(
    items.flatMap(({ title = '', questionItem, questionGroupItem }) => {
      const field = byTitle.get(title);
      if (field === undefined) return [];
      const rows =
        questionGroupItem?.questions.map(({ questionId, rowQuestion }) => [questionId, `${field} ${rowQuestion.title}`] as const) ?? [];
      return questionItem ? [[questionItem.question.questionId, field] as const] : rows;
    }),
  );
}

/** A service account's own signed request for a token (RFC 7523). */
async function googleToken(env: Sources['env']): Promise<string> {
  const account = JSON.parse(readFileSync(env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '', 'utf8')) as {
    client_email: string;
    private_key: string;
  };
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scope = 'https://www.googleapis.com/auth/forms.body.readonly https://www.googleapis.com/auth/forms.responses.readonly';
  const claims = { iss: account.client_email, scope, aud: 'https://oauth2.googleapis.com/token', iat: now, exp: now + 600 };
  const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const assertion = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(account.private_key, 'base64url')}`;
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const { access_token } = await json<{ access_token: string }>(env['GOOGLE_OAUTH_TOKEN_URL'] ?? '', { method: 'POST', body });
  return access_token;
}

// ── Microsoft ────────────────────────────────────────────────────────────────────────────────────────────────────

async function calendarsOf(programme: Programme, env: Sources['env']): Promise<Evidence['calendars']> {
  const token = await graphToken(env);
  const ours = staffOf(programme).filter(({ outlook }) => outlook === true);
  const mailboxes = [programme.calendar.mailbox, ...ours.map(({ email }) => email)];
  return Object.fromEntries(await Promise.all(mailboxes.map(async (mailbox) => [mailbox, await eventsOf(mailbox, env, token)] as const)));
}

async function eventsOf(mailbox: string, env: Sources['env'], token: string): Promise<readonly GraphEvent[]> {
  const headers = { authorization: `Bearer ${token}`, prefer: 'IdType="ImmutableId"' };
  const query = { $top: '50', $expand: `singleValueExtendedProperties($filter=id eq '${REFERENCE_PROPERTY}')` };
  const events: GraphEvent[] = [];
  let next: string | undefined =
    `${env['GRAPH_BASE_URL'] ?? ''}/v1.0/users/${encodeURIComponent(mailbox)}/events?${new URLSearchParams(query).toString()}`;
  while (next !== undefined) {
    const page: { value: readonly GraphEvent[]; '@odata.nextLink'?: string } = await json(next, { headers });
    events.push(...page.value);
    next = page['@odata.nextLink'];
  }
  return events;
}

async function graphToken(env: Sources['env']): Promise<string> {
  const tenant = `${(env['ENTRA_AUTHORITY_HOST'] ?? '').replace(/\/$/, '')}/${env['AZURE_TENANT_ID'] ?? ''}`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: env['AZURE_CLIENT_ID'] ?? '',
    client_secret: env['AZURE_CLIENT_SECRET'] ?? '',
    scope: 'https://graph.microsoft.com/.default',
  });
  return (await json<{ access_token: string }>(`${tenant}/oauth2/v2.0/token`, { method: 'POST', body })).access_token;
}

// ── Temporal ─────────────────────────────────────────────────────────────────────────────────────────────────────

async function workflowsOf({ connection, namespace, codecUrl }: Sources): Promise<readonly WorkflowSeen[]> {
  const client = new Client({ connection, namespace, dataConverter: { payloadCodecs: [remoteCodec(codecUrl)] } });
  const seen: WorkflowSeen[] = [];
  for await (const { workflowId, runId, type, status, typedSearchAttributes, memo = {} } of client.workflow.list()) {
    // Runs of yesterday's state are not looked at twice: a run that continued as new is not one of its own.
    if (status.name === 'CONTINUED_AS_NEW') continue;
    const handle = client.workflow.getHandle(workflowId, runId);
    const { events = [] } = await handle.fetchHistory();
    const metadata = status.name === 'RUNNING' ? await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata') : {};
    seen.push({
      id: workflowId,
      type,
      status: status.name,
      attributes: Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])),
      memo,
      details: metadata.currentDetails ?? '',
      failedTasks: (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes != null).length,
      failedActivities: (events ?? []).filter((event) => event.activityTaskFailedEventAttributes != null).length,
      identities: [...new Set((events ?? []).flatMap((event) => event.workflowTaskCompletedEventAttributes?.identity ?? []))],
    });
  }
  return seen;
}

/** Decodes by the codec server, as the Web UI does. Nothing that we ask needs encoding. */
function remoteCodec(url: string): PayloadCodec {
  return {
    encode: (payloads) => Promise.resolve(payloads),
    decode: async (payloads) => {
      if (payloads.length === 0) return payloads;
      const wire = payloads.map(({ metadata, data }) => ({
        metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
        data: Buffer.from(data ?? []).toString('base64'),
      }));
      const { payloads: decoded } = await json<{ payloads: readonly { metadata?: Record<string, string>; data?: string }[] }>(
        `${url}/decode`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ payloads: wire }),
        },
      );
      return decoded.map(
        ({ metadata = {}, data = '' }): Payload => ({
          metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')])),
          data: Buffer.from(data, 'base64'),
        }),
      );
    },
  };
}

// ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────

function filesOf(dataDir: string): Evidence['files'] {
  const read = (folder: string, name: string) => ({ name, bytes: readFileSync(join(folder, name)) });
  const logs = join(dataDir, 'logs');
  return [
    ...readdirSync(dataDir)
      .filter((name) => /^temporal\.db(-wal)?$/.test(name))
      .map((name) => read(dataDir, name)),
    ...readdirSync(logs).map((name) => read(logs, name)),
  ];
}
