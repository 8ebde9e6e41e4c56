import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { coordinatorOf } from '../../domain/assignment.ts';
import type { Origin, Person, Registration } from '../../domain/facts.ts';
import { type Arrivals, arrived } from '../../domain/influx.ts';
import { INTERMEDIARY, type MatchKind, NEAR_MATCH, SAME_PERSON, SEARCHED, sinceKey } from '../../domain/matching.ts';
import type { PathStart, RegistrationMessage } from '../../domain/path-start.ts';
import { newPlanRequest, type Plan } from '../../domain/plan.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { responseCameAgain } from '../../workflows/erasure/contract.ts';
import type { Unseen } from '../../workflows/form-intake/contract.ts';
import { consentRefused, registrationReceived } from '../../workflows/participant-path/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import type { RegistrationFact } from '../forms/registration.ts';
import { presentInstant } from '../shared/present-instant.ts';
import { ACCEPTED, type Delivery, type Handover, quarantine, send, type Task } from './delivery.ts';
import { type KnownPath, MatchIndex } from './matching.ts';
import { isInvalidArgument, type OpenPath, type PathSearch } from './path-search.ts';

export interface RegistrationRead {
  readonly responseId: string;
  readonly formId: string;
  readonly fact: RegistrationFact;
}

/** What a page's registrations are counted by, raised by each that opens a path. */
interface Counted {
  /** Whose turn it is, by organisation. */
  readonly turns: Map<string, number>;
  readonly arrivals: ArrivalCount;
}

/** New paths by the hour in which their registrations were submitted. */
export class ArrivalCount {
  #arrivals: Arrivals;
  readonly #limit: number;

  constructor(before: Arrivals, limit: number) {
    this.#arrivals = before;
    this.#limit = limit;
  }

  get sofar(): Arrivals {
    return this.#arrivals;
  }

  /** One more new path. @param submitted ISO 8601 @returns whether its first mail waits */
  countOne(submitted: string): boolean {
    const { arrivals, isHeld } = arrived(this.#arrivals, submitted, this.#limit);
    this.#arrivals = arrivals;
    return isHeld;
  }
}

/** Two responses hash to one reference once in 34 thousand million pairs. */
const PROBES = 5;

/**
 * Decides for each registration, in time order, whose it is, with one search for the whole page and what was handed over lately and the search
 * may not show yet.
 */
export async function registrationTasks(
  handover: Handover,
  reads: readonly RegistrationRead[],
  unseen: readonly Unseen[],
  counted: Counted,
): Promise<readonly Task[]> {
  const origins = reads.map((read) => handover.keys.origin(read));
  const [index, erased] = await Promise.all([indexFor(handover, reads, unseen), handover.search.erased(origins)]);
  return reads.map((read): Task => {
    const { responseId, fact } = read;
    const gone = erased.get(handover.keys.origin(read));
    if (gone !== undefined) return { responseId, owner: workflowIds.erasure(gone), run: () => leftOut(handover, gone, originOf(fact)) };
    if (fact.kind === 'refused') {
      const existing = index.judge([handover.keys.origin(read)]).path;
      return { responseId, owner: existing ?? `refused-${responseId}`, run: () => refuse(handover, existing, fact.origin) };
    }
    return registrationTask(handover, index, fact, counted);
  });
}

function originOf(fact: RegistrationFact): Origin {
  return fact.kind === 'refused' ? fact.origin : fact.registration.origin;
}

/** The person was erased, and this response of theirs is still in the form: nothing of it is taken, and the coordinator hears that it is there. */
async function leftOut(handover: Handover, ref: string, origin: Origin): Promise<Delivery> {
  const { client, keys } = handover;
  const response = { form: 'registration' as const, number: keys.number(origin), submitted: origin.submitted };
  await send('not-delivered', 'reference', () => client.workflow.getHandle(workflowIds.erasure(ref)).signal(responseCameAgain, response));
  return { kind: 'refused' };
}

/** Nothing is kept of a refusal; the path that this very response has opened or joined is told, even one that the search doesn't show yet. */
async function refuse(handover: Handover, existing: KnownPath | null, origin: Origin): Promise<Delivery> {
  const path = existing ?? (await startedBy(handover, origin));
  if (path === null) return { kind: 'refused' };
  try {
    await handover.client.workflow.getHandle(workflowIds.path(path.ref)).signal(consentRefused, origin);
    return ACCEPTED;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'refused' };
    throw error;
  }
}

