import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import {
  ATTENDANCE_MARKS,
  CALL_ANSWERS,
  CONTACT_KINDS,
  DECISIONS,
  FORM_STAGES,
  SESSION_ACTIONS,
  UNABLE_ANSWERS,
} from '../../domain/facts.ts';
import {
  ATTENDANCE_FIELDS,
  FOLLOW_UP_FIELDS,
  REGISTRATION_FIELDS,
  SESSION_KINDS,
  UNABLE_FIELDS,
  WEEKDAYS,
} from '../../domain/programme/programme.ts';
import { record } from './records.ts';
import { descriptions, wanted } from './words.ts';

/**
 * The shape of `groupement.yaml`, as an administrator writes it: no transformation here, so that the JSON Schema for editors says the
 * same. Every `error` is what was expected, in French, to be read after « attendu ». Rules between entries are in cross-checks.ts.
 */

function text(expectation = wanted.text, pattern?: RegExp) {
  const error = { error: expectation };
  const base = z.string(error).min(1, error);
  return pattern ? base.regex(pattern, error) : base;
}

/** An object whose unknown keys are errors; the message of such an error lists the known ones. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : wanted.keys),
  });
}

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: wanted.list });
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: wanted.oneOf(values) });
}

function whole(expectation: string, from: number, to: number) {
  const error = { error: expectation };
  return z.int(error).min(from, error).max(to, error);
}

const ISO_DURATION = 'P(?:\\d+Y)?(?:\\d+M)?(?:\\d+W)?(?:\\d+D)?(?:T(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d{1,3})?S)?)?';

const id = text(wanted.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
const email = z.email({ error: wanted.email });
const delay = text(wanted.delay, new RegExp(`^(?:[1-9]\\d{0,2}bd|${ISO_DURATION})$`)).refine(
  (written) => written.endsWith('bd') || isDuration(written),
  { error: wanted.delay },
);
const duration = (example: string) =>
  text(wanted.duration(example), new RegExp(`^${ISO_DURATION}$`)).refine(isDuration, { error: wanted.duration(example) });
const date = text(wanted.date, /^\d{4}-\d{2}-\d{2}$/).refine((written) => parses(() => Temporal.PlainDate.from(written)), {
  error: wanted.date,
});
const dateTime = text(wanted.dateTime, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/).refine(
  (written) => parses(() => Temporal.PlainDateTime.from(written)),
  { error: wanted.dateTime },
);
const instant = text(wanted.instant).refine((written) => parses(() => Temporal.Instant.from(written)), {
  error: wanted.instant,
});
const time = text(wanted.time, /^([01]\d|2[0-3]):[0-5]\d$/).refine((written) => !written.startsWith('02:'), {
  error: wanted.dayTime,
});
const timeZone = text(wanted.timeZone).refine((written) => parses(() => Temporal.PlainDate.from('2026-01-01').toZonedDateTime(written)), {
  error: wanted.timeZone,
});
const weekdays = list(oneOf(WEEKDAYS)).min(1, { error: wanted.oneDay });
const phone = text(wanted.phone);

const staff = section({
  code: text(wanted.pseudonym, /^[a-z][a-z0-9-]{0,19}$/).describe(descriptions.staffPseudonym),
  formCode: text(wanted.formCode, /^\S{8,64}$/).describe(descriptions.formCode),
  name: text(),
  email,
  roles: list(oneOf(['coordinator', 'referent', 'facilitator', 'contact'])).min(1, { error: wanted.oneRole }),
  outlook: z.boolean({ error: wanted.trueOrFalse }).default(false).describe(descriptions.outlook),
  neighbourhoods: list(id).default([]).describe(descriptions.staffNeighbourhoods),
});

const closure = section({ from: date, to: date }).superRefine(({ from, to }, context) => {
  if (to < from) context.addIssue({ code: 'custom', path: ['to'], message: wanted.lastDayNotBefore });
});

const operation = section({
  funder: text(wanted.funder),
  from: date,
  to: date.nullable().default(null).describe(descriptions.operationTo),
  evidenceUntil: date.nullable().describe(descriptions.evidenceUntil),
}).superRefine(({ from, to, evidenceUntil }, context) => {
  const last = to ?? from;
  if (last < from) context.addIssue({ code: 'custom', path: ['to'], message: wanted.lastDayNotBefore });
  if (evidenceUntil !== null && evidenceUntil < last)
    context.addIssue({ code: 'custom', path: ['evidenceUntil'], message: wanted.notBeforeOperation });
});

const ages = section({
  from: whole(wanted.age, 0, 120).nullable().default(null),
  to: whole(wanted.age, 0, 120).nullable().default(null),
}).superRefine(({ from, to }, context) => {
  if (from !== null && to !== null && to < from) context.addIssue({ code: 'custom', path: ['to'], message: wanted.ageNotBefore });
});

const logo = text(wanted.imagePath).describe(descriptions.logo);

const organisation = section({
  id,
  name: text(),
  alsoKnownAs: list(text()).optional().describe(descriptions.alsoKnownAs),
  ages: ages.prefault({}).describe(descriptions.ages),
  phone: phone.nullable().default(null),
  logo: logo.nullable().default(null),
  interviews: section({
    place: text(wanted.place).nullable().default(null),
    duration: duration('PT1H').default('PT1H'),
  })
    .prefault({})
    .describe(descriptions.interviews),
  assignment: oneOf(['contact', 'rotate']).default('contact').describe(descriptions.assignment),
  lead: section({ name: text(), email }).describe(descriptions.lead),
  staff: list(staff).min(1, { error: wanted.oneMember }),
  closures: list(closure).default([]).describe(descriptions.closures),
});

const question = text(wanted.question);
const label = text(wanted.option);
const entryNumber = text(wanted.entryNumber, /^\d+$/);

/**
 * @param required fields without which the service can't read a response
 * @param options the options that a field with choices knows
 */
