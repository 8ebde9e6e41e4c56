import { STAGES, type Stage } from '../../../domain/plan.ts';
import type { ComingKind, OrganisationCount, PathLine, SessionLine, Standing, Week } from '../../../domain/week.ts';
import { type Dates, fr, oneLine, plural, safeUrl, typography } from './words.ts';

/** A heading with rows: paths of one stage, or those closed lately. Plain text, unescaped. */
export interface PathGroupView {
  readonly heading: string;
  readonly count: number;
  readonly rows: readonly PathRowView[];
}

interface PathRowView {
  readonly who: string;
  readonly reference: string;
  readonly url: string | null;
  /** « depuis le 12 octobre (42 jours) · relance le 14 décembre ». */
  readonly detail: string;
}

export interface WeekView {
  readonly heading: string;
  /** What a link does, or that there is no path. */
  readonly how: string;
  readonly groups: readonly PathGroupView[];
  /** What is counted and not listed. */
  readonly notes: readonly string[];
  readonly counts: CountsView | null;
}

interface CountsView {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[];
}

export interface StandingView {
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Null: no session is coming, and `none` says so. */
  readonly heading: string;
  readonly none: string | null;
  readonly sessions: readonly SessionRowView[];
  readonly more: string | null;
}

interface SessionRowView {
  readonly when: string;
  readonly title: string;
  readonly place: string | null;
  readonly fill: string;
  readonly reference: string;
  readonly url: string | null;
}

/** Headings of the stages, as a list of paths reads best. */
const STAGE_HEADINGS: Readonly<Record<Stage, string>> = {
  registered: 'Inscription',
  invited: 'Invitation à une séance',
  noShow: 'Absence à une séance',
  informed: 'Premier entretien attendu',
  exploring: 'Exploration',
  building: 'Construction',
  training: 'Formation',
  settled: 'Projet concrétisé',
  left: 'Sortie',
};

const COMING: Readonly<Record<ComingKind, string>> = {
  session: 'séance le',
  appointment: 'rendez-vous le',
  release: 'place rendue sans réponse le',
  resume: 'fin de la pause le',
  situation: 'situation à 6 mois demandée le',
  nudge: 'relance le',
  escalation: 'signalement le',
};

/** @param most how many paths are listed, those that are the longest in their stage first @param today ISO 8601 UTC */
export function weekView(
  week: Week,
  { dates, today, most }: { readonly dates: Dates; readonly today: string; readonly most: number },
): WeekView {
  const listed = week.paths.slice(0, most);
  const groups = STAGES.map((stage) => ({ stage, paths: listed.filter((path) => path.stage === stage) })).filter(
    ({ paths }) => paths.length > 0,
  );
  const row = (path: PathLine) => rowView(path, dates, today);
  return {
    heading: week.paths.length === 0 ? 'Vos dossiers' : `Vos dossiers (${week.paths.length})`,
    how:
      week.paths.length === 0
        ? fr`Vous n'accompagnez personne en ce moment.`
        : fr`Un nom ouvre le formulaire de suivi de ce dossier : noter un contact, mettre en pause, transférer, clore.`,
    groups: [
      ...groups.map(({ stage, paths }) => ({ heading: typography(STAGE_HEADINGS[stage]), count: paths.length, rows: paths.map(row) })),
      ...(week.closed.length === 0
        ? []
        : [
            {
              heading: fr`Clos depuis moins de quatre semaines : un nom permet de rouvrir`,
              count: week.closed.length,
              rows: week.closed.map(row),
            },
          ]),
    ],
    notes: [...unlisted(week.paths.slice(most)), ...counted(week)],
    counts: week.counts === null ? null : countsView(week.counts),
  };
}

/** « Et 63 autres dossiers (exploration : 40, construction : 23) ». */
function unlisted(paths: readonly PathLine[]): readonly string[] {
  if (paths.length === 0) return [];
  const stages = STAGES.map((stage) => ({ stage, count: paths.filter((path) => path.stage === stage).length }))
    .filter(({ count }) => count > 0)
    .map(({ stage, count }) => fr`${STAGE_HEADINGS[stage].toLowerCase()} : ${count}`);
  return [
    fr`Et ${plural(paths.length, 'autre dossier', 'autres dossiers')}, plus récents dans leur étape (${stages.join(', ')}). « Noter un suivi », en bas de ce message, les atteint tous.`,
  ];
}

function counted({ moreClosed, finished }: Week): readonly string[] {
  return [
    ...(moreClosed === 0
      ? []
      : [fr`Et ${plural(moreClosed, 'autre dossier clos', 'autres dossiers clos')} ces quatre dernières semaines.`]),
    ...(finished === 0
      ? []
      : [
          fr`${plural(finished, 'dossier abouti dont la situation est connue', 'dossiers aboutis dont la situation est connue')} : plus rien à faire.`,
        ]),
  ];
}

