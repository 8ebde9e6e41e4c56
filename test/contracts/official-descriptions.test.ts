import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contractValidators, generatedSchemas } from '../../sandbox/contracts/schemas.ts';

/*
 * The schemas we check with are generated from type packages. Here they are held against the vendors' own descriptions, kept beside this
 * file: Google's discovery document of the Forms API, and the calendar's part of Microsoft Graph's CSDL.
 */
type Described = { props: Record<string, string>; nav: Record<string, string>; base: string | null };
type Node = { properties?: Record<string, Node>; enum?: string[]; $ref?: string; anyOf?: Node[]; type?: string };

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
const graph = read('graph-calendar-subset.json') as { types: Record<string, Described>; enums: Record<string, string[]> };
const google = read('forms.v1.json') as { schemas: Record<string, { properties?: Record<string, { enum?: string[] }> }> };
const schemas = generatedSchemas() as unknown as Record<string, { definitions: Record<string, Node> }>;
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** All members of a type, those of its bases included. */
function membersOf(name: string): string[] {
  const type = graph.types[name];
  if (type === undefined) return [];
  const inherited = type.base === null ? [] : membersOf(type.base.replace(/^graph\./, ''));
  return [...inherited, ...Object.keys(type.props), ...Object.keys(type.nav)];
}

describe('Microsoft Graph', () => {
  const definitions = { ...schemas['GraphSchedules']?.definitions, ...schemas['GraphEvents']?.definitions };
  const types = [
    'attendee',
    'dateTimeTimeZone',
    'emailAddress',
    'freeBusyError',
    'itemBody',
    'location',
    'outlookGeoCoordinates',
    'patternedRecurrence',
  ];
  const more = [
    'physicalAddress',
    'recipient',
    'recurrencePattern',
    'recurrenceRange',
    'responseStatus',
    'scheduleInformation',
    'scheduleItem',
  ];

  test.each([...types, ...more])('%s has the members of the CSDL', (name) => {
    const properties = name === 'scheduleInformation' ? scheduleProperties() : definitions[capital(name)]?.properties;
    expect(Object.keys(properties ?? {}).toSorted()).toEqual(membersOf(name).toSorted());
  });

  /** Ours is merged with a required id, so it stands under no name of its own. */
  function scheduleProperties() {
    const text = JSON.stringify(schemas['GraphSchedules']);
    expect(text).toContain('"scheduleItems"');
    return Object.fromEntries(membersOf('scheduleInformation').map((member) => [member, text.includes(`"${member}"`) ? {} : undefined]));
  }

  test('event has the members of the CSDL', () => {
    const members = Object.keys(schemas['GraphEvent']?.definitions['GraphEvent']?.properties ?? {});
    expect(members.length).toBeGreaterThan(40);
    expect(members.toSorted()).toEqual(membersOf('event').toSorted());
  });

  test.each([
    'attendeeType',
    'bodyType',
    'dayOfWeek',
    'eventType',
    'freeBusyStatus',
    'importance',
    'locationType',
    'responseType',
    'sensitivity',
    'weekIndex',
  ])('enumeration %s has the values of the CSDL', (name) => {
    expect(definitions[capital(name)]?.enum?.toSorted()).toEqual(graph.enums[name]?.toSorted());
  });
});

describe('Google Forms', () => {
  const definitions = { ...schemas['Form']?.definitions, ...schemas['ListFormResponsesResponse']?.definitions };
  const names = Object.keys(definitions)
    .filter((name) => name.includes('Schema$') && definitions[name]?.properties !== undefined)
    .map((name) => name.split('Schema$')[1] ?? '');

  test.each(names)('%s has the members of the discovery document', (name) => {
    const ours = Object.keys(definitions[`forms_v1.Schema$${name}`]?.properties ?? {});
    expect(ours.toSorted()).toEqual(Object.keys(google.schemas[name]?.properties ?? {}).toSorted());
  });

  test('some thirty types were compared', () => {
    expect(names.length).toBeGreaterThan(30);
  });
});

/* Answers written out by hand from the vendors' documentation: a schema that refused them would be wrong. */
describe('shapes picked by hand', () => {
  const validators = contractValidators();
  const ids = { date: '2026-11-23T09:51:35', 'request-id': 'r', 'client-request-id': 'c' };
  const event = {
    '@odata.etag': 'W/"Zln=="',
    id: 'AAk',
    changeKey: 'Zln==',
    iCalUId: '0400',
    transactionId: 's42-g1',
    isOrganizer: true,
    start: { dateTime: '2026-12-03T13:30:00.0000000', timeZone: 'UTC' },
    attendees: [
      { type: 'required', status: { response: 'none', time: '0001-01-01T00:00:00Z' }, emailAddress: { address: 'ml@example.org' } },
    ],
  } as const;
  const response = {
    responseId: 'ACY',
    createTime: '2026-11-20T08:01:02.123Z',
    lastSubmittedTime: '2026-11-21T09:10:11.456Z',
    respondentEmail: 'a@example.org',
    answers: { '3c': { questionId: '3c', textAnswers: { answers: [{ value: 'Les Aunettes' }] } } },
  };
  const choiceQuestion = { type: 'RADIO', options: [{ value: 'Les Aunettes' }, { isOther: true }] };
  const items = [{ itemId: '0a', title: 'Quartier', questionItem: { question: { questionId: '3c', choiceQuestion } } }];
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED', domain: 'googleapis.com' }];
  const removed = { '@odata.type': '#microsoft.graph.event', id: 'AAk1', '@removed': { reason: 'deleted' } };
  const deltaLink = 'https://localhost/v1.0/users/u/calendarView/delta?$deltatoken=R0';
  const shapes = [
    ['GraphEvent', event],
    ['GraphDelta', { '@odata.context': 'c', value: [removed, event], '@odata.deltaLink': deltaLink }],
    [
      'GraphErrorBody',
      { error: { code: 'ErrorItemNotFound', message: 'The specified object was not found in the store.', innerError: ids } },
    ],
    ['Form', { formId: '1A', settings: { emailCollectionType: 'RESPONDER_INPUT' }, items }],
    ['ListFormResponsesResponse', { responses: [response], nextPageToken: 'ChAI' }],
    ['ListFormResponsesResponse', {}],
    ['FormResponse', response],
    ['GoogleErrorBody', { error: { code: 429, message: 'Quota exceeded…', status: 'RESOURCE_EXHAUSTED', details } }],
  ] as const;

  test.each(shapes)('%s', (name, body) => {
    const validator = validators[name];
    expect({ valid: validator(body), errors: validator.errors }).toEqual({ valid: true, errors: null });
  });
});
