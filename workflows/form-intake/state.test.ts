import { expect, test } from 'vitest';
import type { QuarantineEntry } from '../../domain/quarantine.ts';
import { QUARANTINE_REASONS, quarantineWords, replacedIn } from '../../domain/quarantine.ts';
import { SERVICE_ERRORS } from '../../domain/service-error.ts';
import type { IntakeMemory, Suspension } from './contract.ts';
import { details, dismiss, EMPTY_MEMORY, linesForStaff, openIntake, polled, pollRequest } from './state.ts';

const AT = { at: '2026-11-23T08:00:00Z', label: 'lundi 23 novembre à 9 h' };
const COUNTS = { handedOver: 3, started: 2, quarantined: 1, mended: 0, refused: 1 };
const entry = (n: number): QuarantineEntry => ({
  formId: 'F',
  responseId: `r${n}`,
  number: `R-0000-00${String(n).padStart(2, '0')}`,
  reason: 'unknown-choice',
  question: 'Décision',
  at: AT,
  setAsideAt: AT.at,
  author: null,
});
const after = (memory: Partial<IntakeMemory>, form: 'registration' | 'followUp' = 'registration') =>
  polled(openIntake({ form }), { memory: { ...EMPTY_MEMORY, ...memory }, counts: COUNTS, at: AT, coordinator: 's1' });

test('a first run starts with nothing, a later one with everything', () => {
  const state = openIntake({ form: 'unable' });
  expect(pollRequest(state)).toEqual({ form: 'unable', memory: EMPTY_MEMORY, dismissed: {} });
  expect(linesForStaff(state)).toEqual([]);
  const carried = after({ quarantined: [entry(1)] });
  expect(openIntake({ form: 'registration', carry: carried })).toBe(carried);
  expect(JSON.parse(JSON.stringify(carried))).toEqual(carried);
});

test('counts add up', () => {
  const twice = polled(after({}), { memory: EMPTY_MEMORY, counts: COUNTS, at: AT, coordinator: 's1' });
  expect(twice.totals).toEqual({ handedOver: 6, started: 4, quarantined: 2, mended: 0, refused: 2 });
});

test('at rest the coordinator’s worklist is empty', () => {
  expect(linesForStaff(after({}))).toEqual([]);
});

test('a quarantined registration says what, where and what to do, with a link that replaces it', () => {
  const [item] = linesForStaff(after({ quarantined: [entry(1)] }));
  expect(item).toMatchObject({ worklist: 's1', kind: 'intake', who: 'Inscription', since: AT, urgent: false });
  expect(item?.title).toBe(
    'Réponse R-0000-0001 du lundi 23 novembre à 9 h au formulaire « Inscription » : La réponse à la question « Décision » n’est pas un des choix attendus.',
  );
  expect(item?.missing).toContain('Choisir une des options');
  expect(item?.answers).toEqual([{ label: 'Saisir l’inscription', form: 'registration', values: { replaces: 'R-0000-0001' } }]);
  expect(linesForStaff(after({ quarantined: [entry(1)] }, 'followUp'))[0]?.answers).toEqual([]);
});

test('an ambiguous name is its author’s to tell; the coordinator hears of it five days later', () => {
  const candidates = ['GC-AAAA-AAAA', 'GC-BBBB-BBBB'].map((ref) => ({ ref, since: AT, stage: 'exploring' }));
  const ambiguous = { ...entry(1), reason: 'ambiguous-name' as const, choice: { author: 's3', candidates } };
  const [own, hers] = linesForStaff(after({ quarantined: [ambiguous] }, 'followUp'));
  expect(own).toMatchObject({ worklist: 's3', kind: 'decide', due: AT });
  expect(own?.answers).toEqual([
    {
      label: 'GC-AAAA-AAAA, exploration, depuis lundi 23 novembre à 9 h',
      form: 'followUp',
      values: { reference: 'GC-AAAA-AAAA', note: 'Réponse R-0000-0001' },
    },
    expect.objectContaining({ values: { reference: 'GC-BBBB-BBBB', note: 'Réponse R-0000-0001' } }),
  ]);
  expect(hers).toMatchObject({ worklist: 's1', kind: 'intake', due: { at: '2026-11-28T08:00:00.000Z' } });
  const herOwn = { ...ambiguous, choice: { author: 's1', candidates } };
  expect(linesForStaff(after({ quarantined: [herOwn] }, 'followUp')).map(({ key }) => key)).toEqual([`which-R-0000-0001-${AT.at}`]);
});

