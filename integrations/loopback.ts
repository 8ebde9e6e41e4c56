/** Names of this machine in an address, as `URL.hostname` writes them. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether a host is this machine: only then may a password or a person's words go over a line in clear. A name that merely begins with 127 is
 * somebody else's. @param hostname as `URL.hostname` writes it
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK_NAMES.includes(hostname) || /^127(\.\d+){3}$/.test(hostname);
}
