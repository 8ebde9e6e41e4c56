import { addressOf, phoneOf, registered } from '../../../acceptance/people.ts';
import type { Stack } from '../../support/stack.ts';
import type { Armoury, Row } from './armoury.ts';

/** A fault whose victim is chosen by address. */
const DIRECTED: readonly { readonly fault: string; readonly name: string; readonly params?: Row['params'] }[] = [
  { fault: 'smtp-450', name: 'Occupée' },
  { fault: 'smtp-451', name: 'Locale' },
  { fault: 'smtp-lost-before-data', name: 'Perdue' },
  { fault: 'smtp-lost-during-data', name: 'Coupée' },
  { fault: 'smtp-reset-after-data', name: 'Doublée' },
  { fault: 'smtp-slow', name: 'Lente', params: { delayMs: 5_000 } },
  { fault: 'smtp-550-address', name: 'Inconnue' },
];
export const IN_DOUBT = ['Coupée', 'Doublée'];
export const TWICE = ['Doublée'];
export const REFUSED = ['Inconnue'];

/** To be armed before the first worker starts: once a connection is logged in, it stays. */
export async function armLogin(armoury: Armoury): Promise<readonly string[]> {
  return await armoury.arm([{ name: 'smtp-535 at AUTH', fault: 'smtp-535', times: 2 }]);
}

/** The mail server at its worst while people register; gives the first names of those who did. */
export async function confirmThroughFaults({
  stack,
  armoury,
}: {
  readonly stack: Stack;
  readonly armoury: Armoury;
}): Promise<readonly string[]> {
  const { sandbox, until } = stack;
  const names: string[] = [];
  const register = async (own: readonly string[]): Promise<void> => {
    names.push(...own);
    await sandbox.import(own.map((name, index) => registered(name, { Téléphone: phoneOf(200 + names.length + index) })));
  };

  // The log-in is refused, then closed: nobody can be told by mail, so the log says it, and the mails wait until it is mended.
  // It lasts until then: an invitation leaves a mail that is refused to an activity of its own, whose failure is logged.
  const closed = await armoury.arm([{ name: 'smtp-550-basic-auth at MAIL', fault: 'smtp-550-basic-auth', method: 'MAIL', times: 0 }]);
  await register(['Motdepasse', 'Basique']);
  await armoury.struck(closed);
  await until(() => stack.workers.some(({ log }) => log().includes('"mail-authentication"')), 'a log that says what to mend');
  await armoury.mend(closed);

  const rest = await armoury.arm([
    { name: 'smtp-421 at MAIL', fault: 'smtp-421' },
    { name: 'smtp-452 at MAIL', fault: 'smtp-452' },
    ...DIRECTED.map(({ fault, name, params }) => ({ name: fault, fault, path: addressOf(name), ...(params ? { params } : {}) })),
  ]);
  await register(DIRECTED.map(({ name }) => name));
  await armoury.struck(rest);
  return names;
}
