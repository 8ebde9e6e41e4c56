import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeReference } from '../../domain/reference.ts';
import { sessionAt } from '../support/programme.ts';
import type { Answers } from '../support/sandbox.ts';
import type { WorklistLine } from '../support/server.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { ADULT, type Line, REGISTRATIONS, type Row } from './bad-input.rows.ts';

const MONTH = 30 * 24 * 3600;
const COORDINATOR = { code: 's1', formCode: 'K7QX-4M2P', address: 'camille.roux@aile.example.org' };
const OTHER_ADULTS = 'T3WD-9HZC';
const MISSION_LOCALE = 'H4TZ-7QDW';
const CODE = COORDINATOR.formCode;

let stack: Stack;
/** Response id of each row. */
const ids = new Map<string, string>();
/** Two people who sat in the session that is over. */
let seated: readonly string[];

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  const people = ['Ursule', 'Victorin'].map((first) => ({
    formId: 'F-REG',
    answers: { Prénom: first, Nom: 'Assis', 'Adresse e-mail': `${first.toLowerCase()}@example.org`, ...ADULT },
  }));
  seated = (await stack.sandbox.import(people)).map((id) => stack.server.reference(id));
  stack.configure({
    // More people than one session takes are in the rows below.
    sessions: [
      sessionAt('info-passee', [32, 33], { capacity: 2 }),
      sessionAt('info-a-venir', [MONTH, MONTH + 3600]),
      sessionAt('info-plus-tard', [2 * MONTH, 2 * MONTH + 3600]),
    ],
  });
  await stack.startWorker();
  await stack.until(async () => (await stack.server.paths("GcSessions = 'info-passee'")).length === 2, 'both have a seat');
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

const rows = Object.entries(REGISTRATIONS);
const idOf = (name: string) => ids.get(name) ?? '';
const refOf = (name: string) => stack.server.reference(idOf(name));
const detailsOf = (reference: string) => stack.server.details(`participant-${reference}`);
/** What waits for a person; the coordinator's own answer by an expired link is hers to confirm. */
const quarantined = async () =>
  (await stack.server.worklistLines()).filter(({ key }) => key.startsWith('quarantine-') || /^yours-.*-link-expired-/.test(key));

function rowsWith<Kind extends string>(
  kind: Kind,
): readonly (readonly [string, Row & { outcome: Extract<Row['outcome'], Record<Kind, unknown>> }])[] {
  return rows.filter(([, { outcome }]) => kind in outcome) as never;
}

async function says(reference: string, words: readonly string[], what: string): Promise<string> {
  let last = '';
  return await stack.until(
    async () => {
      last = await detailsOf(reference);
      return words.every((word) => last.includes(word)) ? last : null;
    },
    `${what}: its path says ${words.join(' · ')}`,
    {
      evidence: async () =>
        `${last}\n${(await stack.server.worklistLines())
          .filter(({ workflowId }) => workflowId.startsWith('form-intake'))
          .map(({ title }) => title)
          .join('\n')}`,
    },
  );
}

async function hasLine(where: (line: WorklistLine) => boolean, what: string): Promise<WorklistLine> {
  let seen: readonly WorklistLine[] = [];
  return await stack.until(
    async () => {
      seen = await stack.server.worklistLines();
      return seen.find(where);
    },
    `the line of ${what}`,
    { evidence: () => seen.map(({ worklist, kind, title, reference }) => `${worklist} ${kind} ${reference} ${title}`).join('\n') },
  );
}

const isLine =
  ({ kind, title, worklist, phone }: Line, reference: string) =>
  (line: WorklistLine) =>
    line.reference === reference &&
    line.kind === kind &&
    title.test(line.title) &&
    (worklist === undefined || line.worklist === worklist) &&
    (phone === undefined || line.phone === phone);

/** The coordinator has read it in her mail, not only an administrator in the Web UI. */
async function isMailed(words: readonly string[]): Promise<void> {
  await stack.until(
    async () => {
      const texts = (await stack.sandbox.mailsTo(COORDINATOR.address)).map(({ text }) => text.replace(/\s+/g, ' '));
      return words.every((word) => texts.some((text) => text.includes(word.replace(/\s+/g, ' '))));
    },
    `the coordinator’s mail says ${words.join(' · ')}`,
  );
}

