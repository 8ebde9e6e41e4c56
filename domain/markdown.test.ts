import { expect, test } from 'vitest';
import { asWritten } from './markdown.ts';

test.each([
  ['Ouvrir une cantine, « chez nous » (30 places) !', 'Ouvrir une cantine, « chez nous » (30 places) !'],
  ['[ici](https://example.org)', '\\[ici\\](https\\://example.org)'],
  ['![x](http://example.org/p.png)', '!\\[x\\](http\\://example.org/p.png)'],
  ['<b>gras</b>', '\\<b\\>gras\\</b\\>'],
  ['**Étape** : `fin`', '\\*\\*Étape\\*\\* : \\`fin\\`'],
  ['Dupont & fils | &#91;ici&#93;', 'Dupont \\& fils \\| \\&#91;ici\\&#93;'],
  ['un\n## Titre\n- point', 'un ## Titre - point'],
])('%j', (typed, shown) => {
  expect(asWritten(typed)).toBe(shown);
});
