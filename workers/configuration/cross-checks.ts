import { Temporal } from 'temporal-polyfill';
import { GRID_ROWS, takesSeats } from '../../domain/session-start.ts';
import { normaliseFormCode } from '../../domain/typed-code.ts';
import { isSessionId, workflowIds } from '../../domain/workflow-ids.ts';
import { expected, type KeyPath, type Problem, suggestion } from './problem.ts';
import type { GroupementFile } from './schema.ts';
import { sentences, wanted } from './words.ts';

/** Sections that could be read; a section with errors of its own is absent, and so are the rules that need it. */
export type ReadSections = { readonly [Section in keyof GroupementFile]?: GroupementFile[Section] | undefined };

const NIGHT_HOUR = 2;

/** A code opens the staff's forms: a shorter one is found by trying. */
const SHORTEST_FORM_CODE = 8;

/** The rules between entries that a shape can't say. */
export function crossCheck(file: ReadSections): readonly Problem[] {
  return [...checkStaff(file), ...checkPlaces(file), ...checkSessions(file), ...checkForms(file)];
}

function checkStaff({ organisations, neighbourhoods }: ReadSections): readonly Problem[] {
  if (!organisations) return [];
  const people = organisations.flatMap(({ staff }, at) =>
    staff.map((person, index) => ({ ...person, path: ['organisations', at, 'staff', index] })),
  );
  const coordinators = people.filter(({ roles }) => roles.includes('coordinator'));
  const quarters = neighbourhoods?.map(({ id }) => id);
  return [
    ...unique(organisations.map(({ id }, at) => ({ key: id, path: ['organisations', at, 'id'] }))),
    ...unique(people.map(({ code, path }) => ({ key: code, path: [...path, 'code'] }))),
    ...unique(
      people.map(({ formCode, path }) => ({ key: normaliseFormCode(formCode), path: [...path, 'formCode'] })),
      wanted.ownCode,
    ),
    ...people
      .filter(({ formCode }) => normaliseFormCode(formCode).length < SHORTEST_FORM_CODE)
      .map(({ path }) => ({
        path: [...path, 'formCode'],
        message: sentences.shortCode(SHORTEST_FORM_CODE),
      })),
    ...people.filter(isNoPseudonym).map(({ path, code }) => expected([...path, 'code'], wanted.notAName, code)),
    ...(coordinators.length === 0
      ? [{ path: ['organisations'], message: sentences.noCoordinator }]
      : coordinators.slice(1).map(({ path }) => ({
          path: [...path, 'roles'],
          message: sentences.anotherCoordinator,
        }))),
    ...people.flatMap(({ path, neighbourhoods: covered }) =>
      covered.flatMap((id, index) => unknown([...path, 'neighbourhoods', index], id, quarters, wanted.neighbourhood)),
    ),
    ...organisations.flatMap(({ assignment, staff }, at) => {
      const path = ['organisations', at, 'assignment'];
      const has = (...roles: string[]) => staff.some((person) => person.roles.some((role) => roles.includes(role)));
      if (assignment === 'rotate' && !has('referent')) return [{ path, message: sentences.noReferent }];
      if (assignment === 'contact' && !has('contact', 'coordinator')) return [{ path, message: sentences.noContact }];
      return [];
    }),
  ];
}

/** Codes appear in ids and search attributes: never a person's name; `organiser` and `lead-…` are worklists and queues of ours. */
function isNoPseudonym({ code, name }: { readonly code: string; readonly name: string }): boolean {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z]+/);
  return code === 'organiser' || code.startsWith('lead-') || code.split('-').some((part) => part.length > 1 && words.includes(part));
}

function checkPlaces({ neighbourhoods, venues }: ReadSections): readonly Problem[] {
  return [
    ...unique((neighbourhoods ?? []).map(({ id }, at) => ({ key: id, path: ['neighbourhoods', at, 'id'] }))),
    ...unique((venues ?? []).map(({ id }, at) => ({ key: id, path: ['venues', at, 'id'] }))),
  ];
}

