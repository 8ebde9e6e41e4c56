import { answersOwnAct, type MailReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Urgency } from '../mail-queue.ts';
import type { PathMail } from './commands.ts';

const CHANGES: ReadonlySet<PathMail> = new Set(['sessionMoved', 'sessionCancelled', 'released', 'appointment', 'appointmentCancelled']);

/** Whose turn it is where mails must wait: a seat that the person asked for goes before one that the service offers. */
export function urgencyOf(kind: PathMail, why: MailReason): Urgency {
  if (answersOwnAct(why)) return 'answer';
  return CHANGES.has(kind) ? 'change' : 'usual';
}

const HOUR = '2026-11-28T10'.length;

/** Who is written to for the same cause at the same time: the registrants of one session, those who registered within one hour. */
export function crowdOf(
  why: MailReason,
  { registeredAt, sessionId }: { readonly registeredAt: Moment; readonly sessionId: string | null },
): string {
  return why === 'registered' ? `registered-${registeredAt.at.slice(0, HOUR)}` : (sessionId ?? why);
}
