/** What the sandbox's first page says of « Ma journée ». */
export const DIGEST_BUTTON = {
  title: '« Ma journée »',
  text: 'L’e-mail de 8 h des jours ouvrés, à chaque membre de l’équipe : tout ce qui l’attend aujourd’hui.',
  button: 'Envoyer maintenant',
};
