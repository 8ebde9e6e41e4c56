import type { Programme } from '../domain/programme/programme.ts';
import { createSignInSheetPrinter, LogoError } from '../integrations/sign-in-sheet/pdfmake.ts';
import type { SignInSheetPrinter } from '../integrations/sign-in-sheet/port.ts';
import { readLogo } from './configuration/logos.ts';
import { ConfigurationError } from './configuration/problem.ts';
import { logoNotDrawn } from './words.ts';

/**
 * The printer with the letterhead of the configuration.
 * @throws ConfigurationError for a logo that looks like an image and can't be drawn
 */
export async function createPrinter(programme: Programme): Promise<SignInSheetPrinter> {
  const { organisations, funders, name, timeZone, calendar } = programme;
  try {
    return await createSignInSheetPrinter({
      organisations: organisations.map((one) => ({
        name: one.name,
        phone: one.phone,
        logo: one.logo === null ? null : readLogo(one.logo),
      })),
      funders: funders.map((one) => ({ name: one.name, logo: readLogo(one.logo) })),
      contact: calendar.mailbox,
      programmeName: name,
      timeZone,
    });
  } catch (error) {
    if (!(error instanceof LogoError)) throw error;
    throw new ConfigurationError([logoNotDrawn(error.owner)], {
      cause: error,
    });
  }
}
