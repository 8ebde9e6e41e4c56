import { type AppointmentChange, leavesCalendar, type MailContent } from '../../../domain/mails.ts';
import { type CardRow, cardText, footerText, type House, type Letter, paragraphs, signature } from './letter.ts';
import { appointmentCard, sessionCard } from './participant.ts';
import { type Dates, fr, oneLine, plural, safeUrl, sentence } from './words.ts';

type Kind<K extends MailContent['kind']> = Extract<MailContent, { readonly kind: K }>;

export function referentLetter(content: Kind<'appointmentForReferent'>, house: House, dates: Dates): Letter {
  const who = oneLine(content.who, 80);
  const start = dates.moment(content.appointment.start.at);
  const { title, heading, paragraph, note } = REFERENT_WORDS[content.change];
  return {
    subject: fr`${title} avec ${who} : ${start}`,
    preheader: dates.range(content.appointment.start.at, content.appointment.end.at),
    heading,
    greeting: `Bonjour ${oneLine(content.name, 80)},`,
    paragraphs: [paragraph],
    card: [
      { label: 'Avec', lines: [who], strong: false },
      ...appointmentCard(content.appointment, dates, 'lieu à convenir'),
      ...content.background.map(({ label, text }) => ({ label, lines: [quoted(text)], strong: false })),
    ],
    crossedOut: leavesCalendar(content.change),
    note,
    action: null,
    contact: null,
    closing: 'Bien à vous,',
    notMe: null,
    footer: [
      fr`Vous recevez ce message parce que vous accompagnez cette personne. Si vous y répondez, votre réponse arrive à une personne de l'équipe.`,
    ],
    reference: content.ref,
  };
}

const REMOVED = fr`Il se retire de votre agenda, seul ou quand vous ouvrez le fichier joint. S'il y reste, supprimez-le.`;

const REFERENT_WORDS: Readonly<Record<AppointmentChange, { title: string; heading: string; paragraph: string; note: string }>> = {
  fixed: {
    title: 'Rendez-vous',
    heading: 'Nouveau rendez-vous',
    paragraph: fr`Un rendez-vous a été noté. La personne a reçu les mêmes informations.`,
    note: fr`Il s'ajoute à votre agenda, seul ou quand vous ouvrez le fichier joint, sans le nom de la personne.`,
  },
  moved: {
    title: 'Rendez-vous déplacé',
    heading: 'Rendez-vous déplacé',
    paragraph: fr`Ce rendez-vous a changé. La personne en est prévenue.`,
    note: fr`Il prend la place de l'ancien dans votre agenda, seul ou quand vous ouvrez le fichier joint. Si l'ancien y reste, supprimez-le.`,
  },
  takenOver: {
    title: 'Un collègue reprend le rendez-vous',
    heading: 'Un collègue reprend ce rendez-vous',
    paragraph: fr`Une autre personne de l'équipe reprend ce rendez-vous. La personne que vous accompagniez en est prévenue.`,
    note: REMOVED,
  },
  cancelled: {
    title: 'Rendez-vous annulé',
    heading: 'Rendez-vous annulé',
    paragraph: fr`Ce rendez-vous n'aura pas lieu. La personne en est prévenue.`,
    note: REMOVED,
  },
};

const CHARACTERS_QUOTED = 1200;

/** Lines as they were typed, one after the other; the rest of a long text is in the form. */
function quoted(text: string): string {
  const lines = text
    .split(/\r?\n/u)
    .map((line) => oneLine(line, CHARACTERS_QUOTED))
    .filter((line) => line !== '');
  return sentence(oneLine(lines.join(' / '), CHARACTERS_QUOTED));
}

/** A numbered list of people, with one thing to do at most. Plain text, unescaped. */
export interface Sheet {
  readonly subject: string;
  readonly preheader: string;
  readonly heading: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly card: readonly CardRow[];
  readonly action: { readonly label: string; readonly url: string } | null;
  /** « 12 personnes inscrites ». */
  readonly caption: string;
  readonly rows: readonly { readonly number: number; readonly name: string }[];
  readonly notes: readonly string[];
  readonly footer: readonly string[];
}

