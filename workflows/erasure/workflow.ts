import { allHandlersFinished, condition, makeContinueAsNewFunc, proxyActivities, setHandler } from '@temporalio/workflow';
import type { WorklistItem } from '../../domain/worklist.ts';
import { Alarm } from '../alarm.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import {
  type ErasureActivities,
  type ErasureStart,
  type ErasureStep,
  eraseAgain,
  erasureProgress,
  responseCameAgain,
  responsesDeleted,
} from './contract.ts';
import { begunAgain, cameAgain, type ErasureState, found, linesForStaff, openErasure, progress } from './state.ts';
import { description, details, summary } from './words.ts';

/** A partner that refuses, or a session that can't answer, is waited for: half an erasure is none. */
const RETRY = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
const outside = proxyActivities<ErasureActivities>({ startToCloseTimeout: '5 minutes', heartbeatTimeout: '30 seconds', retry: RETRY });

const FAR_AWAY = '9999-12-31T00:00:00Z';

/**
 * Erases one person from the service, then stays: the hashes of their responses are found by the search, so that none of them opens a path again.
 * Holds references, hashes and dates only.
 */
export async function erasure(begin: ErasureStart | ErasureState): Promise<void> {
  await despiteCancellation((request) => keepErasure(begin, request));
}

/** What the loop, the steps and the handlers share. */
interface Kept {
  state: ErasureState;
}

async function keepErasure(begin: ErasureStart | ErasureState, cancelRequest: CancelRequest): Promise<void> {
  const kept: Kept = { state: openErasure(begin) };
  const alarm = new Alarm();
  const publisher = new Publisher<{ worklist: readonly WorklistItem[] }>();
  const publish = () => publisher.publish(published(kept.state, cancelRequest));
  listen(kept, alarm);
  cancelRequest.whenMade(() => alarm.ring());

  for (;;) {
    if (kept.state.step !== 'done') await erase(kept, publish);
    publish();
    await alarm.wait(FAR_AWAY, summary.asleep, isRenewalDue);
    if (isRenewalDue()) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof erasure>({ memo: publisher.memo() })(kept.state);
    }
  }
}

async function erase(kept: Kept, publish: () => void): Promise<void> {
  const { ref } = kept.state;
  const goOnTo = (step: ErasureStep) => {
    kept.state = { ...kept.state, step };
    publish();
  };
  const traces = await outside.findTraces.executeWithOptions({ summary: summary.findTraces }, [{ ref }]);
  const { at, others } = traces;
  kept.state = found(kept.state, traces);
  publish();
  await outside.endPath.executeWithOptions({ summary: summary.endPath }, [{ ref, at }]);
  goOnTo('others');
  await outside.tellOthers.executeWithOptions({ summary: summary.tellOthers }, [{ ref, others }]);
  goOnTo('sessions');
  await forgetInSessions(kept);
  goOnTo('deletion');
  await outside.deletePath.executeWithOptions({ summary: summary.deletePath }, [{ ref, origins: kept.state.origins }]);
  kept.state = { ...kept.state, step: 'done', doneAt: at };
}

async function forgetInSessions(kept: Kept): Promise<void> {
  const { ref } = kept.state;
  for (const session of await outside.findSessions.executeWithOptions({ summary: summary.findSessions }, [{ ref }])) {
    await outside.forgetInSession.executeWithOptions({ summary: summary.forgetInSession(session) }, [{ ref, session }]);
    kept.state = { ...kept.state, sessions: kept.state.sessions + 1 };
  }
}

function listen(kept: Kept, alarm: Alarm): void {
  const changeTo = (state: ErasureState) => {
    kept.state = state;
    alarm.ring();
  };
  setHandler(erasureProgress, () => progress(kept.state), { description: description.progress });
  setHandler(eraseAgain, () => changeTo(begunAgain(kept.state)), { description: description.again });
  setHandler(responsesDeleted, () => changeTo({ ...kept.state, responses: [] }), { description: description.deleted });
  setHandler(responseCameAgain, (response) => changeTo(cameAgain(kept.state, response)), { description: description.cameAgain });
}

function published(state: ErasureState, cancelRequest: CancelRequest) {
  const items = linesForStaff(state);
  return {
    details: cancelRequest.above('erasure', details(state.ref, state)),
    memo: { worklist: items },
    attributes: [
      { key: SEARCH_ATTRIBUTES.matchKeys, value: [...state.origins] },
      { key: SEARCH_ATTRIBUTES.waitingFor, value: items.map(({ worklist }) => worklist) },
    ],
  };
}