test('an answer by an expired link is confirmed by a fresh one that holds it, whoever its author is', () => {
  const values = { reference: 'GC-AAAA-AAAA', contact: 'interview', note: 'Vu (doubt-1)', date: '2026-11-23' };
  const expired = { ...entry(1), reason: 'link-expired' as const, author: 's3', answer: { values, isWhole: true } };
  const linesOf = (quarantined: QuarantineEntry) => linesForStaff(after({ quarantined: [quarantined] }, 'followUp'));
  const [own, hers] = linesOf(expired);
  expect(own?.title).toContain('n’a pas été prise : le lien qui a servi a expiré.');
  expect(own).toMatchObject({ worklist: 's3', missing: expect.stringContaining('la même réponse') });
  expect(own?.answers).toEqual([
    {
      label: 'Confirmer cette réponse',
      form: 'followUp',
      values: { ...values, note: 'Vu (doubt-1) – Remplace la réponse R-0000-0001' },
    },
  ]);
  expect(hers).toMatchObject({ worklist: 's1', answers: [] });
  const coordinators = linesOf({ ...expired, author: 's1' });
  expect(coordinators.map(({ worklist, answers }) => [worklist, answers.length])).toEqual([['s1', 1]]);
  const [partly] = linesOf({ ...expired, answer: { values: { reference: 'GC-AAAA-AAAA' }, isWhole: false } });
  expect(partly?.answers).toMatchObject([{ label: 'Refaire la saisie', values: { reference: 'GC-AAAA-AAAA' } }]);
  expect(partly?.missing).toContain('à saisir de nouveau');
});

test('a response that its author can mend is told to the author too, with a link to enter it anew', () => {
  const late = { ...entry(1), reason: 'date-in-past' as const, question: 'Prochain rendez-vous', author: 's3' };
  const [own, hers] = linesForStaff(after({ quarantined: [late] }, 'followUp'));
  expect(own).toMatchObject({ worklist: 's3', kind: 'decide', missing: expect.stringContaining('Refaire la saisie avec la bonne date') });
  expect(own?.title).toBe(
    'Votre réponse du lundi 23 novembre à 9 h au formulaire « Suivi » n’a pas été prise : la question « Prochain rendez-vous » porte une date déjà passée, alors qu’elle annonce quelque chose à venir.',
  );
  expect(own?.answers).toEqual([{ label: 'Refaire la saisie', form: 'followUp', values: { note: 'Remplace la réponse R-0000-0001' } }]);
  expect(replacedIn(own?.answers[0]?.values['note'] ?? null)).toBe('R-0000-0001');
  expect(hers).toMatchObject({ worklist: 's1', kind: 'intake' });
  const worklistsOf = (quarantined: QuarantineEntry) =>
    linesForStaff(after({ quarantined: [quarantined] }, 'followUp')).map(({ worklist }) => worklist);
  expect(worklistsOf({ ...late, author: 's1' })).toEqual(['s1']);
  expect(worklistsOf({ ...late, reason: 'not-delivered' })).toEqual(['s1']);
});

test('many quarantines stay one readable mail', () => {
  const items = linesForStaff(after({ quarantined: Array.from({ length: 45 }, (_, n) => entry(n)) }, 'followUp'));
  expect(items).toHaveLength(21);
  expect(items.at(-1)?.title).toContain('25 autres réponses');
  expect(new Set(items.map(({ key }) => key)).size).toBe(21);
});

const JUNK = Array.from({ length: 30 }, (_, n) => ({ ...entry(n), reason: 'no-contact' as const }));

test('of a form that anybody fills in, many of one reason are a few lines and one that dismisses them all', () => {
  const items = linesForStaff(after({ quarantined: [entry(40), ...JUNK], unlisted: 7 }));
  expect(items.map(({ title }) => title.replace(/ R-\S+ du .*? au/, ' au'))).toEqual([
    expect.stringContaining('Décision'),
    ...Array.from({ length: 5 }, () => expect.stringContaining('Ni adresse e-mail ni téléphone')),
    expect.stringMatching(/^30 réponses au formulaire « Inscription » pour la même raison : ni adresse e-mail/),
    expect.stringMatching(/^7 autres réponses/),
  ]);
  expect(items.at(-2)?.answers).toEqual([
    { label: 'Tout écarter', form: 'followUp', values: { reference: 'réponses de côté (registration no-contact)' } },
  ]);
});

