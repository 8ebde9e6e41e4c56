import { type Check, check, type Evidence, type GraphEvent, referenceOf, staffOf } from '../evidence.ts';
import { identify, linesOf, type Mail, namesDay } from '../mailbox.ts';
import { SEARCH_ATTRIBUTES, sessionId } from '../names.ts';
import { coordinatorLines } from './registrations.ts';
import {
  belongsTo,
  type CalendarFile,
  calendarFile,
  edits,
  hasOneOfEach,
  instant,
  lastMoves,
  organisersEvents,
  type StaffEdit,
  sessionBehind,
} from './staff-edits.ts';

/** What became of what staff did in the calendar: read back from mailbox and calendar, recomputed from what they typed. */
export function outlookChecks(evidence: Evidence): readonly Check[] {
  return [
    throughThePages(evidence),
    movedNotified(evidence),
    removedNotified(evidence),
    adoptedWhole(evidence),
    substitutesInvited(evidence),
    promotedAfterWaiting(evidence),
  ];
}

/** Each figure counts those of whom nothing is wrong. */
export function outlookFigures(evidence: Evidence) {
  const sound = (items: readonly Item[]) => items.filter(({ wrong }) => wrong.length === 0).length;
  return {
    moved: sound(movedPeople(evidence)),
    removed: sound(removedPeople(evidence)),
    adopted: sound(adoptedEvents(evidence)),
    substitutes: sound(substitutes(evidence)),
    waitlistPromoted: sound(promotedPeople(evidence)),
  };
}

/** One thing looked at, and what is wrong with it. */
interface Item {
  readonly wrong: readonly string[];
}

const wrongOf = (items: readonly Item[]) => items.flatMap(({ wrong }) => wrong);

/** Staff acted on the calendar's pages; the service itself moved and deleted nothing, and answered no move by an edit of its own. */
function throughThePages(evidence: Evidence): Check {
  const all = edits(evidence);
  const wrong = all
    .filter(({ act }) => act === 'move' || act === 'delete')
    .flatMap(({ act, id, at }) =>
      evidence.ledger
        .filter(
          ({ service, method, path, status, realAt }) =>
            service === 'graph' &&
            ['PATCH', 'DELETE', 'POST'].includes(method) &&
            path.includes(encodeURIComponent(id)) &&
            status < 300 &&
            realAt > at,
        )
        .map(({ method }) => `a ${method} of ours after a ${act}`),
    );
  const missing = (['move', 'delete', 'create', 'answer'] as const).filter((act) => !all.some((edit) => edit.act === act));
  return check('staff acted on the pages of the calendar', all.length, 'edits', [...wrong, ...missing.map((act) => `no ${act}`)], 4);
}

// ── Moved ────────────────────────────────────────────────────────────────────────────────────────────────────────

function movedNotified(evidence: Evidence): Check {
  const people = movedPeople(evidence);
  const sessions = lastMoves(evidence);
  const misplaced = sessions.flatMap((move) => {
    const event = organisersEvents(evidence).find(({ id }) => id === move.id);
    return event !== undefined && startOf(event) === newStart(evidence, move) ? [] : ['a moved event stands somewhere else'];
  });
  const name = 'a moved session is told once, with the new time';
  return check(name, people.length, `registrants of ${sessions.length} sessions`, [...misplaced, ...wrongOf(people)]);
}

/** Whoever was mailed another time for this session. */
function movedPeople(evidence: Evidence): readonly Item[] {
  return lastMoves(evidence).flatMap((move) => {
    const session = sessionBehind(evidence, move.id);
    const start = newStart(evidence, move);
    const files = filesAbout(evidence, session);
    const people = [...new Set(files.filter((one) => one.file.start !== start && one.what !== 'sessionMoved').map(({ ref }) => ref))];
    return people.map((ref) => {
      const theirs = files.filter((one) => one.ref === ref);
      const notifications = theirs.filter(({ what }) => what === 'sessionMoved');
      const [one] = notifications;
      const before = theirs.filter(({ mail }) => one !== undefined && mail.id < one.mail.id);
      const raised = before.every(({ file }) => one !== undefined && file.sequence < one.file.sequence);
      return {
        wrong: [
          ...(notifications.length === 1 ? [] : [`${ref} was told ${notifications.length} times of the move`]),
          ...notifications.filter(({ file }) => file.start !== start).map(() => `${ref} was told another time`),
          ...notifications
            .filter(({ mail }) => !namesDay(mail, start, evidence.programme.programme.timeZone))
            .map(() => `${ref} cannot read the new day`),
          ...(one === undefined || (before.length > 0 && raised) ? [] : [`${ref}: SEQUENCE was not raised`]),
          ...(new Set(theirs.map(({ file }) => file.uid)).size === 1 ? [] : [`${ref}: another UID`]),
        ],
      };
    });
  });
}

