import { reload } from './reload.ts';

/** One fault of a partner, as the sandbox plays it. */
export interface FaultOrder {
  readonly fault: string;
  readonly method?: string;
  /** Regular expression on the path; for SMTP on the address. */
  readonly path?: string;
  readonly after?: number;
  /** 0 = until cleared. */
  readonly times?: number;
  readonly params?: Readonly<Record<string, unknown>>;
}

export async function armFaults(web: string, orders: readonly FaultOrder[]): Promise<void> {
  const answer = await reload(`${web}/control/faults.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(orders),
  });
  if (!answer.ok) throw new Error(`the sandbox refused the faults (${answer.status})`);
}

/** Mends everything. */
export async function mendFaults(web: string): Promise<void> {
  await reload(`${web}/control/faults.json`, { method: 'DELETE' });
}
