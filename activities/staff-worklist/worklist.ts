import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { coordinatorOf } from '../../domain/assignment.ts';
import { failingLine } from '../../domain/failing-workflow.ts';
import { mailsWaitingLine } from '../../domain/mails-waiting.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { ServiceError } from '../../domain/service-error.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import {
  countMail,
  type FoundItem,
  type WorklistMail,
  type WorklistRoundRequest,
  type WorklistRoundResult,
} from '../../domain/worklist-day.ts';
import type { MailComposer } from '../../integrations/mail/port.ts';
import type { WorklistActivities } from '../../workflows/staff-worklist/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Overview } from '../duty/overview.ts';
import { localDate } from '../forms/dates.ts';
import { type Links, linksOrNull } from '../forms/links.ts';
import type { Sender } from '../mail/sender.ts';
import { type Checkpoint, staysAlive } from '../shared/checkpoint.ts';
import { createWorklistBoard } from './board.ts';
import { contentsOf } from './contents.ts';
import { domainOf, type Reader, readerOf, worklistCodes } from './reader.ts';
import { isWorklistHour, RHYTHM, type Rhythm, WorklistWatch } from './watch.ts';
import * as words from './words.ts';

export interface WorklistNeeds {
  readonly client: Client;
  readonly programme: Programme;
  readonly deadlines: Pick<Deadlines, 'moment' | 'nextWorklistHour' | 'inOfficeHours' | 'dayAfter'>;
  readonly composer: MailComposer;
  readonly checkpoint: Checkpoint;
  readonly sender: Sender;
  readonly links: Links;
  /** What no workflow can say of itself, looked at now and then. */
  readonly overview: () => Promise<Overview>;
  /** For tests. */
  readonly rhythm?: Partial<Rhythm>;
}

/**
 * What the worklists of the staff do outside. One round is one long activity from a worklist hour to the next, so a worklist at rest costs its
 * history seven events a day, and what can't wait is seen within a minute all the same: looks leave no event.
 */
export function createWorklistActivities(needs: WorklistNeeds): WorklistActivities {
  const { client, programme, checkpoint, deadlines, sender } = needs;
  const readers = { worklists: new Set(worklistCodes(programme)), coordinator: coordinatorOf(programme.organisations).code };
  const board = createWorklistBoard({ client, readers, others: () => serviceLines(needs) });
  const watch = new WorklistWatch({ board, checkpoint, deadlines, rhythm: { ...RHYTHM, ...needs.rhythm } });

  return {
    async worklistHour(after) {
      return deadlines.nextWorklistHour(after);
    },

    async worklistRound(request) {
      const reader = readerOf(programme, request.code);
      if (!reader) return { ...nothingSaid(request), gone: true };
      const ids = messageIds(request, programme);
      // An earlier attempt may have sent its mail: what it said is told again, as new, by the next.
      if (sender.isInDoubt(ids.hour) || sender.isInDoubt(ids.between))
        return withMail(nothingSaid(request), { outcome: 'inDoubt', mail: null }, deadlines);

      const { mail, look, unreadable } = await watch.untilThereIsAMail(request);
      const hourOver = isWorklistHour(look);
      const quiet = { ...nothingSaid(request), hourOver, unreadable };
      if (mail === null) return quiet;
      return await say({ request, reader, messageId: hourOver ? ids.hour : ids.between, mail, quiet }, needs);
    },

    async worklistNow(digestRequest) {
      const request = { ...digestRequest, hour: null };
      const reader = readerOf(programme, request.code);
      if (!reader) return null;
      const { between: messageId } = messageIds(request, programme);
      if (sender.isInDoubt(messageId)) return withMail(nothingSaid(request), { outcome: 'inDoubt', mail: null }, deadlines).mail;
      const mail = await watch.now(request);
      return mail === null ? null : (await say({ request, reader, messageId, mail, quiet: nothingSaid(request) }, needs)).mail;
    },
  };
}

/** What the coordinator reads of the service itself. A look that fails finds nothing, and is repeated. */
async function serviceLines({ overview, programme }: WorklistNeeds): Promise<readonly FoundItem[]> {
  const worklist = coordinatorOf(programme.organisations).code;
  try {
    const { failing, mailsWaiting } = await overview();
    const now = new Date().toISOString();
    return [
      ...failing.map((one) => failingLine(one, worklist)),
      ...mailsWaitingLine(mailsWaiting, programme.mail.perMinute, { now, worklist }),
    ];
  } catch {
    return [];
  }
}

