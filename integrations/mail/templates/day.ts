import type { DayLine, MailContent } from '../../../domain/mails.ts';
import type { WorklistItem, WorklistItemKind } from '../../../domain/worklist.ts';
import { footerText, type House, paragraphs, signature } from './letter.ts';
import { type StandingView, standingText, standingView, type WeekView, weekText, weekView } from './week.ts';
import { type Dates, fr, oneLine, type PhoneLink, phoneLink, plural, safeUrl, sentence, smsLink, typography } from './words.ts';

type Day = Extract<MailContent, { readonly kind: 'day' }>;

/** « Ma journée », ready to be laid out. Plain text, unescaped. */
export interface DayView {
  readonly subject: string;
  readonly preheader: string;
  readonly heading: string;
  readonly greeting: string;
  readonly intro: string;
  /** « 2 appels · 4 relances »: what a day with forty lines is made of. */
  readonly overview: string;
  readonly groups: readonly GroupView[];
  /** What this mail leaves out or shortens, so that nothing is missing without a word. */
  readonly notes: readonly string[];
  readonly week: WeekView | null;
  readonly standing: StandingView | null;
  readonly footer: readonly string[];
}

/** How much of a mail is written out: Gmail cuts one after 102 kB. */
export interface Detail {
  /** Lines with everything that is known; the others take one line with one answer. */
  readonly full: number;
  /** Lines that have an answer at all. */
  readonly linked: number;
  /** Paths in Monday's list; the rest is counted. */
  readonly paths: number;
}

export const EVERYTHING: Detail = { full: Number.POSITIVE_INFINITY, linked: Number.POSITIVE_INFINITY, paths: Number.POSITIVE_INFINITY };

interface GroupView {
  readonly heading: string;
  readonly count: number;
  /** CSS class of the layout. */
  readonly tone: Tone;
  readonly lines: readonly LineView[];
}

interface LineView {
  /** In one line, since the mail would be too long. */
  readonly isBrief: boolean;
  readonly isNew: boolean;
  /** Told before and still unanswered, beside what is new. */
  readonly isStill: boolean;
  readonly who: string | null;
  /** A person's file; the id of a session says nothing to a reader. */
  readonly reference: string | null;
  readonly title: string;
  readonly stage: string | null;
  readonly tried: readonly string[];
  readonly missing: string | null;
  readonly next: string | null;
  readonly notes: readonly { readonly label: string; readonly lines: readonly string[] }[];
  readonly call: PhoneLink | null;
  /** The `sms:` link, and the words it brings. */
  readonly sms: { readonly href: string; readonly words: string } | null;
  readonly answers: readonly { readonly label: string; readonly url: string }[];
}

type Tone = 'urgent' | 'call' | 'late' | 'plain';
/** In reading order: what can't wait, people before files, files before papers. */
const groupNames = ['urgent', 'call', 'escalation', 'nudge', 'decide', 'details', 'session', 'anomaly', 'info'] as const;
type GroupName = (typeof groupNames)[number];

const GROUPS: Readonly<Record<GroupName, { readonly heading: string; readonly tone: Tone; readonly count: readonly [string, string] }>> = {
  urgent: { heading: 'Urgent', tone: 'urgent', count: ['urgence', 'urgences'] },
  call: { heading: 'À appeler', tone: 'call', count: ['appel', 'appels'] },
  escalation: { heading: 'Dossiers en attente, qui vous sont signalés', tone: 'late', count: ['dossier signalé', 'dossiers signalés'] },
  nudge: { heading: 'Relances', tone: 'late', count: ['relance', 'relances'] },
  decide: { heading: 'À décider', tone: 'plain', count: ['décision', 'décisions'] },
  details: { heading: 'Coordonnées à corriger', tone: 'plain', count: ['correction', 'corrections'] },
  session: { heading: 'Séances et émargements', tone: 'plain', count: ['point de séance', 'points de séance'] },
  anomaly: { heading: 'Formulaires et services', tone: 'plain', count: ['anomalie', 'anomalies'] },
  info: { heading: 'Pour information', tone: 'plain', count: ['information', 'informations'] },
};

