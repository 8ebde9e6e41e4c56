/** The decisions of a path, pure: state in, state out. The workflow file is only handlers and waits around them. */
export * from './agenda.ts';
export { appointmentKept, appointmentOf, appointmentSeen, hasLeft, isAppointmentOutdated, keeperOf } from './appointment.ts';
export { consentWithdrawn } from './consent.ts';
export { hasMail } from './contact-details.ts';
export { withConfiguration } from './departure.ts';
export * from './facts.ts';
export { log } from './journal.ts';
export * from './mails.ts';
export * from './outbox.ts';
export { placed, placePlanned, placeRequest, sessionsOf, stalePlace, viewFor } from './places.ts';
export * from './registration.ts';
export * from './seat.ts';
export * from './state.ts';
export { nextWake } from './wake.ts';
export { STAGE_WORDS } from './words.ts';
