import type { PersonalData, StaffName } from '../../domain/personal-data.ts';
import type { FormKind } from '../../domain/programme/programme.ts';

// What the document about a person's data says, in the order in which they read it.

export const TITLE = 'Vos données personnelles';
export const CONFIDENTIAL = 'Document personnel : à remettre à la personne elle-même';
export const NOTHING = 'Rien n’est enregistré.';
export const YES = 'oui';

export function subtitle(reference: string, day: string): string {
  return `Dossier ${reference} · état au ${day}`;
}

export function intro({ programme, contact }: Pick<PersonalData, 'programme' | 'contact'>): string {
  return `Voici tout ce que le service « ${programme.name} » garde à votre sujet : ce que vous avez indiqué, ce que l’équipe a noté, ce qui vous a été envoyé. Le même contenu vous est remis dans un fichier JSON, qu’un logiciel peut lire et que vous pouvez transmettre à un autre organisme. Une question, une erreur à corriger ? Écrivez à ${contact}.`;
}

// What the person said

export const ABOUT_YOU = 'Ce que vous avez indiqué';
export const FIELDS = {
  firstName: 'Prénom',
  lastName: 'Nom',
  birthDate: 'Date de naissance',
  email: 'Adresse e-mail',
  unconfirmedEmail: 'Adresse à confirmer',
  badEmail: 'Adresse inutilisable',
  phone: 'Téléphone',
  badPhone: 'Numéro inutilisable',
  neighbourhood: 'Quartier',
  town: 'Commune',
  situation: 'Situation',
  referrer: 'Comment vous nous connaissez',
  alreadyFollowedBy: 'Déjà suivi(e) par',
  enteredBy: 'Inscription saisie par',
  sharedAddress: 'Adresse partagée',
} as const;
export const PRIORITY = ' (quartier prioritaire)';
export const NOT_PRIORITY_BY_STAFF = 'hors quartier prioritaire, d’après l’équipe';
export const PRIORITY_BY_STAFF = 'quartier prioritaire, d’après l’équipe';
export const WISH = 'Votre envie ou projet';

// Contact details

export const CORRECTIONS = 'Corrections de vos coordonnées';
export const CORRECTION_FIELDS = {
  replacedEmails: 'Anciennes adresses',
  replacedPhones: 'Anciens numéros',
  confirmedEmail: 'Adresse confirmée par l’équipe',
  email: 'Adresse indiquée ensuite, à confirmer',
  phone: 'Numéro indiqué ensuite, à confirmer',
} as const;

// The path

export const YOUR_PATH = 'Votre parcours';
export const PATH_FIELDS = {
  registeredAt: 'Inscription',
  consentWithdrawn: 'Accord retiré',
  stage: 'Étape',
  organisation: 'Organisation',
  referent: 'Vous accompagne',
  decidedAt: 'Décidé par une personne',
  lentUntil: 'Accompagnement temporaire',
  followedElsewhere: 'Suivi par ailleurs, d’après vous',
  pause: 'En pause',
  takesPartUnderAge: 'Participation avant 18 ans',
  unexcusedAbsences: 'Absences sans excuse',
  firstInterviewAt: 'Premier entretien',
  outcome: 'Résultat du projet',
  left: 'Sortie du parcours',
  exitKnownAt: 'Éléments de sortie connus',
  situation: 'Situation six mois après',
  duplicates: 'Doublon possible',
} as const;
export const FROM_A_SHEET = ' (connu(e) par une feuille de présence)';
export const UNDER_AGE = 'une personne de l’équipe l’a permise';
export const WITHDREW = 'à votre demande';

export function since(what: string, moment: string): string {
  return `${what}, depuis le ${moment}`;
}

export function because(organisation: string, reason: string): string {
  return `${organisation} (${reason})`;
}

export function backTo(name: string, moment: string): string {
  return `jusqu’au ${moment}, puis ${name}`;
}

export function pausedSince(from: string, until: string | null, reason: string | null): string {
  return `depuis le ${from}${until === null ? '' : `, jusqu’au ${until}`}${reason === null ? '' : ` : ${reason}`}`;
}

export function leftFrom(stage: string, moment: string): string {
  return `après l’étape « ${stage} » du ${moment}`;
}

export function situation(askedAt: string | null, knownAt: string | null, words: string | null): string {
  const parts = [askedAt === null ? '' : `demandée le ${askedAt}`, knownAt === null ? '' : `connue le ${knownAt}`, words ?? ''];
  return parts.filter((part) => part !== '').join(', ');
}

export function duplicates(count: number): string {
  return count === 1 ? 'un dossier qui pourrait être un doublon du vôtre' : `${count} dossiers qui pourraient être des doublons du vôtre`;
}

// Lists

export const BOOKINGS = 'Séances : vos places';
export const ATTENDANCE = 'Séances : vos présences';
export const INTERVIEWS = 'Entretiens';
export const MAILS = 'E-mails que le service vous a envoyés';
export const NOTES = 'Notes de l’équipe';
export const CONTACTS = 'Contacts depuis le début de l’étape';
export const JOURNAL = 'Journal du dossier';
export const COMING = 'Ce que le service fera';
export const TASKS = 'Ce qu’une personne de l’équipe doit faire';
export const RESPONSES = 'Réponses aux formulaires qui ont fait ce dossier';
export const STAFF = 'Personnes de l’équipe nommées dans ce document';
export const FORMS: Readonly<Record<FormKind, string>> = {
  registration: 'Inscription',
  attendance: 'Présence',
  followUp: 'Suivi (équipe)',
  unable: 'Empêchement',
};
/** How much of each list a path keeps. */
export const KEPT = {
  journal: 'Les 200 dernières lignes, les plus récentes en premier.',
  mails: 'Les 200 derniers.',
  notes: 'Les 20 dernières, 2 000 caractères au plus chacune.',
  attendance: 'Les 60 dernières.',
  interviews: 'Les 20 derniers.',
  responses: 'Le contenu des 40 dernières de l’équipe.',
} as const;

