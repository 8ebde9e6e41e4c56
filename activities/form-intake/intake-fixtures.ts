import { createHash } from 'node:crypto';
import type { FormKind, Programme, Staff } from '../../domain/programme/programme.ts';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { FormQuestion, FormResponse, FormStructure, FormsPort } from '../../integrations/google-forms/port.ts';

/** A small programme, its forms and a forms service in memory, for the tests of intake. Fictional people only. */

const staff = (code: string, formCode: string, name: string, roles: Staff['roles'], organisation: string): Staff => ({
  code,
  formCode,
  name,
  email: `${code}@example.org`,
  roles,
  outlook: false,
  neighbourhoods: [],
  organisation,
});

const days = (duration: string) => ({ duration });

export const PROGRAMME: Programme = {
  version: 'v1',
  name: 'Groupement',
  timeZone: 'Europe/Paris',
  startsAt: '2026-09-01T00:00:00Z',
  organisations: [
    {
      id: 'aile',
      name: 'Association AILE',
      alsoKnownAs: [],
      ages: { from: 26, to: null },
      phone: '01 00 00 00 01',
      logo: null,
      interviews: { place: null, duration: 'PT1H' },
      assignment: 'rotate',
      lead: { name: 'Direction AILE', email: 'direction@example.org' },
      staff: [
        staff('s1', 'K7QX-4M2P', 'Camille Roux', ['coordinator', 'referent', 'facilitator'], 'aile'),
        staff('s2', 'T3WD-9HZC', 'Inès Moreau', ['referent', 'facilitator'], 'aile'),
        staff('s4', 'M1L0-0000', 'Paul Petit', ['referent'], 'aile'),
      ],
      closures: [],
    },
    {
      id: 'mission-locale',
      name: 'Mission Locale',
      alsoKnownAs: [],
      ages: { from: 18, to: 25 },
      phone: null,
      logo: null,
      interviews: { place: null, duration: 'PT1H' },
      assignment: 'contact',
      lead: { name: 'Direction Mission Locale', email: 'direction.ml@example.org' },
      staff: [staff('s3', 'B8RN-5XKV', 'Maud Lefèvre', ['contact', 'referent', 'facilitator'], 'mission-locale')],
      closures: [],
    },
  ],
  funders: [],
  neighbourhoods: [
    { id: 'les-aunettes', name: 'Les Aunettes', priority: true },
    { id: 'centre', name: 'Centre-ville', priority: false },
  ],
  venues: [],
  calendar: { mailbox: 'groupement@example.org', quiet: 'PT2M' },
  forms: {
    registration: {
      formId: 'F-REG',
      fields: {
        firstName: 'Prénom',
        lastName: 'Nom',
        email: 'Adresse e-mail',
        phone: 'Téléphone',
        birthDate: 'Date de naissance',
        neighbourhood: 'Quartier',
        referrer: 'Comment nous avez-vous connus ?',
        wish: 'Votre envie ou projet',
        enteredBy: 'Saisi par',
        consent: "J'accepte que mes données soient conservées",
        replaces: 'Remplace la réponse',
        sharedAddress: 'Adresse partagée',
      },
      choices: { referrer: { street: 'Rencontre dans la rue' } },
      prefill: {},
      url: null,
    },
    attendance: {
      formId: 'F-ATT',
      fields: {
        session: 'Référence de la séance',
        staffCode: 'Code',
        grid: 'Présence',
        walkIns: 'Personnes venues',
        headCount: 'Nombre',
        presentOrganisations: 'Co-animation',
      },
      choices: { grid: { attended: 'Présent', excused: 'Excusé', noShow: 'Absent' } },
      prefill: {},
      url: null,
    },
    followUp: {
      formId: 'F-FUP',
      fields: {
        reference: 'Référence',
        lastName: 'Nom',
        firstName: 'Prénom',
        staffCode: 'Code',
        date: 'Date',
        contact: 'Type de contact',
        stage: 'Nouvelle étape',
        appointment: 'Prochain rendez-vous',
        ofAppointment: 'Rendez-vous concerné',
        decision: 'Décision',
        until: "Jusqu'au",
        reason: 'Motif',
        note: 'Note',
        callAnswer: "Réponse à l'appel",
        adviser: 'Conseiller',
        newEmail: 'Nouvel e-mail',
        newPhone: 'Nouveau téléphone',
        session: 'Référence de la séance',
        sessionAction: 'Décision sur la séance',
        newStart: 'Nouvelle date',
      },
      choices: {
        contact: { interview: 'Entretien', phone: 'Téléphone', attempt: 'Tentative sans réponse' },
        stage: { exploring: 'Exploration', building: 'Construction' },
        callAnswer: { comes: 'Vient', anotherDate: 'Autre date', notReached: 'Pas joint', refuses: 'Refuse' },
        sessionAction: { accept: "J'y serai", move: 'Déplacer', cancel: 'Annuler' },
        decision: { none: 'Rien de plus', pause: 'Mettre en pause', close: 'Clore', name: 'Nommer un conseiller' },
      },
      prefill: {},
      url: null,
    },
    unable: {
      formId: 'F-UNA',
      fields: { reference: 'Référence', answer: 'Votre réponse' },
      choices: { answer: { cannotCome: 'Je ne peux pas venir', anotherDate: 'Une autre date', withdraw: 'Je me retire' } },
      prefill: {},
      url: null,
    },
  },
  polling: { forms: 'PT0.2S', calendar: 'PT30S' },
  sessions: [],
  plan: [],
  delays: {
    answers: { before: { duration: 'P5D' }, coordinator: { duration: 'P1D' } },
    registered: { coordinator: days('P3D') },
    invited: { facilitator: days('P2D'), coordinator: days('P5D') },
    noShow: { referent: days('P5D'), coordinator: days('P10D') },
    informed: { referent: days('P10D'), coordinator: days('P15D') },
    exploring: { referent: days('P30D'), coordinator: days('P45D') },
    building: { referent: days('P45D'), coordinator: days('P60D') },
    training: { referent: days('P7D'), coordinator: days('P21D') },
    settled: { followUp: days('P6M'), referent: days('P7D'), coordinator: days('P21D') },
    left: { exitFacts: days('P28D') },
  },
  escalation: { repeat: days('P10D'), times: 3 },
  officeHours: { always: true },
  mail: { from: 'groupement@example.org', redirectTo: null, perMinute: 25, newPathsAnHour: 1_000, perDay: 9000 },
  sessionAlerts: { low: { before: { businessDays: 3 }, percent: 30 }, waiting: 5 },
  retention: { monthsAfterLastActivity: 24, evidence: [] },
};

