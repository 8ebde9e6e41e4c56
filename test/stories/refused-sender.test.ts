import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, phoneOf, registered } from '../../acceptance/people.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { Armoury, Lines } from './faults/armoury.ts';

// The mail server refuses the sender, not the people: their addresses stay, and their mails go once it is mended.
const NAMES = ['Patiente', 'Sereine'];

let stack: Stack;
let lines: Lines;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  lines = new Lines(stack);
});

afterAll(async () => {
  await lines?.stop();
  await stack?.[Symbol.asyncDispose]();
});

test('550 at MAIL FROM: the coordinator reads what to mend, nobody loses an address, each confirmation goes once', async () => {
  const { sandbox, server, until } = stack;
  const armoury = new Armoury(stack);
  const refused = await armoury.arm([{ name: 'smtp-550-sender at MAIL', fault: 'smtp-550-sender', times: 0 }]);
  const ids = await sandbox.import(NAMES.map((name, index) => registered(name, { Téléphone: phoneOf(300 + index) })));
  const references = ids.map((id) => server.reference(id));
  await stack.startWorker();
  await lines.shown('refuse l’expéditeur', { about: references });
  await armoury.struck(refused);
  await armoury.mend(refused);

  const details = await until(
    async () => {
      const texts = await Promise.all(references.map((reference) => server.details(`participant-${reference}`)));
      return texts.every((text) => text.includes('E-mail « confirmation » envoyé')) ? texts : null;
    },
    'both paths have noted their confirmation',
    { timeoutMs: 120_000 },
  );
  await lines.gone('refuse l’expéditeur');
  await lines.stop();
  const mails = await sandbox.mails();
  const copies = NAMES.map((name) =>
    mails.filter(({ envelope, messageId }) => envelope.to.includes(addressOf(name)) && messageId.includes('.confirmation.')),
  );
  expect(copies.map(({ length }) => length)).toEqual([1, 1]);
  expect(details.filter((text) => text.includes('refusé par le serveur du destinataire'))).toEqual([]);
  expect(
    lines.seen.filter(({ title, reference }) => references.includes(reference ?? '') && /inutilisable|Proposer la séance/.test(title)),
  ).toEqual([]);
});
