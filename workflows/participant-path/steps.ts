import type { MailReason, ReleaseReason } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import { STAGES, type Stage } from '../../domain/plan.ts';
import type { SeatView } from '../../domain/seat.ts';
import { withClock } from './clock.ts';
import type { CommandBody, InvitationMail } from './commands.ts';
import { reasonWords } from './mail-words.ts';
import type { PathState, Place } from './state.ts';
import { type Task, taskSoon } from './tasks.ts';

export const LOG_KEPT = 200;

/** After consent was withdrawn, only what ends is carried out: seats are given back, and the person is told so. */
export function command(state: PathState, body: CommandBody): PathState {
  if (state.consentWithdrawn !== null && !mayLeave(body)) return state;
  const id = state.commands + 1;
  return { ...state, commands: id, outbox: [...state.outbox, { ...body, id }] };
}

function mayLeave(body: CommandBody): boolean {
  if (body.kind === 'appointment') return body.change === 'cancelled';
  return body.kind === 'release' || body.kind === 'referentAppointment' || (body.kind === 'mail' && body.mail === 'released');
}

export function log(state: PathState, at: Moment, what: string): PathState {
  return { ...state, log: [...state.log, { at, what }].slice(-LOG_KEPT) };
}

export function point(state: PathState, open: Task): PathState {
  if (state.open.some(({ key }) => key === open.key)) return state;
  return log({ ...state, open: [...state.open, open] }, open.since, open.title);
}

export function closePoints(state: PathState, which: (open: Task) => boolean): PathState {
  return { ...state, open: state.open.filter((open) => !which(open)) };
}

/** A seat or a place in a waiting list at a session to come. */
export function isAhead(view: SeatView | null, at: Moment): view is SeatView {
  return (view?.status === 'held' || view?.status === 'waiting') && view.attendance === null && !hasBegun(view, at);
}

/** A file that was closed is no longer paused. */
export function isPaused({ paused, stage }: PathState): boolean {
  return paused !== null && stage !== 'left';
}

export function hasMail(state: PathState): boolean {
  return state.person.email !== null;
}

/** A session that the person knows of was moved or cancelled. */
export interface Change {
  readonly mail: 'sessionMoved' | 'sessionCancelled';
  readonly view: SeatView;
  /** When it was to begin, as far as the person knows (ISO 8601). */
  readonly was: string;
  readonly about: 'seat' | 'place';
  readonly at: Moment;
  /** What is said where there is no address. */
  readonly title: string;
}

/** A mail, or a call in place of those that spoke of the session as it was: at once for whoever would come within 48 hours. */
export function tellOfChange(state: PathState, { mail, view, was, about, at, title }: Change): PathState {
  const isCall = (open: Task) => open.kind === 'call' && open.about === about && open.session === view.sessionId;
  const told = closePoints(state, isCall);
  // Both are over: heard too late to be of use.
  if (view.start.at <= at.at && was <= at.at) return log(told, at, 'Séance déjà passée : rien n’est envoyé.');
  if (!hasMail(told)) {
    const soon = [view.start.at, was].some((start) => isWithin48Hours(start, at.at));
    // A session that is gone is said whatever becomes of the path, as a seat that is lost is.
    return call(told, mail === 'sessionCancelled' ? 'release' : about, at, title, {
      soon: soon || state.open.some((open) => isCall(open) && open.soon === true),
      session: view.sessionId,
    });
  }
  if (mail === 'sessionCancelled') return command(told, { kind: 'mail', mail, why: 'sessionCancelled', view });
  const subject = about === 'seat' ? { about: view.sessionId } : { view };
  return command(told, { kind: 'mail', mail, why: 'sessionMoved', ...subject, was: firstKnown(told, view.sessionId, was) });
}

/** Of several moves of which none was told yet, the first says when the person would come. */
function firstKnown({ outbox }: PathState, session: string, was: string): string {
  const untold = outbox.flatMap((other) =>
    other.kind === 'mail' && other.mail === 'sessionMoved' && (other.about ?? other.view?.sessionId) === session ? (other.was ?? []) : [],
  );
  return [was, ...untold].toSorted()[0] ?? was;
}

/** A change of what is that near is told at once. Both ISO 8601. */
export function isWithin48Hours(start: string, now: string): boolean {
  return Date.parse(start) - Date.parse(now) < 48 * 3600_000;
}

export function call(
  state: PathState,
  about: Task['about'],
  since: Moment,
  title: string,
  { soon = false, session }: { readonly soon?: boolean; readonly session?: string } = {},
): PathState {
  if (state.person.phone === null) return state;
  // Of this very moment: a desk tells a key once, and what happens later is another thing to say.
  return point(state, {
    ...taskSoon(soon, 'call', about, since.at, ...(session === undefined ? [] : [session])),
    kind: 'call',
    since,
    title,
    about,
    ...(session === undefined ? {} : { session }),
  });
}

