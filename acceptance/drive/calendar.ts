import { setTimeout as sleep } from 'node:timers/promises';
import { reload } from './reload.ts';

export interface Slot {
  /** `YYYY-MM-DD`, local. */
  readonly date: string;
  /** `HH:MM`, local. */
  readonly from: string;
  readonly to: string;
}

/** The organiser's calendar as staff use it: they look for an event in the month, open it, and press its buttons. */
export interface CalendarPages {
  /** Id of the event with this title in the month of `date`; waits for it up to `seconds`. */
  find(title: string, date: string, seconds: number): Promise<string>;
  /** Waits up to `seconds` until the event's page shows this text; false when it never does. */
  shows(id: string, text: string, seconds: number): Promise<boolean>;
  move(id: string, to: Slot): Promise<void>;
  remove(id: string): Promise<void>;
  create(
    event: Slot & { readonly subject: string; readonly place: string; readonly guests: string; readonly category: string },
  ): Promise<void>;
  /** As an attendee does in a calendar of their own. */
  decline(id: string, address: string): Promise<void>;
}

const LOOK_MS = 500;

export function openCalendarPages(web: string, mailbox: string): CalendarPages {
  const page = async (path: string, query: Readonly<Record<string, string>>) =>
    await (await reload(`${web}${path}?${new URLSearchParams({ mailbox, ...query }).toString()}`)).text();
  const press = async (button: string, fields: Readonly<Record<string, string>>) => {
    const answer = await reload(`${web}/calendar/${button}`, {
      method: 'POST',
      body: new URLSearchParams({ mailbox, ...fields }),
      redirect: 'manual',
    });
    await answer.text();
    if (answer.status !== 303) throw new Error(`the calendar page answered ${answer.status} to ${button}`);
  };
  const times = ({ date, from, to }: Slot) => ({ Date: date, From: from, To: to });
  return {
    find: async (title, date, seconds) => {
      const id = await within(seconds, async () => eventIn(await page('/calendar', { view: 'month', date }), title));
      if (id === null) throw new Error(`« ${title} » never stood in the calendar`);
      return id;
    },
    shows: async (id, text, seconds) =>
      (await within(seconds, async () => ((await page('/calendar/event', { id })).includes(text) ? true : null))) ?? false,
    move: (id, to) => press('move', { id, ...times(to) }),
    remove: (id) => press('delete', { id }),
    create: ({ subject, place, guests, category, ...slot }) =>
      press('create', { subject, place, guests, categories: category, body: '', ...times(slot) }),
    decline: (id, address) => press('answer', { id, address, response: 'declined' }),
  };
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
