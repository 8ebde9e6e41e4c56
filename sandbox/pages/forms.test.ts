import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultForms } from '../forms/defaults.ts';
import { formOf, questionsOf } from '../forms/definition.ts';
import { control, fillIn, googleClient, testSandbox } from '../test-sandbox.ts';
import { problemsOf, readEntries } from './form-entries.ts';

const CONSENT = "J'accepte que mes données soient conservées";
const ADA = { Prénom: 'Ada', Nom: 'Diallo', [CONSENT]: 'Oui' };

function registration() {
  const [definition] = defaultForms();
  if (definition === undefined) throw new Error('no form');
  const form = formOf(definition, '');
  const entry = (title: string) => `entry.${questionsOf(form).find((one) => one.title === title)?.entry}`;
  const id = (title: string) => questionsOf(form).find((one) => one.title === title)?.question.questionId ?? '';
  return { form, entry, id };
}

test('a prefilled link fills the page in, escaped', async () => {
  await using sandbox = await testSandbox();
  const { entry } = registration();
  const query = new URLSearchParams({ usp: 'pp_url', [entry('Prénom')]: '<b>Ada</b> "A"', [entry('Quartier')]: 'Les Aunettes' });
  const html = await (await fetch(`${sandbox.announcement.web}/forms/d/F-REG/viewform?${query.toString()}`)).text();
  expect(html).toContain('value="&lt;b&gt;Ada&lt;/b&gt; &quot;A&quot;"');
  expect(html).toMatch(/value="Les Aunettes" checked/);
  expect(html).not.toContain('<b>Ada</b>');
});

test('every row of the grid arrives under its own question', async () => {
  await using sandbox = await testSandbox();
  const answers = { 'Référence de la séance': 'info-1', Code: 'K7QX-4M2P', Présence: { 1: 'Présent', 3: 'Absent', 30: 'Excusé' } };
  const { status, id } = await fillIn(sandbox, 'F-ATT', answers);
  expect(status).toBe(200);
  const { forms } = googleClient(sandbox);
  const [form, response] = [
    (await forms.get({ formId: 'F-ATT' })).data,
    (await forms.responses.get({ formId: 'F-ATT', responseId: id })).data,
  ];
  const rows = form.items?.find(({ title }) => title === 'Présence')?.questionGroupItem?.questions ?? [];
  const read = rows.flatMap(({ questionId, rowQuestion }) => {
    const value = response.answers?.[questionId ?? '']?.textAnswers?.answers?.[0]?.value;
    return value === undefined ? [] : [[rowQuestion?.title, value]];
  });
  expect(read).toEqual([
    ['1', 'Présent'],
    ['3', 'Absent'],
    ['30', 'Excusé'],
  ]);
});

test('several ticked boxes arrive as several answers of one question', async () => {
  await using sandbox = await testSandbox();
  const title = 'Co-animation : qui était présent ?';
  const both = ['Association AILE', 'Mission Locale'];
  const { id } = await fillIn(sandbox, 'F-ATT', { 'Référence de la séance': 'info-1', Code: 'K7QX-4M2P', [title]: both });
  const { forms } = googleClient(sandbox);
  const { data } = await forms.get({ formId: 'F-ATT' });
  const question = data.items?.find((item) => item.title === title)?.questionItem?.question;
  expect(question?.choiceQuestion).toMatchObject({ type: 'CHECKBOX', options: both.map((value) => ({ value })) });
  const response = (await forms.responses.get({ formId: 'F-ATT', responseId: id })).data;
  expect(response.answers?.[question?.questionId ?? '']?.textAnswers?.answers).toEqual(both.map((value) => ({ value })));
});

test('a required question left empty keeps what was typed and stores nothing', async () => {
  await using sandbox = await testSandbox();
  const { status, html } = await fillIn(sandbox, 'F-REG', { Prénom: 'Ada' });
  expect(status).toBe(400);
  expect(html).toContain('value="Ada"');
  expect(html).toContain('2 réponses sont à revoir');
  expect((await googleClient(sandbox).forms.responses.list({ formId: 'F-REG' })).data).toEqual({});
});

test('the confirmation leads to the response, filled in, to edit it', async () => {
  await using sandbox = await testSandbox();
  const { html } = await fillIn(sandbox, 'F-REG', { ...ADA, Nom: "L'Hôte" });
  const link = /href="([^"]+edit2=[^"]+)"/.exec(html)?.[1] ?? '';
  const edit = await (await fetch(`${sandbox.announcement.web}${link}`)).text();
  expect(edit).toContain('value="L&#39;Hôte"');
  expect(edit).toContain('Enregistrer les modifications');
});

test('a closed form takes nothing', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'faults.json', { fault: 'forms-closed', params: { formId: 'F-REG' } });
  expect((await fillIn(sandbox, 'F-REG', ADA)).status).toBe(403);
  expect((await fillIn(sandbox, 'F-UNA', { Référence: 'GC-1', 'Votre réponse': 'Une autre date' })).status).toBe(200);
});

test('an address is asked for where the form collects it', async () => {
  await using sandbox = await testSandbox();
  await control(sandbox, 'forms/F-UNA.json', { settings: { emailCollectionType: 'VERIFIED' } });
  expect((await fillIn(sandbox, 'F-UNA', { Référence: 'GC-1', 'Votre réponse': 'Une autre date' })).status).toBe(400);
});

test('dates come as the browser or as Google’s own pages send them', () => {
  const { form, entry, id } = registration();
  const birth = entry('Date de naissance');
  expect(readEntries(form, new URLSearchParams({ [birth]: '1999-02-28' }))[id('Date de naissance')]).toEqual(['1999-02-28']);
  const parts = new URLSearchParams({ [`${birth}_year`]: '1999', [`${birth}_month`]: '2', [`${birth}_day`]: '8' });
  expect(readEntries(form, parts)[id('Date de naissance')]).toEqual(['1999-02-08']);
  expect(Object.keys(problemsOf(form, { [id('Date de naissance')]: ['1999-02-30'] }))).toContain(id('Date de naissance'));
});

test('« Autre » brings the words typed beside it; an option that is none is refused', () => {
  const { form, entry, id } = registration();
  const other = new URLSearchParams({
    [entry('Quartier')]: '__other_option__',
    [`${entry('Quartier')}.other_option_response`]: 'Les Tilleuls',
  });
  expect(readEntries(form, other)[id('Quartier')]).toEqual(['Les Tilleuls']);
  expect(problemsOf(form, { [id(CONSENT)]: ['Peut-être'] })[id(CONSENT)]).toBe('Choisissez une des réponses proposées.');
});

test('any text reaches the API as it was typed', () => {
  const { form, entry, id } = registration();
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const sent = new URLSearchParams(new URLSearchParams({ [entry('Votre envie ou projet')]: text }).toString());
      expect(readEntries(form, sent)[id('Votre envie ou projet')]).toEqual([text.replaceAll('\r\n', '\n')]);
    }),
  );
});
