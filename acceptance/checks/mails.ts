import { type Check, check, type Evidence, referentOf, staffOf } from '../evidence.ts';
import { identify, type Mail, numberedRows } from '../mailbox.ts';
import { pathId, SEARCH_ATTRIBUTES, WORKFLOW_TYPES } from '../names.ts';
import { byShownName, everybody, references } from './people.ts';
import { addressesOf, callLines, confirmationsOf } from './registrations.ts';
import { instant } from './staff-edits.ts';

/** What should have been written, recomputed from forms and configuration; and nothing twice. */
export function mailChecks(evidence: Evidence): readonly Check[] {
  return [
    noneMissing(evidence),
    nothingTwice(evidence),
    facilitators(evidence),
    reinvited(evidence),
    waitingList(evidence),
    nobodyLeftWaiting(evidence),
    anotherSession(evidence),
    appointments(evidence),
    reminders(evidence),
    wellFormed(evidence),
  ];
}

function noneMissing(evidence: Evidence): Check {
  const people = everybody(evidence).filter(({ email, age }) => email !== null && (age === null || age >= 18));
  const wrong = people.flatMap((person, index) =>
    confirmationsOf(evidence, person).length > 0 ? [] : [`person ${index + 1} was not confirmed`],
  );
  return check('no confirmation is missing', people.length, 'people with an e-mail', wrong, 20);
}

export interface Double {
  readonly times: number;
  readonly kind: string;
  readonly messageId: string;
}

/** The same recipient, kind and subject more than once. */
export function doubleMails({ mails }: Pick<Evidence, 'mails'>): readonly Double[] {
  const counted = new Map<string, Mail[]>();
  for (const mail of mails) {
    const identity = identify(mail);
    const kind = identity.kind === 'participant' ? identity.what : identity.kind;
    const key = [mail.envelope.to.join(' '), kind, mail.subject].join('|');
    counted.set(key, [...(counted.get(key) ?? []), mail]);
  }
  return [...counted.values()].flatMap((same) => {
    const [mail] = same;
    if (same.length < 2 || !mail) return [];
    const identity = identify(mail);
    return [
      { times: same.length - 1, kind: identity.kind === 'participant' ? identity.what : identity.kind, messageId: mail.messageId ?? '?' },
    ];
  });
}

/** Mails whose answer nobody heard, as the service itself counts them. */
export function inDoubt({ workflows }: Pick<Evidence, 'workflows'>): { readonly confirmations: number; readonly others: number } {
  const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
  let [confirmations, others] = [0, 0];
  for (const { type, details } of workflows) {
    if (type === WORKFLOW_TYPES.path) {
      const all = count(details, /envoi incertain/g);
      const theirs = count(details, /«\s?confirmation\s?»\s?: envoi incertain/g);
      confirmations += theirs;
      others += all - theirs;
    }
    if (type === WORKFLOW_TYPES.session) others += count(details, /: inDoubt\./g);
    if (type === WORKFLOW_TYPES.worklist) others += Number(/dont (\d+) dont on ne sait pas/.exec(details)?.[1] ?? 0);
  }
  return { confirmations, others };
}

/** A confirmation in doubt goes again under the same Message-ID; nothing else ever goes twice. */
function nothingTwice(evidence: Evidence): Check {
  const doubles = doubleMails(evidence);
  const doubt = inDoubt(evidence);
  const confirmations = doubles.filter(({ kind }) => kind === 'confirmation').reduce((sum, { times }) => sum + times, 0);
  const wrong = [
    ...doubles.filter(({ kind }) => kind !== 'confirmation').map(({ messageId, times }) => `${messageId} ${times + 1} times`),
    ...(confirmations > doubt.confirmations ? [`${confirmations} confirmations twice and ${doubt.confirmations} counted as in doubt`] : []),
  ];
  const ids = evidence.mails.map(({ messageId }) => messageId);
  const sameId = ids.filter((id, index) => ids.indexOf(id) !== index).length;
  return check(
    'no mail twice but confirmations in doubt',
    evidence.mails.length,
    `mails, ${confirmations} confirmations twice, ${sameId} Message-IDs twice, ${doubt.confirmations + doubt.others} in doubt`,
    wrong,
    50,
  );
}

