import { type Check, check, type Evidence } from '../evidence.ts';
import { MEMOS, sessionId, WORKFLOW_TYPES } from '../names.ts';
import { coordinatorLines } from './registrations.ts';

/** Who was at the sessions, as their attendance forms were answered: nothing of it comes from who had accepted in Outlook. */
export function presenceChecks(evidence: Evidence): readonly Check[] {
  const sessions = sessionAnswers(evidence);
  const both = sessions.filter(({ present }) => present.length > 1).length;
  const what = `sessions of which the form tells who was there: ${both} co-facilitated, ${sessions.length - both} not`;
  return [
    check(
      'co-facilitated as recorded',
      sessions.length,
      what,
      sessions.flatMap((session) => wrongOf(evidence, session)),
    ),
  ];
}

/** Sessions that Temporal knows as co-facilitated. */
export function coFacilitated({ workflows }: Evidence): number {
  return workflows.filter(({ type, memo }) => type === WORKFLOW_TYPES.session && memo[MEMOS.coFacilitated] === 'yes').length;
}

interface SessionAnswer {
  readonly session: string;
  /** Names, as ticked in the latest response that ticked any. */
  readonly present: readonly string[];
}

function sessionAnswers({ responses }: Evidence): readonly SessionAnswer[] {
  const latest = new Map<string, SessionAnswer>();
  for (const { answers } of responses.attendance.toSorted((a, b) => a.lastSubmittedTime.localeCompare(b.lastSubmittedTime))) {
    const { session, presentOrganisations } = answers;
    if (session !== undefined && presentOrganisations !== undefined)
      latest.set(session, { session, present: presentOrganisations.split(', ') });
  }
  return [...latest.values()];
}

function wrongOf(evidence: Evidence, { session, present }: SessionAnswer): readonly string[] {
  const seen = evidence.workflows.find(({ id }) => id === sessionId(session));
  const isBoth = present.length > 1;
  const words = isBoth ? `oui – ${present.join(' et ')}` : `non – ${present.join('')} seule`;
  const lines = coordinatorLines(evidence).filter(
    ({ who, title }) =>
      title.startsWith('Séance animée par une seule structure') && who !== null && who.startsWith(titleOf(evidence, session)),
  );
  return [
    ...(seen?.memo[MEMOS.coFacilitated] === (isBoth ? 'yes' : 'no') ? [] : [`the memo of ${session} says otherwise`]),
    ...(seen?.details.includes(`**Co-animation constatée** : ${words}\n`) === true ? [] : [`the details of ${session} say otherwise`]),
    ...(lines.length === (isBoth ? 0 : 1) ? [] : [`${lines.length} lines to the coordinator about ${session}`]),
  ];
}

function titleOf({ programme }: Evidence, session: string): string {
  return programme.sessions.find(({ id }) => id === session)?.title ?? session;
}
