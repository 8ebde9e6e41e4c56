import { expect, test } from 'vitest';
import type { WatchResult } from './contract.ts';
import { details, openWatch, outageItems, refused, type WatchState, watched } from './state.ts';

const GAVE_UP = '2026-11-25T08:17:30.480Z';
const AT_NINE = '2026-11-25T09:00:00.000Z';
const LABEL = 'mercredi 25\u00a0novembre à 9\u00a0h\u00a013';
const calm: WatchState = {
  coordinator: 's1',
  memory: { mailbox: null, deltaLink: 'x', window: null, events: {}, unclear: {} },
  totals: { notified: 0, adopted: 0, resyncs: 0 },
  at: { at: '2026-11-25T08:13:10.000Z', label: LABEL },
  outage: null,
  openings: { unsaid: false, pause: null },
};
const away = refused(calm, 'calendar-unavailable', GAVE_UP);

const LOOK: WatchResult = {
  memory: calm.memory,
  at: { at: AT_NINE, label: '' },
  counts: { notified: 0, adopted: 0, resyncs: 0 },
  opened: false,
};

test('a watch that can’t read says when it last did, in French', () => {
  expect(details(away)).toContain(`**En panne** (dernière lecture : ${LABEL}) : Outlook ne répond pas`);
  expect(details(away)).not.toContain('Z ');
  const [line] = outageItems(away);
  expect(line?.title).toContain(`(dernière lecture : ${LABEL})`);
  expect(line?.since).toEqual(calm.at);
  expect(line?.due.at).toBe(GAVE_UP);
});

test('one that never could says so', () => {
  const never = { ...away, at: null };
  expect(details(never)).toContain('**En panne** (jamais lu encore) : ');
  expect(details(never)).not.toContain(GAVE_UP);
  expect(outageItems(never)[0]?.title).toContain('(jamais lu encore)');
});

test('a watch that reads has nothing for a worklist', () => {
  expect(details(calm)).toContain('Suivi en continu.');
  expect(outageItems(calm)).toEqual([]);
});

test('an Outlook that refuses is asked again within a minute, and first seen refusing when it began', () => {
  const again = refused(refused(away, 'calendar-forbidden', AT_NINE), 'calendar-forbidden', AT_NINE);
  expect(again.outage).toMatchObject({ code: 'calendar-unavailable', since: GAVE_UP, pause: { refusals: 3 } });
  expect(Date.parse(again.outage?.pause.until ?? '') - Date.parse(AT_NINE)).toBe(60_000);
  expect(watched(again, LOOK).outage).toBeNull();
});

test('openings that nobody was told of stay until they are, through a new run as well', () => {
  const unannounced = watched(calm, { ...LOOK, opened: true });
  expect(watched(openWatch(unannounced), LOOK).openings.unsaid).toBe(true);
});
