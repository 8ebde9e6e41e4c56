import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import PQueue from 'p-queue';
import { SERVICE_ERRORS, ServiceError } from '../../domain/service-error.ts';
import { isLoopback } from '../loopback.ts';
import type { Attachment, Mail, Mailer } from './port.ts';
import { smtpError, smtpFailure, TOKEN_LATER } from './smtp-outcome.ts';

/** An access token for the mailbox that sends: `SMTP.SendAsApp` at Exchange Online. Called again with `renew` when the server refused the last one. */
export type AccessTokens = (options: { readonly renew: boolean }) => Promise<{ readonly token: string; readonly expiresAt: number }>;

export interface SmtpOptions {
  /**
   * `smtp://user:password@host:port` or `smtps://…`; `smtp://user@host:587?auth=oauth2` logs in with a token of `oauth`. nodemailer's other
   * options may stand in the query (`maxConnections=2`). Only a server on loopback is spoken to in clear.
   */
  readonly url: string;
  /** `Groupement de Créateurs <groupement@aile.example.org>`. */
  readonly from: string;
  /** A trial: every mail goes to this address instead, and says in its first line whom it was for. */
  readonly redirectTo: string | null;
  readonly oauth?: AccessTokens;
  /** Mails in any minute, and in any 24 hours. Unbounded where left out. */
  readonly perMinute?: number;
  readonly perDay?: number;
  /** Silence of the server after which a connection counts as lost, in milliseconds. */
  readonly socketTimeoutMs?: number;
}

const MINUTE_MS = 60_000;
const CONNECTIONS = 3;
/** Whose turn it is: those being submitted, and those that get ready, which takes a busy Temporal longer than a mail server its answer. */
const TURNS_PER_CONNECTION = 8;

/** Mail by SMTP over a pool of connections. Never sends twice by itself: what failed or is in doubt is the caller's to judge. */
export function smtpMailer(options: SmtpOptions): Mailer & Disposable {
  return new SmtpMailer(options);
}

class SmtpMailer implements Mailer, Disposable {
  readonly #options: SmtpOptions;
  readonly #transport: ReturnType<typeof createTransport<SMTPPool.SentMessageInfo>>;
  /** A worker that dies leaves no more mails in doubt than these, however many wait. */
  readonly #turns: PQueue;
  readonly #day: DayCap;

  constructor(options: SmtpOptions) {
    this.#options = options;
    const pool = poolOptions(options);
    const concurrency = TURNS_PER_CONNECTION * (pool.maxConnections ?? CONNECTIONS);
    const { perMinute, perDay } = options;
    this.#turns = new PQueue({
      concurrency,
      ...(perMinute === undefined ? {} : { interval: MINUTE_MS, intervalCap: perMinute, strict: true }),
    });
    this.#day = new DayCap(perDay ?? Number.POSITIVE_INFINITY);
    this.#transport = createTransport(pool);
    this.#transport.use('stream', (mail, done) => {
      const streams: unknown = Reflect.get(mail.data, STREAMS);
      const create = mail.message.createReadStream.bind(mail.message);
      mail.message.createReadStream = (settings) => {
        const stream = create(settings);
        if (Array.isArray(streams)) streams.push(stream);
        return stream;
      };
      done();
    });
  }

  async send(mail: Mail, submitting = nothing): Promise<void> {
    const to = this.#options.redirectTo ?? mail.to;
    if (!isOneAddress(to)) throw new ServiceError('mail-address-refused', { detail: 'not an address' });
    await this.#turns.add(async () => {
      this.#day.take();
      await submitting();
      await this.#submit(mail, to);
    });
  }

  async #submit(mail: Mail, to: string): Promise<void> {
    const streams: Readable[] = [];
    try {
      const message = { ...this.#message(mail, to), [STREAMS]: streams };
      const { rejected, rejectedErrors } = await this.#transport.sendMail(message);
      // nodemailer resolves when the server took the mail for one recipient at least.
      if (rejected.length > 0) throw rejectedErrors?.[0] ?? new ServiceError('mail-address-refused', { detail: 'rejected' });
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      throw smtpError(
        smtpFailure(
          error,
          streams.some(({ readableDidRead }) => readableDidRead),
        ),
      );
    }
  }

  [Symbol.dispose](): void {
    this.#turns.pause();
    this.#turns.clear();
    this.#transport.close();
  }

  #message(mail: Mail, to: string) {
    const { text, html } = this.#options.redirectTo === null ? mail : withAddressee(mail);
    return {
      from: this.#options.from,
      // As an object, so that nothing in it can be read as a second recipient.
      to: { name: '', address: to },
      ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
      subject: mail.subject,
      text,
      html,
      messageId: mail.messageId,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      ...enclosures(mail.attachments),
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}

/** Submissions of the last 24 hours. A process that starts counts anew: then the provider's own refusal bounds the day. */
class DayCap {
  readonly #cap: number;
  #sentAt: number[] = [];

  constructor(cap: number) {
    this.#cap = cap;
  }

