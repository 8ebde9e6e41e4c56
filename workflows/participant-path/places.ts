import type { Moment } from '../../domain/moment.ts';
import type { Plan, PlanRequest } from '../../domain/plan.ts';
import type { SeatView } from '../../domain/seat.ts';
import { cameTo, entryOf, remember } from './attendance.ts';
import { tellOfChange } from './bookings/changes.ts';
import { promotion } from './bookings/offers.ts';
import { releasePlaces, releaseSeat } from './bookings/release.ts';
import { withClock } from './clock.ts';
import { hasMail } from './contact-details.ts';
import { log } from './journal.ts';
import { addCommand } from './outbox.ts';
import { reopen } from './reopening.ts';
import { enter, isBefore } from './stages.ts';
import type { PathState, Place } from './state.ts';
import { addCall, addTask, closeTasks, taskOf } from './tasks.ts';

/**
 * Seats that staff asked for by the follow-up form (workshops), each beside the one that the path looks for by itself: told, reminded, moved
 * and released like it, but never replaced by another session.
 */
export function registerFor(state: PathState, sessionId: string, at: Moment): PathState {
  const own = state.seat.view?.sessionId === sessionId && state.seat.want === 'seat';
  if (own || placeAt(state, sessionId)) return log(state, at, `Déjà inscrit(e) à la séance ${sessionId}.`);
  const back = state.stage === 'left' ? reopen(state, at, 'inscription à une séance') : state;
  // Raised by every command, so higher than whatever this path asked of the session before.
  const seq = back.commands + 1;
  const place: Place = {
    sessionId,
    seq,
    view: null,
    invitedAt: null,
    notifiedAt: null,
    movedAt: null,
    reminders: { week: false, day: false },
    moments: null,
    stale: false,
    early: null,
  };
  const asked = { ...log(back, at, `Inscription demandée : séance ${sessionId}.`), places: [...back.places, place] };
  return addCommand(asked, { kind: 'register', seq, sessionId });
}

export function placeAt(state: PathState, sessionId: string): Place | null {
  return state.places.find((place) => place.sessionId === sessionId) ?? null;
}

/** What the session answered. */
export function placed(
  state: PathState,
  answer: {
    readonly seq: number;
    readonly sessionId: string;
    readonly view: SeatView | null;
    readonly plan: Plan | null;
    readonly at: Moment;
  },
): PathState {
  const { seq, sessionId, view, plan, at } = answer;
  const place = placeAt(state, sessionId);
  if (place?.seq !== seq) return state;
  if (view === null || (view.status !== 'held' && view.status !== 'waiting')) {
    return addTask(without(state, sessionId), {
      ...taskOf('refused', sessionId, seq),
      kind: 'info',
      since: at,
      title: `Inscription impossible : la séance ${sessionId} est inconnue, passée, annulée ou sans inscription.`,
      about: 'other',
    });
  }
  const { early } = place;
  if (view.kind === 'info' && view.status === 'held' && early === null && isBefore(state.stage, 'informed'))
    return ownSeat(state, place, view, at);
  const words = view.status === 'waiting' ? `Liste d’attente (rang ${view.rank ?? 1})` : 'Place réservée';
  const seated = withPlace(state, {
    ...place,
    early: null,
    view,
    invitedAt: at.at,
    moments: plan && momentsOf(plan),
    stale: plan === null,
  });
  const logged = log(seated, at, `${words} : ${view.title}, ${view.start.label}.`);
  const told = hasMail(logged)
    ? logged
    : addCall(logged, 'place', at, `Dire l’inscription : ${view.title}, ${view.start.label} (${view.place.name}).`, {
        session: view.sessionId,
      });
  return early === null ? told : (placeNews(told, early, at) ?? told);
}

/**
 * Staff chose an information session for a person who has been at none: the path's own seat is there from now on. Another one that it had found
 * goes to somebody else, and the person is told so.
 */
