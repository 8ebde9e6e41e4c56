import { writeFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { stringify } from 'yaml';
import { delaysOf, storyProgramme } from '../programme.ts';
import type { SoakOptions } from './options.ts';
import { FIRST_DAY, LAST_DAY } from './plan.ts';

export const POLLING_MS = 1_000;
export const QUIET_MS = 3_000;
export const FORMS_POLLING_MS = 2_000;
export const VENUE = { id: 'salle-essai', name: 'Maison de quartier des Aunettes', address: '1 place de l’Exemple', capacity: 20 };
/** A little less than everybody needs, so that the last of them wait. */
const SEATS_FOR = 0.97;
const PAIRS = [
  ['s1', 's3'],
  ['s2', 's5'],
  ['s4', 's3'],
] as const;

const seconds = (ms: number) => `PT${ms / 1000}S`;

/** Delays so long that nobody is reminded: what is judged is what staff's edits bring about. */
export function writeProgramme(file: string, sessions: readonly object[]): void {
  const story = storyProgramme(new Date());
  const soak = {
    ...story,
    calendar: { ...story.calendar, mailbox: 'groupement@aile.example.org', quiet: seconds(QUIET_MS) },
    polling: { forms: seconds(FORMS_POLLING_MS), calendar: seconds(POLLING_MS) },
    venues: [VENUE],
    sessions,
    delays: delaysOf('P20D', 'P30D'),
    escalation: { repeat: 'PT1H', times: 1 },
  };
  writeFileSync(file, stringify(soak));
}

/** Sessions that stand evenly between the first day and the last, and how many seats each of them has. */
export function sessionsFor({ sessions, registrants }: SoakOptions) {
  const capacity = Math.max(1, Math.floor((registrants * SEATS_FOR) / sessions));
  const today = Temporal.Now.plainDateISO('Europe/Paris');
  const made = Array.from({ length: sessions }, (_, index) => {
    const day = today.add({ days: FIRST_DAY + Math.floor((index * (LAST_DAY - FIRST_DAY)) / sessions) });
    return {
      id: `seance-${index + 1}`,
      kind: 'info',
      title: 'Information collective',
      start: `${day.toString()}T14:30:00`,
      end: `${day.toString()}T16:30:00`,
      venue: VENUE.id,
      facilitators: PAIRS[index % PAIRS.length],
      capacity,
    };
  });
  return { capacity, sessions: made };
}
