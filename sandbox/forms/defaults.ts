import type { ChoiceQuestion, FormDefinition, ItemDefinition } from './types.ts';

/** The four forms of the Groupement, with the titles and options of the shipped example configuration. */
export function defaultForms(): FormDefinition[] {
  return [registration(), attendance(), followUp(), unable()];
}

const ROWS = 30;

function registration(): FormDefinition {
  return {
    formId: 'F-REG',
    title: 'Inscription au Groupement de Créateurs',
    description:
      'Vous avez une envie, une idée, ou simplement le goût d’essayer ? Laissez-nous vos coordonnées : nous vous proposerons une place à la prochaine information collective. Un e-mail ou un téléphone suffit.',
    items: [
      text('Prénom', { required: true }),
      text('Nom', { required: true }),
      text('Adresse e-mail'),
      text('Téléphone'),
      date('Date de naissance'),
      choice('Quartier', 'RADIO', ['Les Aunettes', 'Centre-ville'], { other: true }),
      text('Commune'),
      choice('Situation', 'DROP_DOWN', [
        'En recherche d’emploi',
        'En recherche d’emploi depuis plus d’un an',
        'Sans emploi et sans recherche en ce moment',
        'En emploi',
        'En formation',
      ]),
      choice(
        'Comment nous avez-vous connus ?',
        'RADIO',
        ['PLIE', 'Mission Locale', 'Service emploi', 'Association de quartier', 'Forum', 'Rencontre dans la rue'],
        { other: true },
      ),
      choice('Êtes-vous déjà suivi par', 'CHECKBOX', ['PLIE', 'Mission Locale', 'Service emploi', 'Aucun']),
      text('Votre envie ou projet', { paragraph: true, description: 'Avec vos mots. Il n’y a pas de mauvaise réponse.' }),
      choice('Adresse partagée', 'CHECKBOX', ['Oui'], {
        description: 'Cochez si quelqu’un d’autre lit aussi les messages de cette adresse.',
      }),
      text('Saisi par', { description: 'À remplir seulement si vous inscrivez une autre personne.' }),
      choice("J'accepte que mes données soient conservées", 'RADIO', ['Oui', 'Non'], {
        required: true,
        description:
          'Elles servent à vous recontacter et sont effacées 24 mois après votre dernière activité, plus tard si un financeur de l’action doit pouvoir les vérifier.',
      }),
      text('Remplace la réponse', { description: 'Réservé à l’équipe : numéro d’une inscription illisible que celle-ci remplace.' }),
    ],
  };
}

function attendance(): FormDefinition {
  return {
    formId: 'F-ATT',
    title: 'Présences à une séance',
    description: 'Les numéros sont ceux de la feuille d’émargement. Une ligne laissée vide n’est pas encore saisie.',
    items: [
      text('Référence de la séance', { required: true }),
      text('Code', { required: true, description: '« LIEN1-… » vient de votre lien, laissez-le. Sinon, votre code personnel.' }),
      grid(
        'Présence',
        Array.from({ length: ROWS }, (_, index) => String(index + 1)),
        ['Présent', 'Excusé', 'Absent'],
      ),
      choice('Co-animation : qui était présent ?', 'CHECKBOX', ['Association AILE', 'Mission Locale'], {
        description: 'Cochez chaque structure qui a animé la séance.',
      }),
      text('Personnes venues sans inscription', {
        paragraph: true,
        description: 'Une personne par ligne. Prénom seul : comptée. Prénom, nom, téléphone et accord sur papier : elle sera rappelée.',
      }),
      text('Nombre de participants'),
      text('Remarques', { paragraph: true }),
      text('Numéro de classement', { description: 'Numéro de la feuille signée, une fois classée.' }),
    ],
  };
}

