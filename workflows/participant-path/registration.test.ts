import { describe, expect, test } from 'vitest';
import type { Person } from '../../domain/facts.ts';
import { details } from './details.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, followUp, informed, outbox, registration, seated, view, withOwn } from './path-fixtures.ts';

const CORRECTED = at('2026-11-05T09:00:00.000Z');
const EDITED = at('2026-11-10T09:00:00.000Z');
const LATER = at('2026-11-12T09:00:00.000Z');
const quiet = (state: path.PathState): path.PathState => ({ ...state, outbox: [] });
const edited = (state: path.PathState, more: Partial<Person>, when = EDITED) => path.registeredAgain(state, registration(more, 'r1', when));
const second = (state: path.PathState, more: Partial<Person>, when = EDITED) => path.registeredAgain(state, registration(more, 'r2', when));
const titles = (state: path.PathState) => linesForStaff(state).map(({ title }) => title);

describe('contact details that staff have corrected', () => {
  const wrong = { email: 'lea@exemple.org' };
  const corrected = () =>
    quiet(path.followedUp(seated(begin(wrong)), followUp({ decision: 'correct', newEmail: 'lea@example.org' }, CORRECTED)));

  test('stay when an edit repeats the old address, and nothing is mailed there', () => {
    const state = edited(corrected(), { ...wrong, town: 'Évry' });
    expect([state.person.email, state.person.town, outbox(state), titles(state)]).toEqual(['lea@example.org', 'Évry', [], []]);
    expect(edited(state, { email: null, badEmail: 'lea@' }, LATER).person).toMatchObject({ email: 'lea@example.org', badEmail: null });
  });

  test('are not replaced by a new address: the referent decides', () => {
    const state = edited(corrected(), { email: 'nouvelle@example.org' });
    expect([state.person.email, outbox(state)]).toEqual(['lea@example.org', []]);
    const [line, ...others] = linesForStaff(state);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ worklist: 's3', kind: 'decide', title: expect.stringContaining('nouvelle@example.org') });
    expect(line?.answers.map(({ values }) => [values['decision'], values['note']?.replace(/-\d.*/, '')])).toEqual([
      ['confirm', 'Confirmé (proposed-email'],
      [undefined, 'Vu (proposed-email'],
    ]);
    expect(titles(edited(state, { email: 'nouvelle@example.org', town: 'Évry' }, LATER))).toEqual(titles(state));
    const next = path.followedUp(state, followUp({ decision: 'correct', newEmail: 'nouvelle@example.org' }, LATER));
    expect([next.person.email, outbox(next), titles(next)]).toEqual(['nouvelle@example.org', ['mail confirmation'], []]);
    const kept = path.followedUp(state, followUp({ note: line?.answers[1]?.values['note'] ?? null }, LATER));
    expect([kept.person.email, titles(kept)]).toEqual(['lea@example.org', []]);
  });

  test('are a phone as well', () => {
    const mended = path.followedUp(seated(), followUp({ decision: 'correct', newPhone: '+33600000001' }, CORRECTED));
    expect(edited(mended, {}).person.phone).toBe('+33600000001');
    expect(titles(edited(mended, { phone: '+33600000002' }))).toEqual([expect.stringContaining('+33600000002')]);
  });

  test('of nobody: the author’s own edit counts at once', () => {
    const state = edited(quiet(seated()), { email: 'nouvelle@example.org' });
    expect([state.person.email, outbox(state), titles(state)]).toEqual(['nouvelle@example.org', ['mail confirmation'], []]);
  });
});

test('an address that is changed for the fourth time in a day waits for a person, and nothing is sent there', () => {
  let state = quiet(seated());
  for (const [n, address] of ['b', 'c', 'd'].entries()) {
    const when = at(`2026-11-10T0${n + 1}:00:00.000Z`);
    state = path.registeredAgain(state, registration({ email: `${address}@example.org` }, 'r1', when));
    expect(outbox(state)).toEqual(['mail confirmation']);
    state = path.mailed(quiet(state), { kind: 'confirmation', n: n + 2, at: when, why: 'addressCorrected', outcome: 'sent' });
  }
  const fourth = path.registeredAgain(state, registration({ email: 'victim@example.org' }, 'r1', at('2026-11-10T05:00:00.000Z')));
  expect([fourth.person.email, fourth.person.unconfirmedEmail, outbox(fourth)]).toEqual([null, 'victim@example.org', []]);
  expect(titles(fourth)).toEqual(['Adresse changée plusieurs fois en un jour dans l’inscription : à confirmer avec la personne.']);
  const confirmed = path.followedUp(fourth, followUp({ decision: 'confirm' }, at('2026-11-10T06:00:00.000Z')));
  expect([confirmed.person.email, outbox(confirmed)]).toEqual(['victim@example.org', ['mail confirmation']]);
  const nextDay = path.registeredAgain(state, registration({ email: 'e@example.org' }, 'r1', at('2026-11-11T09:00:00.000Z')));
  expect(outbox(nextDay)).toEqual(['mail confirmation']);
});

test('a first name of other words than a name is a line for the referent, until it is corrected', () => {
  const strange = begin({ firstName: 'votre colis est bloqué https://colis.example.org' });
  expect(linesForStaff(strange).map(({ key, worklist, kind }) => [key, worklist, kind])).toEqual([['unusual-name', 's3', 'info']]);
  expect(linesForStaff(edited(strange, { firstName: 'Léa' }))).toEqual([]);
  expect(linesForStaff(begin({ firstName: 'Anne-Sophie d’Ornano' }))).toEqual([]);
});

