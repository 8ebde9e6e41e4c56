import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { control, testSandbox } from '../test-sandbox.ts';

/** A program that does what is asked of it, and counts how often. */
async function program(answer: string) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += request.method === 'POST' ? 1 : 0;
    response.end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/do`,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const action = (url: string) => ({ id: 'digests', title: 'Ma journée', text: 'À chacun la sienne.', button: 'Envoyer maintenant', url });

test('a button of the first page has its program act, and the page says what became of it', async () => {
  await using sandbox = await testSandbox();
  await using doer = await program(JSON.stringify({ isDone: true, lines: ['Ada Diallo : envoyé, <3> lignes'] }));
  const home = async () => (await fetch(sandbox.announcement.web)).text();
  expect(await home()).not.toContain('Ma journée');

  await control(sandbox, 'actions.json', action(doer.url));
  expect(await home()).toContain('Envoyer maintenant');
  expect(doer.requests()).toBe(0);

  const pressed = await fetch(`${sandbox.announcement.web}/control/actions/digests`, { method: 'POST', redirect: 'manual' });
  expect([pressed.status, pressed.headers.get('location'), doer.requests()]).toEqual([303, '/#digests', 1]);
  expect(await home()).toMatch(/Ada Diallo\s: envoyé, &lt;3&gt; lignes/);
});

test.each([
  ['is gone', null],
  ['answers with something else', 'no JSON'],
])('a program that %s is said to be silent', async (_what, answer) => {
  await using sandbox = await testSandbox();
  const doer = await program(answer ?? '');
  if (answer === null) await doer[Symbol.asyncDispose]();
  await control(sandbox, 'actions.json', action(doer.url));
  const page = await (await fetch(`${sandbox.announcement.web}/control/actions/digests`, { method: 'POST' })).text();
  expect(page).toContain('n’a pas répondu');
  if (answer !== null) await doer[Symbol.asyncDispose]();
});

test('only a program of this machine is asked, and only what was offered', async () => {
  await using sandbox = await testSandbox();
  await expect(control(sandbox, 'actions.json', action('https://example.org/do'))).rejects.toThrow('an address of this machine');
  expect((await fetch(`${sandbox.announcement.web}/control/actions/nothing`, { method: 'POST' })).status).toBe(404);
});
