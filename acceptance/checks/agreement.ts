import type { Edit, SoakEvidence, Strike } from '../evidence.ts';
import { identify, namesDay } from '../mailbox.ts';
import { type CalendarEntry, type Entries, entriesOf, type MailEntry, type PathEntry, type SessionEntry } from './entries.ts';

/** Knows nothing of the service's code: only what a participant, a colleague and a partner's mailbox may expect of each other. */
export interface Verdict {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Of a soak: whether calendar, mails and workflows agree. */
export function check(evidence: SoakEvidence): Verdict {
  return judge(entriesOf(evidence));
}

export function judge(evidence: Entries): Verdict {
  const words = wordsByPerson(evidence.mails);
  const parts = [
    people,
    standingEvents,
    substitutes,
    seats,
    (all: Entries) => lastWords(all, words),
    duplicates,
    causes,
    answers,
    load,
  ].map((part) => part(evidence));
  return {
    problems: parts.flatMap(({ problems }) => problems),
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
  };
}

interface Part {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** One person, one path, at least one mail. */
function people({ people: addresses, paths, mails }: Entries): Part {
  const problems: string[] = [];
  if (paths.length !== addresses.length) problems.push(`${addresses.length} people registered, ${paths.length} paths`);
  const reached = new Set(mails.flatMap(({ to }) => to));
  const silent = addresses.filter((address) => !reached.has(address));
  problems.push(...silent.map((address) => `never a mail to ${address}`));
  return { problems, figures: { people: addresses.length, paths: paths.length, mails: mails.length } };
}

/** Every session that goes on stands once in the calendar, with its date and both co-facilitators; nothing else does. */
function standingEvents({ calendar, sessions, rules }: Entries): Part {
  const problems: string[] = [];
  const standing = calendar.filter(({ isCancelled }) => !isCancelled);
  const byReference = Map.groupBy(
    standing.filter(({ reference }) => reference !== null),
    ({ reference }) => reference ?? '',
  );
  for (const [reference, found] of byReference) if (found.length > 1) problems.push(`${found.length} events of session ${reference}`);
  for (const { reference, subject, id } of standing)
    if (reference === null && subject.startsWith(rules.sessionTitle)) problems.push(`event ${id} is nobody's session`);
  const ids = new Set(sessions.map(({ id }) => id));
  for (const reference of byReference.keys()) if (!ids.has(reference)) problems.push(`event of an unknown session ${reference}`);
  let stripped = 0;
  for (const session of sessions) {
    const event = byReference.get(session.id)?.[0];
    if (session.state === 'cancelled') {
      if (event) problems.push(`session ${session.id} is cancelled, its event stands`);
      continue;
    }
    if (!event) {
      problems.push(`session ${session.id} is ${session.state}, and has no event`);
      continue;
    }
    if (!same(session.start, event.start)) problems.push(`session ${session.id} begins ${session.start}, its event ${event.start}`);
    if (event.attendees.length < rules.facilitators) {
      if (session.worklist.some((key) => key.startsWith('unmended-'))) stripped++;
      else problems.push(`session ${session.id}: ${event.attendees.length} attendees, and nobody is told`);
    }
  }
  return {
    problems,
    figures: {
      sessions: sessions.length,
      cancelled: sessions.filter(({ state }) => state === 'cancelled').length,
      adopted: sessions.filter(({ id }) => rules.capacities[id] === undefined).length,
      leftToAPerson: stripped,
    },
  };
}

/** Whoever said that they come instead is invited, unless the session moved just then, is gone, or a person was asked to see to it. */
function substitutes({ edits, calendar, sessions, rules }: Entries): Part {
  const due = edits.filter(({ substitute, eventId, at }) => {
    const others = edits.filter((other) => other.eventId === eventId && MOVES.has(other.kind));
    const around = rules.pollingMs + rules.quietMs + rules.formsPollingMs + rules.allowanceMs;
    return substitute !== undefined && others.every((other) => Math.abs(Date.parse(other.at) - Date.parse(at)) > around);
  });
  const problems = due.flatMap(({ session, substitute = '' }) => {
    const event = calendar.find(({ reference, isCancelled }) => reference === session && !isCancelled);
    const isLeft = sessions.find(({ id }) => id === session)?.worklist.some((key) => key.startsWith('unmended-')) ?? false;
    return event === undefined || isLeft || event.attendees.includes(substitute)
      ? []
      : [`session ${session}: ${substitute} comes instead, invited are ${event.attendees.join(', ')}`];
  });
  return { problems, figures: { substituted: due.length } };
}

/** No seat lost or given twice; nobody waits where a seat is free. */
function seats({ sessions, paths, acts, people: addresses, rules, mails }: Entries): Part {
  const problems: string[] = [];
  const at = Map.groupBy(paths, ({ session }) => session ?? '');
  for (const session of sessions) {
    if (session.state === 'cancelled') continue;
    const capacity = rules.capacities[session.id] ?? rules.adoptedCapacity;
    const here = at.get(session.id) ?? [];
    const held = here.filter(({ view }) => view?.status === 'reserved').length;
    const waiting = here.filter(({ view }) => view?.status === 'waiting').length;
    if (held > capacity) problems.push(`session ${session.id}: ${held} people on ${capacity} seats`);
    if (held + session.seatsLeft !== capacity)
      problems.push(`session ${session.id}: ${held} people and ${session.seatsLeft} free seats, of ${capacity}`);
    if (waiting > 0 && session.seatsLeft > 0)
      problems.push(`session ${session.id}: ${waiting} wait while ${session.seatsLeft} seats are free`);
  }
  for (const { ref, session, view } of paths)
    if (session !== null && view?.status !== 'reserved' && view?.status !== 'waiting')
      problems.push(`${ref} counts on session ${session}, which says ${view?.status ?? 'nothing'}`);
  problems.push(...forgotten({ sessions, paths, acts, mails }));
  const count = (status: string) => paths.filter(({ view }) => view?.status === status).length;
  return {
    problems,
    figures: {
      seated: count('reserved'),
      waiting: count('waiting'),
      without: paths.filter(({ session }) => session === null).length,
      acts: acts.length,
      registrants: addresses.length,
    },
  };
}

/** Whoever wants a seat has one, or waits for one, as long as any session takes people they haven't said no to. */
function forgotten({ sessions, paths, acts, mails }: Pick<Entries, 'sessions' | 'paths' | 'acts' | 'mails'>): readonly string[] {
  const open = sessions.filter(({ state, kind }) => state === 'open' && kind === 'info').length;
  const address = new Map(mails.flatMap(({ messageId, to }) => (refOf(messageId) ? [[refOf(messageId) ?? '', to[0] ?? ''] as const] : [])));
  return paths
    .filter(({ session, stage, ref }) => {
      const said = acts.filter((act) => act.address === address.get(ref) && (act.kind === 'cannotCome' || act.kind === 'anotherDate'));
      return session === null && (stage === 'registered' || stage === 'invited') && open > said.length;
    })
    .map(({ ref }) => `${ref} has neither a seat nor a place in a waiting list, and ${open} sessions are open`);
}

/** What each registrant was told last of each session is what the calendar and the session say. */
function lastWords({ paths, calendar, sessions, acts }: Entries, words: ReadonlyMap<string, readonly MailEntry[]>): Part {
  const problems: string[] = [];
  const events = new Map(
    calendar.flatMap((event) => (event.reference === null || event.isCancelled ? [] : [[event.reference, event] as const])),
  );
  const states = new Map(sessions.map((session) => [session.id, session] as const));
  const acted = new Set(acts.map(({ address }) => address));
  let doubts = 0;
  for (const path of paths) {
    const own = words.get(path.ref) ?? [];
    const wrong = [...ofTheirSession(path, own, events), ...ofOtherSessions(path, own, states, acted)];
    const inDoubt = path.worklist.some((key) => key.startsWith('doubt-'));
    if (inDoubt) doubts++;
    // A person was asked to find out: that is what is promised of a mail in doubt.
    else problems.push(...wrong);
  }
  return { problems, figures: { leftInDoubt: doubts } };
}

function ofTheirSession(
  { ref, session, view }: PathEntry,
  own: readonly MailEntry[],
  events: ReadonlyMap<string, CalendarEntry>,
): readonly string[] {
  if (session === null || view === null) return [];
  const event = events.get(session);
  if (!event) return [`${ref} has a place in session ${session}, which is not in the calendar`];
  const place = [view.place.name, view.place.address].filter((part) => part !== '').join(', ');
  if (!same(view.start, event.start) || !same(view.end, event.end) || ![place, view.place.name].includes(event.place.trim()))
    return [`session ${session} tells ${ref} ${view.start} ${place}, the calendar says ${event.start} ${event.place}`];
  if (view.status === 'waiting') {
    const last = own.at(-1);
    if (!last) return [`${ref} waits, and was never told`];
    return last.text.includes(view.place.name) && namesDay(last, event.start)
      ? []
      : [`${ref} waits for session ${session}; the last mail (${last.messageId}) doesn't say its day and place`];
  }
  const last = own.findLast(({ ics }) => ics?.uid.startsWith(`${session}.`));
  if (!last?.ics) return [`${ref} has a seat in session ${session}, and no mail says so`];
  const { method, start, end, location, sequence } = last.ics;
  const right =
    method === 'REQUEST' && same(start, event.start) && same(end, event.end) && location === place && sequence === view.icsSequence;
  return right
    ? []
    : [
        `${ref} heard last (${last.messageId}) ${method} ${start} ${location} #${sequence}; true is ${event.start} ${place} #${view.icsSequence}`,
      ];
}

/** Of a session that was cancelled, its registrants know it; nobody holds the file of two sessions without having moved on by themselves. */
function ofOtherSessions(
  { ref, session }: PathEntry,
  own: readonly MailEntry[],
  states: ReadonlyMap<string, SessionEntry>,
  acted: ReadonlySet<string>,
): readonly string[] {
  const last = new Map(own.flatMap((mail) => (mail.ics ? [[sessionOf(mail.ics), mail] as const] : [])));
  return [...last].flatMap(([other, mail]) => {
    if (other === session || mail.ics?.method === 'CANCEL' || acted.has(mail.to[0] ?? '')) return [];
    const state = states.get(other)?.state ?? 'unknown';
    return [`${ref} was told last of session ${other} (${state}) that they have a seat (${mail.messageId}); their session is ${session}`];
  });
}

/** The same word never twice; the same mail twice only where the delivery before was in doubt, and only a confirmation. */
function duplicates({ mails, strikes, kills, acts }: Entries): Part {
  const problems: string[] = [];
  let again = 0;
  for (const [messageId, deliveries] of Map.groupBy(mails, ({ messageId: id }) => id)) {
    if (deliveries.length === 1) continue;
    const isConfirmation = kindOf(messageId) === 'confirmation' || kindOf(messageId) === 'seat';
    if (!isConfirmation) problems.push(`${messageId} was delivered ${deliveries.length} times`);
    const explained = deliveries.slice(0, -1).filter((delivery) => wasInDoubt(delivery, { kills, strikes }));
    again += deliveries.length - 1;
    if (isConfirmation && explained.length < deliveries.length - 1)
      problems.push(`${messageId} was delivered again, and nothing had put its arrival in doubt`);
  }
  for (const [word, said] of Map.groupBy(
    mails.filter(({ ics, messageId }) => ics !== null && NOTIFYING_MAILS.has(kindOf(messageId))),
    wordOf,
  )) {
    const distinct = [...Map.groupBy(said, ({ messageId }) => messageId).values()]
      .map(([first]) => first)
      .filter((mail) => mail !== undefined);
    for (const [index, mail] of distinct.entries()) {
      const before = distinct[index - 1];
      if (before === undefined) continue;
      // Whoever withdrew and came back, or corrected themselves, asked for it.
      if (acts.some(({ address, at }) => mail.to.includes(address) && at < mail.at)) continue;
      problems.push(`${mail.messageId} says again what ${before.messageId} said (${word})`);
    }
  }
  return { problems, figures: { deliveredAgainInDoubt: again } };
}

/** The worker was killed between the mail server's answer and its own note, or the answer to that very mail got lost. */
function wasInDoubt({ at, to }: MailEntry, { kills, strikes }: Pick<Entries, 'kills' | 'strikes'>): boolean {
  const isClose = (other: string) => Math.abs(Date.parse(other) - Date.parse(at)) <= IN_DOUBT_MS;
  return (
    kills.some(isClose) || strikes.some(({ at: struck, fault, about }) => DOUBTFUL.has(fault) && to.includes(about) && isClose(struck))
  );
}

const DOUBTFUL: ReadonlySet<string> = new Set(['smtp-reset-after-data', 'smtp-slow', 'smtp-lost-during-data']);
const IN_DOUBT_MS = 10_000;
const NOTIFYING_MAILS: ReadonlySet<string> = new Set(['confirmation', 'seat', 'reinvitation', 'sessionMoved', 'sessionCancelled']);

function wordOf({ to, messageId, ics }: MailEntry): string {
  return [to.join(), kindOf(messageId), ics?.uid, ics?.sequence, ics?.start, ics?.location].join(' ');
}

/** Nobody is told of a move or a cancellation that nobody made, and no event is written that nobody touched. */
function causes({ mails, edits, graph, answers: invitationAnswers }: Entries): Part {
  const notifications = mails.filter(({ messageId }) => CAUSED_BY.has(kindOf(messageId)));
  const problems = notifications
    .filter(({ messageId, ics, at }) => {
      const kinds = CAUSED_BY.get(kindOf(messageId));
      return ics !== null && !edits.some((edit) => kinds?.has(edit.kind) && edit.session === sessionOf(ics) && edit.at < at);
    })
    .map(({ messageId }) => `${messageId} has no cause`);
  const needless = graph.writes.filter(({ eventId, at }) => !edits.some((edit) => edit.eventId === eventId && edit.at < at));
  problems.push(...needless.map(({ eventId, at }) => `event ${eventId} was written at ${at}, and nobody had touched it`));
  return { problems, figures: { movesNotified: notifications.length, invitationsAnswered: invitationAnswers.length } };
}

const MOVES: ReadonlySet<Edit['kind']> = new Set(['move', 'place', 'formMove']);
const CANCELLATIONS: ReadonlySet<Edit['kind']> = new Set(['delete', 'formCancel']);
const CAUSED_BY: ReadonlyMap<string, ReadonlySet<Edit['kind']>> = new Map([
  ['sessionMoved', MOVES],
  ['sessionCancelled', CANCELLATIONS],
]);

/** Each edit that somebody had to hear of is answered, and how soon: at leisure only where a kill or a fault kept Outlook or the form away. */
function answers(evidence: Entries): Part {
  const problems: string[] = [];
  const lags: Record<'plain' | 'heldUp', number[]> = { plain: [], heldUp: [] };
  let unheard = 0;
  for (const edit of evidence.edits) {
    const answered = answerTo(edit, evidence);
    const what = `${edit.kind} of ${edit.session ?? edit.eventId} at ${edit.at}`;
    if (answered === null) unheard++;
    else if (answered === undefined) problems.push(`${what} was never answered`);
    else {
      const { lag, isHeldUp } = lagOf(edit, answered, evidence);
      lags[isHeldUp ? 'heldUp' : 'plain'].push(lag);
      if (lag > boundFor(edit, isHeldUp, evidence))
        problems.push(`${what} was answered after ${Math.round(lag / 1000)} s${isHeldUp ? '' : ', and nothing kept it'}`);
    }
  }
  return {
    problems,
    figures: {
      edits: evidence.edits.length,
      editsAnswered: lags.plain.length + lags.heldUp.length,
      editsPlain: lags.plain.length,
      editsHeldUp: lags.heldUp.length,
      editsNobodyHadToHearOf: unheard,
      answerMedianSeconds: quantile([...lags.plain, ...lags.heldUp], 0.5),
      answer95Seconds: quantile([...lags.plain, ...lags.heldUp], 0.95),
      answerMostSeconds: quantile([...lags.plain, ...lags.heldUp], 1),
      plainAnswerMostSeconds: quantile(lags.plain, 1),
    },
  };
}

/** From the last of edits that follow each other closely: they are answered together. */
function lagOf(edit: Edit, answered: string, evidence: Entries): { readonly lag: number; readonly isHeldUp: boolean } {
  const { edits, kills, strikes, rules } = evidence;
  let last = edit.at;
  for (const { at, eventId } of edits)
    if (eventId === edit.eventId && at > last && at < answered && Date.parse(at) - Date.parse(last) <= rules.quietMs + rules.pollingMs)
      last = at;
  const [from, to] = [Date.parse(edit.at), Date.parse(answered)];
  const within = (moment: string, before: number) => Date.parse(moment) >= from - before && Date.parse(moment) <= to;
  const isHeldUp =
    kills.some((kill) => within(kill, KILL_LASTS_MS)) || strikes.some((strike) => keepsAway(strike, edit) && within(strike.at, PAUSES_MS));
  return { lag: to - Date.parse(last), isHeldUp };
}

/** A killed worker's long call is taken over once it hasn't been heard of for half a minute. */
const KILL_LASTS_MS = 35_000;
/** A refused call is tried again after seconds, at first. */
const PAUSES_MS = 3_000;
/** Without those that only slow a call down, or that it gets over by itself. */
const REFUSALS = /^(graph-(429|429-1|500|502-html|503|504|412|reset|410|delta-delayed)|forms-(429|500|503|reset|truncated))$/;
const FORM_OF_DECISIONS = 'F-FUP';

/** What refused the call that looks for changes, the calls about this event, or those for the form that this decision came by. */
function keepsAway({ fault, about }: Strike, { eventId, kind }: Edit): boolean {
  if (!REFUSALS.test(fault)) return false;
  return about === 'changes' || about === eventId || (about === FORM_OF_DECISIONS && BY_FORM.has(kind));
}

const BY_FORM: ReadonlySet<Edit['kind']> = new Set(['formMove', 'formCancel', 'substitute']);

function boundFor({ kind }: Edit, isHeldUp: boolean, { rules }: Entries): number {
  const polling = rules.pollingMs + rules.quietMs + (BY_FORM.has(kind) ? rules.formsPollingMs : 0);
  return Math.min(polling + (isHeldUp ? rules.allowanceMs : rules.plainAllowanceMs), MOST_LAG_MS);
}

function quantile(lags: readonly number[], part: number): number {
  const sorted = lags.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) / 100) / 10;
}

