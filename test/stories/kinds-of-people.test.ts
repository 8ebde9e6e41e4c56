import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAllPathsOf } from '../../domain/all-paths-of.ts';
import type { Attendance, AttendanceMark, FollowUp, Person } from '../../domain/facts.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import type { PrefilledAnswer } from '../../domain/worklist.ts';
import { linesForReaders } from '../../domain/worklist-readers.ts';
import { followUpRecorded } from '../../workflows/participant-path/contract.ts';
import { followUp } from '../../workflows/participant-path/path-fixtures.ts';
import { attendanceRecorded } from '../../workflows/session/contract.ts';
import { EMPTY_SHEET } from '../../workflows/session/session-fixtures.ts';
import { diaryOf, linesOf } from './diary.ts';
import { OutlookInMemory } from './outlook-in-memory.ts';
import { openSkippedTime, type SkippedTime } from './skipped-time.ts';

const DAY_MS = 24 * 3600_000;

/** One person of each kind, registered at the same information session and living through the shipped delays in skipped time. */
const PEOPLE: Readonly<Record<string, Partial<Person> & { readonly turn?: number }>> = {
  Élise: {},
  Paulo: { email: null, phone: '+33639980001' },
  Nadir: { email: 'nulle-part@example.org', phone: '+33639980002' },
  Mina: { birthDate: born(17) },
  Sans: { birthDate: null },
  Jeanne: { birthDate: born(20) },
  Marc: { birthDate: born(25) },
  Rita: { turn: 2 },
  // Accompanied by a colleague who leaves.
  Odile: { turn: 3 },
  Perrine: { turn: 3 },
};

const outlook = new OutlookInMemory();
let world: SkippedTime;
let sessionStart: SessionStart;
let sessionHandle: WorkflowHandle;
const paths = new Map<string, WorkflowHandle>();

beforeAll(async () => {
  const sessions: string[] = [];
  world = await openSkippedTime({ sessions, calendar: outlook, configured: withLeila });
  world.unknownAddresses.add('nulle-part@example.org');
  const [found] = world.deadlines
    .sessions(new Date(Date.now() + 60 * DAY_MS).toISOString())
    .filter(({ kind }) => kind === 'info')
    .slice(2);
  if (!found) throw new Error('no session of the plan');
  sessionStart = found;
  sessions.push(sessionStart.id);
});

afterAll(async () => {
  await world?.close();
});

