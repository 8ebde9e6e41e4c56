import { FORM_NAMES } from '../form-intake/words.ts';
import type { ErasureProgress, ErasureStep, OwnResponse } from './contract.ts';

// Every French sentence of an erasure.

export const WHO = 'Dossier effacé';

export const description = {
  again: 'Reprendre l’effacement depuis le début',
  deleted: 'Réponses supprimées dans Google Forms',
  cameAgain: 'Réponse d’un dossier effacé, encore dans Google Forms',
  progress: 'Où en est l’effacement',
};

export const summary = {
  findTraces: 'Ce que la personne a laissé hors de son dossier',
  endPath: 'Places rendues, rendez-vous retirés, fin du dossier',
  tellOthers: 'Doublons possibles : référence retirée',
  findSessions: 'Séances qui nomment la personne',
  forgetInSession: (session: string) => `Oubli dans la séance ${session}`,
  deletePath: 'Suppression du dossier et de son historique',
  asleep: 'Effacement gardé en mémoire',
};

/** What is being done, for whoever watches. */
export const STEPS: Readonly<Record<ErasureStep, string>> = {
  traces: 'recherche des traces',
  path: 'places rendues, rendez-vous retirés, e-mails annulés',
  others: 'référence retirée des doublons possibles',
  sessions: 'oubli dans les séances',
  deletion: 'suppression du dossier et de son historique',
  done: 'terminé',
};

/** The coordinator's line. */
export const task = {
  title: (ref: string, isAgain: boolean) =>
    isAgain
      ? `Dossier ${ref} effacé : une de ses réponses est encore dans Google Forms. Rien n’en est repris.`
      : `Dossier ${ref} effacé : ses réponses sont à supprimer dans Google Forms.`,
  missing: (ref: string, responses: readonly OwnResponse[], hasMore: boolean) =>
    `${responses.map(responseWords).join(' ; ')}${hasMore ? ' ; …' : ''} ; et celles du suivi qui portent ${ref}`,
  next: 'Tant qu’elles y sont, personne ne les reprend : le service les ignore.',
  done: 'Fait',
};

function responseWords({ form, number, submitted }: OwnResponse): string {
  const where = form === 'attendance' ? ' (la ligne de cette personne)' : '';
  return `« ${FORM_NAMES[form]} » du ${submitted.label}, ${number}${where}`;
}

/** French Markdown for an administrator. */
export function details(ref: string, { step, doneAt, sessions, responses }: ErasureProgress): string {
  return [
    `### Effacement de ${ref}`,
    '',
    doneAt === null ? `**En cours** : ${STEPS[step]}.` : `**Effacé** le ${doneAt.label}.`,
    '',
    `- Séances qui ont oublié la personne : ${sessions}`,
    `- Réponses à supprimer dans Google Forms : ${responses.length === 0 ? 'aucune' : responses.map(responseWords).join(' ; ')}`,
    '',
    'Cette exécution reste ouverte : elle empêche qu’une réponse restée dans un formulaire rouvre le dossier. Elle ne contient aucune donnée personnelle.',
  ].join('\n');
}
