import { describe, expect, test } from 'vitest';
import { linesForStaff } from './lines-for-staff.ts';
import * as path from './path.ts';
import { at, followUp, informed, plan, seated } from './path-fixtures.ts';

const contact = (state: path.PathState, iso: string) => path.followedUp(state, followUp({ contact: 'phone' }, at(iso)));

test('a stage that is recorded late keeps the contact since', () => {
  const contacted = contact(informed(), '2027-01-20T10:00:00.000Z');
  const late = path.followedUp(contacted, followUp({ stage: 'building' }, at('2027-01-05T10:00:00.000Z')));
  expect([late.stageSince.at, late.clockFrom.at]).toEqual(['2027-01-05T10:00:00.000Z', '2027-01-20T10:00:00.000Z']);
  const met = path.followedUp(contacted, followUp({ contact: 'interview' }, at('2027-01-05T10:00:00.000Z')));
  expect([met.stage, met.clockFrom.at]).toEqual(['exploring', '2027-01-20T10:00:00.000Z']);
});

test('the end of a training that is over sooner is no contact to keep', () => {
  const until = at('2027-06-30T07:00:00.000Z');
  const training = path.followedUp(informed(), followUp({ stage: 'training', until }, at('2027-01-05T10:00:00.000Z')));
  expect(training.clockFrom).toEqual(until);
  const building = path.followedUp(training, followUp({ stage: 'building' }, at('2027-03-01T10:00:00.000Z')));
  expect(building.clockFrom.at).toBe('2027-03-01T10:00:00.000Z');
});

describe('an appointment that is fixed', () => {
  const informedAt = at('2026-11-03T09:00:00.000Z');
  const now = '2026-11-20T09:00:00.000Z';
  const request = (state: path.PathState) => path.planRequest(state).clockFrom;
  const met = () => path.followedUp(seated(), followUp({ stage: 'informed' }, informedAt));
  const booked = (state = met()) => path.followedUp(state, followUp({ appointment: at('2026-12-01T09:00:00.000Z') }, at(now)));

  test('is what the referent is waiting for: the stage’s clock runs from its date', () => {
    expect([request(met()), request(booked())]).toEqual([informedAt.at, '2026-12-01T09:00:00.000Z']);
  });

  test('takes away a reminder that stands already, and a new one comes if it leads to nothing', () => {
    const late = path.tick(path.planned(met(), plan({ referent: at('2026-11-17T09:00:00.000Z') })), now);
    expect(linesForStaff(late).map(({ kind }) => kind)).toEqual(['nudge']);
    const later = at('2026-12-15T09:00:00.000Z');
    const waits = path.planned(booked(late), plan({ referent: later, madeAt: at(now) }));
    expect(linesForStaff(waits)).toEqual([]);
    const again = path.tick(waits, later.at);
    expect(linesForStaff(again).map(({ key }) => key)).toEqual([`nudge-informed-${later.at}`]);
  });
});
