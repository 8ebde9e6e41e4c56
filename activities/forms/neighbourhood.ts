import type { Neighbourhood } from '../../domain/programme/programme.ts';
import { plain } from './text.ts';

/**
 * The configured neighbourhood that a person named in their own words (« Autre »): its id or name, without article and « quartier », « cité » …,
 * with a slip or two in a long name. Null where none is named, or where two are as near.
 */
export function neighbourhoodNamed(neighbourhoods: readonly Neighbourhood[], typed: string): Neighbourhood | null {
  const parts = [typed, ...typed.split(/[,;:/()]|\s[-–—]\s|\sà\s/)];
  const found = parts.map((part) => named(neighbourhoods, part)).filter((one) => one !== null);
  const [first] = found;
  return first !== undefined && found.every(({ id }) => id === first.id) ? first : null;
}

function named(neighbourhoods: readonly Neighbourhood[], typed: string): Neighbourhood | null {
  const wanted = plain(typed);
  const exact = neighbourhoods.find(({ id, name }) => wanted !== '' && [plain(id), plain(name)].includes(wanted));
  if (exact) return exact;
  const core = coreOf(wanted);
  const distances = neighbourhoods.map((one) => ({
    one,
    slips: Math.min(...[one.id, one.name].map((name) => slips(core, coreOf(plain(name))))),
  }));
  const least = Math.min(...distances.map(({ slips: count }) => count));
  const [nearest, ...others] = distances.filter(({ slips: count }) => count === least && count < Number.POSITIVE_INFINITY);
  return nearest === undefined || others.length > 0 ? null : nearest.one;
}

const LEADING = /^(?:quartier|cite|residence|residences|secteur|qpv|prioritaire|le|la|les|l|du|de|des|d|au|aux)(?= )/;

/** « quartier des Aunettes », « cité les aunettes », « Aunettes »: one core without spaces, since « Bois-Fleuri » is written in three ways. */
function coreOf(words: string): string {
  const rest = words.replace(LEADING, '').trim();
  return rest === words ? words.replaceAll(' ', '') : coreOf(rest);
}

/** From this many letters on one slip is forgiven, and two in a name twice as long: shorter names differ by a letter. */
const LETTERS_A_SLIP = 6;
const MOST_SLIPS = 2;

/** How many letters differ; infinite where it is another name, or another number. */
function slips(a: string, b: string): number {
  if (a === '' || b === '' || a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return Number.POSITIVE_INFINITY;
  const allowed = Math.min(MOST_SLIPS, Math.floor(Math.min(a.length, b.length) / LETTERS_A_SLIP));
  if (Math.abs(a.length - b.length) > allowed) return Number.POSITIVE_INFINITY;
  const count = editDistance([...a], [...b]);
  return count <= allowed ? count : Number.POSITIVE_INFINITY;
}

/** Letters missing, added, replaced, or swapped with their neighbour. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of a.entries()) {
    const current = [row + 1];
    for (const [column, other] of b.entries()) {
      const steps = [
        (last[column] ?? 0) + Number(letter !== other),
        (last[column + 1] ?? 0) + 1,
        (current[column] ?? 0) + 1,
        ...(row > 0 && column > 0 && letter === b[column - 1] && other === a[row - 1] ? [(beforeLast[column - 1] ?? 0) + 1] : []),
      ];
      current.push(Math.min(...steps));
    }
    [beforeLast, last] = [last, current];
  }
  return last.at(-1) ?? 0;
}
