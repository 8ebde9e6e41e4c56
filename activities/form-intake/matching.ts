import { type Judgement, judge } from '../../domain/matching.ts';

/** A path that intake knows: found by the search, or handed over lately. `ref` moves when its first choice was taken. */
export interface KnownPath {
  ref: string;
  readonly since: string;
  readonly keys: Set<string>;
}

/** Paths by key: what the search returned for a page, and over it the hand-overs that the search may not show yet. */
export class MatchIndex {
  readonly #byRef = new Map<string, KnownPath>();
  readonly #byKey = new Map<string, Set<KnownPath>>();

  add(path: KnownPath): void {
    this.#byRef.set(path.ref, path);
    this.learn(path, [...path.keys]);
  }

  /** What a hand-over taught of a path that the search may show already, but without it. */
  know({ ref, since, keys }: Pick<KnownPath, 'ref' | 'since'> & { readonly keys: readonly string[] }): void {
    const shown = this.#byRef.get(ref);
    if (shown) this.learn(shown, keys);
    else this.add({ ref, since, keys: new Set(keys) });
  }

  /** A registration that joins a path makes it known by its keys too. */
  learn(path: KnownPath, keys: readonly string[]): void {
    for (const key of keys) {
      path.keys.add(key);
      this.#byKey.set(key, (this.#byKey.get(key) ?? new Set<KnownPath>()).add(path));
    }
  }

  judge(keys: readonly string[]): Judgement & { readonly path: KnownPath | null } {
    const candidates = [...new Set(keys.flatMap((key) => [...(this.#byKey.get(key) ?? [])]))];
    const judgement = judge(keys, candidates);
    return { ...judgement, path: candidates.find(({ ref }) => ref === judgement.same) ?? null };
  }
}
