import type { Moment } from '../../../domain/moment.ts';
import type { Assignment, Stage } from '../../../domain/plan.ts';
import type { SeatView } from '../../../domain/seat.ts';
import type { PathDue } from '../agenda.ts';
import type { MailOutcome, PathMail } from '../commands.ts';
import { mailName, STAGE_WORDS } from './names.ts';

// What an administrator reads of a path, in Markdown, and what its timers wait for.

/** What each deadline brings. */
export const WAITS: Readonly<Record<Exclude<PathDue, 'coordinator'>, string>> = {
  reminderWeek: 'rappel une semaine avant la séance',
  reminderDay: 'rappel la veille de la séance',
  appointmentDay: 'rappel la veille d’un rendez-vous',
  appointmentBrief: 'le référent reçoit de quoi préparer un rendez-vous',
  appointmentLook: 'Outlook : le rendez-vous y est-il toujours ?',
  holdUntil: 'la place est libérée si la personne n’a pas été jointe',
  begins: 'la séance commence : plus d’appel à passer',
  resume: 'fin de la pause',
  followUp: 'situation à 6 mois demandée à la personne',
  takeBack: 'fin d’un transfert temporaire : la reprise est proposée',
  ageLimit: 'changement d’âge : un transfert est proposé aux deux référents',
  referent: 'le référent est relancé',
  erasureNotice: 'effacement du dossier annoncé à qui le suit, 30 jours avant',
  erasure: 'effacement du dossier',
};

export function mailGoes(mail: PathMail): string {
  return `l’e-mail ${mailName(mail)} part`;
}

export const SEATS: Readonly<Record<SeatView['status'], string>> = {
  reserved: 'place réservée',
  waiting: 'en liste d’attente',
  refused: 'refusée',
  released: 'place libérée',
  cancelled: 'annulée',
};

/** What became of a mail. */
export const OUTCOMES: Readonly<Record<MailOutcome, string>> = {
  sent: 'envoyé',
  inDoubt: 'envoi incertain',
  refused: 'adresse refusée',
  dropped: 'inutile, non envoyé',
};

// What stands in the place of other paths

export const ANOTHER_PATH = '[autre dossier]';
export const POSSIBLE_DUPLICATE = 'Un dossier qui pourrait être un doublon : une personne décide.';

// Headings

export const NEXT = '### Et ensuite ?';
export const ATTENDANCE = '### Présences';
export const NOTES = '### Notes';
export const JOURNAL = '### Journal';

// Lines of the summary

export function heading(firstName: string, lastName: string | null, current: Stage): string {
  return `## ${firstName} ${lastName ?? ''} – ${STAGE_WORDS[current]}`;
}

export function path(ref: string, since: Moment): string {
  return `- **Dossier** : ${ref}, depuis ${since.label}`;
}

export function stage(name: Stage, since: Moment): string {
  return `- **Étape** : ${STAGE_WORDS[name]} depuis ${since.label}`;
}

export function inCharge({ referentName, referent, reason }: Assignment): string {
  return `- **En charge** : ${referentName ?? referent ?? 'à nommer'} (${reason})`;
}

export function session({ title, start, status, rank }: SeatView): string {
  return `- **Séance** : ${title}, ${start.label}, ${SEATS[status]}${rank ? ` (rang ${rank})` : ''}`;
}

export function noSession(since: Moment): string {
  return `- **Séance** : aucune à proposer depuis ${since.label}`;
}

/** Of a seat that staff asked for. @param view null until the session has answered */
export function registration(sessionId: string, view: SeatView | null): string {
  return view === null
    ? `- **Inscription** : ${sessionId}, demandée`
    : `- **Inscription** : ${view.title}, ${view.start.label}, ${SEATS[view.status]}`;
}

export function appointment(start: Moment): string {
  return `- **Rendez-vous** : ${start.label}`;
}

export function paused(until: Moment | null, reason: string | null): string {
  return `- **En pause** ${until ? `jusqu’au ${until.label}` : ''}${reason ? ` : ${reason}` : ''}`;
}

export function person(about: string): string {
  return `- **Personne** : ${about}`;
}

export function consentWithdrawn(since: Moment): string {
  return `- **Accord retiré** ${since.label} : plus rien n’est envoyé`;
}

export function wish(words: string): string {
  return `- **Envie** : « ${words} »`;
}

// Lines of the lists

export const NOTHING_AHEAD = '- rien de prévu : le dossier attend un fait';

export const EVIDENCE_UNKNOWN = '- pas d’effacement prévu : la date `evidenceUntil` d’un financeur n’est pas encore dans la configuration';

/** A thing with its moment, ahead or in the journal. */
export function dated(at: Moment, what: string): string {
  return `- ${at.label} : ${what}`;
}

export function toDo(title: string, since: Moment): string {
  return `- à faire par une personne : ${title} (depuis ${since.label})`;
}

export function attended(start: Moment, title: string, mark: string, walkIn: boolean): string {
  return `- ${start.label} : ${title}, ${mark}${walkIn ? ' sans inscription' : ''}`;
}

export function note(at: Moment, staff: string, words: string): string {
  return `- ${at.label}, ${staff} : ${words.replaceAll('\n', ' ')}`;
}

// What a registration says of the person

const FIELDS = {
  town: 'commune',
  neighbourhood: 'quartier',
  situation: 'situation',
  referrer: 'nous connaît par',
  alreadyFollowedBy: 'se dit déjà suivi(e) par',
  enteredBy: 'inscription saisie par',
} as const;

/** A value with its name, for a list: « situation : salarié(e) ». */
export function field(name: keyof typeof FIELDS, value: string): string {
  return `${FIELDS[name]} : ${value}`;
}

export function newWish(words: string): string {
  return `envie « ${words} »`;
}
