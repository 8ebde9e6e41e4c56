import type { Deadlines } from '../../activities/calendar/deadlines.ts';
import { createKeys } from '../../activities/form-intake/keys.ts';
import type { Person } from '../../domain/facts.ts';
import type { PathStart } from '../../domain/path-start.ts';
import { newPlanRequest } from '../../domain/plan.ts';

/** What a path starts with whose person has just registered; a woman of some 46 years with an address, unless `details` say otherwise. */
export function newcomer(
  details: Pick<Person, 'firstName'> & Partial<Person>,
  { turn, now, deadlines }: { readonly turn: number; readonly now: Date; readonly deadlines: Deadlines },
): PathStart {
  const { firstName } = details;
  const at = deadlines.moment(now.toISOString());
  const origin = { formId: 'F-REG', responseId: `reg-${firstName}`, submitted: at };
  const keys = createKeys(Buffer.alloc(32, 3));
  const ref = keys.reference(origin, 0);
  const person: Person = {
    lastName: 'Essai',
    email: `${firstName.toLowerCase()}@example.org`,
    badEmail: null,
    phone: null,
    badPhone: null,
    birthDate: '1980-02-03',
    neighbourhood: null,
    priorityNeighbourhood: false,
    town: null,
    situation: null,
    referrer: null,
    alreadyFollowedBy: null,
    wish: null,
    enteredBy: null,
    sharedAddress: false,
    ...details,
  };
  const plan = deadlines.plan(newPlanRequest({ ref, clockFrom: at.at, birthDate: person.birthDate, turn }), at.at);
  return { ref, registration: { origin, person }, matchKeys: keys.match(person, origin), near: [], turn, plan };
}
