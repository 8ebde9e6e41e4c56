import { Temporal } from 'temporal-polyfill';
import type { SandboxPeer } from '../../support/sandbox.ts';
import type { Edit, InvitationAnswer } from './evidence.ts';
import type { Step } from './plan.ts';

const MAILBOX = 'groupement@aile.example.org';
const CATEGORY = 'Information collective';

export interface Card {
  readonly eventId: string;
  readonly session: string | null;
  readonly subject: string;
  place: string;
  guests: string;
}

/** Staff at the calendar's pages, as the generator decides; keeps what they did and when. */
export class CalendarStaff {
  readonly edits: Edit[] = [];
  readonly answers: InvitationAnswer[] = [];
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
    const card = this.pick(step.pick);
    if (card === null) return;
    const at = new Date().toISOString();
    const isDone = await this.#change(card, step, times);
    if (!isDone || step.kind === 'delete') this.#drop(card);
    if (isDone) this.edits.push({ at, kind: step.kind, eventId: card.eventId, session: card.session });
  }

  /** A co-facilitator answers the invitation. */
  async answer({ pick, guest, response }: Step & { readonly who: 'invitee' }): Promise<void> {
    const card = this.pick(pick);
    const address = card?.guests.split(' ')[guest];
    if (card === null || address === undefined) return;
    const at = new Date().toISOString();
    const isDone = await this.#post('answer', { id: card.eventId, address, response });
    if (isDone !== null) this.answers.push({ at, eventId: card.eventId, response });
  }

  /** One of the sessions that stand in the calendar. */
  pick(dice: number): Card | null {
    return this.#cards[Math.floor(dice * this.#cards.length)] ?? null;
  }

  /** False where the event is gone: cancelled by form meanwhile. */
  async #change(card: Card, { kind, room }: Step & { readonly who: 'staff' }, times: Readonly<Record<string, string>>): Promise<boolean> {
    const { eventId: id, subject } = card;
    if (kind === 'move') return (await this.#post('move', { id, ...times })) !== null;
    if (kind === 'delete') return (await this.#post('delete', { id })) !== null;
    if (kind === 'place') card.place = room;
    const guests = kind === 'strip' ? '' : card.guests;
    return (await this.#post('edit', { id, subject, place: card.place, guests, categories: CATEGORY, body: '' })) !== null;
  }

  #drop(card: Card): void {
    this.#cards.splice(this.#cards.indexOf(card), 1);
  }

  async #create(fields: Readonly<Record<string, string>>): Promise<void> {
    const at = new Date().toISOString();
    const shown = await this.#post('create', { ...fields, guests: '', categories: CATEGORY, body: '' });
    this.edits.push({ at, kind: 'create', eventId: new URL(shown ?? '', this.#web).searchParams.get('id') ?? '', session: null });
  }

  /** Gives the page that staff see next; null where the event is gone. */
  async #post(action: string, fields: Readonly<Record<string, string>>): Promise<string | null> {
    const body = new URLSearchParams({ mailbox: MAILBOX, ...fields });
    const answer = await fetch(`${this.#web}/calendar/${action}`, { method: 'POST', body, redirect: 'manual' });
    await answer.text();
    if (answer.status === 404) return null;
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
