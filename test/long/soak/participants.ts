import { addressOf, registration } from '../../support/people.ts';
import type { Imported } from '../../support/sandbox.ts';
import type { Stack } from '../../support/stack.ts';
import type { Act } from './evidence.ts';
import type { Step } from './plan.ts';

const SYLLABLES = [
  'ba',
  'ce',
  'dou',
  'fan',
  'gui',
  'hel',
  'jo',
  'kim',
  'lu',
  'mar',
  'nor',
  'pel',
  'pri',
  'qua',
  'ro',
  'syl',
  'ty',
  'val',
  'wen',
  'zo',
];
const ANSWERS = { cannotCome: 'Je ne peux pas venir', anotherDate: 'Une autre date', withdraw: 'Je me retire' } as const;

/** Fictional people who register, can't come, withdraw and register again. */
export class Participants {
  readonly acts: Act[] = [];
  readonly #stack: Stack;
  readonly #people: { readonly name: string; readonly response: string }[] = [];

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  get addresses(): readonly string[] {
    return this.#people.map(({ name }) => addressOf(name));
  }

  /** Registered at some moment of the last hour, each wave after the one before: what lies behind the overlap isn't listed again. */
  async registerWave(first: number, count: number, of: number): Promise<void> {
    const now = Date.now();
    const names = Array.from({ length: count }, (_, index) => nameOf(first + index));
    const responses = await this.#stack.sandbox.import(
      names.map((name, index) => {
        const at = new Date(now - 55 * 60_000 + ((first + index) * 40 * 60_000) / of).toISOString();
        return { ...form(name, first + index), createTime: at, lastSubmittedTime: at };
      }),
    );
    for (const [index, name] of names.entries()) this.#people.push({ name, response: responses[index] ?? '' });
  }

  async act({ kind, pick }: Step & { readonly who: 'person' }): Promise<void> {
    const { sandbox, server } = this.#stack;
    const at = new Date().toISOString();
    if (kind === 'register') {
      const index = this.#people.length;
      const [response = ''] = await sandbox.import([form(nameOf(index), index)]);
      this.#people.push({ name: nameOf(index), response });
      return;
    }
    const index = Math.floor(pick * this.#people.length);
    const person = this.#people[index];
    if (person === undefined) return;
    this.acts.push({ at, kind, address: addressOf(person.name) });
    if (kind === 'again') await sandbox.import([form(person.name, index)]);
    else
      await sandbox.import([
        { formId: 'F-UNA', answers: { Référence: server.reference(person.response), 'Votre réponse': ANSWERS[kind] } },
      ]);
  }
}

function form(name: string, index: number): Imported {
  return { formId: 'F-REG', answers: registration(name, { Quartier: index % 3 === 0 ? 'Les Aunettes' : 'Centre-ville' }) };
}

/** The number in syllables: another number, another name. */
function nameOf(index: number): string {
  const base = SYLLABLES.length;
  const name = [Math.floor(index / base / base) % base, Math.floor(index / base) % base, index % base]
    .map((at) => SYLLABLES[at] ?? '')
    .join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
