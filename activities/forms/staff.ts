import { isExpired, type LinkPurpose, parseLinkToken } from '../../domain/link-token.ts';
import type { Staff } from '../../domain/programme/programme.ts';
import { normaliseFormCode } from '../../domain/typed-code.ts';
import { type Answers, type Reading, Unusable } from './answers.ts';
import { linkableAnswer } from './linkable.ts';
import { allStaff } from './staff-named.ts';

/**
 * Who filled in a staff form: by the form code (tolerant), the token of a link that they were mailed, or the verified address of known staff.
 * @param purposes of which a token must be: what the response is about
 */
export function authorOf(reading: Reading, answers: Answers, purposes: readonly LinkPurpose[]): Staff {
  const typed = answers.line('staffCode') ?? '';
  const link = linkHolder(reading, typed, purposes);
  const author = withCode(reading, typed) ?? (link.why === null ? link.holder : null) ?? withAddress(reading);
  if (author !== null) return author;
  // Whose link it was confirms the same answer by a fresh one.
  const answer = link.why === 'link-expired' ? linkableAnswer(answers, reading) : null;
  throw new Unusable(link.why ?? 'unknown-staff', 'staffCode', link.holder?.code ?? null, answer);
}

function withCode({ programme }: Reading, typed: string): Staff | null {
  const wanted = normaliseFormCode(typed);
  return (wanted !== '' && allStaff(programme).find(({ formCode }) => normaliseFormCode(formCode) === wanted)) || null;
}

function withAddress({ response, structure, programme }: Reading): Staff | null {
  const address = structure.verifiedEmail ? response.respondentEmail?.trim().toLowerCase() : undefined;
  return allStaff(programme).find(({ email }) => address !== undefined && email.toLowerCase() === address) ?? null;
}

interface LinkHolder {
  /** Of an expired token too: they are told. */
  readonly holder: Staff | null;
  /** Null: the token is good, or there is none. */
  readonly why: 'link-expired' | 'link-refused' | null;
}

function linkHolder({ response, programme, tokens }: Reading, typed: string, purposes: readonly LinkPurpose[]): LinkHolder {
  const token = parseLinkToken(typed);
  if (token === null) return { holder: null, why: null };
  const holder = token === 'damaged' ? null : tokens.holder(token, purposes, allStaff(programme));
  if (token === 'damaged' || holder === null) return { holder: null, why: 'link-refused' };
  return { holder, why: isExpired(token, response.lastSubmittedTime) ? 'link-expired' : null };
}

/** What can't be used of a response whose author is known is told to its author too. */
export function signedBy<Value>({ code }: Staff, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unusable ? new Unusable(error.reason, error.field, code) : error;
  }
}