function newStart({ programme }: Evidence, { fields }: StaffEdit): string {
  return instant(programme, `${fields['Date']}T${fields['From']}:00`);
}

function startOf({ start }: GraphEvent): string {
  return `${start.dateTime.slice(0, 19)}.000Z`;
}

// ── Deleted ──────────────────────────────────────────────────────────────────────────────────────────────────────

function removedNotified(evidence: Evidence): Check {
  const people = removedPeople(evidence);
  const deleted = edits(evidence).filter(({ act }) => act === 'delete');
  const wrong = deleted.flatMap(({ id }) => {
    const session = sessionBehind(evidence, id);
    const standing = organisersEvents(evidence).filter((event) => belongsTo(event, session) && event.isCancelled !== true);
    const created = evidence.ledger.filter(
      ({ service, method, status, requestBody }) =>
        service === 'graph' && method === 'POST' && status === 201 && JSON.stringify(requestBody ?? '').includes(`"${session}:`),
    );
    return [
      ...(standing.length === 0 ? [] : [`${session} was created again`]),
      ...(created.length === 1 ? [] : [`${session} was created ${created.length} times`]),
    ];
  });
  const lines = coordinatorLines(evidence).filter(({ title }) => /annulée dans Outlook/.test(title)).length;
  return check(
    'a deleted session is told once, another one offered, the event left alone',
    people.length,
    `registrants of ${deleted.length} sessions`,
    [...wrong, ...wrongOf(people), ...(lines >= deleted.length ? [] : ['the coordinator was not told'])],
  );
}

/** Whoever had a seat there. */
function removedPeople(evidence: Evidence): readonly Item[] {
  return edits(evidence)
    .filter(({ act }) => act === 'delete')
    .flatMap(({ id }) => {
      const session = sessionBehind(evidence, id);
      const files = filesAbout(evidence, session);
      return [...new Set(files.map(({ ref }) => ref))].map((ref) => {
        const theirs = files.filter((one) => one.ref === ref);
        const notifications = theirs.filter(({ what }) => what === 'sessionCancelled');
        const [one] = notifications;
        const offered = one !== undefined && offersAfter(evidence, { ref, session, after: one.mail.id });
        return {
          wrong: [
            ...(notifications.length === 1 ? [] : [`${ref} was told ${notifications.length} times of the cancellation`]),
            ...notifications.filter(({ file }) => file.method !== 'CANCEL').map(() => `${ref}: the appointment is not withdrawn`),
            ...(offered ? [] : [`${ref} was offered no other session`]),
          ],
        };
      });
    });
}

/** A seat at another session, or a place in its waiting list. */
function offersAfter(evidence: Evidence, { ref, session, after }: { ref: string; session: string; after: number }): boolean {
  return evidence.mails.some((mail) => {
    const identity = identify(mail);
    if (identity.kind !== 'participant' || identity.ref !== ref || mail.id <= after) return false;
    const file = calendarFile(mail);
    return file === null ? isWaiting(mail) : file.method === 'REQUEST' && !file.uid.startsWith(`${session}.`);
  });
}

// ── Made by hand ─────────────────────────────────────────────────────────────────────────────────────────────────

function adoptedWhole(evidence: Evidence): Check {
  const made = adoptedEvents(evidence);
  return check('an event made by hand becomes a session with both co-facilitators', made.length, 'events', wrongOf(made));
}

