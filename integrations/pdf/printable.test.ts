import { expect, test } from 'vitest';
import { printableText, printedDate, printedMoment } from './printable.ts';

test('somebody’s words keep their lines and every letter that the font has', () => {
  expect(printableText('Un café\r\n  au coin,\tlà-bas\n')).toBe('Un café\nau coin, là-bas\n');
});

test('what the font has no letters for is said to stand elsewhere, once for a whole phrase', () => {
  expect(printableText('Un café مقهى صغير au coin 👍')).toBe(
    'Un café [caractères à lire dans le fichier JSON] au coin [caractères à lire dans le fichier JSON]',
  );
});

test('dates are of the people’s own zone, with their year', () => {
  expect(printedMoment('2026-12-31T23:05:00.000Z', 'Europe/Paris')).toBe('1er\u00a0janvier 2027, 0\u00a0h\u00a005');
  expect(printedDate('2004-05-02')).toBe('2\u00a0mai 2004');
});
