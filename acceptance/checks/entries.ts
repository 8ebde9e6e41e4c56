import {
  type Act,
  type Edit,
  type GraphLoad,
  type InvitationAnswer,
  type Rules,
  referenceOf,
  type SeatSeen,
  type SoakEvidence,
  type Strike,
  type WorkflowSeen,
} from '../evidence.ts';
import { MEMOS, nameIn, SEARCH_ATTRIBUTES, WORKFLOW_TYPES } from '../names.ts';
import { calendarFile, organisersEvents } from './staff-edits.ts';

/** A soak's evidence as its checks compare it: one entry for each event, mail, session and path. Times are ISO 8601 UTC. */
export interface Entries {
  readonly rules: Rules;
  /** Addresses of everybody who registered. */
  readonly people: readonly string[];
  readonly edits: readonly Edit[];
  readonly answers: readonly InvitationAnswer[];
  readonly acts: readonly Act[];
  readonly kills: readonly string[];
  readonly strikes: readonly Strike[];
  readonly calendar: readonly CalendarEntry[];
  readonly mails: readonly MailEntry[];
  readonly sessions: readonly SessionEntry[];
  readonly paths: readonly PathEntry[];
  readonly graph: GraphLoad;
}

export interface CalendarEntry {
  readonly id: string;
  readonly reference: string | null;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly place: string;
  readonly isCancelled: boolean;
  readonly attendees: readonly string[];
}

export interface MailEntry {
  readonly id: number;
  readonly at: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly text: string;
  readonly ics: {
    readonly method: string;
    readonly uid: string;
    readonly sequence: number;
    readonly start: string;
    readonly end: string;
    readonly location: string;
  } | null;
}

export interface SessionEntry {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly seatsLeft: number;
  readonly start: string;
  /** Keys of its open lines on worklists. */
  readonly worklist: readonly string[];
}

export interface PathEntry {
  readonly ref: string;
  readonly stage: string;
  /** As the path shows it. */
  readonly session: string | null;
  /** As that session answers. */
  readonly view: SeatSeen | null;
  readonly worklist: readonly string[];
}

export function entriesOf(evidence: SoakEvidence): Entries {
  const { rules, people, edits, answers, acts, kills, strikes, mails, workflows, seats, graph } = evidence;
  const ofType = (wanted: string) => workflows.filter(({ type }) => type === wanted);
  return {
    rules,
    people,
    edits,
    answers,
    acts,
    kills,
    strikes,
    graph,
    calendar: organisersEvents(evidence).map((event) => ({
      id: event.id,
      reference: referenceOf(event),
      subject: event.subject,
      start: `${event.start.dateTime.slice(0, 19)}Z`,
      end: `${event.end.dateTime.slice(0, 19)}Z`,
      place: event.location?.displayName ?? '',
      isCancelled: event.isCancelled === true,
      attendees: (event.attendees ?? []).map(({ emailAddress }) => emailAddress.address),
    })),
    mails: mails.map((mail) => ({
      id: mail.id,
      at: mail.realReceivedAt,
      to: mail.envelope.to,
      messageId: mail.messageId ?? '',
      text: mail.text,
      ics: calendarFile(mail),
    })),
    sessions: ofType(WORKFLOW_TYPES.session).map(sessionEntry),
    paths: ofType(WORKFLOW_TYPES.path).map((path) => pathEntry(path, seats)),
  };
}

function sessionEntry(session: WorkflowSeen): SessionEntry {
  const { id, attributes } = session;
  return {
    id: nameIn(id),
    state: word(attributes[SEARCH_ATTRIBUTES.sessionState]),
    kind: word(attributes[SEARCH_ATTRIBUTES.sessionKind]),
    seatsLeft: Number(attributes[SEARCH_ATTRIBUTES.seatsLeft]),
    start: word(attributes[SEARCH_ATTRIBUTES.sessionStart]),
    worklist: worklistKeys(session),
  };
}

function pathEntry(path: WorkflowSeen, seats: SoakEvidence['seats']): PathEntry {
  const ref = nameIn(path.id);
  const sessions = path.attributes[SEARCH_ATTRIBUTES.sessions];
  const [session = null] = Array.isArray(sessions) ? sessions.filter((one) => typeof one === 'string') : [];
  return { ref, stage: word(path.attributes[SEARCH_ATTRIBUTES.stage]), session, view: seats[ref] ?? null, worklist: worklistKeys(path) };
}

function worklistKeys({ memo }: WorkflowSeen): readonly string[] {
  const items: unknown = memo[MEMOS.worklist];
  return Array.isArray(items) ? items.flatMap((item: { key?: unknown }) => (typeof item.key === 'string' ? [item.key] : [])) : [];
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
