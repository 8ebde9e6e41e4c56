import { workflowIds } from '../../domain/workflow-ids.ts';
import type { Chosen, Planned } from './contract.ts';

export const signal = { planNow: 'Relire le plan des séances maintenant' };

export const summary = {
  plan: 'Ouvrir les séances du plan',
  availability: 'Disponibilités des co-animateurs',
  choose: 'Choisir les jours des séances',
  start: 'Ouvrir ces séances',
  tellWaiting: 'Séances ouvertes : prévenir qui attend',
  untilNextLook: 'Prochaine lecture du plan',
};

/** A session that the planner opened. */
export function created({ plan, place }: Chosen['open'][number]['session']) {
  return {
    title: `Séance créée : ${plan.start.label}, ${place.name}.`,
    next: 'les co-animateurs sont invités ; pour la déplacer ou l’annuler, modifiez-la dans Outlook',
  };
}

/** A slot of the plan that has no session. */
export function unfilled({ month, cancelled }: Chosen['unfilled'][number]) {
  return {
    title: cancelled ? `Une séance du plan de ${month} a été annulée.` : `Aucun jour trouvé en ${month} pour une séance du plan.`,
    next: 'créez-la dans Outlook au jour qui convient : elle comptera dans le plan',
  };
}

/** What the planner shows of itself, for an administrator: lines of French Markdown. */
export const details = {
  heading: '## Séances à venir',
  read: (at: string, version: string | null) => `- **Plan lu** : ${at}${version ? ` (configuration ${version})` : ''}`,
  opened: (count: number) => `- **Ouvertes à cette lecture** : ${count}`,
  withoutCalendars: '- **Disponibilités** : Outlook ne répondait pas, jours choisis sans les agendas',
  noSession: 'Aucune séance à venir : ajoutez-en à `sessions` ou à `plan` dans groupement.yaml.',
  session: ({ id, title, start, place }: Planned['coming'][number]) =>
    `- ${start.label} – ${title}, ${place} (\`${workflowIds.session(id)}\`)`,
};
