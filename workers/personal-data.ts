import {
  type Labelled,
  type PathRecord,
  PERSONAL_DATA_FORMAT,
  PERSONAL_DATA_VERSION,
  type PersonalData,
  type StaffName,
} from '../domain/personal-data.ts';
import { FORM_KINDS, type Programme, type Role, type Staff, staffByCode } from '../domain/programme/programme.ts';

const FUNCTIONS: Readonly<Record<Role, string>> = {
  coordinator: 'coordination',
  referent: 'accompagnement',
  facilitator: 'co-animation',
  contact: 'contact de l’organisation',
};

/** What a path holds, with names for the programme's codes, and what the law has to be said beside it. @param exportedAt ISO 8601 */
export function personalData(record: PathRecord, programme: Programme, exportedAt: string): PersonalData {
  const { name, timeZone, organisations, neighbourhoods, calendar, retention } = programme;
  const staff = staffByCode(programme);
  const staffName = (code: string) => nameOf(code, staff.get(code) ?? null, programme);
  const maybe = (code: string | null) => (code === null ? null : staffName(code));
  const spelled = (text: string) => withNames(text, staff);
  const { accompaniment, person } = record;
  return {
    format: PERSONAL_DATA_FORMAT,
    version: PERSONAL_DATA_VERSION,
    exportedAt,
    programme: { name, timeZone },
    controllers: organisations.map((one) => ({ name: one.name, phone: one.phone })),
    contact: calendar.mailbox,
    retention,
    forms: FORM_KINDS.map((kind) => ({ id: programme.forms[kind].formId, kind })),
    neighbourhood:
      neighbourhoods.find(({ id }) => person.neighbourhood !== null && 'id' in person.neighbourhood && id === person.neighbourhood.id)
        ?.name ?? null,
    organisation: organisations.find(({ id }) => id === accompaniment.organisation)?.name ?? null,
    ...record,
    accompaniment: {
      ...accompaniment,
      referent: maybe(accompaniment.referent),
      lentUntil: accompaniment.lentUntil === null ? null : { ...accompaniment.lentUntil, by: staffName(accompaniment.lentUntil.by) },
    },
    interviews: record.interviews.map((interview) => ({ ...interview, referent: maybe(interview.referent) })),
    staffAnswers: record.staffAnswers.map((answer) => ({ ...answer, ...asOnTheForm(answer, programme), adviser: maybe(answer.adviser) })),
    notes: record.notes.map((note) => ({ ...note, by: staffName(note.by) })),
    journal: record.journal.map(({ at, what, by, response }) => ({
      at,
      what: spelled(withoutSignature(what, by)),
      by: maybe(by),
      response,
    })),
    tasks: record.tasks.map(({ since, what }) => ({ since, what: spelled(what) })),
  };
}

type Choices = Pick<PathRecord['staffAnswers'][number], 'contact' | 'callAnswer' | 'stage' | 'decision'>;

/** Each choice with the label that the form has for it. */
function asOnTheForm({ contact, callAnswer, stage, decision }: Choices, { forms }: Programme): PickedChoices {
  const { choices } = forms.followUp;
  const labelled = (field: keyof Choices, code: string | null) => (code === null ? null : { code, label: choices[field]?.[code] ?? code });
  return {
    contact: labelled('contact', contact),
    callAnswer: labelled('callAnswer', callAnswer),
    stage: labelled('stage', stage),
    decision: labelled('decision', decision),
  };
}

type PickedChoices = Readonly<Record<keyof Choices, Labelled | null>>;

/** Who recorded an entry stands beside it. */
function withoutSignature(text: string, by: string | null): string {
  return by === null ? text : text.replace(` (${by})`, '');
}

function nameOf(code: string, member: Staff | null, { organisations }: Programme): StaffName {
  if (member === null) return { code, name: null, organisation: null, functions: null };
  const organisation = organisations.find(({ id }) => id === member.organisation)?.name ?? null;
  return { code, name: member.name, organisation, functions: member.roles.map((role) => FUNCTIONS[role]).join(', ') };
}

/** A word that may be a code; no part of an address is. */
const WORD = /(?<![\p{L}\p{N}@._+-])[a-z][a-z0-9-]*(?![\p{L}\p{N}@_+-]|\.\p{L})/gu;

/** The journal names staff by their codes, which a participant doesn't know. */
function withNames(text: string, staff: ReadonlyMap<string, Staff>): string {
  return text.replace(WORD, (word) => staff.get(word)?.name ?? word);
}
