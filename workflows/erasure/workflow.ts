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
import { cameAgain, type ErasureState, found, linesForStaff, openErasure, progress } from './state.ts';
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

async function keepErasure(begin: ErasureStart | ErasureState, cancelRequest: CancelRequest): Promise<void> {
  let state = openErasure(begin);
  const { ref } = state;
  const alarm = new Alarm();
  const publisher = new Publisher<{ worklist: readonly WorklistItem[] }>();
  listen();
  cancelRequest.whenMade(() => alarm.ring());

  for (;;) {
    if (state.step !== 'done') await erase();
    publish();
    await alarm.wait(FAR_AWAY, summary.asleep, isRenewalDue);
    if (isRenewalDue()) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof erasure>({ memo: publisher.memo() })(state);
    }
  }

  async function erase(): Promise<void> {
    const traces = await outside.findTraces.executeWithOptions({ summary: summary.findTraces }, [{ ref }]);
    const { at, others } = traces;
    state = found(state, traces);
    publish();
    await outside.endPath.executeWithOptions({ summary: summary.endPath }, [{ ref, at }]);
    goOnTo('others');
    await outside.tellOthers.executeWithOptions({ summary: summary.tellOthers }, [{ ref, others }]);
    goOnTo('sessions');
    await forgetInSessions();
    goOnTo('deletion');
    await outside.deletePath.executeWithOptions({ summary: summary.deletePath }, [{ ref, origins: state.origins }]);
    state = { ...state, step: 'done', doneAt: at };
  }

  async function forgetInSessions(): Promise<void> {
    for (const session of await outside.findSessions.executeWithOptions({ summary: summary.findSessions }, [{ ref }])) {
      await outside.forgetInSession.executeWithOptions({ summary: summary.forgetInSession(session) }, [{ ref, session }]);
      state = { ...state, sessions: state.sessions + 1 };
    }
  }

  function goOnTo(step: ErasureStep): void {
    state = { ...state, step };
    publish();
  }

  function listen(): void {
    setHandler(erasureProgress, () => progress(state), { description: description.progress });
    setHandler(
      eraseAgain,
      () => {
        if (state.step === 'done') state = { ...state, step: 'traces', doneAt: null };
        alarm.ring();
      },
      { description: description.again },
    );
    setHandler(
      responsesDeleted,
      () => {
        state = { ...state, responses: [] };
        alarm.ring();
      },
      { description: description.deleted },
    );
    setHandler(
      responseCameAgain,
      (response) => {
        state = cameAgain(state, response);
        alarm.ring();
      },
      { description: description.cameAgain },
    );
  }

  function publish(): void {
    const items = linesForStaff(state);
    publisher.publish({
      details: cancelRequest.above('erasure', details(ref, state)),
      memo: { worklist: items },
      attributes: [
        { key: SEARCH_ATTRIBUTES.matchKeys, value: [...state.origins] },
        { key: SEARCH_ATTRIBUTES.waitingFor, value: items.map(({ worklist }) => worklist) },
      ],
    });
  }
}
