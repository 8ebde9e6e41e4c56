import type { SessionDecision } from './facts.ts';
import type { Moment } from './moment.ts';

/** What a facilitator said to the invitation, by Outlook or by form. */
export interface Answer {
  readonly code: string;
  readonly name: string;
  /** `counted`: of the organiser's own side, which never « accepts » in Outlook: counts as accepted unless declined. */
  readonly answer: 'accepted' | 'counted' | 'declined' | 'none';
  /** Another time proposed in Outlook. */
  readonly proposed: ProposedTime | null;
  /** Somebody of the same organisation who could come instead. */
  readonly substitute: { readonly code: string; readonly name: string } | null;
}

export interface ProposedTime {
  readonly start: Moment;
  /** Local, as a form takes it: `2026-12-03 14:30`. */
  readonly typed: string;
}

/** Both co-facilitators' answers, and who might replace whom. */
export interface CoFacilitation {
  readonly answers: readonly Answer[];
  /** Answered « j’y serai » by form: stronger than whatever Outlook shows. */
  readonly byForm: readonly string[];
  /** Said by form that they can't come. */
  readonly unable: readonly string[];
  readonly unableSince: Moment | null;
  /** Asked to replace, and since when. */
  readonly asked: { readonly who: string; readonly instead: string; readonly since: Moment } | null;
  /** No longer of this session: taken off the event. */
  readonly replaced: readonly string[];
  readonly proposed: { readonly by: string; readonly time: ProposedTime; readonly at: Moment } | null;
}

export const NOBODY_ASKED: CoFacilitation = {
  answers: [],
  byForm: [],
  unable: [],
  unableSince: null,
  asked: null,
  replaced: [],
  proposed: null,
};

/** Facilitators of whom it isn't known that they come. */
export function lacking({ answers, byForm, unable }: CoFacilitation): readonly Answer[] {
  const comes = ({ code, answer }: Answer) =>
    !unable.includes(code) && (byForm.includes(code) || answer === 'accepted' || answer === 'counted');
  return answers.filter((answer) => !comes(answer));
}

export type Decided = { readonly coFacilitation: CoFacilitation; readonly facilitators: readonly string[]; readonly what: string };

/** A facilitator, or whoever may, answers for the session by form. Null: nothing for co-facilitation in it. */
export function decide(state: CoFacilitation, facilitators: readonly string[], decision: SessionDecision): Decided | null {
  const { action, staff, substitute } = decision;
  if (action === 'accept') return accept(state, facilitators, staff);
  if (action === 'substitute')
    return substitute === null ? declare(state, facilitators, decision) : ask(state, facilitators, decision, substitute);
  return null;
}

function accept(state: CoFacilitation, facilitators: readonly string[], staff: string): Decided {
  if (state.asked?.who === staff && !facilitators.includes(staff)) {
    const { instead } = state.asked;
    const coFacilitation = {
      ...state,
      asked: null,
      byForm: [...state.byForm, staff],
      replaced: [...state.replaced, instead],
      answers: state.answers.filter(({ code }) => code !== instead),
    };
    return {
      coFacilitation,
      facilitators: facilitators.map((code) => (code === instead ? staff : code)),
      what: `${staff} remplace ${instead}.`,
    };
  }
  const coFacilitation = {
    ...state,
    byForm: [...new Set([...state.byForm, staff])],
    unable: state.unable.filter((code) => code !== staff),
  };
  return { coFacilitation, facilitators, what: `${staff} sera là.` };
}

function declare(state: CoFacilitation, facilitators: readonly string[], { staff, origin }: SessionDecision): Decided {
  const coFacilitation = {
    ...state,
    unable: [...new Set([...state.unable, staff])],
    unableSince: origin.submitted,
    byForm: state.byForm.filter((code) => code !== staff),
  };
  return { coFacilitation, facilitators, what: `${staff} demande à être remplacé(e).` };
}

/** Whoever lacks and could be replaced by them; else the facilitator who asks, else the first who lacks. */
function ask(state: CoFacilitation, facilitators: readonly string[], { staff, origin }: SessionDecision, who: string): Decided {
  const missing = lacking(state);
  const proposedFor = missing.find(({ substitute }) => substitute?.code === who)?.code;
  const asking = facilitators.includes(staff) ? staff : undefined;
  const instead = proposedFor ?? asking ?? missing[0]?.code ?? facilitators[0] ?? staff;
  return {
    coFacilitation: { ...state, asked: { who, instead, since: origin.submitted } },
    facilitators,
    what: `${who} : peut remplacer ${instead} ?`,
  };
}