/**
 * A seat came free: a mail with « empêchement » to decline it; under two working days before, where a mail may be read too late, a call instead.
 * `holdUntil`: null where the person was invited so late that nobody would have had a working day to call.
 */
export function promotion(
  state: PathState,
  seat: { readonly view: SeatView; readonly holdUntil: Moment | null; readonly about: 'seat' | 'place'; readonly at: Moment },
): PathState {
  const { view, about, at } = seat;
  const waited = closePoints(state, (open) => open.kind === 'call' && open.about === about && open.session === view.sessionId);
  const logged = log(waited, at, `Une place s’est libérée : ${view.start.label}.`);
  const soon = callInstead(logged, seat);
  if (hasMail(logged) && !soon) return command(logged, { kind: 'mail', mail: 'seat', why: 'seatFreed', view });
  if (logged.person.phone === null) return logged;
  const title = `Une place s’est libérée : proposer par téléphone ${view.title} du ${view.start.label} (${view.place.name}).`;
  const task = taskSoon(soon, 'call', about, 'freed', view.sessionId, view.rev);
  return point(logged, { ...task, kind: 'call', since: at, title, about, session: view.sessionId });
}

/** Two working days and a weekend between them. */
const SURELY_SOON_MS = 4 * 24 * 3600_000;

/** Under two working days before the session, whoever has a phone is called. */
export function callInstead(
  state: PathState,
  { view, holdUntil, at }: { readonly view: Pick<SeatView, 'start'>; readonly holdUntil: Moment | null; readonly at: Moment },
): boolean {
  if (state.person.phone === null) return false;
  return holdUntil === null ? Date.parse(view.start.at) - Date.parse(at.at) < SURELY_SOON_MS : at.at >= holdUntil.at;
}

/** The person knows of their seats at these sessions, or of all where none is named: they said so on the phone. */
export function seatsNotified(state: PathState, { at }: Moment, sessions: readonly string[]): PathState {
  const isMeant = (session: string) => sessions.length === 0 || sessions.includes(session);
  const { view } = state.seat;
  const seat = view === null || !isMeant(view.sessionId) ? state.seat : { ...state.seat, notifiedAt: state.seat.notifiedAt ?? at };
  const places = state.places.map((place) => (isMeant(place.sessionId) ? { ...place, notifiedAt: place.notifiedAt ?? at } : place));
  return { ...state, seat, places };
}

/** Why a place is given back; `tell`: what the person is told of it, null where another mail or line does. */
export interface Release {
  /** In the words of the journal. */
  readonly why: string;
  readonly tell: ReleaseReason | null;
}

/** Seats that staff asked for go back to their sessions. */
export function releasePlaces(state: PathState, which: (place: Place) => boolean, tell: ReleaseReason | null, at: Moment): PathState {
  const leaving = state.places.filter(which);
  const free = withClock(state, { ...state, places: state.places.filter((place) => !leaving.includes(place)) });
  return leaving.reduce<PathState>((next, { sessionId, view, notifiedAt }) => {
    const released = command(next, { kind: 'release', seq: next.commands + 1, sessionId });
    return view === null ? released : tellOfRelease(released, { view, notifiedAt, tell, at });
  }, free);
}

/**
 * Tells a person of a seat or a place in a waiting list that they have no more: a mail, or a call where there is no address. Calls that spoke of
 * it as theirs leave the worklist. A person who gave it back by phone, or was never told that they had it, needs no call.
 */
export function tellOfRelease(
  state: PathState,
  release: {
    readonly view: SeatView;
    readonly notifiedAt: string | null;
    readonly tell: ReleaseReason | null;
    readonly at: Moment;
  },
): PathState {
  const { view, tell, at, notifiedAt } = release;
  const isCall = ({ kind, session }: Task) => kind === 'call' && session === view.sessionId;
  const isUnknown = notifiedAt === null && state.open.some(isCall);
  const silent = closePoints(state, isCall);
  if (tell === null) return silent;
  if (view.start.at <= at.at) return log(silent, at, 'Séance déjà passée : rien n’est envoyé.');
  if (hasMail(silent)) return command(silent, { kind: 'mail', mail: 'released', why: tell, view });
  if (tell === 'asked' || isUnknown) return silent;
  const what = view.status === 'waiting' ? 'la personne n’est plus en liste d’attente' : 'la personne n’a plus de place';
  const title = `Dire par téléphone : ${what} (${view.title}, ${view.start.label}). Motif : ${reasonWords(tell)}.`;
  return call(silent, 'release', at, title, { soon: isWithin48Hours(view.start.at, at.at), session: view.sessionId });
}

