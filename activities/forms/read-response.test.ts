import fc from 'fast-check';
import { expect, test } from 'vitest';
import { purposeOf } from '../../domain/link-token.ts';
import type { FormKind } from '../../domain/programme/programme.ts';
import { makeReference, personalReference } from '../../domain/reference.ts';
import type { FormResponse, FormStructure } from '../../integrations/google-forms/port.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { PROGRAMME, responseTo, structureOf } from '../form-intake/intake-fixtures.ts';
import { createKeys } from '../form-intake/keys.ts';
import { resolveFields } from './fields.ts';
import { createLinkTokens } from './link-tokens.ts';
import { readResponse } from './read-response.ts';

const deadlines = createDeadlines(PROGRAMME);
const tokens = createLinkTokens(createKeys(Buffer.alloc(32, 1)).link);
const REF = makeReference(Uint8Array.of(9, 8, 7, 6, 5));
const PERSONAL = personalReference(REF, Uint8Array.of(1, 2, 3, 4, 5));
const WRONG = `${REF.slice(0, -1)}${REF.endsWith('0') ? '1' : '0'}`;
const PERSON = { firstName: 'Léa', lastName: 'Le Goff', email: 'lea@example.org', consent: 'Oui' };

function read(kind: FormKind, response: FormResponse, structure: FormStructure = structureOf(kind)) {
  const mapping = PROGRAMME.forms[kind];
  return readResponse(kind, {
    response,
    structure,
    mapping,
    fields: resolveFields(structure, mapping),
    programme: PROGRAMME,
    deadlines,
    tokens,
  });
}

type Answers = Record<string, string | readonly string[]>;
const registered = (answers: Answers, response: Partial<FormResponse> = {}) => {
  const outcome = read('registration', responseTo('registration', { ...PERSON, ...answers }, response));
  return 'ok' in outcome && outcome.ok.kind === 'registration' ? outcome.ok.registration.person : outcome;
};

