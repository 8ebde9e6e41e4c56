import { type Moment, unlabelled } from '../../domain/moment.ts';
import { hasBegun } from './bookings/booking.ts';
import type { Command } from './commands.ts';
import type { PathTraces } from './contract.ts';
import { queued } from './outbox.ts';
import { responseOf } from './responses.ts';
import type { Appointment, Booking, PathState } from './state.ts';

/**
 * The person is erased for good. What waits to be sent is dropped, nobody is asked anything more, and the search finds the path no longer: who registers
 * again begins anew. What a partner was asked just now is heard first; then `carryOutErasure` gives back and takes away.
 */
export function beginErasure(state: PathState, at: Moment): PathState {
  if (state.erasedAt !== null) return state;
  return {
    ...state,
    erasedAt: at,
    outbox: state.outbox.filter(givesBack),
    open: [],
    matchKeys: [],
    // Neither a deadline nor a line is left of a path that ended and was asked everything.
    stage: 'left',
    exitKnownAt: at,
    consentWithdrawn: null,
    paused: null,
    lent: null,
    search: { ...state.search, want: 'none' },
  };
}

/** What stands outside becomes commands, once nothing is under way that could still add to it. @param now ISO 8601 */
export function carryOutErasure(state: PathState, now: string): PathState {
  if (state.erasedAt === null) return state;
  const { bookings, appointments } = state;
  const bare: PathState = { ...state, bookings: [], appointments: [], stale: false };
  const free = bookings.filter((booking) => isAhead(booking, now)).reduce(released, bare);
  return appointments.filter((one) => isElsewhere(one, now)).reduce(removed, free);
}

/** Nothing of the person stands outside any more. */
export function isErased({ erasedAt, outbox, bookings, appointments }: PathState): boolean {
  return erasedAt !== null && outbox.length === 0 && bookings.length === 0 && appointments.length === 0;
}

/** @param now ISO 8601 */
export function traces(state: PathState, now: string): PathTraces {
  const { seen, near, matchKeys, bookings, outbox, appointments, interviewedAt } = state;
  return {
    responses: Object.entries(seen).map(([key, submitted]) => ({ ...responseOf(key), submitted })),
    near,
    matchKeys,
    seats: bookings.filter((booking) => isAhead(booking, now)).length,
    mails: outbox.filter(({ kind }) => kind === 'mail' || kind === 'appointment' || kind === 'invite' || kind === 'register').length,
    appointments: appointments.filter((one) => isElsewhere(one, now)).length,
    wasInterviewed: interviewedAt !== null,
  };
}

function givesBack(one: Command): boolean {
  return one.kind === 'release' || (one.kind === 'referentAppointment' && (one.change === 'cancelled' || one.change === 'takenOver'));
}

/** The seat of a session that has begun is on its sheet: the session makes it nameless. */
function isAhead({ view }: Booking, now: string): boolean {
  return !hasBegun(view, unlabelled(now));
}

/** A past interview that the service wrote leaves Outlook too; one that was only mailed to the referent is over. */
function isElsewhere({ referent, inOutlook, start }: Appointment, now: string): boolean {
  return referent !== null && (inOutlook || start.at > now);
}

function released(state: PathState, { origin, sessionId }: Booking): PathState {
  if (origin === 'staff') return queued(state, { kind: 'release', seq: state.commands + 1, sessionId });
  const seq = state.search.seq + 1;
  return queued({ ...state, search: { ...state.search, seq } }, { kind: 'release', seq, sessionId });
}

function removed(state: PathState, appointment: Appointment): PathState {
  const off = { ...appointment, sequence: appointment.sequence + 1 };
  return queued(state, { kind: 'referentAppointment', change: 'cancelled', appointment: off, inOutlook: appointment.inOutlook });
}
