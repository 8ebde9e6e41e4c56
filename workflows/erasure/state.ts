import { seenNote } from '../../domain/answer-notes.ts';
import type { Moment } from '../../domain/moment.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import type { ErasureProgress, ErasureStart, OwnResponse, Traces } from './contract.ts';
import * as words from './words.ts';

/** The erasure of one person, and what is kept so that they stay erased: no personal data. */
export interface ErasureState extends ErasureStart, ErasureProgress {
  readonly coordinator: string;
  readonly origins: readonly string[];
  /** How often a response came again after it was to be deleted: each time it is another line. */
  readonly cameAgain: number;
  /** Since when they are to be deleted. */
  readonly since: Moment | null;
}

/** As many as one mail can list; the others stand in the form beside them. */
const MOST_LISTED = 20;
/** What a search attribute may hold. */
const MOST_ORIGINS = 100;

export function openErasure(begin: ErasureStart | ErasureState): ErasureState {
  if ('step' in begin) return begin;
  const { ref } = begin;
  return { ref, step: 'traces', doneAt: null, sessions: 0, responses: [], coordinator: '', origins: [], cameAgain: 0, since: null };
}

/** What an earlier erasure of the same reference found stays known. */
export function found(state: ErasureState, { at, coordinator, origins, responses }: Traces): ErasureState {
  return {
    ...state,
    step: 'path',
    coordinator,
    since: state.since ?? at,
    origins: [...new Set([...state.origins, ...origins])].slice(0, MOST_ORIGINS),
    responses: withResponses(state.responses, responses),
  };
}

export function progress({ step, doneAt, sessions, responses }: ErasureState): ErasureProgress {
  return { step, doneAt, sessions, responses };
}

/** Asked for again once it is done: something of the person may have come since. */
export function begunAgain(state: ErasureState): ErasureState {
  return state.step === 'done' ? { ...state, step: 'traces', doneAt: null } : state;
}

/** Read anew as it is listed already, it is no news. */
export function cameAgain(state: ErasureState, response: OwnResponse): ErasureState {
  if (state.responses.some(({ number, submitted }) => number === response.number && submitted.at === response.submitted.at)) return state;
  return { ...state, cameAgain: state.cameAgain + 1, since: response.submitted, responses: withResponses(state.responses, [response]) };
}

/** The latest version of each. */
function withResponses(existing: readonly OwnResponse[], more: readonly OwnResponse[]): readonly OwnResponse[] {
  const isNew = ({ number }: OwnResponse) => !more.some((one) => one.number === number);
  return [...existing.filter(isNew), ...more];
}

/** The coordinator is the one who can delete a response in a form: no program can. */
export function linesForStaff({ ref, coordinator, responses, cameAgain: times, since }: ErasureState): readonly WorklistItem[] {
  if (responses.length === 0 || since === null) return [];
  const key = `delete-responses-${times}`;
  return [
    worklistItem({
      key,
      worklist: coordinator,
      kind: 'intake',
      due: since,
      since,
      who: words.WHO,
      reference: ref,
      title: words.task.title(ref, times > 0),
      missing: words.task.missing(ref, responses.slice(0, MOST_LISTED), responses.length > MOST_LISTED),
      next: words.task.next,
      answers: [{ label: words.task.done, form: 'followUp', values: { reference: ref, note: seenNote(key) } }],
    }),
  ];
}
