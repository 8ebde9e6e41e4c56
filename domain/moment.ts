/** An instant and how a person reads it. Workflow code does no time-zone arithmetic: labels are made in activities. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** French, local to the programme: « jeudi 3 décembre à 14 h 30 ». */
  readonly label: string;
}
