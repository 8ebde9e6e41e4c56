import { ActivityFailure, isCancellation, makeContinueAsNewFunc, proxyActivities, sleep } from '@temporalio/workflow';
import type { IntakeActivities } from '../../activities/intake.ts';
import type { DeskItem } from '../../domain/desk.ts';
import { isRenewalDue } from '../renewal.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { Showcase } from '../showcase.ts';
import { deskItems, details, FORM_NAMES, type IntakeStart, openIntake, polled, pollRequest } from './state.ts';

const { pollForm } = proxyActivities<IntakeActivities>({
  startToCloseTimeout: '3 hours',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** A failure that no retry mends is a fault of ours: look again now and then, since the next version may have mended it. */
const FAULT_PAUSE = '5 minutes';

/**
 * Reads one form for ever and hands each response to its owner. Everything happens in one long activity, which returns when there is
 * something to tell or after an hour: six events an hour at rest.
 */
export async function formIntake(start: IntakeStart): Promise<void> {
  let state = openIntake(start);
  const showcase = new Showcase<{ desk: readonly DeskItem[] }>();
  const summary = `Lecture du formulaire « ${FORM_NAMES[start.form]} »`;

  for (;;) {
    show();
    if (isRenewalDue()) {
      await makeContinueAsNewFunc<typeof formIntake>({ memo: showcase.memo() })({ form: start.form, carry: state });
    }
    try {
      const answer = await pollForm.executeWithOptions({ summary }, [pollRequest(state)]);
      state = polled(state, answer);
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      await sleep(FAULT_PAUSE, { summary: 'Lecture en échec : nouvel essai' });
    }
  }

  function show(): void {
    const items = deskItems(state);
    showcase.show({
      details: details(state),
      memo: { desk: items },
      attributes: [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ desk }) => desk))] }],
    });
  }
}
