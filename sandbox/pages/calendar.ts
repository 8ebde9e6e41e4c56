import type { Attendee, PatternedRecurrence, ResponseType } from '@microsoft/microsoft-graph-types';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { Core, SandboxEnv } from '../core/core.ts';
import { type Calendars, type Draft, openCalendars } from '../graph/calendars.ts';
import type { CalendarEvent, EventDetails } from '../graph/event.ts';
import { rewrapped } from '../graph/html.ts';
import { draftOf, places } from '../graph/input.ts';
import { asInstance, type Instance, idOf, instancesIn, occurrence, splitId } from '../graph/instances.ts';
import { openLoad } from '../graph/load.ts';
import { eventJson } from '../graph/present.ts';
import { localTime } from '../graph/zones.ts';
import { dateOr, dayOf, momentOf, startOfDay, ZONE } from './calendar-dates.ts';
import { emptyEvent, eventPage, newEventPage } from './calendar-event.ts';
import { calendarView, daysOf, eventLink } from './calendar-view.ts';
import { type Markup, page } from './layout.ts';

type C = Context<SandboxEnv>;
type Form = Readonly<Record<string, string>>;
type Width = 'narrow' | 'wide';

const show = async (c: C, title: string, width: Width, body: Markup, status: 200 | 400 | 404 = 200) =>
  c.html(await page({ title, width, style: 'calendar' }, body), status);

/**
 * The calendars as a person sees and changes them, as in Outlook: `/calendar` and what hangs below it.
 * For checkers: `GET /calendar/events.json` (everything, by mailbox) and `GET /calendar/load.json` (most requests at one time, by mailbox).
 */
export function calendarPages(core: Core): Hono<SandboxEnv> {
  const calendars = openCalendars(core);
  const load = openLoad(core);
  const app = new Hono<SandboxEnv>();
  app.get('/calendar', (c) => showCalendar(core, calendars, c));
  app.get('/calendar/events.json', (c) => c.json(everything(calendars)));
  app.get('/calendar/load.json', (c) => c.json({ greatestConcurrency: load.greatest() }));
  app.get('/calendar/event', (c) => showEvent(calendars, c, c.req.query('mailbox') ?? '', c.req.query('id') ?? '', null));
  app.get('/calendar/new', (c) => {
    const date = dateOr(c.req.query('date'), dayOf(core.clock.now().getTime()));
    return show(c, 'Nouvel événement', 'narrow', newEventPage(emptyEvent(c.req.query('mailbox') ?? '', date), null));
  });
  app.post('/calendar/create', async (c) => createEvent(calendars, c, await formOf(c)));
  app.post('/calendar/move', async (c) => onEvent(calendars, c, (instance, form) => moveEvent(calendars, instance, form)));
  app.post('/calendar/repeat', async (c) => onEvent(calendars, c, (instance, form) => repeatEvent(calendars, instance, form)));
  app.post('/calendar/edit', async (c) => onEvent(calendars, c, (instance, form) => editEvent(calendars, instance, form)));
  app.post('/calendar/answer', async (c) => onEvent(calendars, c, (instance, form) => answerFor(calendars, instance, form)));
  app.post('/calendar/delete', (c) => deleteEvent(calendars, c));
  return app;
}

function showCalendar(core: Core, calendars: Calendars, c: C) {
  const mailboxes = calendars.mailboxes();
  const mailbox = c.req.query('mailbox') ?? mailboxes[0] ?? '';
  if (mailbox === '') return show(c, 'Agenda', 'wide', emptyCalendar());
  const kind = c.req.query('view') === 'week' ? 'week' : 'month';
  const today = dayOf(core.clock.now().getTime());
  const date = dateOr(c.req.query('date'), today);
  const days = daysOf(kind, date);
  const [first, last] = [days[0] ?? date, days.at(-1) ?? date];
  const window = { start: startOfDay(first), end: startOfDay(last.add({ days: 1 })) };
  const instances = calendars.events(mailbox).flatMap((event) => instancesIn(event, window));
  return show(c, `Agenda de ${mailbox}`, 'wide', calendarView({ kind, mailbox, mailboxes, date, today, instances }));
}

const emptyCalendar = (): Markup =>
  html`<h1>Agenda</h1><p class="notice">Aucun agenda n’existe encore : il apparaît dès que le service s’en sert.</p><p><a class="button" href="/calendar/new?mailbox=groupement@aile.example.org">Créer un premier événement</a></p>`;

function everything(calendars: Calendars) {
  const preferences = { immutable: true, zone: 'UTC', textBody: true, maxPageSize: null };
  return calendars.mailboxes().map((mailbox) => ({
    mailbox,
    events: calendars
      .events(mailbox)
      .map((event) => ({ ...eventJson(asInstance(event), preferences), singleValueExtendedProperties: event.properties })),
  }));
}

