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

const URGENCIES: Readonly<Record<PathMail, Urgency>> = {
  confirmation: 'answer',
  seat: 'answer',
  reinvitation: 'usual',
  reminderWeek: 'usual',
  reminderDay: 'usual',
  sessionMoved: 'change',
  sessionCancelled: 'change',
  released: 'change',
  situation: 'usual',
  appointment: 'change',
  appointmentReminder: 'usual',
  appointmentCancelled: 'change',
};

/** Whose turn it is where mails must wait. */
export function urgencyOf(kind: PathMail): Urgency {
  return URGENCIES[kind];
}
