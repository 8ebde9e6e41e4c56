import type { Origin } from '../../domain/facts.ts';
import type { PathState } from './state.ts';

/** Of one form, the latest ones. A public form takes any number of responses about one person, and they push out none of another form. */
const RESPONSES_KEPT = 100;

export function responseKey({ formId, responseId }: Pick<Origin, 'formId' | 'responseId'>): string {
  return `${formId}|${responseId}`;
}

/** The response of such a key. */
export function responseOf(key: string): Pick<Origin, 'formId' | 'responseId'> {
  const [, formId = '', responseId = ''] = /^([^|]*)\|(.*)$/s.exec(key) ?? [];
  return { formId, responseId };
}

/** When this response was submitted as the path took it last (ISO 8601); undefined: never taken. */
export function submittedBefore(state: PathState, origin: Origin): string | undefined {
  return state.seen[responseKey(origin)];
}

/** This version of the response, or a later one. */
export function isTaken(state: PathState, origin: Origin): boolean {
  const before = submittedBefore(state, origin);
  return before !== undefined && before >= origin.submitted.at;
}

/** The response that describes the person is never forgotten. */
export function withResponse(state: PathState, origin: Origin): PathState {
  const key = responseKey(origin);
  const others = Object.entries(state.seen).filter(([other]) => other !== key);
  const ofItsForm = others.filter(([other]) => other.startsWith(`${origin.formId}|`) && other !== state.author);
  const forgotten = new Set(ofItsForm.slice(0, Math.max(0, ofItsForm.length - RESPONSES_KEPT + 1)).map(([other]) => other));
  const kept = others.filter(([other]) => !forgotten.has(other));
  return { ...state, seen: Object.fromEntries([...kept, [key, origin.submitted.at]]) };
}

/** A response of the person's own, or one that saw them. */
export function respondedBy(state: PathState, origin: Origin): PathState {
  const { at } = origin.submitted;
  return { ...withResponse(state, origin), lastResponseAt: at > state.lastResponseAt ? at : state.lastResponseAt };
}
