import type { WorklistRoundResult } from '../../domain/worklist-day.ts';

type Mail = NonNullable<WorklistRoundResult['mail']>;

export const summary = {
  round: (code: string, until: string | null) =>
    until === null ? `« Ma journée » de ${code}, en continu` : `« Ma journée » de ${code} jusqu’à ${until}`,
  untilNextTry: 'Envoi refusé : nouvel essai',
  now: (code: string) => `« Ma journée » de ${code}, à la demande`,
};

export const description = { send: 'Envoyer « Ma journée » maintenant, sans rien changer au prochain passage' };

const OCCASIONS: Readonly<Record<NonNullable<Mail['occasion']>, string>> = {
  day: '« Ma journée »',
  monday: 'point du lundi',
  urgent: 'message urgent',
};

/** What became of a mail, in the worklist's journal. */
export function mailed({ occasion, outcome, lines, fresh }: Mail): string {
  const what = occasion === null ? 'message' : OCCASIONS[occasion];
  if (outcome === 'inDoubt') return `${what} dont on ne sait pas s’il est parti : son contenu sera redit dans le prochain`;
  if (outcome === 'refused') return `${what} refusé par le serveur de messagerie`;
  return `${what} envoyé, ${lines} ligne(s) dont ${fresh} nouvelle(s)`;
}

/** What a worklist shows of itself, for an administrator: lines of French Markdown. */
export const details = {
  heading: (code: string) => `## « Ma journée » de ${code}`,
  next: (hour: string | null, isMonday: boolean) =>
    `- **Prochain passage** : ${hour ?? 'en continu (sans heures de bureau)'}${isMonday ? ', point du lundi' : ''}`,
  between: '- **Entre-temps** : ce qui est urgent part aussitôt',
  now: '- **Tout de suite** : l’Update `worklist.send` envoie « Ma journée » avec tout ce qui est ouvert, sans rien changer au prochain passage',
  mails: (count: number, inDoubt: number) => `- **Messages envoyés** : ${count}, dont ${inDoubt} dont on ne sait pas s’ils sont partis`,
  notifications: (count: number) => `- **Points déjà signalés** : ${count}`,
  toMend: (title: string, worklist: string) => `- **À corriger** : ${title} (signalé au bureau ${worklist})`,
  service: (why: string) => `- **Messagerie** : ${why} Nouvel essai toutes les 15 minutes.`,
  unreadable: (count: number) => `- **Illisible** : ${count} dossier(s) chiffré(s) avec une autre clé`,
  lastMails: '### Derniers messages',
  noMail: 'Aucun pour l’instant.',
  entry: (at: string, what: string) => `- ${at} : ${what}`,
};
