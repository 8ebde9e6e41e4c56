import type { Organisation, Programme, Staff } from '../domain/programme/programme.ts';

/** Who reads the mails of one desk. */
export interface Reader {
  readonly name: string;
  readonly address: string;
  /** A person, never a no-reply box: the coordinator; for her the programme's own mailbox. */
  readonly replyTo: string;
  /** What goes into the staff's forms; a lead has none. */
  readonly formCode: string | null;
  /** The desk that hears when this one can't be reached. */
  readonly otherDesk: string;
}

/** Desk codes of the whole programme: one per member of staff, one per organisation's lead. */
export function deskCodes(programme: Programme): readonly string[] {
  return programme.organisations.flatMap(({ id, staff }) => [...staff.map(({ code }) => code), leadDesk(id)]);
}

/** Null when the configuration no longer knows the desk. */
export function readerOf(programme: Programme, desk: string): Reader | null {
  const { organisations, mail } = programme;
  const coordinator = coordinatorOf(organisations);
  const own = organisations.flatMap(({ staff }) => staff).find(({ code }) => code === desk);
  const led = organisations.find(({ id }) => leadDesk(id) === desk);
  const isCoordinator = own !== undefined && own.code === coordinator?.code;
  const replyTo = coordinator && !isCoordinator ? coordinator.email : addressIn(mail.from);
  const otherDesk = coordinator && !isCoordinator ? coordinator.code : leadDesk(own?.organisation ?? led?.id ?? '');
  if (own) return { name: own.name, address: own.email, replyTo, formCode: own.formCode, otherDesk };
  if (led) return { name: led.lead.name, address: led.lead.email, replyTo, formCode: null, otherDesk };
  return null;
}

function coordinatorOf(organisations: readonly Organisation[]): Staff | undefined {
  return organisations.flatMap(({ staff }) => staff).find(({ roles }) => roles.includes('coordinator'));
}

function leadDesk(organisation: string): string {
  return `lead-${organisation}`;
}

/** `Groupement <groupement@aile.example.org>` or the bare address. */
export function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

export function domainOf(from: string): string {
  return addressIn(from).split('@').at(-1) ?? '';
}
