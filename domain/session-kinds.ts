import type { SessionKind } from './programme/programme.ts';

/** What a kind of session is called: its category in Outlook, the heading of its sign-in sheet. */
export const KIND_NAMES: Readonly<Record<SessionKind, string>> = {
  info: 'Information collective',
  workshop: 'Atelier',
  dropIn: 'Permanence',
  outreach: 'Sensibilisation',
};

/** The title of a session of the plan, or of a fixed date, that the configuration gives none. */
export const USUAL_TITLES: Readonly<Record<SessionKind, string>> = {
  info: 'Information collective',
  workshop: 'Atelier',
  dropIn: 'Permanence de quartier',
  outreach: 'Rencontre de quartier',
};