test.each<[string, Answers, object]>([
  ['accents and apostrophes', { firstName: " Anne‑Sophie  d'Été " }, { firstName: "Anne‑Sophie d'Été" }],
  ['another script', { firstName: 'محمد', lastName: '李' }, { firstName: 'محمد', lastName: '李' }],
  ['a reversed reading direction', { firstName: '\u202eaéL\u202c' }, { firstName: 'aéL' }],
  ['300 characters', { firstName: 'é'.repeat(400) }, { firstName: 'é'.repeat(300) }],
  ['300 characters outside the basic plane', { firstName: `a${'😀'.repeat(400)}` }, { firstName: `a${'😀'.repeat(299)}` }],
  ['half a surrogate pair', { firstName: 'L\ud83d' }, { firstName: 'L�' }],
  ['HTML, kept as typed: whoever shows it escapes it', { lastName: '<b onclick="x()">Le</b>' }, { lastName: '<b onclick="x()">Le</b>' }],
  ['line breaks', { firstName: 'Léa\r\nBcc: x@example.org' }, { firstName: 'Léa Bcc: x@example.org' }],
  ['control characters', { firstName: 'L\u0000é\u0007a' }, { firstName: 'L é a' }],
  ['no last name', { lastName: '' }, { lastName: null }],
  ['a megabyte of wish', { wish: 'ab '.repeat(350_000) }, { wish: 'ab '.repeat(1667).slice(0, 5000).trim() }],
  ['a wish keeps its lines', { wish: 'Un café\r\n\r\n\r\n\r\nau quartier ' }, { wish: 'Un café\n\nau quartier' }],
  ['an address in capitals', { email: ' Lea@Example.ORG ' }, { email: 'lea@example.org', badEmail: null }],
  ['two addresses', { email: 'lea@example.org ou lea.b@example.org' }, { email: 'lea@example.org', badEmail: null }],
  ['an address with its name', { email: 'Léa <lea@example.org>' }, { email: 'lea@example.org', badEmail: null }],
  ['a full stop after it', { email: 'lea@example.org.' }, { email: 'lea@example.org', badEmail: null }],
  ['a malformed address and a phone', { email: 'lea@example', phone: '0639980001' }, { email: null, badEmail: 'lea@example' }],
  [
    'an address in two words and a phone',
    { email: 'lea arobase example.org', phone: '0639980001' },
    { email: null, badEmail: 'lea arobase example.org' },
  ],
  ['only a phone', { email: '', phone: '06 39 98 00 01' }, { email: null, badEmail: null, phone: '+33639980001', badPhone: null }],
  ['a number that costs extra', { phone: '0 899 70 12 34' }, { phone: null, badPhone: '0 899 70 12 34' }],
  ['another country’s that costs extra', { phone: '+44 909 879 1234' }, { phone: null, badPhone: '+44 909 879 1234' }],
  ['a satellite’s', { phone: '+8816 315 12345' }, { phone: null, badPhone: '+8816 315 12345' }],
  ['another country’s', { phone: '+213 551 23 45 67' }, { phone: '+213551234567', badPhone: null }],
  ['dots', { phone: '06.39.98.00.01' }, { phone: '+33639980001' }],
  ['+33 (0)', { phone: '+33 (0)6 39 98 00 01' }, { phone: '+33639980001' }],
  ['0033', { phone: '0033 639980001' }, { phone: '+33639980001' }],
  ['without its zero', { phone: '639980001' }, { phone: '+33639980001' }],
  ['the letter O for a zero', { phone: 'O6 39 98 OO O1' }, { phone: '+33639980001' }],
  ['two phones', { phone: '06 39 98 00 01 / 01 99 00 00 01' }, { phone: '+33639980001' }],
  ['a foreign phone', { phone: '+44 20 7946 0958' }, { phone: '+442079460958' }],
  ['no phone number', { phone: 'le soir' }, { phone: null, badPhone: 'le soir' }],
  ['too short a number', { phone: '06 39 98' }, { phone: null, badPhone: '06 39 98' }],
  ['Google’s date', { birthDate: '1999-12-31' }, { birthDate: '1999-12-31' }],
  ['a typed date', { birthDate: '31/12/1999' }, { birthDate: '1999-12-31' }],
  ['French order', { birthDate: '3.4.2001' }, { birthDate: '2001-04-03' }],
  ['day and month swapped', { birthDate: '12/31/1999' }, { birthDate: '1999-12-31' }],
  ['two digits of a year', { birthDate: '31-12-99' }, { birthDate: '1999-12-31' }],
  ['a month in words', { birthDate: '1er août 1999' }, { birthDate: '1999-08-01' }],
  ['digits only', { birthDate: '31121999' }, { birthDate: '1999-12-31' }],
  ['a minor: a person decides later', { birthDate: '2015-06-01' }, { birthDate: '2015-06-01' }],
  ['the future', { birthDate: '2030-01-01' }, { birthDate: null }],
  ['this year in two digits, a day to come: a century ago', { birthDate: '31-12-26' }, { birthDate: '1926-12-31' }],
  ['a hundred and twenty years ago', { birthDate: '1906-03-04' }, { birthDate: null }],
  ['before 1900', { birthDate: '1899-12-31' }, { birthDate: null }],
  ['no such day', { birthDate: '31/02/1999' }, { birthDate: null }],
  ['words', { birthDate: 'hier' }, { birthDate: null }],
  ['a known neighbourhood', { neighbourhood: 'LES AUNETTES' }, { neighbourhood: { id: 'les-aunettes' }, priorityNeighbourhood: true }],
  ['one without priority', { neighbourhood: 'centre ville' }, { neighbourhood: { id: 'centre' }, priorityNeighbourhood: false }],
  [
    'a priority one in other words',
    { neighbourhood: 'cité des Aunetes' },
    { neighbourhood: { id: 'les-aunettes' }, priorityNeighbourhood: true },
  ],
  ['an unknown one, kept as typed', { neighbourhood: 'La Croix' }, { neighbourhood: { typed: 'La Croix' }, priorityNeighbourhood: false }],
  ['a label from the configuration', { referrer: 'rencontre dans la RUE' }, { referrer: 'street' }],
  ['« Autre » in free text', { referrer: 'Ma voisine' }, { referrer: 'Ma voisine' }],
  ['several ticked', { referrer: ['PLIE', 'Forum'] }, { referrer: 'PLIE, Forum' }],
  ['a shared address', { sharedAddress: 'Oui' }, { sharedAddress: true }],
  ['consent in other words', { consent: "J'accepte que mes données soient conservées" }, { firstName: 'Léa' }],
  ['no first name', { firstName: '  ' }, { quarantine: 'first-name-missing' }],
  ['a first name without a letter', { firstName: '123' }, { quarantine: 'first-name-missing' }],
  ['no address and no phone', { email: '' }, { quarantine: 'no-contact' }],
  ['a malformed address and no phone', { email: 'lea@' }, { quarantine: 'no-contact' }],
  ['a malformed address and phone', { email: 'lea@', phone: '12' }, { quarantine: 'no-contact' }],
  ['consent without an answer', { consent: '' }, { quarantine: 'consent-missing' }],
  ['consent that says nothing', { consent: 'Peut-être' }, { quarantine: 'unknown-choice', field: 'consent' }],
  ['consent refused', { consent: 'Non' }, { ok: { kind: 'refused' } }],
  ['consent refused in a sentence', { consent: "Je n'accepte pas" }, { ok: { kind: 'refused' } }],
])('registration, %s', (_, answers, expected) => {
  expect(registered(answers)).toMatchObject(expected);
});

test('an empty form waits for a person', () => {
  expect(read('registration', responseTo('registration', {}))).toMatchObject({ quarantine: 'empty' });
});

