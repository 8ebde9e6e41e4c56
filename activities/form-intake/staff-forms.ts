import { setTimeout } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import PQueue from 'p-queue';
import { isSeenNote } from '../../domain/answer-notes.ts';
import type { FollowUp, Unable } from '../../domain/facts.ts';
import { type Programme, type Staff, staffByCode } from '../../domain/programme/programme.ts';
import { isSessionSlot } from '../../domain/session-start.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { responsesDeleted } from '../../workflows/erasure/contract.ts';
import { responsesDismissed, type Unseen } from '../../workflows/form-intake/contract.ts';
import { followUpRecorded, influxAnswered, unableAnswered } from '../../workflows/participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { attendanceRecorded, sessionDecision } from '../../workflows/session/contract.ts';
import type { AttendanceFact } from '../forms/attendance.ts';
import type { FollowUpFact } from '../forms/follow-up.ts';
import type { UnableFact } from '../forms/unable.ts';
import { ACCEPTED, type Delivery, type Handover, quarantine, send, type Task } from './delivery.ts';
import type { OpenPath } from './path-search.ts';
import { type SessionFacts, type WalkInMatcher, walkInMatcher } from './walk-ins.ts';

export interface StaffRead {
  readonly responseId: string;
  readonly fact: FollowUpFact | AttendanceFact | UnableFact;
}

/** Everything that isn't a registration: a plain signal to its owner, after the check of who may touch what. */
export async function staffTasks(handover: Handover, reads: readonly StaffRead[], unseen: readonly Unseen[]): Promise<readonly Task[]> {
  const paths = await filesByReference(handover, reads);
  const walkIns = await walkInMatcher(
    handover,
    reads.flatMap(({ fact }) => (fact.kind === 'attendance' ? [fact] : [])),
    unseen,
  );
  const sessions = new Map<string, Promise<SessionFacts | 'missing'>>();
  const factsOf = (session: string) => {
    const facts = sessions.get(session) ?? sessionFacts(handover, session);
    sessions.set(session, facts);
    return facts;
  };
  return Promise.all(reads.map(async (read) => signed(await taskOf(handover, read, paths, { factsOf, walkIns }), read)));
}

/** What is set aside names its author; what is taken may replace what was set aside. */
function signed(task: Task, { fact }: StaffRead): Task {
  const author = authorOf(fact);
  const replaces = fact.kind === 'unable' ? null : fact.replaces;
  const run = async (): Promise<Delivery> => {
    const delivery = await task.run();
    if (delivery.kind === 'quarantine') return { ...delivery, author };
    return delivery.kind === 'accepted' ? { ...delivery, replaces } : delivery;
  };
  return { ...task, run };
}

function authorOf(fact: StaffRead['fact']): string | null {
  if (fact.kind === 'unable') return null;
  if (fact.kind === 'attendance') return fact.attendance.staff;
  return fact.kind === 'sessionDecision' ? fact.decision.staff : fact.author.code;
}

interface Sheets {
  readonly factsOf: (session: string) => Promise<SessionFacts | 'missing'>;
  readonly walkIns: WalkInMatcher;
}

async function filesByReference(handover: Handover, reads: readonly StaffRead[]): Promise<ReadonlyMap<string, OpenPath>> {
  const refs = reads.flatMap(({ fact }) => (fact.kind === 'followUp' && 'ref' in fact.to ? [fact.to.ref] : []));
  return new Map((await handover.search.withReferences(refs)).map((path) => [path.ref, path]));
}

async function taskOf(
  handover: Handover,
  { responseId, fact }: StaffRead,
  paths: ReadonlyMap<string, OpenPath>,
  sheets: Sheets,
): Promise<Task> {
  const path = (ref: string) => handover.client.workflow.getHandle(workflowIds.path(ref));
  const session = (id: string) => handover.client.workflow.getHandle(workflowIds.session(id));
  switch (fact.kind) {
    case 'unable':
      return {
        responseId,
        owner: fact.ref,
        run: () => send('unknown-reference', 'reference', () => path(fact.ref).signal(unableAnswered, spokenFor(fact, handover.keys))),
      };
    case 'attendance':
      return {
        responseId,
        // Sheets with walk-ins go one after the other: two sessions may name the same person.
        owner: sheets.walkIns.hasPeople ? 'sheets' : workflowIds.session(fact.session),
        run: () => recordSheet(handover, fact, sheets),
      };
    case 'sessionDecision':
      return {
        responseId,
        owner: workflowIds.session(fact.session),
        run: () => send('unknown-session', 'session', () => session(fact.session).signal(sessionDecision, fact.decision)),
      };
    case 'dismissal':
      return { responseId, owner: workflowIds.intake(fact.setAside.form), run: () => dismiss(handover, fact) };
    case 'influxAnswer':
      return { responseId, owner: 'influx', run: () => answerInflux(handover, fact) };
    case 'followUp': {
      if ('allOf' in fact.to) return { responseId, owner: `paths-of-${fact.to.allOf}`, run: handOver(handover, fact.to.allOf, fact) };
      const target =
        'ref' in fact.to ? await byReference(handover, fact.to.ref, fact, paths) : await byName(handover, fact.to, fact.author);
      if (typeof target === 'string') return { responseId, owner: target, run: () => record(path(target), fact.followUp) };
      const run = 'gone' in target ? () => tellErasure(handover, target.gone, fact) : () => Promise.resolve(target);
      return { responseId, owner: `lost-${responseId}`, run };
    }
  }
}

