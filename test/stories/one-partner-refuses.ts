import type { WorkflowHandle } from '@temporalio/client';
import type { FollowUp } from '../../domain/facts.ts';
import type { SessionStart } from '../../domain/session-start.ts';
import { followUpRecorded } from '../../workflows/participant-path/contract.ts';
import { followUp } from '../../workflows/participant-path/path-fixtures.ts';
import { linesOf } from './diary.ts';
import { between, isMonday, morning } from './french-days.ts';
import { OutlookInMemory } from './outlook-in-memory.ts';
import { MailInMemory } from './service-in-memory.ts';
import { eventsOf, openSkippedTime, type SkippedTime } from './skipped-time.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const REFUSED_DOMAIN = 'refused.example.org';
const REFUSED_MAILBOX = 'ines.moreau@aile.example.org';
const OTHER_MAILBOX = 'youssef.benali@aile.example.org';
/** Of one workflow: while one thing is refused, on the first two days and on any other, and while nothing of its own is. */
export const MOST_EVENTS = { first: 1_300, later: 330, atRest: 100 } as const;

/** What each person was sent, in order; how often each event stands; which outages the coordinator reads of. */
export interface Seen {
  readonly mails: Readonly<Record<'Patiente' | 'Lucie' | 'Voisine', readonly string[]>>;
  readonly events: Readonly<Record<'session' | 'refusedMailbox' | 'otherMailbox', number>>;
  readonly failing: readonly string[];
  readonly mailsSentTwice: number;
}

export interface PartlyRefused {
  /** Events by workflow, of each day. */
  readonly written: Readonly<Record<string, readonly number[]>>;
  readonly runs: Readonly<Record<string, number>>;
  /** At the end of the refusals, and three hours later. */
  readonly during: Seen;
  readonly after: Seen;
  /** Calls that were refused. */
  readonly refused: { readonly mail: number; readonly outlook: number };
}

const LUCIE = ['confirmation', 'appointment'];
const VOISINE = ['confirmation', 'appointment', 'appointmentReminder'];

export const DURING: Seen = {
  mails: { Patiente: [], Lucie: LUCIE, Voisine: VOISINE },
  events: { session: 1, refusedMailbox: 0, otherMailbox: 1 },
  failing: ['Patiente', 'Lucie'],
  mailsSentTwice: 0,
};
export const AFTER: Seen = {
  mails: { Patiente: ['confirmation'], Lucie: LUCIE, Voisine: VOISINE },
  events: { session: 1, refusedMailbox: 1, otherMailbox: 1 },
  failing: [],
  mailsSentTwice: 0,
};

/**
 * For so many days one domain of addresses answers « later » and one referent's mailbox answers 403, while everybody else's mail and calendar
 * work: nobody else waits, and what was due goes out once when the two are back.
 */
export async function liveThroughPartialRefusals(days: number): Promise<PartlyRefused> {
  const mail = new MailInMemory();
  const outlook = new OutlookInMemory();
  const sessions: string[] = [];
  const world = await openSkippedTime({ sessions, calendar: outlook, mail });
  try {
    return await new PartialRefusals(world, { mail, outlook, sessions, days }).live();
  } finally {
    await world.close();
  }
}

interface Setting {
  readonly mail: MailInMemory;
  readonly outlook: OutlookInMemory;
  readonly sessions: string[];
  readonly days: number;
}

class PartialRefusals {
  readonly #world: SkippedTime;
  readonly #setting: Setting;
  readonly #running = new Map<string, WorkflowHandle>();
  readonly #written = new Map<string, number[]>();

  constructor(world: SkippedTime, setting: Setting) {
    this.#world = world;
    this.#setting = setting;
  }