test('the respondent’s address is never taken for the participant’s, whether the form asks for one or not', () => {
  const noQuestion = structureOf('registration', (all) => all.filter(({ title }) => title !== 'Adresse e-mail'));
  const email = (answers: Answers, structure?: FormStructure) => {
    const complete = { ...PERSON, email: '', ...answers };
    const response = responseTo('registration', complete, { respondentEmail: 'voisine@example.org' });
    const outcome = read('registration', response, structure);
    return 'ok' in outcome && outcome.ok.kind === 'registration' ? outcome.ok.registration.person.email : outcome;
  };
  expect(email({ phone: '0639980001' })).toBeNull();
  expect(email({ phone: '0639980001' }, noQuestion)).toBeNull();
  expect(email({ phone: '' }, noQuestion)).toMatchObject({ quarantine: 'no-contact' });
});

test('a registration that replaces a quarantined response names it', () => {
  const number = makeReference(Uint8Array.of(1, 1, 1, 1, 1), 'R');
  const outcome = read('registration', responseTo('registration', { ...PERSON, replaces: number.toLowerCase() }));
  expect(outcome).toMatchObject({ ok: { replaces: number } });
});

test('titles are found without case, accents and punctuation, in any order, or by question id', () => {
  const titles = structureOf('registration', (all) =>
    all.toReversed().map((question) => ({ ...question, title: `${question.title.toUpperCase()} * :` })),
  ); // prettier-ignore
  expect(read('registration', responseTo('registration', PERSON), titles)).toMatchObject({ ok: { kind: 'registration' } });
  const mapping = { ...PROGRAMME.forms.registration, fields: { firstName: 'a0' } };
  const byId = structureOf('registration', (all) => all.map((question) => ({ ...question, title: '?' })));
  expect(resolveFields(byId, mapping).questions.get('firstName')).toHaveLength(1);
});

