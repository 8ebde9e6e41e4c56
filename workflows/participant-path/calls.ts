import { proxyActivities } from '@temporalio/workflow';
import type { MailReason } from '../../domain/mail-reasons.ts';
import { byMail } from '../mail-queue.ts';
import { displayName } from './about-path.ts';
import type { PathMail } from './commands.ts';
import type {
  Addressee,
  AppointmentActivities,
  AppointmentCalendarActivities,
  InvitationActivities,
  ParticipantMailActivities,
  RetentionActivities,
} from './contract.ts';
import { crowdOf, urgencyOf } from './mail-turn.ts';
import * as path from './path.ts';
import type { PathState } from './state.ts';

/** A call is given up after two and a half hours, so that its pause stands in the state and the run can go on as a new one. */
const RETRY = { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes', maximumAttempts: 24 } as const;

export const outside = proxyActivities<InvitationActivities & ParticipantMailActivities & AppointmentActivities & RetentionActivities>({
  // A mail server may be silent for two minutes; the heartbeats tell within seconds that the worker died.
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '12 seconds',
  retry: RETRY,
});

/** The only queue whose calls reach that mailbox: at most three at once over all workers. */
export function outlookOf(staff: string) {
  return proxyActivities<AppointmentCalendarActivities>({
    taskQueue: `outlook-${staff}`,
    startToCloseTimeout: '1 minute',
    // A mailbox that nobody serves any more must not hold up what else the path has to do.
    scheduleToStartTimeout: '30 minutes',
    heartbeatTimeout: '12 seconds',
    retry: RETRY,
  });
}

/** Nobody who can't be mailed waits for those who can. @param sessionId the session that the mail is about, where it is known before */
export function mailing({ person, registeredAt }: PathState, kind: PathMail, why: MailReason, sessionId: string | null = null) {
  return person.email === null ? {} : byMail(urgencyOf(kind, why), crowdOf(why, { registeredAt, sessionId }));
}

export function addressee(state: PathState): Addressee {
  const { firstName, email } = state.person;
  return { ref: state.ref, firstName, email, assignment: state.plan.assignment, lastMailAt: path.lastMailAt(state) };
}

export function seatRequest(state: PathState, seq: number) {
  return {
    ref: state.ref,
    seq,
    want: 'seat' as const,
    priority: state.person.priorityNeighbourhood || state.search.displaced,
    name: displayName(state),
    arrival: state.registeredAt.at,
  };
}