test('each kind of person goes from the registration to the situation six months after, and never without a next step', async () => {
  await registered();
  await day(-19);
  await press('Paulo', 's2', /Proposer la séance/, 'Vient');
  await press('Nadir', 's2', /Proposer la séance/, 'Pas joint');
  await press('Mina', 's1', /18 ans/, 'Inviter');
  await press('Mina', 's3', /quelle structure/, 'Nommer un conseiller', { adviser: 's5' });
  await press('Sans', 's3', /quelle structure/, 'Nommer un conseiller', { adviser: 's5' });
  await press('Marc', 's3', /Nommer le conseiller/, 'Nommer un conseiller', { adviser: 's5' });
  await day(-3);
  await press('Nadir', 's2', /Pas joint/, 'Pas joint');
  await day(-1);
  await press('Paulo', 's2', /Rappeler la séance/, 'Vient');
  await press('Nadir', 's2', /Pas joint/, 'Pas joint');
  await press('Nadir', 's2', /injoignable/, 'Clore : injoignable');
  await day(1);
  await everybodyCame();
  await day(5);
  await record('Élise', 's2', { appointment: inDays(4), note: 'Cherche un local.' });
  await day(10);
  await record('Élise', 's2', { contact: 'interview', date: inDays(-1) });
  await day(15);
  await record('Perrine', 's6', { appointment: inDays(7) });
  for (const [name, staff] of [
    ['Paulo', 's2'],
    ['Mina', 's5'],
    ['Sans', 's5'],
    ['Marc', 's5'],
    ['Rita', 's4'],
  ] as const)
    await press(name, staff, /Sans nouvelles/, 'Entretien');
  await day(16);
  await leilaLeaves();
  await day(17);
  await reassigned('s1', 's4');
  await press('Perrine', 's4', /avec Leïla Haddad/, 'Reprendre le rendez-vous');
  expect(interviewsOf('Perrine')).toEqual(['leila.haddad@aile.example.org', 'youssef.benali@aile.example.org']);
  await day(25);
  await press('Odile', 's4', /Sans nouvelles/, 'Entretien');
  await record('Perrine', 's4', { contact: 'interview', date: inDays(-3) });
  await press('Jeanne', 's3', /Nommer le conseiller/, 'Nommer un conseiller', { adviser: 's5' });
  await press('Jeanne', 's5', /Sans nouvelles/, 'Entretien');
  await record('Marc', 's5', { appointment: inDays(20) });
  await day(30);
  await record('Marc', 's5', { decision: 'transfer', adviser: 's2' });
  await press('Marc', 's2', /transféré/, 'Reprendre le rendez-vous');
  expect(interviewsOf('Marc')).toEqual(['ines.moreau@aile.example.org']);
  // The former adviser has no Outlook of ours: a mail when it was fixed, another when it went to a colleague.
  expect(
    world.mails.filter(({ to, messageId }) => to === 'karim.diallo@example.org' && messageId.includes('appointment-referent')),
  ).toHaveLength(2);
  await day(40);
  for (const [name, staff] of [
    ['Mina', 's5'],
    ['Sans', 's5'],
    ['Jeanne', 's5'],
    ['Marc', 's2'],
    ['Odile', 's4'],
    ['Perrine', 's4'],
  ] as const)
    await press(name, staff, /accompagnez désormais/, 'Vu');
  for (const [name, staff] of FOLLOWED) await record(name, staff, { contact: 'phone', stage: 'building' });
  await day(46);
  await press('Marc', 's2', /Après l’avoir rencontrée/, 'Entretien fait');
  await day(80);
  for (const [name, staff] of FOLLOWED) await record(name, staff, { stage: 'settled', outcome: 'association créée' });
  await day(80 + 184 + 10);
  await press('Paulo', 's2', /six mois/, 'En emploi');
  for (const [name, staff] of FOLLOWED) if (name !== 'Paulo') await press(name, staff, /six mois/, 'Activité créée');
  await day(400);
  for (const [name, expected] of Object.entries(DIARIES)) {
    const entries = await diaryOf(world.connected, path(name), world.mails);
    expect([name, ...entries.map(({ what }) => what)]).toEqual([name, ...expected]);
    expect([name, await linesOf(path(name))]).toEqual([name, []]);
  }
});

const BY_MAIL = ['mail confirmation', 'stage invited'];
const CAME = ['mail reminderWeek', 'mail reminderDay', 'stage informed'];
const ACCOMPANIED = ['stage exploring', 'stage building', 'stage settled'];
const SITUATION_BY_MAIL = (referent: string) => ['mail situation', `line ${referent} nudge`];

/** Both advisers read that the interview stands; the new one takes it over, which the former one and the person are told. */
const TRANSFERRED_WITH_INTERVIEW = ['line s2 info', 'line s5 info', 'line s2 info', 'mail appointment-referent', 'mail appointment'];

