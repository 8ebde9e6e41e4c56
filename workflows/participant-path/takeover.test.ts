import { describe, expect, test } from 'vitest';
import type { Person } from '../../domain/facts.ts';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, begin, finish, followUp, outbox, plan, registration, seated, view } from './path-fixtures.ts';

/** Somebody who knows a few facts about a participant registers under their name, with an address or a number of their own. */
const STRANGERS = 'stranger@example.org';
const THEN = at('2026-11-10T09:00:00.000Z');
const LATER = at('2026-11-11T09:00:00.000Z');
const quiet = (state: path.PathState): path.PathState => ({ ...state, outbox: [] });
const attacked = (state: path.PathState, more: Partial<Person> = {}, when = THEN) =>
  path.registeredAgain(quiet(state), registration({ email: STRANGERS, ...more }, 'r2', when));
const mails = (state: path.PathState) => outbox(state).filter((one) => one !== 'invite');
const calls = ({ open }: path.PathState) => open.filter(({ kind }) => kind === 'call').map(({ key }) => key);
const proposals = (state: path.PathState) => linesForStaff(state).filter(({ title }) => title.includes('à confirmer avec la personne'));

const withoutEmail = () => seated(begin({ email: null }));
const bounced = () =>
  path.mailed(seated(), { kind: 'confirmation', n: 1, at: at('2026-11-02T09:05:00.000Z'), why: 'registered', outcome: 'refused' });
const walkIn = {
  sessionId: 'permanence-1',
  kind: 'dropIn' as const,
  title: 'Permanence',
  start: at('2026-11-03T09:00:00.000Z'),
  staff: 's3',
};
const walkedIn = () => path.begin({ ...registration({ email: null, birthDate: null }, 'w1'), walkIn, ref: 'GC-7K3M-9QXD', plan: plan() });

const PATHS: Record<string, () => path.PathState> = {
  'without an e-mail, by first name and phone': withoutEmail,
  'after a bounce, by last and first name and birth date': bounced,
  'known from a sign-in sheet': walkedIn,
};

describe.each(Object.entries(PATHS))('the path of a person %s', (_, start) => {
  test('takes no address of another response: nothing is sent there, calls stay, the referent has a line', () => {
    const before = start();
    const state = attacked(before);
    expect([state.person.email, mails(state)]).toEqual([null, []]);
    expect(calls(before).length).toBeGreaterThan(0);
    expect(calls(state)).toEqual(expect.arrayContaining(calls(before)));
    expect(proposals(state)).toMatchObject([
      {
        worklist: 's3',
        kind: 'decide',
        title: `Nouvelle adresse indiquée : à confirmer avec la personne. ${STRANGERS}${addressOf(before)}.`,
      },
    ]);
  });

  test('takes none of an edit of that response either', () => {
    const state = attacked(attacked(start()), { email: 'another@example.org', phone: '+33600000009' }, LATER);
    expect([state.person.email, state.person.phone, mails(state)]).toEqual([null, '+33612345678', []]);
    expect(proposals(state)).toHaveLength(2);
  });

  test('takes it once the referent confirms it, and says by mail what waits', () => {
    const [line] = proposals(attacked(start()));
    const answer = line?.answers[0];
    // A link stands in histories and logs of others: it names the line, not the address.
    expect(JSON.stringify(answer)).not.toContain(STRANGERS);
    expect(answer?.values['decision']).toBe('confirm');
    const note = answer?.values['note'] ?? null;
    const confirmed = path.followedUp(attacked(start()), followUp({ decision: 'confirm', note }, LATER));
    expect([confirmed.person.email, proposals(confirmed), confirmed.notes]).toEqual([STRANGERS, [], []]);
    const replaced = attacked(attacked(start()), { email: 'another@example.org' }, at('2026-11-11T09:00:00.000Z'));
    expect(path.followedUp(replaced, followUp({ decision: 'confirm', note }, LATER)).person.email).toBeNull();
    const kept = path.followedUp(attacked(start()), followUp({ note: line?.answers[1]?.values['note'] ?? null }, LATER));
    expect([kept.person.email, proposals(kept)]).toEqual([null, []]);
  });
});

