import type { FormPages, Imported } from '../drive/forms.ts';
import type { Act } from '../evidence.ts';
import { addressOf, nameOf, registered } from '../people.ts';
import type { Mailbox } from './mailbox.ts';
import type { Step } from './plan.ts';

const ANSWERS = { cannotCome: 'Je ne peux pas venir', anotherDate: 'Une autre date', withdraw: 'Je me retire' } as const;

/** Fictional people who register, can't come, withdraw and register again. */
export class Participants {
  readonly acts: Act[] = [];
  readonly #forms: FormPages;
  readonly #mailbox: Mailbox;
  readonly #names: string[] = [];

  /** @param mailbox in which they read the reference of their file */
  constructor(forms: FormPages, mailbox: Mailbox) {
    this.#forms = forms;
    this.#mailbox = mailbox;
  }

  get addresses(): readonly string[] {
    return this.#names.map(addressOf);
  }

  /** Registered at some moment of the last hour, each wave after the one before: what lies behind the overlap isn't listed again. */
  async registerWave(first: number, count: number, of: number): Promise<void> {
    const now = Date.now();
    const names = Array.from({ length: count }, (_, index) => nameOf(first + index));
    await this.#forms.import(
      names.map((name, index) => {
        const at = new Date(now - 55 * 60_000 + ((first + index) * 40 * 60_000) / of).toISOString();
        return { ...form(name, first + index), createTime: at, lastSubmittedTime: at };
      }),
    );
    this.#names.push(...names);
  }

  async act({ kind, pick }: Step & { readonly who: 'person' }): Promise<void> {
    const at = new Date().toISOString();
    if (kind === 'register') {
      const name = nameOf(this.#names.length);
      await this.#forms.import([form(name, this.#names.length)]);
      this.#names.push(name);
      return;
    }
    const index = Math.floor(pick * this.#names.length);
    const name = this.#names[index];
    if (name === undefined) return;
    const address = addressOf(name);
    if (kind === 'again') {
      this.acts.push({ at, kind, address });
      await this.#forms.import([form(name, index)]);
      return;
    }
    // Whoever has just registered has no mail to answer yet.
    const reference = await this.#mailbox.referenceOf(address);
    if (reference === null) return;
    this.acts.push({ at, kind, address });
    await this.#forms.import([{ formId: 'F-UNA', answers: { Référence: reference, 'Votre réponse': ANSWERS[kind] } }]);
  }
}

function form(name: string, index: number): Imported {
  return registered(name, { Quartier: index % 3 === 0 ? 'Les Aunettes' : 'Centre-ville' });
}
