import { describe, expect, test } from 'vitest';
import { EMPTY_MEMORY } from '../../workflows/form-intake/state.ts';
import { responseTo } from './intake-fixtures.ts';
import { AWA, intake, keys } from './passes-fixtures.ts';
import { Killed } from './paths-fixtures.ts';
import { remembered } from './unseen.ts';

describe('one person registers twice while the search lags', () => {
  test('in one page', async () => {
    const { paths, pass, register, participants } = intake(EMPTY_MEMORY);
    paths.isPrompt = false;
    register();
    register();
    await pass();
    expect(participants()).toHaveLength(1);
  });

  test('in two pages, a second and a minute later', async () => {
    const { paths, pass, register, participants } = intake(EMPTY_MEMORY);
    paths.isPrompt = false;
    register();
    await pass();
    register({ email: 'awa@example.org' });
    await pass();
    // Only what the second one taught recognises the third.
    register({ phone: '', email: 'awa@example.org' });
    const { unseen } = await pass();
    expect(participants()).toHaveLength(1);
    expect(JSON.stringify(unseen)).not.toMatch(/Awa|Sow|6399|example/i);
    paths.catchUp();
    expect((await pass()).unseen).toEqual([]);
  });

  test('with the activity killed between, at any call', async () => {
    for (const calls of [0, 1, 2, 3]) {
      const { paths, pass, register, participants } = intake(EMPTY_MEMORY);
      paths.isPrompt = false;
      register({ email: 'awa@example.org' });
      register();
      paths.callsLeft = calls;
      await pass().catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      paths.callsLeft = Number.POSITIVE_INFINITY;
      register({ phone: '', email: 'awa@example.org' });
      await pass();
      register();
      await pass();
      expect([calls, participants().length]).toEqual([calls, 1]);
    }
  });

  test('and takes the consent back', async () => {
    const { forms, paths, pass, register } = intake(EMPTY_MEMORY);
    paths.isPrompt = false;
    const first = register();
    await pass();
    forms.submit({ ...responseTo('registration', { ...AWA, consent: 'Non' }), responseId: first.responseId });
    await pass();
    const { handed = [] } = paths.workflows.get(`participant-${keys.reference(first, 0)}`) ?? {};
    expect(handed).toEqual([`start ${first.responseId}`, `consentRefused ${first.responseId}`]);
  });
});

test('a consent that is taken back reaches a path that neither search nor memory shows', async () => {
  const { forms, paths, pass, register } = intake(EMPTY_MEMORY);
  paths.isPrompt = false;
  const first = register();
  paths.callsLeft = 0;
  await expect(pass()).rejects.toThrow(Killed);
  paths.callsLeft = Number.POSITIVE_INFINITY;
  forms.submit({ ...responseTo('registration', { ...AWA, consent: 'Non' }), responseId: first.responseId });
  await pass();
  expect(paths.pathsOf(first.responseId)).toEqual([`participant-${keys.reference(first, 0)}`]);
  expect([...paths.workflows.values()].flatMap(({ handed }) => handed)).toContain(`consentRefused ${first.responseId}`);
});

test('a walk-in and a registration of one person, by two intakes at once, are a possible duplicate for the younger path', async () => {
  const { forms, paths, pass, register, participants } = intake(EMPTY_MEMORY);
  paths.isPrompt = false;
  paths.open('session-info-a');
  const sheet = forms.submit(responseTo('attendance', { session: 'info-a', staffCode: 'B8RN-5XKV', walkIns: 'Awa Sow 06 39 98 00 58' }));
  await pass('attendance');
  const later = register();
  await pass();
  expect(participants()).toHaveLength(2);
  paths.catchUp();
  await pass('attendance');
  await pass();
  const older = keys.reference({ formId: 'F-ATT', responseId: `${sheet.responseId}#1` }, 0);
  const younger = paths.workflows.get(`participant-${keys.reference(later, 0)}`);
  expect(new Set(younger?.handed)).toEqual(new Set([`start ${later.responseId}`, `nearFound ${older}`]));
  expect(paths.workflows.get(`participant-${older}`)?.handed).toEqual([`start ${sheet.responseId}#1`]);
});

test('what is remembered is bounded and expires within a day', () => {
  const handed = Array.from({ length: 1500 }, (_, n) => ({ ref: `GC-${n}`, since: '', keys: [`or${n}`, `ev${n}`, `pf${n}`], isNew: true }));
  const now = '2026-11-26T09:00:00.000Z';
  const all = remembered([], handed, now);
  expect([all.length, all[0]?.ref, all[0]?.keys]).toEqual([1000, 'GC-500', ['or500', 'pf500']]);
  expect(remembered(all, [], '2026-11-27T08:59:00.000Z')).toHaveLength(1000);
  expect(remembered(all, [], '2026-11-27T09:01:00.000Z')).toEqual([]);
});
