import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SAME_PERSON } from '../../domain/matching.ts';
import { FORM_KINDS, type FormKind } from '../../domain/programme/programme.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import { EMPTY_MEMORY } from '../../workflows/form-intake/state.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { FormsInMemory, PROGRAMME, responseTo, structureOf } from './intake-fixtures.ts';
import { createKeys } from './keys.ts';
import { createFormReader } from './pass.ts';
import { createPathSearch } from './path-search.ts';
import { Killed, PathsInMemory } from './paths-fixtures.ts';

// A response ends at its owner, in quarantine, or refused for want of consent, and in exactly one of them: whatever else comes in whatever order,
// wherever the activity dies, however late the search is.

const keys = createKeys(Buffer.alloc(32, 7));
const deadlines = createDeadlines(PROGRAMME);

/** What somebody does: a response by its number, in the order of `time`. */
interface Submission {
  readonly kind: FormKind;
  readonly response: number;
  /** Minutes after the first of October. */
  readonly time: number;
  readonly person: number;
  readonly what: number;
}
type Step =
  | { readonly do: 'submit'; readonly submission: Submission }
  | { readonly do: 'pass'; readonly kind: FormKind; readonly calls: number }
  | { readonly do: 'show' }
  | { readonly do: 'erase'; readonly nth: number };

const kinds = fc.constantFrom<FormKind>('registration', 'registration', 'followUp', 'unable', 'attendance');
const submissions = fc.record({ kind: kinds, response: fc.nat(6), time: fc.nat(600), person: fc.nat(2), what: fc.nat(5) });
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: submissions.map((submission): Step => ({ do: 'submit', submission })) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), kind: kinds, calls: fc.oneof(fc.constant(1000), fc.nat(3)) }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'show' }) },
  { weight: 1, arbitrary: fc.nat(3).map((nth): Step => ({ do: 'erase', nth })) },
);

const PEOPLE = [
  { firstName: 'Awa', lastName: 'Sow', phone: '0639980058' },
  { firstName: 'Zoé', lastName: 'Diop', phone: '0639980059' },
  { firstName: 'Paul', lastName: 'Petit', phone: '0639980060' },
];

class World {
  readonly forms = new FormsInMemory();
  readonly paths = new PathsInMemory();
  readonly memories = new Map<FormKind, IntakeMemory>();
  readonly latest = new Map<string, { readonly kind: FormKind; readonly response: FormResponse; readonly isRefusal: boolean }>();
  #edits = 0;

