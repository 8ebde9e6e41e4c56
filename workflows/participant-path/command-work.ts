import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ServiceErrorCode } from '../../domain/service-error.ts';
import { now } from '../now.ts';
import { isRenewalDue } from '../renewal.ts';
import { refusalOf } from '../service-code.ts';
import { lookAtAppointment, mailAppointment, tellReferent } from './appointment-calls.ts';
import { outside } from './calls.ts';
import type { Command } from './commands.ts';
import type { Kept } from './kept.ts';
import { mail } from './mail-calls.ts';
import * as path from './path.ts';
import { inviteOrTell, register, release } from './seat-calls.ts';
import * as summaries from './words/summaries.ts';

/** Carries out what the path asks of the world, beside its deadlines: a mail server that is away must not hold up an escalation. */
export class CommandWork {
  readonly #kept: Kept;
  readonly #afterCommand: () => void;
  #underWay = false;
  #mailing: CancellationScope | null = null;

  /** @param afterCommand wakes whoever waits for what a command has changed */
  constructor(kept: Kept, afterCommand: () => void) {
    this.#kept = kept;
    this.#afterCommand = afterCommand;
  }

  get isUnderWay(): boolean {
    return this.#underWay;
  }

  isDue(): boolean {
    return !this.#underWay && this.#due().length > 0 && !isRenewalDue();
  }

  /** Nobody is to be written to any more: an attempt that is under way may end, and none follows it. */
  dropMail(): void {
    this.#mailing?.cancel();
  }

  /** One command after the other. What is refused waits in the outbox for its next try; a run that is to go on as a new one leaves it the rest. */
  async run(): Promise<void> {
    this.#underWay = true;
    for (let [next] = this.#due(); next && !isRenewalDue(); [next] = this.#due()) {
      const refusal = await this.#attempt(next);
      const { state } = this.#kept;
      this.#kept.state = refusal === null ? path.done(state, next.id) : path.postponed(state, next.id, refusal, now());
      this.#afterCommand();
    }
    this.#underWay = false;
    this.#afterCommand();
  }

  #due(): readonly Command[] {
    return path.dueCommands(this.#kept.state, now());
  }

  /** Null when done; else why it could not be. */
  async #attempt(command: Command): Promise<ServiceErrorCode | null> {
    if (!path.isStillAsked(this.#kept.state, command)) return null;
    try {
      await this.#carryOut(command);
      return null;
    } catch (error) {
      if (isCancellation(error)) return null;
      return refusalOf(error);
    }
  }

  async #carryOut(command: Command): Promise<void> {
    if (!isMail(command)) return await carryOut(this.#kept, command);
    const scope = new CancellationScope();
    this.#mailing = scope;
    try {
      await scope.run(() => carryOut(this.#kept, command));
    } finally {
      this.#mailing = null;
    }
  }
}

/** What a refusing mail server may hold up for hours. */
function isMail({ kind }: Command): boolean {
  return kind === 'mail' || kind === 'appointment';
}

async function carryOut(kept: Kept, command: Command): Promise<void> {
  switch (command.kind) {
    case 'invite':
      return await inviteOrTell(kept, command);
    case 'register':
      return await register(kept, command);
    case 'release':
      return await release(kept, command);
    case 'mail':
      return await mail(kept, command);
    case 'appointment':
      return await mailAppointment(kept, command);
    case 'referentAppointment':
      return await tellReferent(kept, command);
    case 'lookAtAppointment':
      return await lookAtAppointment(kept, command);
    case 'erase':
      return await outside.beginErasure.executeWithOptions({ summary: summaries.ACTIVITIES.erasure }, [{ ref: kept.state.ref }]);
  }
}