test('registrations: a whole page of bad ones, each with its outcome, and the good one among them', async () => {
  // Each a second after the other, and all in one page.
  const times = rows.map((_, index) => new Date(Date.now() + (index - rows.length) * 1000).toISOString());
  const made = await stack.sandbox.import(
    rows.map(([, { answers }], index) => {
      const at = times[index] ?? '';
      return { formId: 'F-REG', answers, createTime: at, lastSubmittedTime: at };
    }),
  );
  for (const [index, [name]] of rows.entries()) ids.set(name, made[index] ?? '');

  let looked = 0;
  for (const [name, { outcome }] of rowsWith('path')) {
    const details = await says(refOf(name), outcome.path, name);
    for (const word of outcome.not ?? []) expect(details).not.toContain(word);
    if (outcome.line) await hasLine(isLine(outcome.line, refOf(name)), name);
    looked += 1;
  }
  const entries = await stack.until(async () => {
    const found = await quarantined();
    return found.length === rowsWith('quarantine').length ? found : null;
  }, 'every quarantine has its line');
  for (const [name, { outcome }] of rowsWith('quarantine')) {
    const own = entries.filter(({ key, title }) => key.includes(`-${outcome.quarantine}-`) && title.includes(outcome.line));
    expect([name, own.length > 0, own.every(({ worklist }) => worklist === COORDINATOR.code)]).toEqual([name, true, true]);
    looked += 1;
  }
  const paths = new Set((await stack.server.pathRuns()).map(({ workflowId }) => workflowId));
  for (const [name] of [...rowsWith('joins'), ...rowsWith('ignored'), ...rowsWith('quarantine')]) {
    expect([name, paths.has(`participant-${refOf(name)}`)]).toEqual([name, false]);
    looked += 1;
  }
  expect(paths.size).toBe(rowsWith('path').length + seated.length);
  expect(looked).toBeGreaterThan(40);
  await isMailed(entries.map(({ title }) => /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(title)?.[0] ?? '?'));
  await isMailed(['Moins de 18 ans', 'Doublon possible']);
});

test('what people typed reaches nobody as markup or as a header', async () => {
  const mails = await stack.until(async () => {
    const all = await stack.sandbox.mails();
    return all.filter(({ messageId }) => messageId.includes('.confirmation.')).length > 15 ? all : null;
  }, 'confirmations');
  expect(mails.length).toBeGreaterThan(15);
  for (const { html, headers, envelope } of mails) {
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>Gras');
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('bcc');
    expect(envelope.to).not.toContain('tous@example.org');
    expect(envelope.to).toHaveLength(1);
  }
  const couple = mails.filter(({ envelope }) => envelope.to.includes('couple@example.org'));
  expect(couple.filter(({ messageId }) => messageId.includes('.confirmation.'))).toHaveLength(2);
  expect(couple.every(({ text }) => !text.includes('Marc'))).toBe(true);
});

test('an address of three people is written to once somebody confirms it', async () => {
  const name = 'a third first name at one address';
  await stack.sandbox.import([
    { formId: 'F-FUP', answers: { Référence: refOf(name), Code: 'K7QX-4M2P', Décision: 'Confirmer les coordonnées' } },
  ]);
  await says(refOf(name), ['Adresse confirmée', 'E-mail « confirmation » envoyé'], name);
  const mailIds = (await stack.sandbox.mailsTo('couple@example.org')).map(({ messageId }) => messageId);
  expect(mailIds.filter((id) => id.includes(refOf(name)))).toHaveLength(1);
});

test('registrations: once mended by their authors, or replaced, they are taken', async () => {
  const mended = rows.flatMap(([name, row]) => (row.mended ? [[name, row.mended] as const] : []));
  await stack.sandbox.import(mended.map(([name, { answers }]) => ({ formId: 'F-REG', responseId: idOf(name), answers })));
  for (const [name, { path }] of mended) await says(refOf(name), path, `${name}, mended`);
  expect(mended.length).toBeGreaterThanOrEqual(7);

  // The one that nobody can edit: a new registration with its number takes its place.
  const [left] = await stack.until(async () => {
    const open = await quarantined();
    return open.length === 1 ? open : null;
  }, 'only the one that nobody mended is left');
  const answer = left?.answers.find(({ form }) => form === 'registration');
  expect(answer?.values['replaces']).toMatch(/^R-/);
  const [id = ''] = await stack.sandbox.import([
    {
      formId: 'F-REG',
      answers: {
        Prénom: 'Remplaçant',
        Nom: 'Saisi',
        'Adresse e-mail': 'remplacant@example.org',
        ...ADULT,
        'Saisi par': 'Camille',
        'Remplace la réponse': answer?.values['replaces'] ?? '',
      },
    },
  ]);
  await says(stack.server.reference(id), ['Remplaçant Saisi'], 'the replacement');
  await stack.until(async () => (await quarantined()).length === 0, 'nothing waits any more');
});

