import type { Moment } from '../../domain/moment.ts';
import type { Departed } from '../../domain/plan.ts';
import { type PrefilledAnswer, type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import { referentLeft } from './appointment.ts';
import { log } from './journal.ts';
import type { PathState } from './state.ts';
import { ANSWERS, entrustTo } from './words/answers.ts';
import * as entries from './words/journal.ts';
import * as lines from './words/worklist.ts';

/** The configuration of a worker that has started: the plan is made anew, unless it is of this version already. */
export function withConfiguration(state: PathState, version: string): PathState {
  return state.plan.version === version ? state : { ...state, stale: true };
}

/** After a new plan: the referent left the configuration with it. The person stays in the journal, and their appointment is named. */
export function noteDeparture(before: PathState, state: PathState, at: Moment): PathState {
  const { departed } = state.plan.assignment;
  if (departed === null || before.plan.assignment.departed?.code === departed.code) return state;
  const noted = log(state, at, entries.referentDeparted(departed.name));
  return state.stage === 'left' ? noted : referentLeft(noted, departed.name, at);
}

/** Asks who accompanies instead; a turn is only proposed. */
export function departedItem({ ref, plan }: PathState, departed: Departed, about: Partial<WorklistItem>): WorklistItem {
  const { code, name, proposed } = departed;
  return worklistItem({
    ...about,
    key: `departed-${code}`,
    worklist: plan.assignment.firstRung,
    kind: 'nameAdviser',
    due: plan.madeAt,
    title: lines.whoAccompanies(name),
    missing: lines.ADVISER_MISSING,
    answers: [...(proposed === null ? [] : [named(ref, entrustTo(proposed), proposed)]), named(ref, ANSWERS.nameAdviser)],
    departed: { code, name },
  });
}

function named(reference: string, label: string, adviser?: string): PrefilledAnswer {
  return { label, form: 'followUp', values: { reference, decision: 'name', ...(adviser === undefined ? {} : { adviser }) } };
}
