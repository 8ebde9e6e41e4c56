import type { ReleaseReason } from '../../../domain/mail-reasons.ts';
import type { AppointmentNotice, MailContent, NoSeatReason, SessionNotice } from '../../../domain/mails.ts';
import { capitalised, nameForMails } from '../../../domain/text.ts';
import type { CardRow, House, Letter } from './letter.ts';
import { type Dates, fr, neverReached, oneLine, phoneLink, safeReply, safeUrl, sentence } from './words.ts';

export type ToParticipant = Extract<MailContent, { readonly firstName: string }>;

/** What each kind says of itself; greeting, contact and footer are the same for all. */
type Words = Pick<Letter, 'subject' | 'preheader' | 'heading' | 'paragraphs' | 'card' | 'crossedOut' | 'note'> & {
  /** The person may say that they can't come. */
  readonly mayDecline: string | null;
};

const NOT_FROM_CALENDAR = fr`Un « oui » ou un « non » donné dans l'agenda ne nous parvient pas : dites-le-nous par ce message.`;
const ADD_TO_CALENDAR = fr`Cette date s'ajoute à votre agenda, seule ou quand vous ouvrez le fichier joint. ${NOT_FROM_CALENDAR}`;
const UPDATE_CALENDAR = fr`Si l'ancienne date est dans votre agenda, la nouvelle prend sa place, seule ou quand vous ouvrez le fichier joint. Si l'ancienne y reste, supprimez-la. ${NOT_FROM_CALENDAR}`;
const TAKEN_OVER_CALENDAR = fr`Si ce rendez-vous est dans votre agenda, il y est mis à jour, seul ou quand vous ouvrez le fichier joint. ${NOT_FROM_CALENDAR}`;
const REMOVE_FROM_CALENDAR = fr`Si cette date est dans votre agenda, elle s'en retire, seule ou quand vous ouvrez le fichier joint. Si elle y reste, supprimez-la.`;
const DECLINE = fr`En cas d'empêchement, dites-le-nous en un clic : votre place profitera à quelqu'un d'autre, et vous pourrez demander une autre date.`;

export function participantLetter(content: ToParticipant, house: House, dates: Dates): Letter {
  const { mayDecline, ...words } = wordsOf(content, dates);
  const firstName = nameForMails(content.firstName);
  const referent = oneLine(content.referent.name, 80);
  const unable = mayDecline === null || content.unableUrl === null ? null : safeUrl(content.unableUrl);
  return {
    ...words,
    subject: firstName === null ? capitalised(words.subject) : `${oneLine(firstName)}, ${words.subject}`,
    greeting: firstName === null ? 'Bonjour,' : `Bonjour ${oneLine(firstName)},`,
    action:
      unable === null || mayDecline === null ? replyAction(content) : { text: mayDecline, label: 'Je ne peux pas venir', url: unable },
    contact: {
      text:
        mayDecline !== null && unable === null
          ? fr`En cas d'empêchement ou pour toute question, répondez simplement à ce message, ${referent} vous lira`
          : fr`Une question ? Répondez simplement à ce message, ${referent} vous lira`,
      phone: content.referent.phone === null ? null : phoneLink(content.referent.phone),
    },
    closing: 'À bientôt,',
    notMe: notMe(content),
    footer: [
      fr`Vous recevez ce message à la suite de votre inscription (${house.programme}). Si vous y répondez, votre réponse arrive à une personne.`,
    ],
    reference: content.ref,
  };
}

/** In the first mail of a registration. */
function notMe(content: ToParticipant): Letter['notMe'] {
  const url = content.kind === 'confirmation' && content.notMeUrl !== null ? safeUrl(content.notMeUrl) : null;
  const text = fr`Ce n'était pas vous ? Envoyez le formulaire déjà rempli qui s'ouvre : l'inscription est retirée, et nous ne vous écrivons plus.`;
  return url === null ? null : { text, label: fr`Ce n'était pas moi`, url };
}

/** Where the answer is a mail: one link that opens it, addressed and begun. */
function replyAction(content: ToParticipant): Letter['action'] {
  const url = content.kind === 'situation' ? safeReply(content.replyUrl) : null;
  return url === null ? null : { text: fr`Le bouton ouvre un message à compléter :`, label: 'Dire où j’en suis', url };
}

