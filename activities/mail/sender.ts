import { ApplicationFailure } from '@temporalio/common';
import { ServiceError, type ServiceErrorCode } from '../../domain/service-error.ts';
import type { Mail, Mailer } from '../../integrations/mail/port.ts';
import { type Checkpoint, staysAlive } from '../shared/checkpoint.ts';

/** Where a mail stands, as far as the server knows. `doubts` counts submissions whose answer nobody heard. */
interface MailClaim {
  readonly phase: 'submitting' | 'answered';
  readonly messageId: string;
  readonly doubts: number;
  /** Of `answered`. */
  readonly code?: ServiceErrorCode | 'accepted';
}

function isMailClaim(details: unknown): details is MailClaim {
  return typeof details === 'object' && details !== null && 'phase' in details && 'doubts' in details && 'messageId' in details;
}

function nameOf(messageId: string): string {
  return `mail ${messageId}`;
}

/** A submission without an answer counts as one: its attempt died between the two. */
function doubtsOf(claim: MailClaim | undefined): number {
  return (claim?.doubts ?? 0) + (claim?.phase === 'submitting' ? 1 : 0);
}

/** A confirmation in doubt is sent again this many times at most: then it is a line on the worklist like any other. */
const MOST_DOUBTS = 3;

export interface Sender {
  /** An earlier attempt of this activity submitted the mail and nobody heard the answer. */
  isInDoubt(messageId: string): boolean;
  /**
   * Sends one mail, claimed before it is submitted. `inDoubt`: one submission got no answer, so the person has it once, or not at all;
   * with `again` (confirmations) it was then sent again under the same Message-ID, without it never.
   * A refusal is thrown as `ServiceError`. `more`: this activity goes on after the mail, so its acceptance is recorded too.
   */
  send(mail: Mail, options: { readonly again: boolean; readonly more?: boolean }): Promise<'sent' | 'inDoubt'>;
}

export function createSender({ mailer, checkpoint }: { readonly mailer: Mailer; readonly checkpoint: Checkpoint }): Sender {
  const lastOf = (messageId: string): MailClaim | undefined => checkpoint.last(nameOf(messageId), isMailClaim);
  return {
    isInDoubt: (messageId) => doubtsOf(lastOf(messageId)) > 0,

    async send(mail, { again, more = false }) {
      const { messageId } = mail;
      const claim = (state: Omit<MailClaim, 'messageId'>): Promise<void> => checkpoint.claim(nameOf(messageId), { messageId, ...state });

      const before = lastOf(messageId);
      const doubts = doubtsOf(before);
      if (before?.code === 'accepted') return doubts > 0 ? 'inDoubt' : 'sent';
      if (doubts > 0 && (!again || doubts >= MOST_DOUBTS)) return 'inDoubt';

      try {
        // Claimed when its turn comes: whoever waits in line when the worker dies was never submitted.
        await staysAlive(checkpoint, () => mailer.send(mail, () => claim({ phase: 'submitting', doubts })));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.code !== 'mail-in-doubt') {
          // Should this fail, the next attempt reads a claim without an answer: in doubt, which is less than we know, but true.
          await claim({ phase: 'answered', doubts, code: error.code }).catch(() => undefined);
          throw error;
        }
        if (!again) return 'inDoubt';
        // The claim stays without an answer: the next attempt finds it, and sends again.
        throw ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: false, cause: error });
      }
      if (more) await claim({ phase: 'answered', doubts, code: 'accepted' });
      return doubts > 0 ? 'inDoubt' : 'sent';
    },
  };
}
