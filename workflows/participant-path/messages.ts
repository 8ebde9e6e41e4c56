import { defineSignal } from '@temporalio/workflow';
import type { FollowUp, Origin, Unable } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { RegistrationTaken } from '../../domain/path-start.ts';
import type { SeatView } from '../../domain/seat.ts';

/** A registration of the same person (again), or an edit of one. Start and signal carry the same body. */
export const registrationTaken = defineSignal<[RegistrationTaken]>('registration');
/** Paths of the same person, by all that is known, which the search did not show when this one began: a person decides. */
export const nearFound = defineSignal<[{ readonly refs: readonly string[]; readonly at: Moment }]>('nearFound');
/** An edit of a registration that takes the person's consent back. */
export const consentRefused = defineSignal<[Origin]>('consentRefused');
export const followUpRecorded = defineSignal<[FollowUp]>('followUp');
export const unableAnswered = defineSignal<[Unable]>('unable');
/** Session → path, until told: ignored unless its `rev` is newer. */
export const sessionNews = defineSignal<[{ readonly view: SeatView; readonly at: Moment }]>('session.news');
/** Planner, watch → paths that found no session, or wait in a list: there are new ones. */
export const sessionsOpened = defineSignal('sessionsOpened');
/** A worker of another configuration has started: staff, delays or closures may have changed. One of the version that the path has changes nothing. */
export const configurationChanged = defineSignal<[{ readonly version: string }]>('configurationChanged');