const FOLLOW_UP = { reference: REF, staffCode: 'T3WD-9HZC' };
test.each<[string, Answers, object]>([
  [
    'a reference typed carelessly',
    { reference: REF.toLowerCase().replaceAll('-', ' '), contact: 'Entretien' },
    { ok: { to: { ref: REF }, followUp: { staff: 's2', contact: 'interview' } } },
  ],
  [
    'all paths of a colleague, for the coordinator',
    { reference: 'tous les dossiers de s2', staffCode: 'K7QX-4M2P', decision: 'Nommer un conseiller', adviser: 's4', contact: 'Entretien' },
    { ok: { to: { allOf: 's2' }, followUp: { decision: 'name', adviser: 's4', contact: null } } },
  ],
  [
    'all paths of a colleague who left',
    { reference: 'Tous les dossiers de s9.', staffCode: 'K7QX-4M2P', decision: 'Nommer un conseiller', adviser: 's4' },
    { ok: { to: { allOf: 's9' } } },
  ],
  [
    'all whose first mail waits, for the coordinator',
    { reference: 'tous les dossiers retenus', staffCode: 'K7QX-4M2P', note: 'Envoyer' },
    { ok: { kind: 'influxAnswer', answer: { send: true, staff: 's1' } } },
  ],
  [
    'all whose first mail waits: nothing is sent',
    { reference: 'tous les dossiers retenus', staffCode: 'K7QX-4M2P', decision: 'Clore' },
    { ok: { kind: 'influxAnswer', answer: { send: false } } },
  ],
  [
    'all whose first mail waits, for an adviser',
    { reference: 'tous les dossiers retenus', note: 'Envoyer' },
    { quarantine: 'out-of-scope', author: 's2' },
  ],
  [
    'all whose first mail waits, without an answer',
    { reference: 'tous les dossiers retenus', staffCode: 'K7QX-4M2P' },
    { quarantine: 'answer-missing', author: 's1' },
  ],
  [
    'responses that were set aside, for the coordinator',
    { reference: 'réponses de côté (registration no-contact)', staffCode: 'K7QX-4M2P' },
    { ok: { kind: 'dismissal', setAside: { form: 'registration', reason: 'no-contact' } } },
  ],
  [
    'responses that were set aside, for an adviser',
    { reference: 'réponses de côté (registration no-contact)' },
    { quarantine: 'out-of-scope', author: 's2' },
  ],
  [
    'all paths of another adviser',
    { reference: 'tous les dossiers de s4', decision: 'Nommer un conseiller', adviser: 's2' },
    { quarantine: 'out-of-scope', author: 's2' },
  ],
  [
    'something else about all paths',
    { reference: 'tous les dossiers de s2', contact: 'Entretien' },
    { quarantine: 'adviser-unknown', author: 's2' },
  ],
  ['a code typed carelessly', { staffCode: 'mil0 oooo', contact: 'ENTRETIEN' }, { ok: { followUp: { staff: 's4' } } }],
  ['a mistyped reference', { reference: WRONG, contact: 'Entretien' }, { quarantine: 'bad-reference', field: 'reference' }],
  ['no reference and no name', { reference: '', contact: 'Entretien' }, { quarantine: 'reference-missing' }],
  ['half a name', { reference: '', firstName: 'Léa', contact: 'Entretien' }, { quarantine: 'reference-missing' }],
  [
    'names for a reference',
    { reference: '', firstName: 'Léa', lastName: 'Le Goff', contact: 'Entretien' },
    { ok: { to: { firstName: 'Léa', lastName: 'Le Goff' } } },
  ],
  ['an unknown code', { staffCode: 'AAAA-AAAA', contact: 'Entretien' }, { quarantine: 'unknown-staff' }],
  ['no code', { staffCode: '', contact: 'Entretien' }, { quarantine: 'unknown-staff' }],
  ['the pseudonym is no code', { staffCode: 's2', contact: 'Entretien' }, { quarantine: 'unknown-staff' }],
  ['nothing recorded', {}, { quarantine: 'empty' }],
  ['an unknown kind of contact', { contact: 'Pigeon voyageur' }, { quarantine: 'unknown-choice', field: 'contact' }],
  ['an answer to a call, prefilled', { callAnswer: 'Pas joint' }, { ok: { followUp: { callAnswer: 'notReached', decision: 'none' } } }],
  ['a new stage', { stage: 'Construction' }, { ok: { followUp: { stage: 'building' } } }],
  ['an appointment', { appointment: '2026-12-03 14:30' }, { ok: { followUp: { appointment: { at: '2026-12-03T13:30:00.000Z' } } } }],
  [
    'an appointment in summer time',
    { appointment: '3/6/2027 à 9h' },
    { ok: { followUp: { appointment: { at: '2027-06-03T07:00:00.000Z' } } } },
  ],
  [
    'an appointment in an hour that does not exist',
    { appointment: '2027-03-28 02:30' },
    { ok: { followUp: { appointment: { at: '2027-03-28T01:30:00.000Z' } } } },
  ],
  ['an appointment without a time', { appointment: '2026-12-03' }, { quarantine: 'time-missing', field: 'appointment' }],
  ['an unreadable appointment', { appointment: 'jeudi prochain' }, { quarantine: 'date-unreadable', field: 'appointment' }],
  ['a date in the past', { contact: 'Entretien', date: '2026-09-28' }, { ok: { followUp: { date: { at: '2026-09-28T10:00:00.000Z' } } } }],
  ['an appointment of last week', { appointment: '2026-09-24 10:00' }, { quarantine: 'date-in-past', field: 'appointment', author: 's2' }],
  ['an appointment of this morning, noted in the evening', { appointment: '2026-10-01 09:00' }, { ok: { kind: 'followUp' } }],
  ['an appointment in another decade', { appointment: '2036-10-08 10:00' }, { quarantine: 'date-too-far', field: 'appointment' }],
  ['a pause that is over', { decision: 'Mettre en pause', until: '2026-09-30' }, { quarantine: 'date-in-past', field: 'until' }],
  ['a pause until today', { decision: 'Mettre en pause', until: '2026-10-01' }, { ok: { followUp: { decision: 'pause' } } }],
  ['a pause of a hundred years', { decision: 'Mettre en pause', until: '2126-11-02' }, { quarantine: 'date-too-far', field: 'until' }],
  [
    'a pause, its year in two digits',
    { decision: 'Mettre en pause', until: '02/11/26' },
    { ok: { followUp: { until: { at: '2026-11-02T08:00:00.000Z' } } } },
  ],
  ['a contact of another decade', { contact: 'Entretien', date: '2016-09-28' }, { quarantine: 'date-too-far', field: 'date' }],
  [
    'a session moved into the past',
    { reference: '', session: 'info-2026-12-a', sessionAction: 'Déplacer', newStart: '2026-09-10 14:30' },
    { quarantine: 'date-in-past', field: 'newStart', author: 's2' },
  ],
  [
    'a session moved into another decade',
    { reference: '', session: 'info-2026-12-a', sessionAction: 'Déplacer', newStart: '2036-12-10 14:30' },
    { quarantine: 'date-too-far', field: 'newStart' },
  ],
  ['a date to come', { contact: 'Entretien', date: '2026-10-28' }, { quarantine: 'date-in-future', field: 'date' }],
  [
    'a pause',
    { decision: 'Mettre en pause', until: '2026-11-02', reason: 'Voyage' },
    { ok: { followUp: { decision: 'pause', until: { at: '2026-11-02T08:00:00.000Z' }, reason: 'Voyage' } } },
  ],
  ['a pause without an end', { decision: 'Mettre en pause' }, { quarantine: 'until-missing' }],
  [
    'an adviser by name',
    { decision: 'Nommer un conseiller', adviser: 'ines moreau' },
    { ok: { followUp: { decision: 'name', adviser: 's2' } } },
  ],
  ['an adviser by code alone', { adviser: 's3' }, { ok: { followUp: { decision: 'name', adviser: 's3' } } }],
  ['an organisation for an adviser', { adviser: 'mission locale' }, { ok: { followUp: { adviser: 's3' } } }],
  ['a colleague’s form code for a name', { adviser: 'T3WD-9HZC' }, { quarantine: 'adviser-unknown' }],
  ['an unknown adviser', { adviser: 'Personne' }, { quarantine: 'adviser-unknown' }],
  ['no adviser', { decision: 'Nommer un conseiller' }, { quarantine: 'adviser-unknown' }],
  ['a corrected address', { newEmail: 'Lea.B@example.org' }, { ok: { followUp: { decision: 'correct', newEmail: 'lea.b@example.org' } } }],
  ['a malformed correction', { newPhone: '12' }, { quarantine: 'contact-details-unreadable', field: 'newPhone' }],
  [
    'a session moved',
    { reference: '', session: 'info-2026-12-a', sessionAction: 'Déplacer', newStart: '2026-12-10 14:30' },
    {
      ok: {
        kind: 'sessionDecision',
        session: 'info-2026-12-a',
        decision: { action: 'move', newStart: { at: '2026-12-10T13:30:00.000Z' } },
      },
    },
  ],
  [
    'a session moved nowhere',
    { session: 'info-2026-12-a', sessionAction: 'Déplacer' },
    { quarantine: 'answer-missing', field: 'newStart' },
  ],
  [
    'a session decided, and a contact recorded',
    { session: 'info-2026-12-a', sessionAction: 'Annuler', contact: 'Entretien' },
    { quarantine: 'two-subjects', field: 'sessionAction', author: 's2' },
  ],
  [
    'a session decided, with a note and « rien de plus »',
    { session: 'info-2026-12-a', sessionAction: "J'y serai", decision: 'Rien de plus', note: 'J’arrive à 14 h.' },
    { ok: { kind: 'sessionDecision', decision: { action: 'accept', note: 'J’arrive à 14 h.' } } },
  ],
  ['an interview named, and nothing said of it', { ofAppointment: '2' }, { quarantine: 'answer-missing', field: 'appointment' }],
  [
    'an interview moved to a date that is over',
    { ofAppointment: '2', appointment: '2026-10-01 09:00' },
    { quarantine: 'date-in-past', field: 'appointment' },
  ],
  ['a decision about no session', { sessionAction: 'Annuler' }, { quarantine: 'unknown-session' }],
  [
    'a session decided by somebody who facilitates none',
    { staffCode: 'M1L0-0000', session: 'x', sessionAction: 'Annuler' },
    { quarantine: 'out-of-scope' },
  ],
])('follow-up, %s', (_, answers, expected) => {
  expect(read('followUp', responseTo('followUp', { ...FOLLOW_UP, ...answers }))).toMatchObject(expected);
}); // prettier-ignore

