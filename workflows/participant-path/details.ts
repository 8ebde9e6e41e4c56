import type { Moment } from '../../domain/moment.ts';
import { compare } from '../../domain/text.ts';
import { ownView, staffBookings } from './bookings/booking.ts';
import { mailName } from './mail-words.ts';
import { aboutPerson } from './own-words.ts';
import { agenda, MARK_WORDS, type PathDue, type PathState, STAGE_WORDS, waitingMails } from './path.ts';
import { isTold } from './told.ts';

/** The next ones, and the latest. */
const APPOINTMENTS_SHOWN = 5;

const WAITS: Record<Exclude<PathDue, 'coordinator'>, string> = {
  reminderWeek: 'rappel une semaine avant la séance',
  reminderDay: 'rappel la veille de la séance',
  appointmentDay: 'rappel la veille d’un rendez-vous',
  appointmentBrief: 'le référent reçoit de quoi préparer un rendez-vous',
  appointmentLook: 'Outlook : le rendez-vous y est-il toujours ?',
  holdUntil: 'la place est libérée si la personne n’a pas été jointe',
  begins: 'la séance commence : plus d’appel à passer',
  resume: 'fin de la pause',
  followUp: 'situation à 6 mois demandée à la personne',
  takeBack: 'fin d’un transfert temporaire : la reprise est proposée',
  ageLimit: 'changement d’âge : un transfert est proposé aux deux référents',
  referent: 'le référent est relancé',
};

/** Where the file stands, why, and what fires next: French Markdown, read by an administrator through the codec. */
export function details(state: PathState): string {
  const { plan, search, person } = state;
  const seat = ownView(state);
  const { charge } = plan;
  const about = aboutPerson(person);
  return [
    `## ${person.firstName} ${person.lastName ?? ''} – ${STAGE_WORDS[state.stage]}`,
    `- **Dossier** : ${state.ref}, depuis ${state.registeredAt.label}`,
    `- **Étape** : ${STAGE_WORDS[state.stage]} depuis ${state.stageSince.label}`,
    `- **En charge** : ${charge.referentName ?? charge.referent ?? 'à nommer'} (${charge.reason})`,
    ...(seat
      ? [`- **Séance** : ${seat.title}, ${seat.start.label}, ${SEAT_WORDS[seat.status]}${seat.rank ? ` (rang ${seat.rank})` : ''}`]
      : []),
    ...staffBookings(state).map(({ sessionId, view }) =>
      view
        ? `- **Inscription** : ${view.title}, ${view.start.label}, ${SEAT_WORDS[view.status]}`
        : `- **Inscription** : ${sessionId}, demandée`,
    ),
    ...(search.noneSince && !seat ? [`- **Séance** : aucune à proposer depuis ${search.noneSince.label}`] : []),
    ...state.appointments.slice(-APPOINTMENTS_SHOWN).map(({ start }) => `- **Rendez-vous** : ${start.label}`),
    ...(state.paused
      ? [
          `- **En pause** ${state.paused.until ? `jusqu’au ${state.paused.until.label}` : ''}${state.paused.reason ? ` : ${state.paused.reason}` : ''}`,
        ]
      : []),
    ...(about === null ? [] : [`- **Personne** : ${about}`]),
    ...(state.consentWithdrawn ? [`- **Accord retiré** ${state.consentWithdrawn.label} : plus rien n’est envoyé`] : []),
    ...(person.wish ? [`- **Envie** : « ${person.wish.slice(0, 1000)} »`] : []),
    '',
    '### Et ensuite ?',
    ...next(state),
    ...state.open.map(({ title, since }) => `- à faire par une personne : ${title} (depuis ${since.label})`),
    '',
    ...attendance(state),
    ...noteLines(state),
    '### Journal',
    ...journal(state).map(({ at, what }) => `- ${at.label} : ${what}`),
  ].join('\n');
}

/** By the time of each fact, the latest first: what was recorded late stands where it happened; of one moment, the last recorded comes first. */
function journal({ log }: Pick<PathState, 'log'>): PathState['log'] {
  return log.toReversed().toSorted((a, b) => compare(b.at.at, a.at.at));
}

/** Who attended what, when: the latest first. */
function attendance({ attended }: PathState): readonly string[] {
  if (attended.length === 0) return [];
  const latestFirst = attended.toSorted((a, b) => (a.start.at < b.start.at ? 1 : -1));
  const lines = latestFirst.map(
    ({ title, start, mark, walkIn }) => `- ${start.label} : ${title}, ${MARK_WORDS[mark]}${walkIn ? ' sans inscription' : ''}`,
  );
  return ['### Présences', ...lines, ''];
}

/** What staff wrote, the latest first. */
function noteLines({ notes }: PathState): readonly string[] {
  if (notes.length === 0) return [];
  return ['### Notes', ...notes.toReversed().map(({ at, staff, words }) => `- ${at.label}, ${staff} : ${words.replaceAll('\n', ' ')}`), ''];
}

const SEAT_WORDS = {
  held: 'place réservée',
  waiting: 'en liste d’attente',
  refused: 'refusée',
  released: 'place libérée',
  cancelled: 'annulée',
};

function next(state: PathState): readonly string[] {
  const waits = comingWaits(state).map(({ what, moment }) => `- ${moment.label} : ${what}`);
  return waits.length > 0 ? waits : ['- rien de prévu : le dossier attend un fait'];
}

/** What the file waits for, in order of time: its deadlines, and mails whose hour has not come. */
export function comingWaits(state: PathState): readonly { readonly what: string; readonly moment: Moment }[] {
  const deadlines = agenda(state).map(({ due, moment }) => ({
    what: due === 'coordinator' ? isTold(state.plan.charge) : WAITS[due],
    moment,
  }));
  const mails = waitingMails(state).map(({ mail, moment }) => ({ what: `l’e-mail ${mailName(mail)} part`, moment }));
  return [...deadlines, ...mails].toSorted((a, b) => compare(a.moment.at, b.moment.at));
}