function adoptedEvents(evidence: Evidence): readonly Item[] {
  return edits(evidence)
    .filter(({ act }) => act === 'create')
    .map(({ fields }) => {
      const subject = fields['subject'] ?? '';
      const events = organisersEvents(evidence).filter((event) => event.subject === subject && event.isCancelled !== true);
      const [event] = events;
      const reference = event === undefined ? null : referenceOf(event);
      const session = evidence.workflows.find(({ id }) => reference !== null && id === sessionId(reference));
      return {
        wrong: [
          ...(events.length === 1 ? [] : [`« ${subject} » stands ${events.length} times`]),
          ...(reference === null ? [`« ${subject} » has no reference`] : []),
          ...(session?.status === 'RUNNING' && Number(session.attributes[SEARCH_ATTRIBUTES.seatsLeft] ?? -1) >= 0
            ? []
            : [`« ${subject} » is no session`]),
          ...(event !== undefined && hasOneOfEach(evidence, event) ? [] : [`« ${subject} » lacks a co-facilitator`]),
        ],
      };
    });
}

// ── Substitutes ──────────────────────────────────────────────────────────────────────────────────────────────────

function substitutesInvited(evidence: Evidence): Check {
  const declined = substitutes(evidence);
  return check('who declines is replaced on the event by a colleague who agreed', declined.length, 'declined answers', wrongOf(declined));
}

function substitutes(evidence: Evidence): readonly Item[] {
  const staff = staffOf(evidence.programme);
  return edits(evidence)
    .filter(({ act, fields }) => act === 'answer' && fields['response'] === 'declined')
    .map(({ id, fields }) => {
      const session = sessionBehind(evidence, id);
      const declined = fields['address'] ?? '';
      const organisation = staff.find(({ email }) => email === declined)?.organisation;
      const event = organisersEvents(evidence).find((one) => one.id === id);
      const invited = (event?.attendees ?? []).map(({ emailAddress }) => emailAddress.address.toLowerCase());
      const colleague = staff.find((member) => member.organisation === organisation && invited.includes(member.email.toLowerCase()));
      const isPromotionMailed = evidence.mails.some(
        (mail) =>
          mail.envelope.to.includes(colleague?.email ?? '') && linesOf(mail).some(({ title }) => title.startsWith('Pouvez-vous remplacer')),
      );
      const agreed = evidence.responses.followUp.some(
        ({ answers }) => answers['session'] === session && /serai/.test(answers['sessionAction'] ?? ''),
      );
      return {
        wrong: [
          ...(invited.includes(declined.toLowerCase()) ? [`${session}: who declined is still invited`] : []),
          ...(colleague === undefined ? [`${session}: nobody of the same organisation is invited instead`] : []),
          ...(isPromotionMailed ? [] : [`${session}: the colleague was never asked`]),
          ...(agreed ? [] : [`${session}: nobody said yes`]),
        ],
      };
    });
}

// ── Waiting list ─────────────────────────────────────────────────────────────────────────────────────────────────

function promotedAfterWaiting(evidence: Evidence): Check {
  const people = promotedPeople(evidence);
  return check('who waits is told so first, and of the seat that comes free later', people.length, 'people promoted', wrongOf(people));
}

/** Whoever was written that a seat came free. */
function promotedPeople(evidence: Evidence): readonly Item[] {
  return evidence.mails.flatMap((mail) => {
    const identity = identify(mail);
    if (identity.kind !== 'participant' || identity.what !== 'seat' || !/place s.est libérée/.test(mail.subject)) return [];
    const { ref } = identity;
    const before = evidence.mails.filter((one) => {
      const theirs = identify(one);
      return theirs.kind === 'participant' && theirs.ref === ref && one.id < mail.id;
    });
    const seats = before.filter((one) => calendarFile(one)?.uid === calendarFile(mail)?.uid);
    return [
      {
        wrong: [
          ...(before.some(isWaiting) ? [] : [`${ref} was given a seat without having waited`]),
          ...(calendarFile(mail)?.method === 'REQUEST' ? [] : [`${ref}: the seat is no appointment`]),
          ...(seats.length === 0 ? [] : [`${ref} had the seat already`]),
        ],
      },
    ];
  });
}

function isWaiting({ subject }: Mail): boolean {
  return /liste d.attente/.test(subject);
}

interface Filed {
  readonly ref: string;
  readonly what: string;
  readonly mail: Mail;
  readonly file: CalendarFile;
}

/** Every appointment file about a session that participants were sent. */
function filesAbout({ mails }: Evidence, session: string): readonly Filed[] {
  return mails.flatMap((mail) => {
    const identity = identify(mail);
    const file = calendarFile(mail);
    if (identity.kind !== 'participant' || file === null || !file.uid.startsWith(`${session}.`)) return [];
    return [{ ref: identity.ref, what: identity.what, mail, file }];
  });
}
