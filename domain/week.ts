import type { Stage } from './plan.ts';

/** What a path shows of itself for its referent's Monday mail, in its memo `card` (encrypted). Instants are ISO 8601 UTC. */
export interface PathCard {
  /** First name and initial. */
  readonly who: string;
  readonly stageSince: string;
  /** Null: not paused. */
  readonly paused: { readonly until: string | null } | null;
  /** What comes, soonest first; the first ones may be over. */
  readonly next: readonly Coming[];
  /** Nobody has to do or to know anything more: a situation that is known, an exit that is documented. */
  readonly finished: boolean;
}

export interface Coming {
  readonly what: ComingKind;
  readonly at: string;
}

export type ComingKind = 'session' | 'appointment' | 'release' | 'resume' | 'situation' | 'nudge' | 'escalation';

/** An open path as a list of the server shows it, for one referent. */
export interface ListedPath {
  /** `GC-XXXX-XXXX`. */
  readonly ref: string;
  readonly stage: Stage;
  /** Null: the memo could not be read. */
  readonly card: PathCard | null;
}

/** Links and sessions at the foot of « Ma journée ». A link is null where its form can't be reached by this reader. */
export interface Standing {
  /** A blank follow-up with the reader's code. */
  readonly followUpUrl: string | null;
  /** A registration entered by the reader. */
  readonly registerUrl: string | null;
  /** The reader's own, or everybody's: soonest first. */
  readonly sessions: readonly SessionLine[];
  /** Sessions beyond these. */
  readonly moreSessions: number;
  readonly whose: 'own' | 'all';
}

export interface SessionLine {
  /** As staff write it in « Référence de la séance ». */
  readonly reference: string;
  readonly title: string;
  readonly start: string;
  readonly place: string;
  /** Null where nobody registers. */
  readonly seats: { readonly reserved: number; readonly capacity: number; readonly waiting: number } | null;
  /** The follow-up form with the session's reference: move, cancel, be replaced. */
  readonly url: string | null;
}

/** All of a referent's paths, and for the coordinator everybody's, counted. */
export interface Week {
  /** Those that wait for something, by stage, the longest in its stage first. */
  readonly paths: readonly PathLine[];
  /** Closed in the last four weeks, the latest first: a link to reopen each. */
  readonly closed: readonly PathLine[];
  /** Closed ones of these weeks beyond those listed. */
  readonly moreClosed: number;
  /** Settled with a known situation: only counted. */
  readonly finished: number;
  /** For the coordinator only. */
  readonly counts: readonly OrganisationCount[] | null;
}

export interface PathLine {
  readonly who: string;
  readonly ref: string;
  readonly stage: Stage;
  readonly stageSince: string | null;
  readonly paused: PathCard['paused'];
  readonly next: Coming | null;
  readonly url: string | null;
}

/** How many paths an organisation has in each stage. No details, of any organisation. */
export interface OrganisationCount {
  /** Null: to be assigned. */
  readonly organisation: string | null;
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  /** Reminded, and still silent. */
  readonly stalled: number;
}

/** Closed paths are listed for so long, so that « Rouvrir » is one tap away. */
const CLOSED_MS = 28 * 24 * 3600_000;
const MOST_CLOSED = 20;

type SortedPaths = Pick<Week, 'moreClosed' | 'finished'> & {
  readonly paths: readonly ListedPath[];
  readonly closed: readonly ListedPath[];
};

/** Which of a referent's paths Monday's mail lists, and which it counts. A path whose card can't be read is listed: it is active for all we know. */
export function sortPaths(listed: readonly ListedPath[], now: string): SortedPaths {
  const closed = listed
    .filter(({ stage, card }) => stage === 'left' && card !== null && Date.parse(now) - Date.parse(card.stageSince) <= CLOSED_MS)
    .toSorted((left, right) => since(right) - since(left));
  const active = listed.filter(({ stage, card }) => stage !== 'left' && card?.finished !== true);
  return {
    paths: active.toSorted((left, right) => since(left) - since(right) || (left.ref < right.ref ? -1 : 1)),
    closed: closed.slice(0, MOST_CLOSED),
    moreClosed: Math.max(0, closed.length - MOST_CLOSED),
    finished: listed.filter(({ stage, card }) => stage === 'settled' && card?.finished === true).length,
  };
}

function since({ card }: ListedPath): number {
  return card === null ? 0 : Date.parse(card.stageSince);
}

/** The first thing that is still to come. */
export function nextOf(card: PathCard | null, now: string): Coming | null {
  return card?.next.find(({ at }) => Date.parse(at) > Date.parse(now)) ?? null;
}
