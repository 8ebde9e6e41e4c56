import { Temporal } from 'temporal-polyfill';
import { type CalendarPages, GoneError, type Slot } from '../drive/calendar.ts';
import { type Edit, type InvitationAnswer, referenceOf } from '../evidence.ts';
import type { Step } from './plan.ts';

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
  readonly #pages: CalendarPages;
  readonly #cards: Card[];
  readonly #venue: string;

  private constructor(pages: CalendarPages, cards: Card[], venue: string) {
    this.#pages = pages;
    this.#cards = cards;
    this.#venue = venue;
  }

  /** @param venue where they hold what they make by hand */
  static async look(pages: CalendarPages, venue: string): Promise<CalendarStaff> {
    const cards = (await pages.all()).map((event) => ({
      eventId: event.id,
      session: referenceOf(event),
      subject: event.subject,
      place: event.location?.displayName ?? '',
      guests: (event.attendees ?? []).map(({ emailAddress }) => emailAddress.address).join(' '),
    }));
    return new CalendarStaff(pages, cards, venue);
  }

  get events(): number {
    return this.#cards.length;
  }

  async edit(step: Step & { readonly who: 'staff' }): Promise<void> {
    const date = Temporal.Now.plainDateISO('Europe/Paris').add({ days: step.days }).toString();
    const slot = { date, from: `${two(step.hour)}:00`, to: `${two(step.hour + 2)}:00` };
    const at = new Date().toISOString();
    if (step.kind === 'create') {
      const event = { ...slot, subject: `${CATEGORY} ${step.room}`, place: this.#venue, categories: CATEGORY };
      this.edits.push({ at, kind: 'create', eventId: await this.#pages.create(event), session: null });
      return;
    }
    const card = this.pick(step.pick);
    if (card === null) return;
    const isDone = await unlessGone(() => this.#change(card, step, slot));
    if (!isDone || step.kind === 'delete') this.#cards.splice(this.#cards.indexOf(card), 1);
    if (isDone) this.edits.push({ at, kind: step.kind, eventId: card.eventId, session: card.session });
  }

  /** A co-facilitator answers the invitation. */
  async answer({ pick, guest, response }: Step & { readonly who: 'invitee' }): Promise<void> {
    const card = this.pick(pick);
    const address = card?.guests.split(' ')[guest];
    if (card === null || address === undefined) return;
    const at = new Date().toISOString();
    if (await unlessGone(() => this.#pages.answer(card.eventId, address, response)))
      this.answers.push({ at, eventId: card.eventId, response });
  }

  /** One of the sessions that stand in the calendar. */
  pick(dice: number): Card | null {
    return this.#cards[Math.floor(dice * this.#cards.length)] ?? null;
  }

  async #change(card: Card, { kind, room }: Step & { readonly who: 'staff' }, slot: Slot): Promise<void> {
    const { eventId: id, subject } = card;
    if (kind === 'move') return await this.#pages.move(id, slot);
    if (kind === 'delete') return await this.#pages.remove(id);
    if (kind === 'place') card.place = room;
    const guests = kind === 'strip' ? '' : card.guests;
    return await this.#pages.edit(id, { subject, place: card.place, guests, categories: CATEGORY, body: '' });
  }
}

/** False where the event was cancelled by form meanwhile. */
async function unlessGone(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof GoneError) return false;
    throw error;
  }
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
