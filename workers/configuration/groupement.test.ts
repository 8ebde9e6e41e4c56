import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { decideAssignment } from '../../domain/assignment.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { ConfigurationError, loadProgramme, parseProgramme } from './groupement.ts';
import { groupementJsonSchema, JSON_SCHEMA_PATH } from './json-schema.ts';

const FILE = 'config/groupement.yaml';
const shipped = await readFile(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)), 'utf8');

const design = await readFile(fileURLToPath(new URL('../../test/support/groupement.design.yaml', import.meta.url)), 'utf8');

/** The least an administrator must write. */
const LEAST = `programme: { name: Groupement, startsAt: 2026-09-01T00:00:00Z }
organisations:
  - id: aile
    name: AILE
    lead: { name: Direction, email: direction@example.org }
    staff:
      - { code: s1, formCode: K7QX-4M2P, name: Camille Roux, email: camille@example.org, roles: [coordinator] }
calendar: { mailbox: groupement@example.org }
forms:
  registration: { formId: A, fields: { firstName: Prénom, consent: Accord } }
  attendance: { formId: B, fields: { session: Séance, grid: Présence } }
  followUp: { formId: C, fields: { reference: Référence } }
  unable: { formId: D, fields: { reference: Référence, answer: Réponse } }
mail: { from: groupement@example.org }
`;

describe('the design’s example, as it is written', () => {
  const programme = parseProgramme(design, FILE);
  const followedElsewhere = (alreadyFollowedBy: string | null, birthDate: string) =>
    decideAssignment({
      organisations: programme.organisations,
      organisation: null,
      birthDate,
      today: '2026-11-23',
      neighbourhood: null,
      turn: 0,
      referent: null,
      referentName: null,
      alreadyFollowedBy,
    }).followedElsewhere?.organisation ?? null;
  const [YOUNG, ADULT] = ['2004-05-01', '1990-05-01'];

  test.each([
    ['PLIE', 'Association AILE'],
    ['Le PLIE (AILE)', 'Association AILE'],
    ['aile', 'Association AILE'],
    ['PLIE, Mission Locale', 'Association AILE'],
    ['Mission Locale', null],
    ['Service emploi', null],
    ['Un atelier multiplié', null],
    ['Aucun', null],
    [null, null],
  ])('« déjà suivi par » %s, for someone of 22: %s', (answer, organisation) => {
    expect(followedElsewhere(answer, YOUNG)).toBe(organisation);
  });

  test.each([
    ['PLIE', null],
    ['Mission Locale', 'Mission Locale'],
    ['la mission-locale de secteur', 'Mission Locale'],
    ['PLIE, Mission Locale', 'Mission Locale'],
  ])('« déjà suivi par » %s, for someone of 36: %s', (answer, organisation) => {
    expect(followedElsewhere(answer, ADULT)).toBe(organisation);
  });

  test('an organisation that says what it is known by, or that another one runs the PLIE, is believed', () => {
    const [aile, missionLocale] = parseProgramme(
      design.replace('    name: Association AILE\n', '    name: Association AILE\n    alsoKnownAs: []\n'),
      FILE,
    ).organisations;
    expect([aile?.alsoKnownAs, missionLocale?.alsoKnownAs]).toEqual([[], []]);
    const [other] = parseProgramme(design.replace('name: Mission Locale', 'name: PLIE du Val'), FILE).organisations;
    expect(other?.alsoKnownAs).toEqual([]);
  });
});

