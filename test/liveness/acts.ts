import fc from 'fast-check';
import {
  ATTENDANCE_MARKS,
  CALL_ANSWERS,
  CONTACT_KINDS,
  type Decision,
  FORM_STAGES,
  type FollowUp,
  type Person,
  UNABLE_ANSWERS,
} from '../../domain/facts.ts';
import { isHeldPaths } from '../../domain/influx.ts';
import { linesForStaff } from '../../workflows/participant-path/lines-for-staff.ts';
import { SAYS_NOTHING } from '../support/says-nothing.ts';
import { BEGINS, DAY_MS, iso, MONTHS_18_MS, type World, type WorldOptions } from './world.ts';

const PEOPLE = 3;

/** What happens at one moment: a fact of any kind, or a change around the service. */
export type Act =
  | { readonly kind: 'register'; readonly who: number; readonly person: Person; readonly held: boolean }
  /** The person edits their first response. */
  | { readonly kind: 'edit'; readonly who: number; readonly person: Person }
  /** Edits it, and takes their consent back. */
  | { readonly kind: 'refuse'; readonly who: number }
  /** Came to the latest session without being registered, and left name and phone. */
  | { readonly kind: 'walkIn'; readonly who: number }
  /** Intake sees a file that may be the same person's. */
  | { readonly kind: 'near'; readonly who: number; readonly other: number }
  | { readonly kind: 'followUp'; readonly who: number; readonly author: string; readonly fact: Recorded }
  | { readonly kind: 'answerLine'; readonly who: number; readonly line: number; readonly answer: number }
  | { readonly kind: 'unable'; readonly who: number; readonly answer: (typeof UNABLE_ANSWERS)[number] }
  | { readonly kind: 'move'; readonly session: number; readonly days: number }
  | { readonly kind: 'cancel'; readonly session: number }
  | { readonly kind: 'mailAway'; readonly days: number }
  | { readonly kind: 'leaves'; readonly staff: string };

export interface Dated {
  readonly at: string;
  readonly act: Act;
}

type Recorded = Pick<
  FollowUp,
  'contact' | 'stage' | 'decision' | 'reason' | 'outcome' | 'callAnswer' | 'adviser' | 'newEmail' | 'newPhone' | 'ofAppointment'
> & {
  /** Days from the response; null: none. */
  readonly appointmentIn: number | null;
  readonly untilIn: number | null;
  /** The next session of this kind. */
  readonly registerFor: 'workshop' | 'info' | null;
  readonly daysAgo: number;
  /** Days from the response to its delivery: intake was down. */
  readonly late: number;
};

const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 1, nil: null });

const person: fc.Arbitrary<Person> = fc
  .record({
    mail: fc.constantFrom('good', 'good', 'none', 'none', 'refused', 'malformed', 'shared'),
    phone: fc.boolean(),
    birthDate: fc.constantFrom(null, '2010-03-01', '2009-06-15', '2004-05-01', '2001-04-10', '1996-01-01', '1980-02-29'),
    alreadyFollowedBy: fc.constantFrom(null, null, 'PLIE', 'Mission Locale'),
    priorityNeighbourhood: fc.boolean(),
  })
  .map(({ mail, phone, ...more }) => ({
    firstName: 'Léa',
    lastName: 'Martin',
    email: mail === 'good' ? 'lea@example.org' : mail === 'refused' ? 'refused@example.org' : null,
    ...(mail === 'shared' ? { unconfirmedEmail: 'shared@example.org' } : {}),
    badEmail: mail === 'malformed' ? 'lea@@example' : null,
    // Neither address nor phone is quarantine: intake opens no path.
    phone: phone || mail === 'none' || mail === 'malformed' || mail === 'shared' ? '+33612345678' : null,
    badPhone: null,
    neighbourhood: null,
    town: null,
    situation: null,
    referrer: null,
    wish: null,
    enteredBy: null,
    sharedAddress: false,
    ...more,
  }));

const anybody = fc.nat({ max: PEOPLE - 1 });
const STAFF = ['s1', 's2', 's3', 's4', 's5'] as const;

