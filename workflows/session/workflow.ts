import { ApplicationFailure, allHandlersFinished, condition, makeContinueAsNewFunc, setHandler } from '@temporalio/workflow';
import { asWritten } from '../../domain/markdown.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { Alarm } from '../alarm.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { now } from '../now.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { CalendarWork } from './calendar-work.ts';
import {
  attendanceRecorded,
  calendarChanged,
  configurationChanged,
  personErased,
  seatSet,
  seatView,
  sessionDecision,
  sessionRecord,
  waitingSeats,
} from './contract.ts';
import { doWhatIsDue } from './due-work.ts';
import { forgetPerson } from './erasure.ts';
import type { Kept } from './kept.ts';
import { published, type SessionMemo } from './published.ts';
import * as decisions from './session.ts';
import type { SessionState } from './state.ts';
import { nextWake } from './wake.ts';
import { description, refusal, summary } from './words.ts';

/** One session: seats and waiting list, its Outlook event, its facilitators' mails, its attendance. */
export async function session(begin: SessionStart | SessionState): Promise<void> {
  await despiteCancellation((request) => keepSession(begin, request));
}

async function keepSession(begin: SessionStart | SessionState, cancelRequest: CancelRequest): Promise<void> {
  const kept: Kept = { state: 'seats' in begin ? begin : decisions.openSession(begin) };
  const alarm = new Alarm();
  const publisher = new Publisher<SessionMemo>();
  const publish = () => publisher.publish(published(kept.state, cancelRequest));
  const calendar = new CalendarWork(kept, publish);
  let hasForgotten = false;
  listen(kept, alarm);
  setHandler(
    personErased,
    ({ ref }) => {
      kept.state = forgetPerson(kept.state, ref, now());
      hasForgotten = true;
      alarm.ring();
    },
    { description: description.forget },
  );
  cancelRequest.whenMade(() => alarm.ring());

  for (;;) {
    publish();
    if (calendar.isDue()) void calendar.run().then(() => alarm.ring());
    await doWhatIsDue(kept);
    publish();
    const wake = nextWake(kept.state, now(), { writing: calendar.isUnderWay });
    if (wake === null) return;
    await alarm.wait(wake, summary.asleep(asWritten(kept.state.start.title)), mayContinueAsNew);
    if (mayContinueAsNew() && decisions.unsentViews(kept.state).length === 0) {
      await condition(allHandlersFinished);
      // The next run begins with what is shown: nothing of who was forgotten.
      publish();
      await makeContinueAsNewFunc<typeof session>({ memo: publisher.memo() })(kept.state);
    }
  }

  function mayContinueAsNew(): boolean {
    // This run's history says what was forgotten.
    return (isRenewalDue() || hasForgotten) && !calendar.isUnderWay;
  }
}

/** Every message is a decision about the state; what it asks for outside is done by the loop. */
function listen(kept: Kept, alarm: Alarm): void {
  const decide = (next: SessionState) => {
    kept.state = next;
    alarm.ring();
  };
  setHandler(
    seatSet,
    (requests) => {
      const { state, views } = decisions.setSeats(kept.state, requests, now());
      decide(state);
      return views;
    },
    {
      description: description.seats,
      validator: (requests) => {
        if (decisions.wouldAllBeRefused(kept.state, requests)) throw ApplicationFailure.nonRetryable(refusal.full, 'session-full');
      },
    },
  );
  setHandler(attendanceRecorded, (attendance) => decide(decisions.takeAttendance(kept.state, attendance)));
  setHandler(calendarChanged, (change) => decide(decisions.touched(kept.state, change, now())));
  setHandler(sessionDecision, (decision) => decide(decisions.decidedByForm(kept.state, decision)));
  setHandler(configurationChanged, (configuration) => decide(decisions.withConfiguration(kept.state, configuration, now())));
  setHandler(sessionRecord, () => decisions.record(kept.state));
  setHandler(seatView, (ref) => decisions.viewOf(kept.state, ref));
  setHandler(waitingSeats, () => decisions.waitingOrder(kept.state).map(({ ref, priority, arrival }) => ({ ref, priority, arrival })));
}
