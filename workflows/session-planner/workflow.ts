import { ActivityFailure, condition, isCancellation, makeContinueAsNewFunc, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Planned, PlanningActivities, PlanningCalendarActivities, Weeks } from '../../activities/planning.ts';
import type { DeskItem } from '../../domain/desk.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { Showcase } from '../showcase.ts';
import { planNow } from './messages.ts';
import { afterLook, afterOpening, NOTHING_TOLD, type PlannerState } from './state.ts';

const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' } as const;
const { planSessions, chooseSlots, startSessions } = proxyActivities<PlanningActivities>({
  // Each takes seconds and may be repeated: sessions of the plan wait no longer than this for a worker that died.
  startToCloseTimeout: '1 minute',
  retry: RETRY,
});
/** On the organiser's own queue. A plan without it is better than no plan: after a few attempts the planner goes on. */
const outlook = proxyActivities<PlanningCalendarActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '40 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { ...RETRY, maximumAttempts: 4 },
});

/** Keeps the coming weeks filled: once a day, at the start, and when asked, every session of the plan has its workflow. */
export async function sessionPlanner(begin: PlannerState = NOTHING_TOLD): Promise<void> {
  let state = begin;
  let asked = false;
  const showcase = new Showcase<{ desk: readonly DeskItem[] }>();
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
    state = planned.ask ? await open(planned, planned.ask) : shown(afterLook(state, now()), planned);
    if (!asked && isRenewalDue()) await makeContinueAsNewFunc<typeof sessionPlanner>({ memo: showcase.memo() })(state);
    await condition(() => asked, '1 day', { summary: 'Prochaine lecture du plan' });
  }

  /** Days for what the rules want; the coordinator is told which, and why. */
  async function open(planned: Planned, weeks: Weeks): Promise<PlannerState> {
    const availability = await availabilityOrNull(weeks);
    const chosen = await chooseSlots.executeWithOptions({ summary: 'Choisir les jours des séances' }, [{ availability }]);
    const sessions = chosen.open.map(({ session }) => session);
    const started = sessions.length === 0 ? [] : await startSessions.executeWithOptions({ summary: 'Ouvrir ces séances' }, [sessions]);
    const seen = {
      ...planned,
      started: [...planned.started, ...started],
      coming: [...planned.coming, ...sessions.map(({ id, title, plan, place }) => ({ id, title, start: plan.start, place: place.name }))],
    };
    return shown(afterOpening(state, chosen, started, now()), seen, availability === null ? ASKED_IN_VAIN : undefined);
  }

  function shown(next: PlannerState, planned: Planned, remark?: string): PlannerState {
    const items = next.news.map(({ item }) => item);
    showcase.show({
      details: details(planned, remark),
      memo: { desk: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ desk }) => desk))] }],
    });
    return next;
  }
}

const ASKED_IN_VAIN = '- **Disponibilités** : Outlook ne répondait pas, jours choisis sans les agendas';

async function availabilityOrNull(weeks: Weeks) {
  try {
    return await outlook.availability.executeWithOptions({ summary: 'Disponibilités des co-animateurs' }, [weeks]);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return null;
  }
}

function details({ at, version, started, coming }: Planned, remark?: string): string {
  return [
    '## Séances à venir',
    '',
    `- **Plan lu** : ${at.label}${version ? ` (configuration ${version})` : ''}`,
    `- **Ouvertes à cette lecture** : ${started.length}`,
    ...(remark ? [remark] : []),
    '',
    ...(coming.length === 0
      ? ['Aucune séance à venir : ajoutez-en à `sessions` ou à `plan` dans groupement.yaml.']
      : coming
          .toSorted((one, other) => Date.parse(one.start.at) - Date.parse(other.start.at))
          .map(({ id, title, start, place }) => `- ${start.label} – ${title}, ${place} (\`session-${id}\`)`)),
  ].join('\n');
}

function now(): string {
  return new Date().toISOString();
}