test('a person with an e-mail alone gets no calls at a stranger’s number', () => {
  const state = attacked(seated(begin({ phone: null })), { email: 'lea@example.org', phone: '+33600000009' });
  expect(state.person.phone).toBeNull();
  expect(proposals(state).map(({ title }) => title)).toEqual(['Nouveau numéro indiqué : à confirmer avec la personne. +33600000009.']);
});

test('a seat that comes later is not mailed to a proposed address', () => {
  const waiting = finish(
    path.invited(begin({ email: null }), {
      seq: 1,
      view: view({ status: 'waiting', rank: 1 }),
      plan: null,
      at: THEN,
      mail: 'confirmation',
    }),
  );
  const freed = path.seatChanged(attacked(waiting), view({ rev: 2, status: 'reserved' }), LATER);
  expect([freed.person.email, mails(freed), calls(freed).length]).toEqual([null, [], 1]);
});

test('the author’s own edit still gives an address at once', () => {
  const state = path.registeredAgain(quiet(withoutEmail()), registration({ email: 'lea@example.org' }, 'r1', THEN));
  expect([state.person.email, mails(state), calls(state)]).toEqual(['lea@example.org', ['mail confirmation'], []]);
});

function addressOf({ person: { badEmail } }: path.PathState): string {
  return badEmail === null ? '' : ` (dans le dossier : ${badEmail})`;
}

describe('« empêchement » by somebody who has the reference alone', () => {
  const said = (state: path.PathState, answer: 'cannotCome' | 'anotherDate' | 'withdraw', when = LATER) =>
    path.unable(quiet(state), { origin: { formId: 'F-UNA', responseId: when.at, submitted: when }, answer, byReferenceAlone: true });

  test.each(['cannotCome', 'anotherDate', 'withdraw'] as const)('%s: the seat stays, the referent asks the person', (answer) => {
    const state = said(seated(), answer);
    expect([state.stage, path.ownView(state)?.status, outbox(state)]).toEqual(['invited', 'reserved', []]);
    expect(linesForStaff(state).map(({ worklist, kind, title }) => [worklist, kind, title.includes('demander à la personne')])).toEqual([
      ['s3', 'decide', true],
    ]);
    expect(linesForStaff(path.followedUp(state, followUp({ contact: 'phone' }, at('2026-11-12T09:00:00.000Z'))))).toEqual([]);
  });

  test('a hundred times is one line', () => {
    const times = Array.from({ length: 100 }, (_, n) => at(new Date(Date.parse(LATER.at) + n * 1000).toISOString()));
    const state = times.reduce((before, when) => said(before, 'withdraw', when), seated());
    expect(linesForStaff(state)).toHaveLength(1);
  });
});

test('who withdrew is left alone, whoever registers them again, until somebody has spoken with them', () => {
  const withdrawn = path.unable(seated(), { origin: { formId: 'F-UNA', responseId: 'u1', submitted: THEN }, answer: 'withdraw' });
  const again = path.registeredAgain(quiet(withdrawn), registration({}, 'r2', LATER));
  expect([again.stage, outbox(again)]).toEqual(['left', []]);
  const [line, ...others] = linesForStaff(again);
  expect([line?.worklist, line?.answers.map(({ label }) => label), others]).toEqual(['s3', ['Rouvrir', 'Vu'], []]);
  const back = path.followedUp(again, followUp({ decision: 'reopen' }, at('2026-11-12T09:00:00.000Z')));
  expect([back.stage, outbox(back), linesForStaff(back)]).toEqual(['registered', ['invite'], []]);
  const not = path.followedUp(again, followUp({ note: line?.answers[1]?.values['note'] ?? null }, at('2026-11-12T09:00:00.000Z')));
  expect([not.stage, linesForStaff(not)]).toEqual(['left', []]);
});
