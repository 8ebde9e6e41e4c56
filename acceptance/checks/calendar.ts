import { type Check, check, type Evidence, type GraphEvent, referentOf, staffOf } from '../evidence.ts';
import { nameIn, pathId, SEARCH_ATTRIBUTES, WORKFLOW_TYPES } from '../names.ts';
import { addressesOf } from './registrations.ts';
import { asObject, belongsTo, edits, hasOneOfEach, instant, lastMoves, organisersEvents, sessionBehind } from './staff-edits.ts';

/** Sessions and interviews in Outlook. */
export function calendarChecks(evidence: Evidence): readonly Check[] {
  return [eachInTheCalendar(evidence), noEventTwice(evidence), onlyStaffInvited(evidence), referentsEvents(evidence)];
}

export interface SessionSeen {
  readonly id: string;
  readonly facilitators: readonly string[];
  /** Where the configuration, or staff in the calendar, want it. */
  readonly start: string | null;
  /** Deleted by staff in the calendar. */
  readonly removed: boolean;
  readonly events: readonly GraphEvent[];
}

/** Every session that Temporal runs, with its events in the organiser's calendar. */
export function sessionsOf(evidence: Evidence): readonly SessionSeen[] {
  const { programme, workflows } = evidence;
  const events = organisersEvents(evidence);
  const moves = new Map(
    lastMoves(evidence).map(({ id, fields }) => [sessionBehind(evidence, id), `${fields['Date']}T${fields['From']}:00`]),
  );
  const removed = new Set(edits(evidence).flatMap(({ act, id }) => (act === 'delete' ? [sessionBehind(evidence, id)] : [])));
  return workflows
    .filter(({ type }) => type === WORKFLOW_TYPES.session)
    .map(({ id: workflowId, attributes }) => {
      const id = nameIn(workflowId);
      const fixed = programme.sessions.find((session) => session.id === id);
      const rule = programme.plan?.find(({ kind }) => kind === attributes[SEARCH_ATTRIBUTES.sessionKind]);
      return {
        id,
        facilitators: fixed?.facilitators ?? rule?.facilitators ?? [],
        start: fixed ? instant(programme, moves.get(id) ?? fixed.start) : null,
        removed: removed.has(id),
        events: events.filter((event) => belongsTo(event, id)),
      };
    });
}

/** Those of the configuration, but for who declined in the calendar; of an event made by hand, one of each organisation. */
export function hasBoth(evidence: Evidence, { id, facilitators, events }: SessionSeen): boolean {
  const declined = edits(evidence)
    .filter(({ act, fields, id: event }) => act === 'answer' && fields['response'] === 'declined' && sessionBehind(evidence, event) === id)
    .map(({ fields }) => fields['address']);
  if (id.startsWith('x-') || declined.length > 0) return events.every((event) => hasOneOfEach(evidence, event));
  const wanted = addressesOf(evidence, facilitators);
  const invited = new Set(events.flatMap(({ attendees = [] }) => attendees.map(({ emailAddress }) => emailAddress.address.toLowerCase())));
  return wanted.length >= 2 && wanted.every((address) => invited.has(address.toLowerCase()));
}

function eachInTheCalendar(evidence: Evidence): Check {
  const sessions = sessionsOf(evidence);
  const missing = evidence.programme.sessions.filter(({ id }) => !sessions.some((session) => session.id === id));
  const wrong = [
    ...missing.map(({ id }) => `${id} was never opened`),
    ...sessions.flatMap((session) => {
      const [event] = session.events;
      if (session.removed) return [];
      if (event === undefined) return [`${session.id} is in no calendar`];
      if (!hasBoth(evidence, session)) return [`${session.id} lacks a co-facilitator`];
      const begins = `${event.start.dateTime.slice(0, 19)}.000Z`;
      return session.start === null || session.start === begins ? [] : [`${session.id} begins at ${begins} instead of ${session.start}`];
    }),
  ];
  return check('every session is in the calendar with both co-facilitators', sessions.length, 'sessions', wrong, 4);
}

/** Events beyond the first of a session or an interview, in calendars and in what Graph was asked to create. */
export function doubleEvents(evidence: Evidence): readonly string[] {
  const inCalendars = Object.values(evidence.calendars).flatMap((events) => {
    const ids = events
      .filter(({ isCancelled }) => isCancelled !== true)
      .map(({ transactionId, subject, start }) => transactionId?.replace(/:[^:]*$/, '') ?? `${subject} ${start.dateTime}`);
    return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} stands twice`);
  });
  const created = new Map<string, Set<string>>();
  for (const { service, method, path, status, requestBody, responseBody } of evidence.ledger) {
    if (service !== 'graph' || method !== 'POST' || !path.endsWith('/events') || status !== 201) continue;
    const key = `${path} ${String(asObject(requestBody)['transactionId'])}`;
    created.set(key, (created.get(key) ?? new Set()).add(String(asObject(responseBody)['id'])));
  }
  const inLedger = [...created].filter(([, ids]) => ids.size > 1).map(([key]) => `${key} was created ${created.get(key)?.size ?? 0} times`);
  return [...inCalendars, ...inLedger];
}

function noEventTwice(evidence: Evidence): Check {
  const all = Object.values(evidence.calendars).flat();
  return check('no event stands twice', all.length, 'events', doubleEvents(evidence), 4);
}

function onlyStaffInvited(evidence: Evidence): Check {
  const staff = new Set(
    [evidence.programme.calendar.mailbox, ...staffOf(evidence.programme).map(({ email }) => email)].map((address) => address.toLowerCase()),
  );
  const invited = Object.values(evidence.calendars)
    .flat()
    .flatMap(({ attendees = [] }) => attendees.map(({ emailAddress }) => emailAddress.address.toLowerCase()));
  return check(
    'only staff are invited to events',
    invited.length,
    'invitations',
    invited.filter((address) => !staff.has(address)).map(() => 'somebody else is invited'),
    8,
  );
}

/** An interview of a referent whose mailbox is ours is an event there. */
function referentsEvents(evidence: Evidence): Check {
  const ours = new Map(
    staffOf(evidence.programme)
      .filter(({ outlook }) => outlook === true)
      .map((member) => [member.code, member.email]),
  );
  const requests = evidence.responses.followUp.flatMap(({ answers }) => {
    const path = evidence.workflows.find(({ id }) => id === pathId(answers['reference'] ?? ''));
    const mailbox = ours.get(referentOf(path));
    return answers['appointment'] === undefined || mailbox === undefined ? [] : [{ ref: answers['reference'] ?? '', mailbox }];
  });
  const wrong = requests.flatMap(({ ref, mailbox }) => {
    const count = (evidence.calendars[mailbox] ?? []).filter(
      ({ subject, isCancelled }) => subject.includes(ref) && isCancelled !== true,
    ).length;
    return count === 1 ? [] : [`${ref} has ${count} events in its referent's calendar`];
  });
  return check("an interview is in the calendar of AILE's referent", requests.length, 'interviews', wrong);
}
