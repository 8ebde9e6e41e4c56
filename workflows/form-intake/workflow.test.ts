import { fileURLToPath } from 'node:url';
import type { WorkflowClient } from '@temporalio/client';
import { MockActivityEnvironment, TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, type Logger, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeadlines } from '../../activities/calendar/deadlines.ts';
import { createIntakeActivities } from '../../activities/form-intake/intake.ts';
import { FormsInMemory, PROGRAMME, responseTo, structureOf } from '../../activities/form-intake/intake-fixtures.ts';
import { createKeys } from '../../activities/form-intake/keys.ts';
import type { PathStart } from '../../domain/path-start.ts';
import { FORM_KINDS, type FormKind, type Programme } from '../../domain/programme/programme.ts';
import type { WorklistItem } from '../../domain/worklist.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import { ensureSearchAttributes } from '../../workers/search-attributes.ts';
import { DUTY_QUEUE } from '../duty/contract.ts';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import type { PollResult } from './contract.ts';
import { EMPTY_MEMORY } from './state.ts';
import type { formIntake, session } from './workflow-fixtures.ts';

let env: TestWorkflowEnvironment;
let workers: readonly Worker[] = [];
let running: Promise<unknown>;
let client: WorkflowClient;
const forms = new FormsInMemory();
const keys = createKeys(Buffer.alloc(32, 7));

beforeAll(async () => {
  const path = fileURLToPath(new URL('../../.tools/bin/temporal', import.meta.url));
  const workflowsPath = fileURLToPath(new URL('workflow-fixtures.ts', import.meta.url));
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=30'],
    },
  });
  await ensureSearchAttributes(env.connection, 'default');
  for (const kind of FORM_KINDS) forms.structures.set(PROGRAMME.forms[kind].formId, structureOf(kind));
  client = env.client.workflow;
  const common = { connection: env.nativeConnection, shutdownGraceTime: '1 second' };
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  workers = [
    await Worker.create({ ...common, taskQueue: 'parcours', workflowBundle }),
    await Worker.create({ ...common, taskQueue: DUTY_QUEUE, activities: activitiesFor(PROGRAMME) }),
  ];
  running = Promise.all(workers.map((worker) => worker.run()));
});

afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await running;
  await env?.teardown();
});

function activitiesFor(programme: Programme) {
  return createIntakeActivities({ forms, client: env.client, programme, deadlines: createDeadlines(programme), keys });
}

/** A session that the referent and the contact run. */
async function startSession(workflowId: string, plan: object): Promise<void> {
  const memo = { slot: { title: 'Information collective', facilitators: ['s2', 's3'], capacity: 12 } };
  await client.start<typeof session>('session', { workflowId, taskQueue: 'parcours', args: [{ plan } as never], memo });
}

/** One activity by itself, as an attempt that starts anew. */
async function pollOnce(form: FormKind, memory = EMPTY_MEMORY, programme = PROGRAMME, logger?: Logger): Promise<PollResult> {
  const { pollForm } = activitiesFor(programme);
  return (await new MockActivityEnvironment({}, logger && { logger }).run(pollForm, { form, memory, dismissed: {} })) as PollResult;
}

const intakes = new Set<FormKind>();
async function reading(form: FormKind) {
  const workflowId = `form-intake-${form}`;
  if (!intakes.has(form)) await client.start<typeof formIntake>('formIntake', { workflowId, taskQueue: 'parcours', args: [{ form }] });
  intakes.add(form);
  return client.getHandle(workflowId);
}

async function worklist(form: FormKind): Promise<readonly WorklistItem[]> {
  const { memo, typedSearchAttributes } = await (await reading(form)).describe();
  const items = (memo?.['worklist'] ?? []) as readonly WorklistItem[];
  const waiting = typedSearchAttributes.get(SEARCH_ATTRIBUTES.waitingFor) ?? [];
  return waiting.length === 0 && items.length > 0 ? [] : items;
}

async function handedTo(workflowId: string): Promise<readonly string[]> {
  return client.getHandle(workflowId).query<readonly string[]>('handed');
}

const pathOf = (response: FormResponse) => `participant-${keys.reference(response, 0)}`;

