import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { createDeadlines } from '../activities/calendar/deadlines.ts';
import { createSessionMailActivities } from '../activities/session/session-mail.ts';
import { createComposer } from '../integrations/mail/compose.ts';
import type { Mail } from '../integrations/mail/port.ts';
import { pdfPages } from '../integrations/pdf/test-pdf-text.ts';
import type { FacilitatorMail } from '../workflows/session/contract.ts';
import { loadProgramme } from './configuration/groupement.ts';
import { createPrinter } from './sign-in-sheets.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../config/groupement.yaml', import.meta.url)));

const REQUEST: FacilitatorMail = {
  mail: 'list',
  round: 0,
  to: 's3',
  notice: {
    sessionId: 'info-decembre',
    kind: 'info',
    title: 'Information collective',
    start: { at: '2026-12-03T13:30:00.000Z', label: '' },
    end: { at: '2026-12-03T15:30:00.000Z', label: '' },
    place: { name: 'Maison de quartier des Aunettes', address: '1 place de l’Exemple' },
    icsSequence: 0,
  },
  facilitators: ['s1', 's3'],
  rows: [
    { number: 1, name: 'Zoé A.' },
    { number: 3, name: 'Ali B.' },
  ],
  waiting: 2,
};

/** The mails that the activity gives to the sender, with the shipped configuration and everything else as in production. */
async function mailed(request: FacilitatorMail): Promise<readonly Mail[]> {
  const sent: Mail[] = [];
  const { mailFacilitator } = createSessionMailActivities({
    client: new Client({ connection: Connection.lazy() }),
    programme,
    composer: await createComposer({
      programmeName: programme.name,
      timeZone: programme.timeZone,
      organiser: { name: programme.name, email: programme.calendar.mailbox },
    }),
    sender: {
      isInDoubt: () => false,
      send: async (mail) => {
        sent.push(mail);
        return 'sent';
      },
    },
    checkpoint: { beat: () => Promise.resolve() },
    links: { signed: async () => 'https://example.org/form' },
    deadlines: createDeadlines(programme),
    signInSheets: await createPrinter(programme),
  });
  await mailFacilitator(request);
  return sent;
}

test('the list comes with the sheet: the same people under the same numbers, both organisations, their funders', async () => {
  const [mail] = await mailed(REQUEST);
  expect(mail?.to).toBe('contact.ml@example.org');
  expect(mail?.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    ['emargement-info-decembre.pdf', 'application/pdf'],
  ]);
  const pdf = mail?.attachments[0]?.content;
  if (!(pdf instanceof Uint8Array)) throw new Error('no PDF');
  const text = pdfPages(pdf)
    .flatMap(({ lines }) => lines)
    .join('\n');
  for (const line of [
    '1 Zoé A.',
    '3 Ali B.',
    'Camille Roux Association AILE',
    'Maud Lefèvre Mission Locale',
    ...programme.funders.map(({ name }) => name),
  ])
    expect(text).toContain(line);
});

test('the mail that asks for the attendance has no sheet', async () => {
  const [mail] = await mailed({ ...REQUEST, mail: 'attendance' });
  expect(mail?.attachments).toEqual([]);
});

test('a logo that looks like an image and is none is told as a mistake of the configuration', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'logo-'));
  try {
    const logo = join(dir, 'cut.png');
    writeFileSync(logo, readFileSync(new URL('../config/logos/agglomeration.png', import.meta.url)).subarray(0, 20));
    const attempt = createPrinter({ ...programme, funders: [{ name: 'Ville', logo }] });
    await expect(attempt).rejects.toMatchObject({
      name: 'ConfigurationError',
      lines: ['groupement.yaml: logo de « Ville »\u00a0: cette image ne peut pas être dessinée.'],
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
});
