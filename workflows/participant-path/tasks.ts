import type { Moment } from '../../domain/moment.ts';
import type { PathMail } from './commands.ts';
import { log } from './journal.ts';
import type { ContactField, PathState } from './state.ts';

/**
 * What a task is about: what closes it, who hears of it and which answers it offers follow from its topic, never from its words or its key.
 * `call`: what would be mailed to a person without an address.
 */
export type Topic =
  | 'call'
  /** The call that offers another session to a person who was not reached in time. */
  | 'not-reached'
  | 'contact-details'
  | 'shared-address'
  /** Mails don't say the first name as it was typed. */
  | 'unusual-name'
  /** What a registration says now of a contact detail that the path has otherwise. */
  | 'proposed'
  /** Nothing is sent to the person before the coordinator says so: too many registered within an hour. */
  | 'held'
  | 'duplicate'
  | 'eligibility'
  | 'neighbourhood'
  | 'followed-elsewhere'
  | 'age-limit'
  /** Another response than the one that opened the path takes the consent back. */
  | 'consent-doubt'
  /** A registration came after the consent was taken back. */
  | 'agrees-again'
  /** A new referent's line. */
  | 'accompanies'
  /** The former referent's line. */
  | 'transferred'
  /** Proposes to take a path back after a temporary transfer. */
  | 'take-back'
  /** Prepares an interview; it leaves with what is recorded after the interview. */
  | 'appointment-brief'
  /** A person did not come to an interview; it leaves with another date or a contact. */
  | 'appointment-missed'
  /** A person can't come to an interview; it leaves with another appointment, or with a contact. */
  | 'appointment-declined'
  /** An appointment whose path was closed or transferred, whose event was deleted, or whose referent left the team. */
  | 'appointment-stands'
  /** Proposes « injoignable »; it leaves with the next contact. */
  | 'unreachable'
  /** A session whose sheet nobody ever entered; it leaves with the next stage, contact or invitation. */
  | 'sheet-unknown'
  /** The same of a session that staff asked for. */
  | 'sheet-missing'
  /** Only the coordinator can mend it: a referent was not reached. */
  | 'referent-not-notified'
  | 'doubt'
  /** A person can't come to what they had, or has come back, and somebody speaks with them. */
  | 'unable'
  /** The same, by somebody who has the reference alone. */
  | 'said-by-somebody'
  | 'back'
  /** Somebody registered a person again who had withdrawn. */
  | 'back-after-withdrawal'
  /** Of a seat that staff asked for. */
  | 'refused'
  | 'cancelled'
  | 'no-place'
  | 'left';

/** A thing that a person must do about a path and that no deadline carries. */
export interface Task {
  readonly topic: Topic;
  /** Tells one task of a topic from another: a worklist tells a key once, and « Vu » names it. */
  readonly key: string;
  readonly kind: 'call' | 'contactDetails' | 'possibleDuplicate' | 'mailInDoubt' | 'decide' | 'info';
  readonly since: Moment;
  readonly title: string;
  /** It can't wait for the next day. */
  readonly soon?: true;
  /** The only worklist that must hear of it, where it isn't the referent's or the coordinator's. */
  readonly worklist?: string;
  /** A worklist that must hear of it besides the referent's. */
  readonly alsoFor?: string;
  /** `staffSeat`: a seat that staff asked for; `walkIn`: a first call, or the first after a return; `release`: a seat that the person has no more. */
  readonly about: 'seat' | 'staffSeat' | 'release' | 'walkIn' | 'appointment' | 'situation' | 'other';
  /** The session that a call speaks of. */
  readonly session?: string;
  /** The interview that it is about, by its id. */
  readonly appointment?: string;
  /** The mail that a call stands for. */
  readonly mail?: PathMail;
  /** The name of a neighbourhood that it asks about, as it is quoted. */
  readonly neighbourhood?: string;
  /** A contact detail that a person takes, or not. */
  readonly proposal?: { readonly field: ContactField; readonly value: string };
}

/** @param parts what tells this task from another one of its topic */
export function taskOf(topic: Topic, ...parts: readonly (string | number)[]): Pick<Task, 'topic' | 'key'> {
  return { topic, key: [topic, ...parts].join('-') };
}

/** As `taskOf`; `soon`: it can't wait for the next day. */
export function taskSoon(soon: boolean, topic: Topic, ...parts: readonly (string | number)[]): Pick<Task, 'topic' | 'key' | 'soon'> {
  return soon ? { ...taskOf(topic, 'soon', ...parts), soon: true } : taskOf(topic, ...parts);
}

export function addTask(state: PathState, open: Task): PathState {
  if (state.open.some(({ key }) => key === open.key)) return state;
  return log({ ...state, open: [...state.open, open] }, open.since, open.title);
}

/** A question of which one is open at a time, however often there is a reason to ask it. */
export function askOnce(state: PathState, topic: Topic, since: Moment, title: string): PathState {
  if (state.open.some((open) => open.topic === topic)) return state;
  return addTask(state, { ...taskOf(topic, since.at), kind: 'decide', since, title, about: 'other' });
}

/** So many lines of one topic about one person are read; the journal says the rest. */
const FEW = 3;

/** What a response of a public form may add each time it comes. */
export function addOneOfFew(state: PathState, open: Task): PathState {
  return state.open.filter(({ topic }) => topic === open.topic).length < FEW ? addTask(state, open) : state;
}

export function closeTasks(state: PathState, which: (open: Task) => boolean): PathState {
  return { ...state, open: state.open.filter((open) => !which(open)) };
}

export function addCall(
  state: PathState,
  about: Task['about'],
  since: Moment,
  title: string,
  { soon = false, ...of }: { readonly soon?: boolean } & Pick<Task, 'session' | 'mail'> = {},
): PathState {
  if (state.person.phone === null) return state;
  // Of this very moment: a worklist tells a key once, and what happens later is another thing to say.
  return addTask(state, {
    ...taskSoon(soon, 'call', about, since.at, ...(of.session === undefined ? [] : [of.session])),
    kind: 'call',
    since,
    title,
    about,
    ...of,
  });
}

/** What asked for the next step leaves with it. */
export function closeStepTasks(state: PathState): PathState {
  return closeTasks(state, ({ topic }) => topic === 'sheet-unknown' || topic === 'not-reached');
}
