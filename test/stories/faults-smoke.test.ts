import { expect, test } from '@jest/globals';
import { startStack } from '../support/stack.ts';
test('smoke', async () => {
  const t0 = Date.now(); const lap = (s: string) => console.log(s, Date.now() - t0);
  await using stack = await startStack();
  lap('started');
  const [id] = await stack.sandbox.import([{ formId: 'F-REG', answers: { Prénom: 'Aline', Nom: 'Exemple', 'Adresse e-mail': 'aline@example.org', 'Date de naissance': '1980-01-02', "J'accepte que mes données soient conservées": 'Oui' } }]);
  const r = await stack.sandbox.fillIn('F-REG', { Prénom: 'Bob', Nom: 'Exemple', Téléphone: '06 39 98 00 01', "J'accepte que mes données soient conservées": 'Oui' });
  expect(r.status).toBe(200);
  await stack.until(async () => (await stack.sandbox.mailsTo('aline@example.org')).length === 1, 'mail');
  lap('mail');
  await stack.until(async () => (await stack.server.paths()).length === 2, 'paths');
  lap('paths ' + stack.server.reference(id ?? '') + ' ' + (await stack.server.paths()).map((w) => w.workflowId).join());
  await stack.until(async () => (await stack.sandbox.events()).length === 1, 'event');
  console.log(JSON.stringify((await stack.sandbox.events())[0], null, 1), JSON.stringify(await stack.server.deskLines()), await stack.server.details('form-intake-registration'));
  lap('event');
}, 60000);
