import type { Registration } from './facts.ts';
import type { Moment } from './moment.ts';
import type { Plan } from './plan.ts';
import type { SessionKind } from './programme/programme.ts';

/** A registration with what intake worked out about it, outside the workflow. */
export interface RegistrationMessage {
  readonly registration: Registration;
  /** HMACs of the person's keys and of the responses taken: the search attribute `GcMatchKeys`. */
  readonly matchKeys: readonly string[];
  /** References of near matches: a possible duplicate for a person to decide. */
  readonly near: readonly string[];
  /** Turn of this registration among the referents of a `rotate` organisation. */
  readonly turn: number;
  /** No registration at all: the person came to this session, as its attendance form says. */
  readonly walkIn?: WalkIn;
}

export interface WalkIn {
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly title: string;
  /** When the session began. */
  readonly start: Moment;
  /** Staff code of who filled its attendance form in. */
  readonly staff: string;
}

export interface PathStart extends RegistrationMessage {
  readonly ref: string;
  readonly plan: Plan;
  /** One of more new paths in an hour than a programme has: nothing is sent before the coordinator says so. */
  readonly held?: true;
}