describe('a second registration', () => {
  test('handed over again tells of another path that was seen only then, and nothing else', () => {
    const joined = second(quiet(seated()), {});
    const again = path.registeredAgain(joined, { ...registration({ town: 'Évry' }, 'r2', EDITED), near: ['GC-AAAA-AAAA'] });
    expect(titles(again)).toEqual([expect.stringContaining('GC-AAAA-AAAA')]);
    expect([again.person, again.outbox]).toEqual([joined.person, joined.outbox]);
    expect(path.registeredAgain(again, { ...registration({}, 'r2', EDITED), near: ['GC-AAAA-AAAA'] })).toBe(again);
  });

  test('never changes where mail goes, edited or not: its address is proposed', () => {
    const joined = second(quiet(seated()), { email: 'autre@example.org' });
    expect([joined.person.email, outbox(joined)]).toEqual(['lea@example.org', []]);
    expect(titles(joined)).toEqual([expect.stringContaining('autre@example.org')]);
    const again = second(joined, { email: 'encore@example.org' }, LATER);
    expect([again.person.email, outbox(again)]).toEqual(['lea@example.org', []]);
    expect(titles(again)).toEqual([expect.stringContaining('encore@example.org')]);
  });

  test('fills gaps and adds its wish', () => {
    const state = second(seated(), {
      wish: 'Une ressourcerie',
      referrer: 'forum',
      alreadyFollowedBy: 'PLIE',
      situation: 'En emploi',
      town: 'Évry',
    });
    expect(state.person).toMatchObject({ referrer: 'forum', alreadyFollowedBy: 'PLIE', situation: 'En emploi', town: 'Évry' });
    expect(state.person.wish).toBe(`Ouvrir un café associatif\n\n${EDITED.label} : Une ressourcerie`);
    expect(details(state)).toContain('Une ressourcerie');
    expect(details(state)).toContain('Commune : Évry ; situation : En emploi ; nous connaît par : forum');
    // An edit of the first one changes its own words only.
    expect(edited(state, { wish: 'Un café' }, LATER).person.wish).toBe(`Un café\n\n${EDITED.label} : Une ressourcerie`);
    const many = Array.from({ length: 30 }, (_, n) => registration({ wish: `Envie ${n} ${'x'.repeat(2000)}` }, `s${n}`, LATER));
    const full = many.reduce(path.registeredAgain, state);
    expect([full.wishes.length, (full.person.wish ?? '').length]).toEqual([5, 5000]);
  });

  test('from « informé » on is told to the referent, with what is new', () => {
    const state = second(informed(), { wish: 'Une ressourcerie', situation: 'En emploi' }, at('2026-12-10T09:00:00.000Z'));
    expect(linesForStaff(state)).toMatchObject([{ worklist: 's3', kind: 'decide' }]);
    expect(titles(state)[0]).toContain(
      'S’est réinscrit(e) : reprendre contact. Nouveau : envie « Une ressourcerie » ; situation : En emploi.',
    );
    expect(titles(path.followedUp(state, followUp({ contact: 'phone' }, at('2026-12-11T09:00:00.000Z'))))).toEqual([]);
    const same = second(informed(), {}, at('2026-12-10T09:00:00.000Z'));
    expect(titles(same)).toEqual(['S’est réinscrit(e) : reprendre contact.']);
  });
});

describe('a neighbourhood that the configuration does not know', () => {
  const typed = { neighbourhood: { typed: 'La Croix' }, priorityNeighbourhood: false } as const;

  test('is asked of the coordinator, whose answer stands', () => {
    const state = quiet(seated(begin(typed)));
    const [line, ...others] = linesForStaff(state);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ worklist: 's1', kind: 'decide', title: 'Quartier « La Croix » : est-ce un quartier prioritaire ?' });
    const note = line?.answers[0]?.values['note'] ?? null;
    const next = path.followedUp(state, followUp({ note, staff: 's1' }, CORRECTED));
    expect([next.person.priorityNeighbourhood, titles(next), outbox(next)]).toEqual([true, [], []]);
    const again = edited(next, { ...typed, town: 'Évry' });
    expect([again.person.priorityNeighbourhood, titles(again)]).toEqual([true, []]);
    expect(titles(edited(next, { neighbourhood: { typed: 'Le Moulin' }, priorityNeighbourhood: false }))).toEqual([
      expect.stringContaining('Le Moulin'),
    ]);
  });

  test('gives who waits in a list their place anew', () => {
    const waiting = quiet(seated(begin(typed)));
    const inList = withOwn(waiting, { view: view({ seq: waiting.search.seq, status: 'waiting' }) });
    expect(outbox(path.followedUp(inList, followUp({ note: 'Quartier prioritaire : oui', staff: 's1' }, CORRECTED)))).toEqual([
      'release',
      'invite',
    ]);
  });

  test.each(['aucun', 'Je ne sais pas', '-', 'Évry'])('is not « %s »', (none) => {
    expect(linesForStaff(begin({ neighbourhood: { typed: none }, priorityNeighbourhood: false, town: 'Évry' }))).toEqual([]);
  });

  test('is no question any more once an edit names one that it knows', () => {
    expect(titles(edited(seated(begin(typed)), {}))).toEqual([]);
  });
});

test('the first lines about a person say where they live and who sent them', () => {
  const state = begin({ town: 'Évry', situation: 'En emploi', referrer: 'Une voisine' });
  const named = path.followedUp(state, followUp({ decision: 'name', adviser: 's9', staff: 's1' }, CORRECTED));
  expect(titles(named)).toEqual([
    'Vous n’accompagnez plus cette personne : son dossier est transféré.',
    'Vous accompagnez désormais cette personne. Commune : Évry ; situation : En emploi ; nous connaît par : Une voisine.',
  ]);
});