export function participantListSheet(content: Kind<'participantList'>, dates: Dates): Sheet {
  const title = sentence(content.session.title);
  const facilitators = content.facilitators.map((one) => `${oneLine(one.name, 80)} (${oneLine(one.organisation, 80)})`);
  return {
    subject: fr`Liste des inscrits – ${title}, ${dates.moment(content.session.start.at)} (${plural(content.rows.length, 'personne', 'personnes')})`,
    preheader: fr`La liste numérotée, pour la feuille d'émargement.`,
    heading: fr`Qui vient ${dates.day(content.session.start.at)} ?`,
    greeting: `Bonjour ${oneLine(content.name, 80)},`,
    paragraphs: [
      fr`Voici la liste pour votre séance. Les numéros sont ceux de la feuille d'émargement et du formulaire de présence : ils ne changent plus.`,
    ],
    card: [
      ...sessionCard(content.session, dates),
      { label: 'Avec', lines: facilitators.length === 0 ? ['à préciser'] : facilitators, strong: false },
    ],
    action: null,
    caption:
      content.rows.length === 0
        ? fr`Personne n'est inscrit pour le moment`
        : plural(content.rows.length, 'personne inscrite', 'personnes inscrites'),
    rows: content.rows.map((row) => ({ number: row.number, name: oneLine(row.name, 80) })),
    notes: [
      ...(content.waiting > 0 ? [fr`${plural(content.waiting, 'personne est', 'personnes sont')} sur la liste d'attente.`] : []),
      fr`Cette liste ne sert qu'à animer la séance : merci de ne pas la transférer.`,
    ],
    footer: [FACILITATOR_FOOTER],
  };
}

export function attendanceSheet(content: Kind<'attendanceRequest'>, dates: Dates): Sheet {
  const title = sentence(content.session.title);
  const url = safeUrl(content.url);
  if (content.session.kind === 'dropIn' || content.session.kind === 'outreach') return countSheet(content, dates, title, url);
  return {
    subject: fr`Émargement – ${title}, ${dates.moment(content.session.start.at)} : ${plural(content.rows.length, 'présence', 'présences')} à saisir`,
    preheader: fr`Le formulaire est prêt, il reste à cocher.`,
    heading: fr`Qui était là ?`,
    greeting: `Bonjour ${oneLine(content.name, 80)},`,
    paragraphs: [
      fr`Merci d'avoir animé cette séance. Le formulaire est déjà rempli à moitié : il reste à cocher présent, excusé ou absent en face de chaque numéro.`,
      fr`Une ligne laissée vide veut dire « pas encore saisi » : vous pourrez y revenir. Les personnes venues sans inscription s'ajoutent en bas du formulaire.`,
    ],
    card: sessionCard(content.session, dates),
    action: url === null ? null : { label: 'Saisir les présences', url },
    caption: content.rows.length === 0 ? fr`Personne n'était inscrit` : fr`Les numéros du formulaire`,
    rows: content.rows.map((row) => ({ number: row.number, name: oneLine(row.name, 80) })),
    notes: [fr`Le lien du formulaire vous est personnel : merci de ne pas transférer ce message.`],
    footer: [FACILITATOR_FOOTER],
  };
}

/** People come as they like: nobody is on a list, they are counted. */
function countSheet(content: Kind<'attendanceRequest'>, dates: Dates, title: string, url: string | null): Sheet {
  return {
    subject: fr`Combien étaient-ils ? ${title}, ${dates.moment(content.session.start.at)}`,
    preheader: fr`Le formulaire est prêt, il reste un nombre à saisir.`,
    heading: fr`Combien étaient-ils ?`,
    greeting: `Bonjour ${oneLine(content.name, 80)},`,
    paragraphs: [
      fr`Merci d'avoir animé cette rencontre. Le formulaire est prêt : il reste à saisir le nombre de participants.`,
      fr`Une personne veut être rappelée et l'a accepté sur la feuille ? Son prénom, son nom et son téléphone, un par ligne, suffisent : un dossier s'ouvre.`,
    ],
    card: sessionCard(content.session, dates),
    action: url === null ? null : { label: 'Saisir le nombre de participants', url },
    caption: fr`On y vient sans inscription`,
    rows: [],
    notes: [fr`Le lien du formulaire vous est personnel : merci de ne pas transférer ce message.`],
    footer: [FACILITATOR_FOOTER],
  };
}

export function sheetText(sheet: Sheet, house: House): string {
  return paragraphs([
    sheet.greeting,
    ...sheet.paragraphs,
    cardText(sheet.card),
    sheet.action && `${sheet.action.label}${fr` : `}${sheet.action.url}`,
    [sheet.caption + (sheet.rows.length > 0 ? fr` :` : '.'), ...sheet.rows.map(rowText)].join('\n'),
    ...sheet.notes,
    `Bien à vous,\n${signature(house)}`,
    footerText(sheet.footer, house),
  ]);
}

const FACILITATOR_FOOTER = fr`Vous recevez ce message parce que vous animez cette séance. Si vous y répondez, votre réponse arrive à une personne de l'équipe.`;

function rowText(row: Sheet['rows'][number]): string {
  return `  ${String(row.number).padStart(2)}. ${row.name}`;
}
