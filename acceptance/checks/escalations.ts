import { Temporal } from 'temporal-polyfill';
import { type Check, check, type Evidence, type FormKind, type Response } from '../evidence.ts';
import { GROUPS, identify, linesOf, stageOf } from '../mailbox.ts';
import { marks } from './mails.ts';
import { byShownName, everybody, references } from './people.ts';
import { instant } from './staff-edits.ts';

/** Stalled files: first the referent, then the coordinator, each after its delay and not before. */
export function escalationChecks(evidence: Evidence): readonly Check[] {
  const files = stalledFiles(evidence);
  return [
    escalatedEnough(files),
    notBefore(evidence, files),
    remindedNotBefore(evidence, files),
    remindedFirst(evidence, files),
    noneForgotten(evidence, files),
    justInTime(evidence, files),
    pauses(evidence, files),
  ];
}

/** Why a fact may count a little late: read, handed over, and the worklist's mail was perhaps on its way already. */
const READING_MS = 8_000;
/** A worklist looks every two seconds and waits until nothing more comes. */
const TELLING_MS = 20_000;

interface StaffMail {
  readonly at: string;
  readonly stage: string;
}

interface StalledFile {
  readonly ref: string;
  readonly nudges: readonly StaffMail[];
  readonly escalations: readonly StaffMail[];
  readonly facts: readonly Fact[];
}

interface Fact {
  /** When it happened. */
  readonly at: string;
  /** The response that says so. */
  readonly said: string;
  readonly form: FormKind;
  readonly kind: 'attended' | 'contact' | 'stage' | 'pause' | 'end';
}

/** References that reached the coordinator or a lead, in order of time. */
export function escalatedRefs(evidence: Evidence): readonly string[] {
  return stalledFiles(evidence)
    .filter(({ escalations }) => escalations.length > 0)
    .map(({ ref }) => ref);
}

function stalledFiles(evidence: Evidence): readonly StalledFile[] {
  const files = new Map<string, { nudges: StaffMail[]; escalations: StaffMail[] }>();
  for (const mail of evidence.mails) {
    if (identify(mail).kind !== 'day') continue;
    for (const line of linesOf(mail)) {
      if (line.ref === null || !line.isNew || (line.group !== GROUPS.nudge && line.group !== GROUPS.escalation)) continue;
      const file = files.get(line.ref) ?? { nudges: [], escalations: [] };
      files.set(line.ref, file);
      (line.group === GROUPS.nudge ? file.nudges : file.escalations).push({
        at: mail.realReceivedAt,
        stage: STAGES[stageOf(line) ?? ''] ?? '?',
      });
    }
  }
  const facts = factsByReference(evidence);
  for (const ref of facts.keys()) if (!files.has(ref)) files.set(ref, { nudges: [], escalations: [] });
  return [...files].map(([ref, mailsToStaff]) => ({ ref, ...mailsToStaff, facts: facts.get(ref) ?? [] }));
}

const STAGES: Readonly<Record<string, string>> = {
  inscrit: 'registered',
  invité: 'invited',
  'absent à la séance': 'noShow',
  informé: 'informed',
  exploration: 'exploring',
  construction: 'building',
  formation: 'training',
  concrétisé: 'settled',
  sorti: 'left',
};

function factsByReference(evidence: Evidence): Map<string, Fact[]> {
  const people = everybody(evidence);
  const find = byShownName(people);
  const refs = [...references(evidence, people)];
  const facts = new Map<string, Fact[]>();
  const add = (ref: string | undefined, fact: Fact) => {
    if (ref !== undefined) facts.set(ref, [...(facts.get(ref) ?? []), fact]);
  };
  for (const { shown, session, at } of marks(evidence, 'Présent')) {
    const end = evidence.programme.sessions.find(({ id }) => id === session)?.end;
    const person = find(shown);
    if (end !== undefined && person !== undefined)
      add(refs.find(([, one]) => one === person)?.[0], {
        at: instant(evidence.programme, end),
        said: at,
        form: 'attendance',
        kind: 'attended',
      });
  }
  for (const response of evidence.responses.followUp) {
    const { answers, lastSubmittedTime: at } = response;
    for (const kind of kindsOf(response)) add(answers['reference'], { at, said: at, form: 'followUp', kind });
  }
  for (const { answers, lastSubmittedTime: at } of evidence.responses.unable)
    if (/retire/.test(answers['answer'] ?? '')) add(answers['reference'], { at, said: at, form: 'unable', kind: 'end' });
  return facts;
}

