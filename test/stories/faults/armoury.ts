import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultOrder } from '../../../acceptance/drive/faults.ts';
import type { Stack } from '../../support/stack.ts';

/** Retries wait longer each time: one more, on a slow machine, is a minute or two more. */
export const PATIENCE = 240_000;

/** One fault at one call: the rows of the story's table. */
export interface Row extends FaultOrder {
  /** `forms-429 at list`. */
  readonly name: string;
}

/** Where faults are armed, and whether each has struck. */
export class Armoury {
  readonly #stack: Stack;
  readonly #armed: { readonly name: string; readonly id: string; readonly times: number; readonly lasts: boolean }[] = [];

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** Gives the ids, in the same order. */
  async arm(rows: readonly Row[]): Promise<readonly string[]> {
    const armed = await this.#stack.sandbox.arm(...rows.map(({ name: _name, ...order }) => order));
    for (const [index, { id }] of armed.entries()) {
      const { name, times = 1 } = rows[index] ?? { name: '' };
      this.#armed.push({ name, id, times: Math.max(1, times), lasts: times === 0 });
    }
    return armed.map(({ id }) => id);
  }

  /** Waits until each of these has struck as often as it was to. */
  async struck(ids: readonly string[]): Promise<void> {
    const { until, sandbox } = this.#stack;
    await until(
      async () => {
        const faults = await sandbox.faults();
        return ids.every((id) =>
          faults.some((fault) => fault.id === id && (fault.spent || fault.hits > 0) && this.#enough(id, fault.hits)),
        );
      },
      'faults that strike',
      { timeoutMs: PATIENCE, evidence: async () => JSON.stringify((await sandbox.faults()).filter(({ id }) => ids.includes(id))) },
    );
  }

  /** Name → [hits, hits wanted], of every row. To be read before anything is mended away. */
  async hits(): Promise<ReadonlyMap<string, { readonly hits: number; readonly wanted: number }>> {
    const faults = new Map((await this.#stack.sandbox.faults()).map((fault) => [fault.id, fault]));
    return new Map(
      this.#armed.map(({ name, id, times }) => [name, { hits: faults.get(id)?.hits ?? this.#mended.get(id) ?? 0, wanted: times }]),
    );
  }

  readonly #mended = new Map<string, number>();

  /** Mends what lasts until it is mended. */
  async mend(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.#mended.set(id, (await this.#stack.sandbox.fault(id))?.hits ?? 0);
      await this.#stack.sandbox.mend(id);
    }
  }

  #enough(id: string, hits: number): boolean {
    return hits >= (this.#armed.find((armed) => armed.id === id)?.times ?? 1);
  }
}

/** Every line that any worklist showed at any moment of the story. */
export class Lines {
  readonly #stack: Stack;
  readonly #seen = new Map<string, { readonly worklist: string; readonly title: string; readonly reference: string | null }>();
  #going = true;
  readonly #done: Promise<void>;

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#done = this.#watch();
  }

  get seen() {
    return [...this.#seen.values()];
  }

  /** Waits for a line whose title holds this text. */
  async shown(text: string, { about }: { readonly about?: readonly string[] } = {}): Promise<void> {
    const fits = ({ title, reference }: { title: string; reference: string | null }) =>
      title.includes(text) && (about === undefined || about.includes(reference ?? ''));
    await this.#stack.until(() => this.seen.some(fits), `a line « ${text} »`, {
      evidence: () => this.seen.map(({ worklist, title }) => `${worklist}: ${title}`).join('\n'),
    });
  }

  /** Waits until no worklist shows such a line any more. */
  async gone(text: string, timeoutMs = PATIENCE): Promise<void> {
    const { until, server } = this.#stack;
    await until(async () => (await server.worklistLines()).every(({ title }) => !title.includes(text)), `no line « ${text} » any more`, {
      timeoutMs,
    });
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#done;
  }

  async #watch(): Promise<void> {
    while (this.#going) {
      const lines = await this.#stack.server.worklistLines().catch(() => []);
      for (const { workflowId, key, worklist, title, reference } of lines)
        this.#seen.set(`${workflowId} ${key} ${worklist}`, { worklist, title, reference });
      await sleep(250);
    }
  }
}
