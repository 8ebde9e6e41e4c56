import { nameOf } from '../../domain/co-facilitation.ts';
import type { DeskItem, PrefilledAnswer } from '../../domain/desk.ts';
import { deskItem } from '../../domain/desk.ts';
import type { Moment } from '../../domain/moment.ts';
import { organisationsSeen, wasCoFacilitated } from '../../domain/presence.ts';
import { coFacilitationItems } from './co-facilitation-items.ts';
import { fillItems } from './fill-items.ts';
import { freshRemarks } from './remarks.ts';
import { blankRows, heldSeats, phase, type SessionState, sheetIsDone } from './session.ts';

/** What the session asks of facilitators and the coordinator. */
export function deskItems(state: SessionState, now: string): readonly DeskItem[] {
  const isComing = phase(state, now) === 'open' || phase(state, now) === 'listed';
  return [
    ...missingSheetItems(state, now),
    ...troubleItems(state),
    ...unsureMailItems(state, now),
    ...(isComing ? [...coFacilitationItems(state, now), ...fillItems(state)] : []),
    ...calendarItems(state, now),
    ...attendanceItems(state, now),
    ...aloneItems(state, now),
    ...remarkItems(state, now),
  ];
}

/** One named facilitator, then the coordinator. */
function missingSheetItems(state: SessionState, now: string): readonly DeskItem[] {
  const { start, sheet } = state;
  const { plan } = start;
  const [named] = start.facilitators.filter((code) => !state.departed?.codes.includes(code));
  if (phase(state, now) !== 'held' || sheetIsDone(state)) return [];
  const item = { ...about(state), kind: 'attendanceMissing' as const, since: plan.end, missing: missingWords(state) };
  const ofFacilitator =
    sheet.facilitator && named
      ? [
          deskItem({
            ...item,
            key: 'sheet',
            desk: named,
            due: plan.facilitator,
            title: 'La feuille de présence manque.',
            next: `Sans réponse, la coordination sera prévenue ${plan.coordinator.label}.`,
          }),
        ]
      : [];
  const ofCoordinator = sheet.coordinator
    ? [
        deskItem({
          ...item,
          key: 'sheet-coordinator',
          desk: start.coordinator,
          due: plan.coordinator,
          title: 'La feuille de présence manque toujours.',
          tried: [
            { at: plan.attendanceAt, what: 'formulaire envoyé aux co-animateurs' },
            { at: plan.facilitator, what: 'rappel au co-animateur' },
          ],
        }),
      ]
    : [];
  return [...ofFacilitator, ...ofCoordinator];
}

/** What a facilitator may not have read: somebody gives it to them. */
function unsureMailItems(state: SessionState, now: string): readonly DeskItem[] {
  return state.unsureMails
    .filter(({ at }) => isRecent(at, now))
    .map(({ mail, name, refused, at }) =>
      toCoordinator(state, {
        key: `mail-${mail}-${name}-${at.at}`,
        kind: refused ? 'contactDetails' : 'mailInDoubt',
        since: at,
        title: refused ? `${mail} : l’adresse de ${name} est refusée.` : `${mail} : l’e-mail à ${name} n’est peut-être pas arrivé.`,
        missing: refused ? 'Une adresse qui fonctionne, dans la configuration' : 'À vérifier avec cette personne',
      }),
    );
}

/** A partner's service refuses until somebody mends that. */
function troubleItems(state: SessionState): readonly DeskItem[] {
  const trouble = (what: 'mail' | 'event', of: SessionState['mailTrouble'], title: string) =>
    of === null
      ? []
      : [
          toCoordinator(state, {
            key: `${what}-${of.code}`,
            kind: 'service',
            since: of.since,
            title: `${title} ${of.tell}`,
            urgent: true,
            cause: of.code,
          }),
        ];
  return [
    ...trouble('mail', state.mailTrouble, 'Les co-animateurs attendent leur e-mail.'),
    ...trouble('event', state.eventTrouble, 'La séance n’a pas pu être écrite dans Outlook.'),
  ];
}

