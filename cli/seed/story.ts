import { Temporal } from 'temporal-polyfill';
import { HISTORY, type HistoryPerson, type HistoryStep } from '../../acceptance/people.ts';
import type { FollowUpField, PlanRule, Programme, RegistrationField, Staff } from '../../domain/programme/programme.ts';

/** A response as the sandbox's control takes it: answers under the form's own titles, times in UTC. */
export interface SeedResponse {
  readonly formId: string;
  readonly responseId: string;
  readonly createTime: string;
  readonly lastSubmittedTime: string;
  readonly answers: Readonly<Record<string, string>>;
}

export interface SeedEvent {
  /** Stable: the same seed twice makes one event. */
  readonly transactionId: string;
  readonly subject: string;
  readonly body: string;
  /** Local date-times without offset. */
  readonly start: string;
  readonly end: string;
  readonly place: string;
  readonly attendees: readonly { readonly address: string; readonly name: string }[];
}

/** Two information sessions a month over two months; the people's stories begin around them. */
const SESSIONS_DAYS_AGO = [55, 41, 27, 13];

/** `past`: those who came to a session since; `recent`: those who wait for one. */
export function seedRegistrations(programme: Programme, now: Temporal.ZonedDateTime, which: 'past' | 'recent'): readonly SeedResponse[] {
  const { formId, fields } = programme.forms.registration;
  const wanted = HISTORY.map((person, index) => ({ person, index })).filter(({ person }) => person.steps.length > 0 === (which === 'past'));
  return wanted.map(({ person, index }) => ({
    formId,
    responseId: registrationId(index),
    ...submittedAt(now, person.registeredDaysAgo, 7 + (index % 2), index), // before the offices open: whatever follows on that day follows
    answers: underTitles(fields, {
      firstName: person.firstName,
      lastName: person.lastName,
      email: person.email,
      phone: person.phone,
      birthDate: person.age === null ? null : birthDate(now, person.age, index),
      neighbourhood: person.neighbourhood,
      situation: person.situation,
      referrer: person.referrer,
      alreadyFollowedBy: person.followedBy ?? 'Aucun',
      wish: person.wish,
      enteredBy: person.enteredBy ?? null,
      consent: 'Oui',
    } satisfies Partial<Record<RegistrationField, string | null>>),
  }));
}

/** What staff recorded since, oldest first. `referenceOf` tells a path's reference from its registration. */
export function seedFollowUps(
  programme: Programme,
  now: Temporal.ZonedDateTime,
  referenceOf: (registration: { readonly formId: string; readonly responseId: string }) => string,
): readonly SeedResponse[] {
  const all = HISTORY.flatMap((person, index) =>
    person.steps.map((step, nth) => {
      const registration = { formId: programme.forms.registration.formId, responseId: registrationId(index) };
      return {
        formId: programme.forms.followUp.formId,
        responseId: `seed-suivi-${index + 1}-${nth + 1}`,
        ...submittedAt(now, step.daysAgo, 9 + ((index + nth) % 8), index),
        answers: followUpAnswers(programme, now, person, step, referenceOf(registration)),
      };
    }),
  );
  return all.toSorted((a, b) => a.lastSubmittedTime.localeCompare(b.lastSubmittedTime));
}

export function seedSessions(programme: Programme, now: Temporal.ZonedDateTime): readonly SeedEvent[] {
  const rule = programme.plan.find(({ kind }) => kind === 'info');
  if (!rule) return [];
  return SESSIONS_DAYS_AGO.map((daysAgo, index) => {
    const start = workingDay(now, daysAgo).toPlainDateTime(Temporal.PlainTime.from(rule.at));
    return {
      transactionId: `seed-info-${index + 1}`,
      subject: rule.title ?? 'Information collective',
      body: 'Information collective du Groupement de Créateurs.',
      start: start.toString(),
      end: start.add(rule.duration).toString(),
      ...placeAndPeople(programme, rule),
    };
  });
}

