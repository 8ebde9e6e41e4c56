import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { Temporal } from 'temporal-polyfill';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { SERVICE_ERRORS, ServiceError } from '../../domain/service-error.ts';
import type { FormsPort } from '../../integrations/google-forms/port.ts';
import type { IntakeActivities, IntakeMemory, PollResult, WrongCodes } from '../../workflows/form-intake/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Keys } from './keys.ts';
import { createFormReader, NO_NEWS, type PassResult, suspended } from './pass.ts';
import { createPathSearch } from './path-search.ts';

export interface IntakeDependencies {
  readonly forms: FormsPort;
  readonly client: Client;
  readonly programme: Programme;
  readonly deadlines: Deadlines;
  readonly keys: Keys;
  /** For the bench: milliseconds. */
  readonly rhythm?: { readonly round?: number };
}

const HOUR_MS = 3600_000;
const ROUND_MS = 6 * HOUR_MS;
/** A suspended form, and a form's structure while no response comes, are looked at this many times less often, but every five minutes. */
const SLOWER = 20;
const SLOW_MS = 5 * 60_000;
/** A response must be noticed within the configured time, and reading takes its own. */
const AHEAD = 0.8;
/** A service that doesn't answer for so long is worth a person's attention; until then it is only asked again. */
const PATIENCE_MS = 15 * 60_000;

export function createIntakeActivities({ forms, client, programme, deadlines, keys, rhythm }: IntakeDependencies): IntakeActivities {
  const round = rhythm?.round ?? ROUND_MS;
  const configured = Temporal.Duration.from(programme.polling.forms).total({ unit: 'milliseconds', relativeTo: '2026-01-01' });
  const interval = Math.max(100, configured * AHEAD);
  const slow = Math.max(interval, Math.min(interval * SLOWER, SLOW_MS));
  const search = createPathSearch(client);

  return {
    async pollForm({ form, memory, dismissed }) {
      const context = Context.current();
      const reader = createFormReader({ forms, client, programme, deadlines, keys, search, kind: form, dismissed, structureFor: slow });
      // Whose workflow was ended by an administrator learns it so, within the hour.
      const beating = setInterval(() => context.heartbeat(), HOUR_MS);
      const until = Date.now() + round;
      let outage: Outage = CALM;
      let current = memory;
      try {
        // The configuration was mended or this is the very first page: no reason to wait.
        if (memory.cursor !== null && memory.version === programme.version) await context.sleep(memory.suspended ? slow : interval);
        for (;;) {
          const tried = await attempt(() => reader.pass(current));
          outage = 'failure' in tried ? worse(outage, tried.failure) : CALM;
          const result = 'failure' in tried ? afterFailure(current, tried.failure, outage) : tried;
          if (hasChanges(current, result) || Date.now() > until) return report(result);
          current = result.memory;
          await context.sleep(outage.wait ?? (current.suspended ? slow : interval));
        }
      } finally {
        clearInterval(beating);
      }
    },
  };

  /** `stop` holds the form at once, and so does a service that fails for a quarter of an hour. */
  function afterFailure(memory: IntakeMemory, failure: ServiceError, { since }: Outage): PassResult {
    const isPassing = SERVICE_ERRORS[failure.code].then === 'retry' && Date.now() - (since ?? Date.now()) < PATIENCE_MS;
    if (isPassing) return { memory, counts: NO_NEWS };
    return suspended(memory, { code: failure.code, about: [], since: deadlines.moment(new Date().toISOString()) });
  }

  function worse({ since, times }: Outage, { retryAfterMs }: ServiceError): Outage {
    const backoff = Math.min(interval * 2 ** times, slow);
    return { since: since ?? Date.now(), times: times + 1, wait: Math.min(Math.max(retryAfterMs ?? 0, backoff), PATIENCE_MS) };
  }

  function report({ memory, counts }: PassResult): PollResult {
    return { memory, counts, at: deadlines.moment(new Date().toISOString()), coordinator: coordinatorOf(programme.organisations).code };
  }
}

/** A service that has been failing since then, and how long to leave it alone. */
interface Outage {
  readonly since: number | null;
  readonly times: number;
  readonly wait: number | null;
}

const CALM: Outage = { since: null, times: 0, wait: null };

async function attempt(pass: () => Promise<PassResult>): Promise<PassResult | { readonly failure: ServiceError }> {
  try {
    return await pass();
  } catch (error) {
    if (error instanceof ServiceError) return { failure: error };
    throw error;
  }
}

/** A burst, and counts only as they double: a guesser writes no event with each response. */
function magnitudes({ byReason, burst }: WrongCodes): readonly unknown[] {
  return [burst?.on, Object.entries(byReason).map(([reason, { count }]) => [reason, Math.floor(Math.log2(count))])];
}

/** Whatever the coordinator or the history should know; the cursor alone is none. */
function hasChanges(before: IntakeMemory, { memory, counts }: PassResult): boolean {
  const published = ({ quarantined, wrongCodes, suspended: holds, drift, learned, version, fingerprint, fullListOn }: IntakeMemory) =>
    JSON.stringify([quarantined, magnitudes(wrongCodes), holds, drift, learned, version, fingerprint, fullListOn]);
  return Object.values(counts).some((count) => count > 0) || published(before) !== published(memory);
}