function checkSessions({ sessions = [], plan = [], venues, organisations, programme, officeHours }: ReadSections): readonly Problem[] {
  const places = venues?.map(({ id }) => id);
  const seats = seatsOn(venues);
  const codes = organisations?.flatMap(({ staff }) => staff.map(({ code }) => code));
  const named = (
    path: KeyPath,
    { venue, facilitators }: { readonly venue?: string | undefined; readonly facilitators: readonly string[] },
  ) => [
    ...(venue === undefined ? [] : unknown([...path, 'venue'], venue, places, wanted.place)),
    ...facilitators.flatMap((code, index) => unknown([...path, 'facilitators', index], code, codes, wanted.person)),
    ...unique(facilitators.map((code, index) => ({ key: code, path: [...path, 'facilitators', index] }))),
  ];
  return [
    ...unique(sessions.map(({ id }, at) => ({ key: id, path: ['sessions', at, 'id'] }))),
    ...sessions.flatMap((session, at) => [
      ...named(['sessions', at], session),
      ...together(['sessions', at], session, organisations),
      ...seats(['sessions', at], session),
      ...(isSlotOrAdopted(session.id) ? [expected(['sessions', at, 'id'], wanted.notLikeThePlan, session.id)] : []),
      ...reserved(['sessions', at, 'id'], session.id),
      ...(['start', 'end'] as const).flatMap((key) =>
        localTime(['sessions', at, key], session[key], programme?.timeZone, officeHours === 'always'),
      ),
    ]),
    ...plan.flatMap((rule, at) => [
      ...named(['plan', at], rule),
      ...together(['plan', at], rule, organisations),
      ...seats(['plan', at], { ...rule, venue: rule.venue ?? rule.venues[0] }),
      ...rule.venues.flatMap((id, index) => unknown(['plan', at, 'venues', index], id, places, wanted.place)),
      ...unique(rule.venues.map((id, index) => ({ key: id, path: ['plan', at, 'venues', index] }))),
    ]),
  ];
}

type Written = NonNullable<ReadSections['sessions'] | ReadSections['plan']>[number];

/**
 * Two organisations hold what people register for. Where the file has one organisation only, nobody else can be asked for; drop-ins and
 * outreach are often one person's.
 */
function together(
  path: KeyPath,
  { kind, facilitators }: Pick<Written, 'kind' | 'facilitators'>,
  organisations: ReadSections['organisations'],
): readonly Problem[] {
  if (!organisations || organisations.length < 2 || !takesSeats(kind)) return [];
  const homes = facilitators.map((code) => organisations.find(({ staff }) => staff.some((person) => person.code === code))?.id);
  // An unknown code has an error of its own.
  if (homes.includes(undefined) || new Set(homes).size >= 2) return [];
  return [expected([...path, 'facilitators'], wanted.twoOrganisations, facilitators.join(', '))];
}

/** Who holds a seat has a row on the attendance form: more seats than rows would leave people out of it. A room may be larger. */
function seatsOn(venues: ReadSections['venues']) {
  return (path: KeyPath, { kind, capacity, venue }: Pick<Written, 'kind' | 'capacity' | 'venue'>): readonly Problem[] => {
    if (!takesSeats(kind)) return [];
    if (capacity !== undefined) return capacity > GRID_ROWS ? [expected([...path, 'capacity'], wanted.gridRows(GRID_ROWS), capacity)] : [];
    const room = venues?.find(({ id }) => id === venue)?.capacity ?? 0;
    return room > GRID_ROWS ? [expected([...path, 'capacity'], wanted.gridRowsInRoom(GRID_ROWS, room), undefined)] : [];
  };
}

/** `session-planner` is the planner's workflow; what staff type or a link fills in as « session-… » is read without that word. */
function reserved(path: KeyPath, id: string): readonly Problem[] {
  if (!isSessionId(workflowIds.session(id))) return [expected(path, wanted.notThePlanner(id), id)];
  if (!id.startsWith('session-')) return [];
  return [expected(path, wanted.withoutSession(id.slice('session-'.length)), id)];
}

function isSlotOrAdopted(id: string): boolean {
  return id.startsWith('x-') || /-\d{4}-\d{2}-[a-z]+$/.test(id);
}

/** A trial that runs at any hour has sessions at any hour. */
function localTime(path: KeyPath, written: string, timeZone: string | undefined, atAnyHour: boolean): readonly Problem[] {
  const plain = Temporal.PlainDateTime.from(written);
  if (timeZone && !plain.toZonedDateTime(timeZone).toPlainDateTime().equals(plain)) {
    return [expected(path, wanted.existingTime, written)];
  }
  return plain.hour === NIGHT_HOUR && !atAnyHour ? [expected(path, wanted.dayTime, written)] : [];
}

function checkForms({ forms }: ReadSections): readonly Problem[] {
  if (!forms) return [];
  return unique(
    Object.entries(forms).map(([kind, { formId }]) => ({ key: formId, path: ['forms', kind, 'formId'] })),
    wanted.ownFormId,
  );
}

function unique(
  entries: readonly { readonly key: string; readonly path: KeyPath }[],
  expectation: string = wanted.usedOnce,
): readonly Problem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ key, path }) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [expected(path, expectation, key)];
  });
}

function unknown(path: KeyPath, id: string, existing: readonly string[] | undefined, what: string): readonly Problem[] {
  if (!existing || existing.includes(id)) return [];
  return [expected(path, wanted.ofConfiguration(what, suggestion(id, existing)), id)];
}
