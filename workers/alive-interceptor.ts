import type { ActivityInterceptorsFactory } from '@temporalio/worker';

const BEAT_MS = 4000;

/**
 * Keeps an activity alive for as long as its worker is: one whose worker died is given to another within its heartbeat time-out instead of
 * its start-to-close time-out. Only for workers whose activities record no claims, which these heartbeats would write over.
 */
export const aliveInterceptor: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      // Without a time-out the server says 0.
      if (!context.info.heartbeatTimeoutMs) return await next(input);
      const beating = setInterval(() => context.heartbeat(), BEAT_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(beating);
      }
    },
  },
});
