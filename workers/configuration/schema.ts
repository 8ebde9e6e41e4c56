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

/**
 * The shape of `groupement.yaml`, as an administrator writes it: no transformation here, so that the JSON Schema for editors says the
 * same. Every `error` is what was expected, in French, to be read after « attendu ». Rules between entries are in cross-checks.ts.
 */

function text(expectation = 'un texte', pattern?: RegExp) {
  const error = { error: expectation };
  const base = z.string(error).min(1, error);
  return pattern ? base.regex(pattern, error) : base;
}

/** An object whose unknown keys are errors; the message of such an error lists the known ones. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'un groupe de clés'),
  });
}

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: 'une liste' });
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `l’une de ces valeurs\u00a0: ${values.join(', ')}` });
}

function whole(expectation: string, from: number, to: number) {
  const error = { error: expectation };
  return z.int(error).min(from, error).max(to, error);
}

const ISO_DURATION = 'P(?:\\d+Y)?(?:\\d+M)?(?:\\d+W)?(?:\\d+D)?(?:T(?:\\d+H)?(?:\\d+M)?(?:\\d+(?:\\.\\d{1,3})?S)?)?';

const id = text('un identifiant en minuscules, chiffres et tirets', /^[a-z0-9]+(-[a-z0-9]+)*$/);
const email = z.email({ error: 'une adresse e-mail' });
const delay = text('« 10bd » ou « P30D »', new RegExp(`^(?:[1-9]\\d{0,2}bd|${ISO_DURATION})$`)).refine(
  (written) => written.endsWith('bd') || isDuration(written),
  { error: '« 10bd » ou « P30D »' },
);
const duration = (example: string) =>
  text(`une durée comme « ${example} »`, new RegExp(`^${ISO_DURATION}$`)).refine(isDuration, { error: `une durée comme « ${example} »` });
const date = text('une date comme « 2027-08-02 »', /^\d{4}-\d{2}-\d{2}$/).refine(
  (written) => parses(() => Temporal.PlainDate.from(written)),
  {
    error: 'une date comme « 2027-08-02 »',
  },
);
const dateTime = text('une date et une heure comme « 2026-12-03T14:30:00 »', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/).refine(
  (written) => parses(() => Temporal.PlainDateTime.from(written)),
  { error: 'une date et une heure comme « 2026-12-03T14:30:00 »' },
);
const instant = text('un instant comme « 2026-09-01T00:00:00Z »').refine((written) => parses(() => Temporal.Instant.from(written)), {
  error: 'un instant comme « 2026-09-01T00:00:00Z »',
});
const time = text('une heure comme « 09:00 »', /^([01]\d|2[0-3]):[0-5]\d$/).refine((written) => !written.startsWith('02:'), {
  error: 'une heure hors de 02:00-02:59 (changement d’heure)',
});
const timeZone = text('un fuseau comme « Europe/Paris »').refine(
  (written) => parses(() => Temporal.PlainDate.from('2026-01-01').toZonedDateTime(written)),
  { error: 'un fuseau comme « Europe/Paris »' },
);
const weekdays = list(oneOf(WEEKDAYS)).min(1, { error: 'au moins un jour' });
const phone = text('un numéro entre guillemets, comme « 01 00 00 00 01 »');

const staff = section({
  code: text('un pseudonyme court en minuscules, comme « s1 »', /^[a-z][a-z0-9-]{0,19}$/).describe(
    'Pseudonyme de la personne dans les identifiants ; n’ouvre rien.',
  ),
  formCode: text('un code d’au moins 8 caractères, sans espace, entre guillemets s’il n’a que des chiffres', /^\S{8,64}$/).describe(
    'Code secret que la personne saisit dans les formulaires.',
  ),
  name: text(),
  email,
  roles: list(oneOf(['coordinator', 'referent', 'facilitator', 'contact'])).min(1, { error: 'au moins un rôle' }),
  outlook: z
    .boolean({ error: '« true » ou « false »' })
    .default(false)
    .describe('Le service peut écrire dans le calendrier de cette boîte.'),
  neighbourhoods: list(id).default([]).describe('Quartiers dont cette personne s’occupe en premier.'),
});

const closure = section({ from: date, to: date }).superRefine(({ from, to }, context) => {
  if (to < from) context.addIssue({ code: 'custom', path: ['to'], message: 'un dernier jour qui ne précède pas le premier' });
});

const operation = section({
  funder: text('le nom du financeur'),
  from: date,
  to: date.nullable().default(null).describe('Dernier jour de l’opération ; null tant qu’elle dure.'),
  evidenceUntil: date
    .nullable()
    .describe('Dernier jour où les preuves peuvent être demandées ; null tant que la date n’est pas connue : rien n’en est effacé.'),
}).superRefine(({ from, to, evidenceUntil }, context) => {
  const last = to ?? from;
  if (last < from) context.addIssue({ code: 'custom', path: ['to'], message: 'un dernier jour qui ne précède pas le premier' });
  if (evidenceUntil !== null && evidenceUntil < last)
    context.addIssue({ code: 'custom', path: ['evidenceUntil'], message: 'une date qui ne précède pas l’opération' });
});

const ages = section({
  from: whole('un âge, ou rien', 0, 120).nullable().default(null),
  to: whole('un âge, ou rien', 0, 120).nullable().default(null),
}).superRefine(({ from, to }, context) => {
  if (from !== null && to !== null && to < from)
    context.addIssue({ code: 'custom', path: ['to'], message: 'un âge qui ne précède pas le premier' });
});

const logo = text('le chemin d’une image PNG, JPEG ou SVG').describe(
  'Chemin d’une image PNG, JPEG ou SVG, à partir du dossier de ce fichier.',
);

const organisation = section({
  id,
  name: text(),
  alsoKnownAs: list(text())
    .optional()
    .describe('Autres noms sous lesquels les personnes la connaissent. Par défaut, « PLIE » pour l’organisation de la coordination.'),
  ages: ages.prefault({}).describe('Âges accompagnés, bornes comprises ; sans borne, pas de limite.'),
  phone: phone.nullable().default(null),
  logo: logo.nullable().default(null),
  interviews: section({
    place: text('un lieu').nullable().default(null),
    duration: duration('PT1H').default('PT1H'),
  })
    .prefault({})
    .describe('Lieu habituel des entretiens (sans lieu : « à convenir ») et leur durée.'),
  assignment: oneOf(['contact', 'rotate'])
    .default('contact')
    .describe('contact : le contact nomme le conseiller ; rotate : les référents à tour de rôle.'),
  lead: section({ name: text(), email }).describe('La direction.'),
  staff: list(staff).min(1, { error: 'au moins une personne' }),
  closures: list(closure).default([]).describe('Fermetures, premier et dernier jour compris.'),
});

const question = text('le titre (ou l’identifiant) d’une question');
const label = text('le texte d’une option');
const entryNumber = text('le numéro d’une question entre guillemets, comme « 1234567 »', /^\d+$/);

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
      if (!Object.hasOwn(mapped, field))
        context.addIssue({ code: 'custom', path: [field], message: 'le titre (ou l’identifiant) d’une question' });
    }
  });
  return section({
    formId: text('l’identifiant du formulaire'),
    fields: mapping.meta({ description: 'Champ → titre ou identifiant de la question.', required }),
    choices: byField(fields, (field) => labelsOf(options[field]))
      .prefault({})
      .describe('Libellés des options, quand ils diffèrent de ceux proposés.'),
    prefill: byField(fields, () => entryNumber)
      .prefault({})
      .describe('Numéro dans entry.<numéro> d’un lien prérempli, quand il diffère de l’identifiant de la question.'),
    url: z.url({ error: 'une adresse web' }).nullable().default(null).describe('Adresse du formulaire, si ce n’est pas celle de Google.'),
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
  return options ? byField(options, () => label) : z.record(z.string(), label, { error: 'un groupe de clés' });
}

const session = section({
  id,
  kind: oneOf(SESSION_KINDS),
  title: text().nullable().default(null),
  start: dateTime,
  end: dateTime,
  venue: id,
  facilitators: list(text('un code de l’équipe')).min(1, { error: 'au moins un co-animateur' }),
  capacity: whole('un nombre de places', 1, 1000).optional(),
}).superRefine(({ start, end }, context) => {
  // Malformed times come this far too, and have their own error.
  if (parses(() => Temporal.PlainDateTime.compare(end, start)) && Temporal.PlainDateTime.compare(end, start) <= 0) {
    context.addIssue({ code: 'custom', path: ['end'], message: 'une fin après le début' });
  }
});

const rule = section({
  kind: oneOf(SESSION_KINDS),
  title: text().nullable().default(null),
  perMonth: whole('un nombre de séances par mois, de 1 à 20', 1, 20),
  weekdays: weekdays.default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
  at: time,
  duration: duration('PT2H'),
  venue: id.optional().describe('Le lieu, quand il n’y en a qu’un ; sinon « venues ».'),
  venues: list(id).default([]).describe('Plusieurs lieux, du préféré au dernier : le suivant quand le premier est pris.'),
  rotate: z
    .boolean({ error: '« true » ou « false »' })
    .default(false)
    .describe('Chaque séance dans le lieu suivant de « venues », à tour de rôle.'),
  avoidSchoolHolidays: z.boolean({ error: '« true » ou « false »' }).default(false).describe('Aucune séance pendant « schoolHolidays ».'),
  facilitators: list(text('un code de l’équipe')).min(1, { error: 'au moins un co-animateur' }),
  capacity: whole('un nombre de places', 1, 1000).optional(),
}).superRefine(({ venue, venues }, context) => {
  if (venue === undefined && venues.length === 0) context.addIssue({ code: 'custom', path: ['venue'], message: 'un lieu, ou « venues »' });
});

/** Delays without news; the defaults are the design's. */
const delays = section({
  registered: section({ coordinator: delay.default('3bd') }).prefault({}),
  answers: section({
    before: delay.default('P5D').describe('Avant la séance : le co-animateur qui n’a pas répondu à l’invitation est relancé.'),
    coordinator: delay.default('P1D').describe('Après cette relance : la coordination est prévenue, avec un remplaçant possible.'),
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
  dayMail: time.default('08:00').describe('Heure de l’e-mail « Ma journée ».'),
}).superRefine(({ from, to }, context) => {
  if (to <= from) context.addIssue({ code: 'custom', path: ['to'], message: 'une fermeture après l’ouverture' });
});

export const SECTIONS = {
  programme: section({ name: text(), timeZone: timeZone.default('Europe/Paris'), startsAt: instant }),
  organisations: list(organisation).min(1, { error: 'au moins une organisation' }),
  funders: list(section({ name: text(), logo }))
    .default([])
    .describe('Financeurs, nommés au bas de la feuille d’émargement.'),
  neighbourhoods: list(section({ id, name: text(), priority: z.boolean({ error: '« true » ou « false »' }).default(false) })).default([]),
  calendar: section({
    mailbox: email.describe('La boîte qui organise les séances.'),
    quiet: duration('PT2M')
      .default('PT2M')
      .describe('Une modification faite dans Outlook est suivie une fois la séance laissée tranquille ce temps.'),
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
  venues: list(section({ id, name: text(), address: text('une adresse'), capacity: whole('un nombre de places', 1, 1000) })).default([]),
  sessions: list(session).default([]),
  plan: list(rule).default([]),
  schoolHolidays: list(closure).default([]).describe('Vacances scolaires, premier et dernier jour compris.'),
  delays: delays.prefault({}),
  escalation: section({ repeat: delay.default('P10D'), times: whole('un nombre de 0 à 20', 0, 20).default(3) }).prefault({}),
  sessionAlerts: section({
    low: section({
      before: delay.default('3bd'),
      percent: whole('un pourcentage de 0 à 100', 0, 100).default(30),
    })
      .prefault({})
      .describe('La coordination est prévenue quand, si peu de temps avant, moins de places que ce pourcentage sont prises.'),
    waiting: whole('un nombre de personnes', 1, 1000).default(5).describe('… ou quand tant de personnes attendent une place.'),
  }).prefault({}),
  officeHours: z
    .union([z.literal('always', { error: '« always » ou des horaires' }), openHours], { error: '« always » ou des horaires' })
    .prefault({}),
  mail: section({
    from: text('un expéditeur comme « Groupement <groupement@example.org> »', /^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/),
    redirectTo: email.nullable().default(null).describe('Pendant un essai : tout le courrier part à cette seule adresse.'),
    // Exchange Online takes 30 messages a minute and 10,000 recipients a day from one mailbox.
    newPathsAnHour: whole('un nombre d’inscriptions', 1, 1_000_000)
      .default(60)
      .describe('Au-delà de tant de nouvelles inscriptions en une heure, leurs e-mails attendent une réponse de la coordination.'),
    perMinute: whole('un nombre d’e-mails', 1, 100_000).default(25).describe('Le fournisseur accepte tant d’e-mails par minute.'),
    perDay: whole('un nombre d’e-mails', 1, 10_000_000).default(9_000).describe('… et tant par jour.'),
  }),
  retention: section({
    monthsAfterLastActivity: whole('un nombre de mois', 1, 240)
      .default(24)
      .describe('Un dossier est effacé tant de mois après la dernière activité ; son référent est prévenu 30 jours avant.'),
    evidence: list(operation).default([]).describe('Opérations dont un financeur peut demander les preuves après ces mois.'),
  }).prefault({}),
} as const;

export const groupementFile = section(SECTIONS);
export type GroupementFile = z.output<typeof groupementFile>;

/** Questions that our script has asked since it was first used: found by these titles where the file names no other. */
export const ADDED_QUESTIONS = { attendance: { presentOrganisations: 'Co-animation : qui était présent ?' } } as const;

/** The labels that the forms made from our script carry. */
export const USUAL_CHOICES = {
  registration: {},
  attendance: { grid: { attended: 'Présent', excused: 'Excusé', noShow: 'Absent' } },
  followUp: {
    contact: {
      interview: 'Entretien',
      phone: 'Téléphone',
      email: 'E-mail',
      workshop: 'Atelier',
      dropIn: 'Permanence',
      attempt: 'Tentative sans réponse',
      missed: 'Absent au rendez-vous',
    },
    stage: {
      informed: 'Informé',
      exploring: 'Exploration',
      building: 'Construction',
      training: 'Formation',
      settled: 'Concrétisé',
      left: 'Sorti',
    },
    callAnswer: { comes: 'Vient', anotherDate: 'Autre date', notReached: 'Pas joint', refuses: 'Refuse' },
    sessionAction: {
      accept: "J'y serai",
      move: 'Déplacer',
      cancel: 'Annuler',
      propose: 'Proposer une date',
      substitute: 'Me faire remplacer',
    },
    decision: {
      none: 'Rien de plus',
      pause: 'Mettre en pause',
      transfer: 'Transférer',
      close: 'Clore',
      reopen: 'Rouvrir',
      name: 'Nommer un conseiller',
      correct: 'Corriger les coordonnées',
      confirm: 'Confirmer les coordonnées',
      addAppointment: 'Ajouter un rendez-vous',
      cancelAppointment: 'Annuler le rendez-vous',
      takeAppointment: 'Reprendre le rendez-vous',
    },
  },
  unable: { answer: { cannotCome: 'Je ne peux pas venir', anotherDate: 'Une autre date', withdraw: 'Je me retire' } },
} as const;

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