test('an edit keeps the appointment and the pause that were to come when it was first sent', () => {
  const later = { createTime: '2026-10-01T08:00:00.000Z', lastSubmittedTime: '2026-11-01T08:00:00.000Z' };
  const edited = (answers: Answers) => read('followUp', responseTo('followUp', { ...FOLLOW_UP, ...answers }, later));
  expect(edited({ appointment: '2026-10-08 10:00' })).toMatchObject({ ok: { followUp: { appointment: null } } });
  expect(edited({ appointment: '2026-11-08 10:00' })).toMatchObject({
    ok: { followUp: { appointment: { at: '2026-11-08T09:00:00.000Z' } } },
  });
  expect(edited({ decision: 'Mettre en pause', until: '2026-10-20' })).toMatchObject({ ok: { followUp: { decision: 'pause' } } });
});

test('a training that ended last month can be recorded', () => {
  const training = { ...PROGRAMME.forms.followUp.choices, stage: { training: 'Formation' } };
  const mapping = { ...PROGRAMME.forms.followUp, choices: training };
  const structure = structureOf('followUp');
  const response = responseTo('followUp', { ...FOLLOW_UP, stage: 'Formation', until: '2026-09-01' });
  const reading = { response, structure, mapping, fields: resolveFields(structure, mapping), programme: PROGRAMME, deadlines, tokens };
  expect(readResponse('followUp', reading)).toMatchObject({ ok: { followUp: { until: { at: '2026-09-01T07:00:00.000Z' } } } });
});

test('a verified address of known staff stands for a code, an unverified one does not', () => {
  const response = responseTo('followUp', { reference: REF, contact: 'Entretien' }, { respondentEmail: 'S3@example.org' });
  const verified = { ...structureOf('followUp'), verifiedEmail: true };
  expect(read('followUp', response, verified)).toMatchObject({ ok: { followUp: { staff: 's3' } } });
  expect(read('followUp', response)).toMatchObject({ quarantine: 'unknown-staff' });
});

const INES = { code: 's2', formCode: 'T3WD-9HZC' };
const OTHER = makeReference(Uint8Array.of(1, 2, 3, 4, 5));
/** Mailed to Inès on 1 October. */
const mailed = (form: FormKind, values: Readonly<Record<string, string>>) =>
  tokens.make(purposeOf(form, values), INES, '2026-10-01T07:00:00Z');
