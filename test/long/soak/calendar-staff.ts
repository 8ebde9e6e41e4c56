import { Temporal } from 'temporal-polyfill';
import type { SandboxPeer } from '../../support/sandbox.ts';
import type { Edit } from './evidence.ts';
import type { Step } from './plan.ts';

const MAILBOX = 'groupement@aile.example.org';
const CATEGORY = 'Information collective';

interface Card {
  readonly eventId: string;
  readonly session: string | null;
  readonly subject: string;
  place: string;
  guests: string;
}

/** Staff at the calendar's pages, as the generator decides; keeps what they did and when. */
export class CalendarStaff {
  readonly edits: Edit[] = [];
  readonly #web: string;
  readonly #cards: Card[];
  readonly #venue: string;

  private constructor(web: string, cards: Card[], venue: string) {
    this.#web = web;
    this.#cards = cards;
    this.#venue = venue;
  }

  /** @param venue where they hold what they make by hand */
  static async look({ web }: SandboxPeer, venue: string): Promise<CalendarStaff> {
    const answer = await fetch(`${web}/calendar/events.json`);
    const mailboxes = (await answer.json()) as { mailbox: string; events: Shown[] }[];
    const events = mailboxes.find(({ mailbox }) => mailbox === MAILBOX)?.events ?? [];
    const cards = events.map((event) => ({
      eventId: event.id,
      session: event.singleValueExtendedProperties.find(({ id }) => id.endsWith('Name ParcoursCreateurs'))?.value ?? null,
      subject: event.subject,
      place: event.location.displayName,
      guests: event.attendees.map(({ emailAddress }) => emailAddress.address).join(' '),
    }));
    return new CalendarStaff(web, cards, venue);
  }

  get events(): number {
    return this.#cards.length;
  }

  async edit(step: Step & { readonly who: 'staff' }): Promise<void> {
    const date = Temporal.Now.plainDateISO('Europe/Paris').add({ days: step.days }).toString();
    const times = { Date: date, From: `${two(step.hour)}:00`, To: `${two(step.hour + 2)}:00` };
    if (step.kind === 'create') return await this.#create({ ...times, subject: `${CATEGORY} ${step.room}`, place: this.#venue });
    const index = Math.floor(step.pick * this.#cards.length);
    const card = this.#cards[index];
    if (card === undefined) return;
    const at = new Date().toISOString();
    if (step.kind === 'move') await this.#post('move', { id: card.eventId, ...times });
    else if (step.kind === 'delete') {
      await this.#post('delete', { id: card.eventId });
      this.#cards.splice(index, 1);
    } else {
      if (step.kind === 'place') card.place = step.room;
      const guests = step.kind === 'strip' ? '' : card.guests;
      await this.#post('edit', { id: card.eventId, subject: card.subject, place: card.place, guests, categories: CATEGORY, body: '' });
    }
    this.edits.push({ at, kind: step.kind, eventId: card.eventId, session: card.session });
  }

  async #create(fields: Readonly<Record<string, string>>): Promise<void> {
    const at = new Date().toISOString();
    const shown = await this.#post('create', { ...fields, guests: '', categories: CATEGORY, body: '' });
    this.edits.push({ at, kind: 'create', eventId: new URL(shown, this.#web).searchParams.get('id') ?? '', session: null });
  }

  /** Gives the page that staff see next. */
  async #post(action: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ mailbox: MAILBOX, ...fields });
    const answer = await fetch(`${this.#web}/calendar/${action}`, { method: 'POST', body, redirect: 'manual' });
    await answer.text();
    if (answer.status !== 303) throw new Error(`the calendar page answers ${answer.status} to ${action}`);
    return answer.headers.get('location') ?? '';
  }
}

interface Shown {
  readonly id: string;
  readonly subject: string;
  readonly location: { readonly displayName: string };
  readonly attendees: readonly { readonly emailAddress: { readonly address: string } }[];
  readonly singleValueExtendedProperties: readonly { readonly id: string; readonly value: string }[];
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