const anyRecord: fc.Arbitrary<Recorded> = fc
  .record({
    what: fc.constantFrom('contact', 'call', 'stage', 'decision', 'details', 'appointment', 'another', 'cancel', 'take', 'session'),
    contact: fc.constantFrom(...CONTACT_KINDS),
    callAnswer: fc.constantFrom(...CALL_ANSWERS),
    stage: fc.constantFrom(...FORM_STAGES),
    decision: fc.constantFrom('pause', 'pause', 'transfer', 'close', 'reopen', 'name', 'confirm'),
    reason: optional(fc.constantFrom('doublon', 'déménagement')),
    adviser: fc.constantFrom(...STAFF),
    newEmail: optional(fc.constantFrom('new@example.org', 'refused@example.org')),
    session: fc.constantFrom('workshop', 'info'),
    ofAppointment: fc.constantFrom(null, null, 1, 2),
    late: fc.constantFrom(0, 0, 0, 0, 5),
    appointmentIn: fc.integer({ min: 1, max: 60 }),
    untilIn: optional(fc.integer({ min: 1, max: 200 })),
    daysAgo: fc.constantFrom(0, 0, 0, 2, 6),
  })
  .map(
    ({
      what,
      contact,
      callAnswer,
      stage,
      decision,
      reason,
      adviser,
      newEmail,
      appointmentIn,
      untilIn,
      daysAgo,
      session,
      ofAppointment,
      late,
    }) => ({
      contact: what === 'contact' ? contact : null,
      callAnswer: what === 'call' ? callAnswer : null,
      stage: what === 'stage' ? stage : null,
      decision: decisionOf(what, decision),
      reason: what === 'decision' || what === 'stage' ? reason : null,
      outcome: what === 'stage' && stage === 'settled' ? 'emploi' : null,
      adviser: what === 'decision' && (decision === 'name' || decision === 'transfer') ? adviser : null,
      untilIn: what === 'decision' || what === 'stage' ? untilIn : null,
      newEmail: what === 'details' ? newEmail : null,
      newPhone: what === 'details' && newEmail === null ? '+33698765432' : null,
      appointmentIn: what === 'appointment' || what === 'another' ? appointmentIn : null,
      ofAppointment: what === 'appointment' || what === 'cancel' || what === 'take' ? ofAppointment : null,
      registerFor: what === 'session' ? session : null,
      daysAgo,
      late,
    }),
  );

function decisionOf(what: string, decision: Decision): Decision {
  if (what === 'another') return 'addAppointment';
  if (what === 'cancel') return 'cancelAppointment';
  if (what === 'take') return 'takeAppointment';
  return what === 'decision' ? decision : 'none';
}

const held = fc.constantFrom(false, false, false, false, true);

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('register' as const), who: anybody, person, held }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), who: anybody, person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('walkIn' as const), who: anybody }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('near' as const), who: anybody, other: anybody }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse' as const), who: anybody }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('followUp' as const), who: anybody, author: fc.constantFrom(...STAFF), fact: anyRecord }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('answerLine' as const), who: anybody, line: fc.nat({ max: 3 }), answer: fc.nat({ max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unable' as const), who: anybody, answer: fc.constantFrom(...UNABLE_ANSWERS) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('move' as const), session: fc.nat({ max: 2 }), days: fc.constantFrom(-3, -1, 1, 7, 30) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), session: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mailAway' as const), days: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leaves' as const), staff: fc.constantFrom(...STAFF) }) },
);

/** Mostly close to each other, since rules meet within days; now and then months apart. */
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 72 }).map((hours) => hours * 3600_000) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }).map((days) => days * DAY_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 30, max: 150 }).map((days) => days * DAY_MS) },
);

const NOTHING_RECORDED: Recorded = {
  contact: null,
  stage: null,
  decision: 'none',
  reason: null,
  outcome: null,
  callAnswer: null,
  adviser: null,
  newEmail: null,
  newPhone: null,
  appointmentIn: null,
  untilIn: null,
  ofAppointment: null,
  registerFor: null,
  daysAgo: 0,
  late: 0,
};
const recordedOf = (fact: Partial<Recorded>): Act => ({ kind: 'followUp', who: 0, author: 's1', fact: { ...NOTHING_RECORDED, ...fact } });

/** What often comes an hour after a registration, so that the rules of a seat are met in most stories. */
const OPENINGS: readonly (Act | null)[] = [
  null,
  null,
  recordedOf({ decision: 'pause', untilIn: 120 }),
  recordedOf({ decision: 'pause' }),
  recordedOf({ callAnswer: 'comes' }),
  recordedOf({ contact: 'interview' }),
  recordedOf({ registerFor: 'workshop' }),
  recordedOf({ registerFor: 'info' }),
  recordedOf({ appointmentIn: 40 }),
];

export interface Story {
  readonly options: WorldOptions;
  readonly acts: readonly Dated[];
}

