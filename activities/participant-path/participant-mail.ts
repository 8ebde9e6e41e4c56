import { type MailReason, RELEASE_REASONS, type ReleaseReason } from '../../domain/mail-reasons.ts';
import type { MailContent, NoSeatReason, SeatReason, SessionNotice } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { SeatView } from '../../domain/seat.ts';
import { isAddressRefusal } from '../../domain/service-error.ts';
import type { Mail, MailComposer } from '../../integrations/mail/port.ts';
import type { Addressee, Mailed, MailRequest, MailWaits, ParticipantMailActivities } from '../../workflows/participant-path/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import { type Links, replyLink } from '../forms/links.ts';
import type { Sender } from '../mail/sender.ts';
import type { SeatClient } from '../session/seat-client.ts';
import type { Checkpoint } from '../shared/checkpoint.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { mailHour } from './mail-hour.ts';
import { situationReply, teamOf } from './words.ts';

export interface ParticipantMailDeps {
  readonly programme: Programme;
  readonly composer: MailComposer;
  readonly sender: Sender;
  readonly checkpoint: Checkpoint;
  readonly links: Pick<Links, 'prefilled'>;
  readonly deadlines: Deadlines;
  readonly seats: Pick<SeatClient, 'view'>;
  /** What a link of the person's own holds instead of their reference. */
  readonly personal: (ref: string) => string;
}

/** What a participant is written. Only their path writes to them. */
export function createParticipantMailActivities(deps: ParticipantMailDeps): ParticipantMailActivities {
  const write = createParticipantWriter(deps);
  return {
    async mailParticipant(request) {
      if (request.kind !== 'reminderWeek' && request.kind !== 'reminderDay') return await write(request);
      const viewBefore = request.view;
      const view = viewBefore === null ? null : await deps.seats.view(viewBefore.sessionId, request.to.ref);
      return await write({ ...request, view: view?.status === 'reserved' ? view : null });
    },
  };
}

/** Composes and sends one mail to one participant, at its hour; used wherever an activity writes to them. */
export function createParticipantWriter({ programme, composer, sender, links, deadlines, personal }: ParticipantMailDeps) {
  return async function write(request: MailRequest, { more = false } = {}): Promise<Mailed | MailWaits> {
    const { to, kind, n } = request;
    const at = () => deadlines.moment(presentInstant());
    const id = messageId(programme, `${to.ref}.${kind}.${n}`);
    // What an earlier attempt may have sent already is neither changed nor put off any more.
    const isInDoubt = sender.isInDoubt(id);
    const current = isInDoubt ? request : asOf(request, presentInstant());
    const content = to.email === null || current === null ? null : contentOf(current, await context({ ...to, email: to.email }, kind));
    if (to.email === null || content === null) return { outcome: isInDoubt ? 'inDoubt' : 'dropped', at: at() };
    const until = hourOf(request);
    if (until !== null && !isInDoubt) return { outcome: 'later', at: at(), until };
    const mail: Mail = {
      ...composer.compose(content),
      messageId: id,
      to: to.email,
      replyTo: to.assignment.replyTo,
    };
    try {
      const outcome = await sender.send(mail, { again: kind === 'confirmation', more });
      return { outcome, at: at() };
    } catch (error) {
      if (isAddressRefusal(error)) return { outcome: 'refused', at: at() };
      throw error;
    }
  };

  function hourOf({ why, view, was, to }: MailRequest): Moment | null {
    const starts = [...(view === null ? [] : [view.start.at]), ...(was === undefined ? [] : [was])];
    return mailHour({ why, starts, lastMailAt: to.lastMailAt }, presentInstant(), deadlines);
  }

  async function context(
    { ref, firstName, email, assignment }: Addressee & { readonly email: string },
    kind: MailRequest['kind'],
  ): Promise<Context> {
    const organisation = programme.organisations.find(({ id }) => id === assignment.organisation);
    return {
      firstName,
      ref,
      email,
      referent: {
        name: assignment.referentName ?? (organisation ? teamOf(organisation.name) : programme.name),
        phone: organisation?.phone ?? null,
      },
      unableUrl: await links.prefilled('unable', { reference: personal(ref) }),
      notMeUrl: kind === 'confirmation' ? await links.prefilled('unable', { reference: personal(ref), answer: 'withdraw' }) : null,
    };
  }
}

