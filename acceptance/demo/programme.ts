import { writeFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { stringify } from 'yaml';
import { storyProgramme } from '../programme.ts';

/** Seconds after the start of the worker. */
export const TIMES = { infoA: [48, 51], infoB: [57, 60], reminder: 76 } as const;
export const DELAYS = { referent: 12, coordinator: 34 } as const;
/** When co-facilitators of the workshop are asked whether they come; and when staff change their calendar at the latest. */
export const OUTLOOK = { answers: 28, edits: 60 } as const;
/** The session whose second co-facilitator didn't come, though invited. */
export const ALONE = 'info-tilleuls';
/** The session that some of the invited can't come to. */
export const LATER = { id: 'info-centre', title: 'Information collective du centre' } as const;
/** Sessions that staff move, delete, and find a substitute for. */
export const MOVED = { id: 'info-coteaux', title: 'Information collective des Coteaux' } as const;
export const DELETED = { id: 'info-bois-fleuri', title: 'Information collective du Bois-Fleuri' } as const;
export const SUBSTITUTED = { id: 'atelier-oser', title: 'Atelier « Oser »', declines: 's3' } as const;
/** People who find no room at once. */
const WAITING = 3;

/** The shipped configuration with delays in seconds, and sessions that begin and end while one looks on. */
export function writeProgramme({ file, start, seated }: { file: string; start: Date; seated: number }): void {
  const document = storyProgramme(start);
  const local = (seconds: number) =>
    Temporal.Instant.fromEpochMilliseconds(start.getTime() + seconds * 1000)
      .toZonedDateTimeISO(document.programme.timeZone ?? 'Europe/Paris')
      .toPlainDateTime()
      .toString({ smallestUnit: 'second' });
  const [aCapacity, bCapacity, movedCapacity, deletedCapacity] = [12, 8, 3, 3];
  const day = 24 * 3600;
  const session = (
    id: string,
    title: string,
    kind: string,
    [from, to]: readonly [number, number],
    facilitators: string[],
    capacity: number,
  ) => ({
    id,
    kind,
    title,
    start: local(from),
    end: local(to),
    venue: 'maison-de-quartier',
    facilitators,
    capacity,
  });
  const demo = {
    ...document,
    // Faster, four forms with an overlap of ten minutes in pages of seven would use up Google's 180 lists a minute.
    polling: { forms: 'PT6S', calendar: 'PT2S' },
    calendar: { ...document.calendar, quiet: 'PT2S' },
    sessions: [
      session('info-aunettes', 'Information collective aux Aunettes', 'info', TIMES.infoA, ['s1', 's3'], aCapacity),
      session(ALONE, 'Information collective aux Tilleuls', 'info', TIMES.infoB, ['s2', 's5'], bCapacity),
      // A day later: whoever is invited to it is reminded during the demonstration.
      session(
        ...([LATER.id, LATER.title, 'info', [day + TIMES.reminder, day + TIMES.reminder + 7200]] as const),
        ['s1', 's5'],
        Math.max(1, seated - aCapacity - bCapacity - movedCapacity - deletedCapacity - WAITING),
      ),
      session(MOVED.id, MOVED.title, 'info', [4 * day, 4 * day + 7200], ['s2', 's3'], movedCapacity),
      session(DELETED.id, DELETED.title, 'info', [5 * day, 5 * day + 7200], ['s1', 's5'], deletedCapacity),
      session(SUBSTITUTED.id, SUBSTITUTED.title, 'workshop', [3 * day, 3 * day + 7200], ['s4', SUBSTITUTED.declines], 12),
    ],
    plan: [
      {
        kind: 'dropIn',
        perMonth: 1,
        weekdays: ['wednesday'],
        at: '10:00',
        duration: 'PT2H',
        venue: 'espace-tilleuls',
        facilitators: ['s4', 's5'],
        capacity: 12,
      },
    ],
    delays: {
      registered: { coordinator: 'PT10M' },
      // Of the workshop only: sooner sessions are past asking, later ones are not asked about yet.
      answers: { before: `PT${3 * day - OUTLOOK.answers}S`, coordinator: 'PT20S' },
      invited: { facilitator: 'PT60S', coordinator: 'PT120S' },
      noShow: { referent: 'PT5M', coordinator: 'PT10M' },
      informed: { referent: `PT${DELAYS.referent}S`, coordinator: `PT${DELAYS.coordinator}S` },
      exploring: { referent: 'PT5M', coordinator: 'PT10M' },
      building: { referent: 'PT5M', coordinator: 'PT10M' },
    },
    escalation: { repeat: 'PT10M', times: 1 },
  };
  writeFileSync(file, stringify(demo));
}