const MOST_LAG_MS = 10 * 60_000;

/** When the first registrant heard, or the event was completed; null where nobody had to hear; undefined where somebody should have. */
function answerTo(edit: Edit, evidence: Entries): string | null | undefined {
  const { mails, graph, edits, sessions, calendar } = evidence;
  // Whoever writes the event anew with its guests has put back what was taken off.
  const isUndone = edits.some(
    ({ kind, eventId, at }) => edit.kind === 'strip' && kind === 'place' && eventId === edit.eventId && at > edit.at,
  );
  // At another time, whoever was asked to come instead is asked no more.
  const isOvertaken = edit.kind === 'substitute' && edits.some(({ kind, eventId }) => MOVES.has(kind) && eventId === edit.eventId);
  const isGone = edits.some(({ kind, eventId }) => CANCELLATIONS.has(kind) && eventId === edit.eventId);
  if (edit.kind === 'create' || edit.kind === 'strip' || edit.kind === 'substitute') {
    const written = graph.writes.find(({ eventId, at }) => eventId === edit.eventId && at > edit.at)?.at;
    if (written !== undefined) return written;
    const reference = edit.session ?? calendar.find(({ id }) => id === edit.eventId)?.reference;
    const left = sessions.find(({ id }) => id === reference)?.worklist.some((key) => key.startsWith('unmended-')) ?? false;
    return isGone || isUndone || left || isOvertaken ? null : undefined;
  }
  const about = mails.filter(({ ics }) => ics !== null && sessionOf(ics) === edit.session);
  const answered = about.find(
    ({ messageId, at }) => at > edit.at && (kindOf(messageId) === 'sessionMoved' || kindOf(messageId) === 'sessionCancelled'),
  );
  if (answered) return answered.at;
  return registrantsAt(edit, about, evidence) === 0 ? null : undefined;
}

