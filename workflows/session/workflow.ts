import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { notToAsk } from '../../domain/co-facilitation.ts';
import type { DeskItem } from '../../domain/desk.ts';
import { wasCoFacilitated } from '../../domain/presence.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { type SessionSlot, type SessionStart, slotOf } from '../../domain/session-start.ts';
import { Alarm } from '../alarm.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { byMail } from '../mail-queue.ts';
import { now } from '../now.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import { Showcase } from '../showcase.ts';
import { isPaused } from '../trouble-pause.ts';
import type { FacilitatorMailKind, SessionCalendarActivities, SessionMailActivities } from './contract.ts';
import { attendanceRecorded, calendarChanged, configurationChanged, seatSet, seatView, sessionDecision, waitingSeats } from './contract.ts';
import { deskItems } from './desk-items.ts';
import { details } from './details.ts';
import * as session_ from './session.ts';
import { eventWork, nextWake } from './wake.ts';
import { description, journal, refusal, summary } from './words.ts';

/** A call is given up after four minutes, so that its pause stands in the state and the run can go on as a new one. */
const RETRY = { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes', maximumAttempts: 8 } as const;
const mails = proxyActivities<SessionMailActivities>({ startToCloseTimeout: '5 minutes', heartbeatTimeout: '12 seconds', retry: RETRY });
/** The only queue whose calls reach the organiser's mailbox: at most three at once over all workers. */
const outlook = proxyActivities<SessionCalendarActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '12 seconds',
  retry: RETRY,
});

/** One session: seats and waiting list, its Outlook event, its facilitators' mails, its attendance. */
export async function session(begin: SessionStart | session_.SessionState): Promise<void> {
  await despiteCancellation((request) => keepSession(begin, request));
}

