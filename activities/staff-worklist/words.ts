import { SERVICE_ERRORS, type ServiceErrorCode } from '../../domain/service-error.ts';

/** A reader to whom « Ma journée » can't be sent, on another worklist. */
export const unreachable = {
  address: {
    title: 'L’adresse e-mail de cette personne est refusée : elle ne reçoit plus « Ma journée ».',
    missing: 'Une adresse juste dans groupement.yaml',
  },
  server: (code: ServiceErrorCode) => ({
    title: 'Le serveur de messagerie refuse « Ma journée » de cette personne.',
    missing: SERVICE_ERRORS[code].tell,
  }),
  next: 'Tout ce qui l’attend lui sera envoyé dès que l’adresse répond.',
};

/** A path, and a session, of which nothing can be read but that they are there. */
export const UNREADABLE_PATH = 'Dossier';
export const UNREADABLE_SESSION = 'Séance';
