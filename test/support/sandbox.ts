import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import type { FaultOrder } from '../../acceptance/drive/faults.ts';
import { trusting } from '../../acceptance/drive/trusting.ts';
import type { LedgerEntry } from '../../acceptance/evidence.ts';
import type { Mail } from '../../acceptance/mailbox.ts';

/** What a person types or chooses, by the question's title; of a grid by row. */
export type Answers = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>;

/** A response as the sandbox imports it: bad input too, which a page would refuse. */
export interface Imported {
  readonly formId: string;
  readonly answers: Answers;
  /** RFC 3339, UTC. Default: now. */
  readonly createTime?: string;
  readonly lastSubmittedTime?: string;
  /** An existing one is edited. */
  readonly responseId?: string;
  readonly respondentEmail?: string;
  readonly lateMs?: number;
}

export interface Delivered extends Mail {
  readonly receivedAt: string;
  readonly messageId: string;
  readonly html: string;
}

/** One request that a partner tool got, or one SMTP step; status 0 where the connection was cut. */
export interface Entry extends LedgerEntry {
  readonly at: string;
  readonly service: 'forms' | 'token' | 'graph' | 'entra' | 'smtp' | 'pages';
  readonly concurrent: number;
}

export interface Armed {
  readonly id: string;
  readonly fault: string;
  readonly hits: number;
  readonly seen: number;
  readonly spent: boolean;
}

export interface CalendarEvent {
  readonly id: string;
  readonly subject: string;
  readonly isCancelled: boolean;
  /** Of a date of a series: the id of the series. */
  readonly seriesMasterId: string | null;
  readonly transactionId: string | null;
  readonly start: { readonly dateTime: string; readonly timeZone: string };
  readonly end: { readonly dateTime: string; readonly timeZone: string };
  readonly body: { readonly content: string };
  readonly location: { readonly displayName: string };
  readonly attendees: readonly { readonly emailAddress: { readonly address: string; readonly name: string } }[];
}

/** A list that only grows, of which nothing is asked for twice: stories look at it again and again. */
class Growing<T> {
  readonly #more: (last: T | undefined) => Promise<readonly T[]>;
  #items: readonly T[] = [];
  #reading: Promise<unknown> = Promise.resolve();

  constructor(more: (last: T | undefined) => Promise<readonly T[]>) {
    this.#more = more;
  }

  async all(): Promise<readonly T[]> {
    const reading = this.#reading
      .catch(() => undefined)
      .then(async () => {
        const more = await this.#more(this.#items.at(-1));
        if (more.length > 0) this.#items = [...this.#items, ...more];
      });
    this.#reading = reading;
    await reading;
    return this.#items;
  }
}

/** The sandbox process as a story reaches it: through its pages, its protocols and its control addresses. */
export class SandboxPeer {
  readonly web: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #secure: ReturnType<typeof trusting>;
  readonly #mails = new Growing<Delivered>((last) => this.mailsAfter(last?.id ?? 0));
  readonly #ledger = new Growing<Entry>(async (last) => (await this.#json(`/control/ledger.json?since=${last?.n ?? 0}`)) as Entry[]);
  #token: Promise<string> | null = null;

  /** @param env what the sandbox announced for a worker */
  constructor(web: string, env: Readonly<Record<string, string | undefined>>) {
    this.web = web;
    this.#env = env;
    this.#secure = trusting(readFileSync(this.#variable('NODE_EXTRA_CA_CERTS'), 'utf8'));
  }

  /** Puts responses into the forms as they stand; gives their ids in the same order. */
  async import(responses: readonly Imported[]): Promise<readonly string[]> {
    const made = (await this.control('responses.json', responses)) as { responseId: string }[];
    return made.map(({ responseId }) => responseId);
  }

  /** Fills a form in and sends it as a browser does. @param edit id of the response to change */
  async fillIn(
    formId: string,
    answers: Answers,
    { edit }: { readonly edit?: string } = {},
  ): Promise<{ status: number; responseId: string }> {
    const forms = (await this.#json('/control/forms.json')) as {
      formId: string;
      questions: { title: string; row: string | null; entry: number }[];
    }[];
    const fields = new URLSearchParams(edit === undefined ? {} : { edit2: `2_${edit}` });
    for (const { title, row, entry } of forms.find((form) => form.formId === formId)?.questions ?? [])
      for (const value of valuesOf(answers[title], row)) fields.append(`entry.${entry}`, value);
    const response = await fetch(`${this.web}/forms/d/${encodeURIComponent(formId)}/formResponse`, { method: 'POST', body: fields });
    await response.text();
    return { status: response.status, responseId: response.headers.get('x-sandbox-response-id') ?? '' };
  }

