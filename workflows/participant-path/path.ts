/** The decisions of a path, pure: state in, state out. The workflow file is only handlers and waits around them. */
export * from './agenda.ts';
export { appointmentKept, appointmentOf, appointmentSeen, hasLeft, isAppointmentOutdated, keeperOf } from './appointment.ts';
export { ownBooking, ownView, sessionsOf, staffBookings, views } from './bookings/booking.ts';
export { sessionNews } from './bookings/news.ts';
export * from './bookings/search.ts';
export { MARK_WORDS } from './bookings/sheet.ts';
export { bookingPlanned, bookingRequest, placed, registerFor, staleBooking, viewFor } from './bookings/staff-bookings.ts';
export { consentWithdrawn } from './consent.ts';
export { hasMail } from './contact-details.ts';
export { withConfiguration } from './departure.ts';
export * from './facts.ts';
export { log } from './journal.ts';
export * from './mails.ts';
export * from './outbox.ts';
export * from './registration.ts';
export * from './state.ts';
export { nextWake } from './wake.ts';
export { STAGE_WORDS } from './words.ts';
