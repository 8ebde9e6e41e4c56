import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answers } from '../support/sandbox.ts';
import type { WorklistLine } from '../support/server.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { ADULT } from './bad-input.rows.ts';

const CODE = 'K7QX-4M2P';
const COORDINATOR = 'camille.roux@aile.example.org';

const POLLING = { polling: { forms: 'PT0.7S', calendar: 'PT10S' } };

let stack: Stack;
let refs: Readonly<Record<'leaving' | 'followed' | 'mapped', string>>;

beforeAll(async () => {
  // Held forms are looked at twenty times less often than others; Google's quota a minute allows no faster polling for long.
  stack = await startStack({ config: POLLING });
  const ids = await stack.sandbox.import(
    ['Adélaïde', 'Barnabé', 'Clotilde'].map((first) => ({ formId: 'F-REG', answers: knownPerson(first) })),
  );
  const [leaving = '', followed = '', mapped = ''] = ids.map((id) => stack.server.reference(id));
  refs = { leaving, followed, mapped };
  await stack.until(async () => (await stack.server.paths("GcStage = 'invited'")).length === ids.length, 'three people are invited');
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

function knownPerson(first: string): Answers {
  return { Prénom: first, Nom: `Connu-${first}`, Téléphone: '06 39 98 30 01', ...ADULT };
}

async function says(reference: string, words: readonly string[], what: string): Promise<void> {
  await stack.until(
    async () => {
      const details = await stack.server.details(`participant-${reference}`);
      return words.every((word) => details.includes(word));
    },
    `${what}: its path says ${words.join(' · ')}`,
  );
}

async function hasLine(where: (line: WorklistLine) => boolean, what: string): Promise<WorklistLine> {
  return await stack.until(async () => (await stack.server.worklistLines()).find(where), `the line of ${what}`);
}

async function quarantined(): Promise<readonly WorklistLine[]> {
  return (await stack.server.worklistLines()).filter(({ key }) => key.startsWith('quarantine-'));
}

/** The coordinator has read it in her mail. */
async function isMailed(words: readonly string[]): Promise<void> {
  await stack.until(
    async () => {
      const texts = (await stack.sandbox.mailsTo(COORDINATOR)).map(({ text }) => text.replace(/\s+/g, ' '));
      return words.every((word) => texts.some((text) => text.includes(word.replace(/\s+/g, ' '))));
    },
    `the coordinator’s mail says ${words.join(' · ')}`,
  );
}

test('a mended mapping takes what it could not read before', async () => {
  const [id = ''] = await stack.sandbox.import([
    { formId: 'F-FUP', answers: { Référence: refs.mapped, Code: CODE, 'Type de contact': 'Visio' } },
  ]);
  expect(id).not.toBe('');
  await stack.until(
    async () => (await quarantined()).some(({ key }) => key.includes('-unknown-choice-')),
    'an option that the mapping has not',
  );
  stack.configure((config) => {
    const forms = config['forms'] as { followUp: { choices: { contact: Record<string, string> } } };
    forms.followUp.choices.contact['phone'] = 'Visio';
    return { ...config, ...POLLING };
  });
  await Promise.all(stack.workers.map(({ kill }) => kill()));
  await stack.startWorker();
  await says(refs.mapped, ['Téléphone (s1)'], 'under the mended mapping');
  await stack.until(async () => (await quarantined()).length === 0, 'nothing waits');
});

test('a form that is closed, unshared, or lost a question: a line, nothing lost, and all goes on once it is mended', async () => {
  const later = (first: string): Answers => ({
    Prénom: first,
    Nom: 'Plustard',
    'Adresse e-mail': `${first.toLowerCase()}@example.org`,
    ...ADULT,
  });

  // Closed: the page takes nothing, what is in it is read all the same.
  await stack.sandbox.control('forms/F-REG.json', { accepting: false });
  expect((await stack.sandbox.fillIn('F-REG', later('Fermé'))).status).toBe(403);
  await stack.sandbox.control('forms/F-REG.json', { accepting: true });
  const { responseId: reopened } = await stack.sandbox.fillIn('F-REG', { ...later('Rouvert'), Quartier: 'Centre-ville' });
  await says(stack.server.reference(reopened), ['Rouvert Plustard'], 'after the form opened again');

  // A question of three forms at once: renamed (recognised), deleted where it is needed, deleted where the rest can go on; one form unshared.
  const [renamed, lostCode, unshared] = await stack.sandbox.arm(
    { fault: 'forms-question-renamed', times: 0, params: { formId: 'F-REG', title: 'Prénom', newTitle: 'Votre petit nom' } },
    { fault: 'forms-question-deleted', times: 0, params: { formId: 'F-FUP', title: 'Code' } },
    { fault: 'forms-403', times: 0, path: 'F-UNA' },
  );
  const { responseId: underNewTitle } = await stack.sandbox.fillIn('F-REG', {
    ...later('Rebaptise'),
    'Votre petit nom': 'Rebaptise',
    Quartier: 'Centre-ville',
  });
  expect(underNewTitle).not.toBe('');
  await says(stack.server.reference(underNewTitle), ['Rebaptise Plustard', 'Place réservée'], 'the registration under the new title');
  await stack.sandbox.import([
    { formId: 'F-UNA', answers: { Référence: stack.server.personal(refs.leaving), 'Votre réponse': 'Je me retire' } },
  ]);
  // Sent while its question is gone: it waits in the form, and is taken once the form and the response are mended.
  const [waiting = ''] = await stack.sandbox.import([
    { formId: 'F-FUP', answers: { Référence: refs.followed, 'Type de contact': 'E-mail' } },
  ]);
  const held = await hasLine(({ workflowId, urgent }) => workflowId === 'form-intake-followUp' && urgent, 'the lost question');
  expect(held.title).toContain('« Code »');
  const forbidden = await hasLine(
    ({ workflowId, urgent }) => workflowId === 'form-intake-unable' && urgent,
    'the form that is no longer shared',
  );
  expect(forbidden.title).toContain('n’est plus partagé');
  await isMailed(['« Code »', 'n’est plus partagé']);
  for (const fault of [renamed, lostCode, unshared]) expect((await stack.sandbox.fault(fault?.id ?? ''))?.hits).toBeGreaterThan(0);

  await stack.sandbox.mend();
  await stack.sandbox.import([
    { formId: 'F-FUP', responseId: waiting, answers: { Référence: refs.followed, Code: CODE, 'Type de contact': 'Atelier' } },
  ]);
  await says(refs.followed, ['Atelier (s1)'], 'after the question came back');
  await says(refs.leaving, ['se retire'], 'after the form was shared again');
  await stack.until(async () => (await stack.server.worklistLines()).every(({ urgent }) => !urgent), 'the urgent lines are gone');
});
