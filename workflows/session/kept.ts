import type { SessionState } from './state.ts';

/**
 * The session as it stands now. Whoever waits for a call reads `state` again after it: seats are given and forms arrive meanwhile, and what is
 * built from the state of before the call loses them.
 */
export interface Kept {
  state: SessionState;
}