export const COLUMNS = {
  when: 'Quand',
  what: 'Quoi',
  who: 'Par',
  session: 'Séance',
  place: 'Lieu',
  state: 'État',
  present: 'Présence',
  with: 'Avec',
  agreedAt: 'Convenu le',
  mail: 'E-mail',
  why: 'Pourquoi',
  outcome: 'Envoi',
  note: 'Note',
  since: 'Depuis',
  form: 'Formulaire',
  response: 'Numéro',
  cause: 'Réponse n°',
  name: 'Nom',
  organisation: 'Organisation',
  functions: 'Fonctions',
  sentAt: 'Envoyée le',
  says: 'Contenu',
} as const;
export const USUAL_PLACE = 'au lieu habituel';
export const REQUESTED = 'demandée';
export const WALK_IN = ' (sans inscription)';

export function rank(status: string, place: number | null): string {
  return place === null ? status : `${status} (rang ${place})`;
}

export const NO_REFERENT = 'à préciser';

export function staffName({ code, name, organisation }: StaffName): string {
  if (name === null) return `une personne qui a quitté l’équipe (${code})`;
  return organisation === null ? name : `${name}, ${organisation}`;
}

export const ANSWER_FIELDS = {
  contact: 'contact',
  callAnswer: 'réponse à l’appel',
  newEmail: 'nouvelle adresse',
  newPhone: 'nouveau numéro',
  appointment: 'rendez-vous',
  appointmentPlace: 'lieu',
  registerFor: 'inscription à la séance',
  stage: 'étape',
  decision: 'décision',
  adviser: 'conseiller',
  until: 'jusqu’au',
  reason: 'motif',
  outcome: 'résultat',
} as const;

// What the law has said beside the data

export const LAW = 'Ce que vous devez savoir';

export interface Paragraph {
  readonly title: string;
  readonly text: string;
}

export function law(
  data: Pick<PersonalData, 'controllers' | 'contact' | 'retention' | 'programme' | 'recognisedBy'>,
): readonly Paragraph[] {
  const { controllers, contact, retention, programme, recognisedBy } = data;
  const named = controllers.map(({ name, phone }) => (phone === null ? name : `${name} (${phone})`)).join(' et ');
  return [
    { title: 'Qui en répond', text: `${named}, ensemble, pour « ${programme.name} ».` },
    {
      title: 'Pourquoi',
      text: 'Vous inviter à une séance, vous accompagner, ne pas vous oublier, et rendre compte aux financeurs de l’action. La base est votre accord, que vous pouvez retirer à tout moment.',
    },
    {
      title: 'D’où viennent ces données',
      text: 'De votre inscription et de vos réponses aux formulaires ; des feuilles de présence des séances ; de ce que l’équipe note après un contact ou un entretien. Quand une ligne nomme un autre organisme ou une personne qui vous a inscrit(e), c’est de là que vient l’information.',
    },
    {
      title: 'Qui les reçoit',
      text: `Les équipes (${controllers.map(({ name }) => name).join(', ')}) : la personne qui vous accompagne lit ce qui concerne votre dossier ; l’autre organisation ne lit que votre prénom, l’étape et le délai quand il n’avance pas ; les co-animateurs d’une séance lisent votre prénom et l’initiale de votre nom ; l’administrateur du service peut tout lire. Les prestataires techniques : Google (formulaires), Microsoft (agenda, sans votre nom), la messagerie qui achemine les e-mails, l’hébergeur de la machine, où la base est chiffrée. Les financeurs, s’ils les demandent : les feuilles d’émargement sur papier.`,
    },
    {
      title: 'Combien de temps',
      text: `${retention.monthsAfterLastActivity} mois après votre dernière activité ; ensuite le service efface vos données, sauf si l’équipe a une raison de les garder encore.${retention.evidence.map(evidenceWords).join('')} Une liste de séance garde votre prénom et l’initiale de votre nom jusqu’à six mois après la séance.`,
    },
    {
      title: 'Décisions automatiques',
      text: 'Le service attribue les places aux séances dans l’ordre d’arrivée, les quartiers prioritaires d’abord sur une liste d’attente, et propose l’organisation d’après l’âge. Une personne peut toujours en décider autrement : demandez-le.',
    },
    {
      title: 'Ce que ce document ne contient pas',
      text: `Les données d’autres personnes. Les empreintes chiffrées par lesquelles le service vous reconnaît (${recognisedBy.length}) sont dans le fichier JSON. Vos réponses d’origine sont dans Google Forms, et les e-mails envoyés dans les messageries : demandez-les à la même adresse.`,
    },
    {
      title: 'Vos droits',
      text: `Consulter, corriger, effacer vos données, en limiter l’usage, vous y opposer, les emporter, retirer votre accord : écrivez à ${contact} ou adressez-vous à l’une des deux organisations. Vous pouvez aussi saisir la CNIL : www.cnil.fr/plaintes, ou CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07.`,
    },
  ];
}

function evidenceWords({ funder, until }: PersonalData['retention']['evidence'][number]): string {
  const end =
    until === null
      ? 'cinq ans environ après la fin de l’action ; la date exacte n’est pas encore connue'
      : `jusqu’au ${until.split('-').toReversed().join('/')}`;
  return ` Comme vous avez eu un entretien individuel, votre dossier sert de preuve pour un financeur (${funder}), qui demande de le garder plus longtemps : ${end}.`;
}
