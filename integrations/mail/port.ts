import type { MailContent } from '../../domain/mails.ts';

export interface Attachment {
  readonly filename: string;
  /** MIME type with parameters, e.g. `text/calendar; method=REQUEST; charset=utf-8`. */
  readonly contentType: string;
  readonly content: string | Uint8Array;
}

export interface Mail {
  /** Deterministic, with angle brackets: `<GC-7K3M-9QXD.confirmation.1@aile.example.org>`. */
  readonly messageId: string;
  readonly to: string;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
}

/**
 * Sends one mail to one recipient. Resolves when the server accepted it. Throws `ServiceError`:
 * `mail-address-refused` (5.1.x: never retry), `mail-temporary` (an explicit 4xx: not sent), `mail-refused` (other explicit 5xx, of the sender or the message),
 * `mail-authentication`, `mail-unreachable` (no DATA was given: not sent), `mail-in-doubt` (connection lost after DATA began).
 */
export interface Mailer {
  /** @param submitting awaited when it is this mail's turn, before anything of it is sent; where it throws, so does `send`, and nothing was */
  send(mail: Mail, submitting?: () => Promise<void>): Promise<void>;
}

/** Words and layout of every mail, in French, HTML and text; .ics where the content has a session or an appointment. */
export interface MailComposer {
  compose(content: MailContent): ComposedMail;
}

export type ComposedMail = Pick<Mail, 'subject' | 'text' | 'html' | 'attachments'>;
