import type { PersonalData, StaffName } from '../../domain/personal-data.ts';
import { compare } from '../../domain/text.ts';
import { printedDate, printedMoment } from '../pdf/printable.ts';
import * as words from './words.ts';

/** A part of the document. `facts`: names and values; `list`: a table, each row as wide as `columns`. */
export type Section =
  | { readonly title: string; readonly facts: readonly Fact[] }
  | { readonly title: string; readonly hint: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

export type Fact = readonly [name: string, value: string];

export interface Column {
  readonly title: string;
  /** Points; null: as wide as what is left. */
  readonly width: number | null;
}

const { COLUMNS, KEPT } = words;
const WHEN: Column = { title: COLUMNS.when, width: 118 };

/** Everything of the record, as a person reads it: the latest first. */
export function sectionsOf(data: PersonalData): readonly Section[] {
  const { timeZone } = data.programme;
  const print: Printed = { at: (at) => printedMoment(at, timeZone), staff: words.staffName };
  return [
    { title: words.ABOUT_YOU, facts: aboutYou(data, print) },
    { title: words.CORRECTIONS, facts: corrections(data) },
    { title: words.YOUR_PATH, facts: pathFacts(data, print) },
    ...sessions(data, print),
    interviews(data, print),
    mails(data, print),
    ...staffWords(data, print),
    ...ahead(data, print),
    responses(data, print),
    staffNamed(data),
  ];
}

interface Printed {
  /** @param at ISO 8601, UTC */
  readonly at: (at: string) => string;
  readonly staff: (who: StaffName) => string;
}

function fact(name: string, value: string | null | undefined): readonly Fact[] {
  return value === null || value === undefined || value === '' ? [] : [[name, value]];
}

function aboutYou({ person, neighbourhood, wishes }: PersonalData, print: Printed): readonly Fact[] {
  const { FIELDS } = words;
  const typed = person.neighbourhood !== null && 'typed' in person.neighbourhood ? person.neighbourhood.typed : null;
  const where = neighbourhood ?? typed;
  const texts = ['town', 'situation', 'referrer', 'alreadyFollowedBy', 'enteredBy'] as const;
  const reach = ['email', 'unconfirmedEmail', 'badEmail'] as const;
  return [
    ...fact(FIELDS.firstName, person.firstName),
    ...fact(FIELDS.lastName, person.lastName),
    ...fact(FIELDS.birthDate, person.birthDate === null ? null : printedDate(person.birthDate)),
    ...reach.flatMap((name) => fact(FIELDS[name], person[name])),
    ...fact(FIELDS.phone, person.phone === null ? null : spacedPhone(person.phone)),
    ...fact(FIELDS.badPhone, person.badPhone),
    ...fact(FIELDS.neighbourhood, where === null ? null : `${where}${person.priorityNeighbourhood ? words.PRIORITY : ''}`),
    ...texts.flatMap((name) => fact(FIELDS[name], person[name])),
    ...fact(FIELDS.sharedAddress, person.sharedAddress ? words.YES : null),
    ...wishes.flatMap(({ at, words: wish }) => fact(words.WISH, `${wish}\n(${print.at(at.at)})`)),
  ];
}

function spacedPhone(phone: string): string {
  return phone.replace(/^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/u, '0$1 $2 $3 $4 $5');
}

function corrections({ contactDetails, neighbourhoodAnswer }: PersonalData): readonly Fact[] {
  const { replacedEmails, replacedPhones, confirmedEmail, proposed } = contactDetails;
  const { CORRECTION_FIELDS } = words;
  return [
    ...fact(CORRECTION_FIELDS.replacedEmails, replacedEmails.join(', ')),
    ...fact(CORRECTION_FIELDS.replacedPhones, replacedPhones.map(spacedPhone).join(', ')),
    ...fact(CORRECTION_FIELDS.confirmedEmail, confirmedEmail),
    ...proposed.flatMap(({ field, value }) => fact(CORRECTION_FIELDS[field], field === 'phone' ? spacedPhone(value) : value)),
    ...(neighbourhoodAnswer === null
      ? []
      : fact(neighbourhoodAnswer.typed, neighbourhoodAnswer.priority ? words.PRIORITY_BY_STAFF : words.NOT_PRIORITY_BY_STAFF)),
  ];
}

function pathFacts(data: PersonalData, print: Printed): readonly Fact[] {
  const { accompaniment, stage, pause, left, situation } = data;
  const { PATH_FIELDS } = words;
  const moment = (at: { readonly at: string } | null) => (at === null ? null : print.at(at.at));
  const organisation = data.organisation ?? accompaniment.organisation;
  const { lentUntil } = accompaniment;
  return [
    ...fact(PATH_FIELDS.registeredAt, `${print.at(data.registeredAt.at)}${data.provisional ? words.FROM_A_SHEET : ''}`),
    ...fact(PATH_FIELDS.consentWithdrawn, moment(data.consentWithdrawn)),
    ...fact(PATH_FIELDS.stage, words.since(stage.label, print.at(stage.since.at))),
    ...fact(PATH_FIELDS.organisation, organisation === null ? accompaniment.reason : words.because(organisation, accompaniment.reason)),
    ...fact(PATH_FIELDS.referent, accompaniment.referent === null ? null : print.staff(accompaniment.referent)),
    ...fact(PATH_FIELDS.decidedAt, moment(accompaniment.decidedAt)),
    ...fact(PATH_FIELDS.lentUntil, lentUntil === null ? null : words.backTo(print.staff(lentUntil.by), print.at(lentUntil.until.at))),
    ...fact(PATH_FIELDS.followedElsewhere, accompaniment.followedElsewhere),
    ...fact(PATH_FIELDS.pause, pause === null ? null : words.pausedSince(print.at(pause.since.at), moment(pause.until), pause.reason)),
    ...fact(PATH_FIELDS.takesPartUnderAge, data.takesPartUnderAge ? words.UNDER_AGE : null),
    ...fact(PATH_FIELDS.unexcusedAbsences, data.unexcusedAbsences === 0 ? null : String(data.unexcusedAbsences)),
    ...fact(PATH_FIELDS.firstInterviewAt, moment(data.firstInterviewAt)),
    ...outcomes(data, print),
    ...fact(PATH_FIELDS.left, left === null ? null : leaving(left, print)),
    ...fact(PATH_FIELDS.exitKnownAt, moment(data.exitKnownAt)),
    ...fact(PATH_FIELDS.situation, words.situation(moment(situation.askedAt), moment(situation.knownAt), situation.words)),
    ...fact(PATH_FIELDS.duplicates, data.possibleDuplicates === 0 ? null : words.duplicates(data.possibleDuplicates)),
  ];
}

function leaving({ from, since, withdrew }: NonNullable<PersonalData['left']>, print: Printed): string {
  const what = words.leftFrom(from.label, print.at(since.at));
  return withdrew ? `${what}, ${words.WITHDREW}` : what;
}

/** The latest one may stand alone, where it came with the end of the path. */
function outcomes({ outcome, outcomes: all }: PersonalData, print: Printed): readonly Fact[] {
  const { outcome: name } = words.PATH_FIELDS;
  const dated = all.flatMap(({ at, words: said }) => fact(name, `${said} (${print.at(at.at)})`));
  return all.some(({ words: said }) => said === outcome) ? dated : [...dated, ...fact(name, outcome)];
}

function sessions({ bookings, attendance }: PersonalData, print: Printed): readonly Section[] {
  return [
    {
      title: words.BOOKINGS,
      hint: '',
      columns: [WHEN, { title: COLUMNS.session, width: null }, { title: COLUMNS.place, width: 150 }, { title: COLUMNS.state, width: 90 }],
      rows: bookings.map(({ session, seat }) =>
        seat === null
          ? ['', session, '', words.REQUESTED]
          : [print.at(seat.start.at), seat.title, placeOf(seat.place), words.rank(seat.status.label, seat.rank)],
      ),
    },
    {
      title: words.ATTENDANCE,
      hint: KEPT.attendance,
      columns: [WHEN, { title: COLUMNS.session, width: null }, { title: COLUMNS.present, width: 150 }],
      rows: latestFirst(attendance, ({ start }) => start.at).map(({ start, title, mark, walkIn }) => [
        print.at(start.at),
        title,
        `${mark.label}${walkIn ? words.WALK_IN : ''}`,
      ]),
    },
  ];
}

function placeOf({ name, address }: { readonly name: string; readonly address: string }): string {
  return [name, address].filter((part) => part.trim() !== '').join(', ');
}

function interviews(data: PersonalData, print: Printed): Section {
  return {
    title: words.INTERVIEWS,
    hint: KEPT.interviews,
    columns: [WHEN, { title: COLUMNS.place, width: null }, { title: COLUMNS.with, width: 150 }, { title: COLUMNS.agreedAt, width: 118 }],
    rows: latestFirst(data.interviews, ({ start }) => start.at).map(({ start, place, referent, agreedAt }) => [
      print.at(start.at),
      place ?? words.USUAL_PLACE,
      referent === null ? words.NO_REFERENT : print.staff(referent),
      print.at(agreedAt.at),
    ]),
  };
}

function mails(data: PersonalData, print: Printed): Section {
  return {
    title: words.MAILS,
    hint: KEPT.mails,
    columns: [WHEN, { title: COLUMNS.mail, width: null }, { title: COLUMNS.why, width: 150 }, { title: COLUMNS.outcome, width: 90 }],
    rows: latestFirst(data.mails, ({ at }) => at.at).map(({ at, kind, why, outcome }) => [
      print.at(at.at),
      kind.label,
      why.label,
      outcome.label,
    ]),
  };
}

function staffWords({ notes, contacts, journal }: PersonalData, print: Printed): readonly Section[] {
  const by: Column = { title: COLUMNS.who, width: 160 };
  return [
    {
      title: words.NOTES,
      hint: KEPT.notes,
      columns: [WHEN, { title: COLUMNS.note, width: null }, by],
      rows: latestFirst(notes, ({ at }) => at.at).map((note) => [print.at(note.at.at), note.words, print.staff(note.by)]),
    },
    {
      title: words.JOURNAL,
      hint: KEPT.journal,
      columns: [WHEN, { title: COLUMNS.what, width: null }, { ...by, width: 110 }, { title: COLUMNS.cause, width: 90 }],
      rows: latestFirst(journal, ({ at }) => at.at).map((entry) => [
        print.at(entry.at.at),
        entry.what,
        entry.by === null ? '' : print.staff(entry.by),
        entry.response?.response ?? '',
      ]),
    },
    {
      title: words.CONTACTS,
      hint: '',
      columns: [WHEN, { title: COLUMNS.what, width: null }],
      rows: contacts.map(({ at, what }) => [print.at(at.at), what]),
    },
  ];
}

function ahead({ coming, tasks }: PersonalData, print: Printed): readonly Section[] {
  return [
    {
      title: words.COMING,
      hint: '',
      columns: [WHEN, { title: COLUMNS.what, width: null }],
      rows: coming.map(({ at, what }) => [print.at(at.at), what]),
    },
    {
      title: words.TASKS,
      hint: '',
      columns: [
        { ...WHEN, title: COLUMNS.since },
        { title: COLUMNS.what, width: null },
      ],
      rows: tasks.map(({ since, what }) => [print.at(since.at), what]),
    },
  ];
}

/** Of staff's responses also what they say. */
function responses({ responses: all, staffAnswers, forms }: PersonalData, print: Printed): Section {
  const said = new Map(staffAnswers.map((answer) => [`${answer.form}|${answer.response}`, answerText(answer, print)]));
  const kinds = new Map(forms.map(({ id, kind }) => [id, words.FORMS[kind]]));
  return {
    title: words.RESPONSES,
    hint: KEPT.responses,
    columns: [
      { ...WHEN, title: COLUMNS.sentAt },
      { title: COLUMNS.form, width: 75 },
      { title: COLUMNS.says, width: null },
      { title: COLUMNS.response, width: 90 },
    ],
    rows: latestFirst(all, ({ submittedAt }) => submittedAt).map(({ form, response, submittedAt }) => [
      print.at(submittedAt),
      kinds.get(form) ?? form,
      said.get(`${form}|${response}`) ?? '',
      response,
    ]),
  };
}

/** What was answered, by the names of the form. */
function answerText(answer: PersonalData['staffAnswers'][number], print: Printed): string {
  const { ANSWER_FIELDS } = words;
  const values: Readonly<Record<keyof typeof ANSWER_FIELDS, string | null>> = {
    contact: answer.contact?.label ?? null,
    callAnswer: answer.callAnswer?.label ?? null,
    newEmail: answer.newEmail,
    newPhone: answer.newPhone === null ? null : spacedPhone(answer.newPhone),
    appointment: answer.appointment === null ? null : print.at(answer.appointment),
    appointmentPlace: answer.appointmentPlace,
    registerFor: answer.registerFor,
    stage: answer.stage?.label ?? null,
    decision: answer.decision?.label ?? null,
    adviser: answer.adviser === null ? null : print.staff(answer.adviser),
    until: answer.until === null ? null : print.at(answer.until),
    reason: answer.reason,
    outcome: answer.outcome,
  };
  const names = Object.keys(ANSWER_FIELDS) as (keyof typeof ANSWER_FIELDS)[];
  return names.flatMap((name) => (values[name] === null ? [] : [`${ANSWER_FIELDS[name]} : ${values[name]}`])).join(' ; ');
}

/** Each once, by their name. */
function staffNamed(data: PersonalData): Section {
  const { accompaniment, interviews: all, notes, journal, staffAnswers } = data;
  const named = [
    accompaniment.referent,
    accompaniment.lentUntil?.by ?? null,
    ...all.map(({ referent }) => referent),
    ...[...notes, ...journal].map(({ by }) => by),
    ...staffAnswers.map(({ adviser }) => adviser),
  ].filter((one) => one !== null);
  const byCode = new Map(named.map((one) => [one.code, one]));
  return {
    title: words.STAFF,
    hint: '',
    columns: [
      { title: COLUMNS.name, width: 150 },
      { title: COLUMNS.organisation, width: 140 },
      { title: COLUMNS.functions, width: null },
    ],
    rows: [...byCode.values()].map((one) => [one.name ?? words.staffName(one), one.organisation ?? '', one.functions ?? '']),
  };
}

/** Of one moment, what was recorded last comes first. */
function latestFirst<T>(list: readonly T[], at: (one: T) => string): readonly T[] {
  return list.toReversed().toSorted((a, b) => compare(at(b), at(a)));
}