function found(calendars: Calendars, mailbox: string, id: string): Instance | null {
  const event = calendars.find(mailbox, id);
  if (event !== null) return asInstance(event);
  const parts = splitId(id);
  const master = parts === null ? null : calendars.find(mailbox, parts.masterId);
  return parts === null || master === null ? null : occurrence(master, parts.date);
}

function showEvent(calendars: Calendars, c: C, mailbox: string, id: string, problem: string | null) {
  const instance = found(calendars, mailbox, id);
  if (instance === null) return gone(c);
  return show(c, instance.event.details.subject || 'Événement', 'narrow', eventPage(instance, problem), problem === null ? 200 : 400);
}

async function gone(c: C) {
  return c.html(
    await page(
      { title: 'Introuvable' },
      html`<h1>Introuvable</h1><p>Cet événement n’existe plus : il a été supprimé ou annulé.</p><p><a href="/calendar">Retour à l’agenda</a></p>`,
    ),
    404,
  );
}

async function formOf(c: C): Promise<Form> {
  const fields = await c.req.parseBody();
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string'));
}

/** Runs what a form asks for on its event; a refusal is shown above the event. */
async function onEvent(calendars: Calendars, c: C, act: (instance: Instance, form: Form) => string | null) {
  const form = await formOf(c);
  const instance = found(calendars, form['mailbox'] ?? '', form['id'] ?? '');
  if (instance === null) return gone(c);
  const problem = act(instance, form);
  return problem === null
    ? c.redirect(eventLink(instance), 303)
    : showEvent(calendars, c, form['mailbox'] ?? '', idOf(instance, true), problem);
}

const WRONG_TIMES = 'La fin doit venir après le début : vérifiez la date et les heures.';

function timesOf(form: Form, prefix = ''): { start: number; end: number } | null {
  const date = form[`${prefix}Date`] ?? '';
  const start = momentOf(date, form[`${prefix}From`] ?? '');
  const end = momentOf(date, form[`${prefix}To`] ?? '');
  return start === null || end === null || end <= start ? null : { start, end };
}

function moveEvent(calendars: Calendars, instance: Instance, form: Form): string | null {
  const times = timesOf(form);
  if (times === null) return WRONG_TIMES;
  const master = masterOf(calendars, instance);
  if (instance.type === 'seriesMaster') return 'Une série se déplace date par date.';
  if (instance.date === null) calendars.change(master, { ...times, startZone: ZONE, endZone: ZONE }, { newId: true });
  else calendars.changeOccurrence(master, instance.date, times);
  return null;
}

/** An occurrence's event carries the occurrence's own times: the store wants the series. */
const masterOf = (calendars: Calendars, { event }: Instance): CalendarEvent => calendars.find(event.mailbox, event.immutableId) ?? event;

function editEvent(calendars: Calendars, instance: Instance, form: Form): string | null {
  const guests = guestsOf(form, instance.event.attendees);
  if (typeof guests === 'string') return guests;
  const details = changedDetails(instance.event.details, contentOf(form));
  const attendees = sameGuests(guests, instance.event.attendees) ? {} : { attendees: guests };
  const master = masterOf(calendars, instance);
  if (instance.date !== null) calendars.changeOccurrence(master, instance.date, { details, ...attendees });
  else calendars.change(master, { ...(Object.keys(details).length === 0 ? {} : { details }), ...attendees });
  return null;
}

function contentOf(form: Form): Partial<EventDetails> {
  return {
    subject: (form['subject'] ?? '').trim(),
    html: rewrapped(form['body'] ?? '', 'text'),
    categories: (form['categories'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    ...places({ displayName: (form['place'] ?? '').trim() }),
  };
}

/** Outlook writes only what a person has changed, so that attendees are not told of nothing. */
function changedDetails(old: EventDetails, wanted: Partial<EventDetails>): Partial<EventDetails> {
  const before = new Map<string, unknown>(Object.entries(old));
  const samePlace = old.location?.displayName === wanted.location?.displayName;
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) =>
      name === 'location' || name === 'locations' ? !samePlace : JSON.stringify(before.get(name)) !== JSON.stringify(value),
    ),
  );
}

/** The guests, or what is wrong with what was typed. */
function guestsOf(form: Form, existing: readonly Attendee[]): Attendee[] | string {
  const addresses = (form['guests'] ?? '').split(/[\s,;]+/).filter((address) => address !== '');
  const wrong = addresses.find((address) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address));
  if (wrong !== undefined) return `« ${wrong} » n’est pas une adresse e-mail.`;
  return addresses.map(
    (address) =>
      existing.find((attendee) => attendee.emailAddress?.address === address) ?? {
        type: 'required',
        emailAddress: { name: address, address },
      },
  );
}

const sameGuests = (a: readonly Attendee[], b: readonly Attendee[]) =>
  JSON.stringify(a.map((each) => each.emailAddress?.address)) === JSON.stringify(b.map((each) => each.emailAddress?.address));