/** The subject follows the first name: it begins in lower case. */
function wordsOf(content: ToParticipant, dates: Dates): Words {
  switch (content.kind) {
    case 'confirmation':
      return confirmation(content, dates);
    case 'seat':
      return seat(content, dates);
    case 'noSeat':
      return content.waitingRank === null
        ? noDateYet(content)
        : waitingList(NO_SEAT_WORDS[content.why], { ...content, waitingRank: content.waitingRank }, dates);
    case 'reinvitation':
      return reinvitation(content.session, dates);
    case 'reminderWeek':
      return reminderWeek(content.session, dates);
    case 'reminderDay':
      return reminderDay(content.session, dates);
    case 'sessionMoved':
      return sessionMoved(content.session, dates);
    case 'sessionCancelled':
      return sessionCancelled(content.session, dates);
    case 'released':
      return released(content.session, dates, content.why);
    case 'appointment':
      return appointment(content, dates);
    case 'appointmentReminder':
      return appointmentReminder(content, dates);
    case 'appointmentCancelled':
      return appointmentCancelled(content, dates);
    case 'situation':
      return SITUATION;
    default:
      return neverReached(content);
  }
}

function reinvitation(session: SessionNotice, dates: Dates): Words {
  return aboutSession(session, dates, {
    subject: fr`une place vous attend : ${when(session, dates)}`,
    heading: 'Une place vous attend',
    paragraphs: [
      fr`Nous ne nous sommes pas vus la dernière fois : cela arrive à tout le monde. Nous serions heureux de faire votre connaissance, et nous vous avons gardé une place :`,
    ],
  });
}

function reminderWeek(session: SessionNotice, dates: Dates): Words {
  return aboutSession(session, dates, {
    subject: fr`rappel : rendez-vous ${when(session, dates)}`,
    heading: fr`Rappel : on se voit bientôt`,
    paragraphs: [fr`Un petit rappel : votre place est réservée.`],
  });
}

function reminderDay(session: SessionNotice, dates: Dates): Words {
  return aboutSession(session, dates, {
    subject: fr`à très bientôt : ${when(session, dates)}`,
    heading: 'À très bientôt',
    paragraphs: [fr`Nous vous attendons avec plaisir. Voici l'essentiel pour nous rejoindre :`],
  });
}

function sessionMoved(session: SessionNotice, dates: Dates): Words {
  return aboutSession(session, dates, {
    subject: fr`changement : votre séance a lieu ${when(session, dates)}, ${oneLine(session.place.name, 60)}`,
    heading: 'Votre séance change',
    paragraphs: [fr`La date, l'heure ou le lieu de votre séance ont changé. Votre place reste réservée ; voici ce qui compte désormais :`],
    note: UPDATE_CALENDAR,
  });
}

function sessionCancelled(session: SessionNotice, dates: Dates): Words {
  return {
    ...aboutSession(session, dates, {
      subject: fr`séance annulée : ${when(session, dates)}`,
      heading: 'La séance est annulée',
      paragraphs: [
        fr`Nous en sommes désolés : la séance ci-dessous n'aura pas lieu. Vous n'avez rien à faire : nous vous proposerons une autre date, dans la limite des places disponibles.`,
      ],
      note: REMOVE_FROM_CALENDAR,
    }),
    crossedOut: true,
    mayDecline: null,
  };
}

function released(session: SessionNotice, dates: Dates, why: ReleaseReason): Words {
  return {
    ...aboutSession(session, dates, {
      subject: fr`votre inscription est annulée : ${when(session, dates)}`,
      heading: 'Votre inscription est annulée',
      paragraphs: [RELEASE_WORDS[why]],
      note: REMOVE_FROM_CALENDAR,
    }),
    crossedOut: true,
    mayDecline: null,
  };
}

const SITUATION: Words = {
  subject: fr`où en êtes-vous aujourd'hui ?`,
  preheader: fr`Deux lignes de réponse suffisent.`,
  heading: fr`Où en êtes-vous ?`,
  paragraphs: [
    fr`Quelques mois ont passé, et nous aimerions savoir comment vous allez. Où en êtes-vous aujourd'hui : une activité, un emploi, une formation, un projet qui avance, autre chose ?`,
    fr`Répondez à ce message en une ou deux lignes, comme cela vous vient. Et si un coup de main vous serait utile, dites-le-nous aussi.`,
  ],
  card: [],
  crossedOut: false,
  note: null,
  mayDecline: null,
};

