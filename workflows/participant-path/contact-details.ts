import { CONFIRMED_NOTE } from '../../domain/answer-notes.ts';
import type { FollowUp, Person } from '../../domain/facts.ts';
import type { Moment } from '../../domain/moment.ts';
import type { ContactField, CorrectedDetails, PathState } from './state.ts';
import { addTask, closeTasks, type Task, taskOf } from './tasks.ts';
import * as titles from './words/tasks.ts';

/** Values that staff have replaced, for each contact detail; more than these nobody types. */
const VALUES_KEPT = 10;

export const NOTHING_CORRECTED: CorrectedDetails = { email: null, phone: null };

/** Staff enter a contact detail: it wins over whatever registrations had said by then, and answers what they propose. */
export function enteredByStaff(state: PathState, field: ContactField): PathState {
  const before = typedIn(state.person, field);
  const said = [...(state.corrected[field] ?? []), ...(before === null ? [] : [before])].slice(-VALUES_KEPT);
  const answered = closeTasks(state, ({ proposal }) => proposal?.field === field);
  return { ...answered, corrected: { ...state.corrected, [field]: said } };
}

/**
 * The author's edit of their own registration. A detail that staff have corrected stays: the value that they replaced is no news, and another one is
 * proposed to the referent.
 */
export function editedByAuthor(state: PathState, edit: Person, at: Moment): PathState {
  const { email, phone } = state.corrected;
  const person: Person = {
    ...edit,
    ...(email === null ? {} : emailOf(state.person)),
    ...(phone === null ? {} : { phone: state.person.phone, badPhone: state.person.badPhone }),
  };
  const edited = { ...state, person };
  const proposed = email === null ? edited : propose(edited, 'email', edit.email ?? edit.unconfirmedEmail ?? null, at);
  return phone === null ? proposed : propose(proposed, 'phone', edit.phone, at);
}

function emailOf({ email, badEmail, unconfirmedEmail = null }: Person): Pick<Person, 'email' | 'badEmail' | 'unconfirmedEmail'> {
  return { email, badEmail, unconfirmedEmail };
}

/** A person whom a sign-in sheet made known: staff wrote down how to reach them, and a registration, which anybody may send, changes nothing of it. */
export function vouchedByStaff(state: PathState): PathState {
  const { email, phone } = state.corrected;
  return { ...state, corrected: { email: email ?? [], phone: phone ?? [] } };
}

/** Anybody may fill in a public form: what another response than the author's says is only proposed, even where nothing is known. */
export function proposeOther(state: PathState, other: Person, at: Moment): PathState {
  const withEmail = propose(state, 'email', other.email ?? other.unconfirmedEmail ?? null, at);
  return propose(withEmail, 'phone', other.phone, at);
}

export function propose(state: PathState, field: ContactField, value: string | null, at: Moment): PathState {
  const current = typedIn(state.person, field);
  const isKnown = value === null || value === current || (state.corrected[field] ?? []).includes(value);
  if (isKnown || state.open.some(({ proposal }) => proposal?.field === field && proposal.value === value)) return state;
  // Newer than what was proposed before.
  const others = closeTasks(state, ({ proposal }) => proposal?.field === field);
  return addTask(others, {
    ...taskOf('proposed', field, at.at),
    kind: 'decide',
    since: at,
    title: titles.otherContactDetail(field, value, current),
    about: 'other',
    proposal: { field, value },
  });
}

/** The detail that « Confirmer » takes: the one that its note names, or the only one that is proposed. */
export function confirmedProposal(state: PathState, { decision, note }: Pick<FollowUp, 'decision' | 'note'>): Task['proposal'] | null {
  if (decision !== 'confirm') return null;
  const proposed = state.open.filter(({ proposal }) => proposal !== undefined);
  const named = CONFIRMED_NOTE.exec(note?.trim() ?? '')?.[1];
  if (named !== undefined) return proposed.find(({ key }) => key === named)?.proposal ?? null;
  const isPlain = (state.person.unconfirmedEmail ?? null) === null && proposed.length === 1;
  return isPlain ? proposed[0]?.proposal : null;
}

function typedIn({ email, unconfirmedEmail = null, badEmail, phone, badPhone }: Person, field: ContactField): string | null {
  return field === 'email' ? (email ?? unconfirmedEmail ?? badEmail) : (phone ?? badPhone);
}

export function checkContactDetails(state: PathState, at: Moment): PathState {
  const { email, unconfirmedEmail = null, badEmail, badPhone, phone } = state.person;
  if (email === null && unconfirmedEmail !== null) {
    return addTask(state, {
      ...taskOf('shared-address'),
      kind: 'contactDetails',
      since: at,
      title: state.person.sharedAddress ? titles.SHARED_ADDRESS : titles.ADDRESS_CHANGED_OFTEN,
      about: 'other',
    });
  }
  const wrong = (email === null && badEmail !== null) || (phone === null && badPhone !== null && email === null);
  if (!wrong) return state;
  return addTask(state, {
    ...taskOf('contact-details'),
    kind: 'contactDetails',
    since: at,
    title: titles.WRONG_CONTACT_DETAILS,
    about: 'other',
  });
}

export function hasMail(state: PathState): boolean {
  return state.person.email !== null;
}
