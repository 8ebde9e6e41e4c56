import type { SentNow } from '../workflows/staff-worklist/contract.ts';

/** What is said of one worklist's mail, without a word of what the mail says. */
export const said = {
  outcome: ({ outcome, lines }: SentNow): string => OUTCOMES[outcome](lines),
  unknown: 'aucune « Ma journée » pour ce code : le service a-t-il démarré ?',
  failed: (why: string) => `non envoyé : ${why}`,
};

const OUTCOMES: Readonly<Record<SentNow['outcome'], (lines: number) => string>> = {
  sent: (lines) => `envoyé, ${lines} ligne${lines > 1 ? 's' : ''}`,
  inDoubt: () => 'on ne sait pas si l’e-mail est parti',
  refused: () => 'refusé par le serveur de messagerie',
  nothing: () => 'rien n’est ouvert, rien n’est envoyé',
};
