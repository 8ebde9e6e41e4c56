import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { openCalendarPages } from '../drive/calendar.ts';
import { reload } from '../drive/reload.ts';
import { type Programme, staffOf } from '../evidence.ts';
import type { Mail } from '../mailbox.ts';
import { DELETED, MOVED, OUTLOOK, SUBSTITUTED } from './programme.ts';

/** Made by hand, by title alone and by categories: the second organisation's co-facilitator is left to the service. */
const BY_HAND = [
  { subject: 'Information collective à la Médiathèque', categories: '', place: 'Médiathèque du Centre', inDays: 6 },
  { subject: 'Fabriquer son budget', categories: 'Atelier', place: 'Espace des Tilleuls', inDays: 8 },
] as const;

export interface OutlookOptions {
  readonly web: string;
  readonly programme: Programme;
  readonly start: Date;
  readonly report: (line: string) => void;
  /** Everybody has filled the form in. */
  readonly registered: Promise<unknown>;
}

/** What staff do in the organiser's calendar, through its pages. */
export async function editCalendar({ web, programme, start, report, registered }: OutlookOptions): Promise<void> {
  const calendar = openCalendarPages(web, programme.calendar.mailbox);
  const staff = staffOf(programme);
  const addressOf = (code: string) => staff.find((member) => member.code === code)?.email ?? '';
  const dayOf = (id: string) => programme.sessions.find((session) => session.id === id)?.start.slice(0, 10) ?? '';
  const inDays = (days: number) =>
    Temporal.PlainDate.from(dayOf(MOVED.id))
      .add({ days: days - 4 })
      .toString();

  const workshop = await calendar.find(SUBSTITUTED.title, dayOf(SUBSTITUTED.id), 20);
  await calendar.answer(workshop, addressOf(SUBSTITUTED.declines), 'declined');

  // Once the waiting list stands: a session made by hand has room for whoever comes after.
  await registered;
  await untilSeated(web, start);
  report('Staff move a session in the calendar, make two by hand, and delete one …');
  const moved = await calendar.find(MOVED.title, dayOf(MOVED.id), 20);
  // Mistyped first: both edits are one piece of news.
  await calendar.move(moved, { date: inDays(5), from: '09:00', to: '11:00' });
  await calendar.move(moved, { date: inDays(5), from: '10:00', to: '12:00' });
  for (const { inDays: days, ...event } of BY_HAND)
    await calendar.create({ ...event, date: inDays(days), from: '14:00', to: '16:00', guests: addressOf('s2') });

  const [first] = BY_HAND;
  const made = await calendar.find(first.subject, inDays(first.inDays), 5);
  // Its second co-facilitator says that it became a session: whoever loses a seat finds one there.
  await calendar.shows(made, addressOf(SUBSTITUTED.declines).replace(/^[^@]+/, ''), 15);
  await calendar.remove(await calendar.find(DELETED.title, dayOf(DELETED.id), 5));
}

/** Both sessions have registrants, and whoever came after them was answered too. */
const ANSWERING_MS = 7_000;

async function untilSeated(web: string, start: Date): Promise<void> {
  const latest = start.getTime() + OUTLOOK.edits * 1000;
  for (const { title } of [MOVED, DELETED]) while (Date.now() < latest && !(await isMailed(web, title))) await sleep(500);
  await sleep(ANSWERING_MS);
}

async function isMailed(web: string, title: string): Promise<boolean> {
  const mails = (await (await reload(`${web}/mail.json`)).json()) as readonly Mail[];
  return mails.some(({ text }) => text.includes(title));
}
