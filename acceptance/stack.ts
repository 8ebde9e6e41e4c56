import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, type Ports } from '../cli/stack/ports.ts';
import { ROOT, type Stack, startStack } from '../cli/stack/stack.ts';

export const SHIPPED_PROGRAMME = join(ROOT, 'config', 'groupement.yaml');

/** A stack in a folder and on ports of its own, with the sandbox; nothing of the surroundings leads anywhere. */
export interface OwnStack extends Stack {
  /** Database, logs, the sandbox's folder, configuration. */
  readonly dir: string;
  readonly programmeFile: string;
  /** The sandbox's web address. */
  readonly web: string;
}

export interface OwnStackOptions {
  /** An empty one, for whoever opens the stack to remove. */
  readonly dir: string;
  /** Writes the configuration, before anything reads it. */
  readonly configure: (file: string) => void;
  readonly report?: (line: string) => void;
  readonly sandboxArgs?: readonly string[];
  readonly dynamicConfig?: readonly string[];
  /** Set for every process: keys of this stack. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function openStack({ dir, configure, report = () => undefined, env = {}, ...options }: OwnStackOptions): Promise<OwnStack> {
  const programmeFile = join(dir, 'groupement.yaml');
  cpSync(join(ROOT, 'config', 'logos'), join(dir, 'logos'), { recursive: true });
  configure(programmeFile);
  const stack = await onFreePorts((ports) =>
    startStack({ ...options, mode: 'sandbox', dataDir: dir, ports, configPath: programmeFile, env: { ...surroundings(), ...env }, report }),
  );
  if (stack.web === null) throw new Error('a stack of its own needs its sandbox');
  return { ...stack, dir, programmeFile, web: stack.web };
}

/** Whatever leads to services of somebody else's, and what the test runner sets, must not reach the processes of a story. */
const FOREIGN =
  /^(TEMPORAL_|GOOGLE_|AZURE_|GRAPH_|ENTRA_|SMTP_|CODEC_|PAYLOAD_KEY|REF_KEY|GROUPEMENT_|PARCOURS_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|VITEST)/;

export function surroundings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}

/** Stories begin side by side: between a look for free ports and their use, another may take one. */
export async function onFreePorts(begin: (ports: Ports) => Promise<Stack>): Promise<Stack> {
  for (let tries = 1; ; tries++) {
    try {
      return await begin(await freePorts());
    } catch (error) {
      const isTaken = Error.isError(error) && /taken|in use/i.test(error.message);
      if (!isTaken || tries === 5) throw error;
    }
  }
}
