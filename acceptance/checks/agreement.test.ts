import { describe, expect, test } from 'vitest';
import { judge } from './agreement.ts';
import type { Entries, MailEntry } from './entries.ts';

const PLACE = 'Maison de quartier, 1 place de l’Exemple';
const T = (minute: number) => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
const START = '2026-12-20T13:30:00Z';
const END = '2026-12-20T15:30:00Z';

function mail(id: number, ref: string, kind: string, more: Partial<NonNullable<MailEntry['ics']>> = {}, n = 1): MailEntry {
  const ics = {
    method: 'REQUEST',
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
const path = (ref: string, status: string) => ({ ref, stage: 'invited', session: 'seance-1', view: view(status), worklist: [] });

/** Two have a seat, one waits; staff have moved the session, cancelled nothing, and made nothing. */
const AGREED: Entries = {
  rules: {
    pollingMs: 1000,
    quietMs: 3000,
    formsPollingMs: 2000,
    plainAllowanceMs: 20_000,
    allowanceMs: 120_000,
    capacities: { 'seance-1': 2 },
    adoptedCapacity: 20,
    sessionTitle: 'Information collective',
    facilitators: 2,
  },
  people: [ALMA, BILAL, CHLOE].map(addressOf),
  edits: [{ at: T(3), kind: 'move', eventId: 'e1', session: 'seance-1' }],
  answers: [{ at: T(2), eventId: 'e1', response: 'accepted' }],
  acts: [],
  kills: [],
  // The move was answered after a minute: Outlook had refused it first.
  strikes: [
    { at: T(2), fault: 'smtp-451', about: addressOf(ALMA) },
    { at: T(3), fault: 'graph-503', about: 'e1' },
  ],
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
  sessions: [{ id: 'seance-1', state: 'open', kind: 'info', seatsLeft: 0, start: START, worklist: [] }],
  paths: [path(ALMA, 'reserved'), path(BILAL, 'reserved'), path(CHLOE, 'waiting')],
  graph: { greatest: { 'groupement@aile.example.org': 3 }, fullReadings: 2, forgotten: 1, writes: [] },
};

const problems = (change: Partial<Entries>) => judge({ ...AGREED, ...change }).problems;
const [SESSION] = AGREED.sessions;
const [EVENT] = AGREED.calendar;

test('what agrees is left alone, and counted', () => {
  const { problems: found, figures } = judge(AGREED);
  expect(found).toEqual([]);
  expect(figures).toMatchObject({
    people: 3,
    seated: 2,
    waiting: 1,
    edits: 1,
    editsAnswered: 1,
    editsPlain: 0,
    editsHeldUp: 1,
    answerMostSeconds: 60,
    invitationsAnswered: 1,
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

  test('who waits hears the first of a month as it is written', () => {
    const on = (day: string) => ({
      calendar: AGREED.calendar.map((event) => ({ ...event, start: `${day}T13:30:00Z`, end: `${day}T15:30:00Z` })),
      sessions: AGREED.sessions.map((session) => ({ ...session, start: `${day}T13:30:00Z` })),
      paths: AGREED.paths.flatMap((one) =>
        one.ref === CHLOE ? [{ ...one, view: { ...view('waiting'), start: `${day}T13:30:00Z`, end: `${day}T15:30:00Z` } }] : [],
      ),
      people: [addressOf(CHLOE)],
      rules: { ...AGREED.rules, capacities: { 'seance-1': 0 } },
    });
    const withText = (words: string) => ({ mails: AGREED.mails.map((one) => ({ ...one, text: `${words}, Maison de quartier` })) });
    expect(problems({ ...on('2027-01-01'), ...withText('vendredi 1er janvier') })).toEqual([]);
    expect(problems({ ...on('2027-01-01'), ...withText('dimanche 31 janvier') })).toEqual([expect.stringContaining(`${CHLOE} waits`)]);
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
    expect(problems({ calendar, sessions: SESSION ? [{ ...SESSION, worklist: ['unmended-x'] }] : [] })).toEqual([]);
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
    const [, , moved] = AGREED.mails;
    expect(problems({ mails: [...AGREED.mails, ...(moved ? [{ ...moved, id: 9 }] : [])] })).toEqual([
      expect.stringContaining('was delivered 2 times'),
    ]);
    expect(problems({ mails: [...AGREED.mails, mail(5, ALMA, 'sessionMoved', {}, 2)] })).toEqual([expect.stringContaining('says again')]);
  });

  test('a confirmation again is believed only where its delivery was in doubt: that mail, then', () => {
    const [first] = AGREED.mails;
    const mails = [...(first ? [{ ...first, id: 0.5 }] : []), ...AGREED.mails];
    const unexplained = [expect.stringContaining('was delivered again, and nothing had put its arrival in doubt')];
    const lost = (about: string, at: string) => ({ mails, strikes: [...AGREED.strikes, { at, fault: 'smtp-reset-after-data', about }] });
    expect(problems({ mails })).toEqual(unexplained);
    expect(problems({ mails, kills: [T(20)] })).toEqual(unexplained);
    expect(problems(lost(addressOf(BILAL), T(1)))).toEqual(unexplained);
    expect(problems(lost(addressOf(ALMA), T(2)))).toEqual(unexplained);
    expect(judge({ ...AGREED, ...lost(addressOf(ALMA), T(1)) })).toMatchObject({ problems: [], figures: { deliveredAgainInDoubt: 1 } });
    expect(problems({ mails, kills: [T(1)] })).toEqual([]);
  });

  test('a session that is over in somebody’s calendar', () => {
    expect(problems({ mails: [...AGREED.mails, mail(5, ALMA, 'seat', { uid: `seance-2.${ALMA}@aile.example.org` })] })).toEqual([
      expect.stringContaining('was told last of session seance-2'),
    ]);
  });

  test('an answer that comes too late, and an edit without one', () => {
    const strip = { at: T(5), kind: 'strip' as const, eventId: 'e1', session: 'seance-1' };
    const edits = [...AGREED.edits, strip];
    const written = (seconds: number) => ({
      ...AGREED.graph,
      writes: [{ at: new Date(Date.parse(T(5)) + seconds * 1000).toISOString(), eventId: 'e1' }],
    });
    expect(problems({ edits })).toEqual([expect.stringContaining('was never answered')]);
    expect(problems({ edits, graph: written(23) })).toEqual([]);
    expect(problems({ edits, graph: written(60) })).toEqual([expect.stringContaining('after 60 s, and nothing kept it')]);
    const refused = [...AGREED.strikes, { at: T(5), fault: 'graph-503', about: 'changes' }];
    expect(problems({ edits, graph: written(60), strikes: refused })).toEqual([]);
    expect(problems({ edits, graph: written(60), kills: [T(5)] })).toEqual([]);
    expect(problems({ edits, graph: written(200), kills: [T(5)] })).toEqual([expect.stringContaining('after 200 s')]);
    for (const elsewhere of [
      { at: T(5), fault: 'graph-503', about: 'e2' },
      { at: T(5), fault: 'forms-503', about: 'F-FUP' },
      { at: T(5), fault: 'graph-slow', about: 'changes' },
      { at: T(1), fault: 'graph-503', about: 'changes' },
    ])
      expect(problems({ edits, graph: written(60), strikes: [...AGREED.strikes, elsewhere] })).toEqual([
        expect.stringContaining('and nothing kept it'),
      ]);
  });

  test('what staff decided by form: a move and a cancellation that nobody hears of, a substitute who is not invited', () => {
    const decided = (kind: 'formMove' | 'formCancel', at: string) => ({ edits: [{ at, kind, eventId: 'e1', session: 'seance-1' }] });
    expect(problems(decided('formMove', T(3)))).toEqual([]);
    expect(problems(decided('formMove', T(5)))).toContainEqual(expect.stringContaining('formMove of seance-1'));
    expect(problems(decided('formCancel', T(5)))).toContainEqual(expect.stringContaining('formCancel of seance-1'));
    const substitute = { at: T(30), kind: 'substitute' as const, eventId: 'e1', session: 'seance-1', substitute: 'c@example.org' };
    const graph = { ...AGREED.graph, writes: [{ at: T(30.1), eventId: 'e1' }] };
    expect(problems({ edits: [...AGREED.edits, substitute], graph })).toEqual([expect.stringContaining('c@example.org comes instead')]);
    const calendar = AGREED.calendar.map((event) => ({ ...event, attendees: ['a@aile.example.org', 'c@example.org'] }));
    expect(problems({ edits: [...AGREED.edits, substitute], graph, calendar })).toEqual([]);
  });

  test('a move or a cancellation that nobody made, an event written for nothing', () => {
    expect(problems({ edits: [] })).toEqual([
      expect.stringContaining(`<${ALMA}.sessionMoved.1@aile.example.org> has no cause`),
      expect.stringContaining('has no cause'),
    ]);
    const cancelled = { ...mail(9, ALMA, 'sessionCancelled', { method: 'CANCEL' }) };
    expect(problems({ mails: [...AGREED.mails, cancelled] })).toContainEqual(
      expect.stringContaining('sessionCancelled.1@aile.example.org> has no cause'),
    );
    expect(problems({ graph: { ...AGREED.graph, writes: [{ at: T(2), eventId: 'e1' }] } })).toEqual([
      expect.stringContaining('nobody had touched it'),
    ]);
  });

  test('too many calls at once, and the whole calendar read too often', () => {
    expect(problems({ graph: { ...AGREED.graph, greatest: { x: 4 }, fullReadings: 3 } })).toEqual([
      '4 calls at once to x',
      '3 readings of the whole calendar, 2 were called for',
    ]);
  });
});