/** `from`: the session in whose waiting list the person stays meanwhile. */
export function invite(
  state: PathState,
  mail: InvitationMail,
  why: MailReason,
  { quiet = false, from }: { readonly quiet?: boolean; readonly from?: string } = {},
): PathState {
  if (state.consentWithdrawn !== null) return state;
  const seat = { ...state.seat, seq: state.seat.seq + 1, want: 'seat' as const, afterPause: null };
  const more = { ...(quiet ? { quiet } : {}), ...(from === undefined ? {} : { from }) };
  return command({ ...stepTaken(state), seat }, { kind: 'invite', seq: seat.seq, mail, why, ...more });
}

/** A session that has begun is left without a word to it: a person who has a seat there is on its sheet. */
export function releaseSeat(state: PathState, { why, tell }: Release, at: Moment): PathState {
  const { view, notifiedAt } = state.seat;
  const freed = {
    ...state,
    seat: { ...state.seat, seq: state.seat.seq + 1, want: 'none' as const, view: null, invitedAt: null, notifiedAt: null },
    stale: true,
  };
  if (view === null || (view.status !== 'held' && view.status !== 'waiting') || hasBegun(view, at)) return closeSeatCalls(freed);
  const what = view.status === 'held' ? 'Place libérée' : 'Place en liste d’attente rendue';
  const released = command(log(freed, at, `${what} (${why}).`), { kind: 'release', seq: freed.seat.seq, sessionId: view.sessionId });
  return closeSeatCalls(tellOfRelease(released, { view, notifiedAt, tell, at }));
}

function closeSeatCalls(state: PathState): PathState {
  return closePoints(state, ({ about }) => about === 'seat');
}

/** The person said no to this very session: another one is looked for, never the same again. `tell`: null where the mail of another date answers. */
export function decline(state: PathState, release: Release, at: Moment): PathState {
  const { view, declined } = state.seat;
  return view === null || view.attendance !== null
    ? state
    : releaseSeat({ ...state, seat: { ...state.seat, declined: [...declined, view.sessionId] } }, release, at);
}

export function enter(state: PathState, stage: Stage, at: Moment, { keepPlan = false } = {}): PathState {
  const skipped = STAGES.slice(STAGES.indexOf(state.stage) + 1, STAGES.indexOf(stage)).filter(
    (name) => name !== 'noShow' && name !== 'training',
  );
  const why = skipped.length > 0 && stage !== 'left' ? ` (sans passer par : ${skipped.map((name) => STAGE_WORDS[name]).join(', ')})` : '';
  const entered: PathState = {
    ...stepTaken(state),
    stage,
    stageSince: at,
    clockFrom: clockIn(state, at),
    ladder: { referent: false, coordinator: 0 },
    // A seat that is offered or lost is no contact: nobody has answered yet.
    attempts: isBefore(stage, 'informed') ? state.attempts : 0,
    stale: !keepPlan,
  };
  const informed = isBefore(stage, 'informed') ? entered : giveUpWaiting(entered, at);
  return log(informed, at, `Étape : ${STAGE_WORDS[stage]}${why}.`);
}

/** A stage that is recorded late doesn't take back a later contact. A training's clock stands at its end, which leaves with it. */
function clockIn({ stage, clockFrom }: PathState, at: Moment): Moment {
  return stage === 'training' || clockFrom.at < at.at ? at : clockFrom;
}

/**
 * Someone who is further on waits for no seat at an information session any more. One that they know of is theirs: they have its
 * confirmation and may still come.
 */
function giveUpWaiting(state: PathState, at: Moment): PathState {
  const { view, want } = state.seat;
  if (want === 'none' || (view?.status === 'held' && !isUntold(state))) return state;
  return view !== null && view.attendance === null
    ? releaseSeat(state, { why: 'n’en a plus besoin', tell: 'furtherOn' }, at)
    : { ...state, seat: { ...state.seat, want: 'none' } };
}

/** A seat that the person doesn't know of: its first call waits still. */
function isUntold({ open, seat }: PathState): boolean {
  return seat.notifiedAt === null && open.some(({ kind, about }) => kind === 'call' && about === 'seat');
}

