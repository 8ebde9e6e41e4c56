import { type DeskItem, deskItem } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import { heldSeats, listRows, waitingCount } from './seats.ts';
import type { ListRow, SessionState } from './state.ts';

/** How many come: too few, more than there are seats for, or others than the list that was mailed says. Only of a session that is to come. */
export function fillItems(state: SessionState): readonly DeskItem[] {
  return [...lowItem(state), ...crowdedItem(state), ...changedListItems(state)];
}

function lowItem(state: SessionState): readonly DeskItem[] {
  const { low, start } = state;
  const held = heldSeats(state).length;
  if (low === null || held * 100 >= start.capacity * start.plan.lowPercent) return [];
  return [
    toCoordinator(state, {
      key: `low-${start.plan.start.at}`,
      since: low.at,
      title: `Peu d’inscrits : ${held} sur ${start.capacity} places.`,
      missing: 'En parler autour de vous, la déplacer ou l’annuler',
    }),
  ];
}

/** Told anew each time that the list has grown by as much again. */
function crowdedItem(state: SessionState): readonly DeskItem[] {
  const { crowdedSince, start } = state;
  if (crowdedSince === null) return [];
  const waiting = waitingCount(state);
  return [
    toCoordinator(state, {
      key: `crowded-${Math.floor(waiting / start.plan.manyWaiting)}`,
      since: crowdedSince,
      title: `${waiting} personnes attendent une place.`,
      missing: 'Une séance de plus, ou une salle plus grande : créez-la dans Outlook, elle leur sera proposée',
    }),
  ];
}

/** Facilitators have printed their list: who is new on it, and who no longer comes. */
function changedListItems(state: SessionState): readonly DeskItem[] {
  const { mailedRows, mailed, start } = state;
  if (mailedRows === null) return [];
  const rows = listRows(state);
  const gone = without(mailedRows, rows);
  const added = without(rows, mailedRows);
  if (gone.length + added.length === 0) return [];
  const title = `La liste a changé depuis son envoi : ${[...words(gone, 'ne vient plus'), ...words(added, 'vient en plus')].join(' ; ')}.`;
  return mailed.list.map((code) =>
    deskItem({
      key: `list-changed-${code}-${start.plan.start.at}-${[...gone, ...added].map(({ number }) => number).join('-')}`,
      desk: code,
      kind: 'info',
      due: start.plan.listAt,
      who: `${start.title} du ${start.plan.start.label}`,
      reference: start.id,
      title,
      next: 'Les numéros des autres ne changent pas : corrigez la feuille à la main.',
      urgent: true,
    }),
  );
}

function words(rows: readonly ListRow[], what: string): readonly string[] {
  return rows.map(({ number, name }) => `n° ${number} ${name} ${what}`);
}

function without(rows: readonly ListRow[], others: readonly ListRow[]): readonly ListRow[] {
  return rows.filter(({ ref }) => !others.some((other) => other.ref === ref));
}

function toCoordinator({ start }: SessionState, item: Pick<DeskItem, 'key' | 'title' | 'missing'> & { readonly since: Moment }): DeskItem {
  const answer = (label: string, sessionAction: string) => ({
    label,
    form: 'followUp' as const,
    values: { session: start.id, sessionAction },
  });
  return deskItem({
    desk: start.coordinator,
    kind: 'decide',
    due: item.since,
    who: `${start.title} du ${start.plan.start.label}`,
    reference: start.id,
    answers: [answer('Déplacer', 'move'), answer('Annuler', 'cancel')],
    ...item,
  });
}
