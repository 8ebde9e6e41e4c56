/** The decisions of a path, pure: state in, state out. The workflow file is only handlers and waits around them. */
export * from './agenda.ts';
export { appointmentKept, appointmentOf, appointmentSeen, hasLeft, isAppointmentOutdated, isInOutlook } from './appointment.ts';
export { ownBooking, ownView, sessionsOf, staffBookings } from './bookings/booking.ts';
export * from './bookings/search.ts';
export { seatChanged } from './bookings/seat-changes.ts';
export { bookingPlanned, bookingRequest, placed, staleBooking, viewFor } from './bookings/staff-bookings.ts';
export { consentWithdrawn } from './consent.ts';
export { withConfiguration } from './departure.ts';
export { beginErasure, carryOutErasure, isErased, traces } from './erasure.ts';
export * from './facts.ts';
export { influxAnswered } from './influx-answer.ts';
export * from './mails.ts';
export * from './outbox.ts';
export * from './registration.ts';
export * from './state.ts';
export { nextWake } from './wake.ts';