/** The path that this very response began in an attempt that was cut off, which the search may not show yet. */
async function startedBy({ client, keys }: Handover, origin: Origin): Promise<Pick<KnownPath, 'ref' | 'since'> | null> {
  for (let probe = 0; probe < PROBES; probe += 1) {
    const ref = keys.reference(origin, probe);
    try {
      const { memo, status } = await client.workflow.getHandle(workflowIds.path(ref)).describe();
      if (memo?.['origin'] !== keys.origin(origin)) continue;
      const { submitted } = memo;
      const since = typeof submitted === 'string' ? submitted : origin.submitted.at;
      return status.name === 'RUNNING' ? { ref, since } : null;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }
  return null;
}

async function indexFor(handover: Handover, reads: readonly RegistrationRead[], unseen: readonly Unseen[]): Promise<MatchIndex> {
  const { keys } = handover;
  const wanted = reads.flatMap((read) =>
    read.fact.kind === 'refused' ? [[keys.origin(read)]] : [keys.match(read.fact.registration.person, read)],
  );
  return indexOf(handover, wanted, unseen);
}

/** Open paths that may be one of these people's, and those that the search did not show yet. @param people the keys of each */
export async function indexOf(
  { search }: Pick<Handover, 'search'>,
  people: readonly (readonly string[])[],
  unseen: readonly Unseen[],
): Promise<MatchIndex> {
  const { paths, crowded } = await search.amongCrowds(people.flatMap((keys) => keys.filter(isOf(SEARCHED))));
  const index = new MatchIndex();
  const found = new Map([...paths, ...(await beyondCrowds(search, people, crowded))].map((path) => [path.ref, path]));
  for (const { ref, since, keys: theirs } of found.values()) index.add({ ref, since, keys: new Set(theirs) });
  for (const one of unseen) index.know(one);
  return index;
}

/** Of a crowd, those are looked for that share more than its key: the same person's, and possible duplicates. */
async function beyondCrowds(
  search: PathSearch,
  people: readonly (readonly string[])[],
  crowded: ReadonlySet<string>,
): Promise<readonly OpenPath[]> {
  const inCrowds = people.filter((keys) => keys.some((key) => crowded.has(key)));
  const telling = inCrowds.flatMap((keys) => keys.filter(isOf([...SAME_PERSON, ...NEAR_MATCH])).filter((key) => !crowded.has(key)));
  return (await search.amongCrowds(telling)).paths;
}

function isOf(kinds: readonly MatchKind[]): (key: string) => boolean {
  return (key) => kinds.some((kind) => key.startsWith(kind));
}

function registrationTask(
  handover: Handover,
  index: MatchIndex,
  { registration, replaces }: Extract<RegistrationFact, { kind: 'registration' }>,
  { turns, arrivals }: Counted,
): Task {
  const { keys } = handover;
  const { origin, person } = registration;
  const matchKeys = keys.match(person, origin);
  const { path, near, sharedWith } = index.judge(matchKeys);
  const body = { registration: { origin, person: addressShared(person, sharedWith) }, matchKeys, near };
  const finish = (delivery: Delivery): Delivery => (delivery.kind === 'accepted' ? { ...delivery, replaces } : delivery);
  if (path) {
    const isTheirs = path.keys.has(keys.origin(origin));
    const knewIt = isTheirs && path.since === origin.submitted.at;
    index.learn(path, matchKeys);
    const message = { ...body, turn: 0 };
    const run = async () => finish(knewIt ? handedTo(path, message, true) : await joinOwn(handover, path, message, isTheirs));
    return { responseId: origin.responseId, owner: path, run };
  }
  const opened: KnownPath = { ref: keys.reference(origin, 0), since: origin.submitted.at, keys: new Set(matchKeys) };
  index.add(opened);
  const turn = turnFor(handover, registration, opened.ref, turns);
  if (turn === null) return { responseId: origin.responseId, owner: opened, run: () => Promise.resolve(quarantine('unreadable')) };
  const held = arrivals.countOne(origin.submitted.at) ? { held: true as const } : {};
  return {
    responseId: origin.responseId,
    owner: opened,
    run: async () => finish(await open(handover, opened, { ...body, ...held, turn })),
  };
}

/** An address that another first name uses too gets times and places only; on a third first name, no mail until a person confirms it. */
function addressShared(person: Person, sharedWith: number): Person {
  if (person.email === null || sharedWith === 0) return person;
  return sharedWith >= INTERMEDIARY
    ? { ...person, sharedAddress: true, email: null, unconfirmedEmail: person.email }
    : { ...person, sharedAddress: true };
}

/** A response that began a path of its own, before it was edited or the activity died, is heard there; a person decides about the two paths. */
async function joinOwn(handover: Handover, path: KnownPath, message: RegistrationMessage, isTheirs: boolean): Promise<Delivery> {
  const own = isTheirs ? null : await startedBy(handover, message.registration.origin);
  if (own === null) return await join(handover, path, message);
  if (own.ref === path.ref) return asNew(await join(handover, path, message));
  const besideIt = { ...message, near: [path.ref, ...message.near] };
  return asNew(await join(handover, { ...own, keys: new Set(message.matchKeys) }, besideIt));
}

/** Begun by an attempt that was cut off, perhaps before it told anybody of another path of the same person: looked for once more. */
function asNew(delivery: Delivery): Delivery {
  return delivery.kind === 'accepted' ? { ...delivery, handed: delivery.handed.map((one) => ({ ...one, isNew: true })) } : delivery;
}

/** Told as one more registration of the same person. */
export async function join(handover: Handover, path: KnownPath, message: RegistrationMessage): Promise<Delivery> {
  try {
    await handover.client.workflow.getHandle(workflowIds.path(path.ref)).signal(registrationReceived, message);
    return handedTo(path, message, false);
  } catch (error) {
    if (isInvalidArgument(error)) return quarantine('not-delivered');
    // The path was closed or erased since the search: the person starts afresh.
    if (error instanceof WorkflowNotFoundError)
      return open(handover, { ...path, since: message.registration.origin.submitted.at }, message);
    throw error;
  }
}

type Opening = RegistrationMessage & Pick<PathStart, 'held'>;

/** Begins a path, under the first reference that no other response has. */
export async function open(handover: Handover, path: KnownPath, opening: Opening): Promise<Delivery> {
  const { origin } = opening.registration;
  for (let probe = 0; probe < PROBES; probe += 1) {
    path.ref = handover.keys.reference(origin, probe);
    const delivery = await startPath(handover, path, opening);
    if (delivery !== 'occupied') return delivery;
  }
  return quarantine('not-delivered');
}

async function startPath(handover: Handover, path: KnownPath, opening: Opening): Promise<Delivery | 'occupied'> {
  const { client, keys } = handover;
  const { origin } = opening.registration;
  const start: PathStart = { ...opening, ref: path.ref, plan: planFor(handover, opening.registration, path.ref, opening.turn) };
  const [own = keys.origin(origin), ...others] = opening.matchKeys;
  const matchKeys = [own, sinceKey(origin.submitted.at), ...others];
  try {
    await client.workflow.start('participantPath', {
      workflowId: workflowIds.path(path.ref),
      taskQueue: 'parcours',
      args: [{ ...start, matchKeys }],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      memo: { origin: keys.origin(origin), submitted: origin.submitted.at },
      typedSearchAttributes: shownAtStart(start, matchKeys, handover.programme),
    });
    return handedTo(path, opening, true);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return alreadyStarted(handover, path, opening);
    if (isInvalidArgument(error)) return quarantine('not-delivered');
    throw error;
  }
}

function handedTo({ ref, since }: KnownPath, { matchKeys }: RegistrationMessage, isNew: boolean): Delivery {
  return { kind: 'accepted', replaces: null, handed: [{ ref, since, keys: matchKeys, isNew }] };
}

/** What the path would show of itself in its first task: given here, it costs no event and no second write to the search. */
function shownAtStart({ plan, registration, held }: PathStart, matchKeys: readonly string[], programme: Programme): SearchAttributePair[] {
  const { organisation, referent } = plan.assignment;
  const [deadline] = plan.coordinator;
  return [
    { key: SEARCH_ATTRIBUTES.matchKeys, value: [...matchKeys] },
    { key: SEARCH_ATTRIBUTES.stage, value: 'registered' },
    { key: SEARCH_ATTRIBUTES.planVersion, value: plan.version },
    { key: SEARCH_ATTRIBUTES.reminders, value: 0 },
    { key: SEARCH_ATTRIBUTES.priorityNeighbourhood, value: registration.person.priorityNeighbourhood },
    ...(organisation === null ? [] : [{ key: SEARCH_ATTRIBUTES.organisation, value: organisation }]),
    // Found by the coordinator's answer from the first moment: in an influx, first tasks come minutes late.
    ...(held === true ? [{ key: SEARCH_ATTRIBUTES.waitingFor, value: [coordinatorOf(programme.organisations).code] }] : []),
    ...(referent === null ? [] : [{ key: SEARCH_ATTRIBUTES.referent, value: referent }]),
    ...(deadline === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.nextDeadline, value: new Date(deadline.at) }]),
  ];
}

