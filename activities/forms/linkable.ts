import { allPathsOf, readAllPathsOf } from '../../domain/all-paths-of.ts';
import { isPrefilledNote, PREFILLED_WORDS } from '../../domain/answer-notes.ts';
import { readSetAside, setAsideWords } from '../../domain/dismissal.ts';
import { HELD_PATHS, isHeldPaths } from '../../domain/influx.ts';
import type { AttendanceField, FollowUpField, Programme } from '../../domain/programme/programme.ts';
import { type LinkableAnswer, withoutReplacement } from '../../domain/quarantine.ts';
import { parseReference } from '../../domain/reference.ts';
import type { Answers, Reading } from './answers.ts';
import { localDate } from './dates.ts';
import { staffNamed } from './staff-named.ts';

type Field = Exclude<FollowUpField | AttendanceField, 'staffCode'>;
type Linkable = (typed: string, answers: Answers, programme: Programme) => string | null;

/** Google's date and time, or what a person types for one. */
const DATE = /^[\d\s/.:hT-]{4,20}$/i;
const date: Linkable = (typed) => (DATE.test(typed) ? typed : null);
const choice =
  (field: string): Linkable =>
  (_, answers) => {
    const chosen = answers.choice(field);
    return chosen !== null && 'key' in chosen ? chosen.key : null;
  };
const oneOfOurs: Linkable = (typed) => (PREFILLED_WORDS.has(typed) ? typed : null);
const never: Linkable = () => null;

/** Each field of the staff's forms: what of it a link may hold. Free text, names and contact details belong in none. */
const FIELDS: Readonly<Record<Field, Linkable>> = {
  reference: (typed, _, programme) => referenceIn(typed, programme),
  session: (typed) => (/^[a-z0-9][a-z0-9.-]*$/i.test(typed) ? typed : null),
  contact: choice('contact'),
  stage: choice('stage'),
  decision: choice('decision'),
  callAnswer: choice('callAnswer'),
  sessionAction: choice('sessionAction'),
  date,
  until: date,
  appointment: date,
  newStart: date,
  ofAppointment: (typed) => (/^\d{1,4}$/.test(typed) ? typed : null),
  adviser: (typed, _, programme) => staffNamed(programme, typed)?.name ?? null,
  note: (typed) => noteIn(typed),
  reason: oneOfOurs,
  outcome: oneOfOurs,
  headCount: (typed) => (/^\d{1,4}$/.test(typed) ? typed : null),
  appointmentPlace: never,
  firstName: never,
  lastName: never,
  newEmail: never,
  newPhone: never,
  grid: never,
  walkIns: never,
  remarks: never,
  filing: never,
  presentOrganisations: never,
};

/** What a prefilled link may hold of this response of staff, and whether that is all of it. */
export function linkableAnswer(answers: Answers, { programme, response }: Pick<Reading, 'programme' | 'response'>): LinkableAnswer {
  const filled = (Object.keys(FIELDS) as Field[]).flatMap((field) => {
    const typed = answers.line(field);
    return typed === null ? [] : [{ field, value: FIELDS[field](typed, answers, programme) }];
  });
  const isGridFilledIn = answers.rows('grid').length > 0;
  // What is confirmed later happened when it was first said.
  const said = answers.hasQuestion('date') ? { date: localDate(response.lastSubmittedTime, programme.timeZone) } : {};
  return {
    values: { ...said, ...Object.fromEntries(filled.flatMap(({ field, value }) => (value === null ? [] : [[field, value]]))) },
    isWhole: !isGridFilledIn && filled.every(({ value }) => value !== null),
  };
}

function referenceIn(typed: string, programme: Programme): string | null {
  if (isHeldPaths(typed)) return HELD_PATHS;
  const setAside = readSetAside(typed);
  if (setAside !== null) return setAsideWords(setAside);
  const colleague = readAllPathsOf(typed);
  if (colleague === null) return parseReference(typed);
  const code = staffNamed(programme, colleague)?.code ?? (/^[a-z][a-z0-9-]{0,30}$/.test(colleague) ? colleague : null);
  return code === null ? null : allPathsOf(code);
}

function noteIn(typed: string): string | null {
  const note = withoutReplacement(typed);
  return note !== null && isPrefilledNote(note) ? note : null;
}
