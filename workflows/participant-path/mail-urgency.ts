import { answersOwnAct, type MailReason } from '../../domain/mail-reasons.ts';
import type { Urgency } from '../mail-queue.ts';
import type { PathMail } from './commands.ts';

const CHANGES: ReadonlySet<PathMail> = new Set(['sessionMoved', 'sessionCancelled', 'released', 'appointment', 'appointmentCancelled']);

/** Whose turn it is where mails must wait: a seat that the person asked for goes before one that the service offers. */
export function urgencyOf(kind: PathMail, why: MailReason): Urgency {
  if (answersOwnAct(why)) return 'answer';
  return CHANGES.has(kind) ? 'change' : 'usual';
}