  /** @throws ServiceError `mail-quota` where the day's mails have all gone */
  take(): void {
    if (!Number.isFinite(this.#cap)) return;
    const now = Date.now();
    this.#sentAt = this.#sentAt.filter((at) => at > now - DAY_MS);
    const [first] = this.#sentAt;
    if (first !== undefined && this.#sentAt.length >= this.#cap) {
      throw new ServiceError('mail-quota', { detail: `${this.#cap} mails in 24 hours`, retryAfterMs: first + DAY_MS - now });
    }
    this.#sentAt.push(now);
  }
}

const DAY_MS = 24 * 60 * MINUTE_MS;

/** Where a mail's data carry the message streams made for it: nodemailer reads one when, and only when, the server has said yes to DATA. */
const STREAMS = 'deliveryStreams';

/** The calendar part goes in twice: Outlook and Gmail read it as an alternative of the text, everybody else opens the file. */
function enclosures(attachments: readonly Attachment[]) {
  const calendar = attachments.find(({ contentType }) => /^text\/calendar\b/i.test(contentType));
  const files = attachments.filter((each) => each !== calendar).map(asFile);
  if (calendar === undefined) return { attachments: files };
  const method = /\bmethod="?([\w-]+)/i.exec(calendar.contentType)?.[1] ?? 'REQUEST';
  return { attachments: files, icalEvent: { method, filename: calendar.filename, content: contentOf(calendar) } };
}

function asFile({ filename, contentType, content }: Attachment) {
  return { filename, contentType, content: contentOf({ content }) };
}

function contentOf({ content }: Pick<Attachment, 'content'>): string | Buffer {
  return typeof content === 'string' ? content : Buffer.from(content);
}

/** In the body and nowhere else: subjects and headers reach logs. */
function withAddressee({ to, text, html }: Mail): Pick<Mail, 'text' | 'html'> {
  const note = `(pour : ${to})`;
  const paragraph = `<p>${escaped(note)}</p>`;
  return {
    text: `${note}\n\n${text}`,
    html: /<body[^>]*>/i.test(html) ? html.replace(/<body[^>]*>/i, (body) => body + paragraph) : paragraph + html,
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One address and nothing that a parser could take for more. The server judges the rest. */
function isOneAddress(address: string): boolean {
  return /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/.test(address);
}

async function nothing(): Promise<void> {}

function poolOptions({ url, oauth, socketTimeoutMs = 120_000 }: SmtpOptions): SMTPPool.Options {
  const address = URL.parse(url);
  if (address === null || !/^smtps?:$/.test(address.protocol) || address.hostname === '') {
    throw new Error('SMTP_URL must be smtp://… or smtps://… with a host');
  }
  const user = decodeURIComponent(address.username);
  const wantsToken = address.searchParams.get('auth')?.toLowerCase() === 'oauth2';
  if (wantsToken && (oauth === undefined || user === '')) {
    throw new Error('SMTP_URL asks for auth=oauth2: it needs a user, and the AZURE_ variables');
  }
  address.searchParams.delete('auth');
  if (wantsToken) {
    address.username = '';
    address.password = '';
  }
  const isElsewhere = !isLoopback(address.hostname);
  if (isElsewhere && IN_CLEAR.some((name) => address.searchParams.has(name))) {
    throw new Error(`SMTP_URL may not say ${IN_CLEAR.join(', ')} for a server that is not on this machine`);
  }
  return {
    pool: true,
    url: address.href,
    maxConnections: Number(address.searchParams.get('maxConnections')) || CONNECTIONS,
    // A mail whose connection closed before a byte of it was given goes over another one, once.
    ...MAX_REQUEUES,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: socketTimeoutMs,
    // Neither a password nor a participant's mail goes over a line in clear.
    ...(isElsewhere && address.protocol === 'smtp:' ? { requireTLS: true } : {}),
    ...(wantsToken && oauth !== undefined ? { auth: tokenAuthentication(user, oauth) } : {}),
  };
}

/** Options of nodemailer that take encryption, or the check of certificates, away. */
const IN_CLEAR = ['requireTLS', 'ignoreTLS', 'opportunisticTLS', 'secure', 'tls.rejectUnauthorized', 'tls.checkServerIdentity'];

/** Known to nodemailer, not yet to its types. */
const MAX_REQUEUES = { maxRequeues: 1 };

function tokenAuthentication(user: string, oauth: AccessTokens) {
  return {
    type: 'OAuth2' as const,
    user,
    provisionCallback: (_user: string, renew: boolean, done: (error: Error | null, token?: string, expires?: number) => void) => {
      oauth({ renew }).then(
        ({ token, expiresAt }) => done(null, token, expiresAt),
        // Without the provider's words, which may quote what it was sent.
        (error: unknown) => done(Object.assign(new Error('no access token'), isPassing(error) ? { code: TOKEN_LATER } : {})),
      );
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof ServiceError && SERVICE_ERRORS[error.code].then === 'retry';
}
