/** Who answers for a person without a referent. */
export const teamOf = (organisation: string) => `l’équipe ${organisation}`;

/** What a person's answer about their situation begins with, in their own mailbox. */
export const situationReply = (ref: string) => ({
  subject: `Où j’en suis (dossier ${ref})`,
  body: 'Bonjour,\n\nAujourd’hui, où j’en suis : ',
});
