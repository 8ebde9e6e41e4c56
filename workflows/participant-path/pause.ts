import type { PathState } from './state.ts';

/** A path that was closed is no longer paused. */
export function isPaused({ paused, stage }: PathState): boolean {
  return paused !== null && stage !== 'left';
}
