import type { DeskItem } from '../../domain/desk.ts';
import { type DayCount, type DeskHour, type DeskRoundRequest, type DeskRoundResult, remember, type Told } from '../../domain/desk-day.ts';
import { type Pause, pauseAfter } from '../trouble-pause.ts';
import { mailed } from './words.ts';

export interface DeskStart {
  /** Staff code, or `lead-<organisation id>`. */
  readonly code: string;
}

export interface DeskState extends DeskStart {
  readonly v: 1;
  readonly told: Told;
  /** How many mails there were, in doubt and refused ones included. */
  readonly mails: number;
  readonly inDoubt: number;
  readonly count: DayCount | null;
  /** The desk hour that is still to come, or to be kept late. */
  readonly hour: DeskHour | null;
  /** The desk hour kept last (ISO 8601): an early clock never makes one hour two. */
  readonly kept: string | null;
  /** The desk's own item for another desk. */
  readonly trouble: DeskItem | null;
  /** Why the mail service as a whole refuses us, in French. */
  readonly service: string | null;
  /** This reader's address, or the mail service, was refused: until when nothing is sent. */
  readonly pause: Pause | null;
  readonly unreadable: number;
  readonly log: readonly { readonly at: string; readonly what: string }[];
}

const LOG_LENGTH = 20;

export function openDesk(begin: DeskStart | DeskState): DeskState {
  if ('v' in begin) return begin;
  return {
    v: 1,
    code: begin.code,
    told: {},
    mails: 0,
    inDoubt: 0,
    count: null,
    hour: null,
    kept: null,
    trouble: null,
    service: null,
    pause: null,
    unreadable: 0,
    log: [],
  };
}

/** The instant after which the next desk hour is looked for. */
export function hourAfter({ kept }: DeskState, now: string): string {
  return kept !== null && Date.parse(kept) > Date.parse(now) ? kept : now;
}

export function roundRequest({ code, told, hour, count }: DeskState): DeskRoundRequest {
  return { code, told, hour, count };
}

/** @param now ISO 8601 */
export function afterRound(state: DeskState, result: DeskRoundResult, now: string): DeskState {
  const { mail } = result;
  const over = result.hourOver ? { hour: null, kept: state.hour?.at.at ?? state.kept } : {};
  const pause = mail?.outcome === 'refused' ? pauseAfter(state.pause, now) : null;
  const calm: DeskState = { ...state, ...over, count: result.count, unreadable: result.unreadable, service: null, pause };
  if (mail === null) return calm;
  return {
    ...calm,
    mails: state.mails + 1,
    inDoubt: state.inDoubt + (mail.outcome === 'inDoubt' ? 1 : 0),
    told: mail.outcome === 'sent' ? remember(state.told, { keys: result.told, at: mail.at.at }) : state.told,
    // Whether a mail in doubt reached its reader says nothing about the address.
    trouble: mail.outcome === 'inDoubt' ? state.trouble : result.trouble,
    log: [...state.log, { at: mail.at.label, what: mailed(mail) }].slice(-LOG_LENGTH),
  };
}

/** @param service in French @param now ISO 8601 */
export function serviceRefuses(state: DeskState, service: string, now: string): DeskState {
  return { ...state, service, pause: pauseAfter(state.pause, now) };
}
