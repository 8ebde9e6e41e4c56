import { answersOwnAct, type MailReason } from '../../domain/mail-reasons.ts';
import type { Urgency } from '../mail-queue.ts';
import type { PathMail } from './commands.ts';

const MAIL_WORDS: Readonly<Record<PathMail, string>> = {
  confirmation: 'confirmation',
  seat: 'place réservée',
  reinvitation: 'nouvelle invitation',
  reminderWeek: 'rappel une semaine avant',
  reminderDay: 'rappel de la veille',
  sessionMoved: 'séance déplacée',
  sessionCancelled: 'séance annulée',
  released: 'place libérée',
  situation: 'situation à 6 mois',
  appointment: 'rendez-vous',
  appointmentReminder: 'rappel du rendez-vous',
  appointmentCancelled: 'rendez-vous annulé',
};

/** A mail as its reader knows it: « rappel de la veille ». */
export function mailName(kind: PathMail): string {
  return `« ${MAIL_WORDS[kind]} »`;
}

const CHANGES: ReadonlySet<PathMail> = new Set(['sessionMoved', 'sessionCancelled', 'released', 'appointment', 'appointmentCancelled']);

/** Whose turn it is where mails must wait: a seat that the person asked for goes before one that the service offers. */
export function urgencyOf(kind: PathMail, why: MailReason): Urgency {
  if (answersOwnAct(why)) return 'answer';
  return CHANGES.has(kind) ? 'change' : 'usual';
}
