import type { Moment } from './moment.ts';

/**
 * Why a form response waits for a person, by a stable code without personal data. `what` and `todo` are read by the coordinator;
 * {question} stands for the title of the question concerned. docs/administrator.md lists them.
 */
export const QUARANTINE_REASONS = {
  empty: {
    what: 'La réponse est vide.',
    todo: 'Rien à faire si c’est un essai ; sinon, demander à son auteur de la compléter.',
  },
  'first-name-missing': { what: 'Le prénom manque.', todo: 'Saisir l’inscription complète avec le lien ci-dessous.' },
  'no-contact': {
    what: 'Ni adresse e-mail ni téléphone utilisable.',
    todo: 'Retrouver un moyen de joindre la personne, puis saisir l’inscription avec le lien ci-dessous.',
  },
  'consent-missing': {
    what: 'La question sur l’accord de la personne est restée sans réponse.',
    todo: 'Demander l’accord de la personne, puis saisir l’inscription avec le lien ci-dessous.',
  },
  'bad-reference': {
    what: 'La référence du dossier est mal recopiée.',
    todo: 'La corriger dans la réponse du formulaire, ou refaire la saisie depuis le lien reçu par e-mail.',
  },
  'reference-missing': {
    what: 'Ni référence ni nom et prénom : on ne sait pas de quel dossier il s’agit.',
    todo: 'Compléter la réponse du formulaire, ou refaire la saisie depuis le lien reçu par e-mail.',
  },
  'unknown-reference': {
    what: 'Aucun dossier ouvert ne porte cette référence.',
    todo: 'Vérifier la référence ; le dossier a pu être effacé.',
  },
  'unknown-name': {
    what: 'Aucun dossier suivi par l’auteur ne porte ce nom et ce prénom.',
    todo: 'Remplacer le nom par la référence du dossier dans la réponse.',
  },
  'ambiguous-name': {
    what: 'Plusieurs dossiers suivis par l’auteur portent ce nom et ce prénom.',
    todo: 'L’auteur le choisit dans « Ma journée » ; sinon, indiquer la référence du bon dossier dans la réponse.',
  },
  'unknown-session': {
    what: 'La référence de la séance manque ou est inconnue.',
    todo: 'La corriger dans la réponse, ou refaire la saisie depuis le lien reçu par e-mail.',
  },
  'attendance-too-early': {
    what: 'La feuille de présence a été envoyée avant le début de la séance.',
    todo: 'L’envoyer de nouveau (ou la modifier) après la séance.',
  },
  'unknown-staff': {
    what: 'Le code de l’auteur manque ou est inconnu.',
    todo: 'Corriger le code dans la réponse, ou refaire la saisie depuis le lien reçu par e-mail.',
  },
  'link-expired': {
    what: 'Le lien qui a servi a expiré.',
    todo: 'Prendre le lien du dernier e-mail, ou écrire son code personnel à la place de « LIEN1-… ».',
  },
  'link-refused': {
    what: 'Le lien qui a servi ne vaut pas pour cette saisie.',
    todo: 'Un lien ne vaut que pour le dossier ou la séance qu’il nomme, tant que le code de la personne ne change pas. Prendre celui du dernier e-mail, ou écrire son code personnel à la place de « LIEN1-… ».',
  },
  'out-of-scope': {
    what: 'L’auteur n’a pas la main sur ce dossier ou cette séance.',
    todo: 'Voir avec l’auteur ; le référent du dossier, son organisation ou la coordination peut faire la saisie.',
  },
  'unknown-choice': {
    what: 'La réponse à la question « {question} » n’est pas un des choix attendus.',
    todo: 'Choisir une des options dans la réponse, ou ajouter ce libellé dans groupement.yaml (choices).',
  },
  'unknown-row': {
    what: 'Une ligne de la grille « {question} » n’a pas de numéro.',
    todo: 'Numéroter les lignes de la grille comme sur la feuille : 1, 2, 3…',
  },
  'date-unreadable': { what: 'La date de la question « {question} » est illisible.', todo: 'L’écrire ainsi dans la réponse : 31/12/2026.' },
  'date-in-future': {
    what: 'La question « {question} » porte une date à venir, alors qu’elle décrit un fait passé.',
    todo: 'Corriger la date dans la réponse.',
  },
  'date-in-past': {
    what: 'La question « {question} » porte une date déjà passée, alors qu’elle annonce quelque chose à venir.',
    todo: 'Rien n’a été changé. Refaire la saisie avec la bonne date (jour, mois et année).',
  },
  'date-too-far': {
    what: 'La question « {question} » porte une date trop éloignée pour être vraie.',
    todo: 'Rien n’a été changé. Refaire la saisie avec la bonne date : l’année est sans doute mal écrite.',
  },
  'two-subjects': {
    what: 'La réponse parle à la fois d’une séance et d’un dossier.',
    todo: 'Rien n’a été changé. Faire deux réponses : une pour la séance, une pour le dossier.',
  },
  'time-missing': {
    what: 'L’heure manque dans la question « {question} ».',
    todo: 'Ajouter l’heure dans la réponse (la question doit demander la date et l’heure).',
  },
  'until-missing': { what: 'Une mise en pause sans date de fin.', todo: 'Ajouter la date de fin dans la réponse.' },
  'adviser-unknown': {
    what: 'La personne désignée dans la question « {question} » manque ou est inconnue.',
    todo: 'Écrire son nom comme dans groupement.yaml.',
  },
  'contact-details-unreadable': {
    what: 'La nouvelle coordonnée (« {question} ») est illisible.',
    todo: 'La corriger dans la réponse.',
  },
  'answer-missing': { what: 'La question « {question} » est restée sans réponse.', todo: 'Compléter la réponse.' },
  unreadable: {
    what: 'La réponse n’a pas pu être lue.',
    todo: 'L’administrateur doit regarder le détail ; la réponse sera reprise après correction.',
  },
  'not-delivered': {
    what: 'La réponse n’a pas pu être transmise au dossier.',
    todo: 'L’administrateur doit regarder le détail ; la réponse sera reprise cette nuit.',
  },
} as const satisfies Record<string, { readonly what: string; readonly todo: string }>;

