import { condition, continueAsNew, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Planned, PlanningActivities } from '../../activities/planning.ts';
import { isRenewalDue } from '../renewal.ts';
import { planNow } from './messages.ts';

const { planSessions } = proxyActivities<PlanningActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Keeps the coming weeks filled: once a day, at the start, and when asked, every session of the plan has its workflow. */
export async function sessionPlanner(): Promise<void> {
  let asked = false;
  setHandler(
    planNow,
    () => {
      asked = true;
    },
    { description: 'Relire le plan des séances maintenant' },
  );
  for (;;) {
    asked = false;
    const planned = await planSessions.executeWithOptions({ summary: 'Ouvrir les séances du plan' }, []);
    setCurrentDetails(details(planned));
    if (!asked && isRenewalDue()) await continueAsNew<typeof sessionPlanner>();
    await condition(() => asked, '1 day', { summary: 'Prochaine lecture du plan' });
  }
}

function details({ at, version, started, coming }: Planned): string {
  return [
    '## Séances à venir',
    '',
    `- **Plan lu** : ${at.label}${version ? ` (configuration ${version})` : ''}`,
    `- **Ouvertes à cette lecture** : ${started.length}`,
    '',
    ...(coming.length === 0
      ? ['Aucune séance à venir : ajoutez-en à `sessions` ou à `plan` dans groupement.yaml.']
      : coming.map(({ id, title, start, place }) => `- ${start.label} – ${title}, ${place} (\`session-${id}\`)`)),
  ].join('\n');
}
