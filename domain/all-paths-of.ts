/** What stands in the place of a reference where an answer is for every path of a colleague: « tous les dossiers de s2 ». */
export function allPathsOf(code: string): string {
  return `tous les dossiers de ${code}`;
}

/** The colleague as typed (code or name); null where it is no such answer. */
export function readAllPathsOf(typed: string): string | null {
  return /^\s*tous\s+les\s+dossiers\s+d(?:e\s+|['’]\s*)(\S.*?)\s*\.?\s*$/i.exec(typed)?.[1] ?? null;
}
