import { setTimeout } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import {
  type Look,
  type WorklistHour,
  type WorklistMail,
  type WorklistNowRequest,
  type WorklistRoundRequest,
  worklistMail,
} from '../../domain/worklist-day.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Checkpoint } from '../shared/checkpoint.ts';
import type { WorklistBoard } from './board.ts';

/** In milliseconds. */
export interface Rhythm {
  /** Without office hours a worklist looks this often. */
  readonly always: number;
  /** With office hours, for what can't wait. */
  readonly urgent: number;
  /** Items that come together make one mail: it waits until nothing came for this long, at most four times. */
  readonly quiet: number;
  /** Between two signs of life: by the answer, one whose workflow was ended by an administrator learns it. */
  readonly beat: number;
  /** Without office hours a round ends after this, so that the history says the worklist lives. */
  readonly round: number;
}

export const RHYTHM: Rhythm = { always: 2_000, urgent: 60_000, quiet: 2_500, beat: 3600_000, round: 3600_000 };

/** A worklist hour that the service slept through is kept in office hours only; the mail of 8:00 may go until 8:30 before they begin. */
const LATE_MS = 30 * 60_000;
const MOST_WAITS = 4;
/** Of worklist hours in a row that an outage may have lasted. */
const MOST_HOURS = 400;

export interface Watched {
  /** What there is to say; null: nothing. */
  readonly mail: WorklistMail | null;
  readonly look: Look;
  readonly unreadable: number;
}

interface Needs {
  readonly board: WorklistBoard;
  readonly checkpoint: Pick<Checkpoint, 'beat'>;
  readonly deadlines: Pick<Deadlines, 'nextWorklistHour' | 'inOfficeHours'>;
  readonly rhythm: Rhythm;
}

/** Looks at what waits for one worklist until there is a mail to write. */
export class WorklistWatch {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Until there is a mail to write, or the round ends without one. */
  async untilThereIsAMail(request: WorklistRoundRequest): Promise<Watched> {
    const { checkpoint, rhythm } = this.#needs;
    const begun = performance.now();
    let beat = begun;
    for (;;) {
      if (performance.now() - beat > rhythm.beat) {
        await checkpoint.beat();
        beat = performance.now();
      }
      const look = this.#lookAt(request.hour);
      const seen = await this.#read(request, look, rhythm.always / 2);
      const mail = seen.mail === null || isWorklistHour(look) ? seen.mail : await this.#settled(request, look, seen.mail);
      const isOver = isWorklistHour(look) || (look === 'always' && performance.now() - begun > rhythm.round);
      if (mail !== null || isOver) return { mail, look, unreadable: seen.unreadable };
      await pause(look === 'always' ? rhythm.always : Math.min(untilNext(rhythm.urgent), untilHour(request.hour)));
    }
  }

  /** All that is open at this moment. */
  async now(request: WorklistNowRequest): Promise<WorklistMail | null> {
    return (await this.#read(request, 'onRequest', 0)).mail;
  }

  async #read({ code, notifications }: WorklistNowRequest, look: Look, maxAgeMs: number) {
    const { items, unreadable } = await this.#needs.board.look(maxAgeMs);
    return { mail: worklistMail({ worklist: code, found: items, notifications, now: new Date().toISOString(), look }), unreadable };
  }

  /** Waits until no more comes; what came and went meanwhile is not told at all. */
  async #settled(request: WorklistRoundRequest, look: Look, first: WorklistMail): Promise<WorklistMail | null> {
    let mail: WorklistMail | null = first;
    for (let waits = 0; mail !== null && waits < MOST_WAITS; waits += 1) {
      const before = keysOf(mail);
      await pause(this.#needs.rhythm.quiet);
      ({ mail } = await this.#read(request, look, 0));
      if (mail !== null && keysOf(mail) === before) break;
    }
    return mail;
  }

  #lookAt(hour: WorklistHour | null): Look {
    if (hour === null) return 'always';
    const now = new Date();
    const late = now.getTime() - Date.parse(hour.at.at);
    if (late < 0) return 'between';
    if (late > LATE_MS && Date.parse(this.#needs.deadlines.inOfficeHours(now.toISOString()).at) > now.getTime()) return 'between';
    return hour.monday || this.#missedMonday(hour, now) ? 'monday' : 'day';
  }

  /** After days of outage: was one of the hours that passed a Monday's? */
  #missedMonday(hour: WorklistHour, now: Date): boolean {
    const { deadlines } = this.#needs;
    let passed: WorklistHour | null = deadlines.nextWorklistHour(hour.at.at);
    for (let hours = 0; passed !== null && hours < MOST_HOURS && Date.parse(passed.at.at) <= now.getTime(); hours += 1) {
      if (passed.monday) return true;
      passed = deadlines.nextWorklistHour(passed.at.at);
    }
    return false;
  }
}

export function isWorklistHour(look: Look): boolean {
  return look === 'day' || look === 'monday';
}

/** A cancellation or the worker's end wakes it. */
async function pause(ms: number): Promise<void> {
  const { cancellationSignal, cancelled } = Context.current();
  await Promise.race([cancelled, setTimeout(ms, undefined, { signal: cancellationSignal }).catch(() => undefined)]);
}

function keysOf({ lines }: WorklistMail): string {
  return JSON.stringify(lines.map(({ key }) => key).toSorted());
}

/** All worklists look at the same moments, so that one listing serves them all. */
function untilNext(ms: number): number {
  return ms - (Date.now() % ms);
}

function untilHour(hour: WorklistHour | null): number {
  const left = hour === null ? 0 : Date.parse(hour.at.at) - Date.now();
  // Past its hour and waiting for office hours: look as often as for urgent things.
  return left > 0 ? left : Number.POSITIVE_INFINITY;
}
