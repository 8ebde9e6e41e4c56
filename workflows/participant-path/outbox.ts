import { isOffered } from '../../domain/mail-reasons.ts';
import type { Moment } from '../../domain/moment.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { compare } from '../../domain/text.ts';
import { isPaused, pauseAfter } from '../pause.ts';
import type { Command, CommandBody, MailCommand, PathMail } from './commands.ts';
import { isPaused as isPathPaused } from './pause.ts';
import type { PathState } from './state.ts';

/** Commands that wait for nothing but their turn: neither for their hour, nor for the end of a pause, of the service's or of the person's. */
export function dueCommands(state: PathState, now: string): readonly Command[] {
  const isDue = (one: Command) => !isPaused(one.pause ?? null, now) && (hourOf(one)?.at ?? '') <= now;
  return state.outbox.filter((one) => isDue(one) && !(isPathPaused(state) && isOffer(one)));
}

/** A seat that nobody asked for: what a pause holds back. */
function isOffer(one: Command): boolean {
  return one.kind === 'invite' && isOffered(one.why);
}

/** Carried out; the path is well again once nothing is refused any more. */
export function done(state: PathState, id: number): PathState {
  const outbox = state.outbox.filter((waiting) => waiting.id !== id);
  return { ...state, outbox, outage: outbox.some(({ pause }) => pause !== undefined) ? state.outage : null };
}

/** A service refuses this command until a person mends something: it is tried again after a pause. @param now ISO 8601 */
export function postponed(state: PathState, id: number, code: ServiceErrorCode, now: string): PathState {
  const outbox = state.outbox.map((one) => (one.id === id ? { ...one, pause: pauseAfter(one.pause ?? null, now) } : one));
  return { ...state, outbox, outage: state.outage ?? { code, since: now } };
}

/**
 * Its hour has not come: the same mail, looked at anew when it does. An hour that is past already, which a clock that is wrong may answer,
 * is a refusal like any other: the mail has a next try that is ahead.
 */
export function putOff(state: PathState, mail: Command & MailCommand, notBefore: Moment, now: string): PathState {
  const { pause, ...same } = mail;
  return addCommand(state, { ...same, notBefore, ...(notBefore.at > now ? {} : { pause: pauseAfter(pause ?? null, now) }) });
}

/** Mails that wait for their hour, the first one first. */
export function waitingMails({ outbox }: PathState): readonly { readonly mail: PathMail; readonly moment: Moment }[] {
  return outbox
    .flatMap((one) => (one.kind === 'mail' && one.notBefore ? [{ mail: one.mail, moment: one.notBefore }] : []))
    .toSorted((a, b) => compare(a.moment.at, b.moment.at));
}

/** When commands become due that are not due at `now` (ISO 8601), the first one first. */
export function comingTries({ outbox }: PathState, now: string): readonly string[] {
  return outbox
    .map((one) => [hourOf(one)?.at ?? now, one.pause?.until ?? now].toSorted(compare).at(-1) ?? now)
    .filter((at) => at > now)
    .toSorted(compare);
}

function hourOf(one: Command): Moment | undefined {
  return one.kind === 'mail' ? one.notBefore : undefined;
}

/** After consent was withdrawn, only what ends is carried out: seats are given back, and the person is told so. Of who is erased, only the former. */
export function addCommand(state: PathState, body: CommandBody): PathState {
  if (state.erasedAt !== null && body.kind !== 'release') return state;
  if (state.consentWithdrawn !== null && !mayLeave(body)) return state;
  return queued(state, body);
}

/** Whatever becomes of the person. */
export function queued(state: PathState, body: CommandBody): PathState {
  const id = state.commands + 1;
  return { ...state, commands: id, outbox: [...state.outbox, { ...body, id }] };
}

function mayLeave(body: CommandBody): boolean {
  if (body.kind === 'appointment') return body.change === 'cancelled';
  if (body.kind === 'mail') return body.mail === 'released';
  return body.kind === 'release' || body.kind === 'referentAppointment' || body.kind === 'erase';
}
