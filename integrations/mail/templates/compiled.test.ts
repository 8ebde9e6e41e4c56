import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiled } from './compiled.ts';

const document = (text: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;
const folder = () => mkdtempSync(join(tmpdir(), 'layouts-'));

test('what MJML made of a document is kept until the document changes', async () => {
  const kept = folder();
  const html = await compiled('letter', document('Bonjour {{name}}'), kept);
  expect(html).toContain('Bonjour {{name}}');
  const file = join(kept, 'letter.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('Bonjour', 'Bonsoir'));
  await expect(compiled('letter', document('Bonjour {{name}}'), kept)).resolves.toContain('Bonsoir {{name}}');
  await expect(compiled('letter', document('Salut {{name}}'), kept)).resolves.toContain('Salut {{name}}');
  expect(readdirSync(kept)).toEqual(['letter.json']);
});

test('a file that is no longer whole is made again', async () => {
  const kept = folder();
  const html = await compiled('day', document('Bonjour'), kept);
  writeFileSync(join(kept, 'day.json'), '{"source":');
  await expect(compiled('day', document('Bonjour'), kept)).resolves.toBe(html);
});

test('where nothing may be written, the document is compiled all the same', async () => {
  await expect(compiled('sheet', document('Bonjour'), '/dev/null/layouts')).resolves.toContain('Bonjour');
});