  /** Sends what a prefilled link holds, with these answers besides: a tap in a mail, then « Envoyer ». */
  async answerLink(link: string, answers: Answers = {}): Promise<{ status: number; responseId: string }> {
    const url = new URL(link);
    const formId = /\/forms\/d\/(?:e\/)?([^/]+)\/viewform/.exec(url.pathname)?.[1] ?? '';
    const forms = (await this.#json('/control/forms.json')) as {
      formId: string;
      questions: { title: string; row: string | null; entry: number }[];
    }[];
    const questions = forms.find((form) => form.formId === decodeURIComponent(formId))?.questions ?? [];
    const prefilled = Object.fromEntries(
      questions.flatMap(({ title, entry }) => {
        const values = url.searchParams.getAll(`entry.${entry}`);
        return values.length > 0 ? [[title, values]] : [];
      }),
    );
    return await this.fillIn(decodeURIComponent(formId), { ...prefilled, ...answers });
  }

  /** Every delivery, duplicates included, oldest first. */
  async mails(): Promise<readonly Delivered[]> {
    return await this.#mails.all();
  }

  /** Without those of before, which a soak has no room for. @param id of a delivery */
  async mailsAfter(id: number): Promise<readonly Delivered[]> {
    return (await this.#json(`/mail.json?since=${id}`)) as Delivered[];
  }

  async mailsTo(address: string): Promise<readonly Delivered[]> {
    return (await this.mails()).filter(({ envelope }) => envelope.to.includes(address));
  }

  async ledger(since = 0): Promise<readonly Entry[]> {
    return (await this.#ledger.all()).filter(({ n }) => n > since);
  }

  async arm(...orders: readonly FaultOrder[]): Promise<readonly Armed[]> {
    return (await this.control('faults.json', orders)) as Armed[];
  }

  async faults(): Promise<readonly Armed[]> {
    return ((await this.#json('/control/faults.json')) as { faults: Armed[] }).faults;
  }

  async fault(id: string): Promise<Armed | undefined> {
    return (await this.faults()).find((armed) => armed.id === id);
  }

  /** Mends: one fault, or all of them. */
  async mend(id?: string): Promise<void> {
    await fetch(`${this.web}/control/faults.json${id === undefined ? '' : `?id=${id}`}`, { method: 'DELETE' });
  }

  async control(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.web}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  }

  /** All events of a mailbox as Graph tells them, cancelled ones that still stand there included. */
  async events(mailbox = 'groupement@aile.example.org'): Promise<readonly CalendarEvent[]> {
    const answer = await this.graph('GET', `/users/${encodeURIComponent(mailbox)}/events?$top=500`);
    return ((await answer.json()) as { value: CalendarEvent[] }).value;
  }

  /** What stands in a calendar between two days (`YYYY-MM-DD`), each date of a series by itself, soonest first. */
  async calendarView(from: string, to: string, mailbox = 'groupement@aile.example.org'): Promise<readonly CalendarEvent[]> {
    const window = `startDateTime=${from}T00:00:00Z&endDateTime=${to}T00:00:00Z`;
    const answer = await this.graph('GET', `/users/${encodeURIComponent(mailbox)}/calendarView?${window}&$top=500`);
    return ((await answer.json()) as { value: CalendarEvent[] }).value;
  }

  /** A call as staff's Outlook would make it. @param path from `/users` on */
  async graph(method: string, path: string, body?: unknown): Promise<Response> {
    this.#token ??= this.#fetchToken();
    return await this.#secure(`${this.#variable('GRAPH_BASE_URL')}/v1.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token}`,
        Prefer: 'IdType="ImmutableId"',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** True while something listens at the SMTP address. */
  async smtpListens(): Promise<boolean> {
    const { hostname, port } = new URL(this.#variable('SMTP_URL'));
    const socket = createConnection(Number(port), hostname);
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }

  async #fetchToken(): Promise<string> {
    const host = this.#variable('ENTRA_AUTHORITY_HOST').replace(/\/$/, '');
    const answer = await this.#secure(`${host}/${this.#variable('AZURE_TENANT_ID')}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: this.#variable('AZURE_CLIENT_ID'),
        client_secret: this.#variable('AZURE_CLIENT_SECRET'),
        scope: 'https://graph.microsoft.com/.default',
      }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  async #json(path: string): Promise<unknown> {
    const response = await fetch(`${this.web}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return await response.json();
  }

  #variable(name: string): string {
    const value = this.#env[name];
    if (value === undefined) throw new Error(`the sandbox announced no ${name}`);
    return value;
  }
}

function valuesOf(answer: Answers[string] | undefined, row: string | null): readonly string[] {
  if (answer === undefined) return [];
  if (typeof answer === 'string') return [answer];
  if (isList(answer)) return answer;
  const value = row === null ? undefined : answer[row];
  return value === undefined ? [] : [value];
}

function isList(answer: object): answer is readonly string[] {
  return Array.isArray(answer);
}