describe('what is read', () => {
  test('the shipped example', async () => {
    const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
    expect(programme.organisations.map(({ id, staff }) => [id, staff.length])).toEqual([
      ['aile', 3],
      ['mission-locale', 2],
    ]);
    expect(programme.plan.find(({ kind }) => kind === 'info')?.perMonth).toBe(2);
    expect(programme.neighbourhoods.filter(({ priority }) => priority).length).toBeGreaterThanOrEqual(2);
    expect(programme.delays.informed).toEqual({ referent: { businessDays: 10 }, coordinator: { businessDays: 15 } });
    expect(programme.organisations[1]?.staff[0]).toMatchObject({ code: 's3', organisation: 'mission-locale', outlook: false });
  });

  test('the shipped example shows the defaults: the least file means the same', () => {
    const least = parseProgramme(LEAST, FILE);
    const example = parseProgramme(shipped, FILE);
    const defaults = ({ timeZone, polling, delays, escalation, officeHours, retention }: Programme) => ({
      timeZone,
      polling,
      delays,
      escalation,
      officeHours,
      months: retention.monthsAfterLastActivity,
    });
    expect(defaults(least)).toEqual(defaults(example));
    expect(least.forms.followUp.choices).toEqual(example.forms.followUp.choices);
    expect(least.forms.attendance.choices).toEqual(example.forms.attendance.choices);
    expect(least.forms.attendance.fields.presentOrganisations).toBe(example.forms.attendance.fields.presentOrganisations);
    expect(least.mail.redirectTo).toBeNull();
  });

  test('an option that is not named keeps its usual label', () => {
    const text = LEAST.replace(
      'fields: { reference: Référence } }',
      'fields: { reference: Référence }, choices: { contact: { phone: Appel } } }',
    );
    expect(parseProgramme(text, FILE).forms.followUp.choices.contact).toMatchObject({ phone: 'Appel', interview: 'Entretien' });
  });

  test('a trial at any hour, delays in seconds', () => {
    const text = `${LEAST}officeHours: always\ndelays: { informed: { referent: PT20S, coordinator: PT40S } }\n`;
    expect(parseProgramme(text, FILE)).toMatchObject({
      officeHours: { always: true },
      delays: { informed: { referent: { duration: 'PT20S' } }, noShow: { referent: { businessDays: 5 } } },
    });
  });

  test('prefill numbers, a form’s own address, the capacity of the venue', () => {
    const text = `${LEAST.replace('formId: D, ', 'formId: D, url: "http://127.0.0.1:8080/f", prefill: { answer: "42" }, ')}venues: [{ id: salle, name: Salle, address: ici, capacity: 7 }]
sessions: [{ id: un, kind: info, start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00, venue: salle, facilitators: [s1] }]
`;
    const { forms, sessions } = parseProgramme(text, FILE);
    expect(forms.unable).toMatchObject({ url: 'http://127.0.0.1:8080/f', prefill: { answer: '42' } });
    expect(sessions[0]?.capacity).toBe(7);
  });

  test('one facilitator and any number of people where nobody registers, or where there is one organisation', () => {
    const hall = 'venues: [{ id: place, name: Place, address: ici, capacity: 500 }]';
    const common = 'at: "14:30", duration: PT2H, venue: place, facilitators: [s1]';
    const free = `${hall}\nplan:\n  - { kind: dropIn, perMonth: 1, ${common} }\n  - { kind: outreach, perMonth: 1, ${common}, capacity: 900 }\n`;
    expect(parseProgramme(`${colleagues(LEAST)}${free}`, FILE).plan.map(({ capacity }) => capacity)).toEqual([500, 900]);
    const alone = `${hall}\nplan:\n  - { kind: info, perMonth: 1, ${common}, capacity: 30 }\n`;
    expect(parseProgramme(`${LEAST}${alone}`, FILE).plan.map(({ facilitators }) => facilitators)).toEqual([['s1']]);
  });

  test('the version follows the content, not the comments', () => {
    const { version } = parseProgramme(LEAST, FILE);
    expect(parseProgramme(`# bonjour\n${LEAST}`, FILE).version).toBe(version);
    expect(parseProgramme(LEAST.replace('K7QX-4M2P', 'K7QX-4M2Q'), FILE).version).not.toBe(version);
  });
});

