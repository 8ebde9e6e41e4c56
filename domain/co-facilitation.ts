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
  /** Asked to replace, since when, and until when that is waited for (null: as long as it takes). */
  readonly replacementRequest: {
    readonly who: string;
    readonly name: string;
    readonly instead: string;
    readonly since: Moment;
    readonly answerBy: Moment | null;
  } | null;
  /** Asked to replace, and can't. */
  readonly refused: readonly string[];
  /** No longer of this session: taken off the event. */
  readonly replaced: readonly string[];
  readonly proposed: { readonly by: string; readonly time: ProposedTime; readonly at: Moment } | null;
}

export const NO_ANSWERS: CoFacilitation = {
  answers: [],
  byForm: [],
  unable: [],
  unableSince: null,
  replacementRequest: null,
  refused: [],
  replaced: [],
  proposed: null,
};

/** Facilitators of whom it isn't known that they come. */
export function lacking({ answers, byForm, unable }: CoFacilitation): readonly Answer[] {
  const comes = ({ code, answer }: Answer) =>
    !unable.includes(code) && (byForm.includes(code) || answer === 'accepted' || answer === 'counted');
  return answers.filter((answer) => !comes(answer));
}

/** What an answer came to: of whom (`name`), and whom they were to replace (`instead`), as colleagues read them. */
export type Outcome =
  | { readonly kind: 'comes' | 'asksToBeReplaced' | 'ofNoFacilitatorsOrganisation'; readonly name: string }
  | { readonly kind: 'replaces' | 'replacementRequested' | 'cannotReplace'; readonly name: string; readonly instead: string };

export type Decided = { readonly coFacilitation: CoFacilitation; readonly facilitators: readonly string[]; readonly outcome: Outcome };

/**
 * A facilitator, or whoever may, answers for the session by form. Null: nothing for co-facilitation in it. `departed`: facilitators who left the
 * configuration, and so are of no organisation any more.
 */
export function decide(
  state: CoFacilitation,
  facilitators: readonly string[],
  decision: SessionDecision,
  departed: readonly string[] = [],
): Decided | null {
  const { action, substitute } = decision;
  if (action === 'accept') return accept(state, facilitators, decision);
  if (action === 'substitute')
    return substitute === null ? declare(state, facilitators, decision) : ask({ state, facilitators, departed }, decision, substitute);
  return null;
}

function accept(state: CoFacilitation, facilitators: readonly string[], { staff, staffName: name }: SessionDecision): Decided {
  if (state.replacementRequest?.who === staff && !facilitators.includes(staff)) {
    const { instead } = state.replacementRequest;
    const coFacilitation = {
      ...state,
      replacementRequest: null,
      byForm: [...state.byForm, staff],
      replaced: [...state.replaced, instead],
      answers: state.answers.filter(({ code }) => code !== instead),
    };
    return {
      coFacilitation,
      facilitators: facilitators.map((code) => (code === instead ? staff : code)),
      outcome: { kind: 'replaces', name, instead: nameOf(state, instead) },
    };
  }
  const coFacilitation = {
    ...state,
    byForm: [...new Set([...state.byForm, staff])],
    unable: state.unable.filter((code) => code !== staff),
  };
  return { coFacilitation, facilitators, outcome: { kind: 'comes', name } };
}

function declare(state: CoFacilitation, facilitators: readonly string[], { staff, staffName: name, origin }: SessionDecision): Decided {
  if (state.replacementRequest?.who === staff && !facilitators.includes(staff))
    return refuse(state, facilitators, state.replacementRequest);
  const coFacilitation = {
    ...state,
    unable: [...new Set([...state.unable, staff])],
    unableSince: origin.submitted,
    byForm: state.byForm.filter((code) => code !== staff),
  };
  return { coFacilitation, facilitators, outcome: { kind: 'asksToBeReplaced', name } };
}

/** Who was asked can't replace either: somebody else is to be found. */
function refuse(
  state: CoFacilitation,
  facilitators: readonly string[],
  { who, name, instead }: NonNullable<CoFacilitation['replacementRequest']>,
): Decided {
  const refused = [...new Set([...state.refused, who])];
  return {
    coFacilitation: { ...state, replacementRequest: null, refused },
    facilitators,
    outcome: { kind: 'cannotReplace', name, instead: nameOf(state, instead) },
  };
}

/** Whoever can't be asked to replace anybody here: they were replaced, have said no, or are being asked. */
export function notToAsk({ replaced, refused, replacementRequest }: CoFacilitation): readonly string[] {
  return [...replaced, ...refused, ...(replacementRequest ? [replacementRequest.who] : [])];
}

/** The session is at another time: what was said of the first time says nothing of this one. */
export function atAnotherTime(state: CoFacilitation): CoFacilitation {
  return { ...state, answers: [], byForm: [], unable: [], unableSince: null, replacementRequest: null, refused: [], proposed: null };
}

/**
 * A colleague of the same organisation: whoever lacks first, else the facilitator who asks, else whoever of it leads the session. A session has
 * one of each organisation, so nobody of another can be replaced by them.
 */
function ask(
  {
    state,
    facilitators,
    departed,
  }: { readonly state: CoFacilitation; readonly facilitators: readonly string[]; readonly departed: readonly string[] },
  decision: SessionDecision,
  who: string,
): Decided {
  const { staff, origin, answerBy, colleagues } = decision;
  const missing = lacking(state);
  const proposed = missing.find(({ substitute }) => substitute?.code === who);
  const replaceable = facilitators.filter((code) => colleagues.includes(code));
  const lacks = missing.find(({ code }) => replaceable.includes(code))?.code;
  const asking = replaceable.find((code) => code === staff);
  const instead = proposed?.code ?? asking ?? lacks ?? replaceable[0] ?? departed[0];
  const name = proposed?.substitute?.name ?? who;
  if (instead === undefined) return { coFacilitation: state, facilitators, outcome: { kind: 'ofNoFacilitatorsOrganisation', name } };
  return {
    coFacilitation: { ...state, replacementRequest: { who, name, instead, since: origin.submitted, answerBy } },
    facilitators,
    outcome: { kind: 'replacementRequested', name, instead: nameOf(state, instead) },
  };
}

/** A facilitator's name, as far as the answers to the invitation have told it; else the code. */
export function nameOf({ answers }: CoFacilitation, code: string): string {
  return answers.find((answer) => answer.code === code)?.name ?? code;
}
