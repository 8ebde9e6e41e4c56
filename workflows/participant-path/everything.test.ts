import { describe, expect, test } from '@jest/globals';
import { everything } from './everything.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, REGISTERED, seated } from './path-fixtures.ts';

const OTHER = 'GC-4P2N-6R0G';

describe('what a path holds about its person', () => {
  test('what they registered, their seat, their presence, mails and journal', () => {
    const record = everything(informed());
    expect(record).toMatchObject({
      reference: 'GC-7K3M-9QXD',
      person: { firstName: 'Léa', email: 'lea@example.org', birthDate: '2004-05-01' },
      wishes: [{ at: REGISTERED, words: 'Ouvrir un café associatif' }],
      stage: { code: 'informed', label: 'informé' },
      accompaniment: { organisation: 'mission-locale', referent: 's3' },
      bookings: [{ session: 'info-2026-12-a', seat: { title: 'Information collective', status: { code: 'reserved' } } }],
      responses: [{ form: 'F-REG', response: 'r1' }],
      recognisedBy: ['k1'],
    });
    expect(record.journal.length).toBeGreaterThan(2);
  });

  test('what staff recorded names who did so, in each entry that came of it', () => {
    const met = path.followedUp(informed(), followUp({ contact: 'interview', note: 'Cherche un local.', stage: 'exploring' }));
    const record = everything(met);
    const byStaff = record.journal.filter(({ by }) => by === 's3').map(({ what }) => what);
    expect(byStaff).toEqual(['Note de s3.', 'Entretien (s3).', 'Étape : exploration.']);
    expect(record.journal[0]).toMatchObject({ what: 'Inscription par le formulaire.', by: null });
    expect(record.notes).toEqual([{ at: at('2026-12-05T10:00:00.000Z'), by: 's3', words: 'Cherche un local.' }]);
    expect(record.staffAnswers).toMatchObject([{ form: 'F-FUP', contact: 'interview', stage: 'exploring', decision: null }]);
  });

  test('corrected contact details stand beside those that they replaced', () => {
    const corrected = path.followedUp(
      seated(),
      followUp({ decision: 'correct', newEmail: 'lea.martin@example.org', newPhone: '+33639980009' }),
    );
    const record = everything(corrected);
    expect(record.person).toMatchObject({ email: 'lea.martin@example.org', phone: '+33639980009' });
    expect(record.contactDetails).toMatchObject({ replacedEmails: ['lea@example.org'], replacedPhones: ['+33612345678'] });
  });

  test('another path is never named: neither in a line about a possible duplicate nor in what staff typed', () => {
    const near = path.noteNear(seated(), [OTHER], REGISTERED);
    const noted = path.followedUp(near, followUp({ note: `Voir aussi ${OTHER.toLowerCase()}, et GC-7K3M-9QXD.` }));
    const record = everything(noted);
    expect(JSON.stringify(noted)).toContain(OTHER);
    expect(JSON.stringify(record).toUpperCase()).not.toContain(OTHER);
    expect(record.possibleDuplicates).toBe(1);
    expect(record.tasks.map(({ what }) => what)).toContain('Un dossier qui pourrait être un doublon : une personne décide.');
    expect(record.notes[0]?.words).toBe('Voir aussi [autre dossier], et GC-7K3M-9QXD.');
  });

  test('a path that has just begun says so', () => {
    expect(everything(begin())).toMatchObject({
      bookings: [],
      attendance: [],
      interviews: [],
      notes: [],
      mails: [],
      left: null,
      pause: null,
    });
  });
});
