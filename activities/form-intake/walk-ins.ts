import type { Origin, Person, WalkInPerson } from '../../domain/facts.ts';
import type { RegistrationMessage, WalkIn } from '../../domain/path-start.ts';
import { SESSION_KINDS } from '../../domain/programme/programme.ts';
import { KIND_NAMES } from '../../domain/session-kinds.ts';
import type { Unseen } from '../../workflows/form-intake/contract.ts';
import type { AttendanceFact } from '../forms/attendance.ts';
import type { Handed, Handover } from './delivery.ts';
import type { Keys } from './keys.ts';
import type { KnownPath, MatchIndex } from './matching.ts';
import { indexOf, join, open } from './registrations.ts';

/** What the search shows of a session; null where it doesn't say. */
export interface SessionFacts {
  readonly start: Date | null;
  readonly kind: string | null;
  /** Staff codes of who runs it now. */
  readonly facilitators: readonly string[];
}

/** Walk-ins of one page of attendance responses. */
export interface WalkInMatcher {
  /** False: no response of the page names any. */
  readonly hasPeople: boolean;
  /** Opens or finds the path of each, once it is known that the session takes the response. */
  bring(fact: AttendanceFact, session: SessionFacts): Promise<Brought>;
}

export interface Brought {
  readonly refs: readonly string[];
  readonly handed: readonly Handed[];
  /** Lines that could not become a path. */
  readonly lost: readonly number[];
  /** How many were erased: they were there, and no path begins from their line. */
  readonly erased: number;
}

/** Where lines of an edited response moved: a line's second, third … person has a reference of their own. */
const MOST_ON_A_LINE = 4;

/**
 * Recognises walk-ins like registrations (phone + first name; a near match is a possible duplicate for a person to decide) and opens a
 * path for the others. Its origin is the response and the line, so that the same response read twice, or edited, opens nothing twice.
 */
export async function walkInMatcher(
  handover: Handover,
  facts: readonly AttendanceFact[],
  unseen: readonly Unseen[],
): Promise<WalkInMatcher> {
  const { keys } = handover;
  const withPeople = facts.filter(({ people }) => people.length > 0);
  const people = withPeople.flatMap((fact) => fact.people.map((person) => searchedKeys(keys, fact, person)));
  const index = people.length === 0 ? null : await indexOf(handover, people, unseen);
  const erased = index === null ? new Map() : await handover.search.erased(people.flat().filter((key) => key.startsWith('or')));

  return {
    hasPeople: withPeople.length > 0,
    async bring(fact, session) {
      const handed: Handed[] = [];
      const lost: number[] = [];
      let gone = 0;
      if (index === null || fact.people.length === 0) return { refs: [], handed, lost, erased: gone };
      const walkIn = walkInOf(handover, fact, session);
      for (const { person, origin, path, near } of recognised(keys, index, fact)) {
        if (origin === null) {
          lost.push(person.line);
          continue;
        }
        const isNew = path === null;
        if (isNew && erased.has(keys.origin(origin))) {
          gone += 1;
          continue;
        }
        const pathOfPerson = path ?? openedPath(keys, person, origin);
        const matchKeys = [...(isNew ? [keys.origin(origin)] : []), ...personKeys(keys, person, origin)];
        index.learn(pathOfPerson, matchKeys);
        const message: RegistrationMessage = { registration: { origin, person: described(person) }, matchKeys, near, turn: 0, walkIn };
        const delivery = await (isNew ? open(handover, pathOfPerson, message) : join(handover, pathOfPerson, message));
        if (delivery.kind === 'accepted') handed.push(...delivery.handed);
        else lost.push(person.line);
      }
      return { refs: [...new Set(handed.map(({ ref }) => ref))], handed, lost, erased: gone };
    },
  };
}

interface Recognised {
  readonly person: WalkInPerson;
  /** Null where too many people took turns on this line. */
  readonly origin: Origin | null;
  /** Null: nobody knows this person yet. */
  readonly path: KnownPath | null;
  readonly near: readonly string[];
}

/**
 * By who they are first, by their line only then: an edit that puts a line above the others must not turn one person into another. A path that
 * this line opened is corrected where phone or name stayed.
 */
