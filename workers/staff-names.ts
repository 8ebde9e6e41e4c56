import type { StaffName } from '../domain/personal-data.ts';
import { type Programme, type Staff, staffByCode } from '../domain/programme/programme.ts';
import { FUNCTIONS } from './words.ts';

/** Names for the codes of what is handed out. */
export interface StaffNames {
  of(code: string): StaffName;
  /** A text of a journal, which names staff by their codes. */
  spelled(text: string): string;
}

export function staffNames(programme: Programme): StaffNames {
  const staff = staffByCode(programme);
  return {
    of: (code) => nameOf(code, staff.get(code) ?? null, programme),
    spelled: (text) => text.replace(WORD, (word) => staff.get(word)?.name ?? word),
  };
}

function nameOf(code: string, member: Staff | null, { organisations }: Programme): StaffName {
  if (member === null) return { code, name: null, organisation: null, functions: null };
  const organisation = organisations.find(({ id }) => id === member.organisation)?.name ?? null;
  return { code, name: member.name, organisation, functions: member.roles.map((role) => FUNCTIONS[role]).join(', ') };
}

/** A word that may be a code; no part of an address is. */
const WORD = /(?<![\p{L}\p{N}@._+-])[a-z][a-z0-9-]*(?![\p{L}\p{N}@_+-]|\.\p{L})/gu;
