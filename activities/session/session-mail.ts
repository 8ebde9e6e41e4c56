import type { Client } from '@temporalio/client';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { MailContent } from '../../domain/mails.ts';
import { type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import { isAddressRefusal } from '../../domain/service-error.ts';
import type { MailComposer } from '../../integrations/mail/port.ts';
import type { SignInSheetPrinter } from '../../integrations/sign-in-sheet/port.ts';
import type { FacilitatorMail, FacilitatorMailed, SessionMailActivities } from '../../workflows/session/contract.ts';
import type { Deadlines } from '../calendar/deadlines.ts';
import type { Links } from '../forms/links.ts';
import type { Sender } from '../mail/sender.ts';
import { messageId } from '../participant-path/participant-mail.ts';
import { type Checkpoint, staysAlive } from '../shared/checkpoint.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { tellPaths } from './tell-paths.ts';

interface Deps {
  readonly client: Client;
  readonly programme: Programme;
  readonly composer: MailComposer;
  readonly sender: Sender;
  readonly checkpoint: Pick<Checkpoint, 'beat'>;
  readonly links: Pick<Links, 'signed'>;
  readonly deadlines: Pick<Deadlines, 'moment'>;
  readonly signInSheets: SignInSheetPrinter;
}

/** What a session tells: its facilitators by mail, its registrants' paths by signal. */
export function createSessionMailActivities(deps: Deps): SessionMailActivities {
  const { client, checkpoint, deadlines } = deps;
  return {
    mailFacilitator: (request) => mailFacilitator(request, deps),
    tellPaths: ({ views }) => staysAlive(checkpoint, () => tellPaths(client, views, deadlines.moment(presentInstant()))),
  };
}

async function mailFacilitator(request: FacilitatorMail, deps: Deps): Promise<FacilitatorMailed> {
  const { programme, sender, deadlines } = deps;
  const at = deadlines.moment(presentInstant());
  const reader = staffByCode(programme).get(request.to);
  if (!reader) return { outcome: 'dropped', name: request.to, at };
  const mail = await composed(await contentOf(request, reader, deps), deps);
  const round = request.round === 0 ? '' : `-${request.round}`;
  const id = messageId(programme, `${request.notice.sessionId}.${request.mail}${round}.${reader.code}`);
  const replyTo = coordinatorOf(programme.organisations).email;
  try {
    const outcome = await sender.send({ ...mail, messageId: id, to: reader.email, replyTo }, { again: false });
    return { outcome, name: reader.name, at };
  } catch (error) {
    if (isAddressRefusal(error)) return { outcome: 'refused', name: reader.name, at };
    throw error;
  }
}

async function contentOf(request: FacilitatorMail, reader: Staff, { links, programme }: Deps): Promise<MailContent> {
  const { notice: session, rows, waiting, facilitators } = request;
  const { name } = reader;
  if (request.mail === 'attendance') {
    const url = await links.signed('attendance', { session: session.sessionId }, reader);
    return { kind: 'attendanceRequest', name, session, url, rows };
  }
  return { kind: 'participantList', name, session, facilitators: namesOf(facilitators, programme), rows, waiting };
}

/** Those whom the configuration knows, with their organisation's name. */
function namesOf(codes: readonly string[], programme: Programme) {
  const staff = staffByCode(programme);
  return codes.flatMap((code) => {
    const member = staff.get(code);
    if (member === undefined) return [];
    const organisation = programme.organisations.find(({ id }) => id === member.organisation)?.name ?? member.organisation;
    return [{ name: member.name, organisation }];
  });
}

/** The list comes with the sheet to print: the same people under the same numbers. */
async function composed(content: MailContent, { composer, signInSheets }: Deps): Promise<ReturnType<MailComposer['compose']>> {
  const mail = composer.compose(content);
  return content.kind === 'participantList' ? { ...mail, attachments: [...mail.attachments, await signInSheets.print(content)] } : mail;
}