/** A mail that was held up until its session had begun says nothing of it any more; null: it has nothing else to say. @param now ISO 8601 */
export function asOf<Request extends Pick<MailRequest, 'kind' | 'view'>>(request: Request, now: string): Request | null {
  const { kind, view } = request;
  if (view === null || view.start.at > now || kind === 'sessionCancelled' || kind === 'released') return request;
  return kind === 'confirmation' ? { ...request, view: null } : null;
}

export type Context = {
  readonly firstName: string;
  readonly ref: string;
  readonly email: string;
  readonly referent: { readonly name: string; readonly phone: string | null };
  readonly unableUrl: string;
  /** The same form, filled in to withdraw: for the first mail. */
  readonly notMeUrl: string | null;
};

export function contentOf({ kind, view, why, to, quiet = false }: MailRequest, { notMeUrl, ...context }: Context): MailContent | null {
  // The answer reaches the person's referent, who records it: no form of ours asks a participant for their situation.
  if (kind === 'situation') return { kind, ...context, replyUrl: replyLink(to.assignment.replyTo, situationReply(to.ref)) };
  if (kind === 'appointment' || kind === 'appointmentReminder' || kind === 'appointmentCancelled') return null;
  const session = view === null ? null : notice(view);
  if (kind === 'confirmation') return { kind, ...context, notMeUrl, session, waitingRank: view?.rank ?? null };
  const { seat, noSeat, silent = false } = REASONS[why] ?? UNKNOWN_REASON;
  if (kind === 'released') return session === null ? null : { kind, ...context, session, why: isRelease(why) ? why : 'staff' };
  // No other session yet: said once, not each time that one is looked for in vain.
  if (session === null)
    return quiet || silent || !OFFERS.has(kind) ? null : { kind: 'noSeat', ...context, why: noSeat, session, waitingRank: null };
  // No seat yet: whoever waits must not read that one is kept for them.
  if (view?.status === 'waiting')
    return { kind: 'noSeat', ...context, why: kind === 'sessionMoved' ? 'moved' : noSeat, session, waitingRank: view.rank };
  if (kind === 'seat') return { kind, ...context, session, why: seat };
  return { kind, ...context, session };
}

/** A mail of another kind has nothing to say without a session. */
const OFFERS: ReadonlySet<MailRequest['kind']> = new Set(['seat', 'reinvitation']);

interface Reason {
  readonly seat: SeatReason;
  /** Where there is no session to offer, or a waiting list. */
  readonly noSeat: NoSeatReason;
  /** Without a session nothing is written: another mail, or somebody, says it. */
  readonly silent?: true;
}

const UNKNOWN_REASON: Reason = { seat: 'newSession', noSeat: 'reopened' };

const REASONS: Readonly<Partial<Record<MailReason, Reason>>> = {
  seatFreed: { seat: 'waitlist', noSeat: 'newSession', silent: true },
  anotherDate: { seat: 'anotherDate', noSeat: 'anotherDate' },
  // What was to be said by phone.
  addressCorrected: { seat: 'registered', noSeat: 'registered', silent: true },
  excused: { seat: 'anotherDate', noSeat: 'excused' },
  unable: { seat: 'anotherDate', noSeat: 'unable' },
  // The mail of the cancellation promises another date.
  sessionCancelled: { seat: 'cancelled', noSeat: 'cancelled', silent: true },
  firstAbsence: { seat: 'newSession', noSeat: 'absence' },
  waitingListClosed: { seat: 'newSession', noSeat: 'waitlistClosed' },
  sessionOpened: { seat: 'newSession', noSeat: 'newSession' },
  decision: { seat: 'reopened', noSeat: 'reopened' },
  // Whoever asked for the seat reads that the session takes nobody.
  registeredFor: { seat: 'registered', noSeat: 'registered', silent: true },
};

function isRelease(why: MailReason): why is ReleaseReason {
  return RELEASE_REASONS.some((reason) => reason === why);
}

function notice({ sessionId, kind, title, start, end, place, icsSequence }: SeatView): SessionNotice {
  return { sessionId, kind, title, start, end, place, icsSequence };
}

/** Deterministic, so that a mail sent twice is one mail to whoever reads it. */
export function messageId(programme: Programme, name: string): string {
  const domain = /@([^>\s]+)/.exec(programme.mail.from)?.[1] ?? 'localhost';
  return `<${name}@${domain}>`;
}
