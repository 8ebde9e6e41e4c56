import type { Programme } from '../../domain/programme/programme.ts';
import { normaliseFormCode } from '../../domain/typed-code.ts';
import type { Environment } from './environment.ts';
import { ConfigurationError } from './problem.ts';
import { sentences } from './words.ts';

/** The form codes of config/groupement.yaml, which anybody can read. */
const OF_THE_EXAMPLE = new Set(['K7QX-4M2P', 'T3WD-9HZC', 'M9FA-2VJE', 'B8RN-5XKV', 'H4TZ-7QDW'].map(normaliseFormCode));

/**
 * On the vendors' own services nobody's code is one of the example's: a code opens the staff's forms.
 * @throws ConfigurationError with the pseudonyms of those who need another one
 */
export function refuseExampleCodes(
  { organisations }: Pick<Programme, 'organisations'>,
  { google, microsoft }: Pick<Environment, 'google' | 'microsoft'>,
): void {
  if (google.rootUrl !== null && microsoft.graphBaseUrl !== null) return;
  const staff = organisations.flatMap((organisation) => organisation.staff);
  const exampleCodes = staff.filter(({ formCode }) => OF_THE_EXAMPLE.has(normaliseFormCode(formCode))).map(({ code }) => code);
  if (exampleCodes.length === 0) return;
  throw new ConfigurationError([sentences.exampleCodes(exampleCodes)]);
}
