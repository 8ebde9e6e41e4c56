import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';

/** How a delivery failed, without a word of the server's reply beyond its codes: replies quote addresses. */
export interface SmtpFailure {
  /** nodemailer's code: `EAUTH`, `EENVELOPE`, `EMESSAGE`, `ECONNECTION`, … */
  readonly code: string | null;
  /** The server's reply code; null where no reply came. */
  readonly reply: number | null;
  /** Its enhanced code (RFC 3463), such as `5.1.1`. */
  readonly enhanced: string | null;
  /** The command that was answered (`RCPT TO`, `DATA`, `AUTH PLAIN`, …), `CONN` for the connection, `API` for nodemailer's own checks. */
  readonly command: string;
  /** True once the first byte of the message was given to the connection. */
  readonly dataBegun: boolean;
  /** No access token for now: whoever gives them did not answer. */
  readonly tokenLater: boolean;
}

/** Code of an error of the token provider's that passes by itself. */
export const TOKEN_LATER = 'ETOKENLATER';

/** What a thrown error of nodemailer says. */
export function smtpFailure(error: unknown, dataBegun: boolean): SmtpFailure {
  const response = text(field(error, 'response'));
  const responseCode = field(error, 'responseCode');
  return {
    code: text(field(error, 'code')),
    reply: typeof responseCode === 'number' ? responseCode : null,
    enhanced: /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1] ?? null,
    command: text(field(error, 'command')) ?? 'CONN',
    dataBegun,
    tokenLater: field(error, 'originalCode') === TOKEN_LATER,
  };
}

/**
 * The one thing to get right: may the message have left? An explicit 4xx or 5xx says no, whenever it comes; before the first byte of DATA it
 * can't have; and a connection lost after that says nothing, so it is in doubt and never taken for a failure.
 */
export function smtpError(failure: SmtpFailure): ServiceError {
  const { code, reply, enhanced, command } = failure;
  const detail = [code, reply, enhanced, command].filter((part) => part !== null).join(' ');
  return new ServiceError(meaning(failure), { detail });
}

function meaning(failure: SmtpFailure): ServiceErrorCode {
  const { code, reply, command, dataBegun, tokenLater } = failure;
  if (reply !== null && reply >= 400 && reply < 600) return refusal(failure, reply);
  if (dataBegun) return 'mail-in-doubt';
  if (tokenLater) return 'mail-unreachable';
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') return 'mail-authentication';
  // nodemailer's own checks, before anything was sent: an address that is none, a message above the server's size.
  if (code === 'EENVELOPE' && command === 'API') return 'mail-address-refused';
  if (code === 'EMESSAGE' || code === 'ESTREAM') return 'mail-refused';
  return 'mail-unreachable';
}

/** Said by Exchange Online where password log-in is closed, at whatever command. */
const BASIC_AUTHENTICATION_CLOSED = new Set(['5.7.30', '5.7.57', '5.7.139']);

function refusal({ code, enhanced, command }: SmtpFailure, reply: number): ServiceErrorCode {
  // 503 (bad sequence of commands) speaks of the session: the same mail goes through on another.
  if (reply < 500 || reply === 503) return 'mail-temporary';
  if (BASIC_AUTHENTICATION_CLOSED.has(enhanced ?? '') || reply === 530 || code === 'EAUTH' || command.startsWith('AUTH')) {
    return 'mail-authentication';
  }
  if (isAddressRefused(reply, enhanced, command)) return 'mail-address-refused';
  // Before a mail was spoken of, a server that refuses us refuses every mail: it may open again.
  return /^(MAIL FROM|RCPT TO|DATA)$/.test(command) ? 'mail-refused' : 'mail-unreachable';
}

/** 5.1.7 and 5.1.8 speak of the sender; 5.2.1 is a closed mailbox, 5.4.1 Exchange Online's word for an unknown one. */
function isAddressRefused(reply: number, enhanced: string | null, command: string): boolean {
  if (command === 'MAIL FROM') return false;
  if (enhanced !== null)
    return (enhanced.startsWith('5.1.') && !/^5\.1\.[78]$/.test(enhanced)) || enhanced === '5.2.1' || enhanced === '5.4.1';
  return command === 'RCPT TO' && (reply === 550 || reply === 551 || reply === 553);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
