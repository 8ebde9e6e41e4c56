import { type Check, check, coordinatorOf, type Evidence, staffOf } from '../evidence.ts';
import { GROUPS, identify, type Line, linesOf, type Mail } from '../mailbox.ts';
import { nameIn, WORKFLOW_TYPES } from '../names.ts';
import { everybody, plain, references, type Someone, unusable, unwilling } from './people.ts';

const PAGE = 7;

/** Forms → paths: everything came in through the pages, was read in pages of seven, and became what it should. */
export function registrationChecks(evidence: Evidence): readonly Check[] {
  return [
    throughThePages(evidence),
    inPagesOfSeven(evidence),
    onePathEach(evidence),
    twiceOnePath(evidence),
    sharedTwoPaths(evidence),
    editsJoin(evidence),
    withoutConsent(evidence),
    minors(evidence),
    quarantined(evidence),
    unknownReferences(evidence),
    calls(evidence),
    detailsCorrected(evidence),
  ];
}

function throughThePages({ responses, ledger, programme }: Evidence): Check {
  const { formId } = programme.forms.registration;
  const posts = ledger.filter(
    ({ method, path, status }) => method === 'POST' && path.endsWith(`/${formId}/formResponse`) && status === 200,
  );
  const others = ledger.filter(({ method, path }) => method === 'POST' && path.startsWith('/control/responses'));
  const created = responses.registration.length;
  const edits = responses.registration.filter(({ createTime, lastSubmittedTime }) => createTime !== lastSubmittedTime).length;
  const wrong = [
    ...(posts.length === created + edits ? [] : [`${posts.length} posts made ${created} registrations and ${edits} edits`]),
    ...(others.length > 0 ? [`${others.length} responses did not come through the pages`] : []),
  ];
  return check('registrations came through the form pages', created, 'registrations', wrong, 30);
}

