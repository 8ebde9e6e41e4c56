import { describe, expect, test } from 'vitest';
import { EMPTY_MEMORY } from '../../workflows/form-intake/state.ts';
import { responseTo } from './intake-fixtures.ts';
import { AWA, intake, keys } from './passes-fixtures.ts';

/** Awa registered, and was erased; her response is still in the form. */
async function awaErased() {
  const all = intake(EMPTY_MEMORY);
  const response = all.register();
  await all.pass();
  const ref = keys.reference(response, 0);
  all.paths.erase(`participant-${ref}`);
  all.paths.erasures.set(keys.origin(response), ref);
  all.paths.open(`erasure-${ref}`);
  return { ...all, response, ref, erasure: () => all.paths.workflows.get(`erasure-${ref}`)?.handed };
}

describe('a response whose person was erased', () => {
  test('opens no path when it is edited, and its erasure is told that it is still there', async () => {
    const { forms, pass, participants, response, erasure } = await awaErased();
    forms.submit({ ...responseTo('registration', { ...AWA, email: 'awa@example.org' }), responseId: response.responseId });
    const { counts, quarantined } = await pass();
    expect([participants(), quarantined, counts.refused, counts.handedOver]).toEqual([[], [], 1, 0]);
    expect(erasure()).toEqual(['responseCameAgain ']);
  });

  test('is refused though it takes the consent back', async () => {
    const { forms, pass, participants, response } = await awaErased();
    forms.submit({ ...responseTo('registration', { ...AWA, consent: 'Non' }), responseId: response.responseId });
    expect((await pass()).counts.refused).toBe(1);
    expect(participants()).toEqual([]);
  });

  test('hinders no other response of the same person', async () => {
    const { pass, register, participants, ref } = await awaErased();
    const again = register();
    await pass();
    expect(participants()).toEqual([`participant-${keys.reference(again, 0)}`]);
    expect(participants()).not.toContain(`participant-${ref}`);
  });
});

describe('a walk-in who was erased', () => {
  test('is no path again when the sheet is edited; the others on it are', async () => {
    const { forms, paths, pass, participants } = intake(EMPTY_MEMORY);
    paths.open('session-info-a');
    const sheet = (walkIns: string) => responseTo('attendance', { session: 'info-a', staffCode: 'B8RN-5XKV', walkIns });
    const { responseId } = forms.submit(sheet('Awa Sow 06 39 98 00 58'));
    await pass('attendance');
    const origin = { formId: 'F-ATT', responseId: `${responseId}#1` };
    const ref = keys.reference(origin, 0);
    expect(participants()).toEqual([`participant-${ref}`]);
    paths.erase(`participant-${ref}`);
    paths.erasures.set(keys.origin(origin), ref);
    forms.submit({ ...sheet('Awa Sow 06 39 98 00 58\nZoé Diop 06 39 98 00 09'), responseId });
    await pass('attendance');
    expect(participants()).toEqual([`participant-${keys.reference({ ...origin, responseId: `${responseId}#2` }, 0)}`]);
  });
});
