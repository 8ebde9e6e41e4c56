import { activityInfo } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { type Programme, SESSION_KINDS } from '../../domain/programme/programme.ts';
import { isSessionSlot, type SessionStart } from '../../domain/session-start.ts';
import { referenceIn } from '../../domain/workflow-ids.ts';
import type { CalendarPort } from '../../integrations/outlook/port.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import type { Planned, PlanningActivities, PlanningCalendarActivities } from '../../workflows/session-planner/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { ExistingSession } from '../calendar/slot-choice.ts';
import { startSession } from '../session/session-start.ts';
import { tellWaiting } from '../session/tell-waiting.ts';
import { type Checkpoint, staysAlive } from '../shared/checkpoint.ts';
import { listExecutions, memoValue, textAttribute } from '../shared/listed-executions.ts';
import { presentInstant } from '../shared/present-instant.ts';

/** What one activity started; `tells` as in `Planned`. */
type Started = Pick<Planned, 'started' | 'tells'>;

const DAY_MS = 24 * 3600_000;
/** Sessions of this month count even when they are over and their workflow ended. */
const LOOK_BACK_MS = 31 * DAY_MS;

interface Deps {
  readonly client: Client;
  readonly deadlines: Pick<Deadlines, 'fixedSessions' | 'openings' | 'nextWorklistHour' | 'moment'>;
  readonly checkpoint: Pick<Checkpoint, 'beat'>;
  /** ISO 8601 UTC. */
  readonly clock?: () => string;
}

export function createPlanningActivities({ client, deadlines, checkpoint, clock = presentInstant }: Deps): PlanningActivities {
  return {
    async planSessions() {
      const now = clock();
      const found = await sessionsOf(client, now);
      const fixed = deadlines
        .fixedSessions(now)
        .toSorted((left, right) => Date.parse(left.plan.start.at) - Date.parse(right.plan.start.at));
      const { started, tells } = await startAll(client, fixed);
      const { open, unfilled, from, to } = deadlines.openings(now, { existing: found.map(({ session }) => session), availability: null });
      return {
        at: deadlines.moment(now),
        version: versionOf([...fixed, ...open.map(({ session }) => session)]),
        started,
        tells,
        coming: coming(now, found, fixed),
        ask: open.length + unfilled.length > 0 ? { from, to } : null,
      };
    },

    async chooseSlots({ availability }) {
      const now = clock();
      const found = await sessionsOf(client, now);
      const { open, unfilled, coordinator } = deadlines.openings(now, { existing: found.map(({ session }) => session), availability });
      const tellUntil = new Date(Date.parse(deadlines.nextWorklistHour(now)?.at.at ?? now) + DAY_MS).toISOString();
      return { at: deadlines.moment(now), open, unfilled, coordinator, tellUntil };
    },

    async startSessions(sessions) {
      const { started } = await startAll(client, sessions);
      // What exists by a second attempt was started by the first.
      return activityInfo().attempt > 1 ? sessions.map(({ id }) => id) : started;
    },

    tellWaiting: () => staysAlive(checkpoint, () => tellWaiting(client)),
  };

  async function startAll(to: Client, sessions: readonly SessionStart[]): Promise<Started> {
    const { taskQueue, attempt } = activityInfo();
    const started: string[] = [];
    // One after the other: a dozen starts a day are in no hurry, and an attempt that dies in the middle is simply repeated.
    for (const session of sessions) if (await startSession(to, session, taskQueue)) started.push(session.id);
    return { started, tells: started.length > 0 || (attempt > 1 && sessions.length > 0) };
  }

  function coming(now: string, found: readonly Found[], more: readonly SessionStart[]): Planned['coming'] {
    const standing = found
      .filter(({ session }) => !session.cancelled && session.start >= now)
      .map(({ session, title }) => ({ id: session.id, title, start: deadlines.moment(session.start), place: session.place ?? '' }));
    const foundIds = new Set(found.map(({ session }) => session.id));
    return [...standing, ...more.filter(({ id }) => !foundIds.has(id)).map(publicFacts)].toSorted(
      (one, other) => Date.parse(one.start.at) - Date.parse(other.start.at),
    );
  }
}

/** Who is free, as Outlook knows it. Runs only on the organiser's queue: at most three calls at once over all workers. */
export function createPlanningCalendarActivities({
  calendar,
  programme,
}: {
  readonly calendar: Pick<CalendarPort, 'busy'>;
  readonly programme: Pick<Programme, 'organisations' | 'plan' | 'calendar'>;
}): PlanningCalendarActivities {
  return {
    async availability({ from, to }) {
      const { mailbox } = programme.calendar;
      const leading = new Set(programme.plan.flatMap(({ facilitators }) => facilitators));
      const staff = programme.organisations.flatMap((organisation) => organisation.staff).filter(({ code }) => leading.has(code));
      const addresses = [...new Set([mailbox, ...staff.map(({ email }) => email)])];
      const answers = new Map(
        (await calendar.busy(mailbox, { addresses, start: from, end: to })).map((answer) => [answer.address, answer]),
      );
      return {
        // Of a person only when: what somebody does is nobody's business here.
        staff: Object.fromEntries(
          staff.map(({ code, email }) => {
            const answer = answers.get(email);
            return [code, answer?.unknown === null ? answer.times.map(({ start, end }) => ({ start, end })) : null];
          }),
        ),
        organiser: (answers.get(mailbox)?.times ?? []).map(({ start, end, subject, place }) => ({ start, end, subject, place })),
      };
    },
  };
}

interface Found {
  readonly session: ExistingSession;
  readonly title: string;
}

/** Every session that runs, or began in the last month, whoever made it. */
async function sessionsOf(client: Client, now: string): Promise<readonly Found[]> {
  const since = new Date(Date.parse(now) - LOOK_BACK_MS).toISOString();
  const { sessionKind, sessionStart, sessionState } = SEARCH_ATTRIBUTES;
  const query = `WorkflowType = 'session' AND (ExecutionStatus = 'Running' OR ${sessionStart.name} >= '${since}')`;
  const found = new Map<string, Found>();
  for await (const listed of listExecutions(client, query)) {
    const kind = SESSION_KINDS.find((one) => one === textAttribute(listed, sessionKind.name));
    const start = textAttribute(listed, sessionStart.name);
    if (kind === undefined || start === null) continue;
    const id = referenceIn(listed.workflowId) ?? listed.workflowId;
    const cancelled = textAttribute(listed, sessionState.name) === 'cancelled';
    // The memo follows the session when staff move it; a session whose memo can't be read is known by its start alone.
    const slot = await memoValue(client, listed.memo['slot'], isSessionSlot);
    const { end, place, facilitators } = slot ?? { end: null, place: null, facilitators: null };
    const session = { id, kind, start: slot?.start ?? new Date(start).toISOString(), end, place, facilitators, cancelled };
    found.set(id, { session, title: slot?.title ?? id });
  }
  return [...found.values()];
}

function publicFacts({ id, title, plan, place }: SessionStart): Planned['coming'][number] {
  return { id, title, start: plan.start, place: place.name };
}

function versionOf(sessions: readonly SessionStart[]): string | null {
  return sessions[0]?.plan.version ?? null;
}