function inPagesOfSeven({ ledger }: Evidence): Check {
  const lists = ledger.flatMap(({ service, path, status, responseBody }) => {
    if (service !== 'forms' || !path.endsWith('/responses') || status !== 200) return [];
    const body = (typeof responseBody === 'string' ? parsed(responseBody) : responseBody) as {
      responses?: unknown[];
      nextPageToken?: string;
    } | null;
    return body === null ? [] : [body];
  });
  const long = lists.filter(({ responses = [] }) => responses.length > PAGE);
  const continued = lists.filter(({ nextPageToken }) => nextPageToken !== undefined);
  return check(
    'responses were read in pages of seven',
    continued.length,
    'pages with another one behind',
    long.map(({ responses = [] }) => `a page of ${responses.length}`),
    3,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function onePathEach(evidence: Evidence): Check {
  const people = everybody(evidence);
  const paths = pathsOf(evidence);
  const refs = references(evidence, people);
  const ownRefs = new Set(refs.values());
  const strangers = paths.filter(({ id }) => !refs.has(nameIn(id)));
  const wrong = [
    ...(paths.length === people.length ? [] : [`${people.length} people and ${paths.length} paths`]),
    ...paths.filter(({ status }) => status !== 'RUNNING').map(({ id, status }) => `${id} is ${status}`),
    ...people.flatMap((person, index) => (ownRefs.has(person) ? [] : [`person ${index + 1} (of ${people.length}) is named in no mail`])),
    ...strangers.map(({ id }) => `nobody is behind ${id}`),
  ];
  return check('one path for each person', paths.length, 'paths', wrong, 30 - 4);
}

export function pathsOf({ workflows }: Evidence) {
  return workflows.filter(({ type }) => type === WORKFLOW_TYPES.path);
}

function twiceOnePath(evidence: Evidence): Check {
  const people = everybody(evidence).filter(({ responses }) => responses.length > 1);
  const refs = [...references(evidence)];
  const wrong = people.flatMap((person, index) => {
    const theirs = refs.filter(([, one]) => samePerson(one, person)).map(([ref]) => ref);
    return theirs.length === 1 ? [] : [`person ${index + 1} has ${theirs.length} paths`];
  });
  const sameSecond = people.filter(
    ({ responses }) => new Set(responses.map(({ createTime }) => createTime.slice(0, 19))).size < responses.length,
  );
  return check('who registered twice has one path', people.length, `people, ${sameSecond.length} of them twice in one second`, wrong, 2);
}

function samePerson(one: Someone, other: Someone): boolean {
  return one.responses.some(({ responseId }) => other.responses.some((response) => response.responseId === responseId));
}

function sharedTwoPaths(evidence: Evidence): Check {
  const people = everybody(evidence).filter(({ email }) => email !== null);
  const couples = people.filter((person) => people.some((other) => other !== person && other.email === person.email));
  const refs = [...references(evidence)];
  const wrong = couples.flatMap((person, index) =>
    refs.filter(([, one]) => samePerson(one, person)).length === 1 ? [] : [`person ${index + 1} has not one path`],
  );
  return check('people who share an e-mail have a path each', couples.length, 'people', wrong, 2);
}

function editsJoin(evidence: Evidence): Check {
  const edited = everybody(evidence).filter(({ responses }) =>
    responses.some(({ createTime, lastSubmittedTime }) => createTime !== lastSubmittedTime),
  );
  const wrong = edited.flatMap((person, index) => {
    const sent = confirmationsOf(evidence, person);
    return sent.length === 1 ? [] : [`edited registration ${index + 1} was confirmed ${sent.length} times`];
  });
  return check('an edited registration is an update', edited.length, 'edited registrations', wrong);
}

export function confirmationsOf({ mails }: Evidence, person: Someone): readonly Mail[] {
  return mails.filter((mail) => {
    const identity = identify(mail);
    return (
      identity.kind === 'participant' &&
      identity.what === 'confirmation' &&
      greets(mail, person) &&
      mail.envelope.to.includes(person.email ?? '')
    );
  });
}

function greets({ text }: Pick<Mail, 'text'>, { firstName }: Someone): boolean {
  return plain(/^Bonjour\s(.+),$/m.exec(text)?.[1] ?? '') === plain(firstName);
}

function withoutConsent(evidence: Evidence): Check {
  const refused = unwilling(evidence);
  const wrong = refused.flatMap(({ answers, responseId }) =>
    evidence.mails.some(
      ({ envelope, text }) => envelope.to.includes(answers['email'] ?? '') || text.includes(answers['firstName'] ?? responseId),
    )
      ? ['somebody without consent appears in a mail']
      : [],
  );
  return check('who does not consent gets no path and no mail', refused.length, 'registrations', wrong);
}

function minors(evidence: Evidence): Check {
  const young = everybody(evidence).filter(({ age }) => age !== null && age < 18);
  const lines = coordinatorLines(evidence).filter(({ title }) => /moins de 18/i.test(title));
  const wrong = [
    ...young.flatMap((person) => (confirmationsOf(evidence, person).length > 0 ? ['a minor was given a seat'] : [])),
    ...(lines.length < young.length ? ['the coordinator was not told'] : []),
  ];
  return check('a minor is decided by a person', young.length, 'people', wrong);
}

/** What the coordinator's mails said, each line once. */
export function coordinatorLines({ mails, programme }: Evidence): readonly Line[] {
  const { email } = coordinatorOf(programme);
  return distinct(mails.filter((mail) => identify(mail).kind === 'day' && mail.envelope.to.includes(email)).flatMap(linesOf));
}

function distinct(lines: readonly Line[]): readonly Line[] {
  const seen = new Map(lines.map((line) => [`${line.group}|${line.ref}|${line.who}|${line.title}`, line]));
  return [...seen.values()];
}

export function quarantineNumbers(evidence: Evidence): readonly string[] {
  const titles = coordinatorLines(evidence).filter(({ group }) => group === GROUPS.anomaly);
  return [...new Set(titles.flatMap(({ title }) => /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(title)?.[0] ?? []))];
}

function quarantined(evidence: Evidence): Check {
  const bad = unusable(evidence);
  const lines = coordinatorLines(evidence).filter(
    ({ group, title }) => group === GROUPS.anomaly && /Inscription/.test(title) && /R-/.test(title),
  );
  const replaced = new Set(evidence.responses.registration.flatMap(({ answers }) => answers['replaces'] ?? []));
  const wrong = [
    ...(lines.length === bad.length ? [] : [`${bad.length} unusable registrations and ${lines.length} lines to the coordinator`]),
    ...lines.filter(({ answers }) => answers.length === 0).map(({ title }) => `no link to mend: ${title.slice(0, 40)}`),
  ];
  return check(
    'an unusable registration waits for the coordinator',
    bad.length,
    `registrations, ${replaced.size} of them entered anew from her mail`,
    wrong,
  );
}

function unknownReferences(evidence: Evidence): Check {
  const pathRefs = new Set(pathsOf(evidence).map(({ id }) => nameIn(id)));
  const lost = evidence.responses.followUp.filter(
    ({ answers }) => answers['reference'] !== undefined && !pathRefs.has(answers['reference']),
  );
  const lines = coordinatorLines(evidence).filter(({ group, title }) => group === GROUPS.anomaly && /Suivi/.test(title));
  return check(
    'an unknown reference is told to the coordinator',
    lost.length,
    'follow-ups',
    lines.length === lost.length ? [] : [`${lines.length} lines in her mails`],
  );
}

/** Distinct « À appeler » lines in the staff's mails. */
export function callLines({ mails }: Evidence): readonly Line[] {
  return distinct(mails.filter((mail) => identify(mail).kind === 'day').flatMap(linesOf)).filter(({ group }) => group === GROUPS.call);
}

function calls(evidence: Evidence): Check {
  const people = everybody(evidence).filter(({ email, phone, age }) => email === null && phone !== null && (age === null || age >= 18));
  const lines = callLines(evidence);
  const refs = [...references(evidence)];
  const answered = new Set(
    evidence.responses.followUp.filter(({ answers }) => answers['callAnswer'] !== undefined).map(({ answers }) => answers['reference']),
  );
  const wrong = people.flatMap((person, index) => {
    const ref = refs.find(([, one]) => samePerson(one, person))?.[0];
    if (!lines.some((line) => line.ref === ref && ref !== undefined)) return [`person ${index + 1} without e-mail is in no call list`];
    return answered.has(ref) ? [] : [`the call about ${ref} was never answered`];
  });
  return check('people without e-mail are called', people.length, `people, ${lines.length} call items`, wrong, 2);
}

function detailsCorrected(evidence: Evidence): Check {
  const people = everybody(evidence);
  const corrections = evidence.responses.followUp.filter(({ answers }) => answers['newEmail'] !== undefined);
  const refs = references(evidence, people);
  const wrong = corrections.flatMap(({ answers }) => {
    const ref = answers['reference'] ?? '';
    const resent = evidence.mails.some((mail) => {
      const identity = identify(mail);
      return identity.kind === 'participant' && identity.ref === ref && mail.envelope.to.includes(answers['newEmail'] ?? '');
    });
    return resent && refs.has(ref) ? [] : [`nothing was sent to the corrected address of ${ref}`];
  });
  return check('a corrected address is written to at once', corrections.length, 'corrections', wrong);
}

/** Staff codes of a session's facilitators, as addresses. */
export function addressesOf(evidence: Evidence, codes: readonly string[]): readonly string[] {
  return staffOf(evidence.programme)
    .filter(({ code }) => codes.includes(code))
    .map(({ email }) => email);
}
