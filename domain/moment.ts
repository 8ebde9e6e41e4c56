/** An instant and how a person reads it. Workflow code does no time-zone arithmetic: labels are made in activities. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** French, local to the programme: « jeudi 3 décembre à 14 h 30 ». */
  readonly label: string;
}

/** An instant that is counted with and that no reader is shown: workflow code has no label for it. @param at ISO 8601, UTC */
export function unlabelled(at: string): Moment {
  return { at, label: '' };
}
