import { setTimeout as sleep } from 'node:timers/promises';
import { SearchAttributeType } from '@temporalio/common';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;
type IndexedValueType = proto.temporal.api.enums.v1.IndexedValueType;
type WorkflowService = proto.temporal.api.workflowservice.v1.WorkflowService;
type OperatorService = proto.temporal.api.operatorservice.v1.OperatorService;

/** A `Connection` or a `NativeConnection`. */
export interface SearchableConnection {
  readonly workflowService: Pick<WorkflowService, 'countWorkflowExecutions'>;
  readonly operatorService: Pick<OperatorService, 'listSearchAttributes' | 'addSearchAttributes'>;
}

/** What a person must create or mend, in one line. */
export class SearchAttributesError extends Error {
  override readonly name = 'SearchAttributesError';
}

const TYPES: Record<SearchAttributeType, { readonly value: IndexedValueType; readonly name: string }> = {
  [SearchAttributeType.TEXT]: { value: IndexedValueType.INDEXED_VALUE_TYPE_TEXT, name: 'Text' },
  [SearchAttributeType.KEYWORD]: { value: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, name: 'Keyword' },
  [SearchAttributeType.INT]: { value: IndexedValueType.INDEXED_VALUE_TYPE_INT, name: 'Int' },
  [SearchAttributeType.DOUBLE]: { value: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE, name: 'Double' },
  [SearchAttributeType.BOOL]: { value: IndexedValueType.INDEXED_VALUE_TYPE_BOOL, name: 'Bool' },
  [SearchAttributeType.DATETIME]: { value: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME, name: 'Datetime' },
  [SearchAttributeType.KEYWORD_LIST]: { value: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST, name: 'KeywordList' },
};

type Wanted = Readonly<Record<string, SearchAttributeType>>;

/** Every attribute of ours by its name on the server. */
export const WANTED: Wanted = Object.fromEntries(Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, type]));

/**
 * Registers what is missing (again and again without harm, by several workers at once) and waits until every attribute can be searched:
 * an unregistered one would stick each workflow that sets it. Call before anything polls.
 * @throws SearchAttributesError where a person must act: another type stands there, or the server (Temporal Cloud) keeps this to its own tools
 */
export async function ensureSearchAttributes(
  { workflowService, operatorService }: SearchableConnection,
  namespace: string,
  { wanted = WANTED, timeoutMs = 30_000 }: { readonly wanted?: Wanted; readonly timeoutMs?: number } = {},
): Promise<void> {
  const present = await listed(operatorService, namespace);
  const wrong =
    present === null ? [] : Object.entries(wanted).filter(([name, type]) => present.has(name) && present.get(name) !== TYPES[type].value);
  if (wrong.length > 0)
    throw new SearchAttributesError(
      `Search attributes of another type stand in namespace ${namespace}: ${names(wrong)} expected. Remove them there, then start again.`,
    );
  const missing = Object.entries(wanted).filter(([name]) => !present?.has(name));
  if (missing.length > 0 && present !== null) await add(operatorService, namespace, missing);
  await usable(workflowService, namespace, { wanted, missing, timeoutMs });
}

/** Null where the server doesn't let us look: then only the search itself tells. */
async function listed(service: SearchableConnection['operatorService'], namespace: string): Promise<Map<string, IndexedValueType> | null> {
  try {
    const { customAttributes } = await service.listSearchAttributes({ namespace });
    return new Map(Object.entries(customAttributes ?? {}));
  } catch (error) {
    if (isOneOf(error, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED)) return null;
    throw error;
  }
}

async function add(service: SearchableConnection['operatorService'], namespace: string, missing: readonly Entry[]): Promise<void> {
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type].value]));
  try {
    await service.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    if (isOneOf(error, ALREADY_EXISTS)) return; // another worker was faster
    if (isOneOf(error, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED)) throw new SearchAttributesError(toCreate(namespace, missing));
    throw error;
  }
}

/** Registration takes a moment to reach every part of a server: a search over all attributes tells when it has. */
async function usable(
  service: SearchableConnection['workflowService'],
  namespace: string,
  { wanted, missing, timeoutMs }: { readonly wanted: Wanted; readonly missing: readonly Entry[]; readonly timeoutMs: number },
): Promise<void> {
  const query = Object.keys(wanted)
    .map((name) => `${name} IS NULL`)
    .join(' AND ');
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      await service.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      if (isOneOf(error, UNIMPLEMENTED)) return; // the time-skipping test server: it has no search, and knows what was added
      if (!isOneOf(error, INVALID_ARGUMENT, UNAVAILABLE, NOT_FOUND)) throw error;
      if (Date.now() > until) throw new SearchAttributesError(toCreate(namespace, missing.length > 0 ? missing : Object.entries(wanted)));
    }
    await sleep(250);
  }
}

/** Made for Temporal Cloud and for a server whose administrator keeps the right to add. */
function toCreate(namespace: string, missing: readonly Entry[]): string {
  return `Create these search attributes in namespace ${namespace} (Temporal Cloud: its web page, or tcld namespace search-attributes add), then start again: ${names(missing)}`;
}

type Entry = readonly [string, SearchAttributeType];

function names(entries: readonly Entry[]): string {
  return entries.map(([name, type]) => `${name} (${TYPES[type].name})`).join(', ');
}

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

function isOneOf(error: unknown, ...codes: readonly number[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number' && codes.includes(error.code);
}

/** `Key=Type` pairs, as `temporal server start-dev --search-attribute` and `temporal operator search-attribute create` take them. */
export function searchAttributeFlags(): readonly string[] {
  return Object.entries(WANTED).map(([name, type]) => `${name}=${TYPES[type].name}`);
}
