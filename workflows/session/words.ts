import type { Outcome } from '../../domain/co-facilitation.ts';
import { SERVICE_ERRORS, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { SessionDue, SessionPhase } from './agenda.ts';
import type { FacilitatorMailed, FacilitatorMailKind } from './contract.ts';
import type { ListRow } from './state.ts';
import type { FacilitatorLacks } from './tasks.ts';

// Every French sentence of a session: what Temporal's Web UI shows of it, its journal, and what it asks of staff.

export const description = { seats: 'Donner, mettre en attente ou libérer des places', forget: 'Oublier une personne effacée' };

/** In the place of a name. */
export const ERASED_PERSON = 'personne effacée';

export const refusal = { full: 'complet' };

/** What a step of the session is called in its history. */
export const summary = {
  asleep: (title: string) => `Séance : ${title}`,
  tellPaths: (count: number) => `${count} parcours à prévenir`,
  writeEvent: 'Événement Outlook avec les co-animateurs',
  readEvent: 'Relecture de l’événement Outlook',
  readRestoredEvent: 'Événement d’une séance annulée : est-il revenu ?',
  moveEvent: 'Séance déplacée à la demande d’un co-animateur',
  cancelEvent: 'Séance annulée à la demande d’un co-animateur',
  readAnswers: 'Réponses des co-animateurs',
  mail: {
    list: (code: string) => `Liste des inscrits à ${code}`,
    attendance: (code: string) => `Formulaire de présence à ${code}`,
  } satisfies Record<FacilitatorMailKind, (code: string) => string>,
};

/** What attendees of an event read in Outlook's cancellation, where the form gives no reason. */
export const cancelledWithoutReason = 'Séance annulée';

const MAILS: Readonly<Record<FacilitatorMailKind, string>> = { list: 'Liste des inscrits', attendance: 'Formulaire de présence' };
const MAIL_OUTCOMES: Readonly<Record<FacilitatorMailed['outcome'], string>> = {
  sent: 'envoyé par e-mail',
  inDoubt: 'peut-être pas arrivé',
  refused: 'adresse refusée',
  dropped: 'personne inconnue de la configuration',
};

export const journal = {
  eventCreated: 'Événement créé dans Outlook, co-animateurs invités.',
  eventTakenOver: 'Événement déjà dans Outlook : repris.',
  eventRestored: 'L’événement de la séance annulée est revenu dans Outlook.',
  eventMended: 'Co-animateurs ou référence remis dans l’événement Outlook.',
  eventGone: 'Événement annulé ou supprimé dans Outlook.',
  eventRemovedAfterEnd: 'Événement retiré d’Outlook après la séance : rien ne change.',
  eventChangedAfterEnd: 'Événement modifié après la séance : rien ne change.',
  eventChangedDuring: 'Événement modifié pendant la séance : rien ne change.',
  otherMailbox: 'Autre boîte Outlook dans la configuration : l’événement y est écrit.',
  moved: (start: string, place: string) => `Déplacée dans Outlook : ${start}, ${place}.`,
  moveRequested: (name: string, start: string) => `Déplacement demandé par ${name} : ${start}.`,
  moveRefused: (by: string | null, start: string) =>
    `Déplacement ${by === null ? 'dans Outlook' : `par ${by}`} au ${start}, déjà passé : non suivi.`,
  cancelRequested: (name: string) => `Annulation demandée par ${name}.`,
  cancelled: 'Séance annulée : les inscrits sont prévenus.',
  otherDate: (name: string, start: string) => `Autre date proposée par ${name} : ${start}.`,
  decisionAfterCancellation: (name: string) => `Réponse de ${name} après l’annulation : sans effet.`,
  decisionOfStranger: (name: string) => `${name} n’est pas de cette séance : décision non prise.`,
  facilitatorsConfirmed: 'Co-animation confirmée.',
  facilitatorsMissing: (names: readonly string[]) => `Co-animation à confirmer : ${names.join(', ') || 'un seul co-animateur'}.`,
  seatPassedOn: 'Une place libérée est donnée à la personne suivante.',
  mailed: (mail: FacilitatorMailKind, name: string, outcome: FacilitatorMailed['outcome']) =>
    `${MAILS[mail]} à ${name} : ${MAIL_OUTCOMES[outcome]}.`,
  sheetTooEarly: 'Présences saisies avant la séance : non prises.',
  sheetRecorded: ({ attended, excused, noShow }: Readonly<Record<'attended' | 'excused' | 'noShow', number>>) =>
    `Présences saisies : ${attended} présent(s), ${excused} excusé(s), ${noShow} absent(s).`,
  sheetNeverCame: (paths: number) => `Présences jamais saisies : ${paths} parcours continuent sans elles, leurs référents sont prévenus.`,
};

/** What a facilitator's answer by form came to, in the journal. */
export function outcomeOf(outcome: Outcome): string {
  const { name } = outcome;
  switch (outcome.kind) {
    case 'comes':
      return `${name} sera là.`;
    case 'replaces':
      return `${name} remplace ${outcome.instead}.`;
    case 'asksToBeReplaced':
      return `${name} demande à être remplacé(e).`;
    case 'replacementRequested':
      return `Remplacement de ${outcome.instead} demandé à ${name}.`;
    case 'cannotReplace':
      return `${name} ne peut pas remplacer ${outcome.instead}.`;
    case 'ofNoFacilitatorsOrganisation':
      return `${name} n’est de la structure d’aucun co-animateur.`;
  }
}

export function whichSession(title: string, start: string): string {
  return `${title} du ${start}`;
}

/** Labels of prefilled answers. */
export const answer = {
  enterAttendance: 'Saisir les présences',
  correct: 'Corriger',
  move: 'Déplacer',
  cancel: 'Annuler',
  comes: 'J’y serai',
  getReplaced: 'Me faire remplacer',
  cannot: 'Je ne peux pas',
  askSomebody: 'Demander à quelqu’un',
  ask: (name: string) => `Demander à ${name}`,
  takeThisDate: 'Accepter cette date',
};

/** A task's title, what is missing, and what happens next. */
interface Sentences {
  readonly title: string;
  readonly missing?: string;
  readonly next?: string;
}

const BOTH_FACILITATORS = 'Deux co-animateurs, un de chaque structure';

export const task = {
  sheetForFacilitator: (coordinatorAt: string): Sentences => ({
    title: 'La feuille de présence manque.',
    next: `Sans réponse, la coordination sera prévenue ${coordinatorAt}.`,
  }),
  sheetForCoordinator: { title: 'La feuille de présence manque toujours.' },
  sheetWasSent: 'formulaire envoyé aux co-animateurs',
  facilitatorWasReminded: 'rappel au co-animateur',
  mailRefused: (mail: FacilitatorMailKind, name: string): Sentences => ({
    title: `${MAILS[mail]} : l’adresse de ${name} est refusée.`,
    missing: 'Une adresse qui fonctionne, dans la configuration',
  }),
  mailInDoubt: (mail: FacilitatorMailKind, name: string): Sentences => ({
    title: `${MAILS[mail]} : l’e-mail à ${name} n’est peut-être pas arrivé.`,
    missing: 'À vérifier avec cette personne',
  }),
  outage: (of: 'mail' | 'event', code: ServiceErrorCode): Sentences => ({
    title: `${of === 'mail' ? 'Les co-animateurs attendent leur e-mail.' : 'La séance n’a pas pu être écrite dans Outlook.'} ${SERVICE_ERRORS[code].tell}`,
  }),
  cancelled: (by: string | null, notified: number): Sentences => ({
    title: `Séance annulée ${by === null ? 'dans Outlook' : `par ${by}`} : ${notified} inscrit(s) prévenu(s). Une autre date leur est proposée, par le service ou par leur référent.`,
  }),
  stranger: (name: string): Sentences => ({
    title: `${name} a répondu pour cette séance sans en être : sa réponse n’est pas prise en compte.`,
  }),
  restoredEvent: {
    title: 'L’événement de cette séance annulée est de nouveau dans Outlook. Ses inscrits savent qu’elle est annulée.',
    missing: 'Supprimez-le ; si la séance a lieu, créez un nouvel événement : il sera proposé à ceux qui attendent',
  },
  allDay: (start: string): Sentences => ({
    title: `L’événement Outlook est noté sur toute la journée : la séance reste prévue ${start}.`,
    missing: 'Une heure de début et de fin, dans Outlook',
  }),
  leftBehind: (before: string, now: string | null): Sentences => ({
    title: `L’événement de cette séance est maintenant dans la boîte ${now ?? 'de la nouvelle configuration'}.`,
    missing: `Supprimez l’ancien dans ${before} : ses invités recevront une annulation, et gardent le nouveau`,
  }),
  movedToPast: (to: string, start: string): Sentences => ({
    title: `L’événement Outlook a été déplacé à une date passée (${to}) : elle reste prévue ${start}.`,
    missing: 'Remettez l’événement à la bonne date, ou annulez-le',
  }),
  pastDateRequested: (to: string, start: string): Sentences => ({
    title: `La date demandée pour cette séance est déjà passée (${to}) : elle reste prévue ${start}.`,
  }),
  unmended: {
    title: 'Les co-animateurs ont été retirés plusieurs fois de l’événement Outlook : il n’est plus corrigé automatiquement.',
    missing: 'Les co-animateurs dans l’événement',
  },
  alone: (organisations: readonly string[]): Sentences => ({
    title: `Séance animée par une seule structure : ${organisations.join(' et ')}.`,
  }),
  remark: (name: string, text: string): Sentences => ({ title: `Remarque de ${name} : « ${text} »` }),
  earlySheet: {
    title: 'Des présences ont été saisies avant la séance : elles ne sont pas prises en compte.',
    missing: 'Une nouvelle saisie après la séance',
  },
  unknownRows: (rows: readonly number[]): Sentences => ({
    title: `Présences saisies pour des lignes sans inscrit : ${rows.join(', ')}.`,
    missing: 'Qui était-ce ? Corrigez la réponse ou inscrivez la personne.',
  }),
  unreadWalkIns: (lines: readonly number[]): Sentences => ({
    title: `Personnes venues sans inscription : ligne(s) ${lines.join(', ')} illisible(s), aucun dossier n’a été ouvert.`,
    missing: 'Un prénom et un téléphone par ligne, séparés des autres par un retour à la ligne ou un point-virgule',
  }),
  contradictedRows: (rows: readonly number[]): Sentences => ({
    title: `Deux saisies se contredisent aux lignes ${rows.join(', ')} ; la dernière est retenue.`,
    missing: 'Une confirmation des co-animateurs',
  }),
  fewPeople: (reserved: number, capacity: number): Sentences => ({
    title: `Peu d’inscrits : ${reserved} sur ${capacity} places.`,
    missing: 'En parler autour de vous, la déplacer ou l’annuler',
  }),
  manyWaiting: (waiting: number): Sentences => ({
    title: `${waiting} personnes attendent une place.`,
    missing: 'Une séance de plus, ou une salle plus grande : créez-la dans Outlook, elle leur sera proposée',
  }),
  listChanged: (gone: readonly ListRow[], added: readonly ListRow[]): Sentences => ({
    title: `La liste a changé depuis son envoi : ${[...gone.map(rowWords('ne vient plus')), ...added.map(rowWords('vient en plus'))].join(' ; ')}.`,
    next: 'Les numéros des autres ne changent pas : corrigez la feuille à la main.',
  }),
  facilitatorLeft: (name: string): Sentences => ({
    title: `${name} n’est plus dans la configuration : qui co-anime à sa place ?`,
    missing: BOTH_FACILITATORS,
  }),
  answerMissing: (declined: boolean): Sentences => ({
    title: declined ? 'Vous avez décliné cette séance : un remplaçant est à trouver.' : 'Vous n’avez pas encore répondu à l’invitation.',
    missing: BOTH_FACILITATORS,
  }),
  facilitatorLacks: (lacks: FacilitatorLacks): Sentences => ({ title: lacksWords(lacks), missing: BOTH_FACILITATORS }),
  replacementRequest: (name: string): Sentences => ({ title: `Pouvez-vous remplacer ${name} ?`, missing: BOTH_FACILITATORS }),
  otherDate: (by: string, start: string): Sentences => ({ title: `${by} propose une autre date : ${start}.` }),
};

/** What a sheet that is missing, or was filled in partly, would tell. */
export function missingFromSheet(rows: MissingRows, isPresenceMissing: boolean): string {
  return `${missingRowsWords(rows)}${isPresenceMissing ? ', et quelles structures y étaient' : ''}`;
}

/** Rows without an answer; `all` of them, `nobody` where nobody was registered, `headCount` where nobody registers. */
export type MissingRows = readonly number[] | 'all' | 'nobody' | 'headCount';

function missingRowsWords(rows: MissingRows): string {
  if (rows === 'headCount') return 'Le nombre de participants';
  if (rows === 'nobody') return 'Qui est venu sans inscription, ou 0 participant';
  return rows === 'all' ? 'Les présences de la séance' : `Les présences des lignes ${rows.join(', ')}`;
}

function lacksWords({ name, isReader, declined, silent, substitute }: FacilitatorLacks): string {
  const who = isReader ? 'Vous ne pouvez pas venir.' : `${name} ${declined ? 'ne peut pas venir' : 'n’a pas confirmé'}.`;
  const silence = silent === null ? '' : ` ${silent}, à qui un remplacement a été demandé, n’a pas répondu.`;
  const instead = substitute === null ? 'Personne d’autre dans sa structure : une autre date ?' : `Remplaçant possible : ${substitute}.`;
  return `${who}${silence} ${instead}`;
}

function rowWords(what: string): (row: ListRow) => string {
  return ({ number, name }) => `n° ${number} ${name} ${what}`;
}

const WAITS: Readonly<Record<SessionDue, string>> = {
  answers: 'réponses des co-animateurs',
  begin: 'fin de la liste d’attente',
  low: 'nombre d’inscrits vérifié',
  unknown: 'présences jamais saisies : les parcours continuent sans elles',
  list: 'liste des inscrits aux co-animateurs',
  attendance: 'formulaire de présence aux co-animateurs',
  facilitator: 'rappel au co-animateur si la feuille manque',
  coordinator: 'alerte à la coordination si la feuille manque',
  close: 'fin du suivi de la séance',
};

const PHASES: Readonly<Record<SessionPhase, string>> = {
  open: 'inscriptions ouvertes',
  listed: 'liste envoyée',
  tookPlace: 'a eu lieu, présences attendues',
  complete: 'présences complètes',
  cancelled: 'annulée',
};

/** Where a session stands, for an administrator: lines of French Markdown. */
export const details = {
  heading: (title: string, start: string) => `## ${title} – ${start}`,
  place: (place: string) => `- **Lieu** : ${place}`,
  phase: (phase: SessionPhase) => `- **État** : ${PHASES[phase]}`,
  seats: (reserved: number, capacity: number, left: number, waiting: number) =>
    `- **Places** : ${reserved} prises sur ${capacity}, ${left} libre(s), ${waiting} en attente`,
  withoutSeats: '- **Places** : sans inscription, on y vient librement',
  participants: (count: number | null) => `- **Participants** : ${count ?? 'pas encore saisis'}`,
  blankRows: (rows: readonly number[]) => `- **Lignes sans réponse** : ${rows.join(', ')}`,
  filing: (number: string | null) =>
    `- **Feuille d’émargement** : ${number === null ? 'sans numéro de classement' : `justifié, classement ${number}`}`,
  facilitators: (names: readonly string[]) => `- **Co-animation** : ${names.join(' et ')}`,
  presence: (coFacilitated: 'yes' | 'no' | 'unknown', organisations: readonly string[]) =>
    `- **Co-animation constatée** : ${presenceWords(coFacilitated, organisations.join(' et '))}`,
  remark: (name: string, at: string, text: string) => `- **Remarque** de ${name}, ${at} : « ${text} »`,
  eventAwaited: (code: ServiceErrorCode) => `- **Outlook** : en attente – ${SERVICE_ERRORS[code].tell}`,
  eventCancelled: '- **Outlook** : événement annulé',
  eventStands: '- **Outlook** : événement en place, co-animateurs invités',
  eventToCreate: '- **Outlook** : événement à créer',
  next: (due: SessionDue, at: string) => `- **Prochaine étape** : ${WAITS[due]}, ${at}`,
  journal: '### Journal',
  entry: (at: string | null, what: string) => (at === null ? `- ${what}` : `- ${at} : ${what}`),
};

function presenceWords(coFacilitated: 'yes' | 'no' | 'unknown', seen: string): string {
  if (coFacilitated === 'yes') return `oui – ${seen}`;
  if (coFacilitated === 'no') return `non – ${seen} seule`;
  return seen === '' ? 'pas encore saisie' : `pas encore saisie – ${seen} y était, d’après sa feuille`;
}
