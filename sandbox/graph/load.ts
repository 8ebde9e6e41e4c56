import type { Core } from '../core/core.ts';
import { throttled } from './faults.ts';

/** Exchange works on four requests of one mailbox at a time, and on 10,000 in ten minutes, for one application. */
const AT_ONCE = 4;
const IN_WINDOW = 10_000;
const WINDOW_MS = 600_000;

export interface Load {
  /** Counts a request in; throws the vendor's 429 beyond the limits. Call what it returns when the request is answered. */
  enter(mailbox: string): () => void;
  /** Most requests at one time so far, refused ones included, by mailbox. */
  greatest(): Readonly<Record<string, number>>;
}

const opened = new WeakMap<Core, Load>();

export function openLoad(core: Core): Load {
  const existing = opened.get(core);
  if (existing !== undefined) return existing;
  const load = makeLoad(core);
  opened.set(core, load);
  return load;
}

function makeLoad(core: Core): Load {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const windows = new Map<string, { since: number; count: number }>();

  function countWindow(mailbox: string): number {
    const at = core.clock.real().getTime();
    const open = windows.get(mailbox);
    const window = open === undefined || at - open.since >= WINDOW_MS ? { since: at, count: 0 } : open;
    window.count += 1;
    windows.set(mailbox, window);
    return window.count > IN_WINDOW ? Math.ceil((window.since + WINDOW_MS - at) / 1000) : 0;
  }

  return {
    enter: (mailbox) => {
      const count = (now.get(mailbox) ?? 0) + 1;
      now.set(mailbox, count);
      most.set(mailbox, Math.max(count, most.get(mailbox) ?? 0));
      const release = () => now.set(mailbox, (now.get(mailbox) ?? 1) - 1);
      const waitSeconds = core.options.quotas ? countWindow(mailbox) : 0;
      if (waitSeconds > 0 || count > AT_ONCE) {
        release();
        throw throttled(
          count > AT_ONCE
            ? 'Application is over its MailboxConcurrency limit.'
            : 'Application is over its limit of requests for this mailbox.',
          String(Math.max(1, waitSeconds)),
        );
      }
      return release;
    },
    greatest: () => Object.fromEntries(most),
  };
}