const RELEASE_WORDS: Readonly<Record<ReleaseReason, string>> = {
  onRequest: fr`C'est noté : vous ne viendrez pas, et votre place profitera à quelqu'un d'autre. Merci de nous avoir prévenus. Si l'envie revient, il suffit de nous répondre.`,
  closed: fr`Nous ne suivons plus votre dossier pour le moment : votre inscription à cette séance est annulée, inutile de vous déplacer. Si l'envie est toujours là, il suffit de nous répondre : nous chercherons une autre date avec vous.`,
  duplicate: fr`Vous étiez inscrit deux fois : nous ne gardons qu'une inscription, et annulons celle-ci. L'autre reste valable, avec la date qui vous a été confirmée. En cas de doute, il suffit de nous répondre.`,
  staff: fr`Notre équipe a dû annuler votre inscription à cette séance, nous en sommes désolés : inutile de vous déplacer. Si l'envie est toujours là, il suffit de nous répondre : nous chercherons une autre date avec vous.`,
  notReached: fr`Nous n'avons pas réussi à vous joindre à temps, et votre place à cette séance a été donnée à une autre personne. Si l'envie est toujours là, il suffit de nous répondre : nous chercherons une autre date avec vous.`,
  notOfAge: fr`D'après votre date de naissance, nous devons d'abord en parler avec vous : votre inscription à cette séance est annulée pour l'instant, et une personne de l'équipe vous recontacte. S'il s'agit d'une erreur, il suffit de nous répondre.`,
  furtherOn: fr`Vous avez déjà rencontré l'équipe, et n'avez plus besoin de cette séance : nous ne vous gardons pas de place. Votre accompagnement continue. Si vous teniez à y venir, il suffit de nous répondre.`,
};

function confirmation(content: Extract<ToParticipant, { kind: 'confirmation' }>, dates: Dates): Words {
  const { session, waitingRank } = content;
  const thanks = fr`Votre inscription est bien arrivée, merci !`;
  if (session !== null && waitingRank === null) {
    return aboutSession(session, dates, {
      subject: fr`votre place est réservée : ${when(session, dates)}`,
      heading: 'Votre place est réservée',
      paragraphs: [`${thanks} ${fr`Nous serons heureux de vous rencontrer :`}`],
    });
  }
  if (waitingRank !== null) return waitingList(thanks, { session, waitingRank }, dates);
  return {
    subject: fr`votre inscription est bien arrivée`,
    preheader: fr`Nous vous proposons une date dès que possible.`,
    heading: 'Votre inscription est bien arrivée',
    paragraphs: [
      thanks,
      fr`La date de la prochaine séance n'est pas encore fixée. Dès qu'elle le sera, nous vous proposerons une place, dans la limite des places disponibles. Vous n'avez rien à faire d'ici là.`,
    ],
    card: [],
    crossedOut: false,
    note: null,
    mayDecline: null,
  };
}

/** @param opening what happened before, in a sentence */
function waitingList(
  opening: string,
  { session, waitingRank }: { readonly session: SessionNotice | null; readonly waitingRank: number },
  dates: Dates,
): Words {
  return {
    subject: session === null ? fr`vous êtes sur la liste d'attente` : fr`vous êtes sur la liste d'attente : ${when(session, dates)}`,
    preheader: fr`Nous vous écrivons dès qu'une place se libère.`,
    heading: fr`Vous êtes sur la liste d'attente`,
    paragraphs: [
      `${opening} ${fr`La séance est complète pour le moment : vous êtes à la ${ordinal(waitingRank)} place de la liste d'attente. Dès qu'une place se libère, nous vous écrivons, dans la limite des places disponibles.`}`,
    ],
    card: session === null ? [] : sessionCard(session, dates),
    crossedOut: false,
    note: session === null ? null : fr`Cette date n'est pas encore la vôtre : attendez notre message avant de vous déplacer.`,
    mayDecline: fr`En cas d'empêchement, ou si vous préférez une autre date, dites-le-nous en un clic.`,
  };
}