const GROUP_OF: Readonly<Record<WorklistItemKind, GroupName>> = {
  call: 'call',
  escalation: 'escalation',
  nudge: 'nudge',
  exitFacts: 'nudge',
  nameAdviser: 'decide',
  decide: 'decide',
  possibleDuplicate: 'decide',
  contactDetails: 'details',
  mailInDoubt: 'details',
  attendanceMissing: 'session',
  noSession: 'session',
  intake: 'anomaly',
  service: 'anomaly',
  info: 'info',
};

/** Files that wait: counted in the subject with the age of the oldest. */
const FILES: readonly GroupName[] = ['escalation', 'nudge'];

export function dayView(content: Day, dates: Dates, detail: Detail = EVERYTHING): DayView {
  const ranks = new Map(content.lines.map((line, index) => [line, index]));
  const view = (line: DayLine) => {
    const rank = ranks.get(line) ?? 0;
    const whole = lineView(line, content, dates);
    return rank < detail.full ? whole : briefView(whole, rank < detail.linked);
  };
  const grouped = groupNames.map((name) => ({ name, lines: linesOf(content, name) })).filter((group) => group.lines.length > 0);
  const day = dates.day(content.date.at);
  const overview = grouped.map((group) => plural(group.lines.length, ...GROUPS[group.name].count)).join('\u00a0· ');
  const isNew = content.lines.filter((line) => line.isNew).length;
  return {
    subject: fr`Ma journée du ${day}${content.nth > 1 ? ` (${content.nth})` : ''} – ${summary(content, dates)}`,
    preheader: overview,
    overview,
    heading: { day: `Ma journée du ${day}`, monday: `Ma journée du ${day} et point de la semaine`, urgent: fr`À voir tout de suite` }[
      content.occasion
    ],
    greeting: `Bonjour ${oneLine(content.name, 80)},`,
    intro: introduction(content, isNew),
    groups: grouped.map((group) => ({
      heading: typography(GROUPS[group.name].heading),
      count: group.lines.length,
      tone: GROUPS[group.name].tone,
      lines: group.lines.map(view),
    })),
    notes: lengthNotes(content, detail),
    week: content.week === null ? null : weekView(content.week, { dates, today: content.date.at, most: detail.paths }),
    standing: content.standing === null ? null : standingView(content.standing, dates),
    footer: [
      fr`Vous recevez ce message parce que vous suivez des dossiers ou des séances. Si vous y répondez, votre réponse arrive à une personne de l'équipe.`,
      fr`Les liens vous sont personnels et valent quelques semaines : merci de ne pas transférer ce message. Un lien ouvre un formulaire déjà rempli, rien n'est enregistré avant « Envoyer ».`,
    ],
  };
}

function linesOf(content: Day, name: GroupName): readonly DayLine[] {
  const lines = content.lines.filter((line) => groupOf(line.item) === name).toSorted((a, b) => age(a.item).localeCompare(age(b.item)));
  return content.occasion === 'day' ? [...lines.filter(({ isNew }) => isNew), ...lines.filter(({ isNew }) => !isNew)] : lines;
}

function groupOf(item: WorklistItem): GroupName {
  return item.urgent ? 'urgent' : GROUP_OF[item.kind];
}

/** The oldest first. */
function age(item: WorklistItem): string {
  return item.since?.at ?? item.due.at;
}

function lengthNotes({ lines, more }: Day, { full, linked }: Detail): readonly string[] {
  return [
    ...(lines.length > full
      ? [
          fr`Ce message serait trop long : les ${full} points les plus pressants sont détaillés, les autres tiennent en une ligne${lines.length > linked ? fr`, les derniers sans réponse préparée` : ''}.`,
        ]
      : []),
    ...(more > 0 ? [fr`Et ${plural(more, 'autre point', 'autres points')}, qui viendront dans les prochains messages.`] : []),
  ];
}

