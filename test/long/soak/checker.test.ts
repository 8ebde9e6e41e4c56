import { describe, expect, test } from '@jest/globals';
import { check } from './checker.ts';
import type { Evidence, MailEntry } from './evidence.ts';

const PLACE = 'Maison de quartier, 1 place de l’Exemple';
const T = (minute: number) => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
const START = '2026-12-20T13:30:00Z';
const END = '2026-12-20T15:30:00Z';

function mail(id: number, ref: string, kind: string, more: Partial<NonNullable<MailEntry['ics']>> = {}, n = 1): MailEntry {
  const ics = {
    method: 'PUBLISH',
    uid: `seance-1.${ref}@aile.example.org`,
    sequence: 1,
    start: START,
    end: END,
    location: PLACE,
    ...more,
  };
  return { id, at: T(id), to: [addressOf(ref)], messageId: `<${ref}.${kind}.${n}@aile.example.org>`, text: 'Bonjour', ics };
}

const addressOf = (ref: string) => `${ref.slice(-4).toLowerCase()}@boite.example.org`;
const [ALMA, BILAL, CHLOE] = ['GC-AAAA-AAAA', 'GC-BBBB-BBBB', 'GC-CCCC-CCCC'] as const;
const view = (status: string) => ({
  status,
  start: START,
  end: END,
  place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
  icsSequence: 1,
});
const path = (ref: string, status: string) => ({ ref, stage: 'invited', session: 'seance-1', view: view(status), desk: [] });

/** Two have a seat, one waits; staff have moved the session, cancelled nothing, and made nothing. */
const AGREED: Evidence = {
  seed: 1,
  rules: {
    pollingMs: 1000,
    quietMs: 3000,
    allowanceMs: 120_000,
    capacities: { 'seance-1': 2 },
    adoptedCapacity: 20,
    sessionTitle: 'Information collective',
    facilitators: 2,
  },
  people: [ALMA, BILAL, CHLOE].map(addressOf),
  edits: [{ at: T(3), kind: 'move', eventId: 'e1', session: 'seance-1' }],
  acts: [],
  kills: [],
  faults: { 'smtp-451': 2 },
  calendar: [
    {
      id: 'e1',
      reference: 'seance-1',
      subject: 'Information collective',
      start: START,
      end: END,
      place: PLACE,
      isCancelled: false,
      attendees: ['a@aile.example.org', 'b@example.org'],
    },
  ],
  mails: [
    mail(1, ALMA, 'confirmation', { sequence: 0, start: '2026-12-10T13:30:00Z' }),
    mail(2, BILAL, 'confirmation', { sequence: 0, start: '2026-12-10T13:30:00Z' }),
    mail(4, ALMA, 'sessionMoved'),
    mail(4.1, BILAL, 'sessionMoved'),
    { ...mail(4.2, CHLOE, 'sessionMoved'), ics: null, text: 'Liste d’attente : dimanche 20 décembre, Maison de quartier' },
  ],
  sessions: [{ id: 'seance-1', state: 'open', kind: 'info', seatsLeft: 0, start: START, desk: [] }],
  paths: [path(ALMA, 'held'), path(BILAL, 'held'), path(CHLOE, 'waiting')],
  graph: { greatest: { 'groupement@aile.example.org': 3 }, fullReadings: 2, forgotten: 1, writes: [] },
};

const problems = (change: Partial<Evidence>) => check({ ...AGREED, ...change }).problems;
const [SESSION] = AGREED.sessions;
const [EVENT] = AGREED.calendar;

test('what agrees is left alone, and counted', () => {
  const { problems: found, figures } = check(AGREED);
  expect(found).toEqual([]);
  expect(figures).toMatchObject({
    people: 3,
    seated: 2,
    waiting: 1,
    edits: 1,
    editsAnswered: 1,
    answerMostSeconds: 60,
    graphCallsAtOnce: 3,
  });
});

