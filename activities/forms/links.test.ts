import { expect, test } from 'vitest';
import { parseLinkToken, purposeOf } from '../../domain/link-token.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { makeReference } from '../../domain/reference.ts';
import { FormsInMemory, PROGRAMME, structureOf } from '../form-intake/intake-fixtures.ts';
import { createKeys } from '../form-intake/keys.ts';
import { createLinkTokens } from './link-tokens.ts';
import { createLinks, replyLink } from './links.ts';

const tokens = createLinkTokens(createKeys(Buffer.alloc(32, 1)).link);

const REF = makeReference(Uint8Array.of(9, 8, 7, 6, 5));

const withMapping = (change: Partial<Programme['forms']['followUp']>): Programme => ({
  ...PROGRAMME,
  forms: { ...PROGRAMME.forms, followUp: { ...PROGRAMME.forms.followUp, ...change } },
});

function forms() {
  const service = new FormsInMemory();
  service.structures.set('F-FUP', structureOf('followUp'));
  return service;
}

test('questions become entry numbers, keys of choices the form’s own labels', async () => {
  const service = forms();
  service.structures.set('F-FUP', {
    ...structureOf('followUp', (all) =>
      all.map((one) => (one.title === 'Type de contact' ? { ...one, options: ['Entretien.', 'TÉLÉPHONE'] } : one)),
    ),
    responderUri: 'https://docs.google.com/forms/d/e/1FA/viewform',
  });
  const url = new URL(
    await createLinks({ forms: service, programme: PROGRAMME, tokens }).prefilled('followUp', {
      reference: 'GC-0000-0000',
      contact: 'phone',
    }),
  );
  expect(url.href.startsWith('https://docs.google.com/forms/d/e/1FA/viewform?usp=pp_url&')).toBe(true);
  expect(url.searchParams.get('entry.160')).toBe('GC-0000-0000');
  expect(url.searchParams.get('entry.165')).toBe('TÉLÉPHONE');
});

test('the configuration overrides address and entry numbers', async () => {
  const programme = withMapping({ url: 'https://forms.example.org/x?lang=fr', prefill: { reference: '77' } });
  const url = await createLinks({ forms: forms(), programme, tokens }).prefilled('followUp', { reference: 'A&B=é' });
  expect(url).toBe('https://forms.example.org/x?lang=fr&usp=pp_url&entry.77=A%26B%3D%C3%A9');
});

test('fields that the form does not have are left out', async () => {
  const url = await createLinks({ forms: forms(), programme: PROGRAMME, tokens }).prefilled('followUp', { outcome: 'emploi' });
  expect(url).toBe('https://docs.google.com/forms/d/F-FUP/viewform');
});

test('the plain form when its questions can’t be read', async () => {
  const service = forms();
  service.failWith = 'forms-unavailable';
  const url = await createLinks({ forms: service, programme: PROGRAMME, tokens }).prefilled('followUp', { reference: 'GC-0000-0000' });
  expect(url).toBe('https://docs.google.com/forms/d/F-FUP/viewform');
});

test('a form is read once for many links', async () => {
  let reads = 0;
  const service = forms();
  const structure = (formId: string) => {
    reads += 1;
    return service.structure(formId);
  };
  const links = createLinks({ forms: { structure }, programme: PROGRAMME, tokens });
  await Promise.all(Array.from({ length: 20 }, () => links.prefilled('followUp', { reference: 'x' })));
  expect(reads).toBe(1);
});

test('a link of staff holds a token that opens what the link names, and never their code', async () => {
  const ines = { code: 's2', formCode: 'T3WD-9HZC' };
  const links = createLinks({ forms: forms(), programme: PROGRAMME, tokens });
  const url = new URL(await links.signed('followUp', { reference: REF, contact: 'phone' }, ines));
  const typed = url.searchParams.get('entry.163') ?? '';
  expect(typed).toMatch(/^LIEN1(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
  const token = parseLinkToken(typed);
  const opens = (values: Readonly<Record<string, string>>) =>
    token !== null && token !== 'damaged' && tokens.holder(token, [purposeOf('followUp', values)], [ines]) === ines;
  expect([{ reference: REF }, { reference: 'GC-0000-0000' }, {}].map(opens)).toEqual([true, false, false]);
  expect(url.href).not.toContain(ines.formCode);
  expect(url.searchParams.get('entry.160')).toBe(REF);
});

test('a reply is addressed and begun', () => {
  const url = new URL(replyLink('maud+ml@example.org', { subject: 'Où j’en suis', body: 'Bonjour,\n' }));
  expect([url.protocol, decodeURIComponent(url.pathname), url.searchParams.get('subject'), url.searchParams.get('body')]).toEqual([
    'mailto:',
    'maud+ml@example.org',
    'Où j’en suis',
    'Bonjour,\n',
  ]);
});
