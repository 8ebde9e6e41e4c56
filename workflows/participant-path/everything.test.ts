import { describe, expect, test } from 'vitest';
import { everything } from './everything.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, plan, REGISTERED, registration, seated, view } from './path-fixtures.ts';

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

  test('each entry that a form caused has the number of its response, and its author where staff sent it', () => {
    const OF = { form: 'F-FUP', response: 'f-1' };
    const origin = { formId: 'F-FUP', responseId: 'f-1', submitted: at('2026-12-05T10:00:00.000Z') };
    const causes = (state: path.PathState, after: path.PathState | null = null) =>
      everything(state)
        .journal.slice(after?.log.length ?? 0)
        .map(({ by, response }) => ({ by, response }));
    const own = { by: null, response: { form: 'F-REG', response: 'r1' } };
    expect(new Set(causes(begin()))).toEqual(new Set(causes(begin()).map(() => own)));
    const edited = path.registeredAgain(begin(), registration({ town: 'Ville-Exemple' }, 'r1', at('2026-11-02T12:00:00.000Z')));
    expect(causes(edited, begin())).toEqual([own]);
    const withdrawn = path.consentWithdrawn(begin(), { formId: 'F-REG', responseId: 'r1', submitted: at('2026-11-03T09:00:00.000Z') });
    expect(causes(withdrawn, begin())[0]).toEqual(own);
    const seat = seated();
    const absent = path.unable(seat, { origin: { ...origin, formId: 'F-UNA' }, answer: 'cannotCome' });
    expect(causes(absent, seat)[0]).toEqual({ by: null, response: { form: 'F-UNA', response: 'f-1' } });
    const came = path.followedUp(informed(), { ...followUp({ contact: 'phone' }), origin });
    expect(causes(came).at(-1)).toEqual({ by: 's3', response: OF });
    const held = path.begin({ ref: 'GC-7K3M-9QXD', plan: plan(), ...registration(), held: true });
    expect(causes(path.influxAnswered(held, { send: true, staff: 's1', origin }), held)[0]).toEqual({ by: 's1', response: OF });
  });

  test('a sheet is its author’s: a walk-in with its line, and a presence that its session tells', () => {
    const walkIn = { sessionId: 'info-a', kind: 'info' as const, title: 'Information collective', start: REGISTERED, staff: 's2' };
    const came = everything(path.begin({ ref: 'GC-7K3M-9QXD', plan: plan(), ...registration({}, 'sheet#2'), walkIn })).journal;
    expect(came.map(({ by, response }) => [by, response?.response])).toEqual(came.map(() => ['s2', 'sheet#2']));
    const walkedIn = path.registeredAgain(seated(), { ...registration({}, 'sheet#2', at('2026-12-04T10:00:00.000Z')), walkIn });
    expect(everything(walkedIn).journal.at(-1)).toMatchObject({ by: 's2', response: { response: 'sheet#2' } });
    const markedBy = { staff: 's4', formId: 'F-ATT', responseId: 'sheet' };
    const marked = { seq: seated().search.seq, rev: 2, attendance: 'attended', markedBy } as const;
    const entries = everything(path.seatChanged(seated(), view(marked), REGISTERED)).journal.slice(seated().log.length);
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.map(({ by, response }) => [by, response])).toEqual(entries.map(() => ['s4', { form: 'F-ATT', response: 'sheet' }]));
    const corrected = path.seatChanged(informed(), view({ ...marked, rev: 3, attendance: 'noShow' }), REGISTERED);
    expect(everything(corrected).journal.at(-1)).toMatchObject({ by: 's4', response: { response: 'sheet' } });
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