  constructor() {
    for (const kind of FORM_KINDS) this.forms.structures.set(PROGRAMME.forms[kind].formId, structureOf(kind));
    this.paths.isPrompt = false;
    this.paths.open('session-info-a');
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'submit') this.#submit(step.submission);
    if (step.do === 'pass') await this.pass(step.kind, step.calls);
    if (step.do === 'show') this.paths.catchUp();
    const erased =
      step.do === 'erase' ? [...this.paths.workflows.keys()].filter((id) => id.startsWith('participant-'))[step.nth] : undefined;
    if (erased !== undefined) this.paths.erase(erased);
  }

  async pass(kind: FormKind, calls = Number.POSITIVE_INFINITY): Promise<void> {
    const { forms, paths, memories } = this;
    const { client } = paths;
    const search = createPathSearch(client);
    const reader = createFormReader({ forms, client, programme: PROGRAMME, deadlines, keys, search, kind, structureFor: 0, patience: 0 });
    paths.callsLeft = calls;
    const passed = await reader.pass(memories.get(kind) ?? EMPTY_MEMORY).catch((error: unknown) => {
      if (error instanceof Killed) return null;
      throw error;
    });
    if (passed) memories.set(kind, JSON.parse(JSON.stringify(passed.memory)) as IntakeMemory);
  }

  /** The night's full list takes what came too late for the pages. */
  async settle(): Promise<void> {
    for (const kind of FORM_KINDS) {
      await this.pass(kind);
      const memory = this.memories.get(kind) ?? EMPTY_MEMORY;
      this.memories.set(kind, { ...memory, fullListOn: null });
      await this.pass(kind);
    }
  }

  endsOf(responseId: string): readonly string[] {
    const { kind, response, isRefusal } = this.latest.get(responseId) ?? {};
    if (!kind || !response) return [];
    const receivers = [...(this.paths.delivered.get(`${responseId}|${new Date(response.lastSubmittedTime).toISOString()}`) ?? [])];
    const owners = receivers.filter((id) => this.paths.workflows.has(id));
    const isQuarantined = this.memories.get(kind)?.quarantined.some((entry) => entry.responseId === responseId) ?? false;
    const ends = [...(owners.length > 0 ? ['owner'] : []), ...(isQuarantined ? ['quarantine'] : [])];
    if (ends.length > 0) return ends;
    // What an erased owner knew is gone with it.
    return receivers.length > 0 ? ['erased'] : isRefusal ? ['refused'] : [];
  }

  /** Pairs of open paths of one person, of which neither was told of the other. One whose consent was withdrawn is a line of its own already. */
  doubles(): readonly (readonly string[])[] {
    const isWithdrawn = (handed: readonly string[]) => handed.some((one) => one.startsWith('consentRefused '));
    const paths = [...this.paths.workflows].filter(([id, { handed }]) => id.startsWith('participant-') && !isWithdrawn(handed));
    const ref = (id: string) => id.replace('participant-', '');
    return paths.flatMap(([id, one], index) =>
      paths.slice(index + 1).flatMap(([otherId, other]) => {
        // A response that was edited into another person's makes no double of the two.
        const isSame = [...one.keys].some((key) => WHO.some((kind) => key.startsWith(kind)) && other.keys.has(key));
        return isSame && !one.near.has(ref(otherId)) && !other.near.has(ref(id)) ? [[id, otherId]] : [];
      }),
    );
  }

  /** An edit keeps its id, and its time is younger than all that went before it. */
  #submit({ kind, response: n, time, person, what }: Submission): void {
    const responseId = `${kind}-${n}`;
    const before = this.latest.get(responseId)?.response;
    const base = Date.parse('2026-10-01T08:00:00Z') + time * 60_000;
    const at = new Date(Math.max(base, before ? Date.parse(before.lastSubmittedTime) + 1000 : 0) + (this.#edits += 1)).toISOString();
    const version = { responseId, createTime: before?.createTime ?? at, lastSubmittedTime: at };
    const answers = this.#answers(kind, person, what);
    const response = this.forms.submit(responseTo(kind, answers, version));
    this.latest.set(responseId, { kind, response, isRefusal: answers['consent'] === 'Non' });
  }

  #answers(kind: FormKind, person: number, what: number): Record<string, string> {
    const who = PEOPLE[person] ?? { firstName: '', lastName: '', phone: '' };
    const reference = keys.reference({ formId: 'F-REG', responseId: `registration-${person}` }, 0);
    if (kind === 'registration') {
      if (what === 0) return { ...who, consent: 'Non' };
      return what === 1 ? { firstName: who.firstName, consent: 'Oui' } : { ...who, consent: 'Oui' };
    }
    if (kind === 'unable') return what === 0 ? { answer: 'Une autre date' } : { reference, answer: 'Une autre date' };
    if (kind === 'attendance') {
      const walkIns = what === 1 ? `${who.firstName} ${who.lastName} ${who.phone}` : '';
      return { session: what === 0 ? 'info-z' : 'info-a', staffCode: 'B8RN-5XKV', 'grid.1': 'Présent', walkIns };
    }
    return {
      reference,
      staffCode: what === 0 ? 'FAUX' : 'K7QX-4M2P',
      contact: 'Entretien',
      appointment: what === 1 ? '2026-09-01 10:00' : '',
    };
  }
}

const WHO = SAME_PERSON.filter((kind) => kind !== 'or');

/** Two attempts that each began a path and died before they could tell of the other one, which the search did not show yet. */
const BEGUN_TWICE_UNTOLD: Step[] = [
  { do: 'submit', submission: { kind: 'registration', response: 0, time: 8, person: 1, what: 2 } },
  { do: 'pass', kind: 'registration', calls: 0 },
  { do: 'submit', submission: { kind: 'registration', response: 1, time: 0, person: 1, what: 2 } },
  { do: 'pass', kind: 'registration', calls: 0 },
  { do: 'show' },
];

/** Two responses of a person whose path is gone each begin one in the same attempt, which dies before it could tell of either. */
const BEGUN_AGAIN_UNTOLD: Step[] = [
  { do: 'submit', submission: { kind: 'registration', response: 0, time: 0, person: 2, what: 2 } },
  { do: 'pass', kind: 'registration', calls: 1000 },
  { do: 'erase', nth: 0 },
  { do: 'submit', submission: { kind: 'registration', response: 1, time: 0, person: 2, what: 2 } },
  { do: 'submit', submission: { kind: 'registration', response: 2, time: 0, person: 2, what: 2 } },
  { do: 'pass', kind: 'registration', calls: 1 },
];

test('every response ends in exactly one place, and no person has two paths that nobody is told of', async () => {
  let ends = 0;
  const counts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 40 }), async (all) => {
      const world = new World();
      for (const step of all) await world.take(step);
      await world.settle();
      for (const responseId of world.latest.keys()) {
        const found = world.endsOf(responseId);
        expect([responseId, found.length]).toEqual([responseId, 1]);
        for (const end of found) counts.set(end, (counts.get(end) ?? 0) + 1);
        ends += 1;
      }
      world.paths.catchUp();
      await world.settle();
      expect(world.doubles()).toEqual([]);
    }),
    { numRuns: Number(process.env['INTAKE_RUNS'] ?? 150), examples: [[BEGUN_TWICE_UNTOLD], [BEGUN_AGAIN_UNTOLD]] },
  );
  expect([...counts.keys()].toSorted()).toEqual(['erased', 'owner', 'quarantine', 'refused']);
  expect(ends).toBeGreaterThan(500);
});
