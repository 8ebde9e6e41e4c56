import { describe, expect, test } from 'vitest';
import type { FormKind } from '../../domain/programme/programme.ts';
import type { FormQuestion } from '../../integrations/google-forms/port.ts';
import { PROGRAMME, structureOf } from '../form-intake/intake-fixtures.ts';
import { driftOf, questionTitle, resolveFields } from './fields.ts';

const without =
  (...titles: string[]) =>
  (all: FormQuestion[]) =>
    all.filter(({ title }) => !titles.includes(title));
function drift(kind: FormKind, change: (all: FormQuestion[]) => readonly FormQuestion[], verifiedEmail = false) {
  const structure = { ...structureOf(kind, change), verifiedEmail };
  const mapping = PROGRAMME.forms[kind];
  return driftOf(kind, structure, mapping, resolveFields(structure, mapping));
}

test('a form as mapped has not drifted', () => {
  for (const kind of ['registration', 'attendance', 'followUp', 'unable'] as const) {
    expect(drift(kind, (same) => same)).toEqual({ required: [], optional: [] });
  }
});

test.each<[FormKind, string[], string[]]>([
  ['registration', ['Prénom'], ['Prénom']],
  ['registration', ["J'accepte que mes données soient conservées"], ["J'accepte que mes données soient conservées"]],
  ['registration', ['Adresse e-mail', 'Téléphone'], ['Adresse e-mail', 'Téléphone']],
  ['attendance', ['Présence'], ['Présence']],
  ['attendance', ['Code'], ['Code']],
  ['followUp', ['Référence'], ['Référence']],
  ['unable', ['Votre réponse'], ['Votre réponse']],
])('%s without %s stands still', (kind, titles, required) => {
  expect(drift(kind, without(...titles))).toEqual({ required, optional: [] });
});

test('the rest goes on without an optional question', () => {
  expect(drift('registration', without('Quartier', 'Adresse e-mail'))).toEqual({ required: [], optional: ['Adresse e-mail', 'Quartier'] });
});

test('a form that never had the question about co-facilitation lacks nothing; one that lost it is told', () => {
  expect(drift('attendance', without('Co-animation'))).toEqual({ required: [], optional: [] });
  const mapping = PROGRAMME.forms.attendance;
  const { learned } = resolveFields(structureOf('attendance'), mapping);
  const lost = structureOf('attendance', without('Co-animation'));
  expect(driftOf('attendance', lost, mapping, resolveFields(lost, mapping, learned))).toEqual({ required: [], optional: ['Co-animation'] });
});

test('verified addresses do without the code', () => {
  expect(drift('followUp', without('Code'), true)).toEqual({ required: [], optional: ['Code'] });
});

test('a renamed question goes on by the id that its title had', () => {
  const mapping = PROGRAMME.forms.registration;
  const { learned } = resolveFields(structureOf('registration'), mapping);
  const renamed = structureOf('registration', (all) =>
    all.map((one) => (one.title === 'Prénom' ? { ...one, title: 'Votre petit nom' } : one)),
  );
  expect(resolveFields(renamed, mapping).missing).toEqual(['firstName']);
  expect(resolveFields(renamed, mapping, learned)).toMatchObject({ missing: [], learned });
  // A title that was changed in the configuration since was not learnt.
  const other = { ...mapping, fields: { ...mapping.fields, firstName: 'Petit nom' } };
  expect(resolveFields(renamed, other, learned).missing).toEqual(['firstName']);
});

test('a question made again is read by its new id, its older answers by the old one', () => {
  const mapping = PROGRAMME.forms.registration;
  const { learned } = resolveFields(structureOf('registration'), mapping);
  const again = structureOf('registration', (all) => all.map((one) => (one.title === 'Prénom' ? { ...one, questionId: 'ff1' } : one)));
  expect(resolveFields(again, mapping, learned).ids.get('firstName')).toEqual(['ff1', 'a0']);
});

describe('a field that is mapped by the id of its question', () => {
  const own = PROGRAMME.forms.registration;
  const mapping = { ...own, fields: { ...own.fields, town: 'ab6c3245', firstName: '0c1d2e3f' } };
  const question = (id: string, title: string) => ({ questionId: id, title, row: null, type: 'text' as const, options: [] });
  const there = structureOf('registration', (all) => [
    ...all.filter(({ title }) => title !== 'Commune' && title !== 'Prénom'),
    question('ab6c3245', 'Où habitez-vous ?'),
    question('0c1d2e3f', 'Votre petit nom'),
  ]);
  const gone = structureOf('registration', without('Commune', 'Prénom'));

  test('is named by the title that its question had last', () => {
    const { learned } = resolveFields(there, mapping);
    const fields = resolveFields(gone, mapping, resolveFields(gone, mapping, learned).learned);
    expect(driftOf('registration', gone, mapping, fields)).toEqual({ required: ['Votre petit nom'], optional: ['Où habitez-vous ?'] });
    expect(questionTitle('registration', 'town', mapping, resolveFields(there, mapping))).toBe('Où habitez-vous ?');
  });

  test('and never seen, by the field in French', () => {
    expect(driftOf('registration', gone, mapping, resolveFields(gone, mapping))).toEqual({ required: ['Prénom'], optional: ['Commune'] });
  });

  test('a title is not kept once the configuration says another question', () => {
    const { learned } = resolveFields(there, mapping);
    const other = { ...mapping, fields: { ...mapping.fields, town: 'ffffffff' } };
    expect(driftOf('registration', there, other, resolveFields(there, other, learned)).optional).toEqual(['Commune']);
  });
});
