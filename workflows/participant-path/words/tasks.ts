import type { AppointmentChange } from '../../../domain/mails.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { SeatView } from '../../../domain/seat.ts';
import type { MailOutcome, PathMail } from '../commands.ts';
import type { ContactField } from '../state.ts';
import { mailName } from './names.ts';

// What the tasks of a path are called, on worklists and in the journal.

type Session = Pick<SeatView, 'title' | 'start' | 'place' | 'status'>;

// Contact details

export const SHARED_ADDRESS = 'Adresse utilisée par trois personnes ou plus : à confirmer.';
export const ADDRESS_CHANGED_OFTEN = 'Adresse changée plusieurs fois en un jour dans l’inscription : à confirmer avec la personne.';
export const WRONG_CONTACT_DETAILS = 'Adresse ou téléphone inutilisable : coordonnées à corriger.';

export function otherContactDetail(field: ContactField, value: string, current: string | null): string {
  const what = field === 'phone' ? 'Nouveau numéro indiqué' : 'Nouvelle adresse indiquée';
  return `${what} : à confirmer avec la personne. ${value}${current === null ? '' : ` (dans le dossier : ${current})`}.`;
}

// Registrations

export const HELD =
  'Afflux d’inscriptions : davantage en une heure que d’habitude. Rien n’est envoyé à cette personne avant votre réponse.';

export const UNUSUAL_NAME = 'Prénom inhabituel (chiffres, adresse, phrase) : les e-mails ne le citent pas. Est-ce bien une personne ?';

export const UNDER_AGE = 'Moins de 18 ans : une personne décide de la suite.';

export function possibleDuplicate(ref: string): string {
  return `Doublon possible avec le dossier ${ref} : une personne décide.`;
}

export const MANY_DUPLICATES = 'Doublons possibles : plus de trois dossiers ressemblent à celui-ci. Une personne décide.';

export function followedElsewhere(organisation: string): string {
  return `Se dit déjà suivi(e) par ${organisation} : garder ou transférer ?`;
}

/** The same, asked of that organisation. */
export function followedByYou(organisation: string): string {
  return `Se dit déjà suivi(e) par ${organisation} : ${organisation} reprend ce dossier, ou le laisse où il est ?`;
}

export function unknownNeighbourhood(typed: string): string {
  return `Quartier « ${typed} » : est-ce un quartier prioritaire ?`;
}

export const CONSENT_IN_DOUBT = 'Une autre inscription de ce dossier retire l’accord : demander à la personne elle-même.';
export const AGREES_AGAIN =
  'Nouvelle inscription après le retrait de l’accord : demander à la personne elle-même. Rien ne reprend d’ici là.';

export const BACK_AFTER_WITHDRAWAL =
  'S’est réinscrit(e) après s’être retiré(e) : demander à la personne elle-même, puis rouvrir. Rien n’est envoyé d’ici là.';

const SAID_BY_SOMEBODY = {
  cannotCome: 'ne peut pas venir',
  anotherDate: 'demande une autre date',
  withdraw: 'se retire',
} as const;

export function saidBySomebody(answer: keyof typeof SAID_BY_SOMEBODY): string {
  return `Une réponse au formulaire « empêchement » dit que cette personne ${SAID_BY_SOMEBODY[answer]}. Elle ne vient pas du lien de ses e-mails : demander à la personne. Rien n’a changé d’ici là.`;
}

/** @param news what the new registration says that the first one did not */
export function registeredAgain(news: readonly string[]): string {
  const more = news.length === 0 ? '' : ` Nouveau : ${news.join(' ; ')}.`;
  return `S’est réinscrit(e) : reprendre contact.${more}`;
}

// Calls

/** Six months after the outcome; also what a reminder of the referent says then. */
export const ASK_SITUATION = 'Prendre des nouvelles six mois après.';

export function offerSeat({ status, start, place }: Session): string {
  const offer = status === 'waiting' ? 'Dire que la personne est en liste d’attente pour la séance' : 'Proposer la séance';
  return `${offer} du ${start.label} (${place.name}).`;
}

export function tellRegistration({ title, start, place }: Session): string {
  return `Dire l’inscription : ${title}, ${start.label} (${place.name}).`;
}

export function tellUndeliveredMail(mail: PathMail): string {
  return `L’e-mail ${mailName(mail)} n’a pas pu être remis : le dire par téléphone.`;
}

export function withoutAppointments(answer: 'cannotCome' | 'anotherDate'): string {
  return `${WHAT_THEY_SAY[answer]}, sans séance ni rendez-vous à venir : reprendre contact.`;
}

/** What a participant says of a session to come. */
export const WHAT_THEY_SAY = { anotherDate: 'Demande une autre date', cannotCome: 'Ne peut pas venir' } as const;

