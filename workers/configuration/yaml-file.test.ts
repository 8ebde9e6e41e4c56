import { expect, test } from 'vitest';
import { readYaml } from './yaml-file.ts';

test.each([
  ['a comma missing between keys', 'a: { x: 1 y: 2 }\n', 1, /virgule/],
  ['a comma missing between lines', 'a:\n  { x: one\n    y: two }\n', 2, /virgule/],
  ['a comma missing between groups', 'a: { x: { from: 1 }\n  y: { from: 1 } }\n', 2, /virgule/],
  ['a comma missing in a list', 'a: [one\n  two: 3, four]\n', 1, /virgule/],
  ['a comma too many', 'a: { x: 1,, y: 2 }\n', 1, /virgule de trop/],
  ['a brace that is not closed', 'a: { x: 1\nb: 2\n', 2, /accolade n’est pas fermé/],
  ['a bracket that is not closed', 'a: [1, 2\nb: 2\n', 2, /crochet.* n’est pas fermé/],
  ['a quotation mark that is not closed', 'a: "x\nb: 2\n', 3, /guillemet ouvert plus haut n’est pas fermé/],
  ['a tab', 'a:\n\tb: 1\n', 2, /tabulation/],
  ['too much space', 'a:\n  b: 1\n   c: 2\n', 2, /retrait/],
  ['too little space', 'a:\n  b: 1\n c: 2\n', 3, /retrait/],
  ['a key twice', 'a: 1\na: 2\n', 2, /deux fois/],
  ['a colon too many', 'a: b: c\n', 1, /deux-points inattendus/],
  ['no colon', 'a\nb: 1\n', 1, /clé: valeur/],
  ['no space after the colon', 'a:1\nb: 2\n', 1, /deux-points, puis une espace/],
  ['a star', 'a: *x\n', 1, /« \* » : mettez le texte entre guillemets/],
  ['an at sign', 'a: @x\n', 1, /ce signe : mettez le texte entre guillemets/],
  ['a backslash', 'a: "\\d"\n', 1, /doublez-la/],
  ['two documents', 'a: 1\n---\nb: 2\n', 2, /un seul document/],
])('%s', (_, text, line, message) => {
  const { syntax, content } = readYaml(text);
  expect(content).toBeUndefined();
  expect(syntax).toHaveLength(1);
  const said = syntax[0]?.message.replaceAll('\u00a0', ' ') ?? '';
  expect([syntax[0]?.line, said]).toEqual([line, expect.stringMatching(message)]);
  // Neither the parser's codes nor its English.
  expect(said).not.toMatch(/[A-Z]{3}|flow|implicit|expected/);
});

test('references that would fill the memory are no configuration', () => {
  const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`);
  expect(readYaml(['l0: &l0 [x, x]', ...levels].join('\n')).content).toBeUndefined();
});
