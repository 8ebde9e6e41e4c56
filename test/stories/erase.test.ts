import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSENT, registration } from '../../acceptance/people.ts';
import { createDeadlines } from '../../activities/calendar/deadlines.ts';
import { ROOT } from '../../cli/stack/stack.ts';
import { NOTICE_DAYS } from '../../domain/retention.ts';
import { TASK_QUEUE } from '../../workers/service.ts';
import { erasureProgress } from '../../workflows/erasure/contract.ts';
import { begin, type PathState } from '../../workflows/participant-path/path.ts';
import { setSeats } from '../../workflows/session/seats.ts';
import { request, start } from '../../workflows/session/session-fixtures.ts';
import { openSession } from '../../workflows/session/state.ts';
import { marksIn } from '../support/marks.ts';
import { newcomer } from '../support/newcomer.ts';
import { localIn, sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';

const MONTH = 30 * 24 * 3600;
const CODE = 'K7QX-4M2P';
const OTHER_WORKSHOP = 'atelier-statuts';
const COMING = 'info-suite';
const WORKSHOP = 'atelier-budget';

/** Names that nothing else in a database is called. */
const QUITTERIE = {
  firstName: 'Quitterie',
  lastName: 'Jaurèguiberry',
  email: 'boite.privee@confidentiel.example.org',
  phone: '06 39 98 20 04',
};
/** Of whom nobody has heard for two years. */
const ZELIE = { firstName: 'Zélie', lastName: 'Quatrefages', email: 'zelie.quatrefages@example.org' };
const PAST = 'info-de-jadis';
const MARKS = [QUITTERIE.firstName, QUITTERIE.lastName, QUITTERIE.phone, '+33639982004', '0639982004', 'un secret bien gardé'];
const REGISTERED = {
  formId: 'F-REG',
  answers: {
    Prénom: QUITTERIE.firstName,
    Nom: QUITTERIE.lastName,
    'Adresse e-mail': QUITTERIE.email,
    Téléphone: QUITTERIE.phone,
    'Date de naissance': '1979-08-09',
    'Votre envie ou projet': 'un secret bien gardé',
    [CONSENT]: 'Oui',
  },
};

let stack: Stack;
let responseId: string;
let ref: string;
let alma: string;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  [responseId = ''] = await stack.sandbox.import([REGISTERED]);
  ref = stack.server.reference(responseId);
  stack.configure({
    sessions: [
      sessionAt(COMING, [MONTH, MONTH + 3600], { capacity: 1 }),
      sessionAt(OTHER_WORKSHOP, [MONTH / 2, MONTH / 2 + 3600], { kind: 'workshop', title: 'Atelier statuts', capacity: 5 }),
      sessionAt(WORKSHOP, [25, 27], { kind: 'workshop', title: 'Atelier budget', capacity: 5 }),
    ],
  });
  await stack.startWorker();
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

/** As an administrator types it. */
async function erase(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const run = promisify(execFile)(process.execPath, [join(ROOT, 'workers', 'erase-main.ts'), ...args], { env: { ...stack.env } });
  return await run.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? -1,
      said: `${error.stdout ?? ''}${error.stderr ?? ''}`,
    }),
  );
}

async function interviewsOf(reference: string) {
  const staff = stack.programme.organisations.flatMap((organisation) => organisation.staff.filter(({ outlook }) => outlook));
  const events = (await Promise.all(staff.map(({ email }) => stack.sandbox.events(email)))).flat();
  return events.filter(({ subject, isCancelled }) => subject.includes(reference) && !isCancelled);
}

/** As the form takes it: an appointment in another year would be taken for a slip. */
function inSixtyDays(): string {
  return localIn(2 * MONTH)
    .slice(0, 'YYYY-MM-DDTHH:MM'.length)
    .replace('T', ' ');
}

/** Nobody's but hers: the address is Alma's too. */
async function traces(): Promise<readonly string[]> {
  const { client } = stack.server;
  const address = await marksIn(client, [QUITTERIE.email]);
  return [...(await marksIn(client, MARKS)), ...address.filter((mark) => !mark.startsWith(`participant-${alma}`))];
}

const lineAboutForms = async () => (await stack.server.worklistLines('s1')).find(({ workflowId }) => workflowId === `erasure-${ref}`);

