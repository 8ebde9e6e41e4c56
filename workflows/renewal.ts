import { workflowInfo } from '@temporalio/workflow';

const OLD_MS = 90 * 24 * 3600_000;

/** A run goes on as a new one where the server says so, and after ninety days: then the code of before is gone in a hundred. */
export function isRenewalDue(): boolean {
  return workflowInfo().continueAsNewSuggested || Date.now() >= renewalAt();
}

/** When this run is ninety days old, in milliseconds since the epoch. */
export function renewalAt(): number {
  return workflowInfo().runStartTime.getTime() + OLD_MS;
}
