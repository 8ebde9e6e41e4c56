import { type LinkPurpose, type LinkToken, lastDayOf, writeLinkToken } from '../../domain/link-token.ts';
import type { Staff } from '../../domain/programme/programme.ts';
import { normaliseFormCode } from '../../domain/typed-code.ts';

/** For whom a link is signed. Their code is hashed along: another code in the configuration ends every link that was made with the old one. */
export type Signer = Pick<Staff, 'code' | 'formCode'>;

export interface LinkTokens {
  /** @param now ISO 8601 */
  make(purpose: LinkPurpose, member: Signer, now: string): string;
  /** For whom of `staff` this token was made, for one of these purposes; null: nobody, or for another purpose. Expired or not. */
  holder<Member extends Signer>(token: LinkToken, purposes: readonly LinkPurpose[], staff: readonly Member[]): Member | null;
}

/** @param tag keyed by the service: see `Keys.link` */
export function createLinkTokens(tag: (everything: string) => string): LinkTokens {
  const tagFor = ({ form, subject }: LinkPurpose, { code, formCode }: Signer, lastDay: number) =>
    tag(JSON.stringify([form, subject, code, normaliseFormCode(formCode), lastDay]));
  return {
    make: (purpose, member, now) => {
      const lastDay = lastDayOf(purpose, now);
      return writeLinkToken({ lastDay, tag: tagFor(purpose, member, lastDay) });
    },
    holder: (token, purposes, staff) =>
      staff.find((member) => purposes.some((purpose) => tagFor(purpose, member, token.lastDay) === token.tag)) ?? null,
  };
}
