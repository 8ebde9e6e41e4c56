import { expect, test } from 'vitest';
import type { Mail } from '../../integrations/mail/port.ts';
import { mailsToLea } from '../../test/support/mails-to-lea.ts';
import type { MailRequest } from '../../workflows/participant-path/contract.ts';

const { deadlines, to, view, writer } = await mailsToLea({ always: true });

/** What the person reads, on one line; null where nothing is written. */
async function read(request: Partial<MailRequest> & Pick<MailRequest, 'kind' | 'why'>): Promise<string | null> {
  const sent: Mail[] = [];
  const write = writer((mail) => void sent.push(mail));
  await write({ n: 1, to, view: null, ...request });
  const [mail] = sent;
  return mail === undefined ? null : `${mail.subject} ${mail.text}`.replace(/\s+/g, ' ');
}

const THANKS = 'Votre inscription est bien arrivée';

test.each([
  ['reinvitation', 'firstAbsence', 'cela arrive à tout le monde'],
  ['seat', 'anotherDate', 'vous préférez une autre date'],
  ['seat', 'unable', 'vous ne pouvez pas venir'],
  ['seat', 'excused', "Vous n'avez pas pu venir la dernière fois"],
  ['seat', 'waitingListClosed', "Aucune place ne s'est libérée"],
  ['seat', 'decision', 'Nous reprenons contact'],
] as const)('%s (%s) without a session says what is true', async (kind, why, words) => {
  const text = await read({ kind, why });
  expect(text).toContain(words);
  expect(text).toContain('nous cherchons une date pour vous');
  expect(text).not.toContain(THANKS);
});

test('nothing is written where another mail says it, or where there is nothing to say', async () => {
  const said = [
    await read({ kind: 'seat', why: 'sessionCancelled' }),
    await read({ kind: 'seat', why: 'registeredFor' }),
    await read({ kind: 'seat', why: 'sessionOpened', quiet: true }),
    await read({ kind: 'sessionMoved', why: 'sessionMoved' }),
  ];
  expect(said).toEqual([null, null, null, null]);
});

test('a registration is thanked for; whoever waits reads what happened and their rank', async () => {
  expect(await read({ kind: 'confirmation', why: 'registered' })).toContain(THANKS);
  const waiting = { ...view, status: 'waiting' as const, rank: 2 };
  const moved = await read({ kind: 'sessionMoved', why: 'sessionMoved', view: waiting });
  const cancelled = await read({ kind: 'seat', why: 'sessionCancelled', view: waiting });
  expect(moved).toContain("La date, l'heure ou le lieu de cette séance ont changé.");
  expect(cancelled).toContain('Votre séance précédente a été annulée');
  for (const text of [moved, cancelled]) {
    expect(text).toContain("2e place de la liste d'attente");
    expect(text).not.toContain(THANKS);
  }
});

test('a path that was opened again is not thanked for its patience', async () => {
  const text = await read({ kind: 'seat', why: 'decision', view });
  expect(text).toContain('une place vous est réservée');
  expect(text).not.toContain('patience');
});

test('a mail that is held up until its session has begun speaks of it no more', async () => {
  const over = { ...view, start: deadlines.moment('2026-09-03T13:30:00.000Z'), end: deadlines.moment('2026-09-03T15:30:00.000Z') };
  expect(await read({ kind: 'reminderDay', why: 'dayBefore', view: over })).toBeNull();
  expect(await read({ kind: 'seat', why: 'sessionOpened', view: over })).toBeNull();
  const thanked = await read({ kind: 'confirmation', why: 'registered', view: over });
  expect(thanked).toContain(THANKS);
  expect(thanked).not.toContain('réservée');
  expect(await read({ kind: 'released', why: 'closed', view: over })).toContain('septembre');
});

test('a mail that an earlier attempt may have sent stays in doubt, even where nothing is to be said any more', async () => {
  const request = { kind: 'reminderDay', why: 'dayBefore', n: 1, to, view: null } as const;
  expect((await writer()(request)).outcome).toBe('dropped');
  expect((await writer(undefined, { isInDoubt: true })(request)).outcome).toBe('inDoubt');
});

test('a person who loses a seat reads why, and never that they asked for what staff or the calendar did', async () => {
  const said = async (why: MailRequest['why']) => (await read({ kind: 'released', why, view })) ?? '';
  expect(await said('onRequest')).toContain('Merci de nous avoir prévenus');
  expect(await said('duplicate')).toContain('deux fois');
  expect(await said('notReached')).toContain('joindre à temps');
  for (const why of ['closed', 'staff', 'notOfAge', 'furtherOn'] as const) {
    const words = await said(why);
    expect(words).toContain('jeudi');
    expect(words).not.toMatch(/demande|prévenus/);
  }
});