/** Sessions with registrants that ended: their list before, their form after, to both. */
function facilitators(evidence: Evidence): Check {
  const past = evidence.programme.sessions
    .map((session) => ({
      ...session,
      startAt: instant(evidence.programme, session.start),
      endAt: instant(evidence.programme, session.end),
    }))
    .filter(({ endAt }) => endAt < evidence.until);
  const expected = past.flatMap((session) =>
    addressesOf(evidence, session.facilitators).flatMap((address) =>
      (['list', 'attendance'] as const).map((kind) => ({ session, address, kind })),
    ),
  );
  const wrong = expected.flatMap(({ session, address, kind }) => {
    const mail = evidence.mails.find((one) => {
      const identity = identify(one);
      return identity.kind === kind && identity.session === session.id && one.envelope.to.includes(address);
    });
    if (!mail) return [`${session.id}: a facilitator got no ${kind}`];
    if (kind === 'attendance' && mail.realReceivedAt < session.endAt) return [`${session.id}: the attendance form came before the end`];
    return [];
  });
  return check('both facilitators got list and attendance form', expected.length, 'mails', wrong, 8);
}

/** Who is marked absent, by number on the sheet, through the lists that facilitators got. */
export function marks(
  evidence: Evidence,
  mark: string,
): readonly { readonly session: string; readonly shown: string; readonly at: string }[] {
  return evidence.responses.attendance.flatMap(({ answers, lastSubmittedTime }) => {
    const session = answers['session'] ?? '';
    const sheet = evidence.mails.find((mail) => {
      const identity = identify(mail);
      return identity.kind === 'attendance' && identity.session === session;
    });
    const rows = sheet ? numberedRows(sheet) : new Map<number, string>();
    return Object.entries(answers).flatMap(([field, value]) => {
      const row = /^grid (\d+)$/.exec(field)?.[1];
      const shown = row === undefined ? undefined : rows.get(Number(row));
      return value === mark && shown !== undefined ? [{ session, shown, at: lastSubmittedTime }] : [];
    });
  });
}

function reinvited(evidence: Evidence): Check {
  const people = everybody(evidence);
  const find = byShownName(people);
  const refs = [...references(evidence, people)];
  const absent = marks(evidence, 'Absent');
  const lines = callLines(evidence);
  const wrong = absent.flatMap(({ shown, session }) => {
    const person = find(shown);
    const ref = refs.find(([, one]) => one === person)?.[0];
    if (!person || ref === undefined) return [`an absent person of ${session} is unknown`];
    if (person.email === null)
      return lines.some((line) => line.ref === ref && /Proposer la séance/.test(line.title)) ? [] : [`${ref} was not called again`];
    const sent = evidence.mails.filter((mail) => {
      const identity = identify(mail);
      return identity.kind === 'participant' && identity.ref === ref && identity.what === 'reinvitation';
    });
    return sent.length === 1 ? [] : [`${ref} was re-invited ${sent.length} times`];
  });
  return check('who did not come is re-invited once', absent.length, 'people', wrong, 2);
}

function waitingList(evidence: Evidence): Check {
  const waited = evidence.mails.filter((mail) => {
    const identity = identify(mail);
    return identity.kind === 'participant' && /liste d.attente/.test(mail.subject);
  });
  const promoted = evidence.mails.filter((mail) => {
    const identity = identify(mail);
    return identity.kind === 'participant' && identity.what === 'seat' && /place s.est libérée/.test(mail.subject);
  });
  const wrong = promoted
    .filter((mail) => !waited.some(({ envelope }) => envelope.to[0] === mail.envelope.to[0]))
    .map(() => 'somebody who never waited was promoted');
  if (promoted.length === 0) wrong.push('nobody got a seat that came free');
  return check('a full session has a waiting list that moves up', waited.length, `people waited, ${promoted.length} got a seat`, wrong);
}

/** Once a session is over nobody waits for it any more, with or without a seat. */
const SETTLED_MS = 25_000;

function nobodyLeftWaiting(evidence: Evidence): Check {
  const over = evidence.programme.sessions.filter(
    ({ end }) => Date.parse(instant(evidence.programme, end)) + SETTLED_MS < Date.parse(evidence.until),
  );
  const ids = new Set(over.map(({ id }) => id));
  const theirs = evidence.workflows.filter(({ type, attributes }) => {
    const sessions = attributes[SEARCH_ATTRIBUTES.sessions];
    return type === WORKFLOW_TYPES.path && Array.isArray(sessions) && sessions.some((id) => ids.has(String(id)));
  });
  const wrong = theirs
    .filter(({ attributes }) => attributes[SEARCH_ATTRIBUTES.stage] === 'invited')
    .map(({ id }) => `${id} still waits for a session that is over`);
  return check('nobody waits for a session that is over', theirs.length, 'people of past sessions', wrong, 4);
}

