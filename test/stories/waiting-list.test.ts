import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { addressOf, registration } from '../../acceptance/people.ts';
import { type Config, sessionAt } from '../support/programme.ts';
import { startStack } from '../support/stack.ts';

const MONTH = 30 * 24 * 3600;

test('a session that staff make gives a seat to whoever waits elsewhere, and says nothing to whoever has one', async () => {
  await using stack = await startStack({
    workers: 0,
    config: (config: Config) => ({
      ...config,
      polling: { forms: 'PT5S', calendar: 'PT1S' },
      calendar: { ...(config['calendar'] as object), quiet: 'PT2S' },
      sessions: [sessionAt('info-complete', [MONTH, MONTH + 7200], { capacity: 1 })],
      plan: [],
    }),
  });
  const { sandbox, server, until } = stack;
  const responses = await sandbox.import(['Rosa', 'Sacha'].map((name) => ({ formId: 'F-REG', answers: registration(name) })));
  await stack.startWorker();
  const people = ['Rosa', 'Sacha'].map((name, index) => ({ name, id: `participant-${server.reference(responses[index] ?? '')}` }));
  const pair = await until(async () => {
    const details = await Promise.all(people.map(async (person) => ({ ...person, details: await server.details(person.id) })));
    const waiting = details.find((one) => one.details.includes('en liste d’attente (rang 1)'));
    const seated = details.find((one) => one.details.includes('place réservée'));
    return waiting !== undefined && seated !== undefined && { waiting, seated };
  }, 'one of two has the seat, the other waits');

  const day = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 45 });
  const created = { subject: 'Information collective au forum', date: day.toString(), from: '18:00', to: '19:00', place: 'Forum' };
  await openCalendarPages(sandbox.web).create(created);
  const mailsTo = async ({ name }: { readonly name: string }) => (await sandbox.mailsTo(addressOf(name))).map(({ messageId }) => messageId);
  await until(async () => (await mailsTo(pair.waiting)).some((id) => id.includes('.seat.1@')), 'whoever waits is offered the new session');

  const details = await server.details(pair.waiting.id);
  expect(details).toContain('Place en liste d’attente rendue');
  expect(details).toContain('Information collective au forum');
  expect(await server.details('session-info-complete')).toContain('1 prises sur 1, 0 libre(s), 0 en attente');
  expect(await mailsTo(pair.waiting)).toHaveLength(2);
  expect(await mailsTo(pair.seated)).toHaveLength(1);
});
