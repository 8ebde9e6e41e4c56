import { normaliseName } from './matching.ts';
import type { Assignment, Departed, Proposal } from './plan.ts';
import type { Organisation, Programme, Staff } from './programme/programme.ts';

/** What decides who is in charge. Dates are local to the programme, `YYYY-MM-DD`. */
export interface AssignmentRequest extends Pick<Programme, 'organisations'> {
  /** Set by a person (transfer, decision) or by an earlier assignment: kept. Null: the age decides. */
  readonly organisation: string | null;
  readonly birthDate: string | null;
  readonly today: string;
  /** Neighbourhood id. */
  readonly neighbourhood: string | null;
  /** Turn of this registration among the referents of a `rotate` organisation, from 0. */
  readonly turn: number;
  /** Staff code, kept until a person names another; one that the configuration no longer knows is to be replaced. */
  readonly referent: string | null;
  /** As last known: the configuration no longer names a referent who left it. */
  readonly referentName: string | null;
  /** As typed or chosen in the form. */
  readonly alreadyFollowedBy: string | null;
}

/** Who keeps a new interview: the referent, or who answers for the path while there is none. */
export function keeperOf({ referent, departed, firstRung }: Assignment): string {
  return referent === null || departed !== null ? firstRung : referent;
}

/**
 * Who accompanies a person, and who is told on each rung of the ladder.
 * The age at assignment chooses the organisation (18-25 Mission Locale, 26 and over AILE, as configured); a rung held by the person
 * of the rung below is skipped. Nothing re-assigns by itself: an organisation or a referent once set stays, and of a referent who left the
 * configuration the contact or the coordinator hears, with a proposal where referents take turns.
 */
export function decideAssignment(request: AssignmentRequest): Assignment {
  const { organisations } = request;
  const coordinator = coordinatorOf(organisations);
  const kept = organisations.flatMap(({ staff }) => staff).find(({ code }) => code === request.referent) ?? null;
  const choice = chooseOrganisation(request, kept);
  if (!choice.organisation) return undecided(choice, organisations, coordinator);

  const { organisation, reason } = choice;
  const departed = kept === null ? departedReferent(organisation, request) : null;
  const referent = departed === null ? (kept ?? takeTurn(organisation, request)) : null;
  const first = referent ?? contactOf(organisation) ?? coordinator;
  // One person may hold two roles, even under two codes: the address tells.
  const coordinatorsOwn = first.email === coordinator.email;
  const otherOrganisation = !coordinatorsOwn && organisation.id !== coordinator.organisation;
  return {
    organisation: organisation.id,
    reason,
    referent: referent?.code ?? departed?.code ?? null,
    referentName: referent?.name ?? null,
    departed,
    firstRung: first.code,
    secondRung: coordinatorsOwn ? leadWorklist(organisation.id) : coordinator.code,
    lead: otherOrganisation && organisation.lead.email !== first.email ? leadWorklist(organisation.id) : null,
    firstNameOnly: otherOrganisation,
    adviserToName: referent === null,
    personDecides: false,
    deciders: [],
    eligible: true,
    replyTo: first.email,
    followedElsewhere: followedElsewhere(request, organisation),
  };
}

/** The organisation in charge on the day a person grows older than another one accompanies; null where the age has no such end. */
export function nextByAge({
  organisations,
  organisation,
  birthDate,
}: Pick<AssignmentRequest, 'organisations' | 'organisation' | 'birthDate'>) {
  const current = organisations.find(({ id }) => id === organisation);
  if (birthDate === null || !current || current.ages.to === null) return null;
  const age = current.ages.to + 1;
  const next = organisations.find((candidate) => candidate !== current && accompanies(candidate, age));
  return next ? { age, ...proposal(next, organisations) } : null;
}

function followedElsewhere({ alreadyFollowedBy, organisations }: AssignmentRequest, inCharge: Organisation): Proposal | null {
  const answer = wordsOf(alreadyFollowedBy ?? '');
  const other = organisations.find((one) => one !== inCharge && [one.id, one.name, ...one.alsoKnownAs].some((name) => says(answer, name)));
  return other ? proposal(other, organisations) : null;
}

/** Whole words in a row, so that no short name is read inside a longer word. */
function says(answer: readonly string[], name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && ` ${answer.join(' ')} `.includes(` ${words.join(' ')} `);
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(normaliseName)
    .filter((word) => word !== '');
}

/** Programmes that people name instead of whoever runs them: the PLIE is run by the association that employs the coordinator. */
const PROGRAMMES_OF_COORDINATOR = ['PLIE'];

/** What an organisation is also known by, where the configuration doesn't say; a name that another one bears is not given twice. */
export function usualNames(organisation: NamedOrganisation, organisations: readonly NamedOrganisation[]): readonly string[] {
  if (!organisation.staff.some(({ roles }) => roles.includes('coordinator'))) return [];
  const others = organisations.filter((one) => one !== organisation);
  const borne = others.flatMap(({ id, name, alsoKnownAs = [] }) => [id, name, ...alsoKnownAs]);
  return PROGRAMMES_OF_COORDINATOR.filter((programme) => !borne.some((name) => says(wordsOf(name), programme)));
}

