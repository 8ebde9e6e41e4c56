import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AddressObject, type HeaderValue, simpleParser } from 'mailparser';
import type { Core } from '../core/core.ts';
import { writeAtomically } from '../core/store.ts';

/** One delivery, as a checker reads it in /mail.json. */
export interface Delivery extends DeliveryRecord {
  readonly messageId: string | null;
  readonly subject: string;
  /** Addresses of the header lines, not of the envelope. */
  readonly from: string[];
  readonly to: string[];
  readonly replyTo: string[];
  readonly text: string;
  readonly html: string | null;
  /** Lower-case name → value; several values of one header are joined by a line end. */
  readonly headers: Record<string, string>;
  readonly attachments: { filename: string; contentType: string; content: string }[];
}

/** What is known of a delivery without reading the mail itself. */
export interface DeliveryRecord {
  /** 1, 2, 3 … in order of receipt. */
  readonly id: number;
  /** Sandbox clock, ISO 8601 UTC. */
  readonly receivedAt: string;
  readonly realReceivedAt: string;
  readonly envelope: { from: string; to: string[] };
}

/** Keeps EVERY delivery, duplicates too: who receives a mail twice is a person, and nobody here merges the two. */
export interface MailStore {
  keep(raw: Buffer, envelope: DeliveryRecord['envelope']): DeliveryRecord;
  records(): DeliveryRecord[];
  raw(id: number): Buffer | null;
  read(id: number): Promise<Delivery | null>;
  since(id: number): Promise<Delivery[]>;
}

export function openMailStore(core: Core): MailStore {
  const folder = join(core.dir, 'mail');
  mkdirSync(folder, { recursive: true });
  const index = core.collection<DeliveryRecord>('mails');
  const fileOf = (id: number, ext: string) => join(folder, `${String(id).padStart(6, '0')}.${ext}`);

  /** Parsed on demand, so that receiving a thousand mails costs no parsing; kept beside the .eml. */
  async function read(id: number): Promise<Delivery | null> {
    const record = index.get(String(id));
    if (record === undefined) return null;
    const kept = fileOf(id, 'json');
    if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Delivery;
    const delivery = { ...record, ...(await parse(readFileSync(fileOf(id, 'eml')))) };
    writeAtomically(kept, JSON.stringify(delivery));
    return delivery;
  }

  return {
    keep: (raw, envelope) => {
      const id = index.size + 1;
      const record = { id, receivedAt: core.clock.iso(), realReceivedAt: core.clock.real().toISOString(), envelope };
      writeFileSync(fileOf(id, 'eml'), raw);
      index.set(String(id), record);
      return record;
    },
    records: () => index.values(),
    raw: (id) => (index.has(String(id)) ? readFileSync(fileOf(id, 'eml')) : null),
    read,
    since: async (id) => {
      const deliveries: Delivery[] = [];
      for (const record of index.values()) {
        if (record.id <= id) continue;
        const delivery = await read(record.id);
        if (delivery !== null) deliveries.push(delivery);
      }
      return deliveries;
    },
  };
}

async function parse(raw: Buffer): Promise<Omit<Delivery, keyof DeliveryRecord>> {
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  return {
    messageId: mail.messageId ?? null,
    subject: mail.subject ?? '',
    from: addresses(mail.from),
    to: addresses(mail.to),
    replyTo: addresses(mail.replyTo),
    text: mail.text ?? '',
    html: mail.html === false || mail.html === undefined ? null : mail.html,
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, valueOf(mail.headers.get(key), line)])),
    attachments: mail.attachments.map((attachment) => ({
      filename: attachment.filename ?? (attachment.contentType === 'text/calendar' ? 'invitation.ics' : 'sans-nom'),
      contentType: contentTypeOf(attachment.headers.get('content-type')) ?? attachment.contentType,
      content: attachment.content.toString('base64'),
    })),
  };
}

function addresses(field: AddressObject | AddressObject[] | undefined): string[] {
  const fields = field === undefined ? [] : Array.isArray(field) ? field : [field];
  return fields.flatMap(({ value }) => value.flatMap(({ address }) => (address === undefined ? [] : [address])));
}

/** The unfolded text after the colon; mailparser's own decoding where it gives plain text. */
function valueOf(decoded: HeaderValue | undefined, line: string): string {
  if (typeof decoded === 'string') return decoded;
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll(/\r?\n\s+/g, ' ')
    .trim();
}

/** With its parameters (`method=REQUEST`), which say whether a calendar shows the invitation. */
function contentTypeOf(header: HeaderValue | undefined): string | null {
  if (header === undefined || typeof header !== 'object' || !('value' in header) || !('params' in header)) return null;
  const params = Object.entries(header.params)
    .filter(([name]) => name !== 'name')
    .map(([name, value]) => `; ${name}=${value}`);
  return typeof header.value === 'string' ? [header.value, ...params].join('') : null;
}

/** The Message-ID out of the head of a mail, without parsing the rest. */
export function messageIdOf(raw: Buffer): string | null {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end === -1 ? raw.length : end).toString('utf8');
  return /^message-id:\s*(<[^>]+>)/im.exec(head)?.[1] ?? null;
}
