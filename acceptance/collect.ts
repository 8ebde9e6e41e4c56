import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { calendarsOf } from './collect-calendars.ts';
import { responsesOf } from './collect-forms.ts';
import { json } from './collect-json.ts';
import { greatestLoad, sumOfLedger } from './collect-ledger.ts';
import { clientOf, type Server, seatsOf, workflowsOf, workflowsRead } from './collect-workflows.ts';
import type { Evidence, LedgerEntry, Programme, Readings, SoakEvidence } from './evidence.ts';
import type { Mail } from './mailbox.ts';

export interface Sources extends Server {
  readonly programmeFile: string;
  /** The sandbox's web address: mailbox and ledger. */
  readonly web: string;
  /** Where Google, Graph and Entra are, and who we are there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder with the Temporal database, the sandbox's and `logs/`. */
  readonly dir: string;
  readonly kills: readonly string[];
}

/** Reads everything back through the partners' own protocols. */
export async function collect(sources: Sources): Promise<Evidence> {
  const { web, env, dir, kills } = sources;
  const until = new Date().toISOString();
  const programme = readProgramme(sources.programmeFile);
  const mails = await mailsAfter(web, 0);
  const ledger = await json<readonly LedgerEntry[]>(`${web}/control/ledger.json`);
  const [responses, calendars, workflows] = await Promise.all([
    responsesOf(programme, env),
    calendarsOf(programme, env),
    workflowsRead(clientOf(sources)),
  ]);
  return { programme, responses, mails, ledger, calendars, workflows, files: filesOf(dir), until, kills };
}

/** The same of thousands of people: without histories, and of the ledger only the sum. @param mails those that were looked at on the way */
export async function collectMany(
  sources: Sources,
  mails: readonly Mail[],
): Promise<Readings & Pick<SoakEvidence, 'seats' | 'graph' | 'strikes'>> {
  const { web, env, dir, kills } = sources;
  const until = new Date().toISOString();
  const programme = readProgramme(sources.programmeFile);
  // Before this side reads the calendar too.
  const greatest = await greatestLoad(web);
  const { graph, strikes } = await sumOfLedger(dir, greatest);
  const calendars = await calendarsOf(programme, env);
  const client = clientOf(sources);
  const workflows = await workflowsOf(client);
  return { programme, mails, calendars, workflows, seats: await seatsOf(client, workflows), graph, strikes, until, kills };
}

export function readProgramme(file: string): Programme {
  return parse(readFileSync(file, 'utf8')) as Programme;
}

/** Deliveries since the one with this id, oldest first; every delivery, doubles too. */
export async function mailsAfter(web: string, id: number): Promise<readonly Mail[]> {
  return await json<readonly Mail[]>(`${web}/mail.json?since=${id}`);
}

function filesOf(dir: string): Evidence['files'] {
  const read = (folder: string, name: string) => ({ name, bytes: readFileSync(join(folder, name)) });
  const logs = join(dir, 'logs');
  return [
    ...readdirSync(dir)
      .filter((name) => /^temporal\.db(-wal)?$/.test(name))
      .map((name) => read(dir, name)),
    ...readdirSync(logs).map((name) => read(logs, name)),
  ];
}