function placeAndPeople(programme: Programme, rule: PlanRule) {
  const venue = programme.venues.find(({ id }) => id === rule.venue);
  const staff = programme.organisations.flatMap((organisation) => organisation.staff);
  return {
    place: venue ? `${venue.name}, ${venue.address}` : '',
    attendees: staff.filter(({ code }) => rule.facilitators.includes(code)).map(({ name, email }) => ({ address: email, name })),
  };
}

function followUpAnswers(
  programme: Programme,
  now: Temporal.ZonedDateTime,
  person: HistoryPerson,
  step: HistoryStep,
  reference: string,
): Record<string, string> {
  const { fields, choices } = programme.forms.followUp;
  const label = (field: FollowUpField, key: string | undefined) => (key === undefined ? null : (choices[field]?.[key] ?? key));
  const inDays = (days: number | undefined) => (days === undefined ? null : afterDays(now, days));
  const appointment = inDays(step.appointmentIn);
  return underTitles(fields, {
    reference,
    staffCode: authorFor(programme, person).formCode,
    date: workingDay(now, step.daysAgo).toString(),
    contact: label('contact', step.contact),
    stage: label('stage', step.stage),
    decision: label('decision', step.pause ? 'pause' : undefined),
    until: inDays(step.untilIn),
    appointment: appointment === null ? null : `${appointment} 10:00`,
    reason: step.reason ?? null,
    outcome: step.outcome ?? null,
    note: step.note ?? null,
  } satisfies Partial<Record<FollowUpField, string | null>>);
}

/** The organisation of the person's age, in the voice of whoever answers for its files: its contact, else its first referent. */
function authorFor({ organisations }: Programme, { age }: HistoryPerson): Staff {
  const fits = organisations.find(({ ages }) => age !== null && (ages.from ?? 0) <= age && age <= (ages.to ?? Number.POSITIVE_INFINITY));
  const staff = (fits ?? organisations[0])?.staff ?? [];
  const author = staff.find(({ roles }) => roles.includes('contact') || roles.includes('coordinator')) ?? staff[0];
  if (!author) throw new Error('The configuration names no staff.');
  return author;
}

/** Only what is answered, under the title of its question; a field that the form lacks is left out. */
function underTitles(
  fields: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, string | null>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) => (value === null || fields[field] === undefined ? [] : [[fields[field], value]])),
  );
}

function registrationId(index: number): string {
  return `seed-inscription-${index + 1}`;
}

/** During the day, at another minute for each: a list in one order only. */
function submittedAt(
  now: Temporal.ZonedDateTime,
  daysAgo: number,
  hour: number,
  index: number,
): Pick<SeedResponse, 'createTime' | 'lastSubmittedTime'> {
  const local = workingDay(now, daysAgo).toPlainDateTime({ hour, minute: (index * 17) % 60, second: (index * 29) % 60 });
  const instant = local.toZonedDateTime(now.timeZoneId).toInstant().toString({ fractionalSecondDigits: 3 });
  return { createTime: instant, lastSubmittedTime: instant };
}

/** So many days ago, moved back to Friday from a weekend. */
function workingDay(now: Temporal.ZonedDateTime, daysAgo: number): Temporal.PlainDate {
  const date = now.toPlainDate().subtract({ days: daysAgo });
  return date.dayOfWeek > 5 ? date.subtract({ days: date.dayOfWeek - 5 }) : date;
}

function afterDays(now: Temporal.ZonedDateTime, days: number): string {
  const date = now.toPlainDate().add({ days });
  return (date.dayOfWeek > 5 ? date.add({ days: 8 - date.dayOfWeek }) : date).toString();
}

function birthDate(now: Temporal.ZonedDateTime, age: number, index: number): string {
  return now
    .toPlainDate()
    .subtract({ years: age, months: (index % 10) + 1, days: index })
    .toString();
}
