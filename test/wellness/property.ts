import fc from 'fast-check';
import { HUNDRED_DAYS_MS, refusals } from './partners.ts';
import { PARTS } from './parts.ts';
import { type Errand, livePath, type PathStory } from './path.ts';
import { liveSession } from './session.ts';
import type { Health } from './shell.ts';

const DAY_MS = 24 * 3600_000;
const MINUTE_MS = 60_000;

/** Events of one day that each thing to do may cost while it is refused: on the first days, and from then on. */
export const EVENTS_OF_A_REFUSAL = { first: 1_200, later: 330 } as const;
/** What else happens to a workflow in a day. */
const EVENTS_AT_REST = 200;
/** Those parts of the service whose answers staff wait for ask every minute at first, a hundred times. */
const EVENTS_OF_A_PART = 2_500;

const errands: fc.Arbitrary<readonly Errand[]> = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: HUNDRED_DAYS_MS - 1 }), what: fc.constantFrom('mail', 'event', 'release') }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((found) => found.toSorted((a, b) => a.at - b.at));

const stories: fc.Arbitrary<PathStory> = fc.record({
  refusals,
  errands,
  skew: fc.integer({ min: -15 * MINUTE_MS, max: 15 * MINUTE_MS }),
});

/** Random refusals through a hundred days; gives how many moments were looked at, and throws the smallest story that is wrong. */
export function checkWellness(numRuns: number): { readonly moments: number; readonly renewals: number; readonly most: number } {
  let moments = 0;
  let renewals = 0;
  let most = 0;
  const well = (health: Health, bound: (day: number) => number): boolean => {
    moments += health.moments;
    renewals += health.renewals;
    if (health.wrong !== null) throw new Error(health.wrong);
    if (health.renewals === 0) throw new Error('no run goes on as a new one');
    for (const [day, events = 0] of health.events.entries()) {
      most = Math.max(most, events);
      if (events > bound(day)) throw new Error(`${events} events on day ${day}`);
    }
    return true;
  };
  fc.assert(
    fc.property(stories, (story) => {
      const path = livePath(story);
      well(path, (day) => EVENTS_AT_REST + costOf(story, day));
      if (path.done.some((times) => times !== 1)) throw new Error(`errands were done ${path.done.join(', ')} times`);
      const held = liveSession(story.refusals);
      well(held, () => EVENTS_AT_REST + 3 * EVENTS_OF_A_REFUSAL.first);
      if (held.written !== 1) throw new Error(`the event was written ${held.written} times`);
      if (JSON.stringify(Object.values(held.mailed)) !== '[1,1,1,1]')
        throw new Error(`facilitators were mailed ${JSON.stringify(held.mailed)}`);
      for (const part of Object.values(PARTS)) well(part(story.refusals), () => EVENTS_OF_A_PART);
    }),
    { numRuns },
  );
  return { moments, renewals, most };
}

/** Of everything that may still wait on that day; the first hundred refusals are asked for more often, and take longer where each call does. */
function costOf({ errands: found, refusals: refused }: PathStory, day: number): number {
  const slowest = Math.max(0, ...refused.map(({ callMs }) => callMs));
  const firstDays = 2 + Math.ceil((100 * slowest) / DAY_MS);
  const days = found.map(({ at }) => day - Math.floor(at / DAY_MS)).filter((age) => age >= 0);
  return days.reduce((sum, age) => sum + (age <= firstDays ? EVENTS_OF_A_REFUSAL.first : EVENTS_OF_A_REFUSAL.later), 0);
}