const OF_PATH = mailed('followUp', { reference: REF });
const OF_SESSION = mailed('followUp', { session: 'info-a' });
const OF_ANYTHING = mailed('followUp', {});
const OF_SHEET = mailed('attendance', { session: 'info-a' });
const OF_COLLEAGUE = mailed('followUp', { reference: 'tous les dossiers de s4' });
const COMES = { contact: 'Entretien' };
const ACCEPTS = { sessionAction: 'J’y serai' };
const NAMES = { decision: 'Nommer un conseiller', adviser: 's2' };
const ACCEPTED = { ok: { author: { code: 's2' } } };
const REFUSED = { quarantine: 'link-refused', field: 'staffCode', author: null };

test.each<[string, FormKind, Answers, object]>([
  ['its path', 'followUp', { staffCode: OF_PATH, reference: REF, ...COMES }, ACCEPTED],
  [
    'its path, copied carelessly',
    'followUp',
    { staffCode: ` ${OF_PATH.toLowerCase()} `, reference: REF.toLowerCase(), ...COMES },
    ACCEPTED,
  ],
  ['its path, with a seat at a session', 'followUp', { staffCode: OF_PATH, reference: REF, session: 'atelier-a' }, ACCEPTED],
  ['its path, with a decision', 'followUp', { staffCode: OF_PATH, reference: REF, ...COMES, decision: 'Rien de plus' }, ACCEPTED],
  ['another path', 'followUp', { staffCode: OF_PATH, reference: OTHER, ...COMES }, REFUSED],
  ['a path by name', 'followUp', { staffCode: OF_PATH, firstName: 'Léa', lastName: 'Le Goff', ...COMES }, REFUSED],
  ['all paths of a colleague', 'followUp', { staffCode: OF_PATH, reference: 'Tous les dossiers de s4', ...NAMES }, REFUSED],
  ['a session', 'followUp', { staffCode: OF_PATH, session: 'info-a', ...ACCEPTS }, REFUSED],
  ['a session under its own reference', 'followUp', { staffCode: OF_PATH, reference: REF, session: 'info-a', ...ACCEPTS }, REFUSED],
  ['a sheet', 'attendance', { staffCode: OF_PATH, session: 'info-a', 'grid.1': 'Présent' }, REFUSED],
  ['its session', 'followUp', { staffCode: OF_SESSION, session: 'info-a', ...ACCEPTS }, { ok: { decision: { staff: 's2' } } }],
  ['another session', 'followUp', { staffCode: OF_SESSION, session: 'info-b', ...ACCEPTS }, REFUSED],
  ['a path beside its session', 'followUp', { staffCode: OF_SESSION, reference: REF, session: 'info-a', ...COMES }, REFUSED],
  ['its session’s sheet', 'attendance', { staffCode: OF_SESSION, session: 'info-a', 'grid.1': 'Présent' }, REFUSED],
  ['its sheet', 'attendance', { staffCode: OF_SHEET, session: 'info-a', 'grid.1': 'Présent' }, { ok: { attendance: { staff: 's2' } } }],
  ['another sheet', 'attendance', { staffCode: OF_SHEET, session: 'info-b', 'grid.1': 'Présent' }, REFUSED],
  ['a decision about its sheet’s session', 'followUp', { staffCode: OF_SHEET, session: 'info-a', ...ACCEPTS }, REFUSED],
  ['anything: a path', 'followUp', { staffCode: OF_ANYTHING, reference: OTHER, ...COMES }, ACCEPTED],
  ['anything: a path by name', 'followUp', { staffCode: OF_ANYTHING, firstName: 'Léa', lastName: 'Le Goff', ...COMES }, ACCEPTED],
  ['anything, by another form', 'attendance', { staffCode: OF_ANYTHING, session: 'info-a', 'grid.1': 'Présent' }, REFUSED],
  [
    'not more than the member may',
    'followUp',
    { staffCode: OF_COLLEAGUE, reference: 'tous les dossiers de s4', ...NAMES },
    { quarantine: 'out-of-scope', author: 's2' },
  ],
  ['all paths of another colleague', 'followUp', { staffCode: OF_COLLEAGUE, reference: 'tous les dossiers de s1', ...NAMES }, REFUSED],
  ['one path of that colleague', 'followUp', { staffCode: OF_COLLEAGUE, reference: REF, ...COMES }, REFUSED],
  ['a link that was cut off', 'followUp', { staffCode: OF_PATH.slice(0, -2), reference: REF, ...COMES }, REFUSED],
  ['a reference that was mistyped since', 'followUp', { staffCode: OF_PATH, reference: WRONG, ...COMES }, REFUSED],
])('a mailed link opens only what it was made for: %s', (_, form, answers, expected) => {
  expect(read(form, responseTo(form, answers))).toMatchObject(expected);
});