function kindsOf({ answers }: Response): readonly Fact['kind'][] {
  const { contact, callAnswer, decision, stage } = answers;
  return [
    ...(contact !== undefined && contact !== 'Tentative sans réponse' ? (['contact'] as const) : []),
    ...(contact === 'Entretien' || contact === 'Atelier' || stage !== undefined ? (['stage'] as const) : []),
    ...(callAnswer === 'Refuse'
      ? (['end'] as const)
      : callAnswer !== undefined && callAnswer !== 'Pas joint'
        ? (['contact'] as const)
        : []),
    ...(decision === 'Mettre en pause' ? (['pause'] as const) : []),
    ...(decision === 'Clore' ? (['end'] as const) : []),
  ];
}

/** A response counts from when the service had read its form: a form that nobody could read says nothing. */
function wasRead({ ledger, programme }: Evidence, { said, form }: Fact, before: string): boolean {
  const path = `/${programme.forms[form].formId}/responses`;
  const latest = Date.parse(before) - READING_MS;
  return ledger.some(
    ({ service, path: url, status, realAt }) =>
      service === 'forms' && url.endsWith(path) && status === 200 && realAt >= said && Date.parse(realAt) <= latest,
  );
}

/** From when the clock of this file runs, as far as the service could know at an instant. */
function clockAt(evidence: Evidence, file: StalledFile, at: string): number | null {
  const before = file.facts.filter((fact) => fact.at <= at);
  const readFacts = before.filter((fact) => wasRead(evidence, fact, at));
  // After an outage a file may come due in the moment in which it becomes known: the first fact needs no time to be read.
  const counted = readFacts.length > 0 ? readFacts : before.slice(0, 1);
  return counted.length === 0 ? null : Math.max(...counted.map((fact) => Date.parse(fact.at)));
}

function delayOf({ programme }: Evidence, stage: string, rung: string): number | null {
  const written = programme.delays[stage]?.[rung];
  return written === undefined ? null : Temporal.Duration.from(written).total({ unit: 'milliseconds', relativeTo: '2026-01-01' });
}

function escalatedEnough(files: readonly StalledFile[]): Check {
  const escalated = files.filter(({ escalations }) => escalations.length > 0);
  return check('stalled files reach the coordinator', escalated.length, 'files', [], 4);
}

function notBefore(evidence: Evidence, files: readonly StalledFile[]): Check {
  return soonEnough(evidence, files, {
    name: 'escalated after the delay, not before',
    rung: 'coordinator',
    mailsOf: ({ escalations }) => escalations,
    least: 4,
  });
}

function remindedNotBefore(evidence: Evidence, files: readonly StalledFile[]): Check {
  return soonEnough(evidence, files, {
    name: 'referents reminded after the delay, not before',
    rung: 'referent',
    mailsOf: ({ nudges }) => nudges,
    least: 4,
  });
}

function soonEnough(
  evidence: Evidence,
  files: readonly StalledFile[],
  { name, rung, mailsOf, least }: { name: string; rung: string; mailsOf: (file: StalledFile) => readonly StaffMail[]; least: number },
): Check {
  const all = files.flatMap((file) => mailsOf(file).map((one) => ({ file, ...one })));
  const wrong = all.flatMap(({ file, at, stage }) => {
    const clock = clockAt(evidence, file, at);
    const delay = delayOf(evidence, stage, stage === 'left' ? 'exitFacts' : rung);
    if (clock === null || delay === null) return [`${file.ref} for no known reason (${stage})`];
    const late = Date.parse(at) - clock - delay;
    return late >= 0 ? [] : [`${file.ref} ${(-late / 1000).toFixed(1)} s too early`];
  });
  return check(name, all.length, 'lines in mails', wrong, least);
}

