import type { FaultDefinition } from '../core/faults.ts';

/** Case 30 of the contracts, one by one. `path` is matched against the address (of the sender at MAIL, of the recipient at RCPT). */
export const SMTP_FAULTS: readonly FaultDefinition[] = [
  { fault: 'smtp-421', contract: 30, service: 'smtp', method: 'MAIL', title: 'Service indisponible, connexion fermée (421)' },
  { fault: 'smtp-450', contract: 30, service: 'smtp', method: 'RCPT', title: 'Boîte occupée (450)' },
  { fault: 'smtp-451', contract: 30, service: 'smtp', method: 'DATA', title: 'Erreur locale après le message, non gardé (451)' },
  { fault: 'smtp-452', contract: 30, service: 'smtp', method: 'MAIL', title: 'Plus de place (452)' },
  { fault: 'smtp-535', contract: 30, service: 'smtp', method: 'AUTH', title: 'Mot de passe refusé (535)' },
  { fault: 'smtp-550-address', contract: 30, service: 'smtp', method: 'RCPT', title: 'Adresse inconnue (550 5.1.1)' },
  { fault: 'smtp-550-sender', contract: 30, service: 'smtp', method: 'MAIL', title: 'Expéditeur refusé (550 5.7.60)' },
  { fault: 'smtp-550-basic-auth', contract: 30, service: 'smtp', title: 'Authentification simple fermée (550 5.7.30)' },
  { fault: 'smtp-partial-rcpt', contract: 30, service: 'smtp', method: 'RCPT', title: 'Un destinataire refusé sur plusieurs' },
  { fault: 'smtp-lost-before-data', contract: 30, service: 'smtp', method: 'RCPT', title: 'Connexion perdue avant DATA' },
  { fault: 'smtp-lost-during-data', contract: 30, service: 'smtp', method: 'DATA', title: 'Connexion perdue pendant DATA, non gardé' },
  { fault: 'smtp-reset-after-data', contract: 30, service: 'smtp', method: 'DATA', title: 'Message gardé, accusé de réception perdu' },
  { fault: 'smtp-slow', contract: 30, service: 'smtp', method: 'DATA', title: 'Réponse lente', params: { delayMs: 8_000 } },
];

/** What the server says, by fault. */
export const REPLIES: Readonly<Record<string, { code: number; text: string }>> = {
  'smtp-421': { code: 421, text: '4.3.2 Service not available, closing transmission channel' },
  'smtp-450': { code: 450, text: '4.2.1 Mailbox temporarily unavailable' },
  'smtp-451': { code: 451, text: '4.3.0 Requested action aborted: local error in processing' },
  'smtp-452': { code: 452, text: '4.3.1 Insufficient system storage' },
  'smtp-535': { code: 535, text: '5.7.3 Authentication unsuccessful' },
  'smtp-550-address': { code: 550, text: '5.1.1 The email account that you tried to reach does not exist' },
  'smtp-550-sender': { code: 550, text: '5.7.60 Client does not have permissions to send as this sender' },
  'smtp-550-basic-auth': { code: 550, text: '5.7.30 Basic authentication is not supported for Client Submission' },
  'smtp-partial-rcpt': { code: 550, text: '5.1.1 The email account that you tried to reach does not exist' },
};