/** What staff did to the event, in Outlook or by form. */
function calendarItems(state: SessionState, now: string): readonly DeskItem[] {
  const { cancelledAt, cancelledBy, unmended, stranger } = state;
  const items: DeskItem[] = [];
  if (cancelledAt && isRecent(cancelledAt, now)) {
    const told = Object.values(state.seats).filter(({ status }) => status === 'cancelled').length;
    const title = `Séance annulée ${cancelledBy ? `par ${cancelledBy}` : 'dans Outlook'} : ${told} inscrit(s) prévenu(s), la prochaine séance leur est proposée.`;
    items.push(toCoordinator(state, { key: `cancelled-${cancelledAt.at}`, kind: 'info', since: cancelledAt, title }));
  }
  if (stranger && isRecent(stranger.at, now)) {
    const title = `${stranger.name} a répondu pour cette séance sans en être : sa réponse n’est pas prise en compte.`;
    items.push(toCoordinator(state, { key: `stranger-${stranger.at.at}`, kind: 'info', since: stranger.at, title }));
  }
  items.push(...refusedMoveItems(state, now), ...restoredItems(state, now), ...leftBehindItems(state, now));
  if (unmended) {
    const title = 'Les co-animateurs ont été retirés plusieurs fois de l’événement Outlook : il n’est plus corrigé automatiquement.';
    const missing = 'Les co-animateurs dans l’événement';
    items.push(toCoordinator(state, { key: `unmended-${unmended.at}`, kind: 'decide', since: unmended, title, missing }));
  }
  return items;
}

/** An event that says what the session no longer is: only staff can say which of the two is meant. */
function restoredItems(state: SessionState, now: string): readonly DeskItem[] {
  const { restored, allDaySince, start, cancelled } = state;
  if (now >= start.plan.end.at) return [];
  if (cancelled && restored !== null && restored.at !== null) {
    const title = 'L’événement de cette séance annulée est de nouveau dans Outlook. Ses inscrits savent qu’elle est annulée.';
    const missing = 'Supprimez-le ; si la séance a lieu, créez un nouvel événement : il sera proposé à ceux qui attendent';
    return [toCoordinator(state, { key: `restored-${restored.at.at}`, kind: 'decide', since: restored.at, title, missing })];
  }
  if (cancelled || allDaySince === null) return [];
  const title = `L’événement Outlook est noté sur toute la journée : la séance reste prévue ${start.plan.start.label}.`;
  const missing = 'Une heure de début et de fin, dans Outlook';
  return [toCoordinator(state, { key: `all-day-${allDaySince.at}`, kind: 'decide', since: allDaySince, title, missing })];
}

/** The service no longer opens the mailbox of before, so that it can't remove what stands there. */
function leftBehindItems(state: SessionState, now: string): readonly DeskItem[] {
  const { leftBehind, event } = state;
  if (leftBehind === null || event === null || !isRecent(leftBehind.at, now)) return [];
  const title = `L’événement de cette séance est maintenant dans la boîte ${event.mailbox ?? 'de la nouvelle configuration'}.`;
  const missing = `Supprimez l’ancien dans ${leftBehind.mailbox} : ses invités recevront une annulation, et gardent le nouveau`;
  return [toCoordinator(state, { key: `left-behind-${leftBehind.at.at}`, kind: 'info', since: leftBehind.at, title, missing })];
}

/** Who asked by form is told; what stands wrongly in Outlook is the coordinator's to put right. */
function refusedMoveItems(state: SessionState, now: string): readonly DeskItem[] {
  const { refusedMove: refused, start, cancelled } = state;
  if (refused === null || cancelled) return [];
  const key = `past-${refused.at.at}`;
  const stays = `elle reste prévue ${start.plan.start.label}`;
  if (refused.by === null) {
    if (now >= start.plan.end.at) return [];
    const title = `L’événement Outlook a été déplacé à une date passée (${refused.start.label}) : ${stays}.`;
    const missing = 'Remettez l’événement à la bonne date, ou annulez-le';
    return [toCoordinator(state, { key, kind: 'decide', since: refused.at, title, missing, urgent: true })];
  }
  if (!isRecent(refused.at, now)) return [];
  const title = `La date demandée pour cette séance est déjà passée (${refused.start.label}) : ${stays}.`;
  const answers = [{ label: 'Déplacer', form: 'followUp' as const, values: { session: start.id, sessionAction: 'move' } }];
  return [toCoordinator(state, { key, desk: refused.by, kind: 'decide', since: refused.at, title, answers })];
}

/** One organisation was there without the other. */
function aloneItems(state: SessionState, now: string): readonly DeskItem[] {
  const { told } = state.presence;
  if (told === null || aloneUntil(state, now) === null) return [];
  const title = `Séance animée par une seule structure : ${told.organisations.join(' et ')}.`;
  const answers = [{ ...attendanceAnswer(state.start.id), label: 'Corriger' }];
  return [toCoordinator(state, { key: `alone-${told.at.at}`, kind: 'info', since: told.at, title, answers })];
}

