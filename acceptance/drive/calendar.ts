import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphEvent } from '../evidence.ts';
import { reload } from './reload.ts';

export interface Slot {
  /** `YYYY-MM-DD`, local. */
  readonly date: string;
  /** `HH:MM`, local. */
  readonly from: string;
  readonly to: string;
}

export interface Created extends Slot {
  readonly subject: string;
  readonly place: string;
  /** Addresses, with spaces between them. */
  readonly guests?: string;
  readonly categories?: string;
  /** Every week, on so many dates. */
  readonly weekly?: number;
}

/** Everything of an event that its page lets staff write anew; what is left out becomes empty. */
export interface Written {
  readonly subject?: string;
  readonly place?: string;
  readonly guests?: string;
  readonly categories?: string;
  readonly body?: string;
}

/** The event stands in the calendar no more. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/**
 * A calendar as staff use it: they look for an event in the month, open it, and press its buttons. Each button throws `GoneError` where the event
 * is gone, and `Error` where the page answers anything but the next page.
 */
export interface CalendarPages {
  /** Id of the event with this title in the month of `date`; waits for it up to `seconds`. */
  find(title: string, date: string, seconds: number): Promise<string>;
  /** Waits up to `seconds` until the event's page shows this text; false when it never does. */
  shows(id: string, text: string, seconds: number): Promise<boolean>;
  /** Every event that stands in it. */
  all(): Promise<readonly GraphEvent[]>;
  move(id: string, to: Slot): Promise<void>;
  edit(id: string, fields: Written): Promise<void>;
  /** A whole series by its own id, or one of its dates. */
  remove(id: string): Promise<void>;
  /** Gives the id of the event. */
  create(event: Created): Promise<string>;
  /** As an attendee does in a calendar of their own. */
  answer(id: string, address: string, response: 'accepted' | 'declined'): Promise<void>;
  /** As `answer`, with another time. */
  propose(id: string, address: string, time: Slot): Promise<void>;
  /** Prolongs or shortens a series, by its own id. */
  repeat(id: string, times: number): Promise<void>;
}

const ORGANISER = 'groupement@aile.example.org';
const LOOK_MS = 500;

/** @param web the sandbox's web address */
export function openCalendarPages(web: string, mailbox = ORGANISER): CalendarPages {
  const page = async (path: string, query: Readonly<Record<string, string>>) =>
    await (await reload(`${web}${path}?${new URLSearchParams({ mailbox, ...query }).toString()}`)).text();
  /** Gives the address of the page that staff see next. */
  const press = async (button: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const body = new URLSearchParams({ mailbox, ...fields });
    const answer = await reload(`${web}/calendar/${button}`, { method: 'POST', body, redirect: 'manual' });
    await answer.text();
    if (answer.status === 404) throw new GoneError(`the event is gone: ${button}`);
    if (answer.status !== 303) throw new Error(`the calendar page answered ${answer.status} to ${button}`);
    return answer.headers.get('location') ?? '';
  };
  const act = async (button: string, fields: Readonly<Record<string, string>>) => void (await press(button, fields));
  return {
    find: async (title, date, seconds) => {
      const id = await within(seconds, async () => eventIn(await page('/calendar', { view: 'month', date }), title));
      if (id === null) throw new Error(`« ${title} » never stood in the calendar`);
      return id;
    },
    shows: async (id, text, seconds) =>
      (await within(seconds, async () => ((await page('/calendar/event', { id })).includes(text) ? true : null))) ?? false,
    all: async () => {
      const answer = await reload(`${web}/calendar/events.json`);
      const mailboxes = (await answer.json()) as readonly { readonly mailbox: string; readonly events: readonly GraphEvent[] }[];
      return mailboxes.find((one) => one.mailbox === mailbox)?.events ?? [];
    },
    move: (id, to) => act('move', { id, ...timesOf(to) }),
    edit: (id, fields) => act('edit', { id, ...fields }),
    remove: (id) => act('delete', { id }),
    create: async (event) => {
      const { subject, place, guests = '', categories = '', weekly } = event;
      const series = weekly === undefined ? {} : { repeat: '1', times: String(weekly) };
      const next = await press('create', { subject, place, guests, categories, body: '', ...series, ...timesOf(event) });
      return new URL(next, web).searchParams.get('id') ?? '';
    },
    answer: (id, address, response) => act('answer', { id, address, response }),
    propose: (id, address, { date, from, to }) =>
      act('answer', { id, address, response: 'proposed', proposedDate: date, proposedFrom: from, proposedTo: to }),
    repeat: (id, times) => act('repeat', { id, times: String(times) }),
  };
}

function timesOf({ date, from, to }: Slot): Readonly<Record<string, string>> {
  return { Date: date, From: from, To: to };
}

async function within<T>(seconds: number, look: () => Promise<T | null>): Promise<T | null> {
  for (const end = Date.now() + seconds * 1000; ; await sleep(LOOK_MS)) {
    const seen = await look();
    if (seen !== null || Date.now() > end) return seen;
  }
}

/** The link of the event with this title, as the month shows it. */
function eventIn(html: string, title: string): string | null {
  for (const [, href = '', content = ''] of html.matchAll(/<a class="event[^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/gs)) {
    if (words(content).includes(words(title))) return new URL(href.replaceAll('&amp;', '&'), 'http://calendar').searchParams.get('id');
  }
  return null;
}

/** Without tags, and with plain spaces and apostrophes. */
function words(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/[’]/g, "'")
    .replace(/\s+/g, ' ');
}