function ownSeat(state: PathState, { seq }: Place, view: SeatView, at: Moment): PathState {
  const { title, start, place: venue, sessionId } = view;
  const before = state.seat.view;
  const isOther = before !== null && before.attendance === null && before.start.at > at.at;
  const free = isOther ? releaseSeat(state, { why: `remplacée par ${title}, ${start.label}`, tell: 'staff' }, at) : state;
  const seat = {
    ...free.seat,
    seq: Math.max(free.seat.seq, seq),
    want: 'seat' as const,
    view,
    invitedAt: at.at,
    notifiedAt: null,
    noneSince: null,
    movedAt: null,
    displaced: false,
    lookedAt: null,
  };
  const seated: PathState = { ...without(free, sessionId), seat, reminders: { week: false, day: false }, stale: true };
  const logged = log(seated, at, `Place réservée : ${title}, ${start.label}.`);
  const invited = logged.stage === 'invited' ? logged : enter(logged, 'invited', at);
  return hasMail(invited)
    ? invited
    : addCall(invited, 'seat', at, `Dire l’inscription : ${title}, ${start.label} (${venue.name}).`, { session: sessionId });
}

/** Null: this session isn't one of these. */
export function placeNews(state: PathState, view: SeatView, at: Moment): PathState | null {
  const place = placeAt(state, view.sessionId);
  if (place === null) return null;
  const known = place.view;
  if (known === null)
    return view.seq === place.seq && view.rev > (place.early?.rev ?? 0) ? withPlace(state, { ...place, early: view }) : state;
  if (view.rev <= known.rev) return state;
  const heard = withPlace(state, { ...place, view });
  if (view.status === 'cancelled') return gone(heard, view, at);
  if (view.attendance !== known.attendance && view.attendance !== null) return present(heard, view);
  if (known.status === 'waiting' && view.status === 'held') return promoted(heard, { ...place, view }, at);
  if (known.status === 'waiting' && view.status === 'released') return neverPromoted(heard, view, at);
  return view.icsSequence === known.icsSequence ? heard : moved(heard, { ...place, view }, { was: known.start.at, at });
}

function gone(state: PathState, view: SeatView, at: Moment): PathState {
  const freed = log(without(state, view.sessionId), at, `Séance annulée par le service : ${view.title}, ${view.start.label}.`);
  // The mail promises another date, and only a person can find one.
  const free = addTask(freed, {
    ...taskOf('cancelled', view.sessionId, view.seq),
    kind: 'info',
    since: at,
    title: `Annulé : ${view.title}, ${view.start.label}. Une autre séance est à proposer.`,
    about: 'other',
  });
  const title = `Dire par téléphone : la séance « ${view.title} » du ${view.start.label} (${view.place.name}) est annulée.`;
  return tellOfChange(free, { mail: 'sessionCancelled', view, was: view.start.at, about: 'place', at, title });
}

function present(state: PathState, view: SeatView): PathState {
  const { attendance } = view;
  if (attendance === null || attendance === 'revoked') return state;
  if (attendance === 'unknown')
    return log(
      without(closeCalls(state, view.sessionId), view.sessionId),
      view.end,
      `Présence jamais saisie : ${view.title}, ${view.start.label}.`,
    );
  const done = remember(without(closeCalls(state, view.sessionId), view.sessionId), entryOf(view, attendance));
  if (attendance === 'attended') return cameTo(log(done, view.end, `Présent(e) : ${view.title}.`), view.kind, view.end);
  return log(done, view.end, attendance === 'excused' ? `Absence excusée : ${view.title}.` : `Absence : ${view.title}.`);
}

function promoted(state: PathState, place: Place & { readonly view: SeatView }, at: Moment): PathState {
  const seated = withPlace(state, { ...place, invitedAt: at.at, notifiedAt: null, reminders: { week: false, day: false }, stale: true });
  return promotion(seated, { view: place.view, holdUntil: place.moments?.holdUntil ?? null, about: 'place', at });
}

function neverPromoted(state: PathState, view: SeatView, at: Moment): PathState {
  return addTask(without(closeCalls(state, view.sessionId), view.sessionId), {
    ...taskOf('no-place', view.sessionId, view.seq),
    kind: 'info',
    since: at,
    title: `Aucune place ne s’est libérée : ${view.title}, ${view.start.label}.`,
    about: 'other',
  });
}

