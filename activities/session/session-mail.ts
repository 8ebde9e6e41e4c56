import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import PQueue from 'p-queue';
import { coordinatorOf } from '../../domain/charge.ts';
import type { MailContent } from '../../domain/mails.ts';
import type { Moment } from '../../domain/moment.ts';
import { type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import type { SeatView } from '../../domain/seat.ts';
import { isAddressRefusal } from '../../domain/service-error.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import type { MailComposer } from '../../integrations/mail/port.ts';
import type { SignInSheetPrinter } from '../../integrations/sign-in-sheet/port.ts';
import { sessionNews } from '../../workflows/participant-path/contract.ts';
import type { FacilitatorMail, SessionMailActivities } from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Links } from '../forms/links.ts';
import { type Sender } from '../mail/sender.ts';
import { messageId } from '../participant-path/participant-mail.ts';
import { type Claims, staysAlive } from '../shared/claims.ts';
import { presentInstant } from '../shared/present-instant.ts';

/** Signals under way at once: a session with a long list must not crowd out everybody else's calls. */
const TOLD_TOGETHER = 10;

interface Deps {
  readonly client: Client;
  readonly programme: Programme;
  readonly composer: MailComposer;
  readonly sender: Sender;
  readonly claims: Pick<Claims, 'beat'>;
  readonly links: Links;
  readonly deadlines: Deadlines;
  readonly signInSheets: SignInSheetPrinter;
}

/** What a session tells: its facilitators by mail, its registrants' paths by signal. */
export function createSessionMailActivities({
  client,
  programme,
  composer,
  sender,
  claims,
  links,
  deadlines,
  signInSheets,
}: Deps): SessionMailActivities {
  const staff = staffByCode(programme);
  const organisations = new Map(programme.organisations.map(({ id, name }) => [id, name]));
  const coordinator = coordinatorOf(programme.organisations);

  async function contentOf(request: FacilitatorMail, reader: Staff): Promise<MailContent> {
    const { notice: session, rows, waiting } = request;
    if (request.mail === 'attendance') {
      const url = await links.prefilled('attendance', { session: session.sessionId, staffCode: reader.formCode });
      return { kind: 'attendanceRequest', name: reader.name, session, url, rows };
    }
    const facilitators = request.facilitators.flatMap((code) => {
      const member = staff.get(code);
      return member ? [{ name: member.name, organisation: organisations.get(member.organisation) ?? member.organisation }] : [];
    });
    return {
      kind: 'participantList',
      name: reader.name,
      session,
      facilitators,
      rows,
      waiting,
    };
  }

  /** The list comes with the sheet to print: the same people under the same numbers. */
  async function composed(content: MailContent): Promise<ReturnType<MailComposer['compose']>> {
    const mail = composer.compose(content);
    return content.kind === 'participantList' ? { ...mail, attachments: [...mail.attachments, await signInSheets.print(content)] } : mail;
  }

  return {
    async mailFacilitator(request) {
      const at = deadlines.moment(presentInstant());
      const reader = staff.get(request.to);
      if (!reader) return { outcome: 'dropped', name: request.to, at };
      const { name } = reader;
      const mail = await composed(await contentOf(request, reader));
      const round = request.round === 0 ? '' : `-${request.round}`;
      const id = messageId(programme, `${request.notice.sessionId}.${request.mail}${round}.${reader.code}`);
      try {
        const outcome = await sender.send({ ...mail, messageId: id, to: reader.email, replyTo: coordinator.email }, { again: false });
        return { outcome, name, at };
      } catch (error) {
        if (isAddressRefusal(error)) return { outcome: 'refused', name, at };
        throw error;
      }
    },
    tellPaths: ({ views }) => staysAlive(claims, () => tellAll(views)),
  };

  async function tellAll(views: readonly SeatView[]): Promise<void> {
    const at = deadlines.moment(presentInstant());
    const queue = new PQueue({ concurrency: TOLD_TOGETHER });
    await queue.addAll(views.map((view) => () => tell(view, at)));
  }

  async function tell(view: SeatView, at: Moment): Promise<void> {
    try {
      await client.workflow.getHandle(workflowIds.path(view.ref)).signal(sessionNews, { view, at });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
