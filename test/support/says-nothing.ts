import type { FollowUp } from '../../domain/facts.ts';

/** A follow-up answer in which nothing is filled in. */
export const SAYS_NOTHING = {
  contact: null,
  stage: null,
  appointment: null,
  appointmentPlace: null,
  ofAppointment: null,
  registerFor: null,
  decision: 'none' as const,
  until: null,
  reason: null,
  note: null,
  callAnswer: null,
  adviser: null,
  newEmail: null,
  newPhone: null,
  outcome: null,
} satisfies Omit<FollowUp, 'origin' | 'staff' | 'date'>;
