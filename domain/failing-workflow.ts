import { referenceIn } from './workflow-ids.ts';
import { type WorklistItem, worklistItem } from './worklist.ts';
import type { FoundItem } from './worklist-day.ts';

/** A workflow that does nothing more, though nobody decided that in the service. */
export interface FailingWorkflow {
  readonly workflowId: string;
  /** Its type, as Temporal knows it. */
  readonly type: string;
  /** `stuck`: its task fails again and again; `ended`: it was terminated, or failed, and no run of it goes on. */
  readonly what: 'stuck' | 'ended';
  /** ISO 8601 UTC: of what is stuck, when that was first seen by whoever asks. */
  readonly since: string;
}

/** Those that run as long as the service is installed, one or several of each; the service starts again what has ended. */
export const LONG_LIVED: Readonly<Record<string, string>> = {
  formIntake: 'La lecture d’un formulaire',
  calendarWatch: 'Le suivi de l’agenda Outlook',
  sessionPlanner: 'Le plan des séances',
  staffWorklist: '« Ma journée » d’une personne',
  duty: 'La permanence du service',
};

/** One line for the coordinator. @param worklist of the coordinator */
export function failingLine(failing: FailingWorkflow, worklist: string): FoundItem {
  const { workflowId, what, since } = failing;
  const at = { at: since, label: '' };
  const key = `failing-${what}`;
  const item = worklistItem({
    key,
    worklist,
    kind: 'service',
    due: at,
    since: at,
    urgent: true,
    cause: `${what}-${kindOf(failing)}`,
    ...words(failing),
  });
  return { key: `${workflowId} ${key}`, item };
}

function words(failing: FailingWorkflow): Pick<WorklistItem, 'who' | 'reference' | 'title' | 'missing' | 'next'> {
  const { workflowId, what } = failing;
  const kind = kindOf(failing);
  const reference = kind === 'service' ? null : referenceIn(workflowId);
  return { who: reference ?? workflowId, reference, title: `${nameOf(failing)} ${TITLES[what]}`, ...TO_DO[what][kind] };
}

function nameOf({ workflowId, type }: FailingWorkflow): string {
  if (type === 'participantPath') return 'Ce dossier';
  if (type === 'session') return 'Cette séance';
  if (type === 'erasure') return `L’effacement d’un dossier (${workflowId})`;
  return `${LONG_LIVED[type] ?? 'Une partie du service'} (${workflowId})`;
}

type Kind = 'path' | 'session' | 'erasure' | 'service';

function kindOf({ type }: FailingWorkflow): Kind {
  if (type === 'participantPath') return 'path';
  return type === 'session' || type === 'erasure' ? type : 'service';
}

const TITLES = {
  stuck: 'est bloqué par une erreur du service : rien n’y avance.',
  ended: 'a été arrêté dans Temporal : rien n’y avance plus.',
} as const;

type ToDo = Pick<WorklistItem, 'missing' | 'next'>;

const MENDED: ToDo = {
  missing: 'L’administrateur lit l’erreur dans l’historique, puis installe une version corrigée.',
  next: 'Rien n’est perdu : tout reprend dès que l’erreur est corrigée.',
};

const TO_DO: Readonly<Record<FailingWorkflow['what'], Readonly<Record<Kind, ToDo>>>> = {
  stuck: { path: MENDED, session: MENDED, erasure: MENDED, service: MENDED },
  ended: {
    path: {
      missing:
        'L’administrateur le rétablit dans Temporal (« Reset », dernier point de l’historique) : les e-mails déjà partis ne repartent pas.',
      next: 'Si l’arrêt était voulu, « Delete » retire cette ligne. Pour clore un dossier, utilisez toujours le formulaire de suivi.',
    },
    session: {
      missing: 'L’administrateur la rétablit dans Temporal (« Reset », dernier point de l’historique), ou prévenez vous-même les inscrits.',
      next: 'Si l’arrêt était voulu, « Delete » retire cette ligne. Pour annuler une séance, annulez son événement dans Outlook.',
    },
    erasure: {
      missing: 'L’administrateur relance la commande : npm run erase, avec la référence et --yes.',
      next: 'Sans elle, une réponse restée dans Google Forms peut rouvrir le dossier.',
    },
    service: { missing: null, next: 'Le service la relance de lui-même dans les cinq minutes.' },
  },
};
