import type { Service } from './ledger.ts';
import type { Stores } from './store.ts';

/** A fault the sandbox can play, declared by the service that plays it. */
export interface FaultDefinition {
  /** Stable name: service and what happens, e.g. `forms-429`. */
  readonly fault: string;
  readonly service: Service;
  /** What a person reads on the button of the control page, in French. */
  readonly title: string;
  /** The case's number in the contracts ("Fault cases"), or null. */
  readonly contract: number | null;
  /** Requests it can hit, unless the injection says otherwise: HTTP method or SMTP step. */
  readonly method?: string;
  /** Source of a regular expression on the path (for SMTP: on the address). */
  readonly path?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** How often it strikes unless said otherwise; 0 = until it is cleared. Default 1. */
  readonly times?: number;
}

export interface FaultRequest {
  readonly fault: string;
  readonly method?: string;
  readonly path?: string;
  /** Matching requests to let pass first. Default 0. */
  readonly after?: number;
  /** How often it strikes; 0 = until it is cleared. */
  readonly times?: number;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface Fault {
  readonly id: string;
  readonly fault: string;
  readonly service: Service;
  readonly method: string | null;
  readonly path: string | null;
  readonly after: number;
  readonly times: number;
  readonly params: Readonly<Record<string, unknown>>;
  /** Matching requests so far. */
  readonly seen: number;
  /** Requests it struck so far. */
  readonly hits: number;
  /** True once it has struck `times` times. */
  readonly spent: boolean;
}

export interface Faults {
  define(definitions: readonly FaultDefinition[]): void;
  definitions(): readonly FaultDefinition[];
  /** Throws `UnknownFaultError` for a name nobody declared or an invalid expression. */
  inject(request: FaultRequest): Fault;
  /**
   * The first live fault of the service that matches this request, counted as a hit; or null.
   * Call it once per request where it can strike; `only` narrows to the faults that this place can play.
   */
  take(service: Service, request: { method: string; path: string }, only?: readonly string[]): Fault | null;
  /** Live faults by name, without counting a hit: for those that are a state rather than an answer to one request. */
  live(service: Service, only: readonly string[]): readonly Fault[];
  /** Counts a hit of a fault that `live` gave. */
  hit(id: string): void;
  /** Injected faults, spent ones included, in order of injection. */
  list(): readonly Fault[];
  clear(id?: string): void;
}

export class UnknownFaultError extends Error {
  override name = 'UnknownFaultError';
}

export function openFaults(stores: Stores): Faults {
  const injected = stores.collection<Fault>('faults');
  const counter = stores.value('faults-counter', { next: 1 });
  const definitions = new Map<string, FaultDefinition>();

  function inject(request: FaultRequest): Fault {
    const definition = definitions.get(request.fault);
    if (definition === undefined) throw new UnknownFaultError(`no fault is called '${request.fault}'`);
    const path = request.path ?? definition.path ?? null;
    if (path !== null) assertExpression(path);
    const { next } = counter.get();
    counter.set({ next: next + 1 });
    const fault: Fault = {
      id: `f${next}`,
      fault: request.fault,
      service: definition.service,
      method: request.method ?? definition.method ?? null,
      path,
      after: request.after ?? 0,
      times: request.times ?? definition.times ?? 1,
      params: { ...definition.params, ...request.params },
      seen: 0,
      hits: 0,
      spent: false,
    };
    injected.set(fault.id, fault);
    return fault;
  }

  function take(service: Service, request: { method: string; path: string }, only?: readonly string[]): Fault | null {
    for (const fault of injected.values()) {
      if (fault.spent || fault.service !== service || (only !== undefined && !only.includes(fault.fault)) || !matches(fault, request))
        continue;
      const strikes = fault.seen >= fault.after;
      const hits = fault.hits + (strikes ? 1 : 0);
      const counted = { ...fault, seen: fault.seen + 1, hits, spent: fault.times > 0 && hits >= fault.times };
      injected.set(fault.id, counted);
      // A fault that stands behind this one does not count the request: it waits for its own.
      if (strikes) return counted;
    }
    return null;
  }

  return {
    define: (added) => {
      for (const definition of added) definitions.set(definition.fault, definition);
    },
    definitions: () => [...definitions.values()],
    inject,
    take,
    live: (service, only) => injected.values().filter((fault) => !fault.spent && fault.service === service && only.includes(fault.fault)),
    hit: (id) => {
      const fault = injected.get(id);
      if (fault !== undefined) injected.set(id, { ...fault, seen: fault.seen + 1, hits: fault.hits + 1 });
    },
    list: () => injected.values(),
    clear: (id) => {
      if (id === undefined) injected.clear();
      else injected.delete(id);
    },
  };
}

function matches(fault: Fault, request: { method: string; path: string }): boolean {
  if (fault.method !== null && fault.method.toUpperCase() !== request.method.toUpperCase()) return false;
  return fault.path === null || new RegExp(fault.path).test(request.path);
}

function assertExpression(source: string): void {
  try {
    RegExp(source);
  } catch {
    throw new UnknownFaultError(`'${source}' is not a regular expression`);
  }
}