test('a link is judged by when the response was sent; of an expired one its member is told', () => {
  const sent = (staffCode: string, lastSubmittedTime: string) =>
    read('followUp', responseTo('followUp', { staffCode, reference: REF, ...COMES }, { lastSubmittedTime }));
  expect(sent(OF_PATH, '2026-11-15T22:00:00Z')).toMatchObject(ACCEPTED);
  expect(sent(OF_PATH, '2026-11-16T08:00:00Z')).toEqual({
    quarantine: 'link-expired',
    field: 'staffCode',
    author: 's2',
    answer: { values: { reference: REF, contact: 'interview', date: '2026-11-16' }, isWhole: true },
  });
  expect(sent(OF_ANYTHING, '2026-10-16T22:00:00Z')).toMatchObject(ACCEPTED);
  expect(sent(OF_ANYTHING, '2026-10-17T08:00:00Z')).toMatchObject({ quarantine: 'link-expired' });
});

test.each<[string, FormKind, Answers, object]>([
  [
    'a decision with its own notes',
    'followUp',
    { reference: REF, decision: 'Clore', reason: 'doublon', note: 'Vu (duplicate-GC-4P2N-6R0G)', date: '2026-11-10' },
    {
      values: { reference: REF, decision: 'close', reason: 'doublon', note: 'Vu (duplicate-GC-4P2N-6R0G)', date: '2026-11-10' },
      isWhole: true,
    },
  ],
  [
    'free text and contact details, which belong in no link',
    'followUp',
    { reference: REF, ...COMES, note: 'Léa Martin a appelé.', newEmail: 'lea@example.org', reason: 'Léa déménage', firstName: 'Léa' },
    { values: { reference: REF, contact: 'interview', date: '2027-06-01' }, isWhole: false },
  ],
  [
    'a session, and a colleague by name',
    'followUp',
    { session: 'info-a', sessionAction: 'Proposer un remplaçant', adviser: 'karim diallo' },
    { values: { session: 'info-a' } },
  ],
  ['a sheet: its rows', 'attendance', { session: 'info-a', 'grid.1': 'Présent' }, { values: { session: 'info-a' }, isWhole: false }],
])('an expired link’s answer, as a fresh one may hold it: %s', (_, form, answers, expected) => {
  const staffCode = mailed(form, 'session' in answers ? { session: 'info-a' } : { reference: REF });
  const outcome = read(form, responseTo(form, { ...answers, staffCode }, { lastSubmittedTime: '2027-06-01T08:00:00Z' }));
  expect(outcome).toMatchObject({ quarantine: 'link-expired', author: 's2', answer: expected });
  expect(JSON.stringify(outcome)).not.toMatch(/Léa|@/);
});

test('a note that replaces another response keeps what else it says', () => {
  const said = (note: string) => read('followUp', responseTo('followUp', { staffCode: 'K7QX-4M2P', reference: REF, ...COMES, note }));
  const replaces = 'R-0000-0001';
  expect(said(`Vu (doubt-1) – Remplace la réponse ${replaces}`)).toMatchObject({ ok: { replaces, followUp: { note: 'Vu (doubt-1)' } } });
  expect(said(`Remplace la réponse ${replaces}`)).toMatchObject({ ok: { replaces, followUp: { note: null } } });
  expect(said(`Remplace la réponse ${replaces}.\nA rappelé.`)).toMatchObject({ ok: { replaces, followUp: { note: 'A rappelé.' } } });
});

test('whose address is verified needs no good link', () => {
  const verified = { ...structureOf('followUp'), verifiedEmail: true };
  const by = (staffCode: string) =>
    read('followUp', responseTo('followUp', { staffCode, reference: OTHER, ...COMES }, { respondentEmail: 's2@example.org' }), verified);
  expect(by('')).toMatchObject(ACCEPTED);
  expect(by(OF_PATH)).toMatchObject(ACCEPTED);
  expect(by('LIEN1')).toMatchObject(ACCEPTED);
});

const SHEET = { session: 'info-2026-12-a', staffCode: 'B8RN-5XKV' };
test.each<[string, Answers, object]>([
  [
    'rows by their number',
    { 'grid.1': 'Présent', 'grid.3': 'absent' },
    { ok: { session: 'info-2026-12-a', attendance: { staff: 's3', rows: { 1: 'attended', 3: 'noShow' } } } },
  ],
  ['an unknown column', { 'grid.1': 'En retard' }, { quarantine: 'unknown-choice', field: 'grid' }],
  ['a session written with its prefix', { session: 'Session-Info 2026-12-A', 'grid.2': 'Excusé' }, { ok: { session: 'info-2026-12-a' } }],
  ['no session', { session: '', 'grid.1': 'Présent' }, { quarantine: 'unknown-session' }],
  ['a session that is a query', { session: "x' OR '1'='1", 'grid.1': 'Présent' }, { quarantine: 'unknown-session' }],
  ['an empty sheet', {}, { quarantine: 'empty' }],
  [
    'people who never registered',
    { walkIns: 'Sam\nZoé Diop 06 39 98 00 09', headCount: '12 personnes' },
    { ok: { attendance: { rows: {}, headCount: 12, saysWalkIns: true } } },
  ],
  ['somebody who facilitates nothing', { staffCode: 'M1L0-0000', 'grid.1': 'Présent' }, { quarantine: 'out-of-scope' }],
])('attendance, %s', (_, answers, expected) => {
  expect(read('attendance', responseTo('attendance', { ...SHEET, ...answers }))).toMatchObject(expected);
}); // prettier-ignore