export const story: fc.Arbitrary<Story> = fc
  .record({
    options: fc.record({
      capacities: fc.array(fc.constantFrom(0, 1, 2, 15), { minLength: 1, maxLength: 8 }),
      sheets: fc.array(
        fc.record({ kind: fc.constantFrom('whole', 'whole', 'whole', 'partly', 'never'), days: fc.constantFrom(0, 1, 4, 12) }),
        { minLength: 1, maxLength: 8 },
      ),
      marks: fc.array(fc.constantFrom(...ATTENDANCE_MARKS), { minLength: 1, maxLength: 5 }),
    }),
    begins: fc.record({ kind: fc.constant('register' as const), who: fc.constant(0), person, held }),
    opening: fc.constantFrom(...OPENINGS),
    acts: fc.array(fc.tuple(gap, anyAct), { maxLength: 24 }),
  })
  .map(({ options, begins, opening, acts }) => {
    let at = Date.parse(BEGINS) + DAY_MS;
    const dated: Dated[] = [{ at: iso(at), act: begins }];
    if (opening !== null) dated.push({ at: iso((at += 3600_000)), act: opening });
    for (const [after, one] of acts) {
      at += after;
      if (at < Date.parse(BEGINS) + MONTHS_18_MS) dated.push({ at: iso(at), act: one });
    }
    return { options, acts: dated };
  });

export const refOf = (who: number) => `GC-0000-000${who}`;

/** Does it, as the intake would hand it over. True where a person's own act or a member of staff's was taken. */
export function perform(world: World, act: Act): boolean {
  switch (act.kind) {
    case 'register': {
      const registration = { origin: world.origin('F-REG'), person: act.person };
      world.register(refOf(act.who), { registration, matchKeys: [] }, { held: act.held });
      return true;
    }
    case 'edit': {
      const origin = world.firstResponse(refOf(act.who));
      if (origin) world.register(refOf(act.who), { registration: { origin, person: act.person }, matchKeys: [] });
      return origin !== null;
    }
    case 'refuse':
      return world.refuses(refOf(act.who));
    case 'walkIn':
      return world.walksIn(refOf(act.who));
    case 'near':
      return world.mayBe(refOf(act.who), refOf(act.other));
    case 'followUp':
      return world.followUp(refOf(act.who), factOf(world, act.author, act.fact));
    case 'answerLine':
      return answerLine(world, act);
    case 'unable':
      world.unable(refOf(act.who), act.answer);
      return true;
    case 'move': {
      const session = world.coming()[act.session];
      if (session) world.move(session.start.id, act.days);
      return true;
    }
    case 'cancel': {
      const session = world.coming()[act.session];
      if (session) world.cancel(session.start.id);
      return true;
    }
    case 'mailAway':
      world.mailAwayUntil = iso(Date.parse(world.now) + act.days * DAY_MS);
      return true;
    case 'leaves':
      world.leaves(act.staff);
      return true;
  }
}

function factOf(world: World, staff: string, fact: Recorded): FollowUp {
  const { appointmentIn, untilIn, registerFor, daysAgo, late, adviser, ...recorded } = fact;
  const submitted = world.deadlines.moment(iso(Date.parse(world.now) - late * DAY_MS));
  const inDays = (days: number) => world.deadlines.moment(iso(Date.parse(submitted.at) + days * DAY_MS));
  const next = world.coming().find(({ start }) => start.kind === registerFor) ?? world.coming()[0];
  return {
    ...recorded,
    origin: { ...world.origin('F-FUP'), submitted },
    staff,
    date: inDays(-daysAgo),
    appointment: appointmentIn === null ? null : inDays(appointmentIn),
    until: untilIn === null ? null : inDays(untilIn),
    note: null,
    // The form takes a colleague of the configuration only.
    adviser: adviser !== null && world.staff.has(adviser) ? adviser : null,
    appointmentPlace: null,
    registerFor: registerFor !== null ? (next?.start.id ?? null) : null,
  };
}

/** A member of staff taps one of the answers of a line of theirs. */
function answerLine(world: World, { who, line, answer }: Act & { readonly kind: 'answerLine' }): boolean {
  const state = world.paths.get(refOf(who));
  const item = state && linesForStaff(state)[line];
  const values = item?.answers[answer]?.values;
  if (!item || !values) return false;
  if (isHeldPaths(values['reference'] ?? '')) return world.influxAnswered(values['decision'] !== 'close');
  const fact = { ...SAYS_NOTHING, ...values, origin: world.origin('F-FUP'), staff: item.worklist, date: world.moment } as Record<
    string,
    unknown
  >;
  const later = item.answers[answer]?.datesIn?.['until'];
  const until = values['until'] ?? (later === undefined ? undefined : world.deadlines.dayAfter(world.now, later));
  return world.followUp(refOf(who), {
    ...fact,
    ofAppointment: values['ofAppointment'] === undefined ? null : Number(values['ofAppointment']),
    until: until === undefined ? null : world.deadlines.moment(`${until.slice(0, 10)}T08:00:00.000Z`),
    adviser: [...world.staff.values()].find(({ name }) => name === values['adviser'])?.code ?? null,
  } as unknown as FollowUp);
}
