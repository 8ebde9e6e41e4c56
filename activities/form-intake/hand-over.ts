import type { FormResponse } from '../../integrations/google-forms/port.ts';
import type { Unseen } from '../../workflows/form-intake/contract.ts';
import type { Unread } from '../forms/read-response.ts';
import { type Delivery, type Handed, type Handover, quarantine, runTasks, type Task } from './delivery.ts';
import type { ReadPage } from './read-page.ts';
import { type ArrivalCount, type RegistrationRead, registrationTasks } from './registrations.ts';
import { type StaffRead, staffTasks } from './staff-forms.ts';
import { remembered, stillUnseen, tellOfDoubles } from './unseen.ts';

export interface HandedOver {
  /** Response id → what became of it. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly unseen: readonly Unseen[];
}

interface HandOverMemory {
  /** Whose turn it is, raised by each registration that is assigned. */
  readonly turns: Map<string, number>;
  readonly arrivals: ArrivalCount;
  readonly unseen: readonly Unseen[];
}

/** Hands every response to its owner. @param needs with `patience`: how long to wait for the search to show what was begun, in milliseconds */
export async function handOver(
  read: Pick<ReadPage, 'responses' | 'outcomes'>,
  { turns, arrivals, unseen }: HandOverMemory,
  needs: Handover & { readonly formId: string; readonly patience: number },
): Promise<HandedOver> {
  const { registrations, others, unreadable } = sorted(read, needs.formId);
  const tasks: Task[] = [...unreadable];
  if (registrations.length > 0) tasks.push(...(await registrationTasks(needs, registrations, unseen, { turns, arrivals })));
  if (others.length > 0) tasks.push(...(await staffTasks(needs, others, unseen)));
  const deliveries = await runTasks(tasks);
  const handed = [...deliveries.values()].flatMap((delivery) => (delivery.kind === 'accepted' ? delivery.handed : []));
  return { deliveries, unseen: await lookedFor(unseen, handed, needs) };
}

function sorted({ responses, outcomes }: Pick<ReadPage, 'responses' | 'outcomes'>, formId: string) {
  const registrations: RegistrationRead[] = [];
  const others: StaffRead[] = [];
  const unreadable: Task[] = [];
  for (const { responseId } of responses) {
    const outcome = outcomes.get(responseId);
    if (outcome === undefined) continue;
    if ('quarantine' in outcome) unreadable.push(setAside(responseId, outcome));
    else if (outcome.ok.kind === 'registration' || outcome.ok.kind === 'refused')
      registrations.push({ responseId, formId, fact: outcome.ok });
    else others.push({ responseId, fact: outcome.ok });
  }
  return { registrations, others, unreadable };
}

function setAside(responseId: FormResponse['responseId'], { quarantine: reason, field, author, answer }: Unread): Task {
  const delivery = { ...quarantine(reason, field, author), ...(answer === undefined ? {} : { answer }) };
  return { responseId, owner: `unreadable-${responseId}`, run: () => Promise.resolve(delivery) };
}

/** A short wait lets the next page recognise what this one began; what the search doesn't show by then is remembered. */
async function lookedFor(
  before: readonly Unseen[],
  handed: readonly Handed[],
  needs: Handover & { readonly patience: number },
): Promise<readonly Unseen[]> {
  const all = remembered(before, handed, new Date().toISOString());
  const waiting = await stillUnseen(needs, all, handed.length > 0 ? needs.patience : 0);
  await tellOfDoubles(
    needs,
    all.filter((one) => !waiting.includes(one)),
  );
  return waiting;
}
