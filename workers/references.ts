import { createKeys } from '../activities/form-intake/keys.ts';
import { createLinkTokens, type Signer } from '../activities/forms/link-tokens.ts';
import { purposeOf } from '../domain/link-token.ts';

/** The reference a registration's path gets, where no other path has it: what a member of staff reads in a prefilled link. */
export function referenceOf(refKey: Uint8Array, response: { readonly formId: string; readonly responseId: string }): string {
  return createKeys(refKey).reference(response, 0);
}

/** What the links in a participant's own mails hold. */
export function personalReferenceOf(refKey: Uint8Array, ref: string): string {
  return createKeys(refKey).personal(ref);
}

/** What a follow-up link with these fields, mailed to a member of staff at `now` (ISO 8601), holds in « Code ». */
export function followUpTokenOf(refKey: Uint8Array, values: Readonly<Record<string, string>>, member: Signer, now: string): string {
  return createLinkTokens(createKeys(refKey).link).make(purposeOf('followUp', values), member, now);
}
