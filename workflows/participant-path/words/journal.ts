import type { ContactKind } from '../../../domain/facts.ts';
import type { MailReason } from '../../../domain/mail-reasons.ts';
import type { AppointmentChange } from '../../../domain/mails.ts';
import type { Moment } from '../../../domain/moment.ts';
import type { Stage } from '../../../domain/plan.ts';
import { capitalised } from '../../../domain/text.ts';
import type { MailOutcome, PathMail } from '../commands.ts';
import { mailName, reasonWords, STAGE_WORDS } from './names.ts';
import { untilWords, WHAT_THEY_SAY } from './tasks.ts';

// What the journal of a path says. Tasks stand there with their title.

// Registration

export const REGISTERED = 'Inscription par le formulaire.';
export const REGISTERED_AGAIN = 'Nouvelle inscription de la même personne : elle rejoint ce parcours.';
export const REGISTRATION_CORRECTED = 'Inscription corrigée par la personne.';
export const SHEET_CORRECTED = 'Feuille de présence corrigée : nom ou téléphone.';
export const ADDRESS_CONFIRMED = 'Adresse confirmée.';
export const CONTACT_DETAILS_CORRECTED = 'Coordonnées corrigées.';
export const OLD_ENOUGH = 'En âge de participer.';

export function registeredBy(staff: string): string {
  return `Inscription saisie par ${staff}.`;
}

export function neighbourhoodReported(isPriority: boolean, staff: string): string {
  return `Quartier prioritaire : ${isPriority ? 'oui' : 'non'} (${staff}).`;
}

// Consent

export const CONSENT_WITHDRAWN = 'Accord retiré : plus rien n’est envoyé à la personne.';
export const CONSENT_GIVEN = 'Accord donné de nouveau.';

export function notRegistered(session: string): string {
  return `Accord retiré : pas d’inscription à la séance ${session}.`;
}

// What the person says

export const WITHDRAWS = 'La personne se retire.';

/** In the words of a sentence that goes on. */
export const WHAT_THE_PERSON_SAYS = {
  anotherDate: 'La personne demande une autre date',
  cannotCome: 'La personne ne peut pas venir',
} as const;

export function saidByPerson(answer: 'cannotCome' | 'anotherDate'): string {
  return `${WHAT_THE_PERSON_SAYS[answer]}.`;
}

/** Of a person who is further on than the information session. */
export function saidFurtherOn(answer: 'cannotCome' | 'anotherDate'): string {
  return `${WHAT_THEY_SAY[answer]}.`;
}

// Calls

export const COMES_TO_SESSION = 'Au téléphone : vient à la séance.';
export const COMES_TO_APPOINTMENT = 'Au téléphone : vient au rendez-vous.';
export const PREFERS_ANOTHER_DATE = 'Au téléphone : préfère une autre date.';
export const REFUSES = 'Au téléphone : ne souhaite pas venir.';

export function notReached(staff: string): string {
  return `Pas joint au téléphone (${staff}).`;
}

export function answeredTooLate(staff: string): string {
  return `Réponse à un appel qui n’est plus à faire (${staff}).`;
}

// Follow-up

const CONTACTS: Readonly<Record<ContactKind, string>> = {
  interview: 'entretien',
  phone: 'téléphone',
  email: 'e-mail',
  workshop: 'atelier',
  dropIn: 'permanence',
  attempt: 'tentative sans réponse',
  missed: 'absence au rendez-vous',
};

/** What was tried to reach the person, in a list. */
export const TRIED = { ...CONTACTS, call: 'appel', unansweredCall: 'appel sans réponse', referentReminded: 'relance du référent' } as const;

export function contacted(contact: ContactKind, staff: string): string {
  return `${capitalised(CONTACTS[contact])} (${staff}).`;
}

export function noteBy(staff: string): string {
  return `Note de ${staff}.`;
}

export function responseCorrected(staff: string): string {
  return `Réponse corrigée (${staff}).`;
}

export function paused(until: Moment | null): string {
  return until === null ? 'En pause.' : `En pause jusqu’au ${until.label}.`;
}

export function reopened(reason: string): string {
  return `Dossier rouvert (${reason}).`;
}

/** Why a path was reopened, where nobody wrote a reason. */
export const WHY_REOPENED = { byStaff: 'réouverture', byRegistration: 'nouvelle inscription' } as const;

// Situation at six months, and exit