export function unanswered(attempts: number, subject: 'situation' | 'news'): string {
  const proposal = subject === 'situation' ? 'noter « injoignable » ?' : 'clore pour « injoignable » ?';
  return `${attempts} tentatives sans réponse : ${proposal}`;
}

// Appointments

const CALL_ABOUT: Readonly<Record<AppointmentChange | 'reminder', string>> = {
  fixed: 'Dire le rendez-vous',
  moved: 'Dire le rendez-vous',
  takenOver: 'Dire avec qui est le rendez-vous',
  cancelled: 'Dire que le rendez-vous est annulé',
  reminder: 'Rappeler le rendez-vous à la personne',
};

export function tellAppointment(what: AppointmentChange | 'reminder', start: Moment): string {
  return `${CALL_ABOUT[what]} : ${start.label}.`;
}

export function appointmentDeleted(start: Moment): string {
  return `Le rendez-vous du ${start.label} n’est plus dans Outlook : l’annuler, ou donner une autre date ?`;
}

export function prepareAppointment(start: Moment): string {
  return `Rendez-vous ${start.label}. Après l’avoir rencontrée, dites ce qu’il en est.`;
}

/** @param start null where the path knows of no such appointment */
export function appointmentMissed(start: Moment | null): string {
  const of = start === null ? '' : ` du ${start.label}`;
  return `Absent(e) au rendez-vous${of} : proposer une autre date ?`;
}

export function appointmentDeclined(answer: 'cannotCome' | 'anotherDate', start: Moment): string {
  return answer === 'cannotCome'
    ? `Ne peut pas venir au rendez-vous du ${start.label} : proposer une autre date.`
    : `Demande une autre date que le rendez-vous du ${start.label} : en proposer une.`;
}

const LEFT_STANDING = { left: 'clos', transferred: 'transféré' } as const;

export function appointmentStands(start: Moment, why: keyof typeof LEFT_STANDING): string {
  return `Rendez-vous du ${start.label} : le dossier est ${LEFT_STANDING[why]}, à annuler ou à reprendre.`;
}

export function appointmentOfDeparted(start: Moment, name: string): string {
  return `Rendez-vous du ${start.label} avec ${name}, qui n’est plus dans la configuration : à reprendre ou à déplacer.`;
}

// Transfers

export function changeOfAge(organisation: string): string {
  return `Changement d’âge : proposer un transfert à ${organisation} ?`;
}

/** The same, asked of that organisation. */
export function ofYourAge(organisation: string): string {
  return `Changement d’âge : ${organisation} reprend ce dossier, ou le laisse où il est ?`;
}

export const TAKE_BACK = 'Le transfert temporaire se termine : reprendre ce dossier, ou le laisser ?';

export function transferredAway(until: Moment | null): string {
  return `Vous n’accompagnez plus cette personne : son dossier est transféré${untilWords(until)}.`;
}

export function takenOver(until: Moment | null): string {
  return `Vous accompagnez désormais cette personne${untilWords(until)}.`;
}

/** Of a temporary transfer: « jusqu’au … », in the words of a sentence that goes on. */
export function untilWords(until: Moment | null): string {
  return until === null ? '' : ` jusqu’au ${until.label}`;
}

/** @param coming what the person has ahead, for the new referent to review */
export function withComing(title: string, coming: readonly string[]): string {
  return coming.length === 0 ? title : `${title} À venir : ${coming.join(' ; ')}.`;
}

export function comingSession({ title, start, status }: Session): string {
  return `${title}, ${start.label}${status === 'waiting' ? ' (liste d’attente)' : ''}`;
}

export function comingAppointment(start: Moment): string {
  return `rendez-vous du ${start.label}`;
}

// Mails

export function mailInDoubt(mail: PathMail): string {
  return `On ne sait pas si l’e-mail ${mailName(mail)} est parti : vérifiez avec la personne.`;
}

/** A referent's mail of an appointment that was not surely delivered. @param to the referent's name in the configuration */
export function referentNotNotified(outcome: Exclude<MailOutcome, 'sent'>, to: string, start: Moment): string {
  switch (outcome) {
    case 'inDoubt':
      return `On ne sait pas si l’e-mail du rendez-vous (${start.label}) est parti au référent (${to}) : vérifiez avec lui ou elle.`;
    case 'refused':
      return `L’adresse e-mail du référent (${to}) est refusée : dites-lui le rendez-vous (${start.label}) et corrigez groupement.yaml.`;
    case 'dropped':
      return `Le référent (${to}) n’est plus dans groupement.yaml : le rendez-vous (${start.label}) ne lui a pas été envoyé.`;
  }
}
