import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import { type CancelRequest, despiteCancellation } from '../cancel-request.ts';
import { DUTY_QUEUE } from '../duty/contract.ts';
import { now } from '../now.ts';
import { isPaused } from '../pause.ts';
import { Publisher } from '../publisher.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { refusalOf } from '../service-code.ts';
import { type SentNow, type WorklistActivities, worklistSend } from './contract.ts';
import {
  afterRound,
  hourAfter,
  openWorklist,
  roundRequest,
  sentNow,
  serviceRefuses,
  type WorklistStart,
  type WorklistState,
} from './state.ts';
import { details } from './view.ts';
import { description, summary } from './words.ts';

const { worklistHour } = proxyLocalActivities<WorklistActivities>({ startToCloseTimeout: '10 seconds' });
/** One round lasts from one worklist hour to the next, over any closure. */
const { worklistRound } = proxyActivities<WorklistActivities>({
  taskQueue: DUTY_QUEUE,
  startToCloseTimeout: '100 days',
  // An hour and a half: then its pause stands in the state, and the run can go on as a new one.
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes', maximumAttempts: 24 },
});
/** For whoever waits for an answer: a minute or two. */
const { worklistNow } = proxyActivities<WorklistActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '12 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumAttempts: 3 },
});

/** Who looks for the mail and doesn't find it yet asks again. */
const PRESSED_TWICE_MS = 60_000;

/**
 * The worklist of one member of staff, or of an organisation's lead: pulls what others show for it (`GcWaitingFor`, memo `worklist`) and makes
 * one mail of it at the worklist's hour; what can't wait goes at once. Remembers which items were told, never what they say.
 */
export async function staffWorklist(begin: WorklistStart | WorklistState): Promise<void> {
  await despiteCancellation((request) => keepWorklist(begin, request));
}

/** What the loop and the handler share. */
interface Kept {
  state: WorklistState;
}

async function keepWorklist(begin: WorklistStart | WorklistState, cancelRequest: CancelRequest): Promise<void> {
  const kept: Kept = { state: openWorklist(begin) };
  const publisher = new Publisher<{ worklist: readonly WorklistItem[] }>();
  const publish = () => publisher.publish(published(kept.state, cancelRequest));
  const onRequest = new SendingOnRequest(kept, publish);
  cancelRequest.whenMade(publish);
  // A handler runs in the workflow's own scope, which a request for cancellation ends.
  setHandler(worklistSend, async () => await CancellationScope.nonCancellable(() => onRequest.sendOnce()), {
    description: description.send,
  });

  for (;;) {
    if (isRenewalDue()) {
      await condition(allHandlersFinished);
      await makeContinueAsNewFunc<typeof staffWorklist>({ memo: publisher.memo() })(kept.state);
    }
    const hour = kept.state.hour ?? (await worklistHour(hourAfter(kept.state, now())));
    kept.state = { ...kept.state, hour };
    publish();
    await pauseEnds(kept.state);
    const gone = await round(kept);
    if (gone) return;
  }
}

/** A reader's address or the mail service as a whole was refused, which a person must mend. */
async function pauseEnds({ pause }: WorklistState): Promise<void> {
  if (pause !== null && isPaused(pause, now())) await sleep(Date.parse(pause.until) - Date.now(), { summary: summary.untilNextTry });
}

/** True when the configuration no longer knows this worklist: it ends, and whoever leaves nobody waiting is told nothing. */
async function round(kept: Kept): Promise<boolean> {
  try {
    const named = { summary: summary.round(kept.state.code, kept.state.hour?.at.label ?? null) };
    const result = await worklistRound.executeWithOptions(named, [roundRequest(kept.state)]);
    if (result.gone) return true;
    kept.state = afterRound(kept.state, result, now());
  } catch (error) {
    kept.state = serviceRefuses(kept.state, SERVICE_ERRORS[refusalOf(error)].tell, now());
  }
  return false;
}

/** « Ma journée », sent now because an administrator asked for it. */
class SendingOnRequest {
  readonly #kept: Kept;
  readonly #publish: () => void;
  #sending: Promise<SentNow> | null = null;
  #lastSent: { readonly at: number; readonly answer: SentNow } | null = null;

  constructor(kept: Kept, publish: () => void) {
    this.#kept = kept;
    this.#publish = publish;
  }

  /** Pressed twice, it is one mail. */
  async sendOnce(): Promise<SentNow> {
    if (this.#lastSent !== null && Date.now() - this.#lastSent.at < PRESSED_TWICE_MS) return this.#lastSent.answer;
    const answer = await (this.#sending ??= this.#sendNow());
    if (answer.outcome === 'sent') this.#lastSent = { at: Date.now(), answer };
    return answer;
  }

  async #sendNow(): Promise<SentNow> {
    const { code, notifications, count } = this.#kept.state;
    try {
      const mail = await worklistNow.executeWithOptions({ summary: summary.now(code) }, [{ code, notifications, count }]);
      this.#kept.state = sentNow(this.#kept.state, mail);
      this.#publish();
      return mail === null ? { outcome: 'nothing', lines: 0 } : { outcome: mail.outcome, lines: mail.lines };
    } catch (error) {
      const refusal = refusalOf(error);
      throw ApplicationFailure.nonRetryable(SERVICE_ERRORS[refusal].tell, refusal);
    } finally {
      this.#sending = null;
    }
  }
}

function published(state: WorklistState, cancelRequest: CancelRequest) {
  const items = state.outage ? [state.outage] : [];
  return {
    details: cancelRequest.above('worklist', details(state)),
    memo: { worklist: items },
    attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: items.map(({ worklist }) => worklist) }],
  };
}
