import { allHandlersFinished, condition, makeContinueAsNewFunc, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { Moment } from '../../domain/moment.ts';
import type { PathStart } from '../../domain/path-start.ts';
import { Alarm } from '../alarm.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { now } from '../now.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { CommandWork } from './command-work.ts';
import type { PlanActivities } from './contract.ts';
import {
  configurationChanged,
  consentRefused,
  erasureRequested,
  everythingHeld,
  followUpRecorded,
  influxAnswered,
  nearFound,
  otherErased,
  registrationReceived,
  seatChanged,
  sessionsOpened,
  tracesOf,
  unableAnswered,
} from './contract.ts';
import { comingWaits } from './details.ts';
import { everything } from './everything.ts';
import type { Kept } from './kept.ts';
import * as path from './path.ts';
import { type PathMemo, published } from './published.ts';
import * as summaries from './words/summaries.ts';

const { makePlan } = proxyLocalActivities<PlanActivities>({ startToCloseTimeout: '10 seconds' });

const FAR_AWAY = '9999-12-31T00:00:00Z';

/** One participant, from a registration until they are erased: months to years over many runs. */
export async function participantPath(start: PathStart | path.PathState): Promise<void> {
  await despiteCancellation((request) => keepPath(start, request));
}

async function keepPath(start: PathStart | path.PathState, cancelRequest: CancelRequest): Promise<void> {
  const kept: Kept = { state: 'outbox' in start ? start : path.begin(start) };
  const alarm = new Alarm();
  const publisher = new Publisher<PathMemo>();
  const commands = new CommandWork(kept, () => alarm.ring());
  listen(kept, alarm, commands);
  cancelRequest.whenMade(() => alarm.ring());

  for (;;) {
    if (!commands.isUnderWay) kept.state = path.carryOutErasure(kept.state, now());
    await makePlans(kept);
    kept.state = path.tick(kept.state, now());
    if (kept.state.stale) continue;
    publisher.publish(published(kept.state, cancelRequest));
    if (commands.isDue()) void commands.run();
    if (path.isErased(kept.state) && !commands.isUnderWay) return await condition(allHandlersFinished);
    await alarm.wait(path.nextWake(kept.state, now()) ?? FAR_AWAY, summaries.timer(comingWaits(kept.state)[0] ?? null), mayContinueAsNew);
    if (mayContinueAsNew()) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof participantPath>({ memo: publisher.memo() })(kept.state);
    }
    if ((path.lookAgainAt(kept.state) ?? FAR_AWAY) <= now()) kept.state = path.lookAgain(kept.state);
  }

  function mayContinueAsNew(): boolean {
    return isRenewalDue() && !commands.isUnderWay;
  }
}

/** Every message is a decision about the state; what it asks for outside is done by the loop. */
function listen(kept: Kept, alarm: Alarm, commands: CommandWork): void {
  const { HANDLERS } = summaries;
  const decide = (next: path.PathState) => {
    // What comes after that is nobody's any more.
    if (kept.state.erasedAt !== null) return;
    kept.state = next;
    alarm.ring();
  };
  setHandler(registrationReceived, (message) => decide(path.registeredAgain(kept.state, message)), {
    description: HANDLERS.registrationReceived,
  });
  setHandler(nearFound, ({ refs, at }) => decide(path.noteNear(kept.state, refs, at)), { description: HANDLERS.nearFound });
  setHandler(otherErased, ({ ref }) => decide(path.forgetNear(kept.state, ref)), { description: HANDLERS.otherErased });
  const erase = (at: Moment) => {
    decide(path.beginErasure(kept.state, at));
    commands.dropMail();
  };
  setHandler(erasureRequested, erase, { description: HANDLERS.erasureRequested });
  setHandler(tracesOf, () => path.traces(kept.state, now()), { description: HANDLERS.tracesOf });
  setHandler(consentRefused, (origin) => decide(path.consentWithdrawn(kept.state, origin)), { description: HANDLERS.consentRefused });
  setHandler(followUpRecorded, (fact) => decide(path.followedUp(kept.state, fact, now())), { description: HANDLERS.followUpRecorded });
  setHandler(influxAnswered, (answer) => decide(path.influxAnswered(kept.state, answer)), { description: HANDLERS.influxAnswered });
  setHandler(unableAnswered, (answer) => decide(path.unable(kept.state, answer)), { description: HANDLERS.unableAnswered });
  setHandler(seatChanged, ({ view, at }) => decide(path.seatChanged(kept.state, view, at)), { description: HANDLERS.seatChanged });
  setHandler(sessionsOpened, () => decide(path.lookAgain(kept.state)), { description: HANDLERS.sessionsOpened });
  setHandler(configurationChanged, ({ version }) => decide(path.withConfiguration(kept.state, version)), {
    description: HANDLERS.configurationChanged,
  });
  setHandler(everythingHeld, () => everything(kept.state), { description: HANDLERS.everythingHeld });
}

/** Of the path, where what it rests on has changed, and of each of its bookings. */
async function makePlans(kept: Kept): Promise<void> {
  if (kept.state.stale) {
    const planRequest = path.planRequest(kept.state);
    const plan = await makePlan(planRequest);
    // What came while the plan was made asks for another one.
    if (path.currentPlan(kept.state, planRequest, plan) !== null) kept.state = path.planned(kept.state, plan);
  }
  for (let booking = path.staleBooking(kept.state); booking !== null; booking = path.staleBooking(kept.state)) {
    const plan = await makePlan(path.bookingRequest(path.planRequest(kept.state), booking));
    kept.state = path.bookingPlanned(kept.state, booking, plan);
  }
}
