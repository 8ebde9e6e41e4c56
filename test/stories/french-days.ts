/**
 * A second opinion on delays, written from the law and the YAML alone: it shares no code with the service. Fixed holidays and Easter by
 * Gauss and Meeus; local time by `Intl` (the service uses a Temporal polyfill and date-holidays).
 */
export interface Closure {
  readonly from: string;
  readonly to: string;
}

const ZONE = 'Europe/Paris';
const DAY_MS = 24 * 3600_000;
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

/** A local date as midnight UTC of that date, and the milliseconds since local midnight. */
interface Local {
  readonly day: number;
  readonly time: number;
}

/** `10bd`, `P10D`, `P6M` after an instant, at the same local time of day. */
export function after(from: Date, delay: string, closures: readonly Closure[] = []): Date {
  const { day, time } = toLocal(from);
  const [, count = '', unit] = /^P?(\d+)(bd|D|M)$/.exec(delay) ?? [];
  const n = Number(count);
  if (unit === 'bd') return toInstant({ day: businessDayAfter(day, n, closures), time });
  if (unit === 'D') return toInstant({ day: day + n * DAY_MS, time });
  if (unit === 'M') return toInstant({ day: monthsAfter(day, n), time });
  throw new Error(`a delay this test does not know: ${delay}`);
}

/** `09:00` of the n-th day after (or before) an instant. */
export function morning(from: Date, days: number, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return toInstant({ day: toLocal(from).day + days * DAY_MS, time: (hours * 60 + minutes) * 60_000 });
}

/** This instant where somebody is at work between these hours, else the next morning on which somebody is. */
export function atWork(at: Date, { from, to }: { readonly from: string; readonly to: string }): Date {
  for (let days = 0; ; days++) {
    const opening = morning(at, days, from);
    const isOpen = isBusinessDay(toLocal(opening).day, []) && at < morning(at, days, to);
    if (isOpen) return at < opening ? opening : at;
  }
}

/** How many days back the last day before this one is that somebody works: 1, or 3 on a Monday. */
export function daysBackToWork(from: Date, daysBefore: number): number {
  const { day } = toLocal(from);
  for (let back = daysBefore; ; back++) if (isBusinessDay(day - back * DAY_MS, [])) return back;
}

/** What lies between two instants: weekend days, holidays on what would have been a business day, changes of clocks. */
export function between(from: Date, to: Date): { weekend: number; holidays: number; clockChanges: number } {
  const found = { weekend: 0, holidays: 0, clockChanges: 0 };
  for (let day = toLocal(from).day + DAY_MS; day <= toLocal(to).day; day += DAY_MS) {
    if (isWeekend(day)) found.weekend += 1;
    else if (isHoliday(day)) found.holidays += 1;
    if (offsetAt(new Date(day + DAY_MS)) !== offsetAt(new Date(day))) found.clockChanges += 1;
  }
  return found;
}

export function isMonday(at: Date): boolean {
  return new Date(toLocal(at).day).getUTCDay() === 1;
}

/** A weekend, a public holiday, or within a closure. @param date `YYYY-MM-DD` */
export function closedDay(date: string, closures: readonly Closure[]): boolean {
  return !isBusinessDay(Date.parse(`${date}T00:00:00Z`), closures);
}

function businessDayAfter(from: number, count: number, closures: readonly Closure[]): number {
  let day = from;
  for (let left = count; left > 0; ) {
    day += DAY_MS;
    if (isBusinessDay(day, closures)) left -= 1;
  }
  return day;
}

function isBusinessDay(day: number, closures: readonly Closure[]): boolean {
  const date = iso(day);
  return !isWeekend(day) && !isHoliday(day) && !closures.some(({ from, to }) => from <= date && date <= to);
}

function isWeekend(day: number): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

function isHoliday(day: number): boolean {
  const easterDay = easter(new Date(day).getUTCFullYear());
  const movable = [1, 39, 50].map((offset) => easterDay + offset * DAY_MS);
  return FIXED.includes(iso(day).slice(5)) || movable.includes(day);
}

function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + d + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1);
}

function monthsAfter(day: number, count: number): number {
  const date = new Date(day);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date.getUTCDate(), last));
}

function iso(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function toLocal(at: Date): Local {
  const shifted = at.getTime() + offsetAt(at);
  const day = Math.floor(shifted / DAY_MS) * DAY_MS;
  return { day, time: shifted - day };
}

function toInstant({ day, time }: Local): Date {
  const guess = new Date(day + time);
  const once = new Date(guess.getTime() - offsetAt(guess));
  return new Date(guess.getTime() - offsetAt(once));
}

/** Milliseconds that Paris is ahead of UTC. */
function offsetAt(at: Date): number {
  const words = new Intl.DateTimeFormat('en', { timeZone: ZONE, timeZoneName: 'longOffset' }).format(at);
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(words) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
