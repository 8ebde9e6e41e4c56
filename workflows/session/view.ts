import { lacking } from '../../domain/co-facilitation.ts';
import type { DeskItem, PrefilledAnswer } from '../../domain/desk.ts';
import { deskItem } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import {
  agenda,
  blankRows,
  headCount,
  heldSeats,
  phase,
  type SessionDue,
  type SessionState,
  seatsLeft,
  sheetIsDone,
  waitingCount,
} from './state.ts';

const WAITS: Record<SessionDue, string> = {
  answers: 'réponses des co-animateurs',
  begin: 'fin de la liste d’attente',
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
    `${start.place.name}, ${start.place.address}`,
    '',
    `- **État** : ${PHASES[phase(state, now)]}`,
    `- **Places** : ${placesLine(state)}`,
    ...attendanceLines(state, now),
    `- **Co-animation** : ${start.facilitators.join(' et ')}`,
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

/** Which numbers are missing, where the sheet was filled in partly. */
function missingWords(state: SessionState): string {
  if (state.start.headCountOnly) return 'Le nombre de participants';
  const blank = blankRows(state).filter((row) => row > 0);
  return blank.length > 0 && blank.length < heldSeats(state).length
    ? `Les présences des lignes ${blank.join(', ')}`
    : 'Les présences de la séance';
}

function outlookLine(state: SessionState): string {
  if (state.eventTrouble) return `en attente – ${state.eventTrouble.tell}`;
  return state.event ? 'événement en place, co-animateurs invités' : 'événement à créer';
}

/** What the session asks of facilitators and the coordinator. */
export function deskItems(state: SessionState, now: string): readonly DeskItem[] {
  const { start } = state;
  const { plan } = start;
  const items: DeskItem[] = [];
  const base = { who: `${start.title} du ${plan.start.label}`, reference: start.id, answers: [attendanceAnswer(start.id)] };
  const missing = phase(state, now) === 'held' && !sheetIsDone(state);
  const [named] = start.facilitators;
  if (missing && state.sheet.facilitator && named) {
    items.push(
      deskItem({
        ...base,
        key: 'sheet',
        desk: named,
        kind: 'attendanceMissing',
        due: plan.facilitator,
        since: plan.end,
        title: 'La feuille de présence manque.',
        missing: missingWords(state),
        next: `Sans réponse, la coordination sera prévenue ${plan.coordinator.label}.`,
      }),
    );
  }
  if (missing && state.sheet.coordinator) {
    items.push(
      deskItem({
        ...base,
        key: 'sheet-coordinator',
        desk: start.coordinator,
        kind: 'attendanceMissing',
        due: plan.coordinator,
        since: plan.end,
        title: 'La feuille de présence manque toujours.',
        tried: [
          { at: plan.attendanceAt, what: 'formulaire envoyé aux co-animateurs' },
          { at: plan.facilitator, what: 'rappel au co-animateur' },
        ],
        missing: missingWords(state),
      }),
    );
  }
  if (state.mailTrouble) {
    items.push(
      deskItem({
        key: `mail-${state.mailTrouble.code}`,
        desk: start.coordinator,
        kind: 'service',
        due: state.mailTrouble.since,
        since: state.mailTrouble.since,
        who: base.who,
        reference: start.id,
        title: `Les co-animateurs attendent leur e-mail. ${state.mailTrouble.tell}`,
        urgent: true,
      }),
    );
  }
  if (state.eventTrouble) {
    items.push(
      deskItem({
        key: `event-${state.eventTrouble.code}`,
        desk: start.coordinator,
        kind: 'service',
        due: state.eventTrouble.since,
        since: state.eventTrouble.since,
        who: base.who,
        reference: start.id,
        title: `La séance n’a pas pu être écrite dans Outlook. ${state.eventTrouble.tell}`,
        urgent: true,
      }),
    );
  }
  if (phase(state, now) === 'open' || phase(state, now) === 'listed') items.push(...coFacilitationItems(state));
  if (state.cancelledAt && isRecent(state.cancelledAt, now)) {
    const told = Object.values(state.seats).filter(({ status }) => status === 'cancelled').length;
    const title = `Séance annulée dans Outlook : ${told} inscrit(s) prévenu(s), la prochaine séance leur est proposée.`;
    items.push(
      deskItem({
        key: `cancelled-${state.cancelledAt.at}`,
        desk: start.coordinator,
        kind: 'info',
        due: state.cancelledAt,
        since: state.cancelledAt,
        who: base.who,
        reference: start.id,
        title,
      }),
    );
  }
  if (state.unmended) {
    const title = 'Les co-animateurs ont été retirés plusieurs fois de l’événement Outlook : il n’est plus corrigé automatiquement.';
    items.push(
      deskItem({
        key: `unmended-${state.unmended.at}`,
        desk: start.coordinator,
        kind: 'decide',
        due: state.unmended,
        since: state.unmended,
        who: base.who,
        reference: start.id,
        title,
        missing: 'Les co-animateurs dans l’événement',
      }),
    );
  }
  if (state.early && now < plan.attendanceAt.at) {
    items.push(
      deskItem({
        ...base,
        key: `early-${state.early.at}`,
        desk: start.coordinator,
        kind: 'decide',
        due: state.early,
        since: state.early,
        title: 'Des présences ont été saisies avant la séance : elles ne sont pas prises en compte.',
        missing: 'Une nouvelle saisie après la séance',
      }),
    );
  }
  if (state.unknownRows.length > 0) {
    items.push(
      deskItem({
        ...base,
        key: `rows-${state.unknownRows.join('-')}`,
        desk: start.coordinator,
        kind: 'decide',
        due: plan.attendanceAt,
        title: `Présences saisies pour des lignes sans inscrit : ${state.unknownRows.join(', ')}.`,
        missing: 'Qui était-ce ? Corrigez la réponse ou inscrivez la personne.',
      }),
    );
  }
  const unread = state.unreadWalkIns ?? [];
  if (unread.length > 0) {
    items.push(
      deskItem({
        ...base,
        key: `walk-ins-${unread.join('-')}`,
        desk: start.coordinator,
        kind: 'decide',
        due: plan.attendanceAt,
        title: `Personnes venues sans inscription : ligne(s) ${unread.join(', ')} illisible(s), aucun dossier n’a été ouvert.`,
        missing: 'Un prénom et un téléphone par ligne, séparés des autres par un retour à la ligne ou un point-virgule',
      }),
    );
  }
  if (state.contradictedRows.length > 0) {
    items.push(
      deskItem({
        ...base,
        key: `contradiction-${state.contradictedRows.join('-')}`,
        desk: start.coordinator,
        kind: 'decide',
        due: plan.attendanceAt,
        title: `Deux saisies se contredisent aux lignes ${state.contradictedRows.join(', ')} ; la dernière est retenue.`,
        missing: 'Une confirmation des co-animateurs',
      }),
    );
  }
  return items;
}

const KNOWN_AFTER_MS = 3 * 24 * 3600_000;

/** What has only to be known is shown for three days: nothing has to be done about it. */
function isRecent(since: Moment, now: string): boolean {
  return Date.parse(now) - Date.parse(since.at) < KNOWN_AFTER_MS;
}

/** Who hasn't said that they come; then the coordinator, with who might replace them, or another date. */
function coFacilitationItems(state: SessionState): readonly DeskItem[] {
  const { start, coFacilitation, answersRead } = state;
  const { plan, id } = start;
  const asked = coFacilitation.asked;
  const base = { who: `${start.title} du ${plan.start.label}`, reference: id, missing: 'Deux co-animateurs, un de chaque structure' };
  const answer = (label: string, values: Record<string, string>): PrefilledAnswer => ({
    label,
    form: 'followUp',
    values: { session: id, ...values },
  });
  const items: DeskItem[] = [];
  for (const { code, name, answer: said, substitute, proposed } of lacking(coFacilitation)) {
    const declared = coFacilitation.unable.includes(code) || said === 'declined';
    if (plan.answersAt && !coFacilitation.unable.includes(code)) {
      const title =
        said === 'declined'
          ? 'Vous avez décliné cette séance : un remplaçant est à trouver.'
          : 'Vous n’avez pas encore répondu à l’invitation.';
      const answers = [answer('J’y serai', { sessionAction: 'accept' }), answer('Me faire remplacer', { sessionAction: 'substitute' })];
      items.push(
        deskItem({
          ...base,
          key: `answer-${code}-${plan.start.at}`,
          desk: code,
          kind: 'decide',
          due: plan.answersAt,
          since: plan.answersAt,
          title,
          answers,
        }),
      );
    }
    const told = declared || answersRead > 1;
    if (told && asked === null && code !== start.coordinator) {
      const due = plan.answersCoordinator ?? plan.answersAt ?? plan.listAt;
      const byForm = coFacilitation.unable.includes(code) ? coFacilitation.unableSince : null;
      const since = byForm ?? (declared ? (plan.answersAt ?? due) : due);
      const title = `${name} ${declared ? 'ne peut pas venir' : 'n’a pas confirmé'}.${substitute ? ` Remplaçant possible : ${substitute.name}.` : ' Personne d’autre dans sa structure : une autre date ?'}`;
      const answers = substitute
        ? [answer(`Demander à ${substitute.name}`, { sessionAction: 'substitute', adviser: substitute.name })]
        : [];
      items.push(
        deskItem({
          ...base,
          key: `substitute-${code}-${plan.start.at}-${declared}`,
          desk: start.coordinator,
          kind: 'decide',
          due: since,
          since,
          title,
          answers: [...answers, answer('Déplacer', { sessionAction: 'move' }), answer('Annuler', { sessionAction: 'cancel' })],
        }),
      );
    }
    if (proposed && plan.answersAt) items.push(proposalItem(state, { by: name, at: plan.answersAt, ...proposed }));
  }
  if (asked) {
    const instead = coFacilitation.answers.find(({ code }) => code === asked.instead)?.name ?? asked.instead;
    items.push(
      deskItem({
        ...base,
        key: `replace-${asked.who}-${plan.start.at}`,
        desk: asked.who,
        kind: 'decide',
        due: asked.since,
        since: asked.since,
        title: `Pouvez-vous remplacer ${instead} ?`,
        answers: [answer('J’y serai', { sessionAction: 'accept' })],
      }),
    );
  }
  if (coFacilitation.proposed)
    items.push(proposalItem(state, { by: coFacilitation.proposed.by, at: coFacilitation.proposed.at, ...coFacilitation.proposed.time }));
  return items;
}

function proposalItem(
  { start }: SessionState,
  { by, at, start: when, typed }: { by: string; at: Moment; start: Moment; typed: string },
): DeskItem {
  const answers: readonly PrefilledAnswer[] = [
    { label: 'Accepter cette date', form: 'followUp', values: { session: start.id, sessionAction: 'move', newStart: typed } },
  ];
  return deskItem({
    key: `proposal-${when.at}`,
    desk: start.coordinator,
    kind: 'decide',
    due: at,
    since: at,
    who: `${start.title} du ${start.plan.start.label}`,
    reference: start.id,
    title: `${by} propose une autre date : ${when.label}.`,
    answers,
  });
}

function attendanceAnswer(session: string): PrefilledAnswer {
  return { label: 'Saisir les présences', form: 'attendance', values: { session } };
}