test('a person leaves traces in her path, in sessions, in Outlook, and beside another person', async () => {
  const { sandbox, server, until } = stack;
  await until(async () => (await sandbox.mailsTo(QUITTERIE.email)).length > 0, 'her confirmation');
  // Waits behind her for the only seat; has her address and birth date: a possible duplicate.
  const shared = { 'Adresse e-mail': QUITTERIE.email, 'Date de naissance': '1979-08-09' };
  const [other = ''] = await sandbox.import([{ formId: 'F-REG', answers: registration('Alma', shared) }]);
  alma = server.reference(other);
  const isDuplicate = async () =>
    (await server.worklistLines()).some(({ kind, title }) => kind === 'possibleDuplicate' && title.includes(ref));
  await until(isDuplicate, 'the possible duplicate');
  await until(async () => (await server.details(`participant-${alma}`)).includes('liste d’attente'), 'Alma waits for her seat');
  await sandbox.import([
    { formId: 'F-FUP', answers: { Référence: ref, Code: CODE, 'Prochain rendez-vous': inSixtyDays(), Note: 'Quitterie rappellera.' } },
  ]);
  await until(async () => (await interviewsOf(ref)).length === 1, 'her interview in Outlook');
  await until(async () => (await sandbox.mails()).some(({ messageId }) => messageId.includes(`${WORKSHOP}.attendance`)), 'the sheet');
  await sandbox.import([
    {
      formId: 'F-ATT',
      answers: {
        'Référence de la séance': WORKSHOP,
        Code: CODE,
        'Personnes venues sans inscription': `Sam\n${QUITTERIE.firstName} ${QUITTERIE.lastName}, ${QUITTERIE.phone}`,
        Remarques: 'Quitterie a aidé à ranger.',
      },
    },
  ]);
  await until(async () => (await server.details(`participant-${ref}`)).includes('Atelier'), 'she was at the workshop');
  // A mail that waits: her mailbox refuses for now.
  await sandbox.arm({ fault: 'smtp-450', path: 'boite.privee', times: 1000 });
  await sandbox.import([{ formId: 'F-FUP', answers: { Référence: ref, Code: CODE, 'Référence de la séance': OTHER_WORKSHOP } }]);
  await until(
    async () => (await server.pending(`participant-${ref}`)).some(({ type, attempt }) => type === 'mailParticipant' && attempt > 1),
    'a mail that waits',
  );

  const found = await traces();
  for (const where of [`participant-${ref}`, `session-${COMING}`, `session-${OTHER_WORKSHOP}`, `session-${WORKSHOP}`])
    expect([where, found.some((mark) => mark.startsWith(where))]).toEqual([where, true]);
});

test('the command says what it would erase, and changes nothing', async () => {
  const { code, said } = await erase(ref);
  expect(code).toBe(0);
  expect(said).toMatch(/places à rendre +2\n/);
  expect(said).toMatch(/e-mails en attente, annulés +1\n/);
  expect(said).toMatch(/rendez-vous à retirer +1\n/);
  for (const session of [COMING, OTHER_WORKSHOP, WORKSHOP]) expect(said).toContain(`session-${session}`);
  expect(said).not.toMatch(/Quitterie|confidentiel/);
  expect(await interviewsOf(ref)).toHaveLength(1);
  expect(await stack.server.list(`WorkflowId = 'erasure-${ref}'`)).toEqual([]);
});

test('a reference that no path has, or that is mistyped, is refused', async () => {
  const unknown = stack.server.reference('nobody');
  expect(await erase(unknown, '--yes')).toEqual({
    code: 1,
    said: expect.stringContaining(`Aucun dossier ne porte la référence ${unknown}.`),
  });
  expect(await erase('GC-7K3M-9QXD', '--yes')).toEqual({ code: 1, said: expect.stringContaining('n’est pas une référence') });
});

test('killed midway with its worker while Outlook is away, the erasure goes on where it stood', async () => {
  const { sandbox, server, until, workers } = stack;
  await sandbox.arm({ fault: 'graph-503', times: 1000 });
  const begun = execFile(process.execPath, [join(ROOT, 'workers', 'erase-main.ts'), ref, '--yes'], { env: { ...stack.env } });
  const isHeldUp = async () =>
    (await server.pending(`participant-${ref}`)).some(({ type, attempt }) => type === 'removeAppointmentEvent' && attempt > 1);
  await until(isHeldUp, 'Outlook refuses');
  begun.kill('SIGKILL');
  await workers[0]?.kill();
  expect((await traces()).some((mark) => mark.startsWith(`participant-${ref}`))).toBe(true);
  await sandbox.mend();
  await stack.startWorker();
  const { code, said } = await erase(ref, '--yes');
  expect([code, said]).toEqual([0, expect.stringContaining('est effacé')]);
});

test('nothing of her is left: in no history, memo, search attribute or calendar, and she gets no mail', async () => {
  const { sandbox, server, until } = stack;
  expect(await traces()).toEqual([]);
  expect(await server.list(`WorkflowId = 'participant-${ref}'`)).toEqual([]);
  expect(await interviewsOf(ref)).toEqual([]);
  await until(async () => (await server.paths("GcStage = 'invited'")).length === 1, 'Alma has the seat');
  expect((await sandbox.mails()).filter(({ messageId }) => messageId.includes(`${ref}.seat`))).toEqual([]);
  // What is counted stays: she and Sam were at the workshop.
  expect(await server.details(`session-${WORKSHOP}`)).toContain('**Participants** : 2');
  const lines = await server.worklistLines();
  expect(lines.filter(({ kind, key }) => kind === 'possibleDuplicate' || key.startsWith('failing'))).toEqual([]);
  expect(lines.filter(({ workflowId }) => workflowId === `erasure-${ref}`)).toMatchObject([
    { worklist: 's1', title: expect.stringContaining('Google Forms') },
  ]);
  // Run once more, it says so and changes nothing.
  expect(await erase(ref, '--yes')).toMatchObject({ code: 0, said: expect.stringContaining('est effacé') });
});

