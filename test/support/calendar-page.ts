import type { SandboxPeer } from './sandbox.ts';

const ORGANISER = 'groupement@aile.example.org';

/** Staff at the calendar's own pages: never through a client of ours. */
export function calendarPage({ web }: SandboxPeer, mailbox = ORGANISER) {
  async function post(action: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const answer = await fetch(`${web}/calendar/${action}`, {
      method: 'POST',
      body: new URLSearchParams({ mailbox, ...fields }),
      redirect: 'manual',
    });
    if (answer.status !== 303) throw new Error(`the calendar page answers ${answer.status} to ${action}`);
  }
  return {
    /** `date` YYYY-MM-DD, times HH:MM, local. */
    move: (id: string, to: { date: string; from: string; to: string }) => post('move', { id, Date: to.date, From: to.from, To: to.to }),
    edit: (id: string, fields: Readonly<Record<string, string>>) => post('edit', { id, ...fields }),
    /** For an attendee, whose own Outlook we don't have. */
    answer: (id: string, address: string, response: 'accepted' | 'declined') => post('answer', { id, address, response }),
    /** As `answer`, with another time. */
    propose: (id: string, address: string, time: { date: string; from: string; to: string }) =>
      post('answer', { id, address, response: 'proposed', proposedDate: time.date, proposedFrom: time.from, proposedTo: time.to }),
    /** A whole series by its own id, or one of its dates. */
    remove: (id: string) => post('delete', { id }),
    /** Prolongs or shortens a series, by its own id. */
    repeat: (id: string, times: number) => post('repeat', { id, times: String(times) }),
    create: (event: Created) =>
      post('create', {
        subject: event.subject,
        Date: event.date,
        From: event.from,
        To: event.to,
        place: event.place,
        guests: event.guests ?? '',
        categories: event.categories ?? '',
        body: '',
        ...(event.weekly === undefined ? {} : { repeat: '1', times: String(event.weekly) }),
      }),
  };
}

interface Created {
  readonly subject: string;
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly place: string;
  readonly guests?: string;
  readonly categories?: string;
  /** Every week, on so many dates. */
  readonly weekly?: number;
}
