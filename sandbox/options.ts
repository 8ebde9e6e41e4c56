import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { defaultForms } from './forms/defaults.ts';
import type { FormDefinition } from './forms/types.ts';

export interface SandboxOptions {
  readonly data: string;
  readonly webPort: number;
  readonly tlsPort: number;
  readonly smtpPort: number;
  readonly forms: readonly FormDefinition[];
  readonly pageSize: number | null;
  readonly followParent: boolean;
}

/** A JSON file of forms: the few keys we rely on are checked, the rest is Google's own shape and served as it stands. */
const formsFile = z
  .array(
    z.looseObject({
      formId: z.string().min(1),
      title: z.string(),
      items: z.array(z.looseObject({ title: z.string().optional() })),
    }),
  )
  .min(1);

/** Throws an Error with one clear line. */
function readForms(file: string): FormDefinition[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} can't be read as JSON: ${error instanceof SyntaxError ? error.message : 'no such file'}`, { cause: error });
  }
  const parsed = formsFile.safeParse(content);
  if (!parsed.success) throw new Error(`${file} is not a list of forms: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  return parsed.data as unknown as FormDefinition[];
}

export function parseOptions(argv: readonly string[]): SandboxOptions {
  const whole = (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number');
    return value;
  };
  const program = new Command('sandbox')
    .description('The partner tools in miniature: Google Forms, Outlook, SMTP. For tests and demonstrations, never for production.')
    .requiredOption('--data <dir>', 'folder of everything it keeps')
    .option('--web-port <n>', 'forms, pages and control, plain HTTP (0: a free port)', whole, 0)
    .option('--tls-port <n>', 'Graph and Entra over TLS (0: a free port)', whole, 0)
    .option('--smtp-port <n>', 'SMTP (0: a free port)', whole, 0)
    .option('--forms <file>', 'other forms than the four of the Groupement')
    .option('--page-size <n>', 'largest page of a list', whole)
    .option('--follow-parent', 'end when the process that started it is gone')
    .parse(argv, { from: 'user' });
  const options = program.opts<{
    data: string;
    webPort: number;
    tlsPort: number;
    smtpPort: number;
    forms?: string;
    pageSize?: number;
    followParent?: boolean;
  }>();
  const { forms, pageSize, followParent, ...rest } = options;
  return {
    ...rest,
    forms: forms === undefined ? defaultForms() : readForms(forms),
    pageSize: pageSize === undefined || pageSize === 0 ? null : pageSize,
    followParent: followParent === true,
  };
}