/** `known`: the person's reason or what became of them was told, and nobody has to ask. `tell`: what a person with a seat is told of it. */
export function leave(
  state: PathState,
  at: Moment,
  reason: string,
  { known = false, tell = 'closed' }: { readonly known?: boolean; readonly tell?: ReleaseReason } = {},
): PathState {
  const closed = closePoints({ ...state, paused: null }, ({ about }) => about !== 'seat' && about !== 'place' && about !== 'release');
  const free = releasePlaces(leaveSeat(closed, { why: reason, tell }, at), ({ view }) => !hasBegun(view, at), tell, at);
  const left = closePoints(free, ({ about }) => about === 'seat' || about === 'place');
  if (state.stage === 'left') return known ? exitTold(left, at, reason) : left;
  return enter(
    { ...left, outcome: reason, exitKnown: known ? at : null, leftFrom: { stage: state.stage, since: state.stageSince } },
    'left',
    at,
  );
}

/** The seat of a session that has begun stays theirs: its sheet says whether they came. */
function leaveSeat(state: PathState, release: Release, at: Moment): PathState {
  const { view } = state.seat;
  if (view === null) return state;
  const isPast = view.attendance !== null || hasBegun(view, at);
  return isPast ? { ...state, seat: { ...state.seat, want: 'none' } } : releaseSeat(state, release, at);
}

function hasBegun(view: SeatView | null, at: Moment): boolean {
  return view !== null && view.start.at <= at.at;
}

/** Whoever left long ago leaves once: the four weeks in which the exit facts are due count from the exit, and end with an answer. */
export function exitTold(state: PathState, at: Moment, outcome: string | null): PathState {
  const told: PathState = { ...state, exitKnown: at, outcome: outcome ?? state.outcome, ladder: { referent: false, coordinator: 0 } };
  return state.exitKnown === null ? log(told, at, 'Éléments de sortie connus.') : told;
}

/**
 * Starts afresh: absences and attempts of before don't count any more. A settled path goes on at the stage before, its outcome stays in its
 * history; a path that is neither left nor settled keeps its stage. It is how staff end a pause before its date.
 */
export function reopen(state: PathState, at: Moment, reason: string): PathState {
  const fresh = { ...log(state, at, `Dossier rouvert (${reason}).`), paused: null, tried: [], attempts: 0, noShows: 0 };
  if (state.stage === 'left') {
    const stage = stageToReturnTo(state);
    const outcome = stage === 'settled' ? (state.outcomes.at(-1)?.words ?? null) : null;
    const back = enter({ ...fresh, outcome, exitKnown: null, leftFrom: null }, stage, at);
    // Six months count from the outcome, whatever was closed by mistake meanwhile.
    return stage === 'settled' ? { ...back, stageSince: state.leftFrom?.since ?? at } : back;
  }
  if (state.stage === 'settled')
    return enter({ ...fresh, outcome: null, situation: { asked: null, known: null, words: null } }, state.settledFrom ?? 'building', at);
  return restartClock(fresh, at);
}

/** Nobody begins again what they have behind them: the stage they left, or the first one where no information session was attended yet. */
function stageToReturnTo(state: PathState): Stage {
  const left = state.leftFrom?.stage ?? 'registered';
  if (!isBefore(left, 'informed')) return left;
  return hasBeenInformed(state) ? 'informed' : 'registered';
}

function hasBeenInformed({ attended, seat }: PathState): boolean {
  const wasThere = attended.some(({ kind, mark }) => kind === 'info' && mark === 'attended');
  return wasThere || (seat.view?.kind === 'info' && seat.view.attendance === 'attended');
}

/** A contact restarts the stage's clock; one older than what is known changes nothing. */
export function restartClock(state: PathState, at: Moment): PathState {
  const open = state.open.filter(({ topic }) => topic !== 'unreachable');
  // The clock of a training stands at its end: who was spoken to before it has been reached all the same.
  if (at.at < state.clockFrom.at) return state.stage === 'training' ? { ...state, attempts: 0, open } : state;
  return { ...state, clockFrom: at, ladder: { referent: false, coordinator: 0 }, attempts: 0, open, stale: true };
}

/** What asked for the next step leaves with it. */
function stepTaken(state: PathState): PathState {
  return closePoints(state, ({ topic }) => topic === 'sheet-unknown' || topic === 'not-reached');
}

/** What « Clore : doublon » writes as its reason: the person keeps the place of their other file. */
export const DUPLICATE = 'doublon';

export function isBefore(stage: Stage, other: Stage): boolean {
  return STAGES.indexOf(stage) < STAGES.indexOf(other);
}

export const STAGE_WORDS: Record<Stage, string> = {
  registered: 'inscrit',
  invited: 'invité',
  noShow: 'absent à la séance',
  informed: 'informé',
  exploring: 'exploration',
  building: 'construction',
  training: 'formation',
  settled: 'concrétisé',
  left: 'sorti',
};

export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
