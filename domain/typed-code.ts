/** A code or a reference as it is compared: any case, with or without dashes and spaces. */
export function compactCode(typed: string): string {
  return typed
    .slice(0, 100)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, ''); // prettier-ignore
}

/** O for 0, I or L for 1, as people read them. @param code in capital letters */
export function withoutLookalikes(code: string): string {
  return code.replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** A form code as it is compared, since people type it. */
export function normaliseFormCode(typed: string): string {
  return withoutLookalikes(compactCode(typed));
}
