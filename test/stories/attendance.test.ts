import { expect, test } from 'vitest';
import { addressOf, phoneOf, registration } from '../../acceptance/people.ts';
import { sessionAt } from '../support/programme.ts';
import type { Answers, Delivered } from '../support/sandbox.ts';
import { startStack } from '../support/stack.ts';

const HOUR = 3600;
const MONTH = 30 * 24 * HOUR;
const CODE = 'K7QX-4M2P';
const COORDINATOR = 's1';
const PRESENT = 'Co-animation : qui était présent ?';
const [AILE, MISSION_LOCALE] = ['Association AILE', 'Mission Locale'];
const PHONES = { Alma: phoneOf(1), Bilal: phoneOf(2) };

const ofKind = (mails: readonly Delivered[], kind: string) => mails.filter(({ messageId }) => messageId.includes(`.${kind}.`));
const hasCalendarFile = (mail: Delivered | undefined) =>
  (mail?.attachments ?? []).some(({ contentType }) => contentType.startsWith('text/calendar'));

test('who came is recorded, registered or not; workshops have seats of their own', async () => {
  await using stack = await startStack({ workers: 0 });
  const { sandbox, server } = stack;
  const responses = await sandbox.import(
    Object.entries(PHONES).map(([name, phone]) => ({ formId: 'F-REG', answers: registration(name, { Téléphone: phone }) })),
  );
  const [alma = '', bilal = ''] = responses.map((id) => server.reference(id));
  stack.configure({
    sessions: [
      sessionAt('info-passee', [32, 33]),
      sessionAt('permanence', [28, 29], { kind: 'dropIn', title: 'Permanence des Tilleuls' }),
      sessionAt('atelier-demain', [20 * HOUR, 22 * HOUR], { kind: 'workshop', title: 'Atelier budget', capacity: 1 }),
      sessionAt('atelier-lointain', [MONTH, MONTH + 2 * HOUR], { kind: 'workshop', title: 'Atelier statuts', capacity: 1 }),
    ],
  });
  await stack.startWorker();
  const { until } = stack;
  const mailsAbout = async (name: string) => (await sandbox.mails()).filter(({ messageId }) => messageId.startsWith(`<${name}.`));
  const isComplete = async (id: string) => (await server.list(`WorkflowId = 'session-${id}' AND GcSessionState = 'complete'`)).length === 1;
  const detailsOf = (ref: string) => server.details(`participant-${ref}`);
  const coFacilitated = async (id: string) => (await server.list(`WorkflowId = 'session-${id}'`))[0]?.memo?.['coFacilitated'];
  const aloneLines = async () => (await server.worklistLines(COORDINATOR)).filter(({ title }) => title.includes('une seule structure'));
  const says = (ref: string, words: string) => until(async () => (await detailsOf(ref)).includes(words), `the path says « ${words} »`);

  // A drop-in has no list of registrants; its facilitators are asked how many came, and the number completes it.
  await until(async () => (await mailsAbout('permanence.attendance')).length === 2, 'both facilitators are asked for a number');
  expect(await mailsAbout('permanence.list')).toEqual([]);
  expect((await mailsAbout('permanence.attendance'))[0]?.subject).toContain('Combien étaient-ils');
  await sandbox.fillIn('F-ATT', { 'Référence de la séance': 'permanence', Code: CODE, 'Nombre de participants': '7' });
  await until(() => isComplete('permanence'), 'the drop-in is complete with its head count');
  expect(await server.details('session-permanence')).toContain('**Participants** : 7');

  // Complete without a word about who was there, and that is said; one organisation alone is told to the coordinator.
  expect(await server.details('session-permanence')).toContain('**Co-animation constatée** : pas encore saisie');
  expect(await coFacilitated('permanence')).toBeUndefined();
  await sandbox.import([
    { formId: 'F-ATT', answers: { 'Référence de la séance': 'permanence', Code: CODE, [PRESENT]: ['Mission Locale', 'La mairie'] } },
  ]);
  const [alone] = await until(async () => {
    const lines = await aloneLines();
    return lines.length === 1 && lines;
  }, 'the coordinator is told that the Mission Locale was alone');
  expect(alone).toMatchObject({ kind: 'info', reference: 'permanence', title: 'Séance animée par une seule structure : Mission Locale.' });
  expect(await server.details('session-permanence')).toContain('**Co-animation constatée** : non – Mission Locale seule');
  expect(await coFacilitated('permanence')).toBe('no');
  expect(alone?.answers).toEqual([{ label: 'Corriger', form: 'attendance', values: { session: 'permanence' } }]);

  // An information session: one row, one registrant among the walk-ins, one new person, one first name, one line that nobody can call.
  await until(async () => (await mailsAbout('info-passee.attendance')).length === 2, 'both facilitators get the attendance form');
  const [list] = await mailsAbout('info-passee.attendance');
  const row = /(\d+)\. Alma/.exec(list?.text ?? '')?.[1] ?? '';
  const bilalsLine = `Bilal ${registration('Bilal')['Nom']} ${PHONES.Bilal}`;
  const sheet = (walkIns: string, more: Answers = {}): Answers => ({
    'Référence de la séance': 'info-passee',
    Code: CODE,
    Présence: { [row]: 'Présent' },
    [PRESENT]: [AILE, MISSION_LOCALE],
    'Personnes venues sans inscription': walkIns,
    ...more,
  });
  const { responseId } = await sandbox.fillIn('F-ATT', sheet(`Zoé Diop ${phoneOf(9)}\nSam ; ${bilalsLine}\n<b>X</b> ${phoneOf(10)}`));
  const zoe = server.reference(`${responseId}#1`, 'F-ATT');
  await says(zoe, 'Étape** : informé');
  await until(() => isComplete('info-passee'), 'every registrant has an outcome');
  expect(await server.details('session-info-passee')).toContain('**Participants** : 5');
  expect(await server.details('session-info-passee')).toContain(`**Co-animation constatée** : oui – ${AILE} et ${MISSION_LOCALE}`);
  expect(await coFacilitated('info-passee')).toBe('yes');
  for (const ref of [alma, bilal]) await says(ref, 'Information collective, présent(e)');
  expect(await detailsOf(zoe)).toContain('Venu(e) sans inscription');
  const call = await until(
    async () => (await server.worklistLines()).find(({ reference, kind }) => reference === zoe && kind === 'call'),
    'somebody must call her',
  );
  expect(call).toMatchObject({ phone: '+33639980009', who: 'Zoé D.' });
  await until(
    async () => (await server.worklistLines(COORDINATOR)).some(({ title }) => title.includes('ligne(s) 4 illisible(s)')),
    'the coordinator is told which line could not be read',
  );

  // The drop-in had both after all: corrected by a response of its own, the line goes, and the head count stays.
  await sandbox.fillIn('F-ATT', { 'Référence de la séance': 'permanence', Code: CODE, [PRESENT]: [AILE, MISSION_LOCALE] });
  await until(async () => (await coFacilitated('permanence')) === 'yes', 'both were there');
  expect(await aloneLines()).toEqual([]);
  expect(await server.details('session-permanence')).toContain('**Participants** : 7');

  // The response is edited: a line above, and the filing number. Nobody becomes somebody else, nobody is opened twice.
  await sandbox.fillIn(
    'F-ATT',
    sheet(`Paul Petit ${phoneOf(11)}\nZoé Diop ${phoneOf(9)}\n${bilalsLine}`, { 'Numéro de classement': 'A-2026-17' }),
    {
      edit: responseId,
    },
  );
  await until(async () => (await server.details('session-info-passee')).includes('justifié, classement A-2026-17'), 'the sheet is filed');
  expect(await server.details('session-info-passee')).toContain('**Participants** : 4');
  await until(async () => (await server.paths()).length === 4, 'Paul has a path');
  expect(await detailsOf(zoe)).toContain('Zoé Diop');
  const lines = await server.worklistLines();
  expect(lines.filter(({ kind }) => kind === 'attendanceMissing')).toEqual([]);
  expect(lines.filter(({ title }) => title.includes('illisible'))).toEqual([]);

  // Registered for workshops by the adviser: a mail with .ics; where it is full, a place in the waiting list.
  const register = (ref: string, session: string) =>
    sandbox.fillIn('F-FUP', { Référence: ref, Code: CODE, 'Référence de la séance': session });
  for (const session of ['atelier-demain', 'atelier-lointain']) await register(alma, session);
  const almasSeats = await until(async () => {
    const own = ofKind(await sandbox.mailsTo(addressOf('Alma')), 'seat');
    return own.length === 2 && own;
  }, 'Alma has both seats');
  expect(almasSeats.every(hasCalendarFile)).toBe(true);
  for (const session of ['atelier-demain', 'atelier-lointain']) await register(bilal, session);
  await until(async () => ofKind(await sandbox.mailsTo(addressOf('Bilal')), 'seat').length === 2, 'Bilal waits for both');
  expect((await detailsOf(bilal)).match(/en liste d’attente/g)).toHaveLength(2);

  // Freed for tomorrow: a call, since a mail may be read too late. Freed in a month: a mail, with the form to decline.
  const cannotCome = () => sandbox.fillIn('F-UNA', { Référence: server.personal(alma), 'Votre réponse': 'Je ne peux pas venir' });
  await cannotCome();
  const soon = await until(
    async () => (await server.worklistLines()).find(({ reference, kind }) => reference === bilal && kind === 'call'),
    'Bilal is called about tomorrow',
  );
  expect(soon).toMatchObject({ urgent: true, phone: '+33639980002' });
  expect(soon.title).toContain('Atelier budget');
  await cannotCome();
  const freed = await until(async () => ofKind(await sandbox.mailsTo(addressOf('Bilal')), 'seat')[2], 'and mailed about next month');
  expect(freed.subject).toContain('une place s');
  expect(freed.text).toContain('F-UNA');
  expect(ofKind(await sandbox.mailsTo(addressOf('Bilal')), 'seat')).toHaveLength(3);
  await register(bilal, 'permanence');
  await says(bilal, 'Inscription impossible');
});
