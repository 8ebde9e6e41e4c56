import { Temporal } from 'temporal-polyfill';
import type { Programme } from '../../domain/programme/programme.ts';
import { type FrenchCalendar, frenchCalendar } from './french-calendar.ts';
import { type Office, officeOf } from './office-hours.ts';

/** The programme's days and hours. */
export interface WorkingCalendar {
  readonly programme: Programme;
  /** Dates of its zone, holidays, business days. */
  readonly days: FrenchCalendar;
  readonly office: Office;
}

export function workingCalendar(programme: Programme): WorkingCalendar {
  const days = frenchCalendar(programme.timeZone);
  return { programme, days, office: officeOf(programme.officeHours, days) };
}

export type Local = Temporal.ZonedDateTime;

export function isBefore(one: Local, other: Local): boolean {
  return Temporal.ZonedDateTime.compare(one, other) < 0;
}

export function later(one: Local, other: Local): Local {
  return isBefore(one, other) ? other : one;
}

export function earlier(one: Local, other: Local): Local {
  return isBefore(other, one) ? other : one;
}