async function eventually<T>(look: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  const until = Date.now() + 15_000;
  for (;;) {
    const value = await look().catch((error: unknown) => error as T);
    if (isRight(value) || Date.now() > until) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const until = async (workflowId: string, wanted: readonly string[]) =>
  expect(
    await eventually(
      () => handedTo(workflowId),
      (got) => Array.isArray(got) && got.length >= wanted.length,
    ),
  ).toEqual(wanted); // prettier-ignore
const untilWorklist = (form: FormKind, isRight: (items: readonly WorklistItem[]) => boolean) => eventually(() => worklist(form), isRight);

/** The coordinator's lines; authors have their own. */
const hers = (items: readonly WorklistItem[]) => items.filter(({ key }) => key.startsWith('quarantine-'));

const register = (answers: Record<string, string>, changes: Partial<FormResponse> = {}) =>
  forms.submit(responseTo('registration', { consent: 'Oui', ...answers }, changes));
const LEA = { firstName: 'Léa', lastName: 'Le Goff', email: 'lea@example.org', birthDate: '1990-03-04' };
const edited = (response: FormResponse, answers: Record<string, string>): FormResponse =>
  forms.submit({
    ...responseTo('registration', { consent: 'Oui', ...answers }),
    responseId: response.responseId,
    createTime: response.createTime,
  });
const pathCount = async () => (await client.count("WorkflowType = 'participantPath'")).count;

test('registrations become paths; the same person joins; a couple does not; bad ones wait; refusals are forgotten', async () => {
  const lea = register(LEA);
  const again = register({ ...LEA, firstName: 'LEA', lastName: 'LE-GOFF', birthDate: '' });
  const karim = register({ firstName: 'Karim', lastName: 'Haddad', email: LEA.email, birthDate: '2003-01-01' });
  const typo = register({ firstName: 'Karin', lastName: 'Haddad', email: 'autre@example.org', birthDate: '2003-01-01' });
  const third = register({ firstName: 'Zoé', lastName: 'Tierce', email: LEA.email, birthDate: '2001-02-03' });
  const bad = register({ firstName: 'Sans', lastName: 'Contact' });
  register({ firstName: 'Non', lastName: 'Merci', email: 'non@example.org', consent: 'Non' });
  register({ firstName: 'Ancienne', email: 'vieux@example.org' }, { lastSubmittedTime: '2026-08-31T23:59:59.000Z' });

  await reading('registration');
  await until(pathOf(lea), [`start ${lea.responseId}`, `registration ${again.responseId}`]);
  await until(pathOf(karim), [`start ${karim.responseId}`]);
  expect((await untilWorklist('registration', (items) => items.length > 0)).map(({ title }) => title)).toEqual([
    expect.stringContaining('Ni adresse e-mail ni téléphone'),
  ]);
  expect(await pathCount()).toBe(4);

  const start = await client.getHandle(pathOf(karim)).query<PathStart>('startedWith');
  expect(start.registration.person.sharedAddress).toBe(true);
  expect(start.near).toEqual([]);
  // A third first name at one address: nobody writes there until somebody confirms it.
  const { registration } = await client.getHandle(pathOf(third)).query<PathStart>('startedWith');
  expect(registration.person).toMatchObject({ email: null, badEmail: null, unconfirmedEmail: LEA.email });
  expect(start.plan.assignment.organisation).toBe('mission-locale');
  const near = await client.getHandle(pathOf(typo)).query<PathStart>('startedWith');
  expect(near.near).toEqual([keys.reference(karim, 0)]);

  // Edited, the bad one is taken and leaves the worklist.
  edited(bad, { firstName: 'Sans', lastName: 'Contact', phone: '06 39 98 00 77' });
  await until(pathOf(bad), [`start ${bad.responseId}`]);
  expect(await untilWorklist('registration', (items) => items.length === 0)).toEqual([]);

  // An edit reaches its own path, even under another name.
  const renamed = edited(lea, { ...LEA, firstName: 'Éléonore', email: 'e@example.org' });
  await until(pathOf(lea), [`start ${lea.responseId}`, `registration ${again.responseId}`, `registration ${renamed.responseId}`]);
});

test('a quarantined registration ends when another one replaces it', async () => {
  const bad = register({ firstName: 'Illisible', lastName: 'Personne', email: 'illisible@' });
  expect(await untilWorklist('registration', (items) => items.length === 1)).toHaveLength(1);
  const better = register({ firstName: 'Lisible', lastName: 'Personne', phone: '0639980055', replaces: keys.number(bad) });
  await until(pathOf(better), [`start ${better.responseId}`]);
  expect(await untilWorklist('registration', (items) => items.length === 0)).toEqual([]);
});

test('a form that is unshared, or loses a question, stands still and loses nothing', async () => {
  forms.failWith = 'forms-forbidden';
  expect(await untilWorklist('registration', (items) => items.length === 1)).toMatchObject([{ kind: 'service', urgent: true }]);
  const meanwhile = register({ firstName: 'Pendant', lastName: 'Panne', phone: '0639980056' });
  forms.failWith = null;
  await until(pathOf(meanwhile), [`start ${meanwhile.responseId}`]);
  expect(await untilWorklist('registration', (items) => items.length === 0)).toEqual([]);

  forms.structures.set(
    'F-REG',
    structureOf('registration', (all) => all.filter(({ title }) => title !== 'Prénom')),
  );
  const during = register({ firstName: 'Sans', lastName: 'Question', phone: '0639980057' });
  expect(await untilWorklist('registration', (items) => items.length === 1)).toMatchObject([
    { kind: 'intake', title: expect.stringContaining('« Prénom »') },
  ]);
  await expect(client.getHandle(pathOf(during)).describe()).rejects.toThrow('not found');
  forms.structures.set(
    'F-REG',
    structureOf('registration', (all) => all.map((one) => (one.title === 'Prénom' ? { ...one, title: 'Votre petit nom' } : one))),
  );
  await until(pathOf(during), [`start ${during.responseId}`]);
  forms.structures.set('F-REG', structureOf('registration'));
  expect(await untilWorklist('registration', (items) => items.length === 0)).toEqual([]);
});

test('two of one person in one second make one path, and so does a page that is handed over twice', async () => {
  const twin = { firstName: 'Awa', lastName: 'Sow', phone: '0639980058' };
  const before = await pathCount();
  const first = register(twin);
  const second = register({ ...twin, phone: '06.39.98.00.58' }, { lastSubmittedTime: first.lastSubmittedTime });
  await until(pathOf(first), [`start ${first.responseId}`, `registration ${second.responseId}`]);
  expect(await eventually(pathCount, (count) => count > before)).toBe(before + 1);

  const { counts, memory } = await pollOnce('registration');
  expect(counts.handedOver).toBeGreaterThan(5);
  expect(await pathCount()).toBe(before + 1);
  expect(memory.cursor?.at).toBe(first.lastSubmittedTime);
  expect(JSON.stringify(memory)).not.toMatch(/Awa|Sow|Goff|example|6399/);
});

test('whole pages become paths; fifty bad ones and more hold nobody up, unless the form has changed', async () => {
  const before = await pathCount();
  const many = Array.from({ length: 120 }, (_, n) =>
    register({ firstName: `Prénom${'abcdefghij'.charAt(n % 10)}`, lastName: `Nom${n}`, email: `p${n}@example.org` }),
  );
  await until(pathOf(many[119] ?? (many[0] as FormResponse)), [`start ${many[119]?.responseId}`]);
  expect(await eventually(pathCount, (count) => count >= before + 120)).toBe(before + 120);

  const junk = (from: number) =>
    Array.from({ length: 51 }, (_, n) => register({ firstName: '', lastName: `Nom${n}`, email: `q${from + n}@example.org` }));
  const bad = junk(0);
  const served = register({ firstName: 'Servie', lastName: 'Quandmême', phone: '0639980059' });
  await until(pathOf(served), [`start ${served.responseId}`]);
  const isAboutAll = ({ title }: WorklistItem) => /^51 réponses .* Le prénom manque|^51 réponses .* le prénom manque/.test(title);
  const lines = await untilWorklist('registration', (items) => items.some(isAboutAll));
  expect(lines.filter(({ title }) => title.includes('trop de réponses illisibles'))).toEqual([]);
  const [answer] = lines.find(isAboutAll)?.answers ?? [];
  const { reference = '' } = answer?.values ?? {};
  forms.submit(responseTo('followUp', { reference, staffCode: 'K7QX-4M2P' }));
  await reading('followUp');
  expect((await untilWorklist('registration', (items) => items.length === 0)).map(({ title }) => title)).toEqual([]);
  for (const { responseId } of bad) forms.remove(responseId);

  forms.structures.set(
    'F-REG',
    structureOf('registration', (all) => [
      ...all,
      { ...(all[0] as (typeof all)[number]), questionId: '00abcdef', title: 'Autre question' },
    ]),
  );
  const more = junk(100);
  const [held] = await untilWorklist('registration', ([first]) => first?.urgent === true);
  expect(held?.title).toContain('trop de réponses illisibles');
  for (const { responseId } of more) forms.remove(responseId);
  expect(await untilWorklist('registration', (items) => items.length === 0)).toEqual([]);
  forms.structures.set('F-REG', structureOf('registration'));
});

test('bad ones that come a few at a time hold a form that has changed as well, until enough of them are mended', async () => {
  // Staff's own leave the quarantine after a month: these are of today.
  const today = () => ({ lastSubmittedTime: new Date().toISOString() });
  const bad = (count: number) =>
    Array.from({ length: count }, () => forms.submit(responseTo('unable', { answer: 'Une autre date' }, today())));
  const first = bad(40);
  const { memory } = await pollOnce('unable');
  expect([memory.quarantined.length, memory.suspended]).toEqual([40, null]);
  const second = bad(11);
  const polled = await pollOnce('unable', memory);
  expect([polled.memory.quarantined.length, polled.memory.suspended]).toEqual([51, null]);
  const suspended = await pollOnce('unable', { ...memory, fingerprint: 'of the form as it was' });
  expect(suspended.memory).toMatchObject({
    cursor: memory.cursor,
    suspended: { code: 'too-many-quarantined', about: ['reference-missing'] },
  });
  const [mended] = first;
  forms.submit({
    ...responseTo('unable', { answer: 'Une autre date', reference: 'GC-0000-0000' }, today()),
    responseId: mended?.responseId ?? '',
  });
  const released = await pollOnce('unable', suspended.memory);
  expect(released.memory.suspended).toBeNull();
  expect(released.memory.quarantined.filter(({ reason }) => reason === 'reference-missing')).toHaveLength(50);
  for (const { responseId } of [...first, ...second]) forms.remove(responseId);
});

test('follow-ups reach their path; unknown, mistyped, foreign and ambiguous ones wait', async () => {
  const adult = register({ firstName: 'Odile', lastName: 'Bernard', phone: '0639980060', birthDate: '1980-01-01' });
  const young = register({ firstName: 'Nina', lastName: 'Bernard', phone: '0639980061', birthDate: '2004-01-01' });
  await until(pathOf(adult), [`start ${adult.responseId}`]);
  await until(pathOf(young), [`start ${young.responseId}`]);
  const { referent } = (await client.getHandle(pathOf(adult)).query<PathStart>('startedWith')).plan.assignment;
  const own = ({ s1: 'K7QX-4M2P', s2: 'T3WD-9HZC', s4: 'M1L0-0000' } as Record<string, string>)[referent ?? ''] ?? '';
  await eventually(
    async () => (await client.count(`GcReferent = '${referent}' AND WorkflowId = '${pathOf(adult)}'`)).count,
    (count) => count === 1,
  );

  const record = (answers: Record<string, string>) => forms.submit(responseTo('followUp', { contact: 'Entretien', ...answers }));
  const byReference = record({ reference: keys.reference(adult, 0), staffCode: 'T3WD-9HZC' });
  const byName = record({ firstName: 'BERNARD', lastName: 'odile', staffCode: own });
  const byContact = record({ firstName: 'Nina', lastName: 'Bernard', staffCode: 'B8RN-5XKV' });
  record({ reference: keys.reference({ formId: 'F', responseId: 'never' }, 0), staffCode: own });
  record({ reference: keys.reference(adult, 0), staffCode: 'B8RN-5XKV' });
  record({ firstName: 'Personne', lastName: 'Inconnue', staffCode: own });
  record({ reference: keys.reference(adult, 0), staffCode: 'FAUX-FAUX' });
  await reading('followUp');
  await until(pathOf(adult), [`start ${adult.responseId}`, `followUp ${byReference.responseId}`, `followUp ${byName.responseId}`]);
  await until(pathOf(young), [`start ${young.responseId}`, `followUp ${byContact.responseId}`]);
  const items = await untilWorklist('followUp', (all) => hers(all).length === 4);
  const reasons = hers(items).map(({ key }) => /^quarantine-R-....-....-([a-z-]+)-20/.exec(key)?.[1]);
  expect(new Set(reasons)).toEqual(new Set(['out-of-scope', 'unknown-name', 'unknown-reference', 'unknown-staff']));
});

test('of two paths of one name their author chooses one, and the response is taken for it as it was', async () => {
  const namesakes = ['2004-02-03', '2005-06-07'].map((birthDate, n) =>
    register({ firstName: 'Yanis', lastName: 'Faure', phone: `063998008${n}`, birthDate }),
  );
  for (const one of namesakes) await until(pathOf(one), [`start ${one.responseId}`]);
  const refs = namesakes.map((one) => keys.reference(one, 0));
  const today = () => ({ lastSubmittedTime: new Date().toISOString() });
  const key = keys.name({ firstName: 'Yanis', lastName: 'Faure' });
  await eventually(
    async () => (await client.count(`GcOrganisation = 'mission-locale' AND GcMatchKeys IN ('${key}')`)).count,
    (count) => count === 2,
  );
  const response = forms.submit(
    responseTo('followUp', { firstName: 'Yanis', lastName: 'Faure', staffCode: 'B8RN-5XKV', contact: 'Entretien' }, today()),
  );
  const about = (items: readonly WorklistItem[]) => items.filter(({ title }) => title.startsWith('Plusieurs dossiers'));
  await reading('followUp');
  const [line, ...others] = about(await untilWorklist('followUp', (items) => about(items).length > 0));
  expect(others).toEqual([]);
  expect(line).toMatchObject({ worklist: 's3', kind: 'decide' });
  expect(line?.answers.map(({ values }) => values['reference']).toSorted()).toEqual(refs.toSorted());

  const [, second = namesakes[0] as FormResponse] = namesakes;
  const { reference = '', note = '' } = line?.answers.find(({ values }) => values['reference'] === keys.reference(second, 0))?.values ?? {};
  // Nobody else's choice counts: the coordinator's note is only a note.
  const notHers = forms.submit(responseTo('followUp', { reference, note, staffCode: 'K7QX-4M2P' }, today()));
  await until(pathOf(second), [`start ${second.responseId}`, `followUp ${notHers.responseId}`]);
  const choice = forms.submit(responseTo('followUp', { reference, note, staffCode: 'B8RN-5XKV' }, today()));
  await until(pathOf(second), [
    `start ${second.responseId}`,
    `followUp ${notHers.responseId}`,
    `followUp ${response.responseId}`,
    `followUp ${choice.responseId}`,
  ]);
  expect(about(await untilWorklist('followUp', (items) => about(items).length === 0))).toEqual([]);
});

test('attendance reaches its session after the session began; « empêchement » its path', async () => {
  const moment = (at: string) => ({ at, label: '' });
  const plan = { start: moment('2026-10-01T08:00:00.000Z') };
  await startSession('session-info-a', plan);
  await eventually(
    async () => (await client.count("GcSessionStart > '2026-01-01T00:00:00Z'")).count,
    (count) => count === 1,
  );
  const sheet = (answers: Record<string, string>, changes: Partial<FormResponse> = {}) =>
    forms.submit(responseTo('attendance', { session: 'info-a', staffCode: 'B8RN-5XKV', 'grid.1': 'Présent', ...answers }, changes));
  sheet({}, { lastSubmittedTime: '2026-09-30T08:00:00.000Z' });
  const first = sheet({});
  const second = sheet({ 'grid.1': 'Absent' });
  sheet({ session: 'info-zzz' });
  await reading('attendance');
  await until('session-info-a', [`attendance ${first.responseId}`, `attendance ${second.responseId}`]);
  expect(hers(await untilWorklist('attendance', (items) => hers(items).length === 2))).toHaveLength(2);

  const person = register({ firstName: 'Ugo', lastName: 'Petit', phone: '0639980063' });
  await until(pathOf(person), [`start ${person.responseId}`]);
  const unable = forms.submit(responseTo('unable', { reference: keys.reference(person, 0), answer: 'Une autre date' }));
  await reading('unable');
  await until(pathOf(person), [`start ${person.responseId}`, `unable ${unable.responseId}`]);
});

test('walk-ins become paths or join theirs; an edit opens nobody twice and turns nobody into another; a sheet without a session opens nobody', async () => {
  const moment = (at: string) => ({ at, label: '' });
  const plan = { start: moment('2026-10-01T08:00:00.000Z') };
  await startSession('session-info-b', plan);
  await reading('attendance');
  const registered = register({ firstName: 'Fatou', lastName: 'Ndiaye', phone: '0639980070', birthDate: '1990-01-01' });
  await until(pathOf(registered), [`start ${registered.responseId}`]);
  const isShown = async () => (await client.count(`GcMatchKeys IN ('${keys.origin(registered)}')`)).count;
  expect(await eventually(isShown, (count) => count === 1)).toBe(1);
  const before = await pathCount();
  const answers = (walkIns: string, session = 'info-b') => ({ session, staffCode: 'B8RN-5XKV', walkIns });
  const sheet = (walkIns: string, session?: string) => forms.submit(responseTo('attendance', answers(walkIns, session)));
  const pathOfLine = ({ formId, responseId }: FormResponse, line: string) =>
    pathOf({ formId, responseId: `${responseId}#${line}` } as FormResponse);

  const first = sheet('Zoé Diop 06 39 98 00 71\nFATOU Ndiaye 0639980070\nSam');
  await until(pathOfLine(first, '1'), [`start ${first.responseId}#1`]);
  await until(pathOf(registered), [`start ${registered.responseId}`, `registration ${first.responseId}#2`]);
  const started = await client.getHandle(pathOfLine(first, '1')).query<PathStart>('startedWith');
  expect(started).toMatchObject({ walkIn: { sessionId: 'info-b', kind: 'info' }, registration: { person: { phone: '+33639980071' } } });
  expect(await eventually(pathCount, (count) => count > before)).toBe(before + 1);

  // A line above the others, and a name corrected.
  const again = forms.submit({
    ...responseTo('attendance', answers('Paul Petit 0639980072\nZoé Dioup 0639980071\nFatou Ndiaye 0639980070')),
    responseId: first.responseId,
  });
  await until(
    'session-info-b',
    [first, again].map(({ responseId }) => `attendance ${responseId}`),
  );
  await until(pathOfLine(first, '1'), [`start ${first.responseId}#1`, `registration ${first.responseId}#2`]);
  await until(pathOfLine(first, '1.1'), [`start ${first.responseId}#1.1`]);
  expect(await pathCount()).toBe(before + 2);
  expect((await pollOnce('attendance')).counts.started).toBe(0);
  expect(await pathCount()).toBe(before + 2);

  sheet('Inès Blanc 0639980073', 'info-nulle-part');
  const last = sheet('Sam');
  const signals = await eventually(
    () => handedTo('session-info-b'),
    (got) => Array.isArray(got) && got.includes(`attendance ${last.responseId}`),
  );
  expect(signals).toContain(`attendance ${last.responseId}`);
  expect(await pathCount()).toBe(before + 2);
});

test('an organisation that nobody knows is passed over, with a line in the log that doesn’t quote it', async () => {
  const plan = { start: { at: '2026-10-01T08:00:00.000Z', label: '' } };
  await startSession('session-info-c', plan);
  const presentOrganisations = ['Mission Locale', 'Tante Odile'];
  const { responseId } = forms.submit(responseTo('attendance', { session: 'info-c', staffCode: 'B8RN-5XKV', presentOrganisations }));
  const lines: string[] = [];
  const logger = new DefaultLogger('WARN', ({ message, meta: { formKind, count } = {} }) =>
    lines.push(JSON.stringify([message, formKind, count])),
  );
  const { memory } = await pollOnce('attendance', EMPTY_MEMORY, PROGRAMME, logger);
  expect(memory.quarantined.map((entry) => entry.responseId)).not.toContain(responseId);
  expect(await handedTo('session-info-c')).toContain(`attendance ${responseId}`);
  const warnings = lines.filter((line) => line.includes('passed over'));
  expect(warnings).toEqual(['["An option that is no organisation of the configuration was passed over.","attendance",1]']);
});

test('a mended configuration takes what waited', async () => {
  const response = forms.submit(responseTo('unable', { reference: 'x', answer: 'Bof' }));
  const before = await pollOnce('unable');
  expect(before.memory.quarantined.map(({ responseId }) => responseId)).toEqual([response.responseId]);
  forms.submit({ ...response, answers: {} });
  const mended = await pollOnce('unable', before.memory, { ...PROGRAMME, version: 'v2' });
  expect(mended.memory.quarantined.map(({ reason }) => reason)).toEqual(['reference-missing']);
  forms.remove(response.responseId);
  const gone = await pollOnce('unable', mended.memory, { ...PROGRAMME, version: 'v3' });
  expect(gone).toMatchObject({ memory: { quarantined: [] }, counts: { mended: 1 } });
});

test('the intake has been renewed many times and lost nothing', async () => {
  const { runId } = await (await reading('registration')).describe();
  const { events } = await (await reading('registration')).fetchHistory();
  const begun = events?.[0]?.workflowExecutionStartedEventAttributes;
  expect(begun?.firstExecutionRunId).not.toBe(runId);
  const last = register({ firstName: 'Tout', lastName: 'Dernier', phone: '0639980064' });
  await until(pathOf(last), [`start ${last.responseId}`]);
});
