/** What the export says to an administrator: references and counts, no name. */
export const said = {
  usage: 'Attendu : npm run export -- GC-XXXX-XXXX (ou session-…) [--to DOSSIER]',
  unreadable: 'Cette référence est mal recopiée : elle s’écrit GC-XXXX-XXXX, celle d’une séance session-….',
  path: {
    unknown: (reference: string) => `Aucun dossier ne porte la référence ${reference} : il a pu être effacé.`,
    noWorker: 'Le dossier ne répond pas : le service doit tourner pendant l’export. Relancez la commande.',
  },
  session: {
    unknown: (workflowId: string) =>
      `Aucune séance ne s’appelle ${workflowId} : son historique n’est plus gardé, ou elle n’a jamais existé.`,
    noWorker: 'La séance ne répond pas : le service doit tourner pendant l’export. Relancez la commande.',
  },
  rightPerson: 'À vérifier avant de remettre : que la personne est bien celle du dossier.',
  notes: (count: number) => `À relire : ${count} note(s), qui peuvent nommer d’autres personnes.`,
  remarks: (count: number) => `À relire : ${count} remarque(s), qui peuvent nommer des personnes.`,
  proposed: (count: number) => `À relire : ${count} coordonnée(s) que personne n’a confirmée(s), peut-être d’une autre personne.`,
};
