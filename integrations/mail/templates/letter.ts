import { fr, type PhoneLink } from './words.ts';

/** Who writes: what every mail has in common. */
export interface House {
  readonly programme: string;
  readonly offices: readonly { readonly name: string; readonly phone: PhoneLink }[];
}

/** A mail to one person about one thing: the words, before HTML or plain text. Everything is plain text, unescaped. */
export interface Letter {
  readonly subject: string;
  /** What a mailbox shows after the subject. */
  readonly preheader: string;
  readonly heading: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** What, when, where. */
  readonly card: readonly CardRow[];
  /** The card shows something that no longer holds. */
  readonly crossedOut: boolean;
  /** A line under the card. */
  readonly note: string | null;
  readonly action: { readonly text: string; readonly label: string; readonly url: string } | null;
  readonly contact: { readonly text: string; readonly phone: PhoneLink | null } | null;
  readonly closing: string;
  /** For whoever never registered: anybody can type anybody's address. */
  readonly notMe: { readonly text: string; readonly label: string; readonly url: string } | null;
  readonly footer: readonly string[];
  readonly reference: string;
}

export interface CardRow {
  readonly label: string;
  /** One under the other in HTML, after one another in text. */
  readonly lines: readonly string[];
  readonly strong: boolean;
}

export function letterText(letter: Letter, house: House): string {
  return paragraphs([
    letter.greeting,
    ...letter.paragraphs,
    cardText(letter.card),
    letter.note,
    letter.action && actionText(letter.action),
    letter.contact && contactText(letter.contact),
    `${letter.closing}\n${signature(house)}`,
    letter.notMe && actionText(letter.notMe),
    footerText([...letter.footer, fr`Dossier ${letter.reference}`], house),
  ]);
}

/** Whoever reads plain text answers the mail itself: an encoded address in the midst of words helps nobody. */
function actionText({ text, label, url }: NonNullable<Letter['action']>): string | null {
  return url.startsWith('mailto:') ? null : `${text}\n${label}${fr` : `}${url}`;
}

export function cardText(card: readonly CardRow[]): string {
  const width = Math.max(0, ...card.map((row) => row.label.length));
  return card.map((row) => `  ${row.label.padEnd(width)}${fr` : `}${row.lines.join(', ')}`).join('\n');
}

export function footerText(lines: readonly string[], house: House): string {
  return ['-- ', ...lines, ...house.offices.map((office) => `${office.name}${fr` : `}${office.phone.label}`)].join('\n');
}

export function signature(house: House): string {
  return house.programme;
}

/** Blocks with an empty line between them, blocks that say nothing left out. */
export function paragraphs(blocks: readonly (string | null)[]): string {
  return `${blocks.filter((block) => block !== null && block !== '').join('\n\n')}\n`;
}

function contactText(contact: NonNullable<Letter['contact']>): string {
  return contact.phone === null ? `${contact.text}.` : `${contact.text}${fr`, ou appelez le `}${contact.phone.label}.`;
}