const VENUE = 'venues: [{ id: salle, name: Salle, address: ici, capacity: 7 }]';
const session = (keys: string) => `${VENUE}\nsessions:\n  - { id: un, kind: info, venue: salle, facilitators: [s1], ${keys} }`;
const STAFF = '{ code: s1, formCode: K7QX-4M2P, name: Camille Roux, email: camille@example.org, roles: [coordinator] }';
const more = (person: string) => (text: string) => text.replace(STAFF, `${STAFF}\n      - ${person}`);
/** LEAST with a colleague, and another organisation: six lines more. */
const colleagues = (text: string) =>
  text.replace(
    STAFF,
    `${STAFF}
      - { code: s2, formCode: AAAA-1111, name: Inès Moreau, email: ines@example.org, roles: [facilitator] }
  - id: mission-locale
    name: Mission Locale
    lead: { name: Direction, email: direction.ml@example.org }
    staff:
      - { code: s3, formCode: BBBB-2222, name: Maud Lefèvre, email: maud@example.org, roles: [contact] }`,
  );
const plus = (lines: string) => (text: string) => `${text}${lines}\n`;
const instead = (old: string, other: string) => (text: string) => text.replace(old, other);

/** What the administrator did, the line and the words of the error. LEAST has 14 lines: what is added starts at 15. */
const MISTAKES: readonly (readonly [string, (text: string) => string, string])[] = [
  [
    'a delay in words',
    plus('delays:\n  informed: { referent: 10 jours }'),
    '16: delays.informed.referent: attendu « 10bd » ou « P30D », lu « 10 jours »',
  ],
  [
    'a delay that is a number',
    plus('delays: { informed: { referent: 10 } }'),
    '15: delays.informed.referent: attendu « 10bd » ou « P30D », lu « 10 »',
  ],
  [
    'an empty delay',
    plus('delays: { informed: { referent: PT0S } }'),
    '15: delays.informed.referent: attendu « 10bd » ou « P30D », lu « PT0S »',
  ],
  ['a typo at the top', plus('delay: { informed: {} }'), '15: delay: clé inconnue, vouliez-vous écrire « delays »\u00a0?'],
  ['a typo below', plus('delays:\n  informd: {}'), '16: delays.informd: clé inconnue, vouliez-vous écrire « informed »\u00a0?'],
  [
    'a typo in a form’s fields',
    instead('firstName', 'firstname'),
    '10: forms.registration.fields.firstname: clé inconnue, vouliez-vous écrire « firstName »\u00a0?',
  ],
  [
    'a rung that the stage lacks',
    plus('delays: { left: { coordinator: 3bd } }'),
    '15: delays.left.coordinator: clé inconnue, attendu\u00a0: exitFacts',
  ],
  [
    'a required field missing',
    instead(', consent: Accord', ''),
    '10: forms.registration.fields.consent: manquant, attendu le titre (ou l’identifiant) d’une question',
  ],
  [
    'the grid missing',
    instead(', grid: Présence', ''),
    '11: forms.attendance.fields.grid: manquant, attendu le titre (ou l’identifiant) d’une question',
  ],
  [
    'the answer missing',
    instead(', answer: Réponse', ''),
    '13: forms.unable.fields.answer: manquant, attendu le titre (ou l’identifiant) d’une question',
  ],
  ['a section missing', instead('calendar: { mailbox: groupement@example.org }\n', ''), '1: calendar: manquant, attendu un groupe de clés'],
  [
    'an option unknown',
    instead('grid: Présence }', 'grid: Présence }, choices: { grid: { atended: Là } }'),
    '11: forms.attendance.choices.grid.atended: clé inconnue, vouliez-vous écrire « attended »\u00a0?',
  ],
  [
    'two forms with one id',
    instead('formId: D', 'formId: A'),
    '13: forms.unable.formId: attendu un identifiant différent pour chaque formulaire, lu « A »',
  ],
  [
    'an address that is none',
    instead('email: camille@example.org', 'email: camille'),
    '7: organisations[0].staff[0].email: attendu une adresse e-mail',
  ],
  [
    'a code in capitals',
    instead('code: s1', 'code: S1'),
    '7: organisations[0].staff[0].code: attendu un pseudonyme court en minuscules, comme « s1 », lu « S1 »',
  ],
  [
    'a code that is a name',
    instead('code: s1', 'code: camille'),
    '7: organisations[0].staff[0].code: attendu un pseudonyme, pas le nom de la personne ni un mot réservé, lu « camille »',
  ],
  [
    'a code twice',
    more('{ code: s1, formCode: AAAA-1111, name: Inès Moreau, email: ines@example.org, roles: [referent] }'),
    '8: organisations[0].staff[1].code: attendu un identifiant qui ne sert qu’une fois, lu « s1 »',
  ],
  [
    'a form code twice, never repeated',
    more('{ code: s2, formCode: k7qx-4m2p, name: Inès Moreau, email: ines@example.org, roles: [referent] }'),
    '8: organisations[0].staff[1].formCode: attendu un code différent pour chaque personne',
  ],
  [
    'a form code that people would type as another one',
    (text) =>
      more('{ code: s2, formCode: K7OX4M2P, name: Inès Moreau, email: ines@example.org, roles: [referent] }')(text).replace(
        'K7QX-4M2P',
        'K70X-4M2P',
      ),
    '8: organisations[0].staff[1].formCode: attendu un code différent pour chaque personne',
  ],
  [
    'a form code that is found by trying',
    instead('formCode: K7QX-4M2P', 'formCode: A-B-C-D-1'),
    '7: organisations[0].staff[0].formCode: attendu un code d’au moins 8 lettres et chiffres',
  ],
  [
    'a form code that YAML reads as a number',
    instead('formCode: K7QX-4M2P', 'formCode: 123456'),
    '7: organisations[0].staff[0].formCode: attendu un code d’au moins 8 caractères, sans espace, entre guillemets s’il n’a que des chiffres',
  ],
  [
    'two coordinators',
    more('{ code: s2, formCode: AAAA-1111, name: Inès Moreau, email: ines@example.org, roles: [coordinator] }'),
    '8: organisations[0].staff[1].roles: attendu exactement une personne de rôle « coordinator », lu une de plus',
  ],
  [
    'no coordinator',
    instead('roles: [coordinator]', 'roles: [contact]'),
    '2: organisations: attendu exactement une personne de rôle « coordinator », lu aucune',
  ],
  [
    'an unknown role',
    instead('roles: [coordinator]', 'roles: [coordinator, chef]'),
    '7: organisations[0].staff[0].roles[1]: attendu l’une de ces valeurs\u00a0: coordinator, referent, facilitator, contact, lu « chef »',
  ],
  [
    'rotate without referents',
    instead('name: AILE', 'name: AILE\n    assignment: rotate'),
    '5: organisations[0].assignment: attendu au moins une personne de rôle « referent » pour « rotate »',
  ],
  [
    'a phone that YAML reads as a number',
    instead('name: AILE', 'name: AILE\n    phone: 0100000001'),
    '5: organisations[0].phone: attendu un numéro entre guillemets, comme « 01 00 00 00 01 »',
  ],
  [
    'ages the wrong way round',
    instead('name: AILE', 'name: AILE\n    ages: { from: 26, to: 18 }'),
    '5: organisations[0].ages.to: attendu un âge qui ne précède pas le premier, lu « 18 »',
  ],
  [
    'a closure the wrong way round',
    instead('name: AILE', 'name: AILE\n    closures:\n      - { from: 2027-08-20, to: 2027-08-02 }'),
    '6: organisations[0].closures[0].to: attendu un dernier jour qui ne précède pas le premier, lu « 2027-08-02 »',
  ],
  [
    'a day that does not exist',
    instead('name: AILE', 'name: AILE\n    closures:\n      - { from: 2027-02-30, to: 2027-03-02 }'),
    '6: organisations[0].closures[0].from: attendu une date comme « 2027-08-02 », lu « 2027-02-30 »',
  ],
  [
    'an unknown neighbourhood',
    (text) =>
      plus('neighbourhoods: [{ id: les-aunettes, name: Les Aunettes }]')(
        instead('roles: [coordinator]', 'roles: [coordinator], neighbourhoods: [les-aunetes]')(text),
      ),
    '7: organisations[0].staff[0].neighbourhoods[0]: attendu un quartier de la configuration (« les-aunettes »\u00a0?), lu « les-aunetes »',
  ],
  [
    'an end before the start',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T14:30:00')),
    '17: sessions[0].end: attendu une fin après le début, lu « 2026-12-03T14:30:00 »',
  ],
  [
    'an hour that the clock change skips',
    plus(session('start: 2027-03-28T02:30:00, end: 2027-03-28T04:30:00')),
    '17: sessions[0].start: attendu une heure qui existe ce jour-là (changement d’heure), lu « 2027-03-28T02:30:00 »',
  ],
  [
    'the hour of clock changes',
    plus(session('start: 2026-12-03T02:30:00, end: 2026-12-03T04:30:00')),
    '17: sessions[0].start: attendu une heure hors de 02:00-02:59 (changement d’heure), lu « 2026-12-03T02:30:00 »',
  ],
  [
    'a start that is no time',
    plus(session('start: 3 décembre, end: 2026-12-03T04:30:00')),
    '17: sessions[0].start: attendu une date et une heure comme « 2026-12-03T14:30:00 », lu « 3 décembre »',
  ],
  [
    'an id that looks like the plan’s',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('id: un', 'id: info-2026-12-a')),
    '17: sessions[0].id: attendu un identifiant qui ne ressemble pas à ceux du plan (« info-2026-12-a », « x-… »), lu « info-2026-12-a »',
  ],
  [
    'the planner’s id',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('id: un', 'id: planner')),
    '17: sessions[0].id: attendu un autre identifiant\u00a0: celui-ci est celui du plan des séances, renommez la séance (« atelier-planner »), lu « planner »',
  ],
  [
    'an id that is read without its beginning',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('id: un', 'id: session-un')),
    '17: sessions[0].id: attendu un identifiant qui ne commence pas par « session- » (« un »), lu « session-un »',
  ],
  [
    'an unknown venue',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('venue: salle', 'venue: sale')),
    '17: sessions[0].venue: attendu un lieu de la configuration (« salle »\u00a0?), lu « sale »',
  ],
  [
    'an unknown facilitator',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('[s1]', '[s1, zz9]')),
    '17: sessions[0].facilitators[1]: attendu une personne de la configuration, lu « zz9 »',
  ],
  [
    'a session with nobody of the other organisation',
    (text) => plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('[s1]', '[s1, s2]'))(colleagues(text)),
    '23: sessions[0].facilitators: attendu des co-animateurs d’au moins deux organisations, lu « s1, s2 »',
  ],
  [
    'a plan with one facilitator',
    (text) =>
      plus(`${VENUE}\nplan:\n  - { kind: workshop, perMonth: 2, at: "14:30", duration: PT2H, venue: salle, facilitators: [s3] }`)(
        colleagues(text),
      ),
    '23: plan[0].facilitators: attendu des co-animateurs d’au moins deux organisations, lu « s3 »',
  ],
  [
    'more seats than the attendance form has rows',
    plus(session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00, capacity: 31')),
    '17: sessions[0].capacity: attendu 30 places au plus (la grille de présence du formulaire a 30 lignes), lu « 31 »',
  ],
  [
    'a hall for a plan that names no capacity',
    plus(
      `${VENUE.replace('7', '200')}\nplan:\n  - { kind: info, perMonth: 2, at: "14:30", duration: PT2H, venues: [salle], facilitators: [s1] }`,
    ),
    '17: plan[0].capacity: manquant, attendu 30 places au plus (la grille de présence du formulaire a 30 lignes, le lieu a 200 places)',
  ],
  [
    'a plan at night',
    plus(`${VENUE}\nplan:\n  - { kind: info, perMonth: 2, at: "02:15", duration: PT2H, venue: salle, facilitators: [s1] }`),
    '17: plan[0].at: attendu une heure hors de 02:00-02:59 (changement d’heure), lu « 02:15 »',
  ],
  [
    'a plan with a time that is none',
    plus(`${VENUE}\nplan:\n  - { kind: info, perMonth: 2, at: 14h30, duration: PT2H, venue: salle, facilitators: [s1] }`),
    '17: plan[0].at: attendu une heure comme « 09:00 », lu « 14h30 »',
  ],
  [
    'a plan without a venue',
    plus(`${VENUE}\nplan:\n  - { kind: info, perMonth: 2, at: "14:30", duration: PT2H, facilitators: [s1] }`),
    '17: plan[0].venue: manquant, attendu un lieu, ou « venues »',
  ],
  [
    'a plan with an unknown venue among several',
    plus(`${VENUE}\nplan:\n  - { kind: info, perMonth: 2, at: "14:30", duration: PT2H, venues: [salle, sale], facilitators: [s1] }`),
    '17: plan[0].venues[1]: attendu un lieu de la configuration (« salle »\u00a0?), lu « sale »',
  ],
  [
    'school holidays that end before they begin',
    plus('schoolHolidays: [{ from: 2027-01-03, to: 2026-12-19 }]'),
    '15: schoolHolidays[0].to: attendu un dernier jour qui ne précède pas le premier, lu « 2026-12-19 »',
  ],
  ['office hours as another word', plus('officeHours: toujours'), '15: officeHours: attendu « always » ou des horaires, lu « toujours »'],
  [
    'office hours with a typo',
    plus('officeHours:\n  form: "09:00"'),
    '16: officeHours.form: clé inconnue, vouliez-vous écrire « from »\u00a0?',
  ],
  [
    'an office that closes before it opens',
    plus('officeHours:\n  from: "18:00"\n  to: "09:00"'),
    '17: officeHours.to: attendu une fermeture après l’ouverture, lu « 09:00 »',
  ],
  [
    'a time zone that is none',
    instead('name: Groupement, ', 'name: Groupement, timeZone: Paris, '),
    '1: programme.timeZone: attendu un fuseau comme « Europe/Paris », lu « Paris »',
  ],
  [
    'a start of service without offset',
    instead('2026-09-01T00:00:00Z', '2026-09-01'),
    '1: programme.startsAt: attendu un instant comme « 2026-09-01T00:00:00Z », lu « 2026-09-01 »',
  ],
  [
    'a sender that is no address',
    instead('from: groupement@example.org', 'from: Groupement'),
    '14: mail.from: attendu un expéditeur comme « Groupement <groupement@example.org> »',
  ],
  ['a key twice', plus('mail: { from: a@example.org }'), '15: cette clé est écrite deux fois'],
  ['a tab', plus('delays:\n\tinformed: {}'), '16: tabulation dans le retrait\u00a0: mettez des espaces'],
  ['a list where a group is expected', plus('polling: [PT15S]'), '15: polling: attendu un groupe de clés, lu une liste'],
  ['nothing where a list is expected', plus('venues:'), '15: venues: attendu une liste, lu rien'],
]; // prettier-ignore

