import { expect, test } from 'vitest';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import { EMPTY_MEMORY } from '../../workflows/form-intake/state.ts';
import { responseTo } from './intake-fixtures.ts';
import { intake } from './passes-fixtures.ts';

const NOBODY = { firstName: '', lastName: '', phone: '' };

/** The registration form after a flood: the memory has room for 500 of these 520. */
async function flooded() {
  const form = intake(EMPTY_MEMORY);
  await form.pass();
  form.register();
  const junk = Array.from({ length: 520 }, () => form.register(NOBODY));
  const { quarantined, unlisted } = await form.pass();
  expect([quarantined.length, unlisted]).toEqual([500, 20]);
  return { ...form, junk };
}

test('what found no room takes that of what was mended, at the next full list', async () => {
  const { forms, junk, pass, fullPass, participants } = await flooded();
  junk.slice(0, 30).forEach((response, n) => forms.submit(mended(response, n)));
  const after = await pass();
  expect([after.quarantined.length, after.unlisted, participants().length]).toEqual([470, 20, 31]);
  const night = await fullPass();
  expect([night.quarantined.length, night.unlisted]).toEqual([490, 0]);
  expect(night.quarantined.map(({ responseId }) => responseId)).toContain(junk.at(-1)?.responseId);
});

test('of what found no room, only what still stands in the form is counted', async () => {
  const { forms, junk, fullPass } = await flooded();
  expect((await fullPass()).unlisted).toBe(20);
  for (const { responseId } of junk.slice(500, 512)) forms.remove(responseId);
  expect((await fullPass()).unlisted).toBe(8);
  for (const { responseId } of junk) forms.remove(responseId);
  const empty = await fullPass();
  expect([empty.quarantined.length, empty.unlisted]).toEqual([0, 0]);
});

test('one that found no room and was mended in the form is taken', async () => {
  const { forms, junk, fullPass, participants } = await flooded();
  const last = junk.at(-1);
  if (last === undefined) throw new Error('no flood');
  forms.submit(mended(last, 0));
  const night = await fullPass();
  expect([night.unlisted, participants().length]).toEqual([19, 2]);
});

test('a dismissed flood leaves room and count, and costs its day’s paths nothing more', async () => {
  const { fullPass, paths } = await flooded();
  const handed = () => [...paths.workflows.values()].flatMap((path) => path.handed);
  const dismissed = { 'first-name-missing': '2026-12-31T00:00:00Z' };
  const night = await fullPass(dismissed);
  expect([night.quarantined, night.unlisted]).toEqual([[], 0]);
  const before = handed();
  const later = await fullPass(dismissed);
  expect([later.quarantined, later.unlisted, handed()]).toEqual([[], 0, before]);
});

/** Edited in the form, a minute after it was sent. */
function mended({ responseId, createTime }: FormResponse, n: number): FormResponse {
  const answers = { firstName: 'Ada', lastName: `Personne ${n}`, phone: `06399801${String(n).padStart(2, '0')}`, consent: 'Oui' };
  const lastSubmittedTime = new Date(Date.parse(createTime) + 60_000).toISOString();
  return responseTo('registration', answers, { responseId, createTime, lastSubmittedTime });
}
