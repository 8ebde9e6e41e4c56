import type { FaultOrder } from '../drive/faults.ts';
import type { Act, Edit, InvitationAnswer } from '../evidence.ts';
import { type Random, seeded } from '../random.ts';
import type { SoakOptions } from './options.ts';

/** What a facilitator who can't edit the organiser's calendar decides by form. */
export type DecisionKind = Extract<Edit['kind'], 'formMove' | 'formCancel' | 'substitute'>;

/** What happens at which moment of the soak (milliseconds from its beginning): nothing but the seed decides it. */
export type Step = { readonly at: number } & (
  | {
      readonly who: 'staff';
      readonly kind: Exclude<Edit['kind'], DecisionKind>;
      readonly pick: number;
      readonly days: number;
      readonly hour: number;
      readonly room: string;
    }
  | { readonly who: 'form'; readonly kind: DecisionKind; readonly pick: number; readonly days: number; readonly hour: number }
  | { readonly who: 'invitee'; readonly response: InvitationAnswer['response']; readonly pick: number; readonly guest: number }
  | { readonly who: 'person'; readonly kind: Act['kind']; readonly pick: number }
  | { readonly who: 'fault'; readonly order: FaultOrder }
  | { readonly who: 'kill' }
);

/** Staff edit again what they have just edited this often. */
const AGAIN = 0.3;
const FAULT_EVERY_MS = 4_000;
/** Sessions stand between these days from now, wherever staff move them: none comes near enough for a reminder, none leaves the window. */
export const FIRST_DAY = 30;
export const LAST_DAY = 180;

export function planOf({ seed, minutes, sessions, registrants, kills }: SoakOptions): readonly Step[] {
  const random = seeded(seed);
  const span = minutes * 60_000;
  const steps: Step[] = [];
  let pick = 0;
  for (let edit = 0; edit < Math.round(sessions * 1.5); edit++) {
    const isAgain = random.next() < AGAIN && edit > 0;
    if (!isAgain) pick = random.next();
    const before = steps.at(-1)?.at ?? 0;
    steps.push({
      at: isAgain ? Math.min(span, before + random.between(100, 2_500)) : random.between(0, span),
      who: 'staff',
      kind: oneOf(random, EDITS),
      pick,
      days: random.between(FIRST_DAY, LAST_DAY),
      hour: random.between(8, 17),
      room: `Salle ${edit + 1}`,
    });
  }
  for (let act = 0; act < Math.round(registrants * 0.15); act++)
    steps.push({ at: random.between(0, span), who: 'person', kind: oneOf(random, ACTS), pick: random.next() });
  for (let at = 2_000; at < span; at += FAULT_EVERY_MS) steps.push({ at, who: 'fault', order: oneOf(random, FAULTS) });
  for (let kill = 1; kill <= kills; kill++) steps.push({ at: Math.round((span * kill) / (kills + 1)), who: 'kill' });
  steps.push(...decisionsOf(random, sessions, span), ...answersOf(random, sessions, span));
  return steps.toSorted((a, b) => a.at - b.at);
}

function decisionsOf(random: Random, sessions: number, span: number): readonly Step[] {
  return Array.from({ length: Math.ceil(sessions * 0.2) }, () => ({
    at: random.between(0, span),
    who: 'form',
    kind: oneOf(random, DECISIONS),
    pick: random.next(),
    days: random.between(FIRST_DAY, LAST_DAY),
    hour: random.between(8, 17),
  }));
}

function answersOf(random: Random, sessions: number, span: number): readonly Step[] {
  return Array.from({ length: Math.ceil(sessions * 0.4) }, () => ({
    at: random.between(0, span),
    who: 'invitee',
    response: oneOf(random, ['accepted', 'declined'] as const),
    pick: random.next(),
    guest: random.between(0, 1),
  }));
}

const DECISIONS: readonly DecisionKind[] = ['formMove', 'formMove', 'formMove', 'substitute', 'substitute', 'formCancel'];
const EDITS: readonly Exclude<Edit['kind'], DecisionKind>[] = [
  'move',
  'move',
  'move',
  'move',
  'place',
  'place',
  'strip',
  'strip',
  'delete',
  'create',
];
const ACTS: readonly Act['kind'][] = ['cannotCome', 'cannotCome', 'anotherDate', 'withdraw', 'again', 'register'];

const PATCHES = { method: 'PATCH' };
const FAULTS: readonly FaultOrder[] = [
  { fault: 'graph-429-1', times: 3 },
  { fault: 'graph-429', times: 1 },
  { fault: 'graph-503', times: 2 },
  { fault: 'graph-504' },
  { fault: 'graph-412', ...PATCHES, times: 2 },
  { fault: 'graph-reset', times: 2 },
  { fault: 'graph-401' },
  { fault: 'graph-slow', times: 8, params: { delayMs: 400 } },
  { fault: 'graph-delta-replay' },
  { fault: 'graph-delta-empty' },
  { fault: 'graph-delta-delayed' },
  { fault: 'graph-410' },
  { fault: 'graph-removed-but-there' },
  { fault: 'forms-503', times: 2 },
  { fault: 'forms-429' },
  { fault: 'forms-reset' },
  { fault: 'forms-duplicates', times: 2 },
  { fault: 'smtp-451', times: 3 },
  { fault: 'smtp-421', times: 2 },
  { fault: 'smtp-lost-before-data', times: 2 },
  { fault: 'smtp-reset-after-data' },
];

function oneOf<T>(random: Random, from: readonly T[]): T {
  const found = from[random.between(0, from.length - 1)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}
