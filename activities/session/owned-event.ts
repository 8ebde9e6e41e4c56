import type { Programme, Staff } from '../../domain/programme/programme.ts';
import { KIND_NAMES } from '../../domain/session-kinds.ts';
import type { OwnedEvent, StoredEvent } from '../../integrations/outlook/port.ts';
import type { SessionEvent } from '../../workflows/session/contract.ts';
import { eventBody } from './words.ts';

type StaffByCode = ReadonlyMap<string, Staff>;

/** What the service writes of a session. Both co-facilitators are attendees, participants never. */
export function ownedEvent(
  { id, kind, title, place, start, end, facilitators }: SessionEvent,
  { programme, staff }: { readonly programme: Pick<Programme, 'name'>; readonly staff: StaffByCode },
): OwnedEvent {
  const attendees = facilitators.flatMap((code) => {
    const member = staff.get(code);
    return member ? [{ address: member.email, name: member.name }] : [];
  });
  const names = attendees.map(({ name }) => name);
  const body = eventBody(programme.name, names, id);
  return { reference: id, subject: title, body, start, end, place: placeText(place), attendees, category: KIND_NAMES[kind] };
}

/** The event as it stands, with what is the service's laid over it; facilitators of `gone` (addresses) are taken off. Whom staff invited besides stays. */
export function laidOver(owned: OwnedEvent, stored: StoredEvent, gone: readonly string[]): OwnedEvent {
  const ours = new Set([...owned.attendees.map(({ address }) => address.toLowerCase()), ...gone]);
  const others = stored.attendees.filter(({ address, response }) => response !== 'organizer' && !ours.has(address.toLowerCase()));
  return {
    ...owned,
    subject: stored.subject,
    body: null,
    place: stored.place,
    attendees: [...owned.attendees, ...others.map(({ address }) => ({ address, name: address }))],
  };
}

/** Whether the event has lost the session's reference or a co-facilitator, or still has one who was replaced (`gone`: addresses). */
export function isIncomplete(stored: StoredEvent, { reference, attendees }: OwnedEvent, gone: readonly string[]): boolean {
  return (
    stored.reference !== reference ||
    attendees.some(({ address }) => !isInvited(stored, address)) ||
    gone.some((address) => isInvited(stored, address))
  );
}

function isInvited({ attendees }: StoredEvent, address: string): boolean {
  return attendees.some((attendee) => attendee.address.toLowerCase() === address.toLowerCase());
}

/** Where an event is: the session's own place as long as its text says so, a venue that it names, else what staff wrote. */
export function placeOf(stored: StoredEvent, event: SessionEvent, { venues }: Pick<Programme, 'venues'>): SessionEvent['place'] {
  if (sameText(stored.place, placeText(event.place))) return event.place;
  const venue = venues.find(({ name }) => sameText(stored.place, name) || stored.place.toLowerCase().includes(name.toLowerCase()));
  return venue ? { name: venue.name, address: venue.address } : { name: stored.place, address: '' };
}

export function samePlace(one: SessionEvent['place'], other: SessionEvent['place']): boolean {
  return one.name === other.name && one.address === other.address;
}

function placeText({ name, address }: SessionEvent['place']): string {
  return address === '' ? name : `${name}, ${address}`;
}

function sameText(one: string, other: string): boolean {
  return one.trim() === other.trim();
}
