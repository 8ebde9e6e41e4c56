import { expect, test } from '@jest/globals';
import { requestOf } from './reset-interceptor.ts';

const request = (more: object = {}) => [{ kind: 'reminderDay', n: 1, why: 'dayBefore', view: { sessionId: 'a', rev: 1 }, ...more }];
const to = { ref: 'GC-7K3M-9QXD', email: 'lea@example.org', charge: { referent: 's1' }, lastMailAt: null };

test('the same mail asked for in another course is the same request, whatever the plan says meanwhile', () => {
  const again = { ...to, charge: { referent: 's2' }, lastMailAt: '2026-11-28T09:00:00Z' };
  expect(requestOf('mailParticipant', request({ to }))).toBe(requestOf('mailParticipant', request({ to: again })));
});

test('a mail of another session, to another address or of another number is another one', () => {
  const base = requestOf('mailParticipant', request({ to }));
  for (const other of [{ view: { sessionId: 'b', rev: 1 } }, { to: { ...to, email: 'autre@example.org' } }, { n: 2 }])
    expect(requestOf('mailParticipant', request({ to, ...other }))).not.toBe(base);
});
