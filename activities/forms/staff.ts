import { contactOf } from '../../domain/assignment.ts';
import type { Programme, Staff } from '../../domain/programme/programme.ts';
import { normaliseFormCode } from '../../domain/typed-code.ts';
import { type Answers, type Reading, Unusable } from './answers.ts';
import { plain } from './text.ts';

/** Who filled in a staff form: the form code (tolerant), or the verified address of known staff. */
export function authorOf({ response, structure, programme }: Reading, answers: Answers): Staff {
  const typed = normaliseFormCode(answers.line('staffCode') ?? '');
  const address = structure.verifiedEmail ? response.respondentEmail?.trim().toLowerCase() : undefined;
  const author =
    allStaff(programme).find((staff) => typed !== '' && normaliseFormCode(staff.formCode) === typed) ??
    allStaff(programme).find(({ email }) => address !== undefined && email.toLowerCase() === address);
  if (!author) throw new Unusable('unknown-staff', 'staffCode');
  return author;
}

/** What can't be used of a response whose author is known is told to its author too. */
export function signedBy<Value>({ code }: Staff, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unusable ? new Unusable(error.reason, error.field, code) : error;
  }
}

/** A person named by name, code or form code; an organisation stands for its contact. */
export function staffNamed(programme: Programme, typed: string): Staff | null {
  const wanted = plain(typed);
  const people = allStaff(programme).filter(
    ({ name, code, formCode: secret }) =>
      plain(name) === wanted || code === typed.trim() || normaliseFormCode(secret) === normaliseFormCode(typed),
  );
  if (people.length === 1) return people[0] ?? null;
  const organisation = programme.organisations.find(({ id, name }) => plain(id) === wanted || plain(name) === wanted);
  return organisation === undefined ? null : contactOf(organisation);
}

function allStaff(programme: Programme): readonly Staff[] {
  return programme.organisations.flatMap(({ staff }) => staff);
}