/** « Je ne peux pas venir » and « Une autre date » never bring the same session again. */
function anotherSession(evidence: Evidence): Check {
  const declined = evidence.responses.unable.filter(({ answers }) => /ne peux pas|autre date/.test(answers['answer'] ?? ''));
  const wrong = declined.flatMap(({ answers, lastSubmittedTime }) => {
    const theirs = evidence.mails.filter((mail) => {
      const identity = identify(mail);
      return identity.kind === 'participant' && identity.ref === answers['reference'];
    });
    const before = theirs.filter(({ realReceivedAt }) => realReceivedAt < lastSubmittedTime).map((mail) => sessionIn(evidence, mail));
    const after = theirs.filter(({ realReceivedAt }) => realReceivedAt > lastSubmittedTime).map((mail) => sessionIn(evidence, mail));
    return after.some((session) => session !== null && session === before.at(-1))
      ? [`${answers['reference']} was given the session that they declined`]
      : [];
  });
  return check('who asks for another date is not given the same', declined.length, 'answers', wrong);
}

function sessionIn({ programme }: Evidence, { text }: Mail): string | null {
  return programme.sessions.find(({ title }) => text.includes(title))?.id ?? null;
}

function appointments(evidence: Evidence): Check {
  const requests = evidence.responses.followUp.filter(({ answers }) => answers['appointment'] !== undefined);
  const staff = new Map(staffOf(evidence.programme).map((member) => [member.code, member]));
  const refs = references(evidence);
  const withIcs = (ref: string, kind: string) =>
    evidence.mails.filter((mail) => {
      const identity = identify(mail);
      const named =
        (identity.kind === 'participant' || identity.kind === 'appointment-referent') && identity.ref === ref && identity.what === kind;
      return named && mail.attachments.some(({ contentType }) => contentType.startsWith('text/calendar'));
    }).length;
  const wrong = requests.flatMap(({ answers }) => {
    const ref = answers['reference'] ?? '';
    const path = evidence.workflows.find(({ id }) => id === pathId(ref));
    const referent = staff.get(referentOf(path));
    return [
      ...(refs.get(ref)?.email !== null && withIcs(ref, 'appointment') !== 1 ? [`${ref}: the participant's mail with .ics`] : []),
      ...(referent?.outlook !== true && withIcs(ref, 'appointment-referent') !== 1 ? [`${ref}: the referent's mail with .ics`] : []),
    ];
  });
  return check('an appointment is mailed with .ics', requests.length, 'appointments', wrong, 2);
}

/** J-1: never sooner than a day before. */
function reminders(evidence: Evidence): Check {
  const sent = evidence.mails.filter((mail) => {
    const identity = identify(mail);
    return identity.kind === 'participant' && identity.what === 'reminderDay';
  });
  const day = 24 * 3600_000;
  const wrong = sent.flatMap((mail) => {
    const session = evidence.programme.sessions.find(({ id }) => id === sessionIn(evidence, mail));
    const early = session === undefined || Date.parse(mail.realReceivedAt) < Date.parse(instant(evidence.programme, session.start)) - day;
    return early ? [`${mail.messageId} came too early`] : [];
  });
  return check('reminders the day before', sent.length, 'reminders', wrong);
}

/** Each mail to one person alone, marked as automatic, answered by a person, in HTML and text. */
function wellFormed({ mails }: Evidence): Check {
  const wrong = mails.flatMap(({ messageId, envelope, headers, replyTo, html, text }) => [
    ...(envelope.to.length === 1 ? [] : [`${messageId} went to ${envelope.to.length}`]),
    ...(headers['auto-submitted'] === 'auto-generated' ? [] : [`${messageId} is not marked as automatic`]),
    ...(replyTo.length === 1 ? [] : [`${messageId} has no Reply-To`]),
    ...(html !== null && text.trim() !== '' ? [] : [`${messageId} lacks text or HTML`]),
  ]);
  return check('each mail to one person, automatic, with a Reply-To', mails.length, 'mails', wrong, 50);
}

/** Deliveries by who they were for. */
export function mailCounts(evidence: Evidence): { participant: number; referent: number; facilitator: number; coordinator: number } {
  const counts = { participant: 0, referent: 0, facilitator: 0, coordinator: 0 };
  const coordinators = new Set(
    staffOf(evidence.programme)
      .filter(({ roles }) => roles.includes('coordinator'))
      .map(({ code }) => code),
  );
  for (const mail of evidence.mails) {
    const identity = identify(mail);
    if (identity.kind === 'participant') counts.participant++;
    else if (identity.kind === 'list' || identity.kind === 'attendance') counts.facilitator++;
    // A lead stands where the coordinator would, for her own files.
    else if (identity.kind === 'day' && (coordinators.has(identity.worklist) || identity.worklist.startsWith('lead-')))
      counts.coordinator++;
    else counts.referent++;
  }
  return counts;
}
