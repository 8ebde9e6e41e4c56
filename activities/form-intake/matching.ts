import { type Judgement, judge } from '../../domain/matching.ts';

/** A path that intake knows: found by the search, or handed over lately. `ref` moves when its first choice was taken. */
export interface KnownPath {
  ref: string;
  readonly since: string;
  readonly keys: Set<string>;
}

/** Files by key: what the search returned for a page, and over it the hand-overs that the search may not show yet. */
export class MatchIndex {
  readonly #byRef = new Map<string, KnownPath>();
  readonly #byKey = new Map<string, Set<KnownPath>>();

  add(file: KnownPath): void {
    this.#byRef.set(file.ref, file);
    this.learn(file, [...file.keys]);
  }

  /** What a hand-over taught of a path that the search may show already, but without it. */
  know({ ref, since, keys }: Pick<KnownPath, 'ref' | 'since'> & { readonly keys: readonly string[] }): void {
    const shown = this.#byRef.get(ref);
    if (shown) this.learn(shown, keys);
    else this.add({ ref, since, keys: new Set(keys) });
  }

  /** A registration that joins a file makes it known by its keys too. */
  learn(file: KnownPath, keys: readonly string[]): void {
    for (const key of keys) {
      file.keys.add(key);
      this.#byKey.set(key, (this.#byKey.get(key) ?? new Set<KnownPath>()).add(file));
    }
  }

  judge(keys: readonly string[]): Judgement & { readonly file: KnownPath | null } {
    const candidates = [...new Set(keys.flatMap((key) => [...(this.#byKey.get(key) ?? [])]))];
    const judgement = judge(keys, candidates);
    return { ...judgement, file: candidates.find(({ ref }) => ref === judgement.same) ?? null };
  }
}
