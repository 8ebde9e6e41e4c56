import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DayLine, MailContent } from '../../domain/mails.ts';
import { createComposer } from './compose.ts';
import type { ComposedMail, MailComposer } from './port.ts';
import { SAMPLE_OPTIONS, SAMPLES, samplePaths, VARIANTS } from './templates/samples.ts';

type Day = Extract<MailContent, { kind: 'day' }>;

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

test('« où en êtes-vous ? » has one link, a mail to whoever accompanies; its plain text is answered as it is', () => {
  const { html, text } = composer.compose(SAMPLES.situation);
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, url = '']) => url).filter((url) => !url.startsWith('tel:'));
  expect(links.map((url) => url.split('?')[0])).toEqual(['mailto:camille.roux@aile.example.org']);
  expect(text).not.toContain('mailto:');
});

test('a day’s mail says of each line whether it is new or still waits, the new ones first; Monday’s says it of the new ones only', () => {
  const day = SAMPLES.day;
  if (day.kind !== 'day') throw new Error('no day');
  const [line] = day.lines;
  if (line === undefined) throw new Error('no line');
  const lines = [false, true].map((isNew) => ({ ...line, isNew }));
  const said = ({ text }: ComposedMail) => [...text.matchAll(/\[nouveau\]|Toujours en attente/g)].map(([found]) => found);
  expect(said(composer.compose({ ...day, occasion: 'day', lines }))).toEqual(['[nouveau]', 'Toujours en attente']);
  expect(said(composer.compose({ ...day, occasion: 'monday', lines }))).toEqual(['[nouveau]']);
});

