import { Temporal } from 'temporal-polyfill';
import { type Labelled, type PathRecord, PERSONAL_DATA_FORMAT, PERSONAL_DATA_VERSION, type PersonalData } from '../domain/personal-data.ts';
import { FORM_KINDS, type Programme } from '../domain/programme/programme.ts';
import { operationsOf } from '../domain/retention.ts';
import { staffNames } from './staff-names.ts';

/** What a path holds, with names for the programme's codes, and what the law has to be said beside it. @param exportedAt ISO 8601 */
export function personalData(record: PathRecord, programme: Programme, exportedAt: string): PersonalData {
  const { name, timeZone, organisations, neighbourhoods, calendar, retention } = programme;
  const { of: staffName, spelled } = staffNames(programme);
  const maybe = (code: string | null) => (code === null ? null : staffName(code));
  const { accompaniment, person } = record;
  return {
    format: PERSONAL_DATA_FORMAT,
    version: PERSONAL_DATA_VERSION,
    exportedAt,
    programme: { name, timeZone },
    controllers: organisations.map((one) => ({ name: one.name, phone: one.phone })),
    contact: calendar.mailbox,
    retention: { monthsAfterLastActivity: retention.monthsAfterLastActivity, evidence: evidenceAbout(record, programme) },
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

function evidenceAbout({ firstInterviewAt }: PathRecord, { retention, timeZone }: Programme): PersonalData['retention']['evidence'] {
  const day = firstInterviewAt && Temporal.Instant.from(firstInterviewAt.at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return operationsOf(retention.evidence, day).map(({ funder, evidenceUntil }) => ({ funder, until: evidenceUntil }));
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
