import type { WorklistItem } from '../../domain/worklist.ts';
import {
  type DayCount,
  type Notifications,
  remember,
  type WorklistHour,
  type WorklistRoundRequest,
  type WorklistRoundResult,
} from '../../domain/worklist-day.ts';
import { type Pause, pauseAfter } from '../pause.ts';
import { mailed } from './words.ts';

export interface WorklistStart {
  /** Staff code, or `lead-<organisation id>`. */
  readonly code: string;
}

export interface WorklistState extends WorklistStart {
  readonly v: 1;
  readonly notifications: Notifications;
  /** How many mails there were, in doubt and refused ones included. */
  readonly mails: number;
  readonly inDoubt: number;
  readonly count: DayCount | null;
  /** The worklist hour that is still to come, or to be kept late. */
  readonly hour: WorklistHour | null;
  /** The worklist hour kept last (ISO 8601): an early clock never makes one hour two. */
  readonly kept: string | null;
  /** The worklist's own item for another worklist. */
  readonly outage: WorklistItem | null;
  /** Why the mail service as a whole refuses us, in French. */
  readonly service: string | null;
  /** This reader's address, or the mail service, was refused: until when nothing is sent. */
  readonly pause: Pause | null;
  readonly unreadable: number;
  readonly log: readonly { readonly at: string; readonly what: string }[];
}

const LOG_LENGTH = 20;

export function openWorklist(begin: WorklistStart | WorklistState): WorklistState {
  if ('v' in begin) return begin;
  return {
    v: 1,
    code: begin.code,
    notifications: {},
    mails: 0,
    inDoubt: 0,
    count: null,
    hour: null,
    kept: null,
    outage: null,
    service: null,
    pause: null,
    unreadable: 0,
    log: [],
  };
}

/** The instant after which the next worklist hour is looked for. */
export function hourAfter({ kept }: WorklistState, now: string): string {
  return kept !== null && Date.parse(kept) > Date.parse(now) ? kept : now;
}

export function roundRequest({ code, notifications, hour, count }: WorklistState): WorklistRoundRequest {
  return { code, notifications, hour, count };
}

/** @param now ISO 8601 */
export function afterRound(state: WorklistState, result: WorklistRoundResult, now: string): WorklistState {
  const { mail } = result;
  const over = result.hourOver ? { hour: null, kept: state.hour?.at.at ?? state.kept } : {};
  const pause = mail?.outcome === 'refused' ? pauseAfter(state.pause, now) : null;
  const calm: WorklistState = { ...state, ...over, count: result.count, unreadable: result.unreadable, service: null, pause };
  if (mail === null) return calm;
  return {
    ...calm,
    mails: state.mails + 1,
    inDoubt: state.inDoubt + (mail.outcome === 'inDoubt' ? 1 : 0),
    notifications:
      mail.outcome === 'sent' ? remember(state.notifications, { keys: result.mailedKeys, at: mail.at.at }) : state.notifications,
    // Whether a mail in doubt reached its reader says nothing about the address.
    outage: mail.outcome === 'inDoubt' ? state.outage : result.outage,
    log: [...state.log, { at: mail.at.label, what: mailed(mail) }].slice(-LOG_LENGTH),
  };
}

/** Sent since an administrator asked. What it listed stays as new as it was. */
export function sentNow(state: WorklistState, mail: WorklistRoundResult['mail']): WorklistState {
  if (mail === null) return state;
  const inDoubt = state.inDoubt + (mail.outcome === 'inDoubt' ? 1 : 0);
  const log = [...state.log, { at: mail.at.label, what: mailed(mail) }].slice(-LOG_LENGTH);
  return { ...state, mails: state.mails + 1, inDoubt, log };
}

/** @param service in French @param now ISO 8601 */
export function serviceRefuses(state: WorklistState, service: string, now: string): WorklistState {
  return { ...state, service, pause: pauseAfter(state.pause, now) };
}