function remarkItems(state: SessionState, now: string): readonly DeskItem[] {
  return freshRemarks(state, now)
    .filter(({ staff }) => staff !== state.start.coordinator)
    .map(({ response, at, staff, words }) =>
      toCoordinator(state, {
        key: `remark-${response}-${at.at}`,
        kind: 'info',
        since: at,
        title: `Remarque de ${nameOf(state.coFacilitation, staff)} : « ${words} »`,
      }),
    );
}

/**
 * Until when that is shown; null: it isn't. As long as whatever has only to be known, and at least until the facilitators' working days
 * are over: a long weekend must not swallow it.
 */
export function aloneUntil(state: SessionState, now: string): string | null {
  const { told } = state.presence;
  if (told === null || wasCoFacilitated(state) !== 'no') return null;
  const until = Math.max(Date.parse(told.at.at) + KNOWN_AFTER_MS, Date.parse(state.start.plan.facilitator.at));
  return Date.parse(now) < until ? new Date(until).toISOString() : null;
}

/** What was entered and can't be believed as it stands. */
function attendanceItems(state: SessionState, now: string): readonly DeskItem[] {
  const { early, unknownRows, unreadWalkIns, contradictedRows } = state;
  const { attendanceAt } = state.start.plan;
  const { coordinator } = state.start;
  const strange = (key: string, title: string, missing: string, when: Partial<DeskItem> = {}) =>
    deskItem({ ...about(state), key, desk: coordinator, kind: 'decide', due: attendanceAt, title, missing, ...when });
  return [
    ...(early && now < attendanceAt.at
      ? [
          strange(
            `early-${early.at}`,
            'Des présences ont été saisies avant la séance : elles ne sont pas prises en compte.',
            'Une nouvelle saisie après la séance',
            { due: early, since: early },
          ),
        ]
      : []),
    ...(unknownRows.length > 0
      ? [
          strange(
            `rows-${unknownRows.join('-')}`,
            `Présences saisies pour des lignes sans inscrit : ${unknownRows.join(', ')}.`,
            'Qui était-ce ? Corrigez la réponse ou inscrivez la personne.',
          ),
        ]
      : []),
    ...(unreadWalkIns.length > 0
      ? [
          strange(
            `walk-ins-${unreadWalkIns.join('-')}`,
            `Personnes venues sans inscription : ligne(s) ${unreadWalkIns.join(', ')} illisible(s), aucun dossier n’a été ouvert.`,
            'Un prénom et un téléphone par ligne, séparés des autres par un retour à la ligne ou un point-virgule',
          ),
        ]
      : []),
    ...(contradictedRows.length > 0
      ? [
          strange(
            `contradiction-${contradictedRows.join('-')}`,
            `Deux saisies se contredisent aux lignes ${contradictedRows.join(', ')} ; la dernière est retenue.`,
            'Une confirmation des co-animateurs',
          ),
        ]
      : []),
  ];
}

/** With the attendance form as its prefilled answer. */
function about(state: SessionState) {
  const { id } = state.start;
  return { who: whichSession(state), reference: id, answers: [attendanceAnswer(id)] };
}

function toCoordinator(
  state: SessionState,
  item: Pick<DeskItem, 'key' | 'kind' | 'title'> & { readonly since: Moment } & Partial<DeskItem>,
): DeskItem {
  return deskItem({ desk: state.start.coordinator, who: whichSession(state), reference: state.start.id, due: item.since, ...item });
}

function whichSession({ start }: SessionState): string {
  return `${start.title} du ${start.plan.start.label}`;
}

/** What a sheet that is missing, or was filled in partly, would tell. */
function missingWords(state: SessionState): string {
  return `${missingRows(state)}${isPresenceMissing(state) ? ', et quelles structures y étaient' : ''}`;
}

function missingRows(state: SessionState): string {
  if (state.start.headCountOnly) return 'Le nombre de participants';
  if (heldSeats(state).length === 0) return 'Qui est venu sans inscription, ou 0 participant';
  const blank = blankRows(state).filter((row) => row > 0);
  return blank.length > 0 && blank.length < heldSeats(state).length
    ? `Les présences des lignes ${blank.join(', ')}`
    : 'Les présences de la séance';
}

function isPresenceMissing({ presence }: SessionState): boolean {
  return organisationsSeen(presence).length === 0;
}

const KNOWN_AFTER_MS = 3 * 24 * 3600_000;

/** What has only to be known is shown for three days: nothing has to be done about it. */
function isRecent(since: Moment, now: string): boolean {
  return Date.parse(now) - Date.parse(since.at) < KNOWN_AFTER_MS;
}

function attendanceAnswer(session: string): PrefilledAnswer {
  return { label: 'Saisir les présences', form: 'attendance', values: { session } };
}