const UNUSED_REFERENCE = makeReference(createHash('sha256').update('never given').digest());

test('follow-ups, « empêchement » and attendance: unknown, mistyped and foreign references and codes', async () => {
  const adult = refOf('good');
  const young = refOf('young');
  const mistyped = `${adult.slice(0, -1)}${adult.endsWith('A') ? 'B' : 'A'}`;
  const contact = { 'Type de contact': 'Téléphone' };
  const mailed = (daysAgo = 0) => stack.server.followUpToken(adult, COORDINATOR, daysAgo);
  const followUps: readonly (readonly [reason: string, answers: Answers, mended: Answers])[] = [
    [
      'unknown-reference',
      { Référence: UNUSED_REFERENCE, Code: CODE, ...contact },
      { Référence: adult, Code: CODE, ...contact, Note: 'un' },
    ],
    ['bad-reference', { Référence: mistyped, Code: CODE, ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['out-of-scope', { Référence: young, Code: OTHER_ADULTS, ...contact }, { Référence: young, Code: CODE, ...contact }],
    ['out-of-scope', { Référence: adult, Code: MISSION_LOCALE, ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['unknown-staff', { Référence: adult, Code: 'FAUX-CODE', ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['unknown-staff', { Référence: adult, ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['link-expired', { Référence: adult, Code: mailed(46), ...contact }, { Référence: adult, Code: mailed(), ...contact }],
    ['link-refused', { Référence: young, Code: mailed(), ...contact }, { Référence: adult, Code: mailed(44), ...contact }],
    ['reference-missing', { Code: CODE, ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['unknown-name', { Nom: 'Inconnu', Prénom: 'Total', Code: CODE, ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['empty', { Référence: adult, Code: CODE }, { Référence: adult, Code: CODE, ...contact }],
    ['date-in-future', { Référence: adult, Code: CODE, Date: '2199-01-01', ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['date-unreadable', { Référence: adult, Code: CODE, Date: 'jeudi', ...contact }, { Référence: adult, Code: CODE, ...contact }],
    ['unknown-choice', { Référence: adult, Code: CODE, 'Type de contact': 'Pigeon' }, { Référence: adult, Code: CODE, ...contact }],
    ['until-missing', { Référence: adult, Code: CODE, Décision: 'Mettre en pause' }, { Référence: adult, Code: CODE, ...contact }],
    [
      'contact-details-unreadable',
      { Référence: adult, Code: CODE, 'Nouvel e-mail': 'pas une adresse' },
      { Référence: adult, Code: CODE, 'Nouvel e-mail': 'nouvelle@example.org' },
    ],
  ];
  const made = await stack.sandbox.import([
    ...followUps.map(([, answers]) => ({ formId: 'F-FUP', answers })),
    { formId: 'F-FUP', answers: { Référence: seated[0] ?? '', Code: CODE, 'Type de contact': 'E-mail' } },
  ]);
  const [lost = '', wrong = ''] = await stack.sandbox.import([
    { formId: 'F-UNA', answers: { Référence: UNUSED_REFERENCE, 'Votre réponse': 'Je me retire' } },
    { formId: 'F-UNA', answers: { Référence: mistyped, 'Votre réponse': 'Je me retire' } },
  ]);
  const reasons = [...followUps.map(([reason]) => reason), 'unknown-reference', 'bad-reference'];
  const entries = await stack.until(async () => {
    const found = await quarantined();
    return found.length === reasons.length ? found : null;
  }, 'each waits with its line');
  expect(entries.map(({ key }) => reasonOf(key)).toSorted()).toEqual(reasons.toSorted());
  expect(entries.every(({ worklist, missing }) => worklist === COORDINATOR.code && missing !== null)).toBe(true);
  const expired = entries.find(({ key }) => reasonOf(key) === 'link-expired');
  expect(expired?.answers.map(({ label, values }) => [label, values['reference'], values['contact']])).toEqual([
    ['Confirmer cette réponse', adult, 'phone'],
  ]);
  await says(seated[0] ?? '', ['E-mail (s1)'], 'the good one among them');
  await isMailed(entries.map(({ title }) => /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(title)?.[0] ?? '?'));

  await stack.sandbox.import(followUps.map(([, , answers], index) => ({ formId: 'F-FUP', responseId: made[index] ?? '', answers })));
  const gone = refOf('chinese');
  await stack.sandbox.import([
    { formId: 'F-UNA', responseId: lost, answers: { Référence: stack.server.personal(gone), 'Votre réponse': 'Je me retire' } },
    { formId: 'F-UNA', responseId: wrong, answers: { Référence: refOf('arabic'), 'Votre réponse': 'Je me retire' } },
  ]);
  await stack.until(async () => (await quarantined()).length === 0, 'all are taken');
  await stack.until(async () => {
    const details = await detailsOf(adult);
    return details.split('Téléphone (s1)').length - 1 === followUps.length - 2;
  }, 'each contact is in the journal once');
  await says(young, ['Téléphone (s1)'], 'the mended foreign one');
  await says(adult, ['Coordonnées corrigées'], 'the corrected address');
  await says(gone, ['La personne se retire.'], 'the mended « empêchement »');
  await says(refOf('arabic'), ['Elle ne vient pas du lien de ses e-mails'], 'the one with the reference alone, which others know');
});

test('attendance: before the session, for people who never registered, twice and contradictory, of no session', async () => {
  await stack.until(
    async () => (await stack.sandbox.mails()).some(({ messageId }) => messageId.includes('info-passee.attendance')),
    'the sheet',
  );
  const sheet = (session: string, grid: Readonly<Record<string, string>>, code = CODE) => ({
    formId: 'F-ATT',
    answers: { 'Référence de la séance': session, Code: code, Présence: grid },
  });
  const early = sheet('info-a-venir', { '1': 'Présent' });
  const [tooEarly = '', nowhere = '', stranger = ''] = await stack.sandbox.import([
    early,
    sheet('info-nulle-part', { '1': 'Présent' }),
    sheet('info-passee', { '1': 'Présent' }, 'FAUX-CODE'),
    sheet('info-passee', { '1': 'Présent', '2': 'Absent', '27': 'Présent' }),
  ]);
  const reasons = ['attendance-too-early', 'unknown-session', 'unknown-staff'];
  await stack.until(async () => {
    const found = (await quarantined()).map(({ key }) => reasonOf(key)).toSorted();
    return found.join() === reasons.toSorted().join();
  }, 'three sheets wait');
  await stack.until(async () => (await stack.server.paths("GcStage = 'informed'")).length === 1, 'who came is informed');
  await hasLine(
    (line) => line.workflowId === 'session-info-passee' && line.title.includes('lignes sans inscrit : 27'),
    'the row that nobody has',
  );

  await stack.sandbox.import([sheet('info-passee', { '1': 'Absent' })]);
  await hasLine(
    (line) => line.workflowId === 'session-info-passee' && line.title.includes('se contredisent aux lignes 1'),
    'the contradiction',
  );

  await stack.sandbox.import([
    { ...early, ...sheet('info-passee', { '2': 'Absent' }), responseId: tooEarly },
    { ...sheet('info-passee', { '2': 'Absent' }), responseId: nowhere },
    { ...sheet('info-passee', { '2': 'Absent' }), responseId: stranger },
  ]);
  await stack.until(async () => (await quarantined()).length === 0, 'the mended sheets are taken');
  expect(await stack.server.details('session-info-passee')).toContain('Présences saisies');
});

test('no worker ended, and no workflow is stuck', async () => {
  const failures = await stack.server.list("ExecutionStatus = 'Failed' OR ExecutionStatus = 'TimedOut' OR ExecutionStatus = 'Terminated'");
  expect(failures).toEqual([]);
  const running = await stack.server.list("ExecutionStatus = 'Running'");
  expect(running.length).toBeGreaterThan(40);
  expect(stack.workers[0]?.log()).not.toContain('Activity failed with an unknown error');
});

/** `quarantine-R-XXXX-XXXX-<reason>-<time>`, or `yours-…` */
function reasonOf(key: string): string {
  return /^(?:quarantine|yours)-R-\w{4}-\w{4}-([a-z-]+)-\d{4}-/.exec(key)?.[1] ?? key;
}