/** Who had been told of a seat when staff edited, and keeps it: whoever left meanwhile need not hear. */
function registrantsAt(edit: Edit, about: readonly MailEntry[], { acts, paths }: Entries): number {
  const earlierMails = Map.groupBy(
    about.filter(({ at }) => at < edit.at),
    ({ to }) => to.join(),
  );
  const gone = new Set(acts.map(({ address }) => address));
  const seated = new Set(paths.filter(({ session }) => session === edit.session).map(({ ref }) => ref));
  return [...earlierMails].filter(([to, own]) => {
    const last = own.at(-1);
    const ref = refOf(last?.messageId ?? '') ?? '';
    return last?.ics?.method === 'REQUEST' && !gone.has(to) && (CANCELLATIONS.has(edit.kind) || seated.has(ref));
  }).length;
}

/** Outlook's limits, and no reading of the whole calendar that nobody asked for. */
function load({ graph, kills, strikes }: Entries): Part {
  const problems: string[] = [];
  for (const [mailbox, most] of Object.entries(graph.greatest)) if (most > 3) problems.push(`${most} calls at once to ${mailbox}`);
  const bound = 1 + graph.forgotten;
  if (graph.fullReadings > bound) problems.push(`${graph.fullReadings} readings of the whole calendar, ${bound} were called for`);
  return {
    problems,
    figures: {
      graphCallsAtOnce: Math.max(0, ...Object.values(graph.greatest)),
      fullReadings: graph.fullReadings,
      forgotten: graph.forgotten,
      kills: kills.length,
      faultsStruck: strikes.length,
      saidRemovedButThere: strikes.filter(({ fault }) => fault === 'graph-removed-but-there').length,
    },
  };
}

function wordsByPerson(mails: readonly MailEntry[]): ReadonlyMap<string, readonly MailEntry[]> {
  return Map.groupBy(
    mails.filter(({ messageId }) => refOf(messageId) !== null),
    ({ messageId }) => refOf(messageId) ?? '',
  );
}

/** `<session>.<reference>@domain` */
function sessionOf({ uid }: NonNullable<MailEntry['ics']>): string {
  return uid.split('.')[0] ?? '';
}

function refOf(messageId: string): string | null {
  const identity = identify({ messageId });
  return 'ref' in identity ? identity.ref : null;
}

function kindOf(messageId: string): string {
  const identity = identify({ messageId });
  return 'what' in identity ? identity.what : '';
}

function same(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}