async function keepSession(begin: SessionStart | session_.SessionState, cancelRequest: CancelRequest): Promise<void> {
  let state = 'seats' in begin ? begin : session_.openSession(begin);
  let writing = false;
  const alarm = new Alarm();
  const showcase = new Showcase<{ desk: readonly DeskItem[]; slot: SessionSlot; coFacilitated?: 'yes' | 'no' }>();

  setHandler(
    seatSet,
    (requests) => {
      const answered = session_.setSeats(state, requests, now());
      state = answered.state;
      alarm.ring();
      return answered.views;
    },
    {
      description: description.seats,
      validator: (requests) => {
        if (session_.wouldAllBeRefused(state, requests)) throw ApplicationFailure.nonRetryable(refusal.full, 'session-full');
      },
    },
  );
  setHandler(attendanceRecorded, (attendance) => {
    state = session_.takeAttendance(state, attendance);
    alarm.ring();
  });
  setHandler(calendarChanged, (change) => {
    state = session_.touched(state, change, now());
    alarm.ring();
  });
  setHandler(sessionDecision, (decision) => {
    state = session_.decidedByForm(state, decision);
    alarm.ring();
  });
  setHandler(configurationChanged, (configuration) => {
    state = session_.withConfiguration(state, configuration, now());
    alarm.ring();
  });
  cancelRequest.whenMade(() => alarm.ring());
  setHandler(seatView, (ref) => session_.viewOf(state, ref));
  setHandler(waitingSeats, () => session_.waitingOrder(state).map(({ ref, priority, arrival }) => ({ ref, priority, arrival })));

  for (;;) {
    show();
    if (!writing && calendarWork() !== null && !isRenewalDue()) void keepEvent();
    await act();
    show();
    const wake = nextWake(state, now(), { writing });
    if (wake === null) return;
    await alarm.wait(wake, summary.asleep(state.start.title), mayContinueAsNew);
    if (mayContinueAsNew() && session_.untold(state).length === 0) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof session>({ memo: showcase.memo() })(state);
    }
  }

  /** Everything that is owed now, one call after the other; what comes meanwhile is owed next. */
  async function act(): Promise<void> {
    const mailsDue: FacilitatorMailKind[] = [];
    for (const { due, moment } of session_.agenda(state)) {
      if (moment.at > now()) break;
      if (due === 'begin') state = session_.closeWaitingList(state);
      if (due === 'low') state = session_.fillChecked(state, moment);
      if (due === 'unknown') state = session_.attendanceUnknown(state);
      if (due === 'list' || due === 'attendance') mailsDue.push(due);
      if (due === 'facilitator') state = { ...state, sheet: { ...state.sheet, facilitator: true } };
      if (due === 'coordinator') state = { ...state, sheet: { ...state.sheet, coordinator: true } };
    }
    if (mailsDue.length > 0 && !isPaused(state.mailTrouble?.pause ?? null, now())) await mailFacilitators(mailsDue);
    for (let news = session_.untold(state); news.length > 0; news = session_.untold(state)) {
      await mails.tellPaths.executeWithOptions({ summary: summary.tellPaths(news.length) }, [{ views: news }]);
      state = session_.markTold(state, news);
    }
  }

  function mayContinueAsNew(): boolean {
    return isRenewalDue() && !writing;
  }

  function calendarWork(): (() => Promise<void>) | null {
    const work = eventWork(state, now());
    return work === null ? null : { write: writeEvent, read: readEvent, carryOut, readAnswers, readRestored }[work];
  }

  /** Beside everything else: an Outlook that is away for a day must not hold up seats and mails. A run that is to go on as a new one leaves it the rest. */
  async function keepEvent(): Promise<void> {
    writing = true;
    for (let work = calendarWork(); work !== null && !isRenewalDue(); work = calendarWork()) {
      await orTrouble(work);
      show();
    }
    writing = false;
    alarm.ring();
  }

  async function writeEvent(): Promise<void> {
    const { eventId, mailbox, fingerprint, at } = await outlook.putSessionEvent.executeWithOptions({ summary: summary.writeEvent }, [
      expectedEvent(),
    ]);
    state = session_.written(state, { eventId, mailbox, generation: 1, fingerprint });
    state = session_.note(state, fingerprint === null ? journal.eventTakenOver : journal.eventCreated, at.label);
  }

  async function readRestored(): Promise<void> {
    const eventId = state.restored?.eventId ?? '';
    const request = { eventId, mailbox: state.event?.mailbox ?? null, event: expectedEvent(), mayMend: false, replaced: [] };
    const answer = await outlook.followSessionEvent.executeWithOptions({ summary: summary.readRestoredEvent }, [request]);
    state = session_.restoredRead(state, eventId, answer);
  }

  async function readEvent(): Promise<void> {
    const { event } = state;
    if (event === null) return;
    const request = {
      ...whereIs(event),
      event: expectedEvent(),
      mayMend: session_.mayMend(state, now()),
      replaced: state.coFacilitation.replaced,
    };
    const read = state.unread;
    const answer = await outlook.followSessionEvent.executeWithOptions({ summary: summary.readEvent }, [request]);
    const followed = session_.followed(state, answer);
    // What staff did while the event was read is read next.
    state = state.unread === read || followed.cancelled ? followed : { ...followed, unread: state.unread };
  }

  /** Moved or cancelled by form, as staff would in Outlook. */
  async function carryOut(): Promise<void> {
    const before = state;
    if (before.wanted === null) return;
    const answer = await askOutlook(before.wanted);
    // The state as it is now, not as it was asked: seats go on being given meanwhile.
    state = session_.carriedOut(state, before, answer);
  }

  async function askOutlook(wanted: NonNullable<session_.SessionState['wanted']>) {
    const request = { ...whereIs(state.event), event: expectedEvent() };
    return 'move' in wanted
      ? await outlook.moveSessionEvent.executeWithOptions({ summary: summary.moveEvent }, [{ ...request, start: wanted.move }])
      : await outlook.cancelSessionEvent.executeWithOptions({ summary: summary.cancelEvent }, [{ ...request, comment: wanted.cancel }]);
  }

  async function readAnswers(): Promise<void> {
    const { event, coFacilitation, answeredAt: known } = state;
    if (event === null) return;
    const read = await outlook.readAnswers.executeWithOptions({ summary: summary.readAnswers }, [
      { ...whereIs(event), event: expectedEvent(), notToAsk: notToAsk(coFacilitation) },
    ]);
    const { answeredAt } = state;
    const heard = read.answers === null ? session_.missed(state) : session_.answersHeard(state, { ...read, answers: read.answers });
    // Who answered while the answers were read is read next.
    state = answeredAt === known ? heard : { ...heard, answeredAt };
  }

  async function orTrouble(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      state = { ...state, eventTrouble: null };
    } catch (error) {
      state = { ...state, eventTrouble: session_.troubled(state.eventTrouble, refusalOf(error), now()) };
    }
  }

  function expectedEvent() {
    const { id, kind, title, place, plan, facilitators } = state.start;
    return { id, generation: 1, kind, title, place, start: plan.start.at, end: plan.end.at, facilitators };
  }

  /** One whom the mail server refuses now holds up nobody else: all that is left is tried again after one pause, and shown meanwhile. */
  async function mailFacilitators(kinds: readonly FacilitatorMailKind[]): Promise<void> {
    let refused: ServiceErrorCode | null = null;
    for (const mail of kinds) {
      if (mail === 'list') state = session_.listTaken(state);
      const { round } = state;
      for (const code of state.start.facilitators.filter((facilitator) => !state.mailed[mail].includes(facilitator))) {
        // A session that moved meanwhile has other mails to send, of another round.
        if (state.round !== round) return;
        refused = (await mailFacilitator(mail, code)) ?? refused;
      }
    }
    state = { ...state, mailTrouble: refused === null ? null : session_.troubled(state.mailTrouble, refused, now()) };
  }

  /** Null when done; else why it could not be. */
  async function mailFacilitator(mail: FacilitatorMailKind, code: string): Promise<ServiceErrorCode | null> {
    const { round } = state;
    const rows = session_.listRows(state);
    const waiting = session_.waitingCount(state);
    const { facilitators } = state.start;
    const request = { mail, round, to: code, notice: notice(), facilitators, rows, waiting };
    try {
      const sent = await mails.mailFacilitator.executeWithOptions({ summary: summary.mail[mail](code), ...byMail('staff') }, [request]);
      state = session_.facilitatorMailed(state, { mail, code, round }, sent);
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  }

  function notice() {
    const { id, kind, title, place, plan } = state.start;
    return { sessionId: id, kind, title, start: plan.start, end: plan.end, place, icsSequence: state.icsSequence };
  }

  function show(): void {
    const ofCancel = { desk: state.start.coordinator, who: state.start.title, reference: state.start.id };
    const items = [...deskItems(state, now()), ...cancelRequest.items('session', ofCancel)];
    const coFacilitated = wasCoFacilitated(state);
    const next = session_.agenda(state).find(({ moment }) => moment.at > now());
    showcase.show({
      details: cancelRequest.above('session', details(state, now())),
      // Once known, it can be counted without waking the session.
      memo: {
        desk: items,
        slot: slotOf(state.start),
        ...(coFacilitated === 'unknown' ? {} : { coFacilitated }),
      },
      attributes: [
        { key: SEARCH_ATTRIBUTES.sessionState, value: session_.phase(state, now()) },
        { key: SEARCH_ATTRIBUTES.sessionStart, value: new Date(state.start.plan.start.at) },
        { key: SEARCH_ATTRIBUTES.seatsLeft, value: session_.seatsLeft(state) },
        { key: SEARCH_ATTRIBUTES.waiting, value: session_.waitingCount(state) },
        { key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ desk }) => desk))] },
        { key: SEARCH_ATTRIBUTES.nextDeadline, value: next ? new Date(next.moment.at) : null },
        { key: SEARCH_ATTRIBUTES.planVersion, value: state.start.plan.version },
      ],
    });
  }
}

function whereIs(event: session_.SessionEventState | null) {
  return { eventId: event?.eventId ?? null, mailbox: event?.mailbox ?? null };
}
