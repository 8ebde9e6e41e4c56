import { workflowIds } from '../domain/workflow-ids.ts';
import type { ErasureProgress } from '../workflows/erasure/contract.ts';
import { STEPS } from '../workflows/erasure/words.ts';
import type { ErasurePlan } from './erasures.ts';

// What the command says to an administrator: references, counts and workflow ids, no name.

export const said = {
  usage: 'npm run erase -- GC-XXXX-XXXX [--yes]',
  unreadable: (typed: string) => `« ${typed} » n’est pas une référence : vérifiez-la (GC-XXXX-XXXX).`,
  unknown: (ref: string) => `Aucun dossier ne porte la référence ${ref}.`,
  step: ({ step }: ErasureProgress) => `… ${STEPS[step]}`,
  noWorker: 'Aucun worker ne répond : l’effacement est demandé et commencera dès qu’un worker tournera.',
  goesOn: (ref: string) =>
    `Pas encore terminé : le service continue seul et n’abandonne pas. Relancez la commande pour savoir où il en est (${workflowIds.erasure(ref)}).`,
};

/** What would go, or what is gone. */
export function planWords(plan: ErasurePlan): readonly string[] {
  const { ref, runs, traces, sessions, begun } = plan;
  if (begun?.step === 'done' && runs === 0 && sessions.length === 0) return doneWords(ref, begun);
  return [
    begun === null ? `À effacer : ${ref}` : `Effacement de ${ref} commencé : ${STEPS[begun.step]}`,
    row(workflowIds.path(ref), runs === 0 ? 'déjà supprimé' : `${runs} exécution(s) avec leur historique`),
    ...(traces === null
      ? runs === 0
        ? []
        : [row('places, e-mails, rendez-vous', 'inconnus : aucun worker ne répond')]
      : [
          row('places à rendre', String(traces.seats)),
          row('e-mails en attente, annulés', String(traces.mails)),
          row('rendez-vous à retirer', String(traces.appointments)),
          row('réponses de formulaires reçues', String(traces.responses.length)),
          ...(traces.wasInterviewed ? [EVIDENCE] : []),
        ]),
    ...(sessions.length === 0 ? [row('séances qui la nomment', 'aucune')] : sessions.map((id) => row(id, 'nom retiré, comptes gardés'))),
    '',
    `Rien n’a été changé. Pour effacer : npm run erase -- ${ref} --yes`,
  ];
}

/** An obligation to keep goes before the right to erasure (GDPR, article 17.3.b). */
const EVIDENCE =
  '  Un premier entretien a eu lieu : un financeur (FSE+) peut encore demander ce dossier. Voyez « evidenceUntil » avant d’effacer (RGPD, article 17.3.b).';

export function doneWords(ref: string, { doneAt, sessions, responses }: ErasureProgress): readonly string[] {
  return [
    `${ref} est effacé${doneAt === null ? '' : ` (${doneAt.label})`} : dossier supprimé, ${sessions} séance(s) sans son nom.`,
    ...(responses.length === 0
      ? []
      : [
          `À supprimer à la main dans Google Forms, puis « Fait » dans « Ma journée » de la coordination : ${responses.map(({ number }) => number).join(', ')}`,
        ]),
  ];
}

function row(what: string, count: string): string {
  return `  ${what.padEnd(36)} ${count}`;
}
