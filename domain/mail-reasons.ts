/** Why a participant is written to: what the mail says follows from it, whose turn it is, and whether it may wait for the office. */
export type MailReason =
  | 'registered'
  | 'registeredAgain'
  /** Met in the neighbourhood. */
  | 'outreach'
  | 'addressCorrected'
  | 'anotherDate'
  /** The person can't come. */
  | 'unable'
  /** For a session that staff or the person chose. */
  | 'registeredFor'
  | 'sessionOpened'
  | 'seatFreed'
  | 'waitingListClosed'
  | 'sessionMoved'
  | 'sessionCancelled'
  | 'excused'
  | 'firstAbsence'
  /** Of a member of staff. */
  | 'decision'
  | 'weekBefore'
  | 'dayBefore'
  | 'appointmentFixed'
  | 'appointmentMoved'
  | 'appointmentTakenOver'
  | 'appointmentCancelled'
  | 'appointmentReminder'
  | 'sixMonths'
  | ReleaseReason;

/** Why a person has a seat, or a place in a waiting list, no more. */
export const RELEASE_REASONS = ['onRequest', 'closed', 'duplicate', 'staff', 'notReached', 'notOfAge', 'furtherOn'] as const;
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

/** What a mail answers at once, at any hour, beside every limit: something that the person did, or agreed on with a member of staff. */
const OWN_ACTS: ReadonlySet<MailReason> = new Set([
  'registered',
  'registeredAgain',
  'addressCorrected',
  'anotherDate',
  'unable',
  'registeredFor',
  'onRequest',
  'appointmentFixed',
  'appointmentMoved',
  'appointmentTakenOver',
  'appointmentCancelled',
]);

/** Seats that the service offers by itself. */
const OFFERS: ReadonlySet<MailReason> = new Set(['firstAbsence', 'excused', 'sessionCancelled', 'waitingListClosed', 'sessionOpened']);

export function isOffered(why: MailReason): boolean {
  return OFFERS.has(why);
}

export function answersOwnAct(why: MailReason): boolean {
  return OWN_ACTS.has(why);
}
