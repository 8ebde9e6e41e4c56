import { proxyActivities } from '@temporalio/workflow';
import type { SessionNotice } from '../../domain/mails.ts';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { byMail } from '../mail-queue.ts';
import { now } from '../now.ts';
import { isPaused } from '../pause.ts';
import { refusalOf } from '../service-code.ts';
import { RETRY } from './calls.ts';
import type { FacilitatorMailKind, SessionMailActivities } from './contract.ts';
import type { Kept } from './kept.ts';
import * as session from './session.ts';
import type { SessionState } from './state.ts';
import { summary } from './words.ts';

const mails = proxyActivities<SessionMailActivities>({ startToCloseTimeout: '5 minutes', heartbeatTimeout: '12 seconds', retry: RETRY });

/** Everything that is owed now but the event, one call after the other; what comes meanwhile is owed next. */
export async function doWhatIsDue(kept: Kept): Promise<void> {
  const mailsDue = passMoments(kept);
  if (mailsDue.length > 0 && !isPaused(kept.state.mailOutage?.pause ?? null, now())) await mailFacilitators(kept, mailsDue);
  for (let news = session.unsentViews(kept.state); news.length > 0; news = session.unsentViews(kept.state)) {
    await mails.tellPaths.executeWithOptions({ summary: summary.tellPaths(news.length) }, [{ views: news }]);
    kept.state = session.markSent(kept.state, news);
  }
}

/** What past moments change by themselves; the facilitators' mails that they ask for. */
function passMoments(kept: Kept): readonly FacilitatorMailKind[] {
  const mailsDue: FacilitatorMailKind[] = [];
  for (const { due, moment } of session.agenda(kept.state)) {
    if (moment.at > now()) break;
    if (due === 'list' || due === 'attendance') mailsDue.push(due);
    else kept.state = session.momentPassed(kept.state, due, moment);
  }
  return mailsDue;
}

/** One whom the mail server refuses now holds up nobody else: all that is left is tried again after one pause, and shown meanwhile. */
async function mailFacilitators(kept: Kept, kinds: readonly FacilitatorMailKind[]): Promise<void> {
  let refusal: ServiceErrorCode | null = null;
  for (const mail of kinds) {
    if (mail === 'list') kept.state = session.withList(kept.state);
    const { round, start, mailed } = kept.state;
    for (const code of start.facilitators.filter((facilitator) => !mailed[mail].includes(facilitator))) {
      // A session that moved meanwhile has other mails to send, of another round.
      if (kept.state.round !== round) return;
      refusal = (await mailFacilitator(kept, mail, code)) ?? refusal;
    }
  }
  const { mailOutage } = kept.state;
  kept.state = { ...kept.state, mailOutage: refusal === null ? null : session.outageAfter(mailOutage, refusal, now()) };
}

/** Null when done; else why it could not be. */
async function mailFacilitator(kept: Kept, mail: FacilitatorMailKind, code: string): Promise<ServiceErrorCode | null> {
  const { round, start } = kept.state;
  const rows = session.listRows(kept.state);
  const waiting = session.waitingCount(kept.state);
  const request = { mail, round, to: code, notice: noticeOf(kept.state), facilitators: start.facilitators, rows, waiting };
  try {
    const sent = await mails.mailFacilitator.executeWithOptions({ summary: summary.mail[mail](code), ...byMail('staff', start.id) }, [
      request,
    ]);
    kept.state = session.facilitatorMailed(kept.state, { mail, code, round }, sent);
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}

function noticeOf({ start, icsSequence }: SessionState): SessionNotice {
  const { id, kind, title, place, plan } = start;
  return { sessionId: id, kind, title, start: plan.start, end: plan.end, place, icsSequence };
}
