import { nameOf } from '../../domain/co-facilitation.ts';
import { organisationsSeen, wasCoFacilitated } from '../../domain/presence.ts';
import { agenda, blankRows, headCount, heldSeats, phase, type SessionDue, type SessionState, seatsLeft, waitingCount } from './session.ts';

const WAITS: Record<SessionDue, string> = {
  answers: 'réponses des co-animateurs',
  begin: 'fin de la liste d’attente',
  low: 'nombre d’inscrits vérifié',
  unknown: 'présences jamais saisies : les parcours continuent sans elles',
  list: 'liste des inscrits aux co-animateurs',
  attendance: 'formulaire de présence aux co-animateurs',
  facilitator: 'rappel au co-animateur si la feuille manque',
  coordinator: 'alerte à la coordination si la feuille manque',
  close: 'fin du suivi de la séance',
};

const PHASES = {
  open: 'inscriptions ouvertes',
  listed: 'liste envoyée',
  held: 'a eu lieu, présences attendues',
  complete: 'présences complètes',
  cancelled: 'annulée',
};

/** Where the session stands, for an administrator: French Markdown, no participant's name. */
export function details(state: SessionState, now: string): string {
  const { start } = state;
  const next = agenda(state).find(({ moment }) => moment.at > now);
  const lines = [
    `## ${start.title} – ${start.plan.start.label}`,
    [start.place.name, start.place.address].filter((part) => part !== '').join(', '),
    '',
    `- **État** : ${PHASES[phase(state, now)]}`,
    `- **Places** : ${placesLine(state)}`,
    ...attendanceLines(state, now),
    `- **Co-animation** : ${start.facilitators.map((code) => nameOf(state.coFacilitation, code)).join(' et ')}`,
    ...presenceLines(state, now),
    ...state.remarks.map(({ at, staff, words }) => `- **Remarque** de ${nameOf(state.coFacilitation, staff)}, ${at.label} : « ${words} »`),
    `- **Outlook** : ${outlookLine(state)}`,
    next ? `- **Prochaine étape** : ${WAITS[next.due]}, ${next.moment.label}` : '',
    '',
    '### Journal',
    ...state.log.toReversed().map(({ at, what }) => (at ? `- ${at} : ${what}` : `- ${what}`)),
  ];
  return lines.join('\n');
}

function placesLine(state: SessionState): string {
  if (state.start.headCountOnly) return 'sans inscription, on y vient librement';
  return `${heldSeats(state).length} prises sur ${state.start.capacity}, ${seatsLeft(state)} libre(s), ${waitingCount(state)} en attente`;
}

function attendanceLines(state: SessionState, now: string): readonly string[] {
  const present = headCount(state);
  if (present === null && state.filing === null && now < state.start.plan.end.at) return [];
  const blank = blankRows(state).filter((row) => row > 0);
  return [
    `- **Participants** : ${present ?? 'pas encore saisis'}`,
    ...(blank.length > 0 ? [`- **Lignes sans réponse** : ${blank.join(', ')}`] : []),
    `- **Feuille d’émargement** : ${state.filing === null ? 'sans numéro de classement' : `justifié, classement ${state.filing}`}`,
  ];
}

/** Who was there, not who had accepted. */
function presenceLines(state: SessionState, now: string): readonly string[] {
  const { presence, cancelled, start } = state;
  const seen = organisationsSeen(presence).join(' et ');
  if (seen === '' && (cancelled || now < start.plan.end.at)) return [];
  const words = {
    yes: `oui – ${seen}`,
    no: `non – ${seen} seule`,
    unknown: seen === '' ? 'pas encore saisie' : `pas encore saisie – ${seen} y était, d’après sa feuille`,
  };
  return [`- **Co-animation constatée** : ${words[wasCoFacilitated(state)]}`];
}

function outlookLine(state: SessionState): string {
  if (state.eventTrouble) return `en attente – ${state.eventTrouble.tell}`;
  if (state.cancelled) return 'événement annulé';
  return state.event ? 'événement en place, co-animateurs invités' : 'événement à créer';
}
