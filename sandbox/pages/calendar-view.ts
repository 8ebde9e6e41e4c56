import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import { type Instance, idOf } from '../graph/instances.ts';
import { clock, dayOf, hour, localOf, longDay, mondayOf, monthName, shortDay, typeset } from './calendar-dates.ts';
import type { Markup } from './layout.ts';

export interface CalendarView {
  readonly kind: 'month' | 'week';
  readonly mailbox: string;
  readonly mailboxes: readonly string[];
  readonly date: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  readonly instances: readonly Instance[];
}

/** The days a view shows, whole weeks from Monday. */
export function daysOf(kind: CalendarView['kind'], date: Temporal.PlainDate): Temporal.PlainDate[] {
  if (kind === 'week') return run(mondayOf(date), 7);
  const first = date.with({ day: 1 });
  const start = mondayOf(first);
  const last = first.add({ months: 1 }).subtract({ days: 1 });
  const weeks = Math.ceil((start.until(last).days + 1) / 7);
  return run(start, weeks * 7);
}

const run = (start: Temporal.PlainDate, count: number) => Array.from({ length: count }, (_, index) => start.add({ days: index }));

export function calendarView(view: CalendarView): Markup {
  return html`${toolbar(view)}${view.kind === 'month' ? month(view) : week(view)}`;
}

const link = ({ mailbox }: CalendarView, kind: CalendarView['kind'], date: Temporal.PlainDate) =>
  `/calendar?mailbox=${encodeURIComponent(mailbox)}&view=${kind}&date=${date.toString()}`;

export const eventLink = (instance: Instance): string =>
  `/calendar/event?mailbox=${encodeURIComponent(instance.event.mailbox)}&id=${encodeURIComponent(idOf(instance, true))}`;

function toolbar(view: CalendarView): Markup {
  const { kind, date, today, mailbox } = view;
  const step = kind === 'month' ? { months: 1 } : { weeks: 1 };
  const title = kind === 'month' ? monthName(date) : weekTitle(date);
  const choice = (other: CalendarView['kind'], label: string) =>
    html`<a class="button quiet" href="${link(view, other, date)}" ${kind === other ? html`aria-current="page"` : ''}>${label}</a>`;
  return html`
<div class="bar">
<h1>${title}</h1>
<form method="get" action="/calendar">
<input type="hidden" name="view" value="${kind}"><input type="hidden" name="date" value="${date.toString()}">
<select name="mailbox" aria-label="Agenda de" onchange="this.form.submit()">${view.mailboxes.map((address) => html`<option ${address === mailbox ? 'selected' : ''}>${address}</option>`)}</select>
<noscript><button class="quiet">Voir</button></noscript>
</form>
</div>
<div class="bar">
<div class="steps">
<a class="button quiet" href="${link(view, kind, date.subtract(step))}" aria-label="Précédent">←</a>
<a class="button quiet wide" href="${link(view, kind, today)}">Aujourd’hui</a>
<a class="button quiet" href="${link(view, kind, date.add(step))}" aria-label="Suivant">→</a>
</div>
<div class="steps">${choice('month', 'Mois')}${choice('week', 'Semaine')}</div>
<div class="steps last"><a class="button" href="/calendar/new?mailbox=${encodeURIComponent(mailbox)}&date=${date.toString()}">Nouvel événement</a></div>
</div>`;
}

function weekTitle(date: Temporal.PlainDate): string {
  const monday = mondayOf(date);
  const sunday = monday.add({ days: 6 });
  const first = monday.month === sunday.month ? String(monday.day) : `${monday.day} ${monthName(monday).split(' ')[0]}`;
  return `semaine du ${first} au ${sunday.day} ${monthName(sunday)}`;
}

const on = (view: CalendarView, day: Temporal.PlainDate): Instance[] =>
  view.instances.filter(({ event }) => dayOf(event.start).equals(day)).toSorted((a, b) => a.event.start - b.event.start);

const todayClass = (view: CalendarView, day: Temporal.PlainDate) => (day.equals(view.today) ? ' today' : '');

