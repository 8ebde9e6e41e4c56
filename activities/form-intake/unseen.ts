import { SAME_PERSON } from '../../domain/matching.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import type { Unseen } from '../../workflows/form-intake/contract.ts';
import { nearFound } from '../../workflows/participant-path/contract.ts';
import { type Handed, type Handover, send } from './delivery.ts';
import type { OpenPath } from './path-search.ts';

const LOOK_EVERY_MS = 100;
const FEW = 20;
/** A search that is away for a day is told as an outage of its own; and a memory must not grow for ever. */
const REMEMBERED_MS = 24 * 3600_000;
const MOST_REMEMBERED = 1000;
/** A first name one letter apart has many keys, and is only a near match: it is found by the search after the hand-over. */
const NOT_REMEMBERED = ['ev', 'pv', 'st'];

/** The newest hand-overs that the search may not show yet, without those that are too old to wait for. */
export function remembered(existing: readonly Unseen[], handed: readonly Handed[], now: string): readonly Unseen[] {
  const limit = Date.parse(now) - REMEMBERED_MS;
  const fresh = handed.map((one): Unseen => ({ ...one, keys: one.keys.filter(isRemembered), at: now }));
  return [...existing.filter(({ at }) => Date.parse(at) > limit), ...fresh].slice(-MOST_REMEMBERED);
}

/** Those of `unseen` that the search does not show yet: looked for again and again within `patience` milliseconds. */
export async function stillUnseen(
  { search }: Pick<Handover, 'search'>,
  unseen: readonly Unseen[],
  patience: number,
): Promise<readonly Unseen[]> {
  const until = Date.now() + patience;
  let waiting = unseen;
  for (let pause = LOOK_EVERY_MS; waiting.length > 0; pause = Math.min(pause * 2, LOOK_EVERY_MS * 10)) {
    const isLastLook = Date.now() + pause > until;
    // The last one is shown last, or nearly: a search for all of a large page is made when it may be the only one, and before this gives up.
    const isTime = isLastLook || waiting.length < FEW || (await search.withKeys(waiting.slice(-1).map(searchedKey))).length > 0;
    if (isTime) {
      const shown = new Map((await search.withKeys(waiting.map(searchedKey))).map((path) => [path.ref, path]));
      waiting = waiting.filter((one) => !isShown(one, shown.get(one.ref)));
    }
    if (waiting.length === 0 || isLastLook) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return waiting;
}

/**
 * A path may have begun beside another one of the same person, which the search did not show when the page was judged: now that it does, the
 * younger of the two is told, and a person decides.
 */
export async function tellOfDoubles(handover: Handover, seen: readonly Unseen[]): Promise<void> {
  const begun = seen.filter(({ isNew }) => isNew);
  if (begun.length === 0) return;
  const paths = await pathsAround(handover, begun);
  const pairs = begun.flatMap(({ ref }) => {
    const own = paths.find((path) => path.ref === ref);
    if (own === undefined) return [];
    const others = paths.filter((path) => path.ref !== ref && [...own.keys].some((key) => isTelling(key) && path.keys.has(key)));
    return others.map((other) => [own, other].toSorted(byAge));
  });
  const at = handover.deadlines.moment(new Date().toISOString());
  for (const [older, younger] of pairs) {
    if (!older || !younger) continue;
    const path = handover.client.workflow.getHandle(workflowIds.path(younger.ref));
    await send('unknown-reference', 'reference', () => path.signal(nearFound, { refs: [older.ref], at }));
  }
}

/** These and whoever shares a telling key with them: one of an earlier version of the response, too, which only the path itself knows by now. */
async function pathsAround({ search }: Handover, begun: readonly Unseen[]): Promise<readonly OpenPath[]> {
  const tellingKeys = new Set(begun.flatMap(({ keys }) => keys.filter(isTelling)));
  const found = await search.withKeys([...tellingKeys]);
  const refs = new Set(begun.map(({ ref }) => ref));
  const more = found.flatMap(({ ref, keys }) => (refs.has(ref) ? [...keys].filter((key) => isTelling(key) && !tellingKeys.has(key)) : []));
  const others = more.length === 0 ? [] : await search.withKeys(more);
  return [...new Map([...found, ...others].map((path) => [path.ref, path])).values()];
}

function byAge(a: OpenPath, b: OpenPath): number {
  return Date.parse(a.since) - Date.parse(b.since) || (a.ref < b.ref ? -1 : 1);
}

/** Shown with all that tells who it is: a path that another registration joined may be shown as it was before. */
function isShown({ keys }: Unseen, path: OpenPath | undefined): boolean {
  return path !== undefined && keys.filter(isTelling).every((key) => path.keys.has(key));
}

function searchedKey({ keys }: Unseen): string {
  return keys.find((key) => key.startsWith('or')) ?? keys.find(isTelling) ?? '';
}

function isTelling(key: string): boolean {
  return SAME_PERSON.some((kind) => key.startsWith(kind));
}

function isRemembered(key: string): boolean {
  return !NOT_REMEMBERED.some((kind) => key.startsWith(kind));
}
