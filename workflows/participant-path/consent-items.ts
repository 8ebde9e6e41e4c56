import { type DeskItem, deskItem, type PrefilledAnswer } from '../../domain/desk.ts';
import { coordinatorOf } from './acknowledged.ts';
import type { PathState } from './state.ts';

/** What the referent and the coordinator do after a person took their consent back; it leaves with the file, or once the person agrees again. */
export function consentItems(state: PathState, about: Pick<DeskItem, 'who' | 'reference' | 'stage'>): readonly DeskItem[] {
  const { consentWithdrawn: since, stage, plan, person, ref } = state;
  if (since === null) return [];
  const { firstRung, firstNameOnly } = plan.charge;
  const coordinator = coordinatorOf(state);
  const hers = { desk: coordinator, ...(firstNameOnly && coordinator !== firstRung ? { who: person.firstName } : {}) };
  const line = { ...about, due: since, since, tried: state.tried };
  if (stage === 'left') {
    const title = `Accord retiré ${since.label} : ce dossier clos (${ref}) est à effacer.`;
    return [deskItem({ ...line, ...hers, key: `erase-${since.at}`, kind: 'decide', title, missing: 'L’effacement par l’administrateur' })];
  }
  const asked = deskItem({
    ...line,
    key: `consent-${since.at}`,
    desk: firstRung,
    kind: 'call',
    phone: person.phone,
    title: `A retiré son accord ${since.label} : plus rien ne lui est envoyé, ses places sont rendues. L’appeler pour savoir ce qu’il ou elle souhaite.`,
    missing: 'Sa décision. Si elle est confirmée : clore, puis faire effacer le dossier par l’administrateur',
    next: 'Rien ne reprend tout seul.',
    answers: consentAnswers(ref),
  });
  return coordinator === firstRung ? [asked] : [asked, { ...asked, ...hers, phone: firstNameOnly ? null : person.phone }];
}

function consentAnswers(reference: string): readonly PrefilledAnswer[] {
  const answer = (label: string, values: Record<string, string>): PrefilledAnswer => ({
    label,
    form: 'followUp',
    values: { reference, ...values },
  });
  return [
    answer('Clore : accord retiré', { decision: 'close', reason: 'accord retiré' }),
    answer('D’accord pour continuer', { decision: 'reopen', reason: 'accord confirmé' }),
    answer('Pas joint', { contact: 'attempt' }),
  ];
}