function month(view: CalendarView): Markup {
  const days = daysOf('month', view.date);
  const inMonth = (day: Temporal.PlainDate) => day.month === view.date.month;
  const none = days.filter(inMonth).every((day) => on(view, day).length === 0);
  return html`
<div class="weekdays" aria-hidden="true">${['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'].map((name) => html`<span>${name}</span>`)}</div>
${none ? html`<p class="none soft">Rien ce mois-ci.</p>` : ''}
<div class="month">${days.map((day) => {
    const events = on(view, day);
    const classes = `cell${inMonth(day) ? '' : ' other'}${events.length === 0 ? ' empty' : ''}${todayClass(view, day)}`;
    return html`<section class="${classes}"><h2><a class="number" href="${link(view, 'week', day)}" aria-label="${longDay(day)}">${day.day}</a><a class="wordy" href="${link(view, 'week', day)}">${longDay(day)}</a></h2>${events.map((instance) => chip(instance))}</section>`;
  })}</div>`;
}

const FIRST_HOUR = 7;
const HALF_HOURS = 28;

function week(view: CalendarView): Markup {
  const days = daysOf('week', view.date);
  const hours = Array.from({ length: HALF_HOURS / 2 }, (_, index) => FIRST_HOUR + index);
  const none = days.every((day) => on(view, day).length === 0);
  return html`
${none ? html`<p class="none soft">Rien cette semaine.</p>` : ''}
<div class="week"><div class="hours" aria-hidden="true">${hours.map((each) => html`<span>${each} h</span>`)}</div>
${days.map((day) => {
  const events = on(view, day);
  const classes = `day${events.length === 0 ? ' empty' : ''}${day.dayOfWeek > 5 ? ' off' : ''}${todayClass(view, day)}`;
  return html`<section class="${classes}"><h2><a href="/calendar/new?mailbox=${encodeURIComponent(view.mailbox)}&date=${day.toString()}" title="Nouvel événement ce jour"><span class="short">${shortDay(day)}</span><span class="long">${longDay(day)}</span></a></h2><div class="slots">${lanes(events).map(({ instance, lane, count }) => chip(instance, position(instance, lane, count)))}</div></section>`;
})}</div>`;
}

/** Events at the same time stand side by side. */
function lanes(events: readonly Instance[]): { instance: Instance; lane: number; count: number }[] {
  const ends: number[] = [];
  const placed = events.map((instance) => {
    const free = ends.findIndex((end) => end <= instance.event.start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = instance.event.end;
    return { instance, lane };
  });
  return placed.map(({ instance, lane }) => ({
    instance,
    lane,
    count: placed.some((other) => other.lane !== lane && meets(other.instance, instance)) ? ends.length : 1,
  }));
}

const meets = (a: Instance, b: Instance) => a.event.start < b.event.end && b.event.start < a.event.end;

/** Half hours since the first hour shown. */
function halfHours(at: number): number {
  const local = localOf(at);
  return (local.hour - FIRST_HOUR) * 2 + local.minute / 30;
}

function position({ event }: Instance, lane: number, count: number): string {
  const from = Math.min(Math.max(0, halfHours(event.start)), HALF_HOURS - 1);
  const to = dayOf(event.end).equals(dayOf(event.start)) ? Math.min(HALF_HOURS, Math.max(from + 1, halfHours(event.end))) : HALF_HOURS;
  return `--from:${from};--to:${to};--lane:${count === 1 ? 0 : lane};--lanes:${count}`;
}

/** Amber where an attendee has declined: the thing staff must see at a glance. */
function chip(instance: Instance, style = ''): Markup {
  const { event } = instance;
  const declined = event.attendees.some((attendee) => attendee.status?.response === 'declined');
  const place = event.details.location?.displayName ?? '';
  const brief = event.end - event.start < 90 * 60_000 ? ' brief' : '';
  const classes = `event${event.isCancelled ? ' cancelled' : ''}${declined ? ' alert' : ''}${brief}`;
  return html`<a class="${classes}" style="${style}" href="${eventLink(instance)}" title="${hour(event.start)} – ${hour(event.end)}"><b>${clock(event.start)}</b> ${declined ? html`<span class="refusal">refus</span> ` : ''}${typeset(event.details.subject || '(sans titre)')}${place === '' ? '' : html`<span class="place">${typeset(place)}</span>`}</a>`;
}
