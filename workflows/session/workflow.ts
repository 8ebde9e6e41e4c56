import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { SessionCalendarActivities } from '../../activities/session-calendar.ts';
import type { SessionMailActivities } from '../../activities/session-mail.ts';
import { notToAsk } from '../../domain/co-facilitation.ts';
import type { DeskItem } from '../../domain/desk.ts';
import { wasCoFacilitated } from '../../domain/presence.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import { type SessionSlot, type SessionStart, slotOf } from '../../domain/session-start.ts';
import { Alarm } from '../alarm.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { serviceCode } from '../service-code.ts';
import { Showcase } from '../showcase.ts';
import { troublePause } from '../trouble-pause.ts';
import { aloneUntil, deskItems } from './desk-items.ts';
import { details } from './details.ts';
import { attendanceRecorded, calendarChanged, seatSet, seatView, sessionDecision, waitingSeats } from './messages.ts';
import * as session_ from './session.ts';

const RETRY = { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes' } as const;
const mails = proxyActivities<SessionMailActivities>({ startToCloseTimeout: '5 minutes', heartbeatTimeout: '12 seconds', retry: RETRY });
/** The only queue whose calls reach the organiser's mailbox: at most three at once over all workers. */
const outlook = proxyActivities<SessionCalendarActivities>({
  taskQueue: 'outlook-organiser',
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '12 seconds',
  retry: { ...RETRY, maximumAttempts: 8 },
});

/** One session: seats and waiting list, its Outlook event, its facilitators' mails, its attendance. */
export async function session(begin: SessionStart | session_.SessionState): Promise<void> {
  let state = 'seats' in begin ? begin : session_.openSession(begin);
  let writing = false;
  /** In a row, of the mail server: until `mailNotBefore` (ISO) it is left alone. */
  let mailRefusals = 0;
  let mailNotBefore = '';
  const alarm = new Alarm();
  const showcase = new Showcase<{ desk: readonly DeskItem[]; slot?: SessionSlot; coFacilitated?: 'yes' | 'no' }>();
  /** Sessions of before that memo go on without it. */
  const hasSlot = workflowInfo().memo?.['slot'] !== undefined;
  /** Nor do those of before that attribute, with which a session is started, begin to show it. */
  const showsWaiting = workflowInfo().typedSearchAttributes.get(SEARCH_ATTRIBUTES.waiting) !== undefined;

  setHandler(
    seatSet,
    (requests) => {
      const answered = session_.setSeats(state, requests, now());
      state = answered.state;
      alarm.ring();
      return answered.views;
    },
    {
      description: 'Donner, mettre en attente ou libérer des places',
      validator: (requests) => {
        if (session_.wouldAllBeRefused(state, requests)) throw ApplicationFailure.nonRetryable('complet', 'session-full');
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
  setHandler(seatView, (ref) => session_.viewOf(state, ref));
  setHandler(waitingSeats, () => session_.waitingOrder(state).map(({ ref, priority, arrival }) => ({ ref, priority, arrival })));

  for (;;) {
    show();
    if (!writing && calendarWork() !== null) void keepEvent();
    await act();
    show();
    const next = session_.agenda(state).find(({ moment }) => moment.at > now());
    if (!next) return;
    const wakes = [next.moment.at, session_.readsEventAt(state) ?? next.moment.at, aloneUntil(state, now()) ?? next.moment.at];
    const wake = wakes.toSorted()[0] ?? next.moment.at;
    // While the keeper works it wakes this loop itself.
    await alarm.wait(writing ? next.moment.at : wake, `${state.start.title} : ${next.due}`, mayContinueAsNew);
    if (mayContinueAsNew() && session_.untold(state).length === 0) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof session>({ memo: showcase.memo() })(state);
    }
  }

  /** Everything that is owed now, one call after the other; what comes meanwhile is owed next. */
  async function act(): Promise<void> {
    for (const { due, moment } of session_.agenda(state)) {
      if (moment.at > now()) break;
      if (due === 'begin') state = session_.closeWaitingList(state);
      if (due === 'list') await mailFacilitators('list');
      if (due === 'attendance') await mailFacilitators('attendance');
      if (due === 'facilitator') state = { ...state, sheet: { ...state.sheet, facilitator: true } };
      if (due === 'coordinator') state = { ...state, sheet: { ...state.sheet, coordinator: true } };
    }
    for (let news = session_.untold(state); news.length > 0; news = session_.untold(state)) {
      await mails.tellPaths.executeWithOptions({ summary: `${news.length} parcours à prévenir` }, [{ views: news }]);
      state = session_.markTold(state, news);
    }
  }

  function mayContinueAsNew(): boolean {
    return isRenewalDue() && !writing;
  }

  /** What the event needs: to be written, to be read once staff have left it alone, to be changed as a form decided, or to be asked for answers. */
  function calendarWork(): (() => Promise<void>) | null {
    if (state.cancelled) return state.wanted !== null && 'cancel' in state.wanted ? carryOut : null;
    if (state.event === null) return writeEvent;
    if (state.wanted !== null) return carryOut;
    if ((session_.readsEventAt(state) ?? FAR_AWAY) <= now()) return readEvent;
    return (session_.answersDue(state)?.at ?? FAR_AWAY) <= now() ? readAnswers : null;
  }

  /** Beside everything else: an Outlook that is away for a day must not hold up seats and mails. */
  async function keepEvent(): Promise<void> {
    writing = true;
    let refusals = 0;
    for (let work = calendarWork(); work !== null; work = calendarWork()) {
      const done = await orTrouble(work);
      show();
      if (!done) await sleep(troublePause(++refusals), { summary: 'Nouvel essai dans Outlook' });
    }
    writing = false;
    alarm.ring();
  }

  async function writeEvent(): Promise<void> {
    const { eventId, fingerprint, at } = await outlook.putSessionEvent.executeWithOptions(
      { summary: 'Événement Outlook avec les co-animateurs' },
      [expectedEvent()],
    );
    state = session_.written(state, { eventId, generation: 1, fingerprint });
    state = session_.note(state, 'Événement créé dans Outlook, co-animateurs invités.', at.label);
  }

  async function readEvent(): Promise<void> {
    const { event } = state;
    if (event === null) return;
    const request = {
      eventId: event.eventId,
      event: expectedEvent(),
      mayMend: session_.mayMend(state, now()),
      replaced: state.coFacilitation.replaced,
    };
    const read = state.dirty;
    const answer = await outlook.followSessionEvent.executeWithOptions({ summary: 'Relecture de l’événement Outlook' }, [request]);
    const followed = session_.followed(state, answer);
    // What staff did while the event was read is read next.
    state = state.dirty === read || followed.cancelled ? followed : { ...followed, dirty: state.dirty };
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
    const request = { eventId: state.event?.eventId ?? null, event: expectedEvent() };
    return 'move' in wanted
      ? await outlook.moveSessionEvent.executeWithOptions({ summary: 'Séance déplacée à la demande d’un co-animateur' }, [
          { ...request, start: wanted.move },
        ])
      : await outlook.cancelSessionEvent.executeWithOptions({ summary: 'Séance annulée à la demande d’un co-animateur' }, [
          { ...request, comment: wanted.cancel },
        ]);
  }

  async function readAnswers(): Promise<void> {
    const { event, coFacilitation, answeredAt: known = null } = state;
    if (event === null) return;
    const read = await outlook.readAnswers.executeWithOptions({ summary: 'Réponses des co-animateurs' }, [
      { eventId: event.eventId, event: expectedEvent(), notToAsk: notToAsk(coFacilitation) },
    ]);
    const { answeredAt = null } = state;
    const heard = read.answers === null ? session_.missed(state) : session_.answersHeard(state, { ...read, answers: read.answers });
    // Who answered while the answers were read is read next.
    state = answeredAt === known ? heard : { ...heard, answeredAt };
  }

  async function orTrouble(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const code = serviceCode(error) ?? 'calendar-unavailable';
      const since = state.eventTrouble?.since ?? { at: now(), label: '' };
      state = { ...state, eventTrouble: { code, tell: SERVICE_ERRORS[code].tell, since } };
      return false;
    }
  }

  function expectedEvent() {
    const { id, kind, title, place, plan, facilitators } = state.start;
    return { id, generation: 1, kind, title, place, start: plan.start.at, end: plan.end.at, facilitators };
  }

  async function mailFacilitators(mail: session_.FacilitatorMailKind): Promise<void> {
    if (now() < mailNotBefore) return;
    if (mail === 'list') state = session_.freezeNumbers(state);
    const rows = session_.heldSeats(state).map(({ number, name, ref }) => ({ number: number ?? 0, name, ref }));
    for (const code of state.start.facilitators.filter((facilitator) => !state.mailed[mail].includes(facilitator))) {
      const summary = mail === 'list' ? `Liste des inscrits à ${code}` : `Formulaire de présence à ${code}`;
      const request = {
        mail,
        round: state.round,
        to: code,
        notice: notice(),
        facilitators: state.start.facilitators,
        rows,
        waiting: session_.waitingCount(state),
      };
      const sent = await unlessRefused(() => mails.mailFacilitator.executeWithOptions({ summary }, [request]));
      if (sent === null) return;
      state = session_.facilitatorMailed(state, { mail, code }, sent);
    }
  }

  /** Null when the mail server refuses every mail until somebody mends that: asked again after a while, and shown meanwhile. */
  async function unlessRefused<Sent>(send: () => Promise<Sent>): Promise<Sent | null> {
    try {
      const sent = await send();
      mailRefusals = 0;
      state = { ...state, mailTrouble: null };
      return sent;
    } catch (error) {
      const code = serviceCode(error);
      if (code === null) throw error;
      const pause = troublePause(++mailRefusals);
      mailNotBefore = new Date(Date.now() + pause).toISOString();
      void sleep(pause, { summary: 'Nouvel essai d’envoi aux co-animateurs' }).then(() => alarm.ring());
      const since = state.mailTrouble?.since ?? { at: now(), label: '' };
      state = { ...state, mailTrouble: { code, tell: SERVICE_ERRORS[code].tell, since } };
      return null;
    }
  }

  function notice() {
    const { id, kind, title, place, plan } = state.start;
    return { sessionId: id, kind, title, start: plan.start, end: plan.end, place, icsSequence: state.icsSequence };
  }

  function show(): void {
    const items = deskItems(state, now());
    const coFacilitated = wasCoFacilitated(state);
    const next = session_.agenda(state).find(({ moment }) => moment.at > now());
    showcase.show({
      details: details(state, now()),
      // Once known, it can be counted without waking the session.
      memo: {
        desk: items,
        ...(hasSlot ? { slot: slotOf(state.start) } : {}),
        ...(coFacilitated === 'unknown' ? {} : { coFacilitated }),
      },
      attributes: [
        { key: SEARCH_ATTRIBUTES.sessionState, value: session_.phase(state, now()) },
        { key: SEARCH_ATTRIBUTES.sessionStart, value: new Date(state.start.plan.start.at) },
        { key: SEARCH_ATTRIBUTES.seatsLeft, value: session_.seatsLeft(state) },
        ...(showsWaiting ? [{ key: SEARCH_ATTRIBUTES.waiting, value: session_.waitingCount(state) }] : []),
        { key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ desk }) => desk))] },
        { key: SEARCH_ATTRIBUTES.nextDeadline, value: next ? new Date(next.moment.at) : null },
        { key: SEARCH_ATTRIBUTES.planVersion, value: state.start.plan.version },
      ],
    });
  }
}

const FAR_AWAY = '9999-12-31T00:00:00Z';

function now(): string {
  return new Date().toISOString();
}
