/** The workflow's own time, ISO 8601 UTC: the same again when its history is replayed. */
export function now(): string {
  return new Date().toISOString();
}
