import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { HISTORY } from '../../acceptance/people.ts';
import { defaultForms } from '../../sandbox/forms/defaults.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { seedFollowUps, seedRegistrations, seedSessions } from './story.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const now = Temporal.ZonedDateTime.from('2026-11-23T10:00:00[Europe/Paris]');
const titles = new Map(defaultForms().map(({ formId, items }) => [formId, new Set(items.map(({ title }) => title))]));
const fieldsOf = (responses: ReturnType<typeof seedRegistrations>) =>
  responses.flatMap(({ formId, answers }) => Object.keys(answers).filter((title) => !titles.get(formId)?.has(title)));

test('about thirty different people, all on example.org and on numbers kept for fiction', () => {
  expect(HISTORY.length).toBeGreaterThanOrEqual(30);
  expect(new Set(HISTORY.map(({ firstName, lastName }) => `${firstName} ${lastName}`)).size).toBe(HISTORY.length);
  for (const { email, phone } of HISTORY) {
    expect(email ?? phone).not.toBeNull();
    expect(email ?? 'none@example.org').toMatch(/^[a-z.-]+@example\.org$/);
    expect(phone ?? '06 39 98 00 00').toMatch(/^06 39 98 \d\d \d\d$/);
  }
  const phones = HISTORY.flatMap(({ phone }) => phone ?? []);
  expect(new Set(phones).size).toBe(phones.length);
});

test('every answer but the outcome stands under a question of the shipped form', () => {
  expect(fieldsOf([...seedRegistrations(programme, now, 'past'), ...seedRegistrations(programme, now, 'recent')])).toEqual([]);
  const outcome = programme.forms.followUp.fields.outcome;
  expect(fieldsOf(seedFollowUps(programme, now, () => 'GC-7K3M-9QXD')).filter((title) => title !== outcome)).toEqual([]);
});

test('a story on any day lies in the past, in working hours, each follow-up after its registration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), (days) => {
      const start = now.add({ days });
      const registrations = new Map(seedRegistrations(programme, start, 'past').map((one) => [one.responseId, one]));
      const recent = seedRegistrations(programme, start, 'recent');
      expect(registrations.size + recent.length).toBe(HISTORY.length);
      expect(recent.length).toBeGreaterThan(0);
      const followUps = seedFollowUps(programme, start, ({ responseId }) => responseId);
      const title = programme.forms.followUp.fields.reference ?? '';
      for (const { createTime, answers } of followUps) {
        const registered = registrations.get(answers[title] ?? '');
        expect(registered && registered.createTime < createTime).toBe(true);
        expect(Temporal.Instant.compare(createTime, start.toInstant())).toBeLessThan(0);
        const local = Temporal.Instant.from(createTime).toZonedDateTimeISO('Europe/Paris');
        expect(local.dayOfWeek).toBeLessThan(6);
        expect(local.hour).toBeGreaterThanOrEqual(9);
        expect(local.hour).toBeLessThan(18);
      }
    }),
  );
});

test('two sessions a month, with both co-facilitators and nobody else', () => {
  const sessions = seedSessions(programme, now);
  expect(sessions).toHaveLength(4);
  for (const { attendees, start, end } of sessions) {
    expect(attendees).toHaveLength(2);
    expect(start < end && end < now.toPlainDateTime().toString()).toBe(true);
  }
});

test('some files sleep: a last contact older than a month in a stage that asks for one', () => {
  const asleep = HISTORY.filter(
    ({ steps }) =>
      steps.some(({ stage }) => stage === 'exploring') &&
      (steps.findLast(({ contact }) => contact && contact !== 'attempt')?.daysAgo ?? 0) > 30,
  );
  expect(asleep.length).toBeGreaterThanOrEqual(3);
});
