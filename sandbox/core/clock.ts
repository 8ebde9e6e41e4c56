import type { Stores } from './store.ts';

/** The time the partner tools believe it is: real time plus an offset that a test may set. */
export interface Clock {
  now(): Date;
  /** `now` in ISO 8601 with milliseconds, UTC. */
  iso(): string;
  /** Real time, whatever the offset. */
  real(): Date;
  offsetMs(): number;
  /** Makes `now()` continue from this moment. */
  setNow(moment: Date): void;
  setOffset(milliseconds: number): void;
}

export function openClock(stores: Stores): Clock {
  const offset = stores.value('clock', { offsetMs: 0 });
  const now = () => new Date(Date.now() + offset.get().offsetMs);
  return {
    now,
    iso: () => now().toISOString(),
    real: () => new Date(),
    offsetMs: () => offset.get().offsetMs,
    setNow: (moment) => offset.set({ offsetMs: moment.getTime() - Date.now() }),
    setOffset: (offsetMs) => offset.set({ offsetMs }),
  };
}