function form<Field extends string>(
  fields: readonly Field[],
  required: readonly NoInfer<Field>[],
  options: Readonly<Partial<Record<NoInfer<Field>, readonly string[]>>>,
) {
  const mapping = byField(fields, () => question).superRefine((mapped, context) => {
    for (const field of required) {
      if (!Object.hasOwn(mapped, field)) context.addIssue({ code: 'custom', path: [field], message: wanted.question });
    }
  });
  return section({
    formId: text(wanted.formId),
    fields: mapping.meta({ description: descriptions.fields, required }),
    choices: byField(fields, (field) => labelsOf(options[field]))
      .prefault({})
      .describe(descriptions.choices),
    prefill: byField(fields, () => entryNumber)
      .prefault({})
      .describe(descriptions.prefill),
    url: z.url({ error: wanted.webAddress }).nullable().default(null).describe(descriptions.formUrl),
  });
}

type ByField<Field extends string, Value> = Partial<Record<Field, Value>>;

/** Any of the fields may be missing; any other key is an error. */
function byField<Field extends string, Value>(
  fields: readonly Field[],
  valueOf: (field: Field) => z.ZodType<Value>,
): z.ZodType<ByField<Field, Value>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod infers nothing of a shape whose keys are a type parameter
  return section(record(fields, (field) => valueOf(field).optional())) as unknown as z.ZodType<ByField<Field, Value>>;
}

/** Option → label; any option where the service knows none by name. */
function labelsOf(options: readonly string[] | undefined): z.ZodType<Partial<Record<string, string>>> {
  return options ? byField(options, () => label) : z.record(z.string(), label, { error: wanted.keys });
}

const session = section({
  id,
  kind: oneOf(SESSION_KINDS),
  title: text().nullable().default(null),
  start: dateTime,
  end: dateTime,
  venue: id,
  facilitators: list(text(wanted.staffCode)).min(1, { error: wanted.oneFacilitator }),
  capacity: whole(wanted.seats, 1, 1000).optional(),
}).superRefine(({ start, end }, context) => {
  // Malformed times come this far too, and have their own error.
  if (parses(() => Temporal.PlainDateTime.compare(end, start)) && Temporal.PlainDateTime.compare(end, start) <= 0) {
    context.addIssue({ code: 'custom', path: ['end'], message: wanted.endAfterStart });
  }
});

const rule = section({
  kind: oneOf(SESSION_KINDS),
  title: text().nullable().default(null),
  perMonth: whole(wanted.sessionsAMonth, 1, 20),
  weekdays: weekdays.default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
  at: time,
  duration: duration('PT2H'),
  venue: id.optional().describe(descriptions.venue),
  venues: list(id).default([]).describe(descriptions.venues),
  rotate: z.boolean({ error: wanted.trueOrFalse }).default(false).describe(descriptions.rotate),
  avoidSchoolHolidays: z.boolean({ error: wanted.trueOrFalse }).default(false).describe(descriptions.avoidSchoolHolidays),
  facilitators: list(text(wanted.staffCode)).min(1, { error: wanted.oneFacilitator }),
  capacity: whole(wanted.seats, 1, 1000).optional(),
}).superRefine(({ venue, venues }, context) => {
  if (venue === undefined && venues.length === 0) context.addIssue({ code: 'custom', path: ['venue'], message: wanted.placeOrVenues });
});