function moved(
  state: PathState,
  place: Place & { readonly view: SeatView },
  { was, at }: { readonly was: string; readonly at: Moment },
): PathState {
  const { view } = place;
  const again = withPlace(state, { ...place, movedAt: at.at, reminders: { week: false, day: false }, stale: true });
  const logged = log(again, at, `Séance déplacée : ${view.title}, ${view.start.label}, ${view.place.name}.`);
  const title = `Dire par téléphone : la séance « ${view.title} » est déplacée au ${view.start.label}, ${view.place.name}.`;
  return tellOfChange(logged, { mail: 'sessionMoved', view, was, about: 'place', at, title });
}

/** The first of the sessions ahead, where it is one of these: what somebody who can't come speaks of. */
export function nextPlace(state: PathState, now: string): Place | null {
  const ahead = state.places.filter(({ view }) => view === null || view.start.at > now);
  const [first] = ahead.toSorted((a, b) => ((a.view?.start.at ?? '') < (b.view?.start.at ?? '') ? -1 : 1));
  const { view } = state.seat;
  const mainFirst = view !== null && view.attendance === null && (first?.view === null || view.start.at <= (first?.view?.start.at ?? ''));
  return mainFirst ? null : (first ?? null);
}

/** Freed by the person; the referent knows and may propose another one. */
export function leavePlace(state: PathState, { sessionId, view }: Place, at: Moment, why: string): PathState {
  const title = `${why} : ${view?.title ?? sessionId}${view ? `, ${view.start.label}` : ''}. Place libérée.`;
  const open = { ...taskOf('left', sessionId, state.commands), kind: 'info' as const, since: at, title, about: 'other' as const };
  return addTask(
    releasePlaces(state, (place) => place.sessionId === sessionId, 'asked', at),
    open,
  );
}

/** Deadlines to be made anew: the session moved, or the seat came late. */
export function stalePlace(state: PathState): Place | null {
  return state.places.find(({ stale }) => stale) ?? null;
}

export function placeRequest(request: PlanRequest, { view, invitedAt }: Place): PlanRequest {
  const session = view === null || invitedAt === null ? null : { start: view.start.at, end: view.end.at, invitedAt };
  return { ...request, session };
}

/** `asked`: the place as it stood; what came meanwhile asks for another plan. */
export function placePlanned(state: PathState, asked: Place, plan: Plan): PathState {
  const place = placeAt(state, asked.sessionId);
  if (place === null || JSON.stringify(place) !== JSON.stringify(asked)) return state;
  return withPlace(state, { ...place, stale: false, moments: momentsOf(plan) });
}

function momentsOf({ reminderWeek, reminderDay, callDay, holdUntil }: Plan): NonNullable<Place['moments']> {
  return { reminderWeek, reminderDay, callDay, holdUntil };
}

/** Every session that this person has or asks a seat at. */
export function sessionsOf({ seat, places }: PathState): string[] {
  return [...(seat.view ? [seat.view.sessionId] : []), ...places.map(({ sessionId }) => sessionId)];
}

/** What a mail speaks of when its turn comes: a seat as it stands now, none that was given back; of a session that is gone, what it was. */
export function viewFor(state: PathState, { mail, view }: { readonly mail: string; readonly view?: SeatView }): SeatView | null {
  // Asked six months after: no session is spoken of, however long ago one was.
  if (mail === 'situation') return null;
  if (view === undefined || mail === 'sessionCancelled' || mail === 'released') return view ?? state.seat.view;
  if (state.seat.view?.sessionId === view.sessionId) return state.seat.view;
  return placeAt(state, view.sessionId)?.view ?? null;
}

export function withPlace(state: PathState, place: Place): PathState {
  return withClock(state, { ...state, places: state.places.map((one) => (one.sessionId === place.sessionId ? place : one)) });
}

function without(state: PathState, sessionId: string): PathState {
  return withClock(state, { ...state, places: state.places.filter((place) => place.sessionId !== sessionId) });
}

function closeCalls(state: PathState, sessionId: string): PathState {
  return closeTasks(state, ({ about, session }) => about === 'place' && session === sessionId);
}
