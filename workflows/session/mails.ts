import type { FacilitatorMailed } from './contract.ts';
import { note, type SessionState } from './state.ts';

export type FacilitatorMailKind = 'list' | 'attendance';

const MAILS: Record<FacilitatorMailKind, string> = { list: 'Liste des inscrits', attendance: 'Formulaire de présence' };
const OUTCOMES = {
  sent: 'envoyé par e-mail',
  inDoubt: 'peut-être pas arrivé',
  refused: 'adresse refusée',
  dropped: 'personne inconnue de la configuration',
} as const satisfies Record<FacilitatorMailed['outcome'], string>;

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
  const next = note({ ...state, mailed }, `${MAILS[mail]} à ${name} : ${OUTCOMES[outcome]}.`, at.label);
  if (outcome === 'sent' || outcome === 'dropped') return next;
  return { ...next, unsureMails: [...state.unsureMails, { mail: MAILS[mail], name, refused: outcome === 'refused', at }] };
}