test.each<[string, string | readonly string[], readonly string[] | null, number]>([
  ['both ticked, by name', ['Association AILE', 'Mission Locale'], ['Association AILE', 'Mission Locale'], 0],
  [
    'in another order and spelling, twice',
    ['mission-locale', 'ASSOCIATION  Aile !', 'Mission Locale'],
    ['Association AILE', 'Mission Locale'],
    0,
  ],
  ['one, by its id', 'AILE', ['Association AILE'], 0],
  ['an option that is nobody’s', ['Mission Locale', 'Mairie'], ['Mission Locale'], 1],
  ['only such options', ['Mairie', '—'], null, 2],
  ['nothing', [], null, 0],
])('who was there, %s', (_, presentOrganisations, expected, unknown) => {
  const outcome = read('attendance', responseTo('attendance', { ...SHEET, headCount: '3', presentOrganisations }));
  expect(outcome).toMatchObject({
    ok: { unknownOrganisations: unknown, attendance: { presentOrganisations: expected, sentFrom: null } },
  });
});

test('who was there is enough for a response; a label of the configuration names an organisation as well', () => {
  const ticked = responseTo('attendance', { ...SHEET, presentOrganisations: 'PLIE du Val' });
  expect(read('attendance', ticked)).toMatchObject({ quarantine: 'empty' });
  const attendance = { ...PROGRAMME.forms.attendance, choices: { presentOrganisations: { aile: 'PLIE du Val' } } };
  const structure = structureOf('attendance');
  const fields = resolveFields(structure, attendance);
  expect(
    readResponse('attendance', { response: ticked, structure, mapping: attendance, fields, programme: PROGRAMME, deadlines, tokens }),
  ).toMatchObject({
    ok: { attendance: { rows: {}, presentOrganisations: ['Association AILE'] } },
  });
});

test('a form that doesn’t ask who was there tells whose sheet it is', () => {
  const structure = structureOf('attendance', (all) => all.filter(({ title }) => title !== 'Co-animation'));
  expect(read('attendance', responseTo('attendance', { ...SHEET, 'grid.1': 'Présent' }), structure)).toMatchObject({
    ok: { attendance: { staff: 's3', presentOrganisations: null, sentFrom: 'Mission Locale' } },
  });
});

test('a grid row without a number waits for a person', () => {
  const structure = structureOf('attendance', (all) =>
    all.map((question) => (question.row === '2' ? { ...question, row: 'Deux' } : question)),
  );
  expect(read('attendance', responseTo('attendance', { ...SHEET, 'grid.2': 'Présent' }), structure)).toMatchObject({
    quarantine: 'unknown-row',
  });
});

test.each<[string, Answers, object]>([
  ['an answer', { reference: REF, answer: 'je ne peux PAS venir' }, { ok: { ref: REF, personal: null, unable: { answer: 'cannotCome' } } }],
  [
    'an answer by the link of the person’s own mail',
    { reference: PERSONAL.toLowerCase(), answer: 'Je ne peux pas venir' },
    { ok: { ref: REF, personal: PERSONAL, unable: { answer: 'cannotCome' } } },
  ],
  ['a link that was cut', { reference: PERSONAL.slice(0, -1), answer: 'Je ne peux pas venir' }, { quarantine: 'bad-reference' }],
  ['a mistyped reference', { reference: WRONG, answer: 'Une autre date' }, { quarantine: 'bad-reference' }],
  ['no reference', { answer: 'Une autre date' }, { quarantine: 'reference-missing' }],
  ['no answer', { reference: REF }, { quarantine: 'answer-missing' }],
  ['another answer', { reference: REF, answer: 'Bof' }, { quarantine: 'unknown-choice' }],
])('unable to come, %s', (_, answers, expected) => {
  expect(read('unable', responseTo('unable', answers))).toMatchObject(expected);
});

test('any answers at all are read or set aside, never thrown', () => {
  const kind = fc.constantFrom<FormKind>('registration', 'attendance', 'followUp', 'unable');
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('Oui', REF, 'K7QX-4M2P', '2026-12-03 14:30', 'Clore'));
  fc.assert(
    fc.property(kind, fc.array(text, { minLength: 20, maxLength: 20 }), (form, texts) => {
      const fields = Object.keys(PROGRAMME.forms[form].fields).filter((field) => field !== 'grid');
      const outcome = read(form, responseTo(form, Object.fromEntries(fields.map((field, index) => [field, texts[index] ?? '']))));
      expect('ok' in outcome || outcome.quarantine !== 'unreadable').toBe(true);
    }),
  );
});
