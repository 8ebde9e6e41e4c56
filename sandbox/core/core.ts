import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { type Clock, openClock } from './clock.ts';
import { type Faults, openFaults } from './faults.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { type Collection, openStores, type Stores, type Value } from './store.ts';

/** What every partner tool of the sandbox stands on. */
export interface Core {
  /** Folder of everything the sandbox keeps. */
  readonly dir: string;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  collection<T>(name: string): Collection<T>;
  value<T>(name: string, initial: T): Value<T>;
  /** Addresses without a trailing slash; empty until the servers listen. */
  readonly urls: { web: string; tls: string; smtp: string };
  readonly options: CoreOptions;
  close(): void;
}

export interface CoreOptions {
  /** Largest page of a list, however much the client asks for; null = the vendor's own limit. */
  readonly pageSize: number | null;
  /** Enforce the vendors' documented quotas. */
  readonly quotas: boolean;
}

/**
 * The hono environment of every app here. `c.set('fault', name)` puts the injected fault's name into the ledger's line;
 * `user` and `scopes` are what the request's bearer token allows; `c.env.incoming.socket` is the connection.
 */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: { fault?: string; user?: string; scopes?: readonly string[] };
}

export function openCore(dir: string, options: Partial<CoreOptions> = {}): Core {
  const stores: Stores = openStores(join(dir, 'state'));
  const clock = openClock(stores);
  const ledger = openLedger(join(dir, 'ledger.jsonl'));
  return {
    dir,
    clock,
    ledger,
    faults: openFaults(stores),
    collection: (name) => stores.collection(name),
    value: (name, initial) => stores.value(name, initial),
    urls: { web: '', tls: '', smtp: '' },
    options: { pageSize: options.pageSize ?? null, quotas: options.quotas ?? true },
    close: () => {
      stores.close();
      ledger.close();
    },
  };
}
