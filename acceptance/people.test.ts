import { expect, test } from 'vitest';
import { addressOf, filledIn, nameOf, numbered, phoneOf, registration } from './people.ts';

const numbers = Array.from({ length: 8_000 }, (_, index) => index);
const differ = (values: readonly string[]) => new Set(values).size === values.length;

test('no two numbers share a name, an address or a phone', () => {
  const people = numbers.map(numbered);
  for (const name of ['firstName', 'lastName', 'email', 'phone'] as const)
    expect([name, differ(people.map((one) => one[name] ?? ''))]).toEqual([name, true]);
  expect(differ(numbers.map((index) => addressOf(nameOf(index))))).toBe(true);
  expect(phoneOf(12)).toBe('06 39 98 00 12');
});

test('two first names never look like one person', () => {
  const answers = ['Léa', 'Lea', 'Awa'].map((name) => registration(name));
  expect(differ(answers.map((one) => one['Nom'] ?? ''))).toBe(true);
  expect(registration('Léa')).toEqual(registration('Léa'));
  expect(registration('Léa', { Quartier: 'Les Aunettes' })).toMatchObject({ Prénom: 'Léa', Quartier: 'Les Aunettes' });
});

test('a question that a person leaves out is not answered', () => {
  expect(filledIn({ firstName: 'Awa', lastName: 'Exemple' })).toEqual({
    Prénom: 'Awa',
    Nom: 'Exemple',
    "J'accepte que mes données soient conservées": 'Oui',
  });
});
