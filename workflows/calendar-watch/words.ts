import { SERVICE_ERRORS, type ServiceErrorCode } from '../../domain/service-error.ts';

/** What the watch is called on a worklist. */
export const CALENDAR = 'Agenda des séances';

export const summary = {
  watch: 'Agenda Outlook suivi en continu',
  untilNextTry: 'Outlook refuse ou se tait : nouvel essai',
  tellWaiting: 'Séances ouvertes dans l’agenda : prévenir qui attend',
};

/** What makes an event no session yet. */
export const unclear = {
  /** @param start label, of which only the day is shown */
  allDay: (start: string) => ({
    title: `Événement sur toute la journée, ${start.replace(/ à .*$/, '')} : ce n’est pas encore une séance.`,
    missing: 'Une heure de début et de fin, dans Outlook',
  }),
  tentative: (start: string) => ({
    title: `Événement provisoire, ${start} : ce n’est pas encore une séance.`,
    missing: 'Le noter « Occupé » dans Outlook dès que la date est sûre',
  }),
  next: 'La séance s’ouvre alors d’elle-même.',
};

/** @param lastRead label; null: never */
export function outage(code: ServiceErrorCode, lastRead: string | null): string {
  return `L’agenda Outlook ne peut plus être suivi (${lastReading(lastRead)}). ${SERVICE_ERRORS[code].tell}`;
}

function lastReading(at: string | null): string {
  return at === null ? 'jamais lu encore' : `dernière lecture : ${at}`;
}

/** What the watch shows of itself, for an administrator: lines of French Markdown. */
export const details = {
  heading: `## ${CALENDAR}`,
  down: (code: ServiceErrorCode, lastRead: string | null) => `**En panne** (${lastReading(lastRead)}) : ${SERVICE_ERRORS[code].tell}`,
  watched: 'Suivi en continu.',
  sessions: (count: number) => `- **Séances suivies** : ${count}`,
  notified: (count: number) => `- **Modifications transmises** : ${count}`,
  adopted: (count: number) => `- **Séances adoptées** (créées à la main) : ${count}`,
  resyncs: (count: number) => `- **Relectures complètes** : ${count}`,
  lastChange: (at: string | null, isDown: boolean) =>
    `- **Dernières nouvelles** : ${at ?? (isDown ? 'aucune encore' : 'première lecture en cours')}`,
};