test('every kind has a sample of its own kind and composes', () => {
  expect(KINDS).toHaveLength(17);
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
    'href="https://docs.google.com/forms/d/F-UNA/viewform?usp&#x3D;pp_url&amp;entry.100000001&#x3D;GC-7K3M-9QXD-4F8H-2K0M"',
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

test('a name from right to left is isolated; one of other words than a name is not said', () => {
  expect(composer.compose(pickVariant('other-script')).text).toContain('Bonjour \u2068أمينة\u2069,');
  const strange = composer.compose(pickVariant('long-name'));
  expect(strange.subject).toMatch(/^Votre place est réservée/u);
  expect(strange.text).toMatch(/^Bonjour,\n/u);
  for (const part of [strange.text, strange.html]) expect(part).not.toContain('Inmaculada');
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

describe('Monday’s mail', () => {
  const monday = (): Day => {
    const content = pickVariant('day-monday-coordinator');
    if (content.kind !== 'day' || content.week === null) throw new Error('no week');
    return content;
  };
  const withPaths = (count: number, over: Partial<Day> = {}): Day => {
    const content = monday();
    return { ...content, week: content.week && { ...content.week, paths: samplePaths(count), counts: null }, ...over };
  };
  const manyLines = (content: Day, count: number): DayLine[] =>
    Array.from({ length: count }, (_, index) => {
      const line = content.lines[index % content.lines.length];
      if (line === undefined) throw new Error('no line');
      const item = { ...line.item, who: `${line.item.who} ${index}`, notes: [{ label: 'Envie', text: 'mots '.repeat(300) }] };
      return { ...line, item: { ...item, title: item.title.repeat(4) } };
    });
  const bytes = ({ html }: ComposedMail) => Buffer.byteLength(html);

  test.each([0, 40, 200])('with %i paths is shorter than what Gmail cuts, and each has its link', (count) => {
    const mail = composer.compose(withPaths(count, { lines: [] }));
    expect(bytes(mail)).toBeLessThan(100_000);
    for (const { ref } of samplePaths(count)) expect(mail.html).toMatch(new RegExp(`<b><a href="[^"]*${ref}[^"]*">`));
  });

  test('with two hundred long lines, two hundred paths and twelve sessions still fits: every line is there, every path listed or counted', () => {
    const content = withPaths(200);
    const session = content.standing?.sessions[0];
    if (!session || !content.standing) throw new Error('no session');
    const standing = { ...content.standing, sessions: Array.from({ length: 12 }, () => session), moreSessions: 30 };
    const mail = composer.compose({ ...content, standing, lines: manyLines(content, 200), more: 35 });
    expect(bytes(mail)).toBeLessThan(102_400);
    expect(mail.html.match(/class="l /gu)).toHaveLength(200);
    const listed = samplePaths(200).filter(({ ref }) => mail.text.includes(`[${ref}]`)).length;
    expect(plain(mail.text)).toContain(`Et ${200 - listed} autres dossiers, plus récents dans leur étape (`);
    expect(plain(mail.text)).toContain('Et 35 autres points, qui viendront dans les prochains messages.');
    expect(plain(mail.text)).toContain('Et 30 autres séances plus tard');
    expect(plain(mail.text)).toMatch(/les \d+ points les plus pressants sont détaillés, les autres tiennent en une ligne/u);
  });

  test('says of each path its stage, since when, and what comes next', () => {
    const text = plain(composer.compose(monday()).text);
    expect(text).toContain('Exploration (2)\n* Loïc T. [GC-0001-9QXD] depuis le 6 août (109 jours) · rendez-vous le 14 décembre');
    expect(text).toContain("* Sofia M. [GC-0004-9QXD] depuis le 21 août (94 jours) · en pause jusqu'au 4 janvier");
    expect(text).toContain('Clos depuis moins de quatre semaines : un nom permet de rouvrir (2)');
    expect(text).toContain('6 dossiers aboutis dont la situation est connue : plus rien à faire.');
  });

  test('tells the coordinator stage by stage how many, and of each session how full it is', () => {
    const text = plain(composer.compose(monday()).text);
    expect(text).toContain('Exploration : AILE 12, Mission Locale 9, À attribuer –, Total 21');
    expect(text).toContain('Relancés, encore sans nouvelles : AILE 5, Mission Locale 3, À attribuer –, Total 8');
    expect(text).toMatch(/jeudi 3 décembre à 14 h 30 – Information collective, .*\(8 inscriptions sur 12 places\) \[info-2026-12-a\]/u);
    expect(text).toMatch(/Atelier « Oser », .*\(complet : 12 sur 12, 3 en attente\)/u);
  });

  test('says that nothing waits, and that it goes each week all the same', () => {
    const mail = composer.compose(pickVariant('day-monday-empty'));
    expect(plain(mail.subject)).toBe("Ma journée du lundi 23 novembre – rien n'attend cette semaine");
    expect(plain(mail.text)).toContain("Rien n'attend cette semaine. Ce message part quand même chaque lundi");
  });
});

test('every day’s mail ends with a blank follow-up, a registration and the coming sessions; an urgent one does not', () => {
  const { text, html } = composer.compose(SAMPLES.day);
  expect(text).toMatch(/> Noter un suivi\u00a0: https:\S+LIEN1-M9H0/u);
  expect(text).toMatch(/> Inscrire quelqu’un\u00a0: https:\S+Camille%20Roux/u);
  expect(words(html)).toContain('Les séances à venir (3)');
  expect(composer.compose(pickVariant('day-urgent')).text).not.toContain('séances à venir');
});

test('a quoted wish stands under its line as it was written, escaped and line by line', () => {
  const { day } = SAMPLES;
  if (day.kind !== 'day') throw new Error('no day');
  const lines = day.lines.map((line) => ({
    ...line,
    item: { ...line.item, notes: [{ label: 'Envie', text: 'Ouvrir <un> café.\nAvec ma sœur.' }] },
  }));
  const mail = composer.compose({ ...day, lines });
  expect(mail.html).toContain('<b>Envie</b><br>Ouvrir &lt;un&gt; café.<br>Avec ma sœur.');
  expect(plain(mail.text)).toContain('Envie : « Ouvrir <un> café.\n  Avec ma sœur. »');
});

test('the first mail of a registration has a link for whoever never registered, the others have none', () => {
  const { text, html } = composer.compose(SAMPLES.confirmation);
  for (const part of [text, html]) expect(part.replaceAll('&#x3D;', '=')).toContain('entry.100000002=Je%20me%20retire');
  expect(text).toContain("Ce n'était pas vous ?".replace(' ?', '\u00a0?'));
  for (const other of [SAMPLES.seat, SAMPLES.reminderDay]) expect(composer.compose(other).html).not.toContain('pas vous');
});
