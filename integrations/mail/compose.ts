import type { MailContent } from '../../domain/mails.ts';
import { calendarFiles, type Organiser } from './ics.ts';
import type { ComposedMail, MailComposer } from './port.ts';
import { dayText, dayView } from './templates/day.ts';
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

/** Compiles the layouts once (about a second); `compose` is then synchronous and takes about a millisecond. */
export async function createComposer(options: ComposerOptions): Promise<MailComposer> {
  const house: House = {
    programme: oneLine(options.programmeName),
    offices: (options.officePhones ?? []).map((office) => ({ name: oneLine(office.name), phone: phoneLink(office.phone) })),
  };
  const desk: Desk = { house, dates: datesIn(options.timeZone), layouts: await compileLayouts(house) };
  return { compose: (content) => ({ ...written(content, desk), attachments: calendarFiles(content, options.organiser) }) };
}

interface Desk {
  readonly house: House;
  readonly dates: Dates;
  readonly layouts: Layouts;
}

type Written = Omit<ComposedMail, 'attachments'>;

function written(content: MailContent, desk: Desk): Written {
  const { house, dates } = desk;
  switch (content.kind) {
    case 'participantList':
      return fromSheet(participantListSheet(content, dates), desk);
    case 'attendanceRequest':
      return fromSheet(attendanceSheet(content, dates), desk);
    case 'day': {
      const view = dayView(content, dates);
      return { subject: view.subject, text: dayText(view, house), html: desk.layouts.day(view) };
    }
    case 'appointmentForReferent':
      return fromLetter(referentLetter(content, house, dates), desk);
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
    case 'situation':
      return fromLetter(participantLetter(content, house, dates), desk);
    default:
      return neverReached(content);
  }
}

function fromLetter(letter: Letter, { house, layouts }: Desk): Written {
  return { subject: letter.subject, text: letterText(letter, house), html: layouts.letter(letter) };
}

function fromSheet(sheet: Sheet, { house, layouts }: Desk): Written {
  return { subject: sheet.subject, text: sheetText(sheet, house), html: layouts.sheet(sheet) };
}