describe('mistakes', () => {
  test.each(MISTAKES)('%s', (_, mistake, line) => {
    const text = mistake(LEAST);
    expect(text).not.toBe(LEAST);
    expect(linesOf(text)).toContain(`${FILE}:${line}`);
  });

  test('all at once, in the order of the file', () => {
    const lines = linesOf(
      LEAST.replace('code: s1', 'code: S1').replace(', grid: Présence', '').replace('formId: D', 'formId: C') + session('start: x, end: y'),
    );
    expect(lines.map((line) => Number(line.split(':')[1]))).toEqual([7, 11, 17, 17]);
  });

  test('somebody who left and whom a session still names, the coordinator’s role, the contact of an organisation: each with its line', () => {
    const block = (code: string) => new RegExp(`      - code: ${code}\\n(?:        .*\\n)+`);
    const without = (code: string) => linesOf(shipped.replace(block(code), ''));
    expect(without('s2')).toEqual([expect.stringContaining('sessions[1].facilitators[0]: attendu une personne de la configuration')]);
    expect(without('s1').join('\n')).toMatch(/organisations: attendu exactement une personne de rôle « coordinator », lu aucune/);
    expect(without('s1').join('\n')).toMatch(/plan\[0\]\.facilitators\[0\]/);
    expect(without('s3').join('\n')).toMatch(/organisations\[1\]\.assignment: attendu une personne de rôle « contact »/);
    const two = shipped.replace('roles: [contact, referent, facilitator]', 'roles: [contact, coordinator]');
    expect(linesOf(two)).toEqual([expect.stringContaining('attendu exactement une personne de rôle « coordinator », lu une de plus')]);
  });

  test('a typo in one section doesn’t hide a wrong reference in another', () => {
    const text = `${LEAST}delays: { informd: {} }\n${session('start: 2026-12-03T14:30:00, end: 2026-12-03T16:30:00').replace('venue: salle', 'venue: ailleurs')}\n`;
    expect(linesOf(text)).toHaveLength(2);
  });

  test('nothing that a person or a secret is called is repeated', () => {
    const text = LEAST.replaceAll('@example.org', '').replace('K7QX-4M2P', 'K 7');
    expect(linesOf(text).length).toBeGreaterThanOrEqual(5);
    expect(linesOf(text).join('\n')).not.toMatch(/camille|direction|K 7/);
  });

  test('no word of English reaches the administrator, whatever is wrong', () => {
    const content: unknown = parse(shipped);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom<unknown>(null, 12, 'mot', [], {}, true, -1.5), (at, wrong) => {
        const broken = withWrong(content, at, wrong);
        const lines = linesOf(JSON.stringify(broken));
        expect(lines.join('\n')).not.toMatch(/invalid|expected|input|received|too (big|small)/i);
      }),
      { numRuns: 300 },
    );
  });

  test('an empty file, a file that is no YAML, no file', async () => {
    expect(linesOf('')).toEqual([`${FILE}:1: fichier: attendu un groupe de clés, lu rien`]);
    expect(linesOf('a: [')[0]).toMatch(/^config\/groupement\.yaml:\d+: /);
    await expect(loadProgramme('/nowhere/groupement.yaml')).rejects.toThrow('GROUPEMENT_CONFIG');
  });
});