function introduction({ occasion, lines }: Day, isNew: number): string {
  const count = lines.length;
  if (count === 0)
    return occasion === 'monday'
      ? fr`Rien n'attend cette semaine. Ce message part quand même chaque lundi : s'il venait à manquer, dites-le à l'administrateur.`
      : fr`Rien n'attend de réponse de votre part.`;
  const news = isNew === 0 ? '' : fr`, dont ${plural(isNew, 'nouveau', 'nouveaux')}`;
  const points = isNew === count ? plural(count, 'nouveau point', 'nouveaux points') : `${plural(count, 'point', 'points')}${news}`;
  // A lead has no code for the team's forms: their answer is a reply.
  const how = lines.some(({ answers }) => answers.length > 0)
    ? fr`Chaque réponse est déjà préparée, il suffit d'appuyer dessus puis d'envoyer.`
    : fr`Pour en parler, répondez simplement à ce message.`;
  return {
    day: fr`Voici ce qui vous attend aujourd'hui : ${points}. ${how}`,
    monday: fr`Voici le point de la semaine, tous vos dossiers compris : ${points}. ${how}`,
    urgent: fr`Ceci ne peut pas attendre le prochain point du matin : ${points}.`,
  }[occasion];
}

/** « Relance : 4 dossiers en attente (dont 1 depuis 32 jours), 2 appels ». */
function summary(content: Day, dates: Dates): string {
  const waiting = [filesSummary(content, dates), callsSummary(content), othersSummary(content)].filter((part) => part !== '').join(', ');
  const said = [urgentSummary(content), waiting].filter((part) => part !== '').join(typography(' – '));
  if (said !== '') return said;
  return content.occasion === 'monday' ? fr`rien n'attend cette semaine` : fr`rien en attente`;
}

function urgentSummary(content: Day): string {
  const lines = linesOf(content, 'urgent');
  const first = lines[0];
  if (first === undefined) return '';
  if (content.occasion !== 'urgent') return plural(lines.length, ...GROUPS.urgent.count);
  return fr`Urgent : ${typography(oneLine(first.item.title, 80).replace(/\.$/u, ''))}${lines.length > 1 ? ` (et ${plural(lines.length - 1, 'autre', 'autres')})` : ''}`;
}

function filesSummary(content: Day, dates: Dates): string {
  const files = FILES.flatMap((name) => linesOf(content, name));
  if (files.length === 0) return '';
  const days = files.map((line) => dates.daysBetween(age(line.item), content.date.at));
  const longest = Math.max(...days);
  const oldest = days.filter((count) => count === longest).length;
  const since = `depuis ${plural(longest, 'jour', 'jours')}`;
  const waiting = `${plural(files.length, 'dossier', 'dossiers')} en attente`;
  if (longest === 0) return fr`Relance : ${waiting}`;
  return oldest === files.length ? fr`Relance : ${waiting} ${since}` : fr`Relance : ${waiting} (dont ${oldest} ${since})`;
}

function callsSummary(content: Day): string {
  const calls = linesOf(content, 'call').length;
  return calls === 0 ? '' : plural(calls, 'appel à passer', 'appels à passer');
}

function othersSummary(content: Day): string {
  const namedGroups: readonly GroupName[] = ['urgent', 'call', ...FILES];
  return groupNames
    .filter((name) => !namedGroups.includes(name))
    .map((name) => ({ name, count: linesOf(content, name).length }))
    .filter((group) => group.count > 0)
    .map((group) => plural(group.count, ...GROUPS[group.name].count))
    .join(', ');
}