test('her response, edited, opens no path; « Fait » takes the line away until it is edited again', async () => {
  const { sandbox, server, until } = stack;
  const edited = { ...REGISTERED, responseId, answers: { ...REGISTERED.answers, Commune: 'Ailleurs' } };
  await sandbox.import([edited]);
  const again = await until(async () => {
    const line = await lineAboutForms();
    return line?.key === 'delete-responses-1' && line;
  }, 'the coordinator hears that it is still there');
  expect(again.missing).toMatch(/R-\w{4}-\w{4}/);
  const [done] = again.answers;
  await sandbox.import([{ formId: 'F-FUP', answers: { Référence: ref, Code: CODE, Note: done?.values['note'] ?? '' } }]);
  await until(async () => (await lineAboutForms()) === undefined, 'the line is gone');
  // Whoever writes about her later reads what everybody reads of an unknown reference.
  await sandbox.import([{ formId: 'F-FUP', answers: { Référence: ref, Code: CODE, Note: 'A rappelé.' } }]);
  const isUnknown = async () =>
    (await server.worklistLines()).some(({ key, title }) => key.startsWith('quarantine-') && title.includes('Aucun dossier ouvert'));
  await until(isUnknown, 'an unknown reference');
  expect(await server.paths()).toHaveLength(1);
  expect(await traces()).toEqual([]);
});

test('she registers anew, by a response of its own: a path like anybody’s', async () => {
  const { sandbox, server, until } = stack;
  const [fresh = ''] = await sandbox.import([REGISTERED]);
  const reference = server.reference(fresh);
  expect(reference).not.toBe(ref);
  await until(async () => (await server.details(`participant-${reference}`).catch(() => '')).includes('Jaurèguiberry'), 'her new path');
});

/** Of a person of whom nobody has heard for longer than is promised, whose last day is today; an old interview stands in the referent's calendar. */
function dueToday(): PathState {
  const deadlines = createDeadlines(stack.programme);
  const now = Temporal.Now.zonedDateTimeISO(stack.programme.timeZone);
  const today = now.hour < 7 ? now.subtract({ days: 1 }) : now;
  const before = (span: Temporal.DurationLike) => today.subtract(span).toInstant().toString({ smallestUnit: 'millisecond' });
  const long = { months: stack.programme.retention.monthsAfterLastActivity + 1 };
  const begun = begin(newcomer(ZELIE, { turn: 1, now: new Date(before(long)), deadlines }));
  const at = begun.registeredAt;
  const interview = { id: `${begun.ref}-rdv`, sequence: 0, start: at, place: null, fixedAt: at, referent: 's1', inOutlook: true };
  return {
    ...begun,
    stage: 'left',
    exitKnownAt: at,
    search: { ...begun.search, want: 'none' },
    appointments: [{ ...interview, reminded: true, briefed: true, lookAt: null }],
    outbox: [],
    open: [],
    retention: { ...begun.retention, notifiedAt: before({ days: NOTICE_DAYS }) },
    stale: true,
  };
}

test('at the end of the retention the service erases by itself: killed while Outlook is away, and in a session that is over', async () => {
  const { sandbox, server, until } = stack;
  const { workflow } = server.client;
  const state = dueToday();
  const path = `participant-${state.ref}`;
  // Over, with her name in its history: no worker runs it.
  const seated = setSeats(openSession({ ...start(5), id: PAST }), [request(state.ref, { name: 'Zélie Q.' })], state.registeredAt.at).state;
  const over = await workflow.start('session', { workflowId: `session-${PAST}`, taskQueue: 'nobody', args: [seated] });
  await over.terminate('over');
  const named = async () => await marksIn(server.client, [ZELIE.firstName, ZELIE.lastName, ZELIE.email]);
  await until(async () => (await named()).some((mark) => mark.startsWith(`session-${PAST}`)), 'a session that is over names her');

  await sandbox.arm({ fault: 'graph-503', times: 1000 });
  await workflow.start('participantPath', { workflowId: path, taskQueue: TASK_QUEUE, args: [state] });
  const isHeldUp = async () => (await server.pending(path)).some(({ type, attempt }) => type === 'removeAppointmentEvent' && attempt > 1);
  await until(isHeldUp, 'her erasure began, and Outlook refuses');
  await stack.workers.at(-1)?.kill();
  await sandbox.mend();
  await stack.startWorker();

  const isErased = async () => (await workflow.getHandle(`erasure-${state.ref}`).query(erasureProgress)).step === 'done';
  await until(isErased, 'she is erased', { timeoutMs: 120_000 });
  expect(await named()).toEqual([]);
  expect(await server.list(`WorkflowId IN ('${path}', 'session-${PAST}')`)).toEqual([]);
  expect(await server.list(`WorkflowId = 'erasure-${state.ref}'`)).toHaveLength(1);
});