describe('the JSON Schema for editors', () => {
  test('the committed file is current (node workers/configuration/json-schema.ts writes it)', async () => {
    expect(JSON.parse(await readFile(JSON_SCHEMA_PATH, 'utf8'))).toEqual(JSON.parse(JSON.stringify(groupementJsonSchema())));
  });

  test('accepts what the service accepts, and marks typos and missing fields', async () => {
    const validate = new Ajv2020({ strict: false, formats: { email: true, uri: true } }).compile(
      JSON.parse(await readFile(JSON_SCHEMA_PATH, 'utf8')),
    );
    expect(validate(parse(shipped))).toBe(true);
    expect(validate(parse(LEAST))).toBe(true);
    expect(validate(parse(LEAST.replace('firstName', 'firstname')))).toBe(false);
    expect(validate(parse(LEAST.replace(', answer: Réponse', '')))).toBe(false);
    expect(validate(parse(`${LEAST}delays: { informed: { referent: 10 jours } }`))).toBe(false);
  });
});

function linesOf(text: string): readonly string[] {
  try {
    parseProgramme(text, FILE);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.lines;
  }
}

/** The `at`-th value of the tree replaced. */
function withWrong(content: unknown, at: number, wrong: unknown): unknown {
  let total = 0;
  JSON.stringify(content, (_, value: unknown) => {
    total++;
    return value;
  });
  let count = 0;
  return JSON.parse(
    JSON.stringify(content, (_, value: unknown) => {
      const here = count++ === at % total;
      return here ? wrong : value;
    }),
  );
}
