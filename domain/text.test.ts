import { expect, test } from 'vitest';
import { nameForMails, visible } from './text.ts';

test.each([
  ['Léa', 'Léa'],
  ['  Anne-Sophie  d’Ornano ', 'Anne-Sophie d’Ornano'],
  ["N'Golo", "N'Golo"],
  ['أمينة', 'أمينة'],
  ['Zoe\u0308', 'Zoe\u0308'],
  ['Ma\u00adrie', 'Marie'],
])('%s is a first name', (typed, name) => {
  expect(nameForMails(typed)).toBe(name);
});

test.each([
  'votre colis est bloqué : https://colis.example.org',
  'www.colis.example.org',
  'Appelez le 0899 70 12 34',
  'Gagné ! Cliquez',
  'a'.repeat(41),
  '<b>Léa</b>',
  '-',
  '',
])('%s is said by no mail', (typed) => {
  expect(nameForMails(typed)).toBeNull();
});

test('what hides or reorders is dropped, and a tower of marks is cut to what letters bear', () => {
  const hidden = ['\u061c', '\u00ad', '\u180e', '\u{e0041}', '\u202e', '\u2066', '\u200b', '\ufeff'];
  expect(visible(`L${hidden.join('')}éa`)).toBe('Léa');
  expect(Array.from(visible(`e${'\u0301'.repeat(200)}a`))).toHaveLength(6);
  expect(visible('कर्त्तव्य ไม้')).toBe('कर्त्तव्य ไม้');
});
