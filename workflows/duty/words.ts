export const signal = { takeOverAfter: 'Autre délai de relève' };

export const summary = { onDuty: 'De permanence : formulaires, « Ma journée », agendas' };

/** French Markdown for the Web UI. @param seconds of silence after which another process takes over */
export function details(seconds: number): string {
  return `## Permanence\n\nUn seul processus lit les formulaires, envoie les e-mails, regarde ce qui attend le personnel et sert les boîtes Outlook, trois appels à la fois pour chacune. S’il se tait pendant ${seconds} secondes, un autre prend sa place (voir l’activité en cours).`;
}
