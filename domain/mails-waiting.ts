import { worklistItem } from './worklist.ts';
import type { FoundItem } from './worklist-day.ts';

/** A flood is told when the last of it leaves later than this, in minutes. */
const NOTIFIED_AFTER = 30;

/**
 * One line for the coordinator when mails wait for long; none while they don't.
 * @param waiting mails on the queue @param perMinute as many as leave in a minute @param now ISO 8601 UTC @param worklist of the coordinator
 */
export function mailsWaitingLine(
  waiting: number,
  perMinute: number,
  { now, worklist }: { readonly now: string; readonly worklist: string },
): readonly FoundItem[] {
  const minutes = Math.ceil(waiting / perMinute);
  if (minutes <= NOTIFIED_AFTER) return [];
  const at = { at: now, label: '' };
  const item = worklistItem({
    key: 'mails-waiting',
    worklist,
    kind: 'service',
    due: at,
    since: at,
    urgent: true,
    who: 'Courrier du service',
    reference: null,
    title: `${waiting} e-mails attendent leur tour : le dernier partira dans ${inWords(minutes)} environ.`,
    missing: 'Une vague d’inscriptions ou de changements : regardez si elles sont vraies.',
    next: 'Rien n’est perdu : les réponses à ce qu’une personne vient de faire partent d’abord, les rappels ensuite.',
  });
  return [{ key: item.key, item }];
}

function inWords(minutes: number): string {
  const hours = Math.round(minutes / 60);
  return minutes < 90 ? `${minutes} minutes` : `${hours} heures`;
}
