import {
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { DeskItem } from '../../domain/desk.ts';
import type { MailReason } from '../../domain/mail-reasons.ts';
import { leavesCalendar } from '../../domain/mails.ts';
import type { PathStart } from '../../domain/path-start.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import type { PathCard } from '../../domain/week.ts';
import { Alarm } from '../alarm.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { byMail } from '../mail-queue.ts';
import { now } from '../now.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import { Showcase } from '../showcase.ts';
import { displayName } from './about-path.ts';
import { coordinatorOf } from './acknowledged.ts';
import { background } from './background.ts';
import { pathCard } from './card.ts';
import type { Command, PathMail } from './commands.ts';
import type {
  AppointmentActivities,
  AppointmentCalendarActivities,
  AppointmentRequest,
  Invitation,
  InvitationActivities,
  ParticipantMailActivities,
  PlanActivities,
  ReferentAppointmentRequest,
} from './contract.ts';
import {
  configurationChanged,
  consentRefused,
  followUpRecorded,
  nearFound,
  registrationTaken,
  sessionNews,
  sessionsOpened,
  unableAnswered,
} from './contract.ts';
import { comingWaits, details } from './details.ts';
import { worklistItems } from './liveness.ts';
import { urgencyOf } from './mail-urgency.ts';
import * as path from './path.ts';
import * as summaries from './words/summaries.ts';

/** A call is given up after two and a half hours, so that its pause stands in the state and the run can go on as a new one. */
const RETRY = { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes', maximumAttempts: 24 } as const;
const outside = proxyActivities<InvitationActivities & ParticipantMailActivities & AppointmentActivities>({
  // A mail server may be silent for two minutes; the heartbeats tell within seconds that the worker died.
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '12 seconds',
  retry: RETRY,
});
const { makePlan } = proxyLocalActivities<PlanActivities>({ startToCloseTimeout: '10 seconds' });

const FAR_AWAY = '9999-12-31T00:00:00Z';

/** One participant, from a registration to the retention date: months to years over many runs. */
export async function participantPath(start: PathStart | path.PathState): Promise<void> {
  await despiteCancellation((request) => keepPath(start, request));
}

async function keepPath(start: PathStart | path.PathState, cancelRequest: CancelRequest): Promise<void> {
  let state = 'outbox' in start ? start : path.begin(start);
  let working = false;
  const alarm = new Alarm();
  const showcase = new Showcase<{ desk: readonly DeskItem[]; card: PathCard }>();
  const take = (next: path.PathState) => {
    state = next;
    alarm.ring();
  };

  setHandler(registrationTaken, (taken) => take(path.registeredAgain(state, taken)), {
    description: summaries.HANDLERS.registrationTaken,
  });
  setHandler(nearFound, ({ refs, at }) => take(path.noteNear(state, refs, at)), { description: summaries.HANDLERS.nearFound });
  setHandler(consentRefused, (origin) => take(path.consentWithdrawn(state, origin)), { description: summaries.HANDLERS.consentRefused });
  setHandler(followUpRecorded, (fact) => take(path.followedUp(state, fact, now())), { description: summaries.HANDLERS.followUpRecorded });
  setHandler(unableAnswered, (answer) => take(path.unable(state, answer)), { description: summaries.HANDLERS.unableAnswered });
  setHandler(sessionNews, ({ view, at }) => take(path.sessionNews(state, view, at)), { description: summaries.HANDLERS.sessionNews });
  cancelRequest.whenMade(() => alarm.ring());
  setHandler(configurationChanged, ({ version }) => take(path.withConfiguration(state, version)), {
    description: summaries.HANDLERS.configurationChanged,
  });
  setHandler(sessionsOpened, () => take(path.lookAgain(state)), { description: summaries.HANDLERS.sessionsOpened });

  for (;;) {
    if (state.stale) await replan();
    for (let booking = path.staleBooking(state); booking !== null; booking = path.staleBooking(state)) await replanBooking(booking);
    state = path.tick(state, now());
    if (state.stale) continue;
    show();
    if (due().length > 0 && !working && !isRenewalDue()) void work();
    await alarm.wait(nextWake(), nextSummary(), mayContinueAsNew);
    if (mayContinueAsNew()) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof participantPath>({ memo: showcase.memo() })(state);
    }
    if ((path.lookAgainAt(state) ?? FAR_AWAY) <= now()) state = path.lookAgain(state);
  }

  /** What came while the plan was made asks for another one. */
  async function replan(): Promise<void> {
    const asked = path.planRequest(state);
    const plan = await makePlan(asked);
    if (path.currentPlan(state, asked, plan) !== null) state = path.planned(state, plan);
  }

  async function replanBooking(booking: path.Booking): Promise<void> {
    const plan = await makePlan(path.bookingRequest(path.planRequest(state), booking));
    state = path.bookingPlanned(state, booking, plan);
  }

  /**
   * Carries out what is due, one command after the other, beside the deadlines: a mail server that is away must not hold up an escalation. What
   * is refused waits in the outbox for its next try; a run that is to go on as a new one leaves the rest to it.
   */
  async function work(): Promise<void> {
    working = true;
    for (let [next] = due(); next && !isRenewalDue(); [next] = due()) {
      const refusal = await attempt(next);
      take(refusal === null ? path.done(state, next.id) : path.postponed(state, next.id, refusal, now()));
    }
    working = false;
    alarm.ring();
  }

  function due(): readonly Command[] {
    return path.dueCommands(state, now());
  }

  /** Null when done; else why it could not be. */
  async function attempt(command: Command): Promise<ServiceErrorCode | null> {
    if (!path.isStillAsked(state, command)) return null;
    try {
      await carryOut(command);
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  }

  async function carryOut(command: Command): Promise<void> {
    switch (command.kind) {
      case 'invite':
        return await inviteOrTell(command);
      case 'register':
        return await register(command);
      case 'release':
        await outside.releaseSeat.executeWithOptions({ summary: summaries.ACTIVITIES.release }, [
          { request: seatRequest(command.seq), sessionId: command.sessionId },
        ]);
        return;
      case 'mail':
        return await mail(command);
      case 'appointment':
        return await mailAppointment(command);
      case 'referentAppointment':
        return await tellReferent(command);
      case 'lookAtAppointment':
        return await lookAtAppointment(command);
    }
  }

  async function inviteOrTell({ seq, mail: kind, why, quiet = false, from }: Command & { kind: 'invite' }): Promise<void> {
    const n = path.mailNumber(state, kind);
    const meanwhile = from === undefined ? {} : { waitingAt: from };
    const asked = path.planRequest(state);
    const answer = await outside.invite.executeWithOptions({ summary: summaries.ACTIVITIES.invite, ...mailing(kind, why) }, [
      {
        request: seatRequest(seq),
        plan: asked,
        mail: { kind, n, why, to: addressee(), quiet },
        except: path.sessionsToAvoid(state),
        ...meanwhile,
      },
    ]);
    const { view, at } = answer;
    const plan = path.currentPlan(state, asked, answer.plan);
    state = path.invited(state, { seq, view, plan, at, mail: kind, ...(from === undefined ? {} : { from }) });
    state = path.releaseUnanswered(state, { seq, unanswered: answer.unanswered });
    if (answer.mail) state = path.mailed(state, { kind, n, at: answer.at, why, outcome: answer.mail });
    if (answer.mailLater) state = path.mailLater(state, { mail: kind, why, ...hourOf(answer) });
  }

  async function register({ seq, sessionId }: Command & { kind: 'register' }): Promise<void> {
    const [kind, why] = ['seat', 'registeredFor'] as const;
    const n = path.mailNumber(state, kind);
    const answer = await outside.registerFor.executeWithOptions({ summary: summaries.ACTIVITIES.register, ...mailing(kind, why) }, [
      { sessionId, request: seatRequest(seq), plan: path.planRequest(state), mail: { kind, n, why, to: addressee() } },
    ]);
    state = path.placed(state, { seq, sessionId, view: answer.view, plan: answer.plan, at: answer.at });
    if (answer.mail) state = path.mailed(state, { kind, n, at: answer.at, why, outcome: answer.mail });
    if (answer.mailLater && answer.view)
      state = path.addCommand(state, { kind: 'mail', mail: kind, why, view: answer.view, ...hourOf(answer) });
  }

  async function mail(command: Command & { kind: 'mail' }): Promise<void> {
    if (path.isOutdated(state, command)) return;
    const { mail: kind, why, was } = command;
    const view = path.viewFor(state, command);
    const n = path.mailNumber(state, kind);
    const answer = await outside.mailParticipant.executeWithOptions({ summary: summaries.mailing(kind, why), ...mailing(kind, why) }, [
      { kind, n, why, to: addressee(), view, ...(was === undefined ? {} : { was }) },
    ]);
    const { outcome, at } = answer;
    state =
      outcome === 'later'
        ? path.putOff(state, command, answer.until, now())
        : path.mailed(path.toldOfSeat(state, kind, view), { kind, n, at, why, outcome });
  }

  /** The participant always gets a mail with .ics; the referent hears of what changed. */
  async function mailAppointment(command: Command & { kind: 'appointment' }): Promise<void> {
    const { id: _id, kind: _kind, pause: _pause, why, appointment, ...news } = command;
    const { mail: kind, change } = news;
    if (path.isAppointmentOutdated(state, command)) return;
    const n = path.mailNumber(state, kind);
    const summary = summaries.mailingAppointment(why);
    const { outcome, at, referentCalendar } = await outside.mailAppointment.executeWithOptions({ summary, ...mailing(kind, why) }, [
      { ...appointmentRequest(appointment), ...news, n },
    ]);
    state = path.mailed(state, { kind, n, at, why, outcome }, appointment);
    if (kind === 'appointmentReminder') return;
    const inOutlook = change === 'cancelled' ? appointment.inOutlook : referentCalendar;
    const toReferent = change === 'takenOver' ? 'fixed' : change;
    state = path.addCommand(state, { kind: 'referentAppointment', change: toReferent, appointment, inOutlook });
  }

  /** An Outlook event where that mailbox is ours, a mail with .ics otherwise; what is cancelled leaves where it was written. */
  async function tellReferent(command: Command & { kind: 'referentAppointment' }): Promise<void> {
    const { id, change, inOutlook, appointment: asked } = command;
    const leaves = leavesCalendar(change);
    const appointment = leaves ? asked : path.appointmentOf(state, asked.id);
    if (appointment === null || (leaves && (appointment.referent === null || path.hasLeft(state, appointment)))) return;
    const request = { ...appointmentRequest(appointment), change, n: id, background: background(state) };
    const { referent } = request;
    if (!inOutlook) return await mailReferent(appointment, request);
    if (leaves) {
      await outlookOf(referent).removeAppointmentEvent.executeWithOptions({ summary: summaries.ACTIVITIES.appointmentRemoved }, [request]);
      return;
    }
    const { lookAt } = await outlookOf(referent).putAppointmentEvent.executeWithOptions({ summary: summaries.ACTIVITIES.appointmentPut }, [
      request,
    ]);
    state = path.appointmentKept(state, appointment.id, { referent, inOutlook, lookAt });
  }

  async function mailReferent(appointment: path.Appointment, request: ReferentAppointmentRequest): Promise<void> {
    const { referent, n } = request;
    const summary = summaries.ACTIVITIES.appointmentMailed;
    const told = await outside.mailAppointmentToReferent.executeWithOptions({ summary, ...byMail('change') }, [request]);
    state = path.referentTold(state, { ...told, n, to: referent, start: appointment.start });
    if (!leavesCalendar(request.change)) state = path.appointmentKept(state, appointment.id, { referent, inOutlook: false, lookAt: null });
  }

  /** What the referent did to the event by hand. */
  async function lookAtAppointment({ appointment: id }: Command & { kind: 'lookAtAppointment' }): Promise<void> {
    const appointment = path.appointmentOf(state, id);
    if (appointment === null || !appointment.inOutlook || appointment.referent === null) return;
    if (path.hasLeft(state, appointment)) return;
    const { referent } = appointment;
    const seen = await outlookOf(referent).readAppointmentEvent.executeWithOptions({ summary: summaries.ACTIVITIES.appointmentRead }, [
      { appointment, referent },
    ]);
    state = path.appointmentSeen(state, appointment, seen);
  }

  /** Who has it in their calendar already; else who is in charge. */
  function appointmentRequest(appointment: path.Appointment): AppointmentRequest {
    const referent = path.hasLeft(state, appointment) ? null : appointment.referent;
    return { referent: referent ?? path.keeperOf(state), to: addressee(), who: displayName(state), appointment };
  }

  function seatRequest(seq: number) {
    return {
      ref: state.ref,
      seq,
      want: 'seat' as const,
      priority: state.person.priorityNeighbourhood || state.search.displaced,
      name: displayName(state),
      arrival: state.registeredAt.at,
    };
  }

  /** Nobody who can't be mailed waits for those who can. */
  function mailing(kind: PathMail, why: MailReason) {
    return state.person.email === null ? {} : byMail(urgencyOf(kind, why));
  }

  function addressee() {
    const { firstName, email } = state.person;
    return { ref: state.ref, firstName, email, charge: state.plan.charge, lastMailAt: path.lastMailAt(state) };
  }

  function nextWake(): string {
    return path.nextWake(state, now()) ?? FAR_AWAY;
  }

  function nextSummary(): string {
    return summaries.timer(comingWaits(state)[0] ?? null);
  }

  function mayContinueAsNew(): boolean {
    return isRenewalDue() && !working;
  }

  function show(): void {
    const ofCancel = { desk: coordinatorOf(state), who: state.ref, reference: state.ref };
    const items = [...worklistItems(state), ...cancelRequest.items('path', ofCancel)];
    const { charge, version } = state.plan;
    const [next] = comingWaits(state);
    const stalled = state.ladder.referent || state.ladder.coordinator > 0;
    showcase.show({
      details: cancelRequest.above('path', details(state)),
      memo: { desk: items, card: pathCard(state) },
      attributes: [
        { key: SEARCH_ATTRIBUTES.stage, value: state.stage },
        { key: SEARCH_ATTRIBUTES.organisation, value: charge.organisation },
        { key: SEARCH_ATTRIBUTES.referent, value: charge.referent },
        { key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ desk }) => desk))] },
        { key: SEARCH_ATTRIBUTES.matchKeys, value: [...state.matchKeys] },
        { key: SEARCH_ATTRIBUTES.sessions, value: path.sessionsOf(state) },
        { key: SEARCH_ATTRIBUTES.stalledSince, value: stalled ? new Date(state.clockFrom.at) : null },
        { key: SEARCH_ATTRIBUTES.nextDeadline, value: next ? new Date(next.moment.at) : null },
        { key: SEARCH_ATTRIBUTES.reminders, value: Number(state.ladder.referent) + state.ladder.coordinator },
        { key: SEARCH_ATTRIBUTES.priorityNeighbourhood, value: state.person.priorityNeighbourhood },
        { key: SEARCH_ATTRIBUTES.planVersion, value: version },
      ],
    });
  }
}

/** The only queue whose calls reach that mailbox: at most three at once over all workers. */
function outlookOf(staff: string) {
  return proxyActivities<AppointmentCalendarActivities>({
    taskQueue: `outlook-${staff}`,
    startToCloseTimeout: '1 minute',
    // A mailbox that nobody serves any more must not hold up what else the path has to do.
    scheduleToStartTimeout: '30 minutes',
    heartbeatTimeout: '12 seconds',
    retry: RETRY,
  });
}

function hourOf({ notBefore }: Invitation): Pick<Invitation, 'notBefore'> {
  return notBefore === undefined ? {} : { notBefore };
}
