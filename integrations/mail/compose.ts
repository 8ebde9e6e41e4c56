import type { MailContent } from '../../domain/mails.ts';
import { calendarFiles, type Organiser } from './ics.ts';
import type { ComposedMail, MailComposer } from './port.ts';
import { type Detail, dayText, dayView, EVERYTHING } from './templates/day.ts';
import { compileLayouts, type Layouts } from './templates/layouts.ts';
import { type House, type Letter, letterText } from './templates/letter.ts';
import { participantLetter } from './templates/participant.ts';
import { attendanceSheet, participantListSheet, referentLetter, type Sheet, sheetText } from './templates/staff.ts';
import { type Dates, datesIn, neverReached, oneLine, phoneLink } from './templates/words.ts';

export interface ComposerOptions {
  readonly programmeName: string;
  /** IANA name: dates are written as people of this zone read them. */
  readonly timeZone: string;
  /** The programme's own mailbox: organiser of every .ics; its domain ends the UIDs. */
  readonly organiser: Organiser;
  /** Shown at the foot of every mail, as configured (`01 00 00 00 01`). */
  readonly officePhones?: readonly { readonly name: string; readonly phone: string }[];
}

/** Compiles the layouts where they changed (about a second); `compose` is then synchronous and takes about a millisecond. */
export async function createComposer(options: ComposerOptions): Promise<MailComposer> {
  const house: House = {
    programme: oneLine(options.programmeName),
    offices: (options.officePhones ?? []).map((office) => ({ name: oneLine(office.name), phone: phoneLink(office.phone) })),
  };
  const worklist: Worklist = { house, dates: datesIn(options.timeZone), layouts: await compileLayouts(house) };
  return { compose: (content) => ({ ...written(content, worklist), attachments: calendarFiles(content, options.organiser) }) };
}

interface Worklist {
  readonly house: House;
  readonly dates: Dates;
  readonly layouts: Layouts;
}

type Written = Omit<ComposedMail, 'attachments'>;

function written(content: MailContent, worklist: Worklist): Written {
  const { house, dates } = worklist;
  switch (content.kind) {
    case 'participantList':
      return fromSheet(participantListSheet(content, dates), worklist);
    case 'attendanceRequest':
      return fromSheet(attendanceSheet(content, dates), worklist);
    case 'day':
      return fittingDay(content, worklist);
    case 'appointmentForReferent':
      return fromLetter(referentLetter(content, house, dates), worklist);
    case 'confirmation':
    case 'seat':
    case 'noSeat':
    case 'reinvitation':
    case 'reminderWeek':
    case 'reminderDay':
    case 'sessionMoved':
    case 'sessionCancelled':
    case 'released':
    case 'appointment':
    case 'appointmentReminder':
    case 'appointmentCancelled':
    case 'situation':
      return fromLetter(participantLetter(content, house, dates), worklist);
    default:
      return neverReached(content);
  }
}

/** Gmail cuts a mail after 102 kB (102,400 bytes) of HTML. */
const MOST_BYTES = 100_000;

/** From everything written out to what always fits: first fewer lines in full, then fewer paths listed, then fewer lines with an answer. */
const DETAILS: readonly Detail[] = [
  EVERYTHING,
  ...[50, 30, 15, 10].map((full) => ({ ...EVERYTHING, full })),
  ...[175, 150, 125, 100, 75, 50, 25].map((paths) => ({ ...EVERYTHING, full: 10, paths })),
  ...[100, 50, 20].map((linked) => ({ full: 10, linked, paths: 20 })),
  ...[5, 2].map((full) => ({ full, linked: 10, paths: 10 })),
];

function fittingDay(content: Extract<MailContent, { kind: 'day' }>, { house, dates, layouts }: Worklist): Written {
  const writeWith = (detail: Detail): Written => {
    const view = dayView(content, dates, detail);
    return { subject: view.subject, text: dayText(view, house), html: layouts.day(view) };
  };
  let mail = writeWith(EVERYTHING);
  for (const detail of DETAILS.slice(1)) {
    if (Buffer.byteLength(mail.html) <= MOST_BYTES) break;
    mail = writeWith(detail);
  }
  return mail;
}

function fromLetter(letter: Letter, { house, layouts }: Worklist): Written {
  return { subject: letter.subject, text: letterText(letter, house), html: layouts.letter(letter) };
}

function fromSheet(sheet: Sheet, { house, layouts }: Worklist): Written {
  return { subject: sheet.subject, text: sheetText(sheet, house), html: layouts.sheet(sheet) };
}
