/** The decisions of a session, pure: state in, state out. The workflow file is only handlers and waits around them. */
export * from './agenda.ts';
export * from './answers.ts';
export * from './attendance.ts';
export * from './configuration.ts';
export * from './decisions.ts';
export * from './event.ts';
export * from './mails.ts';
export * from './move-and-cancel.ts';
export { record } from './record.ts';
export * from './seats.ts';
export { note, openSession, outageAfter, type Seat, type SessionState } from './state.ts';
