import { addressOf, registered } from '../../../acceptance/people.ts';
import { localIn, sessionAt } from '../../support/programme.ts';
import type { CalendarEvent } from '../../support/sandbox.ts';
import type { Stack } from '../../support/stack.ts';
import { type Armoury, type Lines, PATIENCE, type Row } from './armoury.ts';

const DAY = 24 * 3600;
const ORGANISER = '/users/groupement[^/]+/events$';
/** Refusals that a person must mend come first, so that no call meets two of them. */
const ANYWHERE: readonly string[] = [
  'graph-403',
  'graph-404-mailbox',
  'graph-reset',
  'graph-429',
  'graph-500',
  'graph-502-html',
  'graph-503',
  'graph-504',
  'graph-401',
  'graph-slow',
];
const AT_POST = [
  'graph-429-120',
  'graph-duplicate-400',
  'graph-duplicate-400-existing',
  'graph-duplicate-409',
  'graph-duplicate-409-existing',
  'graph-reset-after-commit',
];
const ENTRA = ['entra-short-token', 'entra-503', 'entra-secret-expired', 'entra-secret-invalid'];

const at = (fault: string, call: string, method: string, path: string): Row => ({
  name: `${fault} at ${call}`,
  fault,
  method,
  path,
  times: fault === 'graph-429-1' ? 3 : 1,
  ...(fault === 'graph-slow' ? { params: { delayMs: 1_500 } } : {}),
});

/** One session for each fault that the creation of an event can meet; workshops, so that nobody is invited to them. */
export const SESSIONS = [...ANYWHERE, ...AT_POST, 'graph-429-1'].map((fault, index) =>
  sessionAt(`atelier-${fault}`, [(20 + index) * DAY, (20 + index) * DAY + 7200], {
    kind: 'workshop',
    title: `Atelier ${fault}`,
    capacity: 12,
  }),
);

/** To be armed before the first worker starts: its planner asks for all events at once. */
export async function armCreation(armoury: Armoury): Promise<readonly string[]> {
  return await armoury.arm([
    ...[...ANYWHERE, ...AT_POST, 'graph-429-1'].map((fault) => at(fault, 'POST events', 'POST', ORGANISER)),
    ...ENTRA.map((fault) => ({ name: fault, fault, times: 1 })),
  ]);
}

export const LINES = {
  'graph-403': 'Outlook refuse l’accès à cette boîte',
  'graph-404-mailbox': 'Outlook ne connaît pas cette boîte',
  'entra-secret': 'Le secret ou le certificat de l’application Microsoft est expiré ou faux',
} as const;

/** Waits until everything has struck, and looks at what is waited for; a wait that Outlook asked for is kept to the second. */
export async function createdThroughFaults({ stack, armoury, lines }: Play, armed: readonly string[]): Promise<void> {
  const { server, until } = stack;
  await armoury.struck(armed);
  for (const text of Object.values(LINES)) await lines.shown(text);
  const throttled = await until(async () => {
    const found = await Promise.all(
      SESSIONS.map(async ({ id }) => {
        const workflowId = `session-${String(id)}`;
        const [call] = await server.pending(workflowId);
        return call?.failure === 'calendar-throttled' && (call.waitsMs ?? 0) > 100_000 ? [{ workflowId, ...call }] : [];
      }),
    );
    return found.flat()[0] ?? null;
  }, 'the call that Outlook asked to come back in two minutes');
  if (throttled.waitsMs !== 120_000) throw new Error(`waits ${throttled.waitsMs} ms instead of the 120 s it was told`);
  // The wait stands in the server, where it outlives any worker. A story needn't sit through it: an administrator may call it off.
  await server.callNow(throttled.workflowId, throttled.type);
}

interface Play {
  readonly stack: Stack;
  readonly armoury: Armoury;
  readonly lines: Lines;
}

const MAILBOXES: Readonly<Record<string, string>> = {
  s1: 'camille.roux@aile.example.org',
  s2: 'ines.moreau@aile.example.org',
  s4: 'youssef.benali@aile.example.org',
};

export interface Interviewed {
  readonly name: string;
  readonly reference: string;
  readonly mailbox: string;
  /** UTC, as Graph writes it without its fraction. */
  readonly start: string;
}