  async live(): Promise<PartlyRefused> {
    const { mail, outlook, days } = this.#setting;
    mail.refusal = 'mail-temporary';
    mail.refusedDomain = REFUSED_DOMAIN;
    outlook.away = true;
    outlook.awayMailbox = REFUSED_MAILBOX;
    outlook.refusal = 'calendar-forbidden';
    const session = await this.#begin();
    for (let day = 1; day <= days; day++) await this.#day(day);

    const during = await this.#seen(session);
    const refused = { mail: mail.refused, outlook: outlook.refused.length };
    mail.refusal = null;
    outlook.away = false;
    await this.#skip(3 * HOUR_MS, 3);
    const after = await this.#seen(session);
    return { written: Object.fromEntries(this.#written), runs: await this.#runs(), during, after, refused };
  }

  /** A session after all of it, a person of the refused domain, one whose referent's mailbox refuses, and one who has nothing to do with either. */
  async #begin(): Promise<SessionStart> {
    const { days, sessions } = this.#setting;
    const { client, deadlines } = this.#world;
    const begins = await this.#quietMonday();
    const after = (count: number) => new Date(begins + count * DAY_MS).toISOString();
    const session = deadlines.sessions(after(days + 3)).find(({ kind, plan }) => kind === 'info' && plan.start.at > after(days + 5));
    if (session === undefined) throw new Error('the plan has no session');
    sessions.push(session.id);
    const workflow = { workflowId: `session-${session.id}`, taskQueue: 'parcours', args: [session] as [SessionStart] };
    this.#running.set('session', await client.start('session', workflow));
    this.#running.set('Patiente', await this.#world.register('Patiente', { email: `patiente@${REFUSED_DOMAIN}` }, 2));
    this.#running.set('Lucie', await this.#world.register('Lucie'));
    this.#running.set('Voisine', await this.#world.register('Voisine', {}, 2));
    await this.#skip(60_000, 1);
    await this.#record('Lucie', { staff: 's2', appointment: deadlines.moment(after(days + 9)) });
    await this.#record('Voisine', { staff: 's4', appointment: deadlines.moment(after(Math.ceil(days / 2) + 1)) });
    await this.#skip(60_000, 1);
    return session;
  }

  /** Time runs on to a Monday morning with no holiday in the three days after it, so that a reminder of the day before has a day. */
  async #quietMonday(): Promise<number> {
    const now = (await this.#world.now()).getTime();
    for (let days = 1; ; days++) {
      const at = morning(new Date(now), days, '10:00');
      if (!isMonday(at) || between(at, new Date(at.getTime() + 3 * DAY_MS)).holidays > 0) continue;
      await this.#world.skip(at.getTime() - now, []);
      return at.getTime();
    }
  }

  /** A pause is at most a quarter of an hour on the first days, and an hour on any other. */
  async #day(day: number): Promise<void> {
    await this.#skip(DAY_MS, day <= 2 ? 96 : 24);
    for (const [name, handle] of this.#running) {
      const all = (await eventsOf(this.#world.client, handle.workflowId)).length;
      const before = (this.#written.get(name) ?? []).reduce((sum, count) => sum + count, 0);
      this.#written.set(name, [...(this.#written.get(name) ?? []), all - before]);
    }
  }

  async #skip(ms: number, steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) await this.#world.skip(ms / steps, [...this.#running.values()]);
  }

  async #record(name: string, fact: Partial<FollowUp>): Promise<void> {
    const now = this.#world.deadlines.moment((await this.#world.now()).toISOString());
    await this.#handle(name).signal(followUpRecorded, followUp(fact, now));
  }

  async #seen(session: SessionStart): Promise<Seen> {
    const { mail, outlook } = this.#setting;
    const ids = mail.sent.map(({ messageId }) => messageId);
    const lines = await Promise.all([...this.#running].map(async ([name, handle]) => ({ name, lines: await linesOf(handle) })));
    return {
      mails: { Patiente: this.#mailsTo('patiente'), Lucie: this.#mailsTo('lucie'), Voisine: this.#mailsTo('voisine') },
      events: {
        session: outlook.of(session.id).length,
        refusedMailbox: outlook.standing(REFUSED_MAILBOX).length,
        otherMailbox: outlook.standing(OTHER_MAILBOX).length,
      },
      failing: lines.filter((one) => one.lines.some(({ kind }) => kind === 'service')).map(({ name }) => name),
      mailsSentTwice: ids.length - new Set(ids).size,
    };
  }

  /** Kinds of the mails to one person, in order. */
  #mailsTo(name: string): readonly string[] {
    return this.#setting.mail.sent.filter(({ to }) => to.startsWith(`${name}@`)).map(({ messageId }) => messageId.split('.')[1] ?? '');
  }

  async #runs(): Promise<Readonly<Record<string, number>>> {
    const runs = async ({ workflowId }: WorkflowHandle) =>
      (await eventsOf(this.#world.client, workflowId)).filter(({ workflowExecutionStartedEventAttributes: begun }) => begun).length;
    return Object.fromEntries(await Promise.all([...this.#running].map(async ([name, handle]) => [name, await runs(handle)] as const)));
  }

  #handle(name: string): WorkflowHandle {
    const handle = this.#running.get(name);
    if (handle === undefined) throw new Error(`nobody of that name: ${name}`);
    return handle;
  }
}