function rowView({ who, ref, url, stageSince, paused, next }: PathLine, dates: Dates, today: string): PathRowView {
  const since = stageSince === null ? [] : [sinceWords(stageSince, dates, today)];
  const pause = paused === null ? [] : [paused.until === null ? 'en pause' : fr`en pause jusqu'au ${dates.shortDay(paused.until)}`];
  // The end of a pause is said by the pause.
  const coming = next === null || next.what === 'resume' ? [] : [fr`${COMING[next.what]} ${dates.shortDay(next.at)}`];
  return {
    who: oneLine(who, 40),
    reference: ref,
    url: url === null ? null : safeUrl(url),
    detail: [...since, ...pause, ...coming].join('\u00a0· '),
  };
}

function sinceWords(since: string, dates: Dates, today: string): string {
  const days = dates.daysBetween(since, today);
  return days === 0 ? fr`depuis aujourd'hui` : fr`depuis le ${dates.shortDay(since)} (${plural(days, 'jour', 'jours')})`;
}

const UNASSIGNED = 'À attribuer';

function countsView(counts: readonly OrganisationCount[]): CountsView {
  const total = counts.length > 1;
  const cells = (of: (count: OrganisationCount) => number) => {
    const numbers = counts.map(of);
    return (total ? [...numbers, numbers.reduce((sum, one) => sum + one, 0)] : numbers).map((one) => (one === 0 ? '–' : `${one}`));
  };
  const stages = STAGES.filter((stage) => counts.some((count) => (count.stages[stage] ?? 0) > 0));
  return {
    heading: 'Le Groupement, étape par étape',
    columns: [
      ...counts.map(({ organisation }) => (organisation === null ? UNASSIGNED : oneLine(organisation, 40))),
      ...(total ? ['Total'] : []),
    ],
    rows: [
      ...stages.map((stage) => ({ label: typography(STAGE_HEADINGS[stage]), cells: cells((count) => count.stages[stage] ?? 0) })),
      { label: 'Relancés, encore sans nouvelles', cells: cells(({ stalled }) => stalled) },
    ],
  };
}

export function standingView({ followUpUrl, registerUrl, sessions, moreSessions, whose }: Standing, dates: Dates): StandingView {
  const link = (label: string, url: string | null) => {
    const safe = url === null ? null : safeUrl(url);
    return safe === null ? [] : [{ label, url: safe }];
  };
  const all = sessions.length + moreSessions;
  const title = whose === 'all' ? 'Les séances à venir' : 'Vos séances à venir';
  return {
    links: [...link('Noter un suivi', followUpUrl), ...link('Inscrire quelqu’un', registerUrl)],
    heading: all === 0 ? title : `${title} (${all})`,
    none: all === 0 ? fr`Aucune séance n'est prévue pour l'instant.` : null,
    sessions: sessions.map((session) => sessionRow(session, dates)),
    more: moreSessions === 0 ? null : fr`Et ${plural(moreSessions, 'autre séance', 'autres séances')} plus tard, dans l'agenda Outlook.`,
  };
}

function sessionRow({ reference, title, start, place, seats, url }: SessionLine, dates: Dates): SessionRowView {
  return {
    when: dates.moment(start),
    title: typography(oneLine(title, 80)),
    place: place.trim() === '' ? null : oneLine(place, 80),
    fill: fillWords(seats),
    reference,
    url: url === null ? null : safeUrl(url),
  };
}

function fillWords(seats: SessionLine['seats']): string {
  if (seats === null) return 'sans inscription';
  const { reserved, capacity, waiting } = seats;
  const fill =
    reserved >= capacity
      ? fr`complet : ${reserved} sur ${capacity}`
      : fr`${plural(reserved, 'inscription', 'inscriptions')} sur ${plural(capacity, 'place', 'places')}`;
  return waiting === 0 ? fill : fr`${fill}, ${waiting} en attente`;
}

export function weekText({ heading, how, groups, notes, counts }: WeekView): readonly string[] {
  return [
    ...(counts === null ? [] : [countsText(counts)]),
    `== ${heading} ==\n${how}`,
    ...groups.map((group) => [`${group.heading} (${group.count})`, ...group.rows.map(rowText)].join('\n')),
    ...notes,
  ];
}

function countsText({ heading, columns, rows }: CountsView): string {
  const lines = rows.map(({ label, cells }) => fr`${label} : ${cells.map((cell, index) => `${columns[index]} ${cell}`).join(', ')}`);
  return [`== ${heading} ==`, ...lines].join('\n');
}

function rowText({ who, reference, url, detail }: PathRowView): string {
  return [`* ${who} [${reference}] ${detail}`, ...(url === null ? [] : [`  > ${url}`])].join('\n');
}

export function standingText({ links, heading, none, sessions, more }: StandingView): readonly string[] {
  return [
    [
      `== ${heading} ==`,
      ...(none === null ? [] : [none]),
      ...sessions.map(({ when, title, place, fill, reference, url }) =>
        [
          fr`* ${when} – ${title}${place === null ? '' : `, ${place}`} (${fill}) [${reference}]`,
          ...(url === null ? [] : [fr`  > Agir sur cette séance : ${url}`]),
        ].join('\n'),
      ),
      ...(more === null ? [] : [more]),
    ].join('\n'),
    ...(links.length === 0 ? [] : [links.map(({ label, url }) => fr`> ${label} : ${url}`).join('\n')]),
  ];
}