/** Interviews in three referents' calendars: one meets faults where events are looked for, one where one is read, one where one is changed. */
export async function interviewsThroughFaults({ stack, armoury, lines }: Play): Promise<readonly Interviewed[]> {
  const { sandbox, server, until } = stack;
  const names = Array.from({ length: 12 }, (_, index) => `Entretien${index}`);
  const ids = await sandbox.import(names.map((name) => registered(name)));
  const people = await until(
    async () => {
      const paths = await server.paths("GcStage = 'invited'");
      const found = ids.flatMap((id, index) => {
        const reference = server.reference(id);
        const path = paths.find(({ workflowId }) => workflowId === `participant-${reference}`);
        const referent = path?.searchAttributes['GcReferent']?.[0];
        return typeof referent === 'string' ? [{ name: names[index] ?? '', reference, mailbox: MAILBOXES[referent] ?? '' }] : [];
      });
      return found.length === ids.length ? found : null;
    },
    'twelve people with a referent',
    { timeoutMs: PATIENCE },
  );

  // Else the fault of their next mail may strike the confirmation, where another fault held it up.
  await until(
    async () => {
      const details = await Promise.all(people.map(({ reference }) => server.details(`participant-${reference}`)));
      return details.every((text) => text.includes('E-mail « confirmation »'));
    },
    'their confirmations',
    { timeoutMs: PATIENCE, everyMs: 500 },
  );

  const of = (staff: string) => `/users/${(MAILBOXES[staff] ?? '').split('@')[0]}[^/]+`;
  const search = await armoury.arm(
    [...ANYWHERE, 'graph-429-1'].map((fault) => at(fault, 'GET events (search)', 'GET', `${of('s1')}/events$`)),
  );
  const doubtful = people[0]?.name ?? '';
  const doubt = await armoury.arm([
    { name: 'smtp-reset-after-data at an appointment', fault: 'smtp-reset-after-data', path: addressOf(doubtful) },
  ]);
  const first = localIn(10 * DAY)
    .slice(0, 16)
    .replace('T', ' ');
  await sandbox.import(people.map(({ reference }) => appointment(reference, first)));
  await armoury.struck([...search, ...doubt]);
  await lines.shown('On ne sait pas si l’e-mail « rendez-vous » est parti');
  const own = people.filter(({ mailbox }) => mailbox !== MAILBOXES['s1']);
  await until(async () => (await eventsOf(stack, own)).every((events) => events.length === 1), 'an event for each interview', {
    timeoutMs: PATIENCE,
  });

  const moved = localIn(12 * DAY)
    .slice(0, 16)
    .replace('T', ' ');
  const change = await armoury.arm([
    ...[...ANYWHERE, 'graph-429-1'].map((fault) => at(fault, 'GET event', 'GET', `${of('s2')}/events/[^/]+$`)),
    ...[...ANYWHERE, 'graph-429-1', 'graph-412', 'graph-404-patch'].map((fault) =>
      at(fault, 'PATCH event', 'PATCH', `${of('s4')}/events/[^/]+$`),
    ),
  ]);
  await sandbox.import(own.map(({ reference }) => appointment(reference, moved)));
  await armoury.struck(change);
  return people.map((person) => ({ ...person, start: instant(person.mailbox === MAILBOXES['s1'] ? first : moved) }));
}

/** All events of each one's interview, whatever they are called. */
export async function eventsOf(
  { sandbox }: Stack,
  people: readonly { readonly reference: string; readonly mailbox: string }[],
): Promise<readonly (readonly CalendarEvent[])[]> {
  const mailboxes = [...new Set(people.map(({ mailbox }) => mailbox))];
  const events = new Map(await Promise.all(mailboxes.map(async (mailbox) => [mailbox, await sandbox.events(mailbox)] as const)));
  return people.map(({ reference, mailbox }) => (events.get(mailbox) ?? []).filter(({ subject }) => subject.includes(reference)));
}

function appointment(reference: string, when: string) {
  return { formId: 'F-FUP', answers: { Référence: reference, Code: 'K7QX-4M2P', 'Prochain rendez-vous': when } };
}

/** `2026-12-03 14:30` in Paris as Graph writes it in UTC. Winter and summer alike. */
function instant(local: string): string {
  const guess = new Date(`${local.replace(' ', 'T')}:00Z`);
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'medium' }).format(guess);
  const offset = new Date(`${shown.replace(' ', 'T')}Z`).getTime() - guess.getTime();
  return new Date(guess.getTime() - offset).toISOString().slice(0, 19);
}
