import { SEEN_NOTE } from '../../domain/answer-notes.ts';
import { isLeadWorklist } from '../../domain/assignment.ts';
import type { FollowUp } from '../../domain/facts.ts';
import type { PathState } from './state.ts';
import { closeTasks, type Task, type Topic } from './tasks.ts';

/** What only had to be known is closed by « Vu » on its own line; typed without a line, by the only one that it can mean. Any other note is a note. */
export function acknowledged(state: PathState, { note, staff }: FollowUp): PathState {
  const seen = SEEN_NOTE.exec(note?.trim() ?? '');
  if (seen === null) return state;
  const [, key] = seen;
  const closable = state.open.filter((open) => mayClose(state, open, staff));
  const [meant, ...others] = key === undefined ? closable : closable.filter((open) => open.key === key);
  return meant === undefined || others.length > 0 ? state : closeTasks(state, (open) => open.key === meant.key);
}

/** Questions to which « nothing changes » is an answer. */
const QUESTIONS: ReadonlySet<Topic> = new Set(['consent-doubt', 'back-after-withdrawal']);

/** Whether two paths are one person's is the coordinator's to say: nobody else sees both. */
function mayClose(state: PathState, { kind, about, topic, proposal }: Task, staff: string): boolean {
  if (kind === 'possibleDuplicate') return staff === coordinatorOf(state);
  return proposal !== undefined || QUESTIONS.has(topic) || kind === 'mailInDoubt' || kind === 'info' || about === 'release';
}

/** Her worklist, even for her own paths (where the ladder's second rung is her organisation's lead). */
export function coordinatorOf({ plan }: PathState): string {
  const { firstRung, secondRung } = plan.assignment;
  return isLeadWorklist(secondRung) ? firstRung : secondRung;
}
