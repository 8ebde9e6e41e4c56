import { drawPdf } from '../pdf/pdfmake.ts';
import { signInSheetLayout } from './layout.ts';
import type { Letterhead, PrintedSheet, SignInSheet, SignInSheetPrinter } from './port.ts';

/** A logo that pdfmake can't draw; `owner` is the organisation's or funder's name. */
export class LogoError extends Error {
  override readonly name = 'LogoError';
  readonly owner: string;

  constructor(owner: string, options?: ErrorOptions) {
    super(`Logo of ${owner} can't be drawn.`, options);
    this.owner = owner;
  }
}

/**
 * Each logo is drawn once here, so that a broken file is found when the service starts, not the day before a session.
 * @throws LogoError
 */
export async function createSignInSheetPrinter(letterhead: Letterhead): Promise<SignInSheetPrinter> {
  try {
    await printed(NOBODY, letterhead);
  } catch (error) {
    for (const owner of [...letterhead.organisations, ...letterhead.funders]) await tryOut(owner, letterhead);
    throw error;
  }
  return { print: (sheet) => printed(sheet, letterhead) };
}

async function printed(sheet: SignInSheet, letterhead: Letterhead): Promise<PrintedSheet> {
  const pdf = await drawPdf(signInSheetLayout(sheet, letterhead));
  return { filename: `emargement-${sheet.session.sessionId}.pdf`, contentType: 'application/pdf', content: pdf };
}

async function tryOut(
  { name, logo }: { readonly name: string; readonly logo: Letterhead['organisations'][number]['logo'] },
  letterhead: Letterhead,
) {
  if (logo === null) return;
  try {
    await printed(NOBODY, { ...letterhead, organisations: [], funders: [{ name, logo }] });
  } catch (error) {
    throw new LogoError(name, { cause: error });
  }
}

const NEVER = { at: '2000-01-01T00:00:00Z', label: '' };
const NOBODY: SignInSheet = {
  session: { sessionId: 'essai', kind: 'info', title: '', start: NEVER, end: NEVER, place: { name: '', address: '' } },
  facilitators: [],
  rows: [],
};
