import { type PathLike, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Programme } from '../../domain/programme/programme.ts';
import type { Logo } from '../../integrations/sign-in-sheet/port.ts';
import type { ReadSections } from './cross-checks.ts';
import { expected, type KeyPath, type Problem } from './problem.ts';
import { wanted } from './words.ts';

/** A larger one would make every mail with a sheet heavy. */
const MOST_BYTES = 1_000_000;

/** Every logo of the configuration is a file that can be read, and an image by its content. */
export function checkLogos({ organisations = [], funders = [] }: ReadSections, folder: string): readonly Problem[] {
  const named: readonly (readonly [KeyPath, string | null])[] = [
    ...organisations.map(({ logo }, at) => [['organisations', at, 'logo'], logo] as const),
    ...funders.map(({ logo }, at) => [['funders', at, 'logo'], logo] as const),
  ];
  return named.flatMap(([path, logo]) => (logo === null ? [] : problemsOf(path, logo, folder)));
}

function problemsOf(path: KeyPath, logo: string, folder: string): readonly Problem[] {
  const bytes = contentOf(pathFrom(folder, logo));
  if (bytes === null) return [expected(path, wanted.imageThere, logo)];
  if (bytes.length > MOST_BYTES) return [expected(path, wanted.smallImage, logo)];
  return typeOf(bytes) === null ? [expected(path, wanted.image, logo)] : [];
}

/** The same programme with paths that hold from anywhere; its version doesn't depend on where the files are. */
export function withLogosFrom(folder: string, programme: Programme): Programme {
  return {
    ...programme,
    organisations: programme.organisations.map((one) => ({ ...one, logo: one.logo === null ? null : pathFrom(folder, one.logo) })),
    funders: programme.funders.map((one) => ({ ...one, logo: pathFrom(folder, one.logo) })),
  };
}

/** @throws when the file is gone or is no image any more: it was checked with the configuration. */
export function readLogo(path: string): Logo {
  const bytes = readFileSync(path);
  const type = typeOf(bytes);
  if (type === null) throw new TypeError('a logo that is no image');
  return type === 'svg'
    ? { type: 'svg', svg: bytes.toString('utf8') }
    : { type: 'image', dataUrl: `data:image/${type};base64,${bytes.toString('base64')}` };
}

function pathFrom(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function contentOf(path: PathLike): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** By content: a renamed file is what it is. */
function typeOf(bytes: Buffer): 'png' | 'jpeg' | 'svg' | null {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'png';
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  return /^\uFEFF?\s*(?:<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]/u.test(bytes.toString('utf8')) ? 'svg' : null;
}