function noDateYet({ why }: Extract<ToParticipant, { kind: 'noSeat' }>): Words {
  return {
    subject: fr`nous cherchons une date pour vous`,
    preheader: fr`Nous vous proposons une date dès que possible.`,
    heading: 'Nous cherchons une date pour vous',
    paragraphs: [
      NO_SEAT_WORDS[why],
      fr`La date de la prochaine séance n'est pas encore fixée. Dès qu'elle le sera, nous vous proposerons une place, dans la limite des places disponibles. Vous n'avez rien à faire d'ici là.`,
    ],
    card: [],
    crossedOut: false,
    note: null,
    mayDecline: null,
  };
}

const NO_SEAT_WORDS: Readonly<Record<NoSeatReason, string>> = {
  absence: fr`Nous ne nous sommes pas vus la dernière fois : cela arrive à tout le monde. Nous serions heureux de faire votre connaissance.`,
  excused: fr`Vous n'avez pas pu venir la dernière fois, et vous l'aviez dit : merci.`,
  anotherDate: fr`C'est noté : vous préférez une autre date, et votre place est libérée.`,
  unable: fr`C'est noté : vous ne pouvez pas venir, et votre place profitera à quelqu'un d'autre. Merci de nous avoir prévenus.`,
  cancelled: fr`Votre séance précédente a été annulée, nous en sommes désolés.`,
  moved: fr`La date, l'heure ou le lieu de cette séance ont changé.`,
  waitlistClosed: fr`Aucune place ne s'est libérée à la dernière séance, nous en sommes désolés.`,
  newSession: fr`Merci de votre patience : la prochaine séance est fixée.`,
  registered: fr`Votre demande d'inscription est bien arrivée.`,
  reopened: fr`Nous reprenons contact avec vous avec plaisir.`,
};

function seat(content: Extract<ToParticipant, { kind: 'seat' }>, dates: Dates): Words {
  const { session } = content;
  const said = {
    waitlist: {
      subject: fr`une place s'est libérée : ${when(session, dates)}`,
      heading: fr`Une place s'est libérée`,
      paragraphs: [fr`Bonne nouvelle : une place s'est libérée, elle est pour vous.`],
    },
    anotherDate: {
      subject: fr`votre nouvelle date : ${when(session, dates)}`,
      heading: 'Votre nouvelle date',
      paragraphs: [fr`C'est noté : nous avons changé votre date. Votre place est réservée :`],
    },
    cancelled: {
      subject: fr`une nouvelle date pour vous : ${when(session, dates)}`,
      heading: 'Une nouvelle date pour vous',
      paragraphs: [fr`Votre séance précédente a été annulée. Nous vous avons réservé une place à la suivante :`],
    },
    registered: {
      subject: fr`votre inscription : ${when(session, dates)}`,
      heading: 'Votre inscription',
      paragraphs: [fr`C'est noté : votre place est réservée.`],
    },
    reopened: {
      subject: fr`une place vous attend : ${when(session, dates)}`,
      heading: 'Une place vous attend',
      paragraphs: [fr`Nous reprenons contact avec vous avec plaisir : une place vous est réservée à la prochaine séance.`],
    },
    newSession: {
      subject: fr`nous avons une date pour vous : ${when(session, dates)}`,
      heading: 'Nous avons une date pour vous',
      paragraphs: [fr`Merci de votre patience : la prochaine séance est fixée, et votre place est réservée.`],
    },
  }[content.why];
  return aboutSession(session, dates, said);
}

function appointment(content: Extract<ToParticipant, { kind: 'appointment' }>, dates: Dates): Words {
  const { start, end } = content.appointment;
  const { subject, heading, paragraph, note } = APPOINTMENT_WORDS[content.change];
  return {
    subject: `${subject} ${dates.moment(start.at)}`,
    preheader: dates.range(start.at, end.at),
    heading,
    paragraphs: [paragraph],
    card: appointmentRows(content, dates),
    crossedOut: false,
    note,
    mayDecline: OTHER_TIME,
  };
}

type AppointmentWords = Readonly<Record<'subject' | 'heading' | 'paragraph' | 'note', string>>;

