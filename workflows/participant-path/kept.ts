import type { PathState } from './state.ts';

/**
 * The path as it stands now. Whoever waits for a call reads `state` again after it: forms and sessions are heard meanwhile, and what is built
 * from the state of before the call loses them.
 */
export interface Kept {
  state: PathState;
}
