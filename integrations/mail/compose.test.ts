import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MailContent } from '../../domain/mails.ts';
import { createComposer } from './compose.ts';
import type { ComposedMail, MailComposer } from './port.ts';
import { SAMPLE_OPTIONS, SAMPLES, VARIANTS } from './templates/samples.ts';

let composer: MailComposer;
beforeAll(async () => {
  composer = await createComposer(SAMPLE_OPTIONS);
});

const KINDS = Object.values(SAMPLES).map((content) => content.kind);
const ALL = Object.entries({ ...SAMPLES, ...VARIANTS });
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
/** The words of an HTML mail, entities read back. */
function words(html: string): string {
  const text = html
    .replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>|<[^>]*>/gu, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return plain(text).replace(/\s+/gu, ' ');
}

/** The words of an HTML mail as they are spaced, each element on its own line. */
function spoken(html: string): string {
  return html.replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/gu, '').replace(/\s*<[^>]*>\s*/gu, '¶');
}

test('every kind has a sample of its own kind and composes', () => {
  expect(KINDS).toHaveLength(15);
  for (const kind of KINDS) {
    expect(SAMPLES[kind].kind).toBe(kind);
    const mail = composer.compose(SAMPLES[kind]);
    expect(mail.subject.length).toBeGreaterThan(10);
    expect(mail.subject).not.toMatch(/[\r\n]/u);
    expect(mail.text.length).toBeGreaterThan(150);
    expect(mail.html).toContain('lang="fr"');
  }
});

