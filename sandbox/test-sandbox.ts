import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forms as googleForms } from '@googleapis/forms';
import { JWT } from 'google-auth-library';
import { assertAnyVendors } from './contracts/validate-ledger.ts';
import { defaultForms } from './forms/defaults.ts';
import type { SandboxOptions } from './options.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

/** A sandbox in this process with a folder of its own, for the tests beside the files. */
export async function testSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox & AsyncDisposable> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'sandbox-'));
  const sandbox = await openSandbox({
    data,
    webPort: 0,
    tlsPort: 0,
    smtpPort: 0,
    forms: defaultForms(),
    pageSize: null,
    followParent: false,
    ...options,
  });
  return {
    ...sandbox,
    [Symbol.asyncDispose]: async () => {
      const answers = sandbox.core.ledger.since(0);
      await sandbox.close();
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
      assertAnyVendors(answers);
    },
  };
}

/** Google's official client, pointed at the sandbox by its root URL and a token URL of ours; one attempt per call. */
export function googleClient({ announcement }: Sandbox, keyFile = announcement.env['GOOGLE_APPLICATION_CREDENTIALS'] ?? '') {
  const key = JSON.parse(readFileSync(keyFile, 'utf8')) as { client_email: string; private_key: string };
  const auth = new JWT({
    email: key.client_email,
    key: key.private_key,
    scopes: ['https://www.googleapis.com/auth/forms.body.readonly', 'https://www.googleapis.com/auth/forms.responses.readonly'],
  });
  // The client's token address is fixed; only the transporter can lead it elsewhere.
  auth.transporter.interceptors.request.add({
    resolved: (config) => {
      if (config.url.hostname === 'oauth2.googleapis.com') config.url = new URL(announcement.env['GOOGLE_OAUTH_TOKEN_URL'] ?? '');
      return Promise.resolve(config);
    },
  });
  const { forms } = googleForms({ version: 'v1', auth, rootUrl: announcement.web, retry: false });
  return { forms, auth };
}

/** Posts JSON to a control address and gives what it answers. */
export async function control(sandbox: Sandbox, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox.announcement.web}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Question title → answer, every ticked option, or of a grid row → column. */
type Filled = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>;

/** Fills a form in as a browser does. */
export async function fillIn(sandbox: Sandbox, formId: string, answers: Filled, edit?: string) {
  const described = (await (await fetch(`${sandbox.announcement.web}/control/forms.json`)).json()) as {
    formId: string;
    questions: { title: string; row: string | null; entry: number }[];
  }[];
  const fields = new URLSearchParams(edit === undefined ? {} : { edit2: edit });
  for (const { title, row, entry } of described.find((form) => form.formId === formId)?.questions ?? []) {
    for (const value of valuesOf(answers[title], row)) fields.append(`entry.${entry}`, value);
  }
  const response = await fetch(`${sandbox.announcement.web}/forms/d/${formId}/formResponse`, { method: 'POST', body: fields });
  return { status: response.status, id: response.headers.get('x-sandbox-response-id') ?? '', html: await response.text() };
}

function valuesOf(answer: Filled[string] | undefined, row: string | null): readonly string[] {
  if (answer === undefined) return [];
  if (typeof answer === 'string') return [answer];
  if (isList(answer)) return answer;
  const value = answer[row ?? ''];
  return value === undefined ? [] : [value];
}

function isList(answer: object): answer is readonly string[] {
  return Array.isArray(answer);
}
