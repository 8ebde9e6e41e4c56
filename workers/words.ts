import type { Stage } from '../domain/plan.ts';
import type { Role } from '../domain/programme/programme.ts';

/** French of the codec server's pages, of the saved views, and of what is handed out. */

export const page = { toContent: 'Aller au contenu', brand: 'Parcours Créateurs' };

export const access = {
  title: 'Lecture des dossiers',
  lead: 'Collez ici le jeton de cette machine : ce navigateur pourra alors lire les dossiers dans l’interface de Temporal, pendant 30 jours.',
  token: 'Jeton',
  wrongToken: 'Ce jeton n’est pas le bon.',
  allow: 'Autoriser ce navigateur',
  allowed: 'Ce navigateur est autorisé.',
  toWebUi: 'Ouvrir l’interface de Temporal',
};

const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  registered: 'Inscrits',
  invited: 'Invités',
  noShow: 'Absents',
  informed: 'Informés',
  exploring: 'Exploration',
  building: 'Construction',
  training: 'Formation',
  settled: 'Concrétisés',
  left: 'Sortis',
};

export const views = {
  title: 'Vues des dossiers',
  lead: 'Chaque lien ouvre la liste dans l’interface de Temporal ; « Save as New » y garde la vue.',
  all: 'Tout',
  unknown: 'Vue inconnue.',
  stalled: 'Dossiers bloqués',
  week: 'Séances de la semaine',
  organisation: (name: string) => `Dossiers ${name}`,
  stage: (stage: Stage) => `Étape : ${STAGE_NAMES[stage]}`,
};

/** What a member of staff does, for whoever is handed their data. */
export const FUNCTIONS: Readonly<Record<Role, string>> = {
  coordinator: 'coordination',
  referent: 'accompagnement',
  facilitator: 'co-animation',
  contact: 'contact de l’organisation',
};

export function logoNotDrawn(owner: string): string {
  return `groupement.yaml: logo de « ${owner} »\u00a0: cette image ne peut pas être dessinée.`;
}
