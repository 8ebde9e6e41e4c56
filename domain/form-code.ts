/** A form code as it is compared, since people type it: any case, O for 0, I or L for 1, with or without dashes and spaces. */
export function normaliseFormCode(typed: string): string {
  return typed
    .slice(0, 100)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1'); // prettier-ignore
}
