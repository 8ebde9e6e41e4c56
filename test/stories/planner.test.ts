import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { validateLedger } from '../../sandbox/contracts/validate-ledger.ts';
import type { Config } from '../support/programme.ts';
import { startStack } from '../support/stack.ts';
import { closedDay } from './french-days.ts';

const ORGANISER = 'groupement@aile.example.org';
const CAMILLE = 'camille.roux@aile.example.org';
const MAUD = 'contact.ml@example.org';
const PARIS = 'Europe/Paris';

interface Standing {
  readonly subject: string;
  readonly day: string;
  readonly place: string;
  readonly month: string;
}

const today = Temporal.Now.zonedDateTimeISO(PARIS).toPlainDate();
const nextMonth = today.toPlainYearMonth().add({ months: 1 });
const RULE = { weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], at: '14:30', duration: 'PT2H' };
const INFO = { ...RULE, kind: 'info', perMonth: 2, venue: 'maison-de-quartier', facilitators: ['s1', 's3'] };
const DROP_IN = {
  ...RULE,
  kind: 'dropIn',
  perMonth: 2,
  at: '10:00',
  venues: ['espace-tilleuls', 'mediatheque'],
  rotate: true,
  facilitators: ['s4', 's5'],
};
/** Of both organisations. */
const CLOSURES = [{ from: nextMonth.toPlainDate({ day: 20 }).toString(), to: nextMonth.toPlainDate({ day: 22 }).toString() }];

function withPlan(plan: readonly object[]) {
  return (config: Config): Config => ({
    ...config,
    polling: { forms: 'PT5S', calendar: 'PT1S' },
    calendar: { ...(config['calendar'] as object), quiet: 'PT2S' },
    organisations: (config['organisations'] as object[]).map((organisation) => ({ ...organisation, closures: CLOSURES })),
    sessions: [],
    plan,
  });
}

