/** Why a session is planned on its day, or on none: what the planner tells the co-facilitators and the coordinator. */

export const NOT_MADE_AGAIN = 'Il manque une séance au plan de ce mois.';

/** What stands against a day. */
export const obstacle = {
  leads: (name: string) => `${name} anime déjà une séance`,
  busy: (name: string) => `${name} n’est pas libre`,
  booked: (venue: string | null) => `${venue ?? 'le lieu'} : déjà pris`,
};

export const refusedDay = (day: string, why: string) => `${day} (${why})`;

export interface DayReasons {
  readonly target: { readonly day: number; readonly month: number };
  readonly perMonth: number;
  /** Its venue, where venues take turns. */
  readonly turn: string | null;
  readonly refused: readonly string[];
  /** Names of co-facilitators, by what Outlook says of them; null where it didn't answer. */
  readonly facilitators: { readonly free: readonly string[]; readonly unknown: readonly string[] } | null;
}

export function whyThisDay({ target, perMonth, turn, refused, facilitators }: DayReasons): string {
  const spread = perMonth > 1 ? `, pour répartir ${perMonth} séances sur le mois` : '';
  const near = `le jour voulu le plus proche du ${target.day}/${String(target.month).padStart(2, '0')}${spread}`;
  return [
    `Pourquoi ce jour : ${near}`,
    ...(turn === null ? [] : [`lieu : ${turn}, à son tour`]),
    ...(refused.length > 0 ? [`n’allaient pas : ${listed(refused)}`] : []),
    ...whoIsFree(facilitators),
  ].join(' ; ');
}

function whoIsFree(facilitators: DayReasons['facilitators']): readonly string[] {
  if (facilitators === null) return ['agendas non consultés, Outlook ne répondait pas : vérifiez que les co-animateurs sont libres'];
  const { free, unknown } = facilitators;
  return [
    ...(free.length > 0 ? [`d’après Outlook, libre : ${free.join(' et ')}`] : []),
    ...(unknown.length > 0 ? [`agenda inconnu d’Outlook, disponibilité à confirmer : ${unknown.join(' et ')}`] : []),
  ];
}

export function whyNone(refused: readonly string[]): string {
  return refused.length === 0
    ? 'Aucun jour voulu sans jour férié, vacances ni fermeture d’un organisme'
    : `Aucun jour voulu n’allait : ${listed(refused)}`;
}

/** A mail that lists every day that would not do is read by nobody. */
const MOST_REASONS = 3;

function listed(reasons: readonly string[]): string {
  const more = reasons.length - MOST_REASONS;
  return [...reasons.slice(0, MOST_REASONS), ...(more > 0 ? [`et ${more} autre${more > 1 ? 's' : ''}`] : [])].join(', ');
}