export type QuarantineReason = keyof typeof QUARANTINE_REASONS;

/** Nobody vouches for the response by a code, a link or an address: whoever knows a form of staff can send hundreds of these. */
export const UNPROVEN_REASONS = ['unknown-staff', 'link-refused', 'link-expired'] as const satisfies readonly QuarantineReason[];
export type UnprovenReason = (typeof UNPROVEN_REASONS)[number];

export function isUnproven(reason: QuarantineReason): reason is UnprovenReason {
  return UNPROVEN_REASONS.some((unproven) => unproven === reason);
}

/** A response that waits for a person. No personal data: ids, a reason and the title of a question. */
export interface QuarantineEntry {
  readonly formId: string;
  readonly responseId: string;
  /** `R-XXXX-XXXX`: what a new registration carries in « remplace la réponse ». */
  readonly number: string;
  readonly reason: QuarantineReason;
  /** Title of the question concerned, as configured. */
  readonly question: string | null;
  /** When the response was submitted. */
  readonly at: Moment;
  /** When it was first set aside for this reason (ISO 8601): a response of last year that is read today waits as long as one of today. */
  readonly setAsideAt: string;
  /** Staff code (pseudonym) of the member of staff whose code or verified address signed the response, who is told too; null: unknown. */
  readonly author: string | null;
  /** Of a response by an expired link: what a fresh link fills in. */
  readonly answer?: LinkableAnswer;
  /** Its author is asked which path they meant; absent where nobody can be. */
  readonly choice?: PathChoice;
}

/** One name, several paths: all that tells them apart without saying a name. */
export interface PathChoice {
  /** Staff code (pseudonym) of whoever is asked. */
  readonly author: string;
  readonly candidates: readonly { readonly ref: string; readonly since: Moment; readonly stage: string | null }[];
}

/** What a prefilled choice writes in the form's note: the response whose path this one names. */
export function choiceNote({ number }: Pick<QuarantineEntry, 'number'>): string {
  return `Réponse ${number}`;
}

const CHOICE_NOTE = /^réponse (R-[0-9A-Z]{4}-[0-9A-Z]{4})[\s.]*$/i;

/** Number of that response, or null in any other note. */
export function chosenIn(note: string | null): string | null {
  return CHOICE_NOTE.exec(note?.trim() ?? '')?.[1]?.toUpperCase() ?? null;
}

const REPLACEMENT_NOTE = /remplace la réponse (R-[0-9A-Z]{4}-[0-9A-Z]{4})/i;
/** With what parts it from other words, as `replacementNote` writes it. */
const WHOLE_REPLACEMENT = /(?:\s+–\s+)?remplace la réponse R-[0-9A-Z]{4}-[0-9A-Z]{4}(?:\s*\.)?/i;

/** What a prefilled answer writes in the form's note, after what else stands there: the quarantined response that the new one takes the place of. */
export function replacementNote({ number }: Pick<QuarantineEntry, 'number'>, note: string | null = null): string {
  const replaces = `Remplace la réponse ${number}`;
  return note === null ? replaces : `${note} – ${replaces}`;
}

/** Number of the response that a note or remark says to replace. */
export function replacedIn(note: string | null): string | null {
  return REPLACEMENT_NOTE.exec(note ?? '')?.[1]?.toUpperCase() ?? null;
}

/** The note without that: what else it says. Null: nothing. */
export function withoutReplacement(note: string | null): string | null {
  return note?.replace(WHOLE_REPLACEMENT, '').trim() || null;
}

/** What a prefilled link may hold of a response: choices, references, dates, and notes that prefilled answers write; no free text. */
export interface LinkableAnswer {
  /** Field → value, as a `PrefilledAnswer` has them. */
  readonly values: Readonly<Record<string, string>>;
  /** False: the response says more, which is to be written again. */
  readonly isWhole: boolean;
}

const OWN_TODO: Partial<Record<QuarantineReason, string>> = {
  'out-of-scope': 'La saisie revient au référent du dossier ou aux animateurs de la séance, à leur organisation ou à la coordination.',
  'unknown-name': 'Refaire la saisie avec la référence du dossier (GC-…), ou vérifier l’orthographe du nom.',
};

/** Only an administrator can do something about these. */
const NOT_THE_AUTHORS: readonly QuarantineReason[] = ['unreadable', 'not-delivered'];

/** What the author of the response is told to do; null where nothing is theirs to do. */
export function authorTodo(reason: QuarantineReason): string | null {
  return NOT_THE_AUTHORS.includes(reason) ? null : (OWN_TODO[reason] ?? QUARANTINE_REASONS[reason].todo);
}

/** What is wrong and what to do, in French. */
export function quarantineWords({ reason, question }: Pick<QuarantineEntry, 'reason' | 'question'>): { what: string; todo: string } {
  const { what, todo } = QUARANTINE_REASONS[reason];
  return { what: what.replace('{question}', question ?? '?'), todo };
}