/** Where a worker had just died, both rungs may have come due at once. */
function remindedFirst(evidence: Evidence, files: readonly StalledFile[]): Check {
  const escalated = files.filter(({ escalations }) => escalations.length > 0);
  const slack = evidence.kills.length > 0 ? TELLING_MS : 0;
  const wrong = escalated.flatMap(({ ref, nudges, escalations }) =>
    nudges.some(({ at }) => Date.parse(at) <= Date.parse(escalations[0]?.at ?? '') + slack)
      ? []
      : [`${ref} without a word to its referent`],
  );
  return check('the referent hears of it first', escalated.length, 'escalated files', wrong, 4);
}

function noneForgotten(evidence: Evidence, files: readonly StalledFile[]): Check {
  const delay = delayOf(evidence, 'informed', 'coordinator') ?? 0;
  const due = files.filter(({ facts }) => {
    if (!facts.some(({ kind }) => kind === 'attended') || facts.some(({ kind }) => kind === 'pause' || kind === 'end' || kind === 'stage'))
      return false;
    const clock = Math.max(...facts.map(({ at }) => Date.parse(at)));
    return clock + delay + TELLING_MS < Date.parse(evidence.until);
  });
  const wrong = due.filter(({ escalations }) => escalations.length === 0).map(({ ref }) => `${ref} was forgotten`);
  return check('no stalled file is forgotten', due.length, 'files past their delay', wrong, 4);
}

/** A contact after the reminder and shortly before the coordinator would have been told: she isn't. */
const SHORTLY_MS = 15_000;

function justInTime(evidence: Evidence, files: readonly StalledFile[]): Check {
  const delay = delayOf(evidence, 'informed', 'coordinator') ?? 0;
  const saved = files.flatMap((file) => {
    const attended = file.facts.find(({ kind }) => kind === 'attended');
    const contact = file.facts.find(({ kind, at }) => kind === 'contact' && file.nudges.some((nudge) => nudge.at < at));
    if (!attended || !contact) return [];
    const deadline = Date.parse(attended.at) + delay;
    const before = deadline - Date.parse(contact.at);
    const passed = Date.parse(evidence.until) > deadline + TELLING_MS / 2;
    return before > 0 && before <= SHORTLY_MS && passed && wasRead(evidence, contact, new Date(deadline + READING_MS).toISOString())
      ? [{ file, contact }]
      : [];
  });
  const wrong = saved
    .filter(({ file, contact }) => file.escalations.some(({ at }) => at > contact.at && Date.parse(at) < Date.parse(contact.at) + delay))
    .map(({ file }) => `${file.ref} was escalated all the same`);
  return check('a contact just in time spares the escalation', saved.length, 'files', wrong);
}

function pauses(evidence: Evidence, files: readonly StalledFile[]): Check {
  const delay = delayOf(evidence, 'informed', 'coordinator') ?? 0;
  const paused = files.flatMap((file) => {
    const pause = file.facts.find(({ kind }) => kind === 'pause');
    const attended = file.facts.find(({ kind }) => kind === 'attended');
    return pause && attended && Date.parse(attended.at) + delay + TELLING_MS / 2 < Date.parse(evidence.until) ? [{ file, pause }] : [];
  });
  const wrong = paused
    .filter(({ file, pause }) => file.escalations.some(({ at }) => at > pause.at && wasRead(evidence, pause, at)))
    .map(({ file }) => `${file.ref} was escalated in its pause`);
  return check('a paused file is left in peace', paused.length, 'files', wrong);
}
