import { workflowInfo } from '@temporalio/workflow';

const OLD_MS = 90 * 24 * 3600_000;

/** A run goes on as a new one where the server says so, and after ninety days: then a patched decision is gone in a hundred. */
export function isRenewalDue(): boolean {
  const { continueAsNewSuggested, runStartTime } = workflowInfo();
  return continueAsNewSuggested || Date.now() - runStartTime.getTime() >= OLD_MS;
}
