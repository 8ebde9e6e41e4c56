import { expect, test } from '@jest/globals';
import * as path from './path.ts';
import { at, followUp, informed } from './path-fixtures.ts';

const contact = (state: path.PathState, iso: string) => path.followedUp(state, followUp({ contact: 'phone' }, at(iso)));

test('a stage that is recorded late keeps the contact since', () => {
  const heard = contact(informed(), '2027-01-20T10:00:00.000Z');
  const late = path.followedUp(heard, followUp({ stage: 'building' }, at('2027-01-05T10:00:00.000Z')));
  expect([late.stageSince.at, late.clockFrom.at]).toEqual(['2027-01-05T10:00:00.000Z', '2027-01-20T10:00:00.000Z']);
  const met = path.followedUp(heard, followUp({ contact: 'interview' }, at('2027-01-05T10:00:00.000Z')));
  expect([met.stage, met.clockFrom.at]).toEqual(['exploring', '2027-01-20T10:00:00.000Z']);
});

test('the end of a training that is over sooner is no contact to keep', () => {
  const until = at('2027-06-30T07:00:00.000Z');
  const training = path.followedUp(informed(), followUp({ stage: 'training', until }, at('2027-01-05T10:00:00.000Z')));
  expect(training.clockFrom).toEqual(until);
  const building = path.followedUp(training, followUp({ stage: 'building' }, at('2027-03-01T10:00:00.000Z')));
  expect(building.clockFrom.at).toBe('2027-03-01T10:00:00.000Z');
});
