import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForms } from '../../acceptance/drive/forms.ts';
import { addressOf, nameOf, registered } from '../../acceptance/people.ts';
import { roomFor } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** As shipped: `mail.newPathsAnHour`. */
const LIMIT = 60;
const BEYOND = 9;
const COORDINATOR = 'camille.roux@aile.example.org';
const NAMES = Array.from({ length: LIMIT + BEYOND }, (_, index) => nameOf(index));

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    config: ({ mail, ...base }) => {
      const { newPathsAnHour: _limit, ...asShipped } = mail as Record<string, unknown>;
      return { ...base, mail: asShipped, sessions: roomFor(NAMES.length, 'info-essai', 30) };
    },
  });
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

async function confirmed(): Promise<readonly string[]> {
  const mails = (await stack.sandbox.mails()).filter(({ messageId }) => messageId.includes('.confirmation.'));
  return NAMES.filter((name) => mails.some(({ envelope }) => envelope.to.includes(addressOf(name))));
}

test('beyond the limit of an hour nothing is sent before the coordinator says so, by one line for all', async () => {
  const { sandbox, server, until } = stack;
  // At the beginning of this hour, so that none of them falls into the next one.
  const hour = `${new Date().toISOString().slice(0, 13)}:00:00.000Z`;
  const submitted = (index: number) => new Date(Date.parse(hour) + index).toISOString();
  const times = (index: number) => ({ createTime: submitted(index), lastSubmittedTime: submitted(index) });
  await sandbox.import(NAMES.map((name, index) => ({ ...registered(name), ...times(index) })));
  await until(async () => (await confirmed()).length === LIMIT, 'those within the limit have their mail');
  await until(
    async () => (await server.worklistLines()).filter(({ title }) => title.includes('Afflux')).length === BEYOND,
    'the others wait',
  );
  expect(await confirmed()).toEqual(NAMES.slice(0, LIMIT));

  const link = await until(async () => {
    const mails = await sandbox.mailsTo(COORDINATOR);
    const lines = mails.flatMap(({ text }) => text.replaceAll('\u00a0', ' ').split('\n')).filter((line) => line.includes('> Envoyer'));
    return /https?:\S+/.exec(lines.at(-1) ?? '')?.[0] ?? null;
  }, 'one line for all in a mail to the coordinator');
  await (await openForms(sandbox.web)).follow(link);
  await until(async () => (await confirmed()).length === NAMES.length, 'everybody has their mail');
  await until(async () => (await server.worklistLines()).every(({ title }) => !title.includes('Afflux')), 'the line is gone');
});
