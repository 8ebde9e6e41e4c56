import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { isPaused } from '../../workflows/pause.ts';
import * as session from '../../workflows/session/session.ts';
import { at, start } from '../../workflows/session/session-fixtures.ts';
import { eventWork, nextWake } from '../../workflows/session/wake.ts';
import { HUNDRED_DAYS_MS, type Refusal, type Refusals, refusalAt } from './partners.ts';
import { AFTERMATH_MS } from './path.ts';
import { BEGINS, type Health, Shell } from './shell.ts';

const DAY_MS = 24 * 3600_000;

const SESSION = sessionAt(HUNDRED_DAYS_MS + DAY_MS / 4);

/** Calls of a session are given up after eight attempts. */
function callMsOf(refusal: Refusal | null): number {
  return Math.min(refusal?.callMs ?? 1_000, 4 * 60_000);
}

/** Its list is due on the first day, so that it waits through all refusals. @param begins milliseconds from the beginning of the story */
function sessionAt(begins: number) {
  const day = (days: number) => at(new Date(BEGINS + begins + days * DAY_MS).toISOString());
  const { plan, ...rest } = start(12);
  const [end, later] = [day(0.1), day(30)];
  const moments = { start: day(0), end, attendanceAt: end, facilitator: later, coordinator: later, unknownAt: later, closesAt: later };
  return { ...rest, plan: { ...plan, ...moments, listAt: at(new Date(BEGINS + DAY_MS).toISOString()) } };
}

/** A session through the refusals, as its shell drives it: its event, and its facilitators' mails; `written` and `mailed`: how often. */
export function liveSession(refusals: Refusals): Health & { readonly written: number; readonly mailed: Readonly<Record<string, number>> } {
  const shell = new Shell();
  let state = session.openSession(SESSION);
  let written = 0;
  const mailed: Record<string, number> = {};
  while (shell.elapsed < HUNDRED_DAYS_MS + AFTERMATH_MS && shell.wrong === null) {
    while (eventWork(state, shell.iso) !== null && !shell.isRenewalDue) keepEvent();
    act();
    if (shell.isRenewalDue) state = shell.renew(state);
    else shell.sleep(nextWake(state, shell.iso, { writing: false }), Number.POSITIVE_INFINITY);
  }
  if (state.eventOutage !== null || state.mailOutage !== null) shell.fail('an outage outlives its refusal');
  return { ...shell.health(), written, mailed };

  function keepEvent(): void {
    const refusal = refusalAt(refusals, 'outlook', shell.elapsed);
    shell.called(callMsOf(refusal));
    if (refusal !== null) {
      state = { ...state, eventOutage: session.outageAfter(state.eventOutage, refusal.code, shell.iso) };
      return;
    }
    if (state.event === null) {
      written += 1;
      state = session.written(state, { eventId: 'e1', mailbox: 'groupement@aile.example.org', generation: 1, fingerprint: 'f' });
    }
    state = { ...state, eventOutage: null };
  }

  /** What is owed now. */
  function act(): void {
    const mails: ('list' | 'attendance')[] = [];
    for (const { due, moment } of session.agenda(state)) {
      if (moment.at > shell.iso) break;
      if (due === 'list' || due === 'attendance') mails.push(due);
      else state = session.momentPassed(state, due, moment);
    }
    mailAll(mails);
  }

  function mailAll(kinds: readonly ('list' | 'attendance')[]): void {
    if (kinds.length === 0 || isPaused(state.mailOutage?.pause ?? null, shell.iso)) return;
    const codes = kinds.flatMap((kind) => mailEach(kind));
    const [code] = codes;
    state = { ...state, mailOutage: code === undefined ? null : session.outageAfter(state.mailOutage, code, shell.iso) };
  }

  /** Why those who could not be written to could not. */
  function mailEach(mail: 'list' | 'attendance'): readonly ServiceErrorCode[] {
    const codes: ServiceErrorCode[] = [];
    for (const code of state.start.facilitators.filter((one) => !state.mailed[mail].includes(one))) {
      const refusal = refusalAt(refusals, 'mail', shell.elapsed);
      shell.called(callMsOf(refusal));
      if (refusal !== null) {
        codes.push(refusal.code);
        continue;
      }
      const key = `${mail} ${code}`;
      mailed[key] = (mailed[key] ?? 0) + 1;
      const sent = { outcome: 'sent' as const, name: code, at: at(shell.iso) };
      state = session.facilitatorMailed(state, { mail, code, round: state.round }, sent);
    }
    return codes;
  }
}
