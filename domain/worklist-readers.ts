import { allPathsOf } from './all-paths-of.ts';
import { INFLUX_ANSWERS } from './influx.ts';
import { type WorklistItem, worklistItem } from './worklist.ts';
import type { FoundItem } from './worklist-day.ts';

/** Who reads worklists today: the worklist codes of the configuration, the coordinator's among them. */
export interface Readers {
  readonly worklists: ReadonlySet<string>;
  readonly coordinator: string;
}

/**
 * The lines of all workflows as the staff of today read them: a line for a code that the configuration no longer knows is the coordinator's, and
 * the paths of a colleague who left are one line on each worklist.
 */
export function linesForReaders(found: readonly FoundItem[], readers: Readers): readonly FoundItem[] {
  const readable = found.filter(({ item }) => readers.worklists.has(item.worklist));
  const shown = new Set(readable.map(({ key, item }) => `${item.worklist} ${key}`));
  const strays = found
    .filter(({ item }) => !readers.worklists.has(item.worklist))
    .map(({ key, item }) => ({ key, item: forCoordinator(item, readers.coordinator) }))
    // One line that several people may answer is shown once to each.
    .filter(({ key, item }) => !shown.has(`${item.worklist} ${key}`));
  return inGroups([...readable, ...new Map(strays.map((line) => [line.key, line])).values()]);
}

function forCoordinator(item: WorklistItem, coordinator: string): WorklistItem {
  return {
    ...item,
    worklist: coordinator,
    title: `${item.title} (Cette ligne attendait ${item.worklist}, qui n’est plus dans la configuration.)`,
  };
}

/** The paths of one colleague who left, and those whose first mail waits. */
function inGroups(lines: readonly FoundItem[]): readonly FoundItem[] {
  const alone = lines.filter((line) => groupOf(line) === null);
  const groups = Map.groupBy(
    lines.filter((line) => groupOf(line) !== null),
    groupOf,
  );
  return [...alone, ...[...groups.values()].flatMap(inOneLine)];
}

/** From two paths on; a single one keeps its own line, with who it is about. */
function inOneLine(group: readonly FoundItem[]): readonly FoundItem[] {
  const [first] = group;
  if (first === undefined || group.length === 1) return group;
  const { departed } = first.item;
  return [departed === undefined ? influx(first, group) : together({ ...first, departed }, group)];
}

/** Null: a line of its own. */
function groupOf({ item: { worklist, departed, held } }: FoundItem): string | null {
  if (departed !== undefined) return `departed ${worklist} ${departed.code}`;
  return held === undefined ? null : `held ${worklist}`;
}

const MOST_NAMED = 5;

/** Of those that wait: the eldest's moment, a few names, and how many more. */
function ofGroup(group: readonly FoundItem[]) {
  const due = group.map((one) => one.item.due).reduce((one, other) => (Date.parse(other.at) < Date.parse(one.at) ? other : one));
  const names = group.map((one) => one.item.who ?? one.item.title);
  const more = names.length - MOST_NAMED;
  const rest = more > 0 ? [more === 1 ? 'et un autre' : `et ${more} autres`] : [];
  return { due, stage: [...names.slice(0, MOST_NAMED), ...rest].join(' ; ') };
}

/** Another influx, once the one before was answered, is news: the eldest names it. */
function influx({ item: { worklist } }: FoundItem, group: readonly FoundItem[]): FoundItem {
  const { due, stage } = ofGroup(group);
  return {
    key: `held ${due.at}`,
    item: worklistItem({
      key: `held-${due.at}`,
      worklist,
      kind: 'decide',
      due,
      since: due,
      title: `Afflux d’inscriptions : ${group.length} de plus que d’habitude en une heure. Rien ne leur est envoyé avant votre réponse.`,
      stage,
      missing: 'Votre réponse : de vraies inscriptions (un forum, une affiche), ou un jeu avec le formulaire ?',
      next: '« Envoyer » : chacun reçoit sa confirmation et une place. « Ne pas envoyer » : ces dossiers sont clos, et « Rouvrir » en reprend un.',
      answers: INFLUX_ANSWERS,
      urgent: true,
    }),
  };
}

function together({ item, departed }: FoundItem & Pick<Required<WorklistItem>, 'departed'>, group: readonly FoundItem[]): FoundItem {
  const { code, name } = departed;
  const { due, stage } = ofGroup(group);
  return {
    key: `departed ${code}`,
    item: worklistItem({
      key: `departed-${code}`,
      worklist: item.worklist,
      kind: 'nameAdviser',
      due,
      title: `${name} n’est plus dans la configuration : ${group.length} dossiers à réattribuer.`,
      stage,
      missing: 'Le nom du conseiller qui reprend ces dossiers',
      next: 'Pour en confier un à quelqu’un d’autre, répondez avec sa référence et « Nommer un conseiller ».',
      answers: [{ label: 'Réattribuer tous ces dossiers', form: 'followUp', values: { reference: allPathsOf(code), decision: 'name' } }],
    }),
  };
}
