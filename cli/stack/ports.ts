import { createServer } from 'node:net';
import { PlainError } from './plain-error.ts';

/** Loopback ports of everything that listens. */
export interface Ports {
  readonly temporal: number;
  readonly ui: number;
  readonly codec: number;
  readonly web: number;
  readonly tls: number;
  readonly smtp: number;
}

const NAMES: Record<keyof Ports, string> = {
  temporal: 'the Temporal server',
  ui: "Temporal's Web UI",
  codec: 'the codec server',
  web: 'the forms, calendar and mailbox pages',
  tls: "the sandbox's Outlook",
  smtp: "the sandbox's mail server",
};

/** The same ports at each start, so that a link kept in a mail still opens: TEMPORAL_PORT (7233), and from a thousand above on the others. */
export function usualPorts(temporalPort: string | undefined): Ports {
  const base = Number(temporalPort ?? 7233);
  if (!Number.isInteger(base) || base < 1024 || base > 64_000)
    throw new PlainError('TEMPORAL_PORT must be a number between 1024 and 64000.');
  return { temporal: base, ui: base + 1000, codec: base + 1001, web: base + 1002, tls: base + 1003, smtp: base + 1004 };
}

/** Ports that nobody uses, for a run beside another. */
export async function freePorts(): Promise<Ports> {
  const held = await Promise.all(Object.keys(NAMES).map(() => hold(0)));
  const numbers = held.map(({ port }) => port);
  await Promise.all(held.map(({ release }) => release()));
  const [temporal = 0, ui = 0, codec = 0, web = 0, tls = 0, smtp = 0] = numbers;
  return { temporal, ui, codec, web, tls, smtp };
}

/** One port that nobody uses. */
export async function freePort(): Promise<number> {
  const { port, release } = await hold(0);
  await release();
  return port;
}

/** @throws PlainError naming the port that is taken, for whom it was meant, and the way out */
export async function checkPorts(ports: Ports, needed: readonly (keyof Ports)[]): Promise<void> {
  for (const name of needed) {
    try {
      await (await hold(ports[name])).release();
    } catch {
      throw new PlainError(
        `Port ${ports[name]}, for ${NAMES[name]}, is taken by another program: stop it, or choose other ports with TEMPORAL_PORT=${suggestion(ports.temporal)} npm start.`,
      );
    }
  }
}

function suggestion(base: number): number {
  return base + 100 > 64_000 ? 7333 : base + 100;
}

async function hold(port: number): Promise<{ readonly port: number; readonly release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    release: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