type NamedOrganisation = Pick<Organisation, 'id' | 'name'> & {
  readonly alsoKnownAs?: readonly string[] | undefined;
  readonly staff: readonly Pick<Staff, 'roles'>[];
};

function proposal(organisation: Organisation, organisations: readonly Organisation[]): Proposal {
  return { organisation: organisation.name, worklist: (contactOf(organisation) ?? coordinatorOf(organisations)).code };
}

/** Completed years. Someone born on 29 February grows older on 1 March in a common year. */
export function ageOn(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

export function leadWorklist(organisationId: string): string {
  return `lead-${organisationId}`;
}

export function isLeadWorklist(worklist: string): boolean {
  return worklist.startsWith(leadWorklist(''));
}

/** The one coordinator: the configuration guarantees that there is exactly one. */
export function coordinatorOf(organisations: readonly Organisation[]): Staff {
  const coordinator = organisations.flatMap(({ staff }) => staff).find(({ roles }) => roles.includes('coordinator'));
  if (!coordinator) throw new Error('The configuration names no coordinator');
  return coordinator;
}

/** Who allocates an organisation's advisers: its contact, or the coordinator in her own organisation. */
export function contactOf(organisation: Organisation): Staff | null {
  return withRole(organisation, 'contact')[0] ?? withRole(organisation, 'coordinator')[0] ?? null;
}

type Choice =
  | { readonly organisation: Organisation; readonly reason: string }
  | { readonly organisation: null; readonly reason: string; readonly eligible: boolean };

function chooseOrganisation({ organisation, organisations, birthDate, today }: AssignmentRequest, kept: Staff | null): Choice {
  const age = birthDate === null ? null : ageOn(birthDate, today);
  const byAge = age === null ? undefined : organisations.find((candidate) => accompanies(candidate, age));
  // A path is where its referent works: a referent of another organisation is a transfer.
  const wanted = kept?.organisation ?? organisation;
  const set = organisations.find(({ id }) => id === wanted);
  if (set) return { organisation: set, reason: set === byAge ? ageReason(age, set.name) : `${set.name}, par décision d’une personne` };
  if (byAge) return { organisation: byAge, reason: ageReason(age, byAge.name) };
  if (age === null) return { organisation: null, reason: 'sans date de naissance\u00a0: les deux contacts décident', eligible: true };

  const lowest = Math.min(...organisations.map(({ ages }) => ages.from ?? 0));
  if (age >= lowest)
    return { organisation: null, reason: ageReason(age, 'hors des âges accompagnés, une personne décide'), eligible: true };
  return { organisation: null, reason: ageReason(age, `moins de ${lowest}\u00a0ans, une personne décide`), eligible: false };
}

function ageReason(age: number | null, because: string): string {
  return `${age}\u00a0ans\u00a0: ${because}`;
}

function accompanies({ ages }: Organisation, age: number): boolean {
  return (ages.from === null || age >= ages.from) && (ages.to === null || age <= ages.to);
}

/** Those who cover the neighbourhood take turns first; without any, every referent does. */
function takeTurn(organisation: Organisation, { neighbourhood, turn }: AssignmentRequest): Staff | null {
  if (organisation.assignment === 'contact') return null;
  const referents = withRole(organisation, 'referent');
  const covering = referents.filter(({ neighbourhoods }) => neighbourhood !== null && neighbourhoods.includes(neighbourhood));
  const pool = covering.length > 0 ? covering : referents;
  return pool[turn % pool.length] ?? null;
}

/** The path stays theirs by name until a person names another: so all paths of a colleague who left are found, and given on in one answer. */
function departedReferent(organisation: Organisation, request: AssignmentRequest): Departed | null {
  const { referent, referentName } = request;
  if (referent === null) return null;
  const next = takeTurn(organisation, request);
  return { code: referent, name: referentName ?? referent, proposed: next === null ? null : next.name };
}

function undecided(
  { reason, eligible }: Choice & { organisation: null },
  organisations: readonly Organisation[],
  coordinator: Staff,
): Assignment {
  const contacts = organisations.flatMap((organisation) => contactOf(organisation)?.code ?? []);
  return {
    organisation: null,
    reason,
    referent: null,
    referentName: null,
    departed: null,
    firstRung: coordinator.code,
    secondRung: leadWorklist(coordinator.organisation),
    lead: null,
    firstNameOnly: false,
    adviserToName: false,
    personDecides: true,
    eligible,
    deciders: [...new Set([coordinator.code, ...contacts])],
    replyTo: coordinator.email,
    followedElsewhere: null,
  };
}

function withRole(organisation: Organisation, role: Staff['roles'][number]): readonly Staff[] {
  return organisation.staff.filter(({ roles }) => roles.includes(role));
}