function lineView(line: DayLine, { occasion, date }: Day, dates: Dates): LineView {
  const { item } = line;
  return {
    isBrief: false,
    isNew: line.isNew,
    isStill: occasion === 'day' && !line.isNew,
    who: text(item.who, (who) => oneLine(who, 80)),
    reference: item.reference?.startsWith('GC-') === true ? item.reference : null,
    title: sentence(item.title),
    stage: stageLine(item, date.at, dates),
    tried: item.tried.map((one) => fr`${dates.shortDay(one.at.at)} : ${sentence(one.what)}`),
    missing: text(item.missing, sentence),
    next: text(item.next, sentence),
    notes: item.notes
      .map((note) => ({ label: sentence(note.label), lines: quotedLines(note.text) }))
      .filter(({ lines }) => lines.length > 0),
    call: text(item.phone, phoneLink),
    sms: item.phone === null || item.sms === null ? null : { href: smsLink(item.phone, item.sms), words: sentence(item.sms) },
    answers: line.answers.flatMap((answer) => {
      const url = safeUrl(answer.url);
      return url === null ? [] : [{ label: sentence(answer.label), url }];
    }),
  };
}

/** One line, with the first of its answers: the form that opens takes any other. */
function briefView(whole: LineView, isLinked: boolean): LineView {
  const { isNew, isStill, reference, title, call, answers } = whole;
  return {
    isBrief: true,
    isNew,
    isStill,
    who: whole.who === null ? null : oneLine(whole.who, 40),
    reference,
    title: oneLine(title, 90),
    stage: null,
    tried: [],
    missing: null,
    next: null,
    notes: [],
    call: isLinked ? call : null,
    sms: null,
    answers: isLinked ? answers.slice(0, 1) : [],
  };
}

const LONGEST_QUOTE = 1_500;

/** A participant's words, line by line as they wrote them. */
function quotedLines(words: string): readonly string[] {
  const characters = Array.from(words.trim());
  const short = characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE).join('').trimEnd()}…` : characters.join('');
  return short
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((row) => oneLine(row, LONGEST_QUOTE + 1))
    .filter((row) => row !== '');
}

function text<T>(value: string | null, make: (value: string) => T): T | null {
  return value === null || value.trim() === '' ? null : make(value);
}

/** « Exploration, depuis le 12 octobre (32 jours) ». */
function stageLine(item: WorklistItem, today: string, dates: Dates): string | null {
  const stage = text(item.stage, sentence);
  if (item.since === null || stage?.includes('depuis')) return stage;
  const days = dates.daysBetween(item.since.at, today);
  const since = days === 0 ? fr`depuis aujourd'hui` : fr`depuis le ${dates.shortDay(item.since.at)} (${plural(days, 'jour', 'jours')})`;
  return stage === null ? since.charAt(0).toUpperCase() + since.slice(1) : `${stage}, ${since}`;
}

export function dayText(view: DayView, house: House): string {
  return paragraphs([
    view.greeting,
    view.intro,
    view.overview,
    ...view.groups.flatMap((group) => [`== ${group.heading} (${group.count}) ==`, ...group.lines.map(lineText)]),
    ...view.notes,
    ...(view.week === null ? [] : weekText(view.week)),
    ...(view.standing === null ? [] : standingText(view.standing)),
    `Bonne journée,\n${signature(house)}`,
    footerText(view.footer, house),
  ]);
}

const STILL = 'Toujours en attente';

function lineText(line: LineView): string {
  const title = line.who === null ? line.title : fr`${line.who} – ${line.title}`;
  const rows = [
    `* ${line.isNew ? '[nouveau] ' : ''}${title}${line.reference === null ? '' : ` [${line.reference}]`}`,
    line.isStill ? STILL : null,
    line.stage,
    line.tried.length > 0 ? fr`Déjà tenté – ${line.tried.join(typography(' ; '))}` : null,
    line.missing === null ? null : fr`Il manque : ${line.missing}`,
    line.next === null ? null : fr`Ensuite : ${line.next}`,
    ...line.notes.map(({ label, lines }) => fr`${label} : « ${lines.join('\n  ')} »`),
    line.call === null ? null : fr`Appeler : ${line.call.label}`,
    line.sms === null ? null : fr`SMS à envoyer : ${line.sms.words}`,
    ...line.answers.map((answer) => `> ${answer.label}${fr` : `}${answer.url}`),
  ];
  return rows.filter((row) => row !== null).join('\n  ');
}
