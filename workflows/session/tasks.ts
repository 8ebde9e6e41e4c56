import type { Moment } from '../../domain/moment.ts';
import type { ListRow, Outage, UnsureMail } from './state.ts';

/**
 * What a session asks of a facilitator or the coordinator, or tells them, by topic. Who hears of it, since when, its words and its answers follow
 * from the topic (lines-for-staff.ts), and so does what tells one task from another (`taskId`).
 */
interface Topics {
  /** Nobody has entered who was there: first one facilitator is reminded, then the coordinator told. */
  sheet: { readonly reader: 'facilitator' | 'coordinator'; readonly worklist: string };
  /** A facilitator may not have read a mail: somebody gives it to them. */
  'unsure-mail': UnsureMail;
  /** A partner's service refuses the facilitators' mails, or the event. */
  outage: { readonly of: 'mail' | 'event'; readonly outage: Outage };
  /** Somebody cancelled the session, in Outlook (`by` null) or by form. */
  cancelled: { readonly at: Moment; readonly by: string | null; readonly notified: number };
  /** Somebody decided about a session that they don't lead. */
  stranger: { readonly name: string; readonly at: Moment };
  /** The event of a cancelled session is back. */
  'restored-event': { readonly at: Moment };
  /** The event has lost its hour. */
  'all-day': { readonly since: Moment };
  /** The event stands in another mailbox now; the one of before is for staff to remove. */
  'left-behind': { readonly at: Moment; readonly before: string; readonly now: string | null };
  /** Staff moved the event to a date that is past. */
  'moved-to-past': { readonly at: Moment; readonly start: Moment };
  /** A form asked for a date that is past: who asked is told. */
  'past-date-requested': { readonly at: Moment; readonly start: Moment; readonly by: string };
  /** Facilitators were taken off the event again and again. */
  unmended: { readonly at: Moment };
  /** One organisation was there without the other. */
  alone: { readonly organisations: readonly string[]; readonly at: Moment };
  /** What a facilitator wrote, in their own words. */
  remark: { readonly response: string; readonly at: Moment; readonly name: string; readonly text: string };
  /** Who was there was entered before the session began. */
  'early-sheet': { readonly at: Moment };
  'unknown-rows': { readonly rows: readonly number[] };
  'unread-walk-ins': { readonly lines: readonly number[] };
  'contradicted-rows': { readonly rows: readonly number[] };
  'few-people': { readonly reserved: number; readonly at: Moment };
  /** `times`: how often as many as the coordinator wants to hear of. */
  'many-waiting': { readonly waiting: number; readonly times: number; readonly since: string };
  /** Facilitators have printed their list: who is new on it, and who no longer comes. */
  'list-changed': { readonly worklist: string; readonly gone: readonly ListRow[]; readonly added: readonly ListRow[] };
  /** A facilitator whom the configuration no longer knows: nobody can be asked in their name. */
  'facilitator-left': { readonly code: string; readonly name: string; readonly since: Moment };
  /** A facilitator has not said that they come. */
  'answer-missing': { readonly code: string; readonly declined: boolean; readonly since: Moment };
  /** The coordinator is to find somebody else. */
  'facilitator-lacks': FacilitatorLacks;
  /** A colleague is asked to replace a facilitator. */
  'replacement-request': { readonly code: string; readonly name: string; readonly since: Moment; readonly soon: boolean };
  /** A facilitator would rather come at another time. */
  'other-date': { readonly by: string; readonly at: Moment; readonly start: Moment; readonly typed: string };
}

export interface FacilitatorLacks {
  readonly code: string;
  readonly name: string;
  /** Who lacks is the coordinator herself. */
  readonly isReader: boolean;
  readonly declined: boolean;
  /** Name of who was asked to replace them, and has not answered. */
  readonly silent: string | null;
  /** Name of who could replace them. */
  readonly substitute: string | null;
  /** Staff codes of whoever can't be asked: another one is another task. */
  readonly notToAsk: readonly string[];
  readonly since: Moment;
  readonly soon: boolean;
}

export type Topic = keyof Topics;
export type SessionTask<T extends Topic = Topic> = { readonly [One in T]: { readonly topic: One } & Topics[One] }[T];

/** What tells a task from another one of its topic. A session at another time asks anew whatever depends on the time. */
const PARTS: { readonly [T in Topic]: (task: SessionTask<T>, start: string) => readonly (string | number | boolean)[] } = {
  sheet: ({ reader }) => [reader],
  'unsure-mail': ({ mail, code, at }) => [mail, code, at.at],
  outage: ({ of, outage }) => [of, outage.code],
  cancelled: ({ at }) => [at.at],
  stranger: ({ at }) => [at.at],
  'restored-event': ({ at }) => [at.at],
  'all-day': ({ since }) => [since.at],
  'left-behind': ({ at }) => [at.at],
  'moved-to-past': ({ at }) => [at.at],
  'past-date-requested': ({ at }) => [at.at],
  unmended: ({ at }) => [at.at],
  alone: ({ at }) => [at.at],
  remark: ({ response, at }) => [response, at.at],
  'early-sheet': ({ at }) => [at.at],
  'unknown-rows': ({ rows }) => rows,
  'unread-walk-ins': ({ lines }) => lines,
  'contradicted-rows': ({ rows }) => rows,
  'few-people': (_, start) => [start],
  'many-waiting': ({ times }) => [times],
  'list-changed': ({ worklist, gone, added }, start) => [worklist, start, ...[...gone, ...added].map(({ number }) => number)],
  'facilitator-left': ({ code }, start) => [code, start],
  'answer-missing': ({ code }, start) => [code, start],
  'facilitator-lacks': ({ code, declined, notToAsk }, start) => [code, start, declined, ...notToAsk],
  'replacement-request': ({ code }, start) => [code, start],
  'other-date': ({ start }) => [start.at],
};

/** Stable within its session: a worklist tells a task once. @param start when the session begins (ISO 8601) */
export function taskId<T extends Topic>(task: SessionTask<T>, start: string): string {
  return [task.topic, ...PARTS[task.topic](task, start)].join('-');
}