/** Who answers by the link of their own mails is the person; whoever knows the reference may be anybody. */
function spokenFor({ ref, personal, unable }: UnableFact, keys: Handover['keys']): Unable {
  return personal === keys.personal(ref) ? unable : { ...unable, byReferenceAlone: true };
}

/** Walk-ins first: the session is told whose paths they are. */
async function recordSheet({ client, programme }: Handover, fact: AttendanceFact, { factsOf, walkIns }: Sheets): Promise<Delivery> {
  const facts = await factsOf(fact.session);
  if (facts === 'missing') return quarantine('unknown-session', 'session');
  if (!mayFillIn(programme, fact.attendance.staff, facts)) return quarantine('out-of-scope', 'session');
  if (isTooEarly(facts, fact)) return quarantine('attendance-too-early', 'session');
  const found = await walkIns.bring(fact, facts);
  const { attendance, unknownOrganisations: count } = fact;
  if (count > 0) log.warn('An option that is no organisation of the configuration was passed over.', { formKind: 'attendance', count });
  const unread = [...attendance.unreadWalkIns, ...found.lost].toSorted((a, b) => a - b);
  const walkInHeads = attendance.walkInHeads + found.erased;
  const message = { ...attendance, walkInRefs: found.refs, walkInHeads, unreadWalkIns: unread };
  const sent = await send('unknown-session', 'session', () =>
    client.workflow.getHandle(workflowIds.session(fact.session)).signal(attendanceRecorded, message),
  );
  return sent.kind === 'accepted' ? { ...sent, handed: found.handed } : sent;
}

function record(path: ReturnType<Handover['client']['workflow']['getHandle']>, followUp: FollowUp): Promise<Delivery> {
  return send('unknown-reference', 'reference', () => path.signal(followUpRecorded, followUp));
}

/** « Fait » about a person who was erased is for the erasure: there is no path any more. */
async function tellErasure({ client }: Handover, ref: string, { author, followUp }: Signed): Promise<Delivery> {
  const isDone = isSeenNote(followUp.note) && author.roles.includes('coordinator');
  if (!isDone) return quarantine('unknown-reference', 'reference');
  const erasure = client.workflow.getHandle(workflowIds.erasure(ref));
  return await send('unknown-reference', 'reference', () => erasure.signal(responsesDeleted));
}

/** At once to one path: a colleague may have a hundred. */
const PATHS_AT_ONCE = 10;

/** One answer for all paths of a colleague that its author may touch. A path that has taken it already ignores it: it may come again. */
function handOver(handover: Handover, code: string, { author, followUp }: Signed): () => Promise<Delivery> {
  return async () => {
    const paths = (await handover.search.allOfReferent(code)).filter((path) => mayTouch(author, path));
    if (paths.length === 0) return quarantine('unknown-reference', 'reference');
    await toEach(paths, ({ ref }) => record(handover.client.workflow.getHandle(workflowIds.path(ref)), followUp));
    return ACCEPTED;
  };
}

async function toEach(paths: readonly OpenPath[], tell: (path: OpenPath) => Promise<unknown>): Promise<void> {
  await new PQueue({ concurrency: PATHS_AT_ONCE }).addAll(paths.map((path) => () => tell(path)));
}

function dismiss(
  { client }: Handover,
  { setAside: { form, reason }, at }: Extract<FollowUpFact, { kind: 'dismissal' }>,
): Promise<Delivery> {
  const intake = client.workflow.getHandle(workflowIds.intake(form));
  return send('unknown-reference', 'reference', () => intake.signal(responsesDismissed, { reason, at }));
}

/** A path that began just now is shown within so long. */
const LOOK_AGAIN_MS = 2_000;
/** While others go on registering, the responses of staff that come after must not wait: whoever is held later is another line. */
const MOST_LOOKS = 5;

/**
 * To all paths on the coordinator's worklist, until a look finds no other one: those that wait take the answer, the others ignore it. It may come again.
 */
async function answerInflux(
  { search, client }: Handover,
  { author, answer }: Extract<FollowUpFact, { kind: 'influxAnswer' }>,
): Promise<Delivery> {
  const notified = new Set<string>();
  const tell = async ({ ref }: OpenPath): Promise<void> => {
    await send('unknown-reference', 'reference', () => client.workflow.getHandle(workflowIds.path(ref)).signal(influxAnswered, answer));
    notified.add(ref);
  };
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const others = (await search.waitingFor(author.code)).filter(({ ref }) => !notified.has(ref));
    if (others.length === 0) break;
    await toEach(others, tell);
    await setTimeout(LOOK_AGAIN_MS);
  }
  return ACCEPTED;
}

