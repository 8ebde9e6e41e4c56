import type { MailReason } from '../../../domain/mail-reasons.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { PathMail } from '../commands.ts';
import { mailName, reasonWords } from './names.ts';

// What an administrator reads in Temporal beside a path's handlers, activities and timers.

export const HANDLERS = {
  registrationReceived: 'Nouvelle inscription de la même personne, ou correction',
  nearFound: 'Doublon possible vu après coup',
  consentRefused: 'Accord retiré dans l’inscription',
  followUpRecorded: 'Réponse au formulaire de suivi',
  influxAnswered: 'Afflux d’inscriptions : réponse de la coordination',
  unableAnswered: 'Réponse au formulaire d’empêchement',
  seatChanged: 'Nouvelles d’une séance',
  configurationChanged: 'Configuration modifiée : équipe, délais',
  erasureRequested: 'Effacement de la personne',
  otherErased: 'Un autre dossier a été effacé',
  tracesOf: 'Traces laissées hors du dossier',
  sessionsOpened: 'De nouvelles séances sont ouvertes',
  everythingHeld: 'Tout ce que le dossier contient sur la personne',
} as const;

export const ACTIVITIES = {
  release: 'Place libérée',
  invite: 'Place à la prochaine séance',
  register: 'Inscription à une séance',
  appointmentRemoved: 'Rendez-vous retiré d’Outlook',
  appointmentPut: 'Rendez-vous dans l’agenda du référent',
  appointmentMailed: 'Rendez-vous au référent, par e-mail',
  appointmentRead: 'Rendez-vous relu dans Outlook',
  erasure: 'Fin de la durée de conservation : l’effacement commence',
} as const;

export function mailing(mail: PathMail, why: MailReason): string {
  return `E-mail ${mailName(mail)} (${reasonWords(why)})`;
}

export function mailingAppointment(why: MailReason): string {
  return `Rendez-vous (${reasonWords(why)})`;
}

/** @param next what the path waits for first, or null */
export function timer(next: { readonly what: string; readonly moment: Moment } | null): string {
  return next === null ? 'Veille' : `${next.what} : ${next.moment.label}`;
}
