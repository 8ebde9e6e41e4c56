import { ATTENDANCE_MARKS, type Attendance, type AttendanceMark, type WalkInPerson } from '../../domain/facts.ts';
import type { LinkPurpose } from '../../domain/link-token.ts';
import type { Staff } from '../../domain/programme/programme.ts';
import { replacedIn, withoutReplacement } from '../../domain/quarantine.ts';
import { Answers, choiceKey, type Reading, Unusable } from './answers.ts';
import { originOf } from './origin.ts';
import { authorOf, signedBy } from './staff.ts';
import { plain } from './text.ts';
import { readWalkIns } from './walk-ins.ts';

export interface AttendanceFact {
  readonly kind: 'attendance';
  /** Session id. */
  readonly session: string;
  readonly attendance: Attendance;
  /** Walk-ins who left name and phone: each has a path. */
  readonly people: readonly WalkInPerson[];
  /** How many ticked options are no organisation of the configuration: passed over. */
  readonly unknownOrganisations: number;
  /** Number of a response that was set aside, which this one takes the place of. */
  readonly replaces: string | null;
}

export function readAttendance(reading: Reading): AttendanceFact {
  const answers = new Answers(reading);
  const author = authorOf(reading, answers, purposes(answers));
  return signedBy(author, () => readSheet(reading, answers, author));
}

/** The sheet of that session, or any. */
function purposes(answers: Answers): readonly LinkPurpose[] {
  const session = idIn(answers.line('session'));
  const any: LinkPurpose = { form: 'attendance', subject: 'anything' };
  return session === null ? [any] : [{ form: 'attendance', subject: `session ${session}` }, any];
}

function readSheet(reading: Reading, answers: Answers, author: Staff): AttendanceFact {
  if (!author.roles.some((role) => role !== 'referent')) throw new Unusable('out-of-scope');
  const walkIns = answers.text('walkIns');
  const { people, heads, unread } = readWalkIns(walkIns);
  const { present, unknown } = readOrganisations(reading, answers);
  const attendance: Attendance = {
    origin: originOf(reading),
    staff: author.code,
    rows: readRows(reading, answers),
    saysWalkIns: walkIns !== null,
    walkInHeads: heads,
    unreadWalkIns: unread,
    // Intake opens their paths, and says which.
    walkInRefs: [],
    headCount: readCount(answers.line('headCount')),
    remarks: withoutReplacement(answers.text('remarks')),
    filing: answers.line('filing'),
    presentOrganisations: present,
    sentFrom: answers.hasQuestion('presentOrganisations') ? null : organisationName(reading, author.organisation),
  };
  const session = sessionId(answers.line('session'));
  const { rows, headCount, remarks, filing } = attendance;
  const parts = [walkIns, headCount, remarks, filing, present];
  if (Object.keys(rows).length === 0 && parts.every((part) => part === null)) throw new Unusable('empty');
  return { kind: 'attendance', session, attendance, people, unknownOrganisations: unknown, replaces: replacedIn(answers.text('remarks')) };
}

/** A session's id as it was prefilled, or copied by hand. */
export function sessionId(typed: string | null): string {
  const id = idIn(typed);
  if (id === null) throw new Unusable('unknown-session', 'session');
  return id;
}

/** Null: nothing that is a session's id. */
export function idIn(typed: string | null): string | null {
  const id = (typed ?? '')
    .trim()
    .toLowerCase()
    .replace(/^session[-\s]+/, '')
    .replace(/[\s_\u2010-\u2015]+/g, '-');
  return /^[a-z0-9][a-z0-9.-]*$/.test(id) ? id : null;
}

function readRows(reading: Reading, answers: Answers): Readonly<Record<number, AttendanceMark>> {
  return Object.fromEntries(
    answers.rows('grid').map(({ row, column }) => {
      const number = Number(/\d+/.exec(row)?.[0] ?? Number.NaN);
      if (!(number >= 1 && number <= 999)) throw new Unusable('unknown-row', 'grid');
      return [number, markOf(reading, column)];
    }),
  );
}

function markOf({ mapping }: Reading, column: string): AttendanceMark {
  const key = choiceKey(mapping, 'grid', column) ?? DEFAULT_LABELS[plain(column)];
  const mark = ATTENDANCE_MARKS.find((one) => one === key);
  if (mark === undefined) throw new Unusable('unknown-choice', 'grid');
  return mark;
}

const DEFAULT_LABELS: Readonly<Record<string, AttendanceMark>> = {
  present: 'attended',
  presente: 'attended',
  excuse: 'excused',
  excusee: 'excused',
  'absent excuse': 'excused',
  absent: 'noShow',
  absente: 'noShow',
};

/** Names of the ticked organisations, in the configuration's order; null where none that it knows is ticked. */
function readOrganisations(
  { mapping, programme }: Reading,
  answers: Answers,
): { readonly present: readonly string[] | null; readonly unknown: number } {
  const ticked = answers.all('presentOrganisations').map((option) => {
    const wanted = plain(choiceKey(mapping, 'presentOrganisations', option) ?? option);
    return programme.organisations.find(({ id, name, alsoKnownAs }) => [id, name, ...alsoKnownAs].some((one) => plain(one) === wanted));
  });
  const present = programme.organisations.filter((organisation) => ticked.includes(organisation)).map(({ name }) => name);
  return { present: present.length > 0 ? present : null, unknown: ticked.filter((organisation) => organisation === undefined).length };
}

function organisationName({ programme }: Reading, id: string): string {
  return programme.organisations.find((organisation) => organisation.id === id)?.name ?? id;
}

function readCount(text: string | null): number | null {
  const digits = /\d{1,4}/.exec(text ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
}
