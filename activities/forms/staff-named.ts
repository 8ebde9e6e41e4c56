import { contactOf } from '../../domain/assignment.ts';
import type { Organisation, Programme, Staff } from '../../domain/programme/programme.ts';
import { plain } from './text.ts';

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

export function allStaff(programme: Programme): readonly Staff[] {
  return programme.organisations.flatMap(({ staff }) => staff);
}