function followUp(): FormDefinition {
  return {
    formId: 'F-FUP',
    title: 'Suivi d’un parcours',
    description: 'Référence et code sont déjà remplis quand vous venez d’un lien de votre journée. Ne remplissez que ce qui a changé.',
    items: [
      text('Référence', { description: 'GC-XXXX-XXXX, ou nom et prénom ci-dessous.' }),
      text('Nom'),
      text('Prénom'),
      text('Code', { required: true, description: '« LIEN1-… » vient de votre lien, laissez-le. Sinon, votre code personnel.' }),
      date('Date'),
      choice('Type de contact', 'RADIO', [
        'Entretien',
        'Téléphone',
        'E-mail',
        'Atelier',
        'Permanence',
        'Tentative sans réponse',
        'Absent au rendez-vous',
      ]),
      choice('Nouvelle étape', 'DROP_DOWN', ['Informé', 'Exploration', 'Construction', 'Formation', 'Concrétisé', 'Sorti']),
      date('Prochain rendez-vous', { includeTime: true }),
      text('Lieu du rendez-vous', { description: 'Seulement s’il n’a pas lieu à l’endroit habituel.' }),
      text('Rendez-vous concerné', { description: 'Son numéro, s’il y en a plusieurs ; sans numéro, le prochain.' }),
      choice("Réponse à l'appel", 'RADIO', ['Vient', 'Autre date', 'Pas joint', 'Refuse']),
      choice('Décision', 'DROP_DOWN', [
        'Rien de plus',
        'Mettre en pause',
        'Transférer',
        'Clore',
        'Rouvrir',
        'Nommer un conseiller',
        'Corriger les coordonnées',
        'Confirmer les coordonnées',
        'Ajouter un rendez-vous',
        'Annuler le rendez-vous',
        'Reprendre le rendez-vous',
      ]),
      date("Jusqu'au", { description: 'Fin de la pause.' }),
      text('Motif'),
      text('Résultat', { description: 'Ce que le projet est devenu : association, entreprise, emploi, formation…' }),
      text('Conseiller', { description: 'Code ou nom de la personne désignée.' }),
      text('Nouvel e-mail'),
      text('Nouveau téléphone'),
      text('Note', { paragraph: true }),
      section('Une séance', 'Seulement pour répondre au sujet d’une séance.'),
      text('Référence de la séance'),
      choice('Décision sur la séance', 'RADIO', ["J'y serai", 'Déplacer', 'Annuler', 'Proposer une date', 'Me faire remplacer']),
      date('Nouvelle date', { includeTime: true }),
    ],
  };
}

function unable(): FormDefinition {
  return {
    formId: 'F-UNA',
    title: 'En cas d’empêchement',
    description: 'Un imprévu, cela arrive. Dites-le nous en deux clics et nous nous occupons du reste.',
    items: [
      text('Référence', { required: true, description: 'Elle figure dans l’e-mail que vous avez reçu.' }),
      choice('Votre réponse', 'RADIO', ['Je ne peux pas venir', 'Une autre date', 'Je me retire'], { required: true }),
    ],
  };
}

interface Extra {
  required?: boolean;
  description?: string;
}

const head = (title: string, { description }: Extra) => ({ title, ...(description === undefined ? {} : { description }) });
const need = ({ required }: Extra) => (required === true ? { required } : {});

function text(title: string, extra: Extra & { paragraph?: boolean } = {}): ItemDefinition {
  const textQuestion = extra.paragraph === true ? { paragraph: true } : {};
  return { ...head(title, extra), questionItem: { question: { ...need(extra), textQuestion } } };
}

function date(title: string, extra: Extra & { includeTime?: boolean } = {}): ItemDefinition {
  const dateQuestion = { includeYear: true, ...(extra.includeTime === true ? { includeTime: true } : {}) };
  return { ...head(title, extra), questionItem: { question: { ...need(extra), dateQuestion } } };
}

function choice(
  title: string,
  type: ChoiceQuestion['type'],
  values: readonly string[],
  extra: Extra & { other?: boolean } = {},
): ItemDefinition {
  const options: ChoiceQuestion['options'] = values.map((value) => ({ value }));
  if (extra.other === true) options.push({ isOther: true });
  return { ...head(title, extra), questionItem: { question: { ...need(extra), choiceQuestion: { type, options } } } };
}

function grid(title: string, rows: readonly string[], columns: readonly string[]): ItemDefinition {
  return {
    title,
    questionGroupItem: {
      questions: rows.map((row) => ({ rowQuestion: { title: row } })),
      grid: { columns: { type: 'RADIO', options: columns.map((value) => ({ value })) } },
    },
  };
}

function section(title: string, description: string): ItemDefinition {
  return { title, description, pageBreakItem: {} };
}