/** What each person and their staff saw, in order: stages, mails, and lines as they came onto a worklist. */
const DIARIES: Readonly<Record<string, readonly string[]>> = {
  Élise: [
    'stage registered',
    ...BY_MAIL,
    ...CAME,
    'mail appointment',
    'line s2 info',
    'mail appointmentReminder',
    'stage exploring',
    'line s2 nudge',
    'stage building',
    'stage settled',
    ...SITUATION_BY_MAIL('s2'),
  ],
  Paulo: [
    'stage registered',
    'stage invited',
    'line s2 call',
    'line s2 call',
    'line s2 call',
    'stage informed',
    'line s2 nudge',
    ...ACCOMPANIED,
    'line s2 call',
    'line s2 nudge',
  ],
  Nadir: [
    'stage registered',
    'stage invited',
    'line s2 contactDetails',
    'line s2 call',
    'line s2 call',
    'stage registered',
    'line s2 call',
    'line s2 decide',
    'stage left',
  ],
  Mina: [
    'stage registered',
    'line s1 decide',
    'line s1 decide',
    'line s3 decide',
    ...BY_MAIL,
    'line s5 info',
    ...CAME,
    'line s5 nudge',
    ...ACCOMPANIED,
    ...SITUATION_BY_MAIL('s5'),
  ],
  Sans: [
    'stage registered',
    'line s1 decide',
    'line s3 decide',
    ...BY_MAIL,
    'line s5 info',
    ...CAME,
    'line s5 nudge',
    ...ACCOMPANIED,
    ...SITUATION_BY_MAIL('s5'),
  ],
  Jeanne: [
    'stage registered',
    'line s3 nameAdviser',
    ...BY_MAIL,
    ...CAME,
    'line s3 nudge',
    'line s1 escalation',
    'line lead-mission-locale escalation',
    'line s5 nudge',
    'line s5 info',
    ...ACCOMPANIED,
    ...SITUATION_BY_MAIL('s5'),
  ],
  Marc: [
    'stage registered',
    'line s3 nameAdviser',
    ...BY_MAIL,
    'line s5 info',
    ...CAME,
    'line s5 nudge',
    'stage exploring',
    'mail appointment',
    'mail appointment-referent',
    ...TRANSFERRED_WITH_INTERVIEW,
    'stage building',
    'line s2 info',
    'mail appointmentReminder',
    'stage settled',
    ...SITUATION_BY_MAIL('s2'),
  ],
  // The line of the colleague who left is the coordinator's, who is asked for another adviser besides; the clock runs on through both changes.
  Odile: [
    'stage registered',
    ...BY_MAIL,
    ...CAME,
    'line s6 nudge',
    'line s1 nudge',
    'line s1 nameAdviser',
    'line s4 nudge',
    'line s4 info',
    'line s1 escalation',
    ...ACCOMPANIED,
    ...SITUATION_BY_MAIL('s4'),
  ],
  // Her appointment stands: the coordinator, then the new adviser, read that it is to be kept or moved; he takes it over.
  Perrine: [
    'stage registered',
    ...BY_MAIL,
    ...CAME,
    'line s6 nudge',
    'mail appointment',
    'line s1 nameAdviser',
    'line s1 info',
    'line s4 info',
    'line s4 info',
    'mail appointment',
    'line s4 info',
    'mail appointmentReminder',
    ...ACCOMPANIED,
    ...SITUATION_BY_MAIL('s4'),
  ],
  Rita: ['stage registered', ...BY_MAIL, ...CAME, 'line s4 nudge', ...ACCOMPANIED, ...SITUATION_BY_MAIL('s4')],
};

/** Who accompanies whom in the end. */
const FOLLOWED = [
  ['Élise', 's2'],
  ['Paulo', 's2'],
  ['Mina', 's5'],
  ['Sans', 's5'],
  ['Jeanne', 's5'],
  ['Marc', 's2'],
  ['Rita', 's4'],
  ['Odile', 's4'],
  ['Perrine', 's4'],
] as const;

async function registered(): Promise<void> {
  await day(-20);
  const now = await world.now();
  const [session] = world.deadlines.sessions(now.toISOString()).filter(({ id }) => id === sessionStart.id);
  if (!session) throw new Error('the plan moved its session');
  sessionHandle = await world.client.start('session', { workflowId: `session-${sessionStart.id}`, taskQueue: 'parcours', args: [session] });
  for (const [name, { turn = 1, ...details }] of Object.entries(PEOPLE)) paths.set(name, await world.register(name, details, turn));
}

/** The facilitators' sheet, by the numbers of their list: whoever holds a seat was there. */
async function everybodyCame(): Promise<void> {
  const now = world.deadlines.moment((await world.now()).toISOString());
  const rows: Record<number, AttendanceMark> = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index + 1, 'attended']));
  const sheet: Attendance = {
    origin: { formId: 'F-ATT', responseId: 'sheet', submitted: now },
    staff: 's1',
    ...EMPTY_SHEET,
    rows,
    presentOrganisations: ['Association AILE', 'Mission Locale'],
  };
  await sessionHandle.signal(attendanceRecorded, sheet);
  await world.sleepUntil(new Date(Date.parse(now.at) + 2000), [sessionHandle, ...paths.values()]);
}

/** A fourth referent of the association, whom the shipped configuration no longer has. */
function withLeila(shipped: Programme): Programme {
  const leila = { code: 's6', name: 'Leïla Haddad', email: 'leila.haddad@aile.example.org', formCode: 'R4TG-6MWK' };
  const organisations = shipped.organisations.map((one) => {
    const colleague = one.staff.find(({ code }) => code === 's4');
    return colleague === undefined ? one : { ...one, staff: [...one.staff, { ...colleague, ...leila }] };
  });
  return { ...shipped, version: `${shipped.version}-before`, organisations };
}

