import { type Evidence, type Response } from '../evidence.ts';
import { identify, linesOf } from '../mailbox.ts';

/** One person behind one or several registrations, as the rule of the house recognises them. */
export interface Someone {
  readonly responses: readonly Response[];
  readonly firstName: string;
  readonly lastName: string;
  /** Usable addresses and phones; null where none is. */
  readonly email: string | null;
  readonly typedEmail: string | null;
  readonly phone: string | null;
  readonly birthDate: string | null;
  readonly wish: string | null;
  /** Age at registration; null without a birth date. */
  readonly age: number | null;
}

/** Registrations that can't become a path: neither address nor phone. */
export function unusable({ responses }: Evidence): readonly Response[] {
  return responses.registration.filter((response) => consents(response) && emailOf(response) === null && phoneOf(response) === null);
}

export function unwilling({ responses }: Evidence): readonly Response[] {
  return responses.registration.filter((response) => !consents(response));
}

/** Same person: e-mail and first name, or phone and first name, or both names and birth date. */
export function everybody({ responses }: Evidence): readonly Someone[] {
  const usable = responses.registration
    .filter((response) => consents(response) && (emailOf(response) ?? phoneOf(response)) !== null)
    .toSorted((a, b) => (a.createTime < b.createTime ? -1 : 1));
  const groups: { keys: Set<string>; responses: Response[] }[] = [];
  for (const response of usable) {
    const keys = keysOf(response);
    const same = groups.find((group) => keys.some((key) => group.keys.has(key)));
    if (same) {
      same.responses.push(response);
      for (const key of keys) same.keys.add(key);
    } else groups.push({ keys: new Set(keys), responses: [response] });
  }
  return groups.map(({ responses: theirs }) => someone(theirs));
}

/** First names are unique in the demonstration: reference → person, by what mails say. */
export function references(evidence: Evidence, people: readonly Someone[] = everybody(evidence)): ReadonlyMap<string, Someone> {
  const found = new Map<string, Someone>();
  const byFirstName = new Map(people.map((person) => [plain(person.firstName), person]));
  for (const mail of evidence.mails) {
    const identity = identify(mail);
    if (identity.kind === 'participant') {
      const greeted = /^Bonjour\s(.+),$/m.exec(mail.text)?.[1] ?? '';
      const person = byFirstName.get(plain(greeted));
      if (person) found.set(identity.ref, person);
    }
    if (identity.kind === 'day')
      for (const { ref, who } of linesOf(mail)) {
        const person = who === null ? undefined : byFirstName.get(plain(who.replace(/\s\S\.$/u, '')));
        if (ref !== null && person && !found.has(ref)) found.set(ref, person);
      }
  }
  return found;
}

/** Name as shown to staff, « Awa K. », → person. */
export function byShownName(people: readonly Someone[]): (shown: string) => Someone | undefined {
  const byName = new Map(people.map((person) => [plain(person.firstName), person]));
  return (shown) => byName.get(plain(shown.replace(/\s\S\.$/u, ''))) ?? byName.get(plain(shown));
}

export function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function someone(theirs: readonly Response[]): Someone {
  const latest = theirs.toSorted((a, b) => (a.lastSubmittedTime < b.lastSubmittedTime ? 1 : -1));
  const first = <T>(read: (response: Response) => T | null): T | null => latest.map(read).find((value) => value !== null) ?? null;
  const [oldest] = theirs;
  const birthDate = first(({ answers }) => answers['birthDate'] ?? null);
  return {
    responses: theirs,
    firstName: oldest?.answers['firstName'] ?? '',
    lastName: oldest?.answers['lastName'] ?? '',
    email: first(emailOf),
    typedEmail: first(({ answers }) => answers['email'] ?? null),
    phone: first(phoneOf),
    birthDate,
    wish: first(({ answers }) => answers['wish'] ?? null),
    age: birthDate === null || !oldest ? null : ageOn(birthDate, oldest.createTime),
  };
}

function ageOn(birthDate: string, at: string): number {
  const years = Number(at.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return at.slice(5, 10) < birthDate.slice(5) ? years - 1 : years;
}

function consents({ answers }: Response): boolean {
  return answers['consent'] === 'Oui';
}

function emailOf({ answers }: Response): string | null {
  const typed = answers['email']?.trim().toLowerCase() ?? '';
  return /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(typed) ? typed : null;
}

function phoneOf({ answers }: Response): string | null {
  const digits = (answers['phone'] ?? '').replace(/[\s.()-]/g, '');
  if (/^\+33[1-9]\d{8}$/.test(digits)) return digits;
  return /^0[1-9]\d{8}$/.test(digits) ? `+33${digits.slice(1)}` : null;
}

function keysOf(response: Response): readonly string[] {
  const { answers } = response;
  const [first, last] = [plain(answers['firstName'] ?? ''), plain(answers['lastName'] ?? '')];
  const [email, phone] = [emailOf(response), phoneOf(response)];
  return [
    ...(email === null ? [] : [`e ${email} ${first}`]),
    ...(phone === null ? [] : [`p ${phone} ${first}`]),
    ...(answers['birthDate'] ? [`n ${last} ${first} ${answers['birthDate']}`] : []),
  ];
}
