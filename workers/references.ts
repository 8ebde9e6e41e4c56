import { createKeys } from '../activities/form-intake/keys.ts';

/** The reference a registration's path gets, where no other path has it: what a member of staff reads in a prefilled link. */
export function referenceOf(refKey: Uint8Array, response: { readonly formId: string; readonly responseId: string }): string {
  return createKeys(refKey).reference(response, 0);
}

/** What the links in a participant's own mails hold. */
export function personalReferenceOf(refKey: Uint8Array, ref: string): string {
  return createKeys(refKey).personal(ref);
}
