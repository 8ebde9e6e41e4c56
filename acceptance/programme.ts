import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { SHIPPED_PROGRAMME } from './stack.ts';

type Tree = { readonly [key: string]: unknown };

/** `groupement.yaml` as plain data. */
export type Document = Tree & { readonly programme: Tree & { readonly timeZone?: string }; readonly calendar: Tree; readonly mail: Tree };

/** The shipped configuration for a story: begun an hour ago, mails at any hour and at once, no session but those that the story makes. */
export function storyProgramme(now: Date): Document {
  const shipped = parse(readFileSync(SHIPPED_PROGRAMME, 'utf8')) as Document;
  return {
    ...shipped,
    programme: { ...shipped.programme, startsAt: new Date(now.getTime() - 3600_000).toISOString() },
    mail: { ...shipped.mail, perMinute: 6_000, newPathsAnHour: 100_000 },
    sessions: [],
    plan: [],
    officeHours: 'always',
  };
}

/** Every stage's delays: the referent (or facilitator) at `first`, the coordinator at `second`. */
export function delaysOf(first: string, second: string): Tree {
  const both = { referent: first, coordinator: second };
  return {
    registered: { coordinator: second },
    invited: { facilitator: first, coordinator: second },
    noShow: both,
    informed: both,
    exploring: both,
    building: both,
    training: both,
    settled: { followUp: second, referent: first, coordinator: second },
    left: { exitFacts: second },
  };
}
