import type { CalendarEntry, Edit, Evidence, MailEntry, PathEntry, SessionEntry } from './evidence.ts';

/** Knows nothing of the service's code: only what a participant, a colleague and a partner's mailbox may expect of each other. */
export interface Verdict {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

export function check(evidence: Evidence): Verdict {
  const words = wordsByPerson(evidence.mails);
  const parts = [people, standingEvents, seats, (all: Evidence) => lastWords(all, words), duplicates, answers, load].map((judge) =>
    judge(evidence),
  );
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
function people({ people: addresses, paths, mails }: Evidence): Part {
  const problems: string[] = [];
  if (paths.length !== addresses.length) problems.push(`${addresses.length} people registered, ${paths.length} paths`);
  const reached = new Set(mails.flatMap(({ to }) => to));
  const silent = addresses.filter((address) => !reached.has(address));
  problems.push(...silent.map((address) => `never a mail to ${address}`));
  return { problems, figures: { people: addresses.length, paths: paths.length, mails: mails.length } };
}

/** Every session that goes on stands once in the calendar, with its date and both co-facilitators; nothing else does. */
function standingEvents({ calendar, sessions, rules }: Evidence): Part {
  const problems: string[] = [];
  const standing = calendar.filter(({ isCancelled }) => !isCancelled);
  const byReference = Map.groupBy(
    standing.filter(({ reference }) => reference !== null),
    ({ reference }) => reference ?? '',
  );
  for (const [reference, found] of byReference) if (found.length > 1) problems.push(`${found.length} events of session ${reference}`);
  for (const { reference, subject, id } of standing)
    if (reference === null && subject.startsWith(rules.sessionTitle)) problems.push(`event ${id} is nobody's session`);
  const known = new Set(sessions.map(({ id }) => id));
  for (const reference of byReference.keys()) if (!known.has(reference)) problems.push(`event of an unknown session ${reference}`);
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
      if (session.desk.some((key) => key.startsWith('unmended-'))) stripped++;
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

/** No seat lost or given twice; nobody waits where a seat is free. */
function seats({ sessions, paths, acts, people: addresses, rules, mails }: Evidence): Part {
  const problems: string[] = [];
  const at = Map.groupBy(paths, ({ session }) => session ?? '');
  for (const session of sessions) {
    if (session.state === 'cancelled') continue;
    const capacity = rules.capacities[session.id] ?? rules.adoptedCapacity;
    const here = at.get(session.id) ?? [];
    const held = here.filter(({ view }) => view?.status === 'held').length;
    const waiting = here.filter(({ view }) => view?.status === 'waiting').length;
    if (held > capacity) problems.push(`session ${session.id}: ${held} people on ${capacity} seats`);
    if (held + session.seatsLeft !== capacity)
      problems.push(`session ${session.id}: ${held} people and ${session.seatsLeft} free seats, of ${capacity}`);
    if (waiting > 0 && session.seatsLeft > 0)
      problems.push(`session ${session.id}: ${waiting} wait while ${session.seatsLeft} seats are free`);
  }
  for (const { ref, session, view } of paths)
    if (session !== null && view?.status !== 'held' && view?.status !== 'waiting')
      problems.push(`${ref} counts on session ${session}, which says ${view?.status ?? 'nothing'}`);
  problems.push(...forgotten({ sessions, paths, acts, mails }));
  const count = (status: string) => paths.filter(({ view }) => view?.status === status).length;
  return {
    problems,
    figures: {
      seated: count('held'),
      waiting: count('waiting'),
      without: paths.filter(({ session }) => session === null).length,
      acts: acts.length,
      registrants: addresses.length,
    },
  };
}

/** Whoever wants a seat has one, or waits for one, as long as any session takes people they haven't said no to. */
function forgotten({ sessions, paths, acts, mails }: Pick<Evidence, 'sessions' | 'paths' | 'acts' | 'mails'>): readonly string[] {
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
function lastWords({ paths, calendar, sessions, acts }: Evidence, words: ReadonlyMap<string, readonly MailEntry[]>): Part {
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
    const inDoubt = path.desk.some((key) => key.startsWith('doubt-'));
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
    return last.text.includes(view.place.name) && saysTheDay(last.text, event.start)
      ? []
      : [`${ref} waits for session ${session}; the last mail (${last.messageId}) doesn't say its day and place`];
  }
  const last = own.findLast(({ ics }) => ics?.uid.startsWith(`${session}.`));
  if (!last?.ics) return [`${ref} has a seat in session ${session}, and no mail says so`];
  const { method, start, end, location, sequence } = last.ics;
  const right =
    method === 'PUBLISH' && same(start, event.start) && same(end, event.end) && location === place && sequence === view.icsSequence;
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
  const last = new Map(own.flatMap((mail) => (mail.ics ? [[mail.ics.uid.split('.')[0] ?? '', mail] as const] : [])));
  return [...last].flatMap(([other, mail]) => {
    if (other === session || mail.ics?.method === 'CANCEL' || acted.has(mail.to[0] ?? '')) return [];
    const state = states.get(other)?.state ?? 'unknown';
    return [`${ref} was told last of session ${other} (${state}) that they have a seat (${mail.messageId}); their session is ${session}`];
  });
}

/** The same word never twice; the same mail twice only where its first delivery was in doubt, and only a confirmation. */
function duplicates({ mails, faults, kills, acts }: Evidence): Part {
  const problems: string[] = [];
  let again = 0;
  for (const [messageId, same_] of Map.groupBy(mails, ({ messageId: id }) => id)) {
    if (same_.length === 1) continue;
    const isConfirmation = kindOf(messageId) === 'confirmation' || kindOf(messageId) === 'seat';
    if (isConfirmation) again += same_.length - 1;
    else problems.push(`${messageId} was delivered ${same_.length} times`);
  }
  const doubtful = Object.entries(faults).reduce((sum, [fault, hits]) => sum + (DOUBTFUL.has(fault) ? hits : 0), 0);
  // A kill leaves in doubt what was between the mail server and the worker's note: at most as many as the worker sends at once.
  const explained = doubtful + kills.length * MOST_SENT_AT_ONCE;
  if (again > explained) problems.push(`${again} mails delivered again, ${explained} were in doubt at most`);
  for (const [word, said] of Map.groupBy(
    mails.filter(({ ics, messageId }) => ics !== null && TOLD.has(kindOf(messageId))),
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

const DOUBTFUL: ReadonlySet<string> = new Set(['smtp-reset-after-data', 'smtp-slow', 'smtp-lost-during-data']);
const MOST_SENT_AT_ONCE = 100;
const TOLD: ReadonlySet<string> = new Set(['confirmation', 'seat', 'reinvitation', 'sessionMoved', 'sessionCancelled']);

function wordOf({ to, messageId, ics }: MailEntry): string {
  return [to.join(), kindOf(messageId), ics?.uid, ics?.sequence, ics?.start, ics?.location].join(' ');
}

/** Each edit that somebody had to hear of is answered, and how soon. */
function answers(evidence: Evidence): Part {
  const { edits, rules } = evidence;
  const problems: string[] = [];
  const lags: number[] = [];
  const bound = Math.min(rules.pollingMs + rules.quietMs + rules.allowanceMs, MOST_LAG_MS);
  let unheard = 0;
  for (const edit of edits) {
    const answered = answerTo(edit, evidence);
    if (answered === null) unheard++;
    else if (answered === undefined) problems.push(`${edit.kind} of ${edit.session ?? edit.eventId} at ${edit.at} was never answered`);
    else {
      const lag = Date.parse(answered) - Date.parse(edit.at);
      lags.push(lag);
      if (lag > bound)
        problems.push(`${edit.kind} of ${edit.session ?? edit.eventId} at ${edit.at} was answered after ${Math.round(lag / 1000)} s`);
    }
  }
  const sorted = lags.toSorted((a, b) => a - b);
  const quantile = (part: number) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) / 100) / 10;
  return {
    problems,
    figures: {
      edits: edits.length,
      editsAnswered: lags.length,
      editsNobodyHadToHearOf: unheard,
      answerMedianSeconds: quantile(0.5),
      answer95Seconds: quantile(0.95),
      answerMostSeconds: quantile(1),
    },
  };
}

const MOST_LAG_MS = 10 * 60_000;

/** When the first registrant heard, or the event was completed; null where nobody had to hear; undefined where somebody should have. */
function answerTo(edit: Edit, evidence: Evidence): string | null | undefined {
  const { mails, graph, edits, sessions, calendar } = evidence;
  // Whoever writes the event anew with its guests has put back what was taken off.
  const isUndone = edits.some(
    ({ kind, eventId, at }) => edit.kind === 'strip' && kind === 'place' && eventId === edit.eventId && at > edit.at,
  );
  const isGoneLater = edits.some(({ kind, eventId, at }) => kind === 'delete' && eventId === edit.eventId && at >= edit.at);
  if (edit.kind === 'create' || edit.kind === 'strip') {
    const written = graph.writes.find(({ eventId, at }) => eventId === edit.eventId && at > edit.at)?.at;
    if (written !== undefined) return written;
    const reference = edit.session ?? calendar.find(({ id }) => id === edit.eventId)?.reference;
    const left = sessions.find(({ id }) => id === reference)?.desk.some((key) => key.startsWith('unmended-')) ?? false;
    return isGoneLater || isUndone || left ? null : undefined;
  }
  const about = mails.filter(({ ics }) => ics?.uid.split('.')[0] === edit.session);
  const answered = about.find(
    ({ messageId, at }) => at > edit.at && (kindOf(messageId) === 'sessionMoved' || kindOf(messageId) === 'sessionCancelled'),
  );
  if (answered) return answered.at;
  return registrantsAt(edit, about, evidence) === 0 ? null : undefined;
}

/** Who had been told of a seat when staff edited, and keeps it: whoever left meanwhile need not hear. */
function registrantsAt(edit: Edit, about: readonly MailEntry[], { acts, paths }: Evidence): number {
  const told = Map.groupBy(
    about.filter(({ at }) => at < edit.at),
    ({ to }) => to.join(),
  );
  const gone = new Set(acts.map(({ address }) => address));
  const seated = new Set(paths.filter(({ session }) => session === edit.session).map(({ ref }) => ref));
  return [...told].filter(([to, own]) => {
    const last = own.at(-1);
    const ref = refOf(last?.messageId ?? '') ?? '';
    return last?.ics?.method === 'PUBLISH' && !gone.has(to) && (edit.kind === 'delete' || seated.has(ref));
  }).length;
}

/** Outlook's limits, and no reading of the whole calendar that nobody asked for. */
function load({ graph, kills, faults }: Evidence): Part {
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
      faultsStruck: Object.values(faults).reduce((sum, hits) => sum + hits, 0),
    },
  };
}

function wordsByPerson(mails: readonly MailEntry[]): ReadonlyMap<string, readonly MailEntry[]> {
  return Map.groupBy(
    mails.filter(({ messageId }) => refOf(messageId) !== null),
    ({ messageId }) => refOf(messageId) ?? '',
  );
}

/** `<GC-XXXX-XXXX.kind.n@domain>` */
function refOf(messageId: string): string | null {
  return /^<?(GC-[^.]+)\./.exec(messageId)?.[1] ?? null;
}

function kindOf(messageId: string): string {
  return /^<?GC-[^.]+\.([^.]+)\./.exec(messageId)?.[1] ?? '';
}

function same(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

function saysTheDay(text: string, start: string): boolean {
  const day = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', timeZone: 'Europe/Paris' }).format(new Date(start));
  return text.replaceAll(/\s+/g, ' ').includes(day.replaceAll(/\s+/g, ' '));
}
