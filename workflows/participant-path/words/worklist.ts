import type { Moment } from '../../../domain/moment.ts';
import type { Assignment, Stage } from '../../../domain/plan.ts';
import type { SeatView } from '../../../domain/seat.ts';
import { capitalised } from '../../../domain/text.ts';
import { whoIsNotified, whoWillBeNotified } from './names.ts';
import { ASK_SITUATION } from './tasks.ts';

// What a line of a worklist says that no task carries: its title, what is missing, what comes next.

// Reminders

export const NO_NEWS = 'Sans nouvelles.';

/** What a referent is reminded of, stage by stage, where it isn't silence. */
export const REMINDERS: Readonly<Partial<Record<Stage, string>>> = {
  settled: ASK_SITUATION,
  left: 'Éléments de sortie à compléter.',
};

/** What a path lacks at its stage. */
export const MISSING: Readonly<Partial<Record<Stage, string>>> = {
  registered: 'Une séance à proposer',
  noShow: 'Une décision : nouvelle invitation, appel ou clôture',
  informed: 'Le premier entretien individuel',
  exploring: 'Un contact, ou la description du projet',
  building: 'Un contact, ou un résultat',
  training: 'La fin de la formation',
  settled: 'La situation à 6 mois',
  left: 'Le motif et la situation de sortie',
};

export const DECISION_ON_AGE = 'Une décision : moins de 18 ans, clore ou inviter malgré l’âge';
export const CALL_FOR_ANOTHER_DATE = 'Un appel, pour proposer une autre date';

export function notifiedIfSilent(assignment: Assignment, at: Moment): string {
  return `Sans réponse, ${whoWillBeNotified(assignment)} ${at.label}.`;
}

export function notifiedAlready(assignment: Assignment): string {
  return `${capitalised(whoIsNotified(assignment))}.`;
}

// Escalations

export const STUCK = 'Dossier bloqué.';
export const NO_SESSION = 'Aucune séance à proposer.';
export const ONLY_WAITING = 'Seulement en liste d’attente : aucune place à proposer.';
export const NO_MORE_REMINDERS = 'Plus de rappel : le dossier reste dans le point du lundi.';

export function remindedAgain(at: Moment): string {
  return `Nouveau rappel ${at.label} sans réponse.`;
}

export function followedBy(referent: string): string {
  return `Suivi par ${referent}.`;
}

// Who accompanies

export const NAME_ADVISER = 'Nommer le conseiller qui accompagnera cette personne.';
export const ADVISER_MISSING = 'Le nom du conseiller';
export const ORGANISATION_MISSING = 'La structure et le référent';

export function decideOrganisation(reason: string): string {
  return `Décider quelle structure accompagne cette personne (${reason}).`;
}

export function whoAccompanies(departed: string): string {
  return `${departed} n’est plus dans la configuration : qui accompagne cette personne ?`;
}

// Consent

export const TO_BE_ERASED = 'L’effacement par l’administrateur';
export const CONSENT_DECISION = 'Sa décision. Si elle est confirmée : clore, puis faire effacer le dossier par l’administrateur';
export const NOTHING_RESUMES = 'Rien ne reprend tout seul.';

export function toErase(ref: string, since: Moment): string {
  return `Accord retiré ${since.label} : ce dossier clos (${ref}) est à effacer.`;
}

export function consentWithdrawn(since: Moment): string {
  return `A retiré son accord ${since.label} : plus rien ne lui est envoyé, ses places sont rendues. L’appeler pour savoir ce qu’il ou elle souhaite.`;
}

// Retention

export const ERASURE_NEXT =
  'Sans réponse, il est effacé ce jour-là. Pour le garder : le motif dans « Note » ; une date dans « Jusqu’au », sinon six mois.';

export function erasureDue(due: Moment): string {
  return `Effacement du dossier prévu ${due.label} : la durée de conservation se termine.`;
}

// Others

export const WAITS_FOR_NOTHING = 'Ce dossier n’attend plus rien : une personne décide de la suite.';

export function agreementToWriteTo(address: string): string {
  return `L’accord de quelqu’un pour écrire à ${address}`;
}

/** @param tell what the code of the refusal asks for */
export function mailingRefused(tell: string): string {
  return `Un envoi de ce dossier est refusé. ${tell}`;
}

// Messages to copy into an SMS

export function smsCallBack(firstName: string): string {
  return `Bonjour ${firstName}, pouvez-vous me rappeler ? Merci.`;
}

export function smsAfterVisit(firstName: string): string {
  return `Bonjour ${firstName}, merci de votre visite ! Pouvez-vous me rappeler ? Merci.`;
}

export function smsAboutSeat(firstName: string, view: Pick<SeatView, 'start' | 'place'>): string {
  return `Bonjour ${firstName}, nous vous attendons ${whenAndWhere(view)}. Répondez-moi si vous ne pouvez pas venir.`;
}

/** A place made in Outlook may have a name only, or none yet. */
function whenAndWhere({ start, place }: Pick<SeatView, 'start' | 'place'>): string {
  return [start.label, place.name, place.address].filter((part) => part.trim() !== '').join(', ');
}

// What the referent reads beside it

export const QUOTED_WISH = 'Son envie, dans ses mots';
export const QUOTED_JOURNAL = 'Journal';

export function quotedNote(at: Moment): string {
  return `Dernière note, ${at.label}`;
}

export function quotedEntry({ at, what }: { readonly at: Moment; readonly what: string }): string {
  return `${at.label} : ${what}`;
}
