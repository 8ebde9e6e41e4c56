/** What the service needs of Google Forms. Every method throws `ServiceError` (domain/service-error.ts) and nothing else. */
export interface FormsPort {
  structure(formId: string): Promise<FormStructure>;
  /**
   * Every response last submitted at or after `since` (ISO 8601), all pages read, each (responseId, lastSubmittedTime) once,
   * oldest `lastSubmittedTime` first. A token that expires between pages starts the reading again at the first page.
   */
  responsesSince(formId: string, since: string): Promise<readonly FormResponse[]>;
  /** One response as it is now, or null when the form no longer has it. */
  response(formId: string, responseId: string): Promise<FormResponse | null>;
}

export interface FormStructure {
  readonly formId: string;
  readonly title: string;
  /** Where a person fills the form in. */
  readonly responderUri: string | null;
  /** True where `respondentEmail` proves an identity (VERIFIED), false where it is what somebody typed. */
  readonly verifiedEmail: boolean;
  readonly questions: readonly FormQuestion[];
  /** Changes when, and only when, questions, options or their order change. */
  readonly fingerprint: string;
}

export interface FormQuestion {
  readonly questionId: string;
  /** The item's title; for a row of a grid, the grid's title. */
  readonly title: string;
  /** The row's title when the question is a row of a grid. */
  readonly row: string | null;
  readonly type: 'text' | 'choice' | 'checkbox' | 'date' | 'time' | 'scale' | 'gridRow' | 'other';
  /** The options' texts, or the grid's columns. */
  readonly options: readonly string[];
}

export interface FormResponse {
  readonly formId: string;
  readonly responseId: string;
  /** ISO 8601 UTC. */
  readonly createTime: string;
  readonly lastSubmittedTime: string;
  readonly respondentEmail: string | null;
  /** questionId → what was answered, in order; a question left empty is absent. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
}
