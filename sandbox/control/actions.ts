import { z } from 'zod';
import type { Clock } from '../core/clock.ts';

/** What a program of this machine offers to do at a press of a button on the first page; what people read of it is in French. */
export const Action = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.string().min(1),
  text: z.string(),
  button: z.string().min(1),
  /** Takes a POST without a body and answers with an {@link Outcome}. */
  url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/, error: 'an address of this machine, http://127.0.0.1:…' }),
});
export type Action = z.infer<typeof Action>;

const Outcome = z.object({ isDone: z.boolean(), lines: z.array(z.string()) });
/** What became of a press, a line for each thing that was done or refused. */
export type Outcome = z.infer<typeof Outcome>;

/** An action with what became of its last press; null: it was not pressed yet. */
export interface OfferedAction extends Action {
  readonly last: (Outcome & { readonly at: string }) | null;
}

export interface Actions {
  list(): readonly OfferedAction[];
  /** Replaces the one of the same id: its program has started anew. */
  offer(action: Action): void;
  /** Resolves once the program has answered, or has failed to. False: there is no such action. */
  press(id: string): Promise<boolean>;
}

const PATIENCE_MS = 60_000;
const SILENT: Outcome = { isDone: false, lines: ['Le programme qui s’en charge n’a pas répondu : relancez le service, puis recommencez.'] };

/** Kept in memory only: an offer ends with the sandbox, as the program behind it does. */
export function openActions(clock: Clock): Actions {
  const offered = new Map<string, OfferedAction>();
  return {
    list: () => [...offered.values()],
    offer: (action) => void offered.set(action.id, { ...action, last: null }),
    press: async (id) => {
      const action = offered.get(id);
      if (action === undefined) return false;
      const outcome = await outcomeOf(action);
      offered.set(id, { ...action, last: { ...outcome, at: clock.iso() } });
      return true;
    },
  };
}

async function outcomeOf({ url }: Action): Promise<Outcome> {
  try {
    const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS) });
    return Outcome.parse(await answer.json());
  } catch {
    return SILENT;
  }
}
