/** ISO 8601 UTC. */
export interface Window {
  readonly start: string;
  readonly end: string;
}

const DAY = 86_400_000;

/**
 * A delta link says nothing of the window it was made for, and a 410 asks to begin again with that window: so it travels in the link's
 * fragment, which no server ever sees.
 */
export function deltaLinkWith(link: string, { start, end }: Window): string {
  return `${link.split('#')[0]}#${new URLSearchParams({ start, end }).toString()}`;
}

/** The link for the server, and its window; a link that never had one gets a wide one. */
export function windowOf(deltaLink: string, now: number): { readonly link: string; readonly window: Window } {
  const [link = '', fragment = ''] = deltaLink.split('#');
  const kept = new URLSearchParams(fragment);
  return {
    link,
    window: {
      start: kept.get('start') ?? new Date(now - 30 * DAY).toISOString(),
      end: kept.get('end') ?? new Date(now + 180 * DAY).toISOString(),
    },
  };
}
