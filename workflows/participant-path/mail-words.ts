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

const REASON_WORDS: Readonly<Record<MailReason, string>> = {
  registered: 'inscription reçue',
  registeredAgain: 'nouvelle inscription',
  outreach: 'rencontre de quartier',
  addressCorrected: 'adresse corrigée',
  anotherDate: 'autre date demandée',
  unable: 'empêchement',
  registeredFor: 'inscription à une séance',
  sessionOpened: 'une séance est ouverte',
  seatFreed: 'une place s’est libérée',
  waitingListClosed: 'liste d’attente close',
  sessionMoved: 'séance déplacée',
  sessionCancelled: 'séance annulée',
  excused: 'absence excusée',
  firstAbsence: 'première absence',
  decision: 'décision d’une personne',
  weekBefore: 'J-7',
  dayBefore: 'J-1',
  appointmentFixed: 'rendez-vous fixé',
  appointmentMoved: 'rendez-vous déplacé',
  appointmentCancelled: 'rendez-vous annulé',
  appointmentReminder: 'rappel du rendez-vous',
  sixMonths: 'six mois après',
  asked: 'à la demande de la personne',
  closed: 'dossier clos',
  duplicate: 'inscription en double',
  staff: 'place reprise par l’équipe',
  notReached: 'personne non jointe à temps',
  notOfAge: 'âge à vérifier',
  furtherOn: 'n’attend plus cette séance',
};

/** Why a mail goes, as the journal says it: « première absence ». */
export function reasonWords(why: MailReason): string {
  return REASON_WORDS[why];
}

const CHANGES: ReadonlySet<PathMail> = new Set(['sessionMoved', 'sessionCancelled', 'released', 'appointment', 'appointmentCancelled']);

/** Whose turn it is where mails must wait: a seat that the person asked for goes before one that the service offers. */
export function urgencyOf(kind: PathMail, why: MailReason): Urgency {
  if (answersOwnAct(why)) return 'answer';
  return CHANGES.has(kind) ? 'change' : 'usual';
}
