import { proxyActivities } from '@temporalio/workflow';
import { DUTY_QUEUE } from '../workflows/duty/contract.ts';

export { duty } from '../workflows/duty/workflow.ts';

const { pollForm } = proxyActivities<{ pollForm(): Promise<void> }>({
  taskQueue: DUTY_QUEUE,
  startToCloseTimeout: '8 hours',
  retry: { initialInterval: '1 second' },
});

/** Stands for a form's intake, which reads for hours. */
export async function formReader(): Promise<void> {
  await pollForm();
}