function* recognised(keys: Keys, index: MatchIndex, fact: AttendanceFact): Generator<Recognised> {
  const byPerson = (person: WalkInPerson) => {
    const judged = (one: WalkInPerson) => index.judge(personKeys(keys, one, originOf(fact, one, 0)));
    const asWritten = judged(person);
    return asWritten.path === null && person.lastName !== null ? (nameTurned(judged, person) ?? asWritten) : asWritten;
  };
  const claimed = new Set(fact.people.map((person) => byPerson(person).path));
  const openedBy = (origin: Origin) => index.judge([keys.origin(origin)]).path;
  const openedHere = fact.people.flatMap((person) => linesOf(fact, person).map(openedBy));
  for (const person of fact.people) {
    const own = personKeys(keys, person, originOf(fact, person, 0));
    const isCorrected = (path: KnownPath | null) => path !== null && !claimed.has(path) && isOneName(path, own);
    // Asked again: the line before may be the same person.
    const { path, near } = byPerson(person);
    const existing = path ?? openedHere.find(isCorrected) ?? null;
    if (existing !== null) {
      claimed.add(existing);
      yield { person, origin: originOf(fact, person, 0), path: existing, near: near.filter((ref) => ref !== existing.ref) };
      continue;
    }
    const isTheirs = (origin: Origin) => {
      const opened = openedBy(origin);
      return opened === null || (!claimed.has(opened) && resembles(opened, own));
    };
    const origin = linesOf(fact, person).find(isTheirs) ?? null;
    const corrected = origin && openedBy(origin);
    claimed.add(corrected);
    yield { person, origin, path: corrected, near: near.filter((ref) => ref !== corrected?.ref) };
  }
}

/** What the line's first, second … person are known by. */
function linesOf(fact: AttendanceFact, person: WalkInPerson): readonly Origin[] {
  return Array.from({ length: MOST_ON_A_LINE }, (_, again) => originOf(fact, person, again));
}

/** Nobody knows which name comes first on a sign-in sheet. */
function nameTurned<Judged extends { readonly path: KnownPath | null }>(
  judged: (person: WalkInPerson) => Judged,
  { firstName, lastName, ...person }: WalkInPerson,
): Judged | null {
  const turned = judged({ ...person, firstName: lastName ?? '', lastName: firstName });
  return turned.path === null ? null : turned;
}

/** Phone and first name, or the full name, as a line of this sheet had them: the line moved, and the rest was corrected. */
function isOneName(path: KnownPath, keys: readonly string[]): boolean {
  return keys.some((key) => (key.startsWith('pf') || key.startsWith('nn')) && path.keys.has(key));
}

/** The same phone, or the same full name. */
function resembles(path: KnownPath, keys: readonly string[]): boolean {
  return keys.some((key) => (key.startsWith('ph') || key.startsWith('nn')) && path.keys.has(key));
}

function originOf({ attendance: { origin } }: AttendanceFact, { line }: WalkInPerson, again: number): Origin {
  return { ...origin, responseId: `${origin.responseId}#${line}${again === 0 ? '' : `.${again}`}` };
}

function personKeys(keys: Keys, person: WalkInPerson, origin: Origin): readonly string[] {
  return keys.match(described(person), origin).filter((key) => !key.startsWith('or'));
}

function searchedKeys(keys: Keys, fact: AttendanceFact, person: WalkInPerson): readonly string[] {
  const origins = linesOf(fact, person).map((origin) => keys.origin(origin));
  return [...origins, ...personKeys(keys, person, originOf(fact, person, 0))];
}

function openedPath(keys: Keys, person: WalkInPerson, origin: Origin): KnownPath {
  return { ref: keys.reference(origin, 0), since: origin.submitted.at, keys: new Set(personKeys(keys, person, origin)) };
}

function walkInOf({ deadlines }: Handover, { session, attendance }: AttendanceFact, { start, kind: typed }: SessionFacts): WalkIn {
  const kind = SESSION_KINDS.find((one) => one === typed) ?? 'info';
  // A session that doesn't say when it began was at the latest when its sheet came.
  const at = start === null ? attendance.origin.submitted : deadlines.moment(start.toISOString());
  return { sessionId: session, kind, title: KIND_NAMES[kind], start: at, staff: attendance.staff };
}

/** All that a sign-in sheet tells of a person. */
function described({ firstName, lastName, phone }: WalkInPerson): Person {
  return {
    firstName,
    lastName,
    email: null,
    badEmail: null,
    phone,
    badPhone: null,
    birthDate: null,
    neighbourhood: null,
    priorityNeighbourhood: false,
    town: null,
    situation: null,
    referrer: null,
    alreadyFollowedBy: null,
    wish: null,
    enteredBy: null,
    sharedAddress: false,
  };
}