const RESPONSES = new Map<string, ResponseType>([
  ['accepted', 'accepted'],
  ['tentativelyAccepted', 'tentativelyAccepted'],
  ['declined', 'declined'],
  ['proposed', 'tentativelyAccepted'],
]);

function answerFor(calendars: Calendars, instance: Instance, form: Form): string | null {
  const response = RESPONSES.get(form['response'] ?? '');
  if (response === undefined) return 'Choisissez une réponse.';
  const proposed = form['response'] === 'proposed' ? timesOf(form, 'proposed') : undefined;
  if (proposed === null) return WRONG_TIMES;
  const { event } = instance;
  const original = event.isOrganizer
    ? masterOf(calendars, instance)
    : calendars.events(event.organizer.address).find(({ iCalUId }) => iCalUId === event.iCalUId);
  if (original === undefined) return 'L’organisateur a supprimé cet événement.';
  const slot = proposed === undefined ? null : { start: localTime(proposed.start, 'UTC'), end: localTime(proposed.end, 'UTC') };
  calendars.respond(original, form['address'] ?? '', response, { proposed: slot, date: instance.date });
  return null;
}

async function deleteEvent(calendars: Calendars, c: C) {
  const form = await formOf(c);
  const instance = found(calendars, form['mailbox'] ?? '', form['id'] ?? '');
  if (instance === null) return gone(c);
  const master = masterOf(calendars, instance);
  if (instance.date === null) calendars.remove(master, form['comment'] ?? '');
  else calendars.removeOccurrence(master, instance.date);
  return c.redirect(`/calendar?mailbox=${encodeURIComponent(master.mailbox)}&date=${dayOf(instance.event.start).toString()}`, 303);
}

function createEvent(calendars: Calendars, c: C, form: Form) {
  const times = timesOf(form);
  const guests = guestsOf(form, []);
  const mailbox = (form['mailbox'] ?? '').trim();
  const problem = !mailbox.includes('@') ? 'L’agenda manque.' : typeof guests === 'string' ? guests : times === null ? WRONG_TIMES : null;
  if (problem !== null || times === null || typeof guests === 'string') {
    const text = (name: string) => form[name] ?? '';
    const values = {
      mailbox,
      date: text('Date'),
      from: text('From'),
      to: text('To'),
      subject: text('subject'),
      place: text('place'),
      body: text('body'),
      guests: text('guests'),
      categories: text('categories'),
    };
    return show(c, 'Nouvel événement', 'narrow', newEventPage(values, problem ?? WRONG_TIMES), 400);
  }
  calendars.addMailbox(mailbox);
  const event = calendars.create(mailbox, draftFrom(form, times, guests));
  return c.redirect(
    event.recurrence === null ? eventLink(asInstance(event)) : `/calendar?mailbox=${encodeURIComponent(mailbox)}&date=${form['Date']}`,
    303,
  );
}

function draftFrom(form: Form, { start, end }: { start: number; end: number }, attendees: Attendee[]): Draft {
  const base = draftOf({ start: localTime(start, ZONE), end: localTime(end, ZONE) });
  return { ...base, details: { ...base.details, ...contentOf(form) }, attendees, recurrence: repetition(form, dayOf(start)) };
}

/** Prolongs or shortens a series. */
function repeatEvent(calendars: Calendars, { event }: Instance, form: Form): string | null {
  const numberOfOccurrences = Number(form['times']);
  const { recurrence } = event;
  if (recurrence?.range?.type !== 'numbered') return 'Cet événement n’est pas une série dont le nombre de dates est fixé.';
  if (!Number.isInteger(numberOfOccurrences) || numberOfOccurrences < 1 || numberOfOccurrences > 52)
    return 'Le nombre de dates va de 1 à 52.';
  calendars.change(event, { recurrence: { ...recurrence, range: { ...recurrence.range, numberOfOccurrences } } });
  return null;
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const WEEKS = ['first', 'second', 'third', 'fourth', 'last'] as const;

function repetition(form: Form, date: Temporal.PlainDate): PatternedRecurrence | null {
  const repeat = form['repeat'] ?? '';
  if (repeat === '') return null;
  const times = Math.min(52, Math.max(2, Number.parseInt(form['times'] ?? '6', 10) || 6));
  const daysOfWeek = [DAYS[date.dayOfWeek - 1] ?? 'monday'];
  const range = {
    type: 'numbered',
    startDate: date.toString(),
    endDate: '0001-01-01',
    numberOfOccurrences: times,
    recurrenceTimeZone: ZONE,
  } as const;
  const common = { month: 0, dayOfMonth: 0, daysOfWeek, firstDayOfWeek: 'monday' } as const;
  if (repeat === 'month')
    return { pattern: { ...common, type: 'relativeMonthly', interval: 1, index: WEEKS[Math.floor((date.day - 1) / 7)] ?? 'last' }, range };
  return { pattern: { ...common, type: 'weekly', interval: repeat === '2' ? 2 : 1, index: 'first' }, range };
}
