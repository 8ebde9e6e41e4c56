import { isLeadWorklist } from '../../domain/assignment.ts';
import type { Moment } from '../../domain/moment.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { about, firstNameOf, introducing } from './about-path.ts';
import { agenda } from './agenda.ts';
import { ownView } from './bookings/booking.ts';
import { ladderStage } from './clock.ts';
import { isAgeAsked } from './eligibility.ts';
import { quotedWords } from './quoted.ts';
import type { PathState } from './state.ts';
import { eligibilityAnswers, newsAnswers } from './task-answers.ts';
import { TRIED } from './words/journal.ts';
import * as lines from './words/worklist.ts';

/** Reminders of a silent path: its referent's, then the coordinator's and the lead's. */
export function ladderItems(state: PathState): readonly WorklistItem[] {
  const { ladder, plan } = state;
  const escalatedAt = plan.coordinator[ladder.coordinator - 1];
  return [
    ...(ladder.referent && plan.referent ? [nudge(state, plan.referent)] : []),
    ...(ladder.coordinator > 0 && escalatedAt ? escalations(state, escalatedAt) : []),
  ];
}

function nudge(state: PathState, due: Moment): WorklistItem {
  const { stage, plan, person } = state;
  return worklistItem({
    ...about(state),
    // Of its moment: after an appointment that led to nothing it is another reminder.
    key: `nudge-${stage}-${due.at}`,
    worklist: plan.assignment.firstRung,
    kind: stage === 'left' ? 'exitFacts' : 'nudge',
    due,
    title: ladderStage(state) === 'informed' ? introducing(state, lines.NO_NEWS) : (lines.REMINDERS[stage] ?? lines.NO_NEWS),
    phone: stage === 'settled' ? person.phone : null,
    missing: lines.MISSING[ladderStage(state)] ?? null,
    next: afterNudge(state),
    notes: quotedWords(state),
    answers: newsAnswers(state),
  });
}

/** Null where nobody else is told: exit facts. */
function afterNudge(state: PathState): string | null {
  const { plan, ladder } = state;
  if (plan.coordinator.length === 0) return null;
  const next = ladder.coordinator === 0 ? agenda(state).find(({ due }) => due === 'coordinator') : undefined;
  return next ? lines.notifiedIfSilent(plan.assignment, next.moment) : lines.notifiedAlready(plan.assignment);
}

/** A repeat is another item, so that it is told anew. */
function escalations(state: PathState, escalatedAt: Moment): readonly WorklistItem[] {
  const { plan, stage, ladder } = state;
  const next = plan.coordinator[ladder.coordinator];
  const key = `escalation-${stage}-${escalatedAt.at}-${ladder.coordinator}`;
  const seek = stage === 'registered' && state.search.want === 'seat';
  const kind = seek ? ('noSession' as const) : ('escalation' as const);
  const after = next ? lines.remindedAgain(next) : lines.NO_MORE_REMINDERS;
  const reminded = ladder.referent && plan.referent ? [{ at: plan.referent, what: TRIED.referentReminded }] : [];
  const whole = {
    ...about(state),
    tried: [...state.tried, ...reminded],
    key,
    kind,
    due: escalatedAt,
    title: seek ? seekWords(state) : lines.STUCK,
    missing: missingOf(state, seek),
    next: after,
    answers: isAgeAsked(state) ? eligibilityAnswers(state) : newsAnswers(state),
  };
  const { firstRung, secondRung, firstNameOnly, lead } = plan.assignment;
  const forLead = { ...whole, next: [...followedBy(state), after].join(' ') };
  const others = { ...whole, ...firstNameOf(state), missing: null, next: null, answers: [] };
  const second = firstNameOnly ? others : isLeadWorklist(secondRung) ? forLead : whole;
  const items = [worklistItem({ ...second, worklist: secondRung })];
  // Of her own paths a coordinator is reminded first; where no reminder comes before, she hears of it with her lead.
  if (isLeadWorklist(secondRung) && reminded.length === 0) items.unshift(worklistItem({ ...whole, worklist: firstRung }));
  if (lead !== null && lead !== secondRung) items.push(worklistItem({ ...forLead, worklist: lead }));
  return items;
}

function missingOf(state: PathState, seek: boolean): string | null {
  if (isAgeAsked(state)) return lines.DECISION_ON_AGE;
  if (!seek && state.stage === 'registered') return lines.CALL_FOR_ANOTHER_DATE;
  return lines.MISSING[ladderStage(state)] ?? null;
}

function seekWords(state: PathState): string {
  return ownView(state)?.status === 'waiting' ? lines.ONLY_WAITING : lines.NO_SESSION;
}

/** A lead knows their people better than their people's paths. */
function followedBy({ plan }: PathState): readonly string[] {
  return plan.assignment.referentName === null ? [] : [lines.followedBy(plan.assignment.referentName)];
}