const APPOINTMENT_WORDS: Readonly<Record<Extract<ToParticipant, { kind: 'appointment' }>['change'], AppointmentWords>> = {
  fixed: {
    subject: fr`votre rendez-vous :`,
    heading: 'Votre rendez-vous est noté',
    paragraph: fr`Votre rendez-vous est pris. Nous nous réjouissons de parler avec vous de ce que vous avez envie de faire :`,
    note: ADD_TO_CALENDAR,
  },
  moved: {
    subject: fr`votre rendez-vous est déplacé :`,
    heading: 'Votre rendez-vous est déplacé',
    paragraph: fr`La date, l'heure ou le lieu de votre rendez-vous ont changé. Voici ce qui compte désormais :`,
    note: UPDATE_CALENDAR,
  },
  takenOver: {
    subject: fr`votre rendez-vous est maintenu :`,
    heading: 'Votre rendez-vous est maintenu',
    paragraph: fr`La date et l'heure restent les mêmes. C'est désormais une autre personne de l'équipe qui vous recevra :`,
    note: TAKEN_OVER_CALENDAR,
  },
};

const OTHER_TIME = fr`En cas d'empêchement, dites-le-nous en un clic : nous trouverons un autre moment.`;

function appointmentReminder(
  content: Extract<ToParticipant, { kind: 'appointmentReminder' | 'appointmentCancelled' }>,
  dates: Dates,
): Words {
  const { start, end } = content.appointment;
  return {
    subject: fr`à très bientôt : votre rendez-vous ${dates.moment(start.at)}`,
    preheader: dates.range(start.at, end.at),
    heading: 'À très bientôt',
    paragraphs: [fr`Un petit rappel de votre rendez-vous. Nous nous réjouissons de vous voir :`],
    card: appointmentRows(content, dates),
    crossedOut: false,
    note: ADD_TO_CALENDAR,
    mayDecline: OTHER_TIME,
  };
}

function appointmentCancelled(
  content: Extract<ToParticipant, { kind: 'appointmentReminder' | 'appointmentCancelled' }>,
  dates: Dates,
): Words {
  const { start, end } = content.appointment;
  return {
    subject: fr`votre rendez-vous est annulé : ${dates.moment(start.at)}`,
    preheader: dates.range(start.at, end.at),
    heading: 'Votre rendez-vous est annulé',
    paragraphs: [
      fr`Ce rendez-vous n'aura pas lieu, inutile de vous déplacer. Pour en convenir d'un autre, il suffit de répondre à ce message.`,
    ],
    card: appointmentRows(content, dates),
    crossedOut: true,
    note: REMOVE_FROM_CALENDAR,
    mayDecline: null,
  };
}

function appointmentRows(
  { referent, appointment: notice }: ToParticipant & { readonly appointment: AppointmentNotice },
  dates: Dates,
): CardRow[] {
  const name = oneLine(referent.name, 80);
  return [{ label: 'Avec', lines: [name], strong: false }, ...appointmentCard(notice, dates, fr`à convenir avec ${name}`)];
}

export function appointmentCard(notice: AppointmentNotice, dates: Dates, withoutPlace: string): CardRow[] {
  return [
    { label: 'Quand', lines: dates.rangeLines(notice.start.at, notice.end.at), strong: true },
    { label: 'Où', lines: notice.place === null ? [withoutPlace] : place(notice.place), strong: false },
  ];
}

function aboutSession(
  session: SessionNotice,
  dates: Dates,
  said: { readonly subject: string; readonly heading: string; readonly paragraphs: readonly string[]; readonly note?: string },
): Words {
  return {
    subject: said.subject,
    preheader: `${dates.range(session.start.at, session.end.at)}, ${oneLine(session.place.name)}`,
    heading: said.heading,
    paragraphs: said.paragraphs,
    card: sessionCard(session, dates),
    crossedOut: false,
    note: said.note ?? ADD_TO_CALENDAR,
    mayDecline: DECLINE,
  };
}

export function sessionCard(session: SessionNotice, dates: Dates): CardRow[] {
  return [
    { label: 'Quoi', lines: [sentence(session.title)], strong: false },
    { label: 'Quand', lines: dates.rangeLines(session.start.at, session.end.at), strong: true },
    { label: 'Où', lines: place(session.place), strong: false },
  ];
}

function place(where: { readonly name: string; readonly address: string }): string[] {
  return [where.name, where.address].map((part) => oneLine(part).replace(/(\d{5}) /u, '$1\u00a0')).filter((part) => part !== '');
}

function when(session: SessionNotice, dates: Dates): string {
  return dates.moment(session.start.at);
}

function ordinal(rank: number): string {
  return rank === 1 ? '1re' : `${rank}e`;
}