/** Everybody is told of the configuration without her. */
async function leilaLeaves(): Promise<void> {
  await world.rollOut(world.shipped, [sessionHandle, ...paths.values()]);
}

/** All paths of the colleague who left are one line for `reader`, and given on in one answer, as intake hands it to each of them. */
async function reassigned(reader: string, adviser: string): Promise<void> {
  const found = await Promise.all(
    [...paths.values()].map(async (handle) => (await linesOf(handle)).map((item) => ({ key: `${handle.workflowId} ${item.key}`, item }))),
  );
  const worklists = new Set(['s1', 's2', 's3', 's4', 's5', 'lead-aile', 'lead-mission-locale']);
  const lines = linesForReaders(found.flat(), { worklists, coordinator: 's1' }).map(({ item }) => item);
  const ofHers = lines.filter(({ title }) => title.includes('Leïla Haddad')).toSorted((a, b) => a.title.length - b.title.length);
  expect(ofHers.map(({ worklist, title }) => `${worklist} ${title}`)).toEqual([
    `${reader} Leïla Haddad n’est plus dans la configuration : 2 dossiers à réattribuer.`,
    expect.stringMatching(`^${reader} Rendez-vous du .* avec Leïla Haddad, qui n’est plus dans la configuration`),
  ]);
  const [answer] = ofHers[0]?.answers ?? [];
  expect(readAllPathsOf(answer?.values.reference ?? '')).toBe('s6');
  for (const name of ['Odile', 'Perrine']) await record(name, reader, { decision: 'name', adviser });
}

/** The mailboxes in which an interview of theirs stands. */
function interviewsOf(name: string): readonly string[] {
  const reference = `${path(name).workflowId.slice('participant-'.length)}-rdv`;
  const mailboxes = world.shipped.organisations.flatMap(({ staff }) => staff.map(({ email }) => email));
  return [...mailboxes, 'leila.haddad@aile.example.org'].filter((mailbox) => outlook.of(reference, mailbox).length > 0).toSorted();
}

function inDays(days: number) {
  return world.deadlines.moment(new Date(Date.now() + days * DAY_MS).toISOString());
}

/** Lets time run to the same hour, so many days from the session. */
async function day(days: number): Promise<void> {
  await sleepUntil(new Date(Date.parse(sessionStart.plan.start.at) + days * DAY_MS));
}

/** A member of staff answers a line of their own worklist by one of its prefilled links, and writes what the form leaves open. */
async function press(name: string, staff: string, title: RegExp, label: string, written: Partial<FollowUp> = {}): Promise<void> {
  const lines = await linesOf(path(name));
  const line = lines.find((one) => one.worklist === staff && title.test(one.title));
  const answer = line?.answers.find((one) => one.label === label);
  if (!answer)
    throw new Error(
      `${staff} has no « ${label} » for ${name}: ${lines.map((one) => `${one.worklist}: ${one.title} [${one.answers.map((each) => each.label).join(', ')}]`).join(' | ')}`,
    );
  await record(name, staff, { ...factOf(answer), ...written });
}

/** The fact that intake reads in the form that the link opens. */
function factOf({ values }: PrefilledAnswer): Partial<FollowUp> {
  const { reference: _, until, ofAppointment, ...fact } = values;
  return {
    ...fact,
    ...(until === undefined ? {} : { until: world.deadlines.moment(`${until}T08:00:00Z`) }),
    ...(ofAppointment === undefined ? {} : { ofAppointment: Number(ofAppointment) }),
  };
}

async function record(name: string, staff: string, fact: Partial<FollowUp>): Promise<void> {
  const now = world.deadlines.moment((await world.now()).toISOString());
  const whole = followUp({ staff, ...fact }, now);
  await path(name).signal(followUpRecorded, whole);
  await world.sleepUntil(new Date(Date.parse(now.at) + 1000), [...(sessionHandle ? [sessionHandle] : []), ...paths.values()]);
}

function path(name: string): WorkflowHandle {
  const handle = paths.get(name);
  if (!handle) throw new Error(`no such person: ${name}`);
  return handle;
}

async function sleepUntil(at: Date): Promise<void> {
  await world.sleepUntil(at, [...(sessionHandle ? [sessionHandle] : []), ...paths.values()]);
}

/** A birth date that makes somebody so old on the day of the session, three months after the birthday. */
function born(years: number): string {
  return new Date(Date.now() - (years * 365.25 + 10) * DAY_MS).toISOString().slice(0, 10);
}
