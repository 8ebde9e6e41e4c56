import { contactOf, coordinatorOf, leadWorklist } from '../../domain/assignment.ts';
import type { Organisation, Programme, Staff } from '../../domain/programme/programme.ts';
import type { Signer } from '../forms/link-tokens.ts';

/** Who reads the mails of one worklist. */
export interface Reader {
  readonly name: string;
  readonly address: string;
  /**
   * A person, never a no-reply box, and of the reader's own organisation, since an answer quotes its paths: the coordinator in hers, and the
   * programme's own mailbox for her; elsewhere the contact, and the lead for the contact; for a lead their organisation's contact.
   */
  readonly replyTo: string;
  /** For whom their links to the staff's forms are signed: themselves; a lead only where they are staff of the organisation as well. */
  readonly signer: Signer | null;
  /** The worklist that hears when this one can't be reached. */
  readonly otherWorklist: string;
  /** Their part in the programme; null for a lead, who has none by being one. */
  readonly role: ReaderRole | null;
}

export interface ReaderRole {
  readonly code: string;
  readonly coordinates: boolean;
  /** The organisation whose paths without a referent wait for this person; null: nobody's. */
  readonly allocates: string | null;
}

/** Worklist codes of the whole programme: one per member of staff, one per organisation's lead. */
export function worklistCodes(programme: Programme): readonly string[] {
  return programme.organisations.flatMap(({ id, staff }) => [...staff.map(({ code }) => code), leadWorklist(id)]);
}

/** Null when the configuration no longer knows the worklist. */
export function readerOf(programme: Programme, worklist: string): Reader | null {
  const { organisations, mail } = programme;
  const coordinator = coordinatorOf(organisations);
  const own = organisations.flatMap(({ staff }) => staff).find(({ code }) => code === worklist);
  const led = organisations.find(({ id }) => leadWorklist(id) === worklist);
  const isCoordinator = own !== undefined && own.code === coordinator.code;
  const toCoordinator = isCoordinator ? addressIn(mail.from) : coordinator.email;
  const otherWorklist = isCoordinator ? leadWorklist(own.organisation) : coordinator.code;
  if (own) {
    const role = { code: own.code, coordinates: isCoordinator, allocates: allocatedBy(organisations, own) };
    const home = organisations.find(({ id }) => id === own.organisation);
    const isHers = home === undefined || home.id === coordinator.organisation;
    const replyTo = isHers ? toCoordinator : contactOr(home.lead.email, home, own.email);
    return { name: own.name, address: own.email, replyTo, signer: signerOf(own), otherWorklist, role };
  }
  if (led)
    return {
      name: led.lead.name,
      address: led.lead.email,
      replyTo: contactOr(led.id === coordinator.organisation ? toCoordinator : led.lead.email, led, led.lead.email),
      signer: leadSigner(led),
      otherWorklist,
      role: null,
    };
  return null;
}

function allocatedBy(organisations: readonly Organisation[], { code }: Staff): string | null {
  return organisations.find((organisation) => contactOf(organisation)?.code === code)?.id ?? null;
}

/** What a reader answers about a path is for whoever allocates their organisation's paths; `otherwise` where that is nobody, or the reader. */
function contactOr(otherwise: string, organisation: Organisation, reader: string): string {
  const contact = contactOf(organisation);
  return contact === null || isSame(contact.email, reader) ? otherwise : contact.email;
}

function leadSigner({ lead, staff }: Organisation): Signer | null {
  const own = staff.find(({ email }) => isSame(email, lead.email));
  return own === undefined ? null : signerOf(own);
}

function signerOf({ code, formCode }: Staff): Signer {
  return { code, formCode };
}

function isSame(email: string, other: string): boolean {
  return email.trim().toLowerCase() === other.trim().toLowerCase();
}

/** `Groupement <groupement@aile.example.org>` or the bare address. */
export function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

export function domainOf(from: string): string {
  return addressIn(from).split('@').at(-1) ?? '';
}
