import { expect, test } from 'vitest';
import type { FollowUp, Person } from '../domain/facts.ts';
import { details as pathDetails } from './participant-path/details.ts';
import * as path from './participant-path/path.ts';
import { at, begin, followUp, informed, REGISTERED, registration, seated, view } from './participant-path/path-fixtures.ts';
import { details as sessionDetails } from './session/details.ts';
import { decidedByForm, freezeNumbers, openSession, setSeats, takeAttendance } from './session/session.ts';
import * as ofSession from './session/session-fixtures.ts';
import { details as plannerDetails } from './session-planner/view.ts';

// Whatever anybody can type, into a form or into the calendar, is shown in Temporal's Web UI as it was typed. Each field says which one it is.
const planted = (field: string) => `[${field}](https://example.org/${field}) ![x](//example.org) <b>*${field}* \`x\`\n# ${field}`;
const fieldsIn = (details: string) => [...new Set([...details.matchAll(/\\\[(\w+)\\\]\(https\\:/g)].map(([, field = '']) => field))];

/** Markup of others: links, pictures, HTML, emphasis, code that no backslash takes the meaning of, and lines that begin with a person's words. */
function markupIn(details: string): readonly string[] {
  return [
    ...details.matchAll(/(?<!\\)\]\(/g),
    ...details.matchAll(/(?<!\\)</g),
    ...details.matchAll(/(?<!\\)`x/g),
    ...details.matchAll(/(?<![\\*])\*(?!\*)/g),
    ...details.matchAll(/(?<!\\):\/\//g),
    ...details.split('\n').filter((line) => !/^(- |#{2,3} [^#]|$)/.test(line)),
  ].map((found) => (typeof found === 'string' ? found : found[0]));
}

/** Every field of the registration form that takes words. */
const PERSON: Partial<Person> = {
  firstName: planted('firstName'),
  lastName: planted('lastName'),
  badEmail: planted('badEmail'),
  badPhone: planted('badPhone'),
  neighbourhood: { typed: planted('neighbourhood') },
  town: planted('town'),
  situation: planted('situation'),
  referrer: planted('referrer'),
  alreadyFollowedBy: planted('alreadyFollowedBy'),
  enteredBy: planted('enteredBy'),
  wish: planted('wish'),
};
/** Every field of the follow-up form that takes words. */
const ANSWER: Partial<FollowUp> = {
  contact: 'phone',
  appointmentPlace: planted('appointmentPlace'),
  appointment: at('2026-12-20T10:00:00.000Z'),
  note: planted('note'),
  newEmail: planted('newEmail'),
  newPhone: planted('newPhone'),
};

test('a path', () => {
  const titled = { title: planted('title'), place: { name: planted('placeName'), address: planted('placeAddress') } };
  const attended = informed(seated(begin({ ...PERSON, email: null })));
  const shown = path.seatChanged(attended, view({ ...titled, seq: attended.search.seq, rev: 3, attendance: 'attended' }), REGISTERED);
  const again = path.registeredAgain(shown, registration({ ...PERSON, wish: planted('secondWish') }, 'r2', at('2026-12-01T09:00:00.000Z')));
  const answered = path.followedUp(again, followUp(ANSWER));
  const settled = path.followedUp(answered, followUp({ stage: 'exploring', outcome: planted('outcome'), note: planted('secondNote') }));
  const paused = path.followedUp(
    settled,
    followUp({ decision: 'pause', until: at('2027-02-01T09:00:00.000Z'), reason: planted('reason') }, at('2026-12-06T10:00:00.000Z')),
  );
  const details = pathDetails(paused);
  expect(markupIn(details)).toEqual([]);
  const expected = [
    'alreadyFollowedBy',
    'enteredBy',
    'firstName',
    'lastName',
    'neighbourhood',
    'note',
    'reason',
    'referrer',
    'situation',
    'title',
  ];
  expect(fieldsIn(details)).toEqual(expect.arrayContaining([...expected, 'town', 'wish']));
});

test('a session', () => {
  const begun = ofSession.start(3);
  const place = { name: planted('placeName'), address: planted('placeAddress') };
  const opened = openSession({ ...begun, title: planted('title'), place });
  const listed = freezeNumbers(setSeats(opened, [ofSession.request('A', { name: planted('name') })], '2026-11-20T08:00:00Z').state);
  const decided = decidedByForm(listed, {
    origin: { formId: 'F-FUP', responseId: 'd1', submitted: ofSession.at('2026-12-01T08:00:00Z') },
    staff: 's2',
    staffName: planted('staffName'),
    action: 'accept',
    ...ofSession.MERE_DECISION,
    reason: planted('reason'),
    note: planted('note'),
  });
  const filed = takeAttendance(decided, {
    ...ofSession.sheet({ 1: 'attended' }),
    remarks: planted('remarks'),
    filing: planted('filing'),
    presentOrganisations: [planted('organisation')],
  });
  const details = sessionDetails(filed, '2026-12-04T08:00:00Z');
  expect(markupIn(details)).toEqual([]);
  expect(fieldsIn(details)).toEqual(expect.arrayContaining(['filing', 'organisation', 'placeAddress', 'placeName', 'remarks', 'title']));
});

test('the planner', () => {
  const coming = [{ id: 'x-1', title: planted('title'), start: at('2026-12-08T13:30:00.000Z'), place: planted('place') }];
  const details = plannerDetails(
    { at: at('2026-11-23T08:00:00.000Z'), version: null, started: [], tells: false, coming, ask: null },
    { withoutCalendars: false },
  );
  expect(markupIn(details)).toEqual([]);
  expect(fieldsIn(details)).toEqual(['title', 'place']);
});
