import { contactOf } from '../../domain/assignment.ts';
import { isExpired, type LinkPurpose, parseLinkToken } from '../../domain/link-token.ts';
import type { Organisation, Programme, Staff } from '../../domain/programme/programme.ts';
import { normaliseFormCode } from '../../domain/typed-code.ts';
import { type Answers, type Reading, Unusable } from './answers.ts';
import { plain } from './text.ts';

/**
 * Who filled in a staff form: by the form code (tolerant), the token of a link that they were mailed, or the verified address of known staff.
 * @param purposes of which a token must be: what the response is about
 */
export function authorOf(reading: Reading, answers: Answers, purposes: readonly LinkPurpose[]): Staff {
  const typed = answers.line('staffCode') ?? '';
  const link = linkHolder(reading, typed, purposes);
  const author = withCode(reading, typed) ?? (link.why === null ? link.holder : null) ?? withAddress(reading);
  if (author !== null) return author;
  throw new Unusable(link.why ?? 'unknown-staff', 'staffCode', link.holder?.code ?? null);
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

/**
 * A person by name or staff code; an organisation stands for its contact, or for its first referent where nobody allocates. A form code names
 * nobody: it is a secret, and belongs in « Code ». One person may have two codes in the configuration; two people of one name are told apart by code.
 */
export function staffNamed(programme: Programme, typed: string): Staff | null {
  const wanted = plain(typed);
  const [person, ...others] = allStaff(programme).filter(({ name, code }) => plain(name) === wanted || code === typed.trim());
  if (person !== undefined && others.every(({ email }) => isSameAddress(email, person.email))) return person;
  const organisation = programme.organisations.find(({ id, name }) => plain(id) === wanted || plain(name) === wanted);
  return organisation === undefined ? null : (contactOf(organisation) ?? firstReferent(organisation));
}

function isSameAddress(email: string, other: string): boolean {
  return email.trim().toLowerCase() === other.trim().toLowerCase();
}

function firstReferent({ staff }: Organisation): Staff | null {
  return staff.find(({ roles }) => roles.includes('referent')) ?? null;
}

function allStaff(programme: Programme): readonly Staff[] {
  return programme.organisations.flatMap(({ staff }) => staff);
}