/** A form with one question for each mapped field, ids in hexadecimal; the attendance grid has rows 1 to 3. */
export function structureOf(
  kind: FormKind,
  change: (questions: FormQuestion[]) => readonly FormQuestion[] = (same) => same,
): FormStructure {
  const { formId, fields } = PROGRAMME.forms[kind];
  const questions = Object.entries(fields).flatMap(([field, title], index): FormQuestion[] => {
    const questionId = (index + 0xa0).toString(16);
    if (field !== 'grid') return [{ questionId, title, row: null, type: 'text', options: optionsOf(kind, field) }];
    return ['1', '2', '3'].map((row) => ({
      questionId: `${questionId}${row}`,
      title,
      row,
      type: 'gridRow',
      options: optionsOf(kind, field),
    }));
  });
  const changed = change(questions);
  const fingerprint = createHash('sha256').update(JSON.stringify(changed)).digest('hex');
  return { formId, title: kind, responderUri: null, verifiedEmail: false, questions: changed, fingerprint };
}

function optionsOf(kind: FormKind, field: string): readonly string[] {
  return Object.values(PROGRAMME.forms[kind].choices[field] ?? {});
}

let responses = 0;

/** A response by field (`grid.2` for a row); `submitted` defaults to a minute of 2026-10-01. */
export function responseTo(
  kind: FormKind,
  answers: Readonly<Record<string, string | readonly string[]>>,
  changes: Partial<FormResponse> = {},
): FormResponse {
  const structure = structureOf(kind);
  const fields: Readonly<Record<string, string>> = PROGRAMME.forms[kind].fields;
  responses += 1;
  const submitted = new Date(Date.parse('2026-10-01T08:00:00Z') + responses * 1000).toISOString();
  const ids = Object.entries(answers).map(([name, value]) => {
    const [field = '', row] = name.split('.');
    const question = structure.questions.find(({ title, row: own }) => title === fields[field] && own === (row ?? null));
    return [question?.questionId ?? name, typeof value === 'string' ? [value] : value] as const;
  });
  return {
    formId: structure.formId,
    responseId: `response-${responses}`,
    createTime: submitted,
    lastSubmittedTime: submitted,
    respondentEmail: null,
    answers: Object.fromEntries(ids),
    ...changes,
  };
}

/** Forms in memory; `failWith` makes every call fail until it is null again. */
export class FormsInMemory implements FormsPort {
  readonly structures = new Map<string, FormStructure>();
  readonly #responses = new Map<string, FormResponse>();
  failWith: ServiceErrorCode | null = null;
  reads = 0;

  submit(response: FormResponse): FormResponse {
    this.#responses.set(response.responseId, response);
    return response;
  }

  remove(responseId: string): void {
    this.#responses.delete(responseId);
  }

  async structure(formId: string): Promise<FormStructure> {
    this.#check();
    const structure = this.structures.get(formId);
    if (!structure) throw new ServiceError('forms-not-found', { detail: 'no such form' });
    return structure;
  }

  async responsesSince(formId: string, since: string): Promise<readonly FormResponse[]> {
    this.#check();
    this.reads += 1;
    const all = [...this.#responses.values()].filter((response) => response.formId === formId);
    return all.filter(({ lastSubmittedTime }) => Date.parse(lastSubmittedTime) >= Date.parse(since));
  }

  async response(_formId: string, responseId: string): Promise<FormResponse | null> {
    this.#check();
    return this.#responses.get(responseId) ?? null;
  }

  #check(): void {
    if (this.failWith) throw new ServiceError(this.failWith, { detail: 'in a test' });
  }
}
