import type { FacilitatorMailed } from './messages.ts';
import { note, type SessionState } from './state.ts';

export type FacilitatorMailKind = 'list' | 'attendance';

const MAILS: Record<FacilitatorMailKind, string> = { list: 'Liste des inscrits', attendance: 'Formulaire de présence' };
const OUTCOMES = {
  sent: 'envoyé par e-mail',
  inDoubt: 'peut-être pas arrivé',
  refused: 'adresse refusée',
  dropped: 'personne inconnue de la configuration',
} as const satisfies Record<FacilitatorMailed['outcome'], string>;

/** It goes once, whatever became of it: where that isn't known, or it was refused, the coordinator is told. */
export function facilitatorMailed(
  state: SessionState,
  { mail, code }: { readonly mail: FacilitatorMailKind; readonly code: string },
  { outcome, name, at }: FacilitatorMailed,
): SessionState {
  const mailed = { ...state.mailed, [mail]: [...state.mailed[mail], code] };
  const next = note({ ...state, mailed }, `${MAILS[mail]} à ${name} : ${OUTCOMES[outcome]}.`, at.label);
  if (outcome === 'sent' || outcome === 'dropped') return next;
  return { ...next, unsureMails: [...(state.unsureMails ?? []), { mail: MAILS[mail], name, refused: outcome === 'refused', at }] };
}
