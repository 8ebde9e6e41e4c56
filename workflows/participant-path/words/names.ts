import { isLeadWorklist } from '../../../domain/assignment.ts';
import type { MailReason } from '../../../domain/mail-reasons.ts';
import type { Assignment, Stage } from '../../../domain/plan.ts';
import type { PathMail } from '../commands.ts';

// What stages, mails, reasons and worklists are called, here and in the other words of a path.

export const STAGE_WORDS: Record<Stage, string> = {
  registered: 'inscrit',
  invited: 'invité',
  noShow: 'absent à la séance',
  informed: 'informé',
  exploring: 'exploration',
  building: 'construction',
  training: 'formation',
  settled: 'concrétisé',
  left: 'sorti',
};

// Mails

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

export function mailWords(kind: PathMail): string {
  return MAIL_WORDS[kind];
}

/** A mail as its reader knows it: « rappel de la veille ». */
export function mailName(kind: PathMail): string {
  return `« ${mailWords(kind)} »`;
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
  appointmentTakenOver: 'rendez-vous repris',
  appointmentCancelled: 'rendez-vous annulé',
  appointmentReminder: 'rappel du rendez-vous',
  sixMonths: 'six mois après',
  onRequest: 'à la demande de la personne',
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

// Who hears of silence

/** Who hears when the referent stays silent, in the words of a sentence that goes on: the coordinator, or a lead instead of her or beside her. */
export function whoIsNotified(assignment: Pick<Assignment, 'secondRung' | 'lead'>): string {
  const { who, several } = readers(assignment);
  return several ? `${who} sont prévenues` : `${who} est prévenue`;
}

export function whoWillBeNotified(assignment: Pick<Assignment, 'secondRung' | 'lead'>): string {
  const { who, several } = readers(assignment);
  return several ? `${who} seront prévenues` : `${who} sera prévenue`;
}

function readers({ secondRung, lead }: Pick<Assignment, 'secondRung' | 'lead'>): { readonly who: string; readonly several: boolean } {
  if (isLeadWorklist(secondRung)) return { who: 'la direction', several: false };
  return lead === null ? { who: 'la coordination', several: false } : { who: 'la coordination et la direction', several: true };
}