/** Delays without news; the defaults are the design's. */
const delays = section({
  registered: section({ coordinator: delay.default('3bd') }).prefault({}),
  answers: section({
    before: delay.default('P5D').describe(descriptions.answersBefore),
    coordinator: delay.default('P1D').describe(descriptions.answersCoordinator),
  }).prefault({}),
  invited: section({ facilitator: delay.default('2bd'), coordinator: delay.default('5bd') }).prefault({}),
  noShow: section({ referent: delay.default('5bd'), coordinator: delay.default('10bd') }).prefault({}),
  informed: section({ referent: delay.default('10bd'), coordinator: delay.default('15bd') }).prefault({}),
  exploring: section({ referent: delay.default('P30D'), coordinator: delay.default('P45D') }).prefault({}),
  building: section({ referent: delay.default('P45D'), coordinator: delay.default('P60D') }).prefault({}),
  training: section({ referent: delay.default('P7D'), coordinator: delay.default('P21D') }).prefault({}),
  settled: section({ followUp: delay.default('P6M'), referent: delay.default('P7D'), coordinator: delay.default('P21D') }).prefault({}),
  left: section({ exitFacts: delay.default('P28D') }).prefault({}),
});

const openHours = section({
  days: weekdays.default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
  from: time.default('09:00'),
  to: time.default('18:00'),
  dayMail: time.default('08:00').describe(descriptions.dayMail),
}).superRefine(({ from, to }, context) => {
  if (to <= from) context.addIssue({ code: 'custom', path: ['to'], message: wanted.closingAfterOpening });
});

export const SECTIONS = {
  programme: section({ name: text(), timeZone: timeZone.default('Europe/Paris'), startsAt: instant }),
  organisations: list(organisation).min(1, { error: wanted.oneOrganisation }),
  funders: list(section({ name: text(), logo }))
    .default([])
    .describe(descriptions.funders),
  neighbourhoods: list(section({ id, name: text(), priority: z.boolean({ error: wanted.trueOrFalse }).default(false) })).default([]),
  calendar: section({
    mailbox: email.describe(descriptions.mailbox),
    quiet: duration('PT2M').default('PT2M').describe(descriptions.quiet),
  }),
  forms: section({
    registration: form(REGISTRATION_FIELDS, ['firstName', 'consent'], {}),
    attendance: form(ATTENDANCE_FIELDS, ['session', 'grid'], { grid: ATTENDANCE_MARKS }),
    followUp: form(FOLLOW_UP_FIELDS, ['reference'], {
      contact: CONTACT_KINDS,
      stage: FORM_STAGES,
      callAnswer: CALL_ANSWERS,
      sessionAction: SESSION_ACTIONS,
      decision: DECISIONS,
    }),
    unable: form(UNABLE_FIELDS, ['reference', 'answer'], { answer: UNABLE_ANSWERS }),
  }),
  polling: section({ forms: duration('PT15S').default('PT15S'), calendar: duration('PT30S').default('PT30S') }).prefault({}),
  venues: list(section({ id, name: text(), address: text(wanted.address), capacity: whole(wanted.seats, 1, 1000) })).default([]),
  sessions: list(session).default([]),
  plan: list(rule).default([]),
  schoolHolidays: list(closure).default([]).describe(descriptions.schoolHolidays),
  delays: delays.prefault({}),
  escalation: section({ repeat: delay.default('P10D'), times: whole(wanted.upToTwenty, 0, 20).default(3) }).prefault({}),
  sessionAlerts: section({
    low: section({
      before: delay.default('3bd'),
      percent: whole(wanted.percentage, 0, 100).default(30),
    })
      .prefault({})
      .describe(descriptions.lowAlert),
    waiting: whole(wanted.people, 1, 1000).default(5).describe(descriptions.waitingAlert),
  }).prefault({}),
  officeHours: z.union([z.literal('always', { error: wanted.alwaysOrHours }), openHours], { error: wanted.alwaysOrHours }).prefault({}),
  mail: section({
    from: text(wanted.sender, /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/),
    redirectTo: email.nullable().default(null).describe(descriptions.redirectTo),
    // Exchange Online takes 30 messages a minute and 10,000 recipients a day from one mailbox.
    newPathsAnHour: whole(wanted.registrations, 1, 1_000_000).default(60).describe(descriptions.newPathsAnHour),
    perMinute: whole(wanted.mails, 1, 100_000).default(25).describe(descriptions.perMinute),
    perDay: whole(wanted.mails, 1, 10_000_000).default(9_000).describe(descriptions.perDay),
  }),
  retention: section({
    monthsAfterLastActivity: whole(wanted.months, 1, 240).default(24).describe(descriptions.monthsAfterLastActivity),
    evidence: list(operation).default([]).describe(descriptions.evidence),
  }).prefault({}),
} as const;

export const groupementFile = section(SECTIONS);
export type GroupementFile = z.output<typeof groupementFile>;

function isDuration(written: string): boolean {
  return parses(() => Temporal.Duration.from(written)) && Temporal.Duration.from(written).sign > 0;
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