type Signed = Pick<Extract<FollowUpFact, { kind: 'followUp' }>, 'author' | 'followUp'>;

/**
 * A path that the search doesn't show yet is asked itself: nobody gets at it in the seconds after its registration who may not later. `gone`: no path
 * has this reference, or none any more.
 */
async function byReference(
  { search }: Handover,
  ref: string,
  { author, followUp }: Signed,
  paths: ReadonlyMap<string, OpenPath>,
): Promise<string | Delivery | { readonly gone: string }> {
  const path = paths.get(ref) ?? (await search.now(ref));
  if (path === null) return { gone: ref };
  return mayRecord(author, path, followUp) ? ref : quarantine('out-of-scope', 'reference');
}

/** Within the author's own paths; a contact, or the coordinator, allocates the organisation's, and so knows all of them. Of several, the author is asked which. */
async function byName(
  { search, keys, deadlines }: Handover,
  names: { readonly firstName: string; readonly lastName: string },
  author: Staff,
): Promise<string | Delivery> {
  const key = keys.name(names);
  if (key === null) return quarantine('reference-missing', 'reference');
  const own = await search.ofReferent(author.code, key);
  const allocates = author.roles.some((role) => role === 'contact' || role === 'coordinator');
  const found = own.length > 0 || !allocates ? own : await search.ofOrganisation(author.organisation, key);
  const [path, ...others] = found;
  if (!path) return quarantine('unknown-name', 'lastName');
  if (others.length === 0) return path.ref;
  const candidates = found.map(({ ref, since, stage }) => ({ ref, since: deadlines.moment(since), stage }));
  return { ...quarantine('ambiguous-name', 'lastName', author.code), choice: { author: author.code, candidates } };
}

/**
 * What a member of staff may record about a path: anything about one of theirs (`mayTouch`); about another that asks them something, only what its
 * lines ask: to accompany the person or to leave them where they are, what becomes of an appointment, or « Vu ».
 */
export function mayRecord(author: Staff, path: Pick<OpenPath, 'organisation' | 'referent' | 'waitingFor'>, followUp: FollowUp): boolean {
  return mayTouch(author, path) || (path.waitingFor.includes(author.code) && isAnswerToLine(followUp));
}

/** The coordinator every path; anyone else their own, their organisation's and those that nobody has yet. */
function mayTouch(author: Staff, { organisation, referent }: Pick<OpenPath, 'organisation' | 'referent'>): boolean {
  return author.roles.includes('coordinator') || organisation === null || organisation === author.organisation || referent === author.code;
}

/**
 * An appointment that was left standing is cancelled, taken over, or gets another date, by its number; a date beside a decision is asked by no line,
 * and neither is a note.
 */
function isAnswerToLine({
  decision,
  appointment,
  ofAppointment,
  note,
  contact,
  stage,
  callAnswer,
  newEmail,
  newPhone,
  outcome,
  registerFor,
}: FollowUp): boolean {
  const more = [contact, stage, callAnswer, newEmail, newPhone, outcome, registerFor];
  if (more.some((part) => part !== null)) return false;
  if (['name', 'transfer', 'cancelAppointment', 'takeAppointment'].includes(decision)) return appointment === null;
  if (decision !== 'none') return false;
  return appointment === null ? note === null || isSeenNote(note) : ofAppointment !== null && note === null;
}

async function sessionFacts({ client }: Handover, session: string): Promise<SessionFacts | 'missing'> {
  try {
    const { typedSearchAttributes, memo } = await client.workflow.getHandle(workflowIds.session(session)).describe();
    const slot = memo?.['slot'];
    return {
      start: typedSearchAttributes.get(SEARCH_ATTRIBUTES.sessionStart) ?? null,
      kind: typedSearchAttributes.get(SEARCH_ATTRIBUTES.sessionKind) ?? null,
      facilitators: isSessionSlot(slot) ? slot.facilitators : [],
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing';
    throw error;
  }
}

/** Who runs the session, the contact of their organisation, and the coordinator. A session that doesn't say who runs it is the coordinator's. */
export function mayFillIn(programme: Programme, author: string, { facilitators }: Pick<SessionFacts, 'facilitators'>): boolean {
  const staff = staffByCode(programme);
  const member = staff.get(author);
  if (member === undefined) return false;
  const isColleague = facilitators.some((code) => staff.get(code)?.organisation === member.organisation);
  return member.roles.includes('coordinator') || facilitators.includes(author) || (member.roles.includes('contact') && isColleague);
}

function isTooEarly({ start }: SessionFacts, { attendance }: AttendanceFact): boolean {
  return start !== null && Date.parse(attendance.origin.submitted.at) < start.getTime();
}
