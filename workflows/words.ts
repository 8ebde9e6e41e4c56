/** What a workflow is, for a reader who asked for its cancellation. */
export type Entity = 'path' | 'session' | 'intake' | 'watch' | 'planner' | 'worklist' | 'duty' | 'erasure';

const INSTEAD_OF_CANCELLING: Readonly<Record<Entity, string>> = {
  path: 'Pour clore ce dossier, répondez au formulaire de suivi avec la décision « Clore » ; pour le suspendre, « Pause ».',
  session:
    'Pour annuler cette séance, annulez son événement dans Outlook, ou répondez au formulaire de suivi : les inscrits sont prévenus.',
  intake: 'Le formulaire continue d’être lu. Pour ne plus prendre de réponses, fermez le formulaire dans Google Forms.',
  watch: 'L’agenda continue d’être suivi. Pour tout arrêter, arrêtez le service (worker).',
  planner:
    'Le plan des séances continue d’être tenu. Pour ne plus créer de séances, videz `plan` dans groupement.yaml et redémarrez le service.',
  worklist: '« Ma journée » continue de partir. Pour l’arrêter, retirez cette personne de groupement.yaml et redémarrez le service.',
  erasure: 'L’effacement continue ; terminé, il reste en mémoire pour que rien ne rouvre le dossier.',
  duty: 'La permanence continue. Pour tout arrêter, arrêtez le service (worker).',
};

/** What a request for cancellation shows: that it has no effect, and what to do instead. */
export const cancellation = {
  above: (entity: Entity) => `> **Annulation demandée, sans effet.** ${INSTEAD_OF_CANCELLING[entity]}`,
  title: (entity: Entity) => `Une annulation a été demandée dans Temporal : elle est sans effet. ${INSTEAD_OF_CANCELLING[entity]}`,
  noLongerShown: 'La demande d’annulation n’est plus affichée',
};
