import { normaliseName } from './matching.ts';
import type { Organisation, PlanRule, SessionKind, Venue } from './programme/programme.ts';
import { KIND_NAMES } from './session-kinds.ts';
import { GRID_ROWS, takesSeats } from './session-start.ts';

/** The kind of session that an event of staff's says it is, by one of its categories or a title that starts with the kind's very words; null: an event like any other, which is nobody's business. */
export function kindOf({ categories, subject }: { readonly categories: readonly string[]; readonly subject: string }): SessionKind | null {
  const kinds = Object.entries(KIND_NAMES) as [SessionKind, string][];
  const names = categories.map(normaliseName);
  const named = kinds.find(([, name]) => names.includes(normaliseName(name)));
  const titled = kinds.find(([, name]) => startsWithWords(subject, name));
  return (named ?? titled)?.[0] ?? null;
}

/** « Atelier : le CV » is one; « Ateliers du personnel » is another word. */
function startsWithWords(text: string, start: string): boolean {
  const words = wordsOf(text);
  return wordsOf(start).every((word, index) => words[index] === word);
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(normaliseName)
    .filter((word) => word !== '');
}

export interface AdoptionRequest {
  readonly kind: SessionKind;
  /** Where, as the event says. */
  readonly place: string;
  /** Addresses of the event's attendees. */
  readonly invited: readonly string[];
  readonly organisations: readonly Organisation[];
  readonly venues: readonly Venue[];
  readonly plan: readonly PlanRule[];
}

export interface Adoption {
  readonly place: { readonly name: string; readonly address: string };
  readonly capacity: number;
  /** Staff codes, one of each organisation that has facilitators. */
  readonly facilitators: readonly string[];
}

const USUAL_CAPACITY = 15;

/** What the event leaves open comes from the plan's rule for its kind: room, and the co-facilitator of an organisation nobody was invited of. */
export function adopt({ kind, place, invited, organisations, venues, plan }: AdoptionRequest): Adoption {
  const rule = plan.find((one) => one.kind === kind) ?? plan[0];
  const venue = venues.find(({ name }) => normaliseName(place).includes(normaliseName(name)));
  const addresses = new Set(invited.map((address) => address.toLowerCase()));
  const facilitators = organisations.flatMap(({ staff }) => {
    const able = staff.filter(({ roles }) => roles.includes('facilitator'));
    const there = able.filter(({ email }) => addresses.has(email.toLowerCase()));
    if (there.length > 0) return there;
    const usual = able.find(({ code }) => rule?.facilitators.includes(code)) ?? able[0];
    return usual ? [usual] : [];
  });
  return {
    place: venue ? { name: venue.name, address: venue.address } : { name: place, address: '' },
    capacity: seatsIn(venue?.capacity ?? rule?.capacity ?? USUAL_CAPACITY, kind),
    facilitators: facilitators.map(({ code }) => code),
  };
}

/** A room may hold more people than the attendance form has rows: who has a seat must have one of them. */
function seatsIn(capacity: number, kind: SessionKind): number {
  return takesSeats(kind) ? Math.min(capacity, GRID_ROWS) : capacity;
}