test('the plan fills the coming weeks around what staff do, the agendas it can read and those it can’t', async () => {
  await using stack = await startStack({
    workers: 0,
    config: withPlan([INFO, DROP_IN]),
  });
  const { sandbox, server, until } = stack;
  const standing = async (): Promise<readonly Standing[]> =>
    (await sandbox.events())
      .filter(({ isCancelled }) => !isCancelled)
      .map(({ subject, start, location }) => {
        const local = Temporal.PlainDateTime.from(start.dateTime).toZonedDateTime('UTC').withTimeZone(PARIS).toPlainDate();
        return { subject, day: local.toString(), place: location.displayName, month: local.toPlainYearMonth().toString() };
      });
  const sessionsOf = async (kind: string) => {
    const found = await server.list(`WorkflowType = 'session' AND GcSessionKind = '${kind}'`);
    return found.map(({ workflowId, memo }) => ({
      id: workflowId.slice('session-'.length),
      slot: memo?.['slot'] as { start: string; place: string },
    }));
  };

  // Camille is taken on every day of the next month's first half but one, which is no weekend, holiday or closure.
  const free = freeDay();
  const camille = openCalendarPages(sandbox.web, CAMILLE);
  for (let day = 1; day <= 16; day++) {
    const date = nextMonth.toPlainDate({ day });
    if (!date.equals(free)) await camille.create({ subject: 'Privé', date: date.toString(), from: '13:00', to: '18:00', place: '' });
  }
  // Staff hold one information session of the month themselves, in its second half.
  const own = nextMonth.toPlainDate({ day: 23 });
  const organiser = openCalendarPages(sandbox.web);
  await organiser.create({
    subject: 'Information collective au forum',
    date: own.toString(),
    from: '18:00',
    to: '19:00',
    place: 'Forum',
    guests: '',
  });

  await stack.startWorker();
  const id = `info-${nextMonth.toString()}-a`;
  const planned = await until(
    async () => (await sessionsOf('info')).find((one) => one.id === id),
    'the first information session is planned',
  );
  const dayOf = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(PARIS).toPlainDate().toString();
  expect(dayOf(planned.slot.start)).toBe(free.toString());

  // What staff made counts: the month has two information sessions, one of them theirs, and its second slot is never opened.
  await until(
    async () => (await standing()).some(({ day, subject }) => day === free.toString() && subject === 'Information collective'),
    'it stands in Outlook',
  );
  await until(async () => (await sessionsOf('info')).some((one) => one.id.startsWith('x-')), 'the session that staff made is adopted');
  const infos = (await standing()).filter(
    ({ subject, month }) => subject.startsWith('Information collective') && month === nextMonth.toString(),
  );
  expect(infos.map(({ day }) => day).toSorted()).toEqual([free.toString(), own.toString()]);

  const mail = await until(
    async () => (await sandbox.mailsTo(CAMILLE)).find(({ text }) => text.includes('Séance créée')),
    'the coordinator is told once everything is opened',
  );

  // Drop-ins: never on a closed day, in turn at both places.
  const dropIns = (await sessionsOf('dropIn')).toSorted((one, other) => one.id.localeCompare(other.id));
  expect(dropIns.length).toBeGreaterThan(1);
  for (const { slot } of dropIns)
    expect({ day: dayOf(slot.start), closed: closedDay(dayOf(slot.start), CLOSURES) }).toMatchObject({ closed: false });
  expect(new Set(dropIns.map(({ slot }) => slot.place)).size).toBe(2);
  for (const [index, { slot }] of dropIns.entries()) expect(slot.place).not.toBe(dropIns[index - 1]?.slot.place);

  // The coordinator reads what was created and why, and whose agenda nobody could read.
  expect(mail.text).toContain('Pourquoi ce jour');
  const line = (await server.worklistLines('s1')).find(({ key }) => key === `planned-${id}`);
  expect(line).toMatchObject({ workflowId: 'session-planner', kind: 'info', reference: id });
  const why = String(Reflect.get(line ?? {}, 'stage'));
  expect(why).toContain('Camille Roux n’est pas libre');
  expect(why).toContain('libre : Camille Roux');
  expect(why).toContain('disponibilité à confirmer : Maud Lefèvre');

  // Within Outlook's limits, and only as often as something was wanted.
  const requests = (await sandbox.ledger()).filter(({ path }) => path.endsWith('/getSchedule'));
  expect(requests.length).toBeGreaterThan(0);
  for (const { requestBody, path } of requests) {
    const { schedules } = requestBody as { schedules: string[] };
    expect(schedules.length).toBeLessThanOrEqual(20);
    expect(schedules).toEqual(expect.arrayContaining([ORGANISER, CAMILLE, MAUD]));
    expect(decodeURIComponent(path)).toContain(ORGANISER);
  }

  // Staff move it: what the planner knows of it moves too, and it is still the same slot.
  const moved = nextMonth.toPlainDate({ day: 18 });
  const opened = (await sandbox.events()).find(({ body }) => body.content.includes(id));
  await organiser.move(opened?.id ?? '', { date: moved.toString(), from: '09:00', to: '11:00' });
  await until(async () => {
    const found = (await sessionsOf('info')).find((one) => one.id === id);
    return found !== undefined && dayOf(found.slot.start) === moved.toString();
  }, 'the session knows that it was moved');

  // Asked again, with Camille taken all over: sessions that stand keep their day, and nobody asks Outlook for nothing.
  await camille.create({ subject: 'Privé', date: free.toString(), from: '08:00', to: '20:00', place: '' });
  const before = {
    infos: (await sessionsOf('info')).length,
    dropIns: dropIns.length,
    days: (await standing()).map(({ day }) => day).toSorted(),
  };
  const looks = async () =>
    (await server.client.workflow.getHandle('session-planner').fetchHistory()).events?.filter(
      (event) => event.activityTaskCompletedEventAttributes,
    ).length ?? 0;
  const looked = await looks();
  await server.client.workflow.getHandle('session-planner').signal('planNow');
  await until(async () => (await looks()) > looked, 'the planner looks again');
  expect({
    infos: (await sessionsOf('info')).length,
    dropIns: (await sessionsOf('dropIn')).length,
    days: (await standing()).map(({ day }) => day).toSorted(),
  }).toEqual(before);

  expect(validateLedger(await sandbox.ledger()).problems).toEqual([]);
});

test('Outlook is away: the plan is made all the same, and says that nobody’s agenda was read', async () => {
  await using stack = await startStack({
    workers: 0,
    config: withPlan([INFO]),
  });
  const { sandbox, server, until } = stack;
  const [armed] = await sandbox.arm({ fault: 'graph-503', path: 'getSchedule', times: 0 });
  await stack.startWorker();
  const line = await until(
    async () => (await server.worklistLines('s1')).find(({ key }) => key.startsWith('planned-info-')),
    'the coordinator is told',
  );
  expect(String(Reflect.get(line, 'stage'))).toContain('agendas non consultés');
  expect((await sandbox.fault(armed?.id ?? ''))?.hits).toBe(4);
  expect(await server.details('session-planner')).toContain('Outlook ne répondait pas');
  await until(async () => (await sandbox.events()).some(({ subject }) => subject === 'Information collective'), 'it stands in Outlook');
});

/** A day of the next month's first half on which the plan may hold a session, far from the one it would choose by itself. */
function freeDay(): Temporal.PlainDate {
  const earliest = today.add({ days: 5 });
  for (let day = 1; day <= 14; day++) {
    const date = nextMonth.toPlainDate({ day });
    if (Temporal.PlainDate.compare(date, earliest) > 0 && !closedDay(date.toString(), CLOSURES)) return date;
  }
  throw new Error('every day of a fortnight is closed');
}