describe('a planted fault is found', () => {
  test('a dropped mail: of a move, of a first word, of somebody who waits', () => {
    expect(problems({ mails: AGREED.mails.filter(({ messageId }) => messageId !== `<${BILAL}.sessionMoved.1@aile.example.org>`) })).toEqual(
      [expect.stringContaining(`${BILAL} heard last`)],
    );
    expect(problems({ mails: AGREED.mails.filter(({ to }) => to[0] !== addressOf(ALMA)) })).toEqual([
      expect.stringContaining('never a mail to'),
      expect.stringContaining('no mail says so'),
    ]);
    expect(problems({ mails: AGREED.mails.filter(({ ics }) => ics !== null) })).toEqual([
      expect.stringContaining('never a mail to'),
      expect.stringContaining(`${CHLOE} waits`),
    ]);
    expect(problems({ mails: AGREED.mails.filter(({ messageId }) => !messageId.includes('sessionMoved')) })).toContainEqual(
      expect.stringContaining('was never answered'),
    );
  });

  test('a mail that says something else: time, place or SEQUENCE', () => {
    for (const wrong of [{ start: '2026-12-21T13:30:00Z' }, { location: 'Ailleurs' }, { sequence: 0 }, { method: 'CANCEL' }])
      expect(problems({ mails: [...AGREED.mails.slice(0, 3), mail(4.1, BILAL, 'sessionMoved', wrong), ...AGREED.mails.slice(4)] })).toEqual(
        [expect.stringContaining(`${BILAL} heard last`)],
      );
  });

  test('a doubled event, one that is gone, one of a cancelled session, one that nobody adopted', () => {
    expect(problems({ calendar: [...AGREED.calendar, ...AGREED.calendar.map((event) => ({ ...event, id: 'e2' }))] })).toEqual([
      '2 events of session seance-1',
    ]);
    expect(problems({ calendar: [] })).toContainEqual(expect.stringContaining('has no event'));
    expect(problems({ sessions: AGREED.sessions.map((session) => ({ ...session, state: 'cancelled' })) })).toContainEqual(
      expect.stringContaining('its event stands'),
    );
    expect(problems({ calendar: [...AGREED.calendar, ...(EVENT ? [{ ...EVENT, id: 'e3', reference: null }] : [])] })).toEqual([
      "event e3 is nobody's session",
    ]);
  });

  test('an event without its facilitators, unless a person is told', () => {
    const calendar = AGREED.calendar.map((event) => ({ ...event, attendees: [] }));
    expect(problems({ calendar })).toEqual([expect.stringContaining('nobody is told')]);
    expect(problems({ calendar, sessions: SESSION ? [{ ...SESSION, desk: ['unmended-x'] }] : [] })).toEqual([]);
  });

  test('a lost seat, one given twice, one that is free while somebody waits, one that only the person believes in', () => {
    const seats = (seatsLeft: number) => AGREED.sessions.map((session) => ({ ...session, seatsLeft }));
    expect(problems({ paths: AGREED.paths.filter(({ ref }) => ref !== ALMA), people: AGREED.people.slice(1) })).toEqual([
      'session seance-1: 1 people and 0 free seats, of 2',
    ]);
    expect(problems({ sessions: seats(1) })).toEqual([
      'session seance-1: 2 people and 1 free seats, of 2',
      'session seance-1: 1 wait while 1 seats are free',
    ]);
    expect(problems({ rules: { ...AGREED.rules, capacities: { 'seance-1': 1 } } })).toContainEqual('session seance-1: 2 people on 1 seats');
    expect(problems({ paths: AGREED.paths.map((one) => (one.ref === ALMA ? { ...one, view: view('released') } : one)) })).toContainEqual(
      `${ALMA} counts on session seance-1, which says released`,
    );
    expect(
      problems({
        paths: AGREED.paths.map((one) => (one.ref === CHLOE ? { ...one, stage: 'registered', session: null, view: null } : one)),
      }),
    ).toEqual([expect.stringContaining(`${CHLOE} has neither a seat`)]);
  });

  test('a mail twice, a word twice; a confirmation in doubt is counted', () => {
    const [first, , moved] = AGREED.mails;
    expect(problems({ mails: [...AGREED.mails, ...(moved ? [{ ...moved, id: 9 }] : [])] })).toEqual([
      expect.stringContaining('was delivered 2 times'),
    ]);
    expect(problems({ mails: [...AGREED.mails, mail(5, ALMA, 'sessionMoved', {}, 2)] })).toEqual([expect.stringContaining('says again')]);
    const again = [...(first ? [{ ...first, id: 0.5 }] : []), ...AGREED.mails];
    expect(problems({ mails: again })).toEqual(['1 mails delivered again, 0 were in doubt at most']);
    const inDoubt = check({ ...AGREED, mails: again, faults: { 'smtp-reset-after-data': 1 } });
    expect(inDoubt).toMatchObject({ problems: [], figures: { deliveredAgainInDoubt: 1 } });
  });

  test('a session that is over in somebody’s calendar', () => {
    expect(problems({ mails: [...AGREED.mails, mail(5, ALMA, 'seat', { uid: `seance-2.${ALMA}@aile.example.org` })] })).toEqual([
      expect.stringContaining('was told last of session seance-2'),
    ]);
  });

  test('an answer that comes too late, and an edit without one', () => {
    expect(problems({ edits: [{ at: T(0), kind: 'strip', eventId: 'e1', session: 'seance-1' }] })).toEqual([
      expect.stringContaining('was never answered'),
    ]);
    const late = { ...AGREED.graph, writes: [{ at: T(30), eventId: 'e1' }] };
    expect(problems({ graph: late, edits: [{ at: T(0), kind: 'strip', eventId: 'e1', session: 'seance-1' }] })).toEqual([
      expect.stringContaining('after 1800 s'),
    ]);
  });

  test('too many calls at once, and the whole calendar read too often', () => {
    expect(problems({ graph: { ...AGREED.graph, greatest: { x: 4 }, fullReadings: 3 } })).toEqual([
      '4 calls at once to x',
      '3 readings of the whole calendar, 2 were called for',
    ]);
  });
});
