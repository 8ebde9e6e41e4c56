import PQueue from 'p-queue';

export interface FormsQuota {
  /** `forms.responses.list`, Google's « expensive reads »: 180 a minute and user. */
  readonly listsPerMinute: number;
  /** Every other read: 390 a minute and user. */
  readonly readsPerMinute: number;
}

/** Google's documented quotas for one user, and a service account is one user; a little is left for a doctor's or a second worker's calls. */
export const GOOGLE_QUOTA: FormsQuota = { listsPerMinute: 170, readsPerMinute: 370 };

/** Runs calls as they come and holds back, first come first served, those beyond the quota of the last minute. */
export function quotaQueues({ listsPerMinute, readsPerMinute }: FormsQuota, minute = 60_000) {
  return { list: limited(listsPerMinute, minute), read: limited(readsPerMinute, minute) };
}

function limited(intervalCap: number, interval: number): PQueue {
  return new PQueue({ concurrency: 8, interval, intervalCap, strict: true });
}
