/** A time of RFC 3339 in UTC ("Zulu") as nanoseconds since 1970, or null when it is none: Google accepts nothing else in a filter. */
export function zuluNanos(text: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (match === null) return null;
  const seconds = Date.parse(`${match[1]}Z`);
  if (Number.isNaN(seconds)) return null;
  return BigInt(seconds) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** A moment as Google writes it: no fraction when there is none, else milliseconds. */
export function googleTime(moment: Date): string {
  return moment.toISOString().replace('.000Z', 'Z');
}
