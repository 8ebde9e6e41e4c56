/** A small seeded generator (mulberry32): the same seed plays the same demonstration. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [from, to]. */
  between(from: number, to: number): number;
  shuffled<T>(items: readonly T[]): T[];
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    shuffled: (items) => {
      const left = [...items];
      for (let last = left.length - 1; last > 0; last--) {
        const other = between(0, last);
        const kept = left[last];
        const moved = left[other];
        if (kept !== undefined && moved !== undefined) [left[last], left[other]] = [moved, kept];
      }
      return left;
    },
  };
}