test('no mail loads anything, leaves a placeholder, or threatens', () => {
  expect(ALL.length).toBeGreaterThan(KINDS.length);
  for (const [, content] of ALL) {
    const mail = composer.compose(content);
    expect(mail.html).not.toMatch(/<img|<link|@import|url\(|src=/u);
    const everything = `${mail.subject}\n${mail.text}\n${words(mail.html)}`;
    expect(everything).not.toMatch(/\{\{|undefined|\[object|\bnull\b/u);
    expect(everything).not.toMatch(/convocation|convoqu|sanction|radiation|obligatoire|manquement/iu);
  }
});

test('French spacing: a space before a double punctuation mark does not break', () => {
  let marks = 0;
  for (const [, content] of ALL) {
    const mail = composer.compose(content);
    for (const text of [mail.subject, mail.text.replace(/https?:\S+/gu, ''), spoken(mail.html)]) {
      expect(text).not.toMatch(/[ \n][;:?!»]([ ¶]|$)|« |\d h( \d|$)/mu);
      marks += text.match(/\u00a0[;:?!»]/gu)?.length ?? 0;
    }
  }
  expect(marks).toBeGreaterThan(100);
});

test('a confirmation says what, when, where, what to do if unable and whom to ask, in HTML and in text', () => {
  const mail = composer.compose(SAMPLES.confirmation);
  expect(plain(mail.subject)).toBe('Amina, votre place est réservée : jeudi 3 décembre à 14 h 30');
  for (const text of [plain(mail.text), words(mail.html)]) {
    expect(text).toContain('Bonjour Amina,');
    expect(text).toContain('Information collective');
    expect(text).toContain('jeudi 3 décembre, de 14 h 30 à 16 h 30');
    expect(text).toMatch(/Où[ :]+Maison de quartier des Aunettes,? 1 place de l'Exemple/u);
    expect(text).toContain("En cas d'empêchement");
    expect(text).toContain('Camille Roux');
    expect(text).toContain('01 99 00 00 01');
    expect(text).toContain('Vous recevez ce message');
    expect(text).toContain('votre réponse arrive à une personne');
    expect(text).toContain('GC-7K3M-9QXD');
  }
  expect(mail.text).toContain('https://docs.google.com/forms/d/F-UNA/viewform?usp=pp_url&entry.100000001=GC-7K3M-9QXD');
  expect(mail.html).toContain(
    'href="https://docs.google.com/forms/d/F-UNA/viewform?usp&#x3D;pp_url&amp;entry.100000001&#x3D;GC-7K3M-9QXD"',
  );
  expect(mail.html).toContain('href="tel:+33199000001"');
});

test('waiting promises no date and no calendar file', () => {
  const mail = composer.compose(pickVariant('confirmation-waiting'));
  expect(mail.text).toContain("2e place de la liste d'attente");
  expect(mail.text).toContain('dans la limite des places disponibles');
  expect(mail.attachments).toEqual([]);
});

test('without a link, « En cas d’empêchement » says whom to answer', () => {
  const mail = composer.compose(pickVariant('reminder-no-link'));
  expect(plain(mail.text)).toContain(
    "En cas d'empêchement ou pour toute question, répondez simplement à ce message, Maud Lefèvre vous lira.",
  );
  expect(mail.html).not.toContain('Je ne peux pas venir');
});

test('a link that is no page is left out', () => {
  const mail = composer.compose({ ...SAMPLES.confirmation, unableUrl: 'javascript:alert(1)' });
  expect(mail.html).not.toContain('javascript:');
  expect(mail.text).not.toContain('javascript:');
});

test('mails of two first names about one seat have two subjects: a couple shares a mailbox', () => {
  const other = { ...SAMPLES.confirmation, firstName: 'Youssef' };
  expect(composer.compose(other).subject).not.toBe(composer.compose(SAMPLES.confirmation).subject);
});

test('the list is numbered, marks who has no e-mail and counts who waits', () => {
  const mail = composer.compose(SAMPLES.participantList);
  expect(plain(mail.subject)).toBe('Liste des inscrits – Information collective, jeudi 3 décembre à 14 h 30 (10 personnes)');
  expect(mail.text).toContain('   2. Loïc T.');
  expect(plain(mail.text)).toContain("2 personnes sont sur la liste d'attente");
  expect(mail.html.match(/class="n">\d+</gu)).toHaveLength(10);
  expect(mail.attachments).toEqual([]);
});

test('the attendance request leads to the prefilled form', () => {
  const mail = composer.compose(SAMPLES.attendanceRequest);
  expect(plain(mail.subject)).toBe('Émargement – Information collective, jeudi 3 décembre à 14 h 30 : 10 présences à saisir');
  expect(mail.text).toContain('https://docs.google.com/forms/d/F-ATT/viewform?usp=pp_url&entry.200000001=session-info-2026-12-a');
});

test('« Ma journée » says what waits and since when, and is told apart from the next one of the day', () => {
  const first = composer.compose(SAMPLES.day);
  expect(plain(first.subject)).toMatch(/^Ma journée du lundi 23 novembre – 1 urgence – Relance : 2 dossiers en attente/u);
  const calm = composer.compose(pickVariant('day-monday'));
  expect(plain(calm.subject)).toBe(
    'Ma journée du lundi 23 novembre – Relance : 2 dossiers en attente (dont 1 depuis 32 jours), 1 appel à passer, 1 décision, 1 correction, 1 point de séance, 1 anomalie',
  );
  expect(plain(composer.compose(pickVariant('day-urgent')).subject)).toMatch(
    /^Ma journée du lundi 23 novembre \(2\) – Urgent : L'information collective/u,
  );
});

test('« Ma journée » groups its lines and gives for each who, since when, what was tried, what is missing, what comes next', () => {
  const mail = composer.compose(SAMPLES.day);
  for (const text of [plain(mail.text), words(mail.html)]) {
    const headings = [
      'Urgent',
      'À appeler',
      'Dossiers en attente',
      'Relances',
      'À décider',
      'Coordonnées à corriger',
      'Séances et émargements',
    ];
    const places = headings.map((heading) => text.indexOf(heading));
    expect(places.every((place) => place > 0)).toBe(true);
    for (const said of [
      'Sofia',
      'Informée, depuis le 22 octobre (32 jours)',
      '5 novembre : relance envoyée à Maud Lefèvre',
      '12 novembre : appel sans réponse',
      "Il manque : la date d'un premier entretien",
      'Ensuite : nouveau rappel le 3 décembre',
      'GC-9B6R-2KCM',
    ]) {
      expect(text).toContain(said);
    }
  }
  expect(mail.html.match(/class="new"/gu)).toHaveLength(4);
  expect(mail.html).toContain('href="tel:+33612345678"');
  expect(mail.html).toContain('href="sms:+33612345678?&amp;body&#x3D;Bonjour%20Lo');
});

test('every line and every answer of forty lines is there, under what Gmail shows without cutting', () => {
  const content = pickVariant('day-forty');
  if (content.kind !== 'day') throw new Error('a day is expected');
  const mail = composer.compose(content);
  const answers = content.lines.flatMap((line) => line.answers);
  expect(content.lines).toHaveLength(40);
  expect(answers.length).toBeGreaterThan(80);
  expect(mail.html.match(/class="l (?:urgent|call|late|plain)"/gu)).toHaveLength(40);
  for (const answer of answers) expect(mail.text).toContain(answer.url);
  expect(Buffer.byteLength(mail.html)).toBeLessThan(102_000);
});

test('a name from right to left is isolated, a long one shortened', () => {
  expect(composer.compose(pickVariant('other-script')).text).toContain('Bonjour \u2068أمينة\u2069,');
  const long = composer.compose(pickVariant('long-name'));
  expect(long.subject).toContain('…');
  expect(long.subject.length).toBeLessThan(130);
});

/** Puts one text wherever a content holds something that a person typed. */
function withTyped(content: MailContent, typed: string): MailContent {
  const free = new Set([
    'firstName',
    'name',
    'who',
    'title',
    'address',
    'organisation',
    'stage',
    'what',
    'missing',
    'next',
    'label',
    'sms',
  ]);
  return JSON.parse(JSON.stringify(content), (key, value) => (free.has(key) && typeof value === 'string' ? typed : value));
}

const tags = (html: string): string[] => html.match(/<\/?[a-z!][^\s>]*/giu) ?? [];

test('whatever is typed, no mail gets a tag or an attribute more than with a plain name', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.stringMatching(/^[<>"'&=/ a-z{}!-]{1,80}$/u),
    fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '"><script>alert(1)</script>',
      '{{house}}',
      '{{{this}}}',
      '<!--',
      ']]>',
      'a\r\nBcc: x@example.org',
    ),
  );
  let looked = 0;
  const benign = new Map(KINDS.map((kind) => [kind, tags(composer.compose(withTyped(SAMPLES[kind], 'xy')).html)]));
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), nasty, (kind, text) => {
      const mail: ComposedMail = composer.compose(withTyped(SAMPLES[kind], `x${text}y`));
      expect(tags(mail.html)).toEqual(benign.get(kind));
      expect(mail.html).not.toMatch(/<script|onerror=alert/u);
      expect(mail.subject).not.toMatch(/\p{Cc}/u);
      looked += 1;
    }),
    { numRuns: 300 },
  );
  expect(looked).toBeGreaterThanOrEqual(300);
});

function pickVariant(name: string): MailContent {
  const content = VARIANTS[name];
  if (content === undefined) throw new Error(`no variant ${name}`);
  return content;
}
