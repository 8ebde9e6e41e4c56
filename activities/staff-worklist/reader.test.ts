import { describe, expect, test } from 'vitest';
import type { Organisation, Programme } from '../../domain/programme/programme.ts';
import { PROGRAMME } from '../form-intake/intake-fixtures.ts';
import { readerOf } from './reader.ts';

const withLead = (id: string, lead: Organisation['lead']): Programme => ({
  ...PROGRAMME,
  organisations: PROGRAMME.organisations.map((organisation) => (organisation.id === id ? { ...organisation, lead } : organisation)),
});

describe('a lead', () => {
  test('who is no staff has no signed links, and is answered by whoever accompanies that organisation’s people', () => {
    expect(readerOf(PROGRAMME, 'lead-aile')).toMatchObject({ signer: null, replyTo: 's1@example.org', otherWorklist: 's1' });
    // The coordinator sees first names of the other organisation's paths: what its lead writes about one is not for her.
    expect(readerOf(PROGRAMME, 'lead-mission-locale')).toMatchObject({ signer: null, replyTo: 's3@example.org', otherWorklist: 's1' });
  });

  test('who is staff of their organisation answers by links signed for themselves', () => {
    const programme = withLead('aile', { name: 'Inès Moreau', email: 'S2@example.org' });
    expect(readerOf(programme, 'lead-aile')?.signer).toEqual({ code: 's2', formCode: 'T3WD-9HZC' });
    const elsewhere = withLead('mission-locale', { name: 'Inès Moreau', email: 's2@example.org' });
    expect(readerOf(elsewhere, 'lead-mission-locale')?.signer).toBeNull();
  });

  test('who is another organisation’s contact as well is answered by nobody else: an answer quotes its paths', () => {
    const programme = withLead('mission-locale', { name: 'Maud Lefèvre', email: 's3@example.org' });
    expect(readerOf(programme, 'lead-mission-locale')).toMatchObject({ signer: { code: 's3' }, replyTo: 's3@example.org' });
    const aile = withLead('aile', { name: 'Camille Roux', email: 's1@example.org' });
    expect(readerOf(aile, 'lead-aile')?.replyTo).toMatch(/^(?:s1|s2)@example\.org$/u);
  });
});

test('staff have links signed for themselves and are answered by the coordinator, she by the programme, another organisation’s by their own', () => {
  expect(readerOf(PROGRAMME, 's3')?.replyTo).not.toBe('s1@example.org');
  expect(readerOf(PROGRAMME, 's2')).toMatchObject({ signer: { code: 's2', formCode: 'T3WD-9HZC' }, replyTo: 's1@example.org' });
  expect(readerOf(PROGRAMME, 's1')).toMatchObject({
    signer: { code: 's1' },
    replyTo: 'groupement@example.org',
    otherWorklist: 'lead-aile',
  });
  expect(readerOf(PROGRAMME, 's99')).toBeNull();
});