export const SITUATION_ASKED = 'Situation à 6 mois demandée.';
export const EXIT_KNOWN = 'Éléments de sortie connus.';

/** @param words null where somebody has spoken with the person and wrote nothing */
export function situationKnown(words: string | null): string {
  return words === null ? 'Situation à 6 mois connue.' : `Situation à 6 mois : ${words}.`;
}

/** Why a path ended, where nobody wrote a reason. */
export const WHY_LEFT = {
  stage: 'sortie',
  closed: 'clos',
  withdraws: 'se retire',
  refuses: 'ne souhaite pas participer',
  influx: 'inscription écartée (afflux)',
} as const;

export function influxSent(staff: string): string {
  return `Afflux d’inscriptions : e-mail envoyé, décision de ${staff}.`;
}

export function influxRefused(staff: string): string {
  return `Afflux d’inscriptions : rien n’est envoyé, décision de ${staff}.`;
}

// Who accompanies

export function transferred(to: string, until: Moment | null): string {
  return `Dossier transféré à ${to}${untilWords(until)}.`;
}

export function referentNamed(name: string): string {
  return `Référent nommé : ${name}.`;
}

export function referentDeparted(name: string): string {
  return `${name} n’est plus dans la configuration.`;
}

// Appointments

const APPOINTMENTS: Readonly<Record<AppointmentChange, string>> = {
  fixed: 'Rendez-vous',
  moved: 'Rendez-vous',
  takenOver: 'Rendez-vous repris',
  cancelled: 'Rendez-vous annulé',
};

/** @param isOver the path hears of it after its hour */
export function appointment(change: AppointmentChange, start: Moment, isOver: boolean): string {
  return `${APPOINTMENTS[change]} : ${start.label}${isOver ? ' (appris après coup, rien n’est envoyé)' : ''}.`;
}

// Seats

/** Why a seat is given back, where no reason of a mail says it. */
export const WHY_RELEASED = {
  anotherDate: 'autre date demandée',
  unable: 'empêchement',
  consentWithdrawn: 'accord retiré',
  underAge: 'moins de 18 ans',
  rankToReview: 'rang à revoir',
} as const;

// Mails

export function mailed(mail: PathMail, outcome: MailOutcome, why: MailReason): string {
  switch (outcome) {
    case 'sent':
      return `E-mail ${mailName(mail)} envoyé (${reasonWords(why)}).`;
    case 'dropped':
      return `E-mail ${mailName(mail)} inutile, non envoyé (${reasonWords(why)}).`;
    case 'refused':
      return `E-mail ${mailName(mail)} refusé par le serveur du destinataire.`;
    case 'inDoubt':
      return `E-mail ${mailName(mail)} : envoi incertain.`;
  }
}

const REFERENT_NOT_MAILED = { inDoubt: 'envoi incertain', refused: 'adresse refusée', dropped: 'sans destinataire, non envoyé' } as const;

/** @param to the referent's name in the configuration */
export function referentMailed(to: string, outcome: MailOutcome): string {
  const what = `E-mail du rendez-vous au référent (${to})`;
  return outcome === 'sent' ? `${what} envoyé.` : `${what} : ${REFERENT_NOT_MAILED[outcome]}.`;
}

// Retention

export const ERASURE_ANNOUNCED = 'Fin de la durée de conservation : l’effacement est annoncé.';
export const ERASURE_BEGINS = 'Fin de la durée de conservation : l’effacement commence.';

/** @param reason perhaps empty */
export function keptLonger(until: Moment | null, reason: string): string {
  return `Gardé au-delà de la durée de conservation, ${until === null ? 'pour six mois' : `jusqu’au ${until.label}`} (${reason || 'sans motif'}).`;
}

// Stages

export const REFERENT_REMINDED = 'Relance : sans nouvelles, le référent est prévenu.';
export const PAUSE_OVER = 'Fin de la pause.';

/** @param readers who is told, in the words of a sentence that goes on */
export function escalated(readers: string): string {
  return `Dossier bloqué : ${readers}.`;
}

/** @param skipped stages that the path did not pass through */
export function entered(stage: Stage, skipped: readonly Stage[]): string {
  const without = skipped.length === 0 ? '' : ` (sans passer par : ${skipped.map((name) => STAGE_WORDS[name]).join(', ')})`;
  return `Étape : ${STAGE_WORDS[stage]}${without}.`;
}