/**
 * The mail of a worklist hour is named after its day: one that goes again (after a reset, or when its workflow began anew) is the same mail to its
 * reader's server. Any other is named after the activity that sends it, which no other ever is. Neither counts: a count can begin again.
 */
function messageIds({ code, hour }: WorklistRoundRequest, programme: Programme): { readonly hour: string; readonly between: string } {
  const { scheduledTimestampMs, workflowExecution, activityId } = Context.current().info;
  const own = createHash('sha256').update(`${workflowExecution?.runId} ${activityId}`).digest('hex').slice(0, 12);
  const domain = domainOf(programme.mail.from);
  const scheduled = new Date(scheduledTimestampMs).toISOString();
  const day = (instant: string) => localDate(instant, programme.timeZone);
  return {
    hour: `<worklist-${code}.${day(hour?.at.at ?? scheduled)}@${domain}>`,
    between: `<worklist-${code}.${day(scheduled)}.${own}@${domain}>`,
  };
}

interface Saying {
  readonly request: WorklistRoundRequest;
  readonly reader: Reader;
  readonly messageId: string;
  readonly mail: WorklistMail;
  readonly quiet: WorklistRoundResult;
}

/** Writes the mail and sends it. @throws ServiceError when the mail service refuses for a reason that is not this mail's */
async function say({ request, reader, messageId, mail, quiet }: Saying, needs: WorklistNeeds): Promise<WorklistRoundResult> {
  const { programme, deadlines, composer, checkpoint, sender, links } = needs;
  const now = new Date().toISOString();
  const count = countMail(request.count, { day: localDate(now, programme.timeZone), occasion: mail.occasion });
  const parts = await staysAlive(checkpoint, () => contentsOf(mail, reader, { ...needs, links: linksOrNull(links), now }));
  const composed = composer.compose({
    kind: 'day',
    name: reader.name,
    occasion: mail.occasion,
    date: deadlines.moment(now),
    nth: mail.occasion === 'urgent' ? count.urgent : count.other,
    ...parts,
  });
  try {
    const outcome = await sender.send({ messageId, to: reader.address, replyTo: reader.replyTo, ...composed }, { again: false });
    return withMail({ ...quiet, count }, { outcome, mail }, deadlines);
  } catch (error) {
    if (!(error instanceof ServiceError) || (error.code !== 'mail-address-refused' && error.code !== 'mail-refused')) throw error;
    const outage = unreachable(request.code, { reader, error, since: deadlines.moment(new Date().toISOString()), programme });
    return { ...withMail(quiet, { outcome: 'refused', mail }, deadlines), outage };
  }
}

function nothingSaid({ count }: WorklistRoundRequest): WorklistRoundResult {
  return { mail: null, mailedKeys: [], count, hourOver: false, outage: null, gone: false, unreadable: 0 };
}

function withMail(
  result: WorklistRoundResult,
  { outcome, mail }: { readonly outcome: 'sent' | 'inDoubt' | 'refused'; readonly mail: WorklistMail | null },
  deadlines: Pick<Deadlines, 'moment'>,
): WorklistRoundResult {
  const lines = mail?.lines ?? [];
  return {
    ...result,
    mail: {
      at: deadlines.moment(new Date().toISOString()),
      occasion: mail?.occasion ?? null,
      outcome,
      lines: lines.length,
      fresh: lines.filter(({ isNew }) => isNew).length,
    },
    mailedKeys: outcome === 'sent' ? lines.map(({ key }) => key) : [],
  };
}

interface Unreachable {
  readonly reader: Reader;
  readonly error: ServiceError;
  readonly since: ReturnType<Deadlines['moment']>;
  readonly programme: Programme;
}

/** The refused worklist's own line on another worklist. */
function unreachable(code: string, { reader, error, since, programme }: Unreachable): WorklistItem {
  const isAddress = error.code === 'mail-address-refused';
  return worklistItem({
    key: `${error.code}-${programme.version}`,
    worklist: reader.otherWorklist,
    kind: isAddress ? 'contactDetails' : 'service',
    due: since,
    since,
    who: reader.name,
    reference: code,
    ...(isAddress ? words.unreachable.address : words.unreachable.server(error.code)),
    next: words.unreachable.next,
  });
}
