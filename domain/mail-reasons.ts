/**
 * Why a participant is written to, in the words of their path's journal: an administrator reads them there, and the activity that writes the
 * mail reads in them what to say and whether it may wait for the office.
 */
export const MAIL_REASONS = [
  'inscription reçue',
  'nouvelle inscription',
  'rencontre de quartier',
  'adresse corrigée',
  'autre date demandée',
  'empêchement',
  'inscription à une séance',
  'une séance est ouverte',
  'une place s’est libérée',
  'liste d’attente close',
  'séance déplacée',
  'séance annulée',
  'absence excusée',
  'première absence',
  'décision d’une personne',
  'J-7',
  'J-1',
  'rendez-vous fixé',
  'rendez-vous déplacé',
  'rendez-vous annulé',
  'rappel du rendez-vous',
  'six mois après',
  // Of a seat that the person has no more.
  'à la demande de la personne',
  'dossier clos',
  'inscription en double',
  'place reprise par l’équipe',
  'personne non jointe à temps',
  'âge à vérifier',
  'n’attend plus cette séance',
] as const;

export type MailReason = (typeof MAIL_REASONS)[number];

/** What a mail answers at once, at any hour, beside every limit: something that the person did, or agreed on with a member of staff. */
const OWN_ACTS: ReadonlySet<MailReason> = new Set([
  'inscription reçue',
  'nouvelle inscription',
  'adresse corrigée',
  'autre date demandée',
  'empêchement',
  'inscription à une séance',
  'à la demande de la personne',
  'rendez-vous fixé',
  'rendez-vous déplacé',
  'rendez-vous annulé',
]);

/** Seats that the service offers by itself. */
const OFFERS: ReadonlySet<MailReason> = new Set([
  'première absence',
  'absence excusée',
  'séance annulée',
  'liste d’attente close',
  'une séance est ouverte',
]);

export function isOffered(why: MailReason): boolean {
  return OFFERS.has(why);
}

export function answersOwnAct(why: MailReason): boolean {
  return OWN_ACTS.has(why);
}
