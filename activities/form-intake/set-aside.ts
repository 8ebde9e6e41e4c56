import { isUnproven, type QuarantineEntry, type QuarantineReason } from '../../domain/quarantine.ts';
import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { IntakeMemory } from '../../workflows/form-intake/contract.ts';
import type { ReadOutcome } from '../forms/read-response.ts';
import type { Delivery } from './delivery.ts';
import { tooMany, type Unread } from './memory.ts';

type Result = ReadOutcome | Delivery;

/** The reason that sets aside so many responses that the form, or its mapping, must be broken; null: none. */
export function brokenBy(
  memory: IntakeMemory,
  fresh: readonly FormResponse[],
  results: ReadonlyMap<string, Result>,
): QuarantineReason | null {
  // What a guesser of codes sends says nothing of the form, and hides nothing.
  const vouched = fresh.filter(({ responseId }) => !reasonOf(results.get(responseId)).some(isUnproven));
  const now = unread(vouched, results);
  // A form that is broken can be read for nearly nobody.
  return now.length * 2 > vouched.length ? tooMany(now, openBeside(memory, fresh, results)) : null;
}

/** Quarantined responses that were taken (edited or mended), are refused now, or were replaced by another registration. */
export function settledBy({ quarantined }: IntakeMemory, deliveries: ReadonlyMap<string, Delivery>): readonly string[] {
  const replaced = new Set([...deliveries.values()].flatMap((delivery) => (delivery.kind === 'accepted' ? [delivery.replaces] : [])));
  const delivered = [...deliveries].filter(([, { kind }]) => kind !== 'quarantine').map(([responseId]) => responseId);
  return [...delivered, ...quarantined.filter(({ number }) => replaced.has(number)).map(({ responseId }) => responseId)];
}

/** Quarantined before, and neither mended nor replaced by what was read in this pass; fresh ones are counted by themselves. */
function openBeside(
  { quarantined }: IntakeMemory,
  fresh: readonly FormResponse[],
  results: ReadonlyMap<string, Result>,
): readonly QuarantineEntry[] {
  const isFresh = new Set(fresh.map(({ responseId }) => responseId));
  const isMended = (result: Result | undefined) => result !== undefined && reasonOf(result).length === 0;
  const replaced = new Set([...results.values()].flatMap(replacedBy));
  return quarantined.filter(
    ({ responseId, number }) => !isFresh.has(responseId) && !isMended(results.get(responseId)) && !replaced.has(number),
  );
}

function replacedBy(result: Result): readonly (string | null)[] {
  if ('ok' in result) return result.ok.kind === 'registration' ? [result.ok.replaces] : [];
  return 'kind' in result && result.kind === 'accepted' ? [result.replaces] : [];
}

function unread(fresh: readonly FormResponse[], results: ReadonlyMap<string, Result>): readonly Unread[] {
  return fresh.flatMap(({ responseId, lastSubmittedTime: at }) => reasonOf(results.get(responseId)).map((reason) => ({ reason, at })));
}

function reasonOf(outcome: Result | undefined): readonly QuarantineReason[] {
  if (outcome === undefined) return [];
  if ('quarantine' in outcome) return [outcome.quarantine];
  return 'kind' in outcome && outcome.kind === 'quarantine' ? [outcome.reason] : [];
}