/** By this very response (an earlier attempt that was cut off), which may have been edited since; or by another one. */
async function alreadyStarted(handover: Handover, path: KnownPath, message: RegistrationMessage): Promise<Delivery | 'occupied'> {
  const { origin } = message.registration;
  const { memo, status } = await handover.client.workflow.getHandle(workflowIds.path(path.ref)).describe();
  if (memo?.['origin'] !== handover.keys.origin(origin)) return 'occupied';
  // A path that ended was closed or erased on purpose.
  if (status.name !== 'RUNNING') return ACCEPTED;
  return asNew(memo['submitted'] === origin.submitted.at ? handedTo(path, message, true) : await join(handover, path, message));
}

/** The next of the organisation's referents, where they take turns; null where no plan can be made: one bad response must not block others. */
function turnFor(handover: Handover, registration: Registration, ref: string, turns: Map<string, number>): number | null {
  const organisation = organisationFor(handover, registration, ref);
  if (organisation === null || organisation === 'unplannable') return organisation === null ? 0 : null;
  const turn = turns.get(organisation) ?? 0;
  turns.set(organisation, turn + 1);
  return turn;
}

function organisationFor(handover: Handover, registration: Registration, ref: string): string | null {
  try {
    return planFor(handover, registration, ref, 0).assignment.organisation;
  } catch {
    return 'unplannable';
  }
}

function planFor({ deadlines }: Handover, { origin, person }: Registration, ref: string, turn: number): Plan {
  const { birthDate, neighbourhood: answer, alreadyFollowedBy } = person;
  const neighbourhood = answer !== null && 'id' in answer ? answer.id : null;
  const request = newPlanRequest({ ref, clockFrom: origin.submitted.at, birthDate, neighbourhood, turn, alreadyFollowedBy });
  return deadlines.plan(request, presentInstant());
}
