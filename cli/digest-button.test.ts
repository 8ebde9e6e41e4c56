import { expect, test } from 'vitest';
import { testSandbox } from '../sandbox/test-sandbox.ts';
import { loadProgramme } from '../workers/configuration/groupement.ts';
import { outcomeOf } from './digest-button.ts';
import { offerButton } from './stack/button.ts';
import { DIGEST_BUTTON } from './words.ts';

const LABEL = { id: 'digests', ...DIGEST_BUTTON };

async function press(web: string): Promise<string> {
  return await (await fetch(`${web}/control/actions/digests`, { method: 'POST' })).text();
}

test('a press on the sandbox’s first page acts in this process, once, and is answered there', async () => {
  await using sandbox = await testSandbox();
  const { web } = sandbox.announcement;
  let presses = 0;
  const button = await offerButton(web, LABEL, async () => ({ isDone: true, lines: [`envoyé ${++presses} fois`] }));
  expect(await press(web)).toContain('envoyé 1 fois');
  expect(await press(web)).toContain('envoyé 2 fois');
  expect(presses).toBe(2);
  button.close();
});

test('what fails is said on the page', async () => {
  await using sandbox = await testSandbox();
  const { web } = sandbox.announcement;
  const button = await offerButton(web, LABEL, () => Promise.reject(new Error('le serveur ne répond pas')));
  expect(await press(web)).toContain('le serveur ne répond pas');
  button.close();
});

test('each line names its reader, and one refusal shows', async () => {
  const programme = await loadProgramme('config/groupement.yaml');
  const [first] = programme.organisations[0]?.staff ?? [];
  const digests = [
    { code: first?.code ?? '', said: 'envoyé, 3 lignes', isDone: true },
    { code: 'gone', said: 'refusé', isDone: false },
  ];
  expect(outcomeOf(programme, digests)).toEqual({ isDone: false, lines: [`${first?.name} : envoyé, 3 lignes`, 'gone : refusé'] });
});
