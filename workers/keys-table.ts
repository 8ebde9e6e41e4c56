/** Ids of keys that open workflows need and nobody has. */
export function missingKeys(ids: readonly string[], use: ReadonlyMap<string, number>): readonly string[] {
  return [...use.keys()].filter((id) => !ids.includes(id));
}

/** One line for each key: what it is for, and whether it may go. */
export function keysTable(ids: readonly string[], use: ReadonlyMap<string, number>): string {
  const count = (id: string) => `${String(use.get(id) ?? 0).padStart(6)} open workflows`;
  const rows = ids.map(
    (id, index) => `${id}  ${count(id)}  ${index === 0 ? 'encrypts' : use.has(id) ? 'still needed' : 'needed no more: it may be removed'}`,
  );
  return [...rows, ...missingKeys(ids, use).map((id) => `${id}  ${count(id)}  MISSING: put it back into PAYLOAD_KEY`)].join('\n');
}
