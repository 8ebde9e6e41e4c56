import type { FacilitatorMailed, FacilitatorMailKind } from './contract.ts';
import { note, type SessionState } from './state.ts';
import { journal } from './words.ts';

/**
 * Each round's mail goes once, whatever became of it: where that isn't known, or it was refused, the coordinator is told. A mail that was under
 * way while the session moved counts for the round before, and the new round's goes too.
 */
export function facilitatorMailed(
  state: SessionState,
  { mail, code, round }: { readonly mail: FacilitatorMailKind; readonly code: string; readonly round: number },
  { outcome, name, at }: FacilitatorMailed,
): SessionState {
  const mailed = round === state.round ? { ...state.mailed, [mail]: [...state.mailed[mail], code] } : state.mailed;
  const next = note({ ...state, mailed }, journal.mailed(mail, name, outcome), at.label);
  if (outcome === 'sent' || outcome === 'dropped') return next;
  return { ...next, unsureMails: [...state.unsureMails, { mail, code, name, refused: outcome === 'refused', at }] };
}