test('what is dismissed comes back neither with the next report nor when it is read again; a later response is news', () => {
  const noon = '2026-11-23T12:00:00Z';
  const later = { ...entry(50), reason: 'no-contact' as const, at: { at: '2026-11-24T08:00:00Z', label: 'mardi' } };
  const dismissed = dismiss(after({ quarantined: [entry(40), ...JUNK], unlisted: 7 }), { reason: 'no-contact', at: noon });
  expect(linesForStaff(dismissed)).toHaveLength(1);
  expect(pollRequest(dismissed).memory.quarantined).toEqual([entry(40)]);
  const memory = { ...EMPTY_MEMORY, quarantined: [entry(40), ...JUNK, later], unlisted: 7 };
  const report = (unlisted: number) => polled(dismissed, { memory: { ...memory, unlisted }, counts: COUNTS, at: AT, coordinator: 's1' });
  const reported = report(7);
  expect(reported.memory.quarantined).toEqual([entry(40), later]);
  expect(linesForStaff(reported)).toHaveLength(2);
  expect(pollRequest(reported).dismissed).toEqual({ 'no-contact': noon });
  // Once a full list has found none of them left, others that find no room are told from the first one on.
  const counted = polled(report(0), { memory: { ...memory, unlisted: 3 }, counts: COUNTS, at: AT, coordinator: 's1' });
  expect(linesForStaff(counted).at(-1)?.title).toMatch(/^3 autres réponses/);
});

test('wrong codes are a few lines and one for all of them; with an old link nobody fills a colleague’s worklist', () => {
  const unproven = (n: number, author: string | null): QuarantineEntry => ({
    ...entry(n),
    reason: author === null ? 'unknown-staff' : 'link-expired',
    author,
  });
  const many = [
    ...Array.from({ length: 30 }, (_, n) => unproven(n, null)),
    ...Array.from({ length: 30 }, (_, n) => unproven(30 + n, 's2')),
  ];
  const last = { at: '2026-11-23T09:00:00Z', label: 'lundi 23 novembre à 10 h' };
  const wrongCodes = {
    byReason: { 'unknown-staff': { count: 312, first: AT, last } },
    day: null,
    burst: { on: '2026-11-23', count: 312, last },
  };
  const state = after({ quarantined: [...many, { ...entry(60), author: 's3' }], wrongCodes }, 'followUp');
  const items = linesForStaff(state);
  const of = (worklist: string) => items.filter((item) => item.worklist === worklist);
  expect([of('s1').length, of('s2').length, of('s3').length]).toEqual([1 + 1 + (5 + 1) + (5 + 1), 19, 1]);
  expect(of('s1')[0]).toMatchObject({ urgent: true, key: 'wrong-codes-followUp-2026-11-23' });
  expect(of('s1').map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^312 réponses en tout .* la première du lundi 23 novembre à 9 h, la dernière du lundi 23 novembre à 10 h/),
      expect.stringMatching(/^30 réponses en tout .* le lien qui a servi a expiré/),
    ]),
  );
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  expect(details(state)).toContain(
    '- Codes et liens refusés, `unknown-staff` : 312 en tout, le premier du lundi 23 novembre à 9 h, le dernier du lundi 23 novembre à 10 h',
  );
  const later = { ...state, at: { at: '2026-12-01T09:00:00Z', label: '' } };
  expect(linesForStaff(later).filter(({ urgent }) => urgent)).toEqual([]);
});

const suspended = (code: Suspension['code'], about: string[] = []): Suspension => ({ code, about, since: AT });
test.each<[Suspension, 'service' | 'intake', string]>([
  [suspended('forms-forbidden'), 'service', SERVICE_ERRORS['forms-forbidden'].tell],
  [suspended('question-missing', ['Prénom']), 'intake', '« Prénom »'],
  [suspended('too-many-quarantined', ['empty']), 'intake', 'empty'],
])('a suspended form is told at once: %j', (hold, kind, words) => {
  const state = after({ suspended: hold });
  expect(linesForStaff(state)).toHaveLength(1);
  expect(linesForStaff(state)[0]).toMatchObject({ kind, urgent: true });
  expect(linesForStaff(state)[0]?.title).toContain(words);
  expect(details(state)).toContain('En pause');
});

test('questions that are gone are one line', () => {
  const items = linesForStaff(after({ drift: ['Quartier', 'Commune'] }));
  expect(items.map(({ title }) => title)).toEqual(['Le formulaire « Inscription » n’a plus les questions « Quartier », « Commune ».']);
});

test('details tell counts, cursor, reasons and what happens next', () => {
  const text = details(after({ cursor: AT, quarantined: [entry(1), entry(2)], drift: ['Quartier'] }));
  for (const part of ['| 3 | 2 | 2 | 0 | 1 |', 'Lu jusqu’à : lundi 23 novembre', '2 × `unknown-choice`', '« Quartier »', '**Ensuite**']) {
    expect(text).toContain(part);
  }
  expect(details(openIntake({ form: 'unable' }))).toContain('première lecture en cours');
});

test('every reason has words', () => {
  const reasons = Object.keys(QUARANTINE_REASONS) as (keyof typeof QUARANTINE_REASONS)[];
  expect(reasons.length).toBeGreaterThan(20);
  for (const reason of reasons) expect(quarantineWords({ reason, question: 'Q' }).what).not.toContain('{');
});
