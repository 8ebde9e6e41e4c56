import { expect, test } from 'vitest';
import * as path from './path.ts';
import { at, seated, view } from './path-fixtures.ts';

const EVENING = at('2026-11-20T21:00:00.000Z');
const MORNING = at('2026-11-23T08:00:00.000Z');
const MINUTE_MS = 60_000;

function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * MINUTE_MS).toISOString();
}

/** A path with one mail in its outbox, due since the evening before. */
function waiting(): path.PathState {
  const moved = path.seatChanged(seated(), view({ rev: 2, icsSequence: 1 }), EVENING);
  return path.dueCommands(moved, EVENING.at).reduce((next, one) => {
    const put = one.kind === 'mail' ? path.putOff(next, one, MORNING, EVENING.at) : next;
    return path.done(put, one.id);
  }, moved);
}

const onlyMail = ({ outbox }: path.PathState) => {
  const [mail] = outbox;
  if (outbox.length !== 1 || mail?.kind !== 'mail') throw new Error('one mail was expected');
  return mail;
};

test('a mail whose hour is past and that is refused is tried again at a moment that is ahead', () => {
  const now = later(MORNING.at, 5);
  const refused = path.postponed(waiting(), onlyMail(waiting()).id, 'mail-authentication', now);
  expect(path.dueCommands(refused, now)).toEqual([]);
  expect(path.nextWake(refused, now)).toBe(later(now, 0.5));
  expect(path.dueCommands(refused, later(now, 0.5))).toHaveLength(1);
});

test('a mail whose hour is past and that is being sent asks for no wake', () => {
  const now = later(MORNING.at, 5);
  const wake = path.nextWake(waiting(), now);
  expect(wake === null || wake > now).toBe(true);
});

test('an hour that a clock behind answers, past already, is a dated next try', () => {
  const now = later(MORNING.at, 5);
  let state = waiting();
  for (const refusals of [1, 2, 3]) {
    const mail = onlyMail(state);
    state = path.done(path.putOff(state, mail, MORNING, now), mail.id);
    expect([path.dueCommands(state, now).length, onlyMail(state).pause?.refusals]).toEqual([0, refusals]);
    expect(path.nextWake(state, now)).toBe(onlyMail(state).pause?.until);
  }
});

test('a refusal is over once everything that was refused is done', () => {
  const two = path.addCommand(waiting(), { kind: 'mail', mail: 'reminderWeek', why: 'weekBefore' });
  const [first = 0, second = 0] = two.outbox.map(({ id }) => id);
  const refused = path.postponed(path.postponed(two, first, 'mail-refused', MORNING.at), second, 'mail-refused', MORNING.at);
  expect(path.done(refused, first).outage).not.toBeNull();
  expect(path.done(path.done(refused, first), second).outage).toBeNull();
});
