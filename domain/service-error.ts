/** What a failed call to a partner's service means, by a stable code. The one table of errors: docs/administrator.md lists it. */
export const SERVICE_ERRORS = {
  // Google Forms
  'forms-unavailable': { then: 'retry', tell: 'Google Forms ne répond pas ; nouvelle tentative automatique.' },
  'forms-throttled': { then: 'retry', tell: 'Google Forms limite les appels ; nouvelle tentative automatique.' },
  'forms-unreadable': { then: 'retry', tell: 'Réponse de Google Forms illisible ; nouvelle tentative automatique.' },
  'forms-forbidden': {
    then: 'stop',
    tell: 'Le formulaire n’est plus partagé avec le compte de service : partagez-le de nouveau (éditeur).',
  },
  'forms-not-found': { then: 'stop', tell: 'Le formulaire n’existe plus à cette adresse : vérifiez son identifiant dans groupement.yaml.' },
  'forms-refused': {
    then: 'stop',
    tell: 'Google Forms refuse notre demande : l’administrateur doit regarder le détail dans l’historique.',
  },
  'google-credentials': {
    then: 'stop',
    tell: 'Google refuse la clé du compte de service : remplacez-la (GOOGLE_APPLICATION_CREDENTIALS).',
  },
  // Outlook
  'calendar-unavailable': { then: 'retry', tell: 'Outlook ne répond pas ; nouvelle tentative automatique.' },
  'calendar-throttled': { then: 'retry', tell: 'Outlook limite les appels ; nouvelle tentative automatique.' },
  'calendar-unreadable': { then: 'retry', tell: 'Réponse d’Outlook illisible ; nouvelle tentative automatique.' },
  'calendar-conflict': { then: 'retry', tell: 'L’événement a changé pendant l’écriture ; nouvelle tentative automatique.' },
  'calendar-forbidden': { then: 'stop', tell: 'Outlook refuse l’accès à cette boîte : vérifiez la permission de l’application.' },
  'calendar-not-found': {
    then: 'stop',
    tell: 'Outlook ne connaît pas cette boîte : vérifiez son adresse dans groupement.yaml.',
  },
  'calendar-refused': { then: 'stop', tell: 'Outlook refuse cet événement : l’administrateur doit regarder le détail dans l’historique.' },
  'entra-credentials': {
    then: 'stop',
    tell: 'Le secret ou le certificat de l’application Microsoft est expiré ou faux : renouvelez-le (AZURE_CLIENT_SECRET ou AZURE_CLIENT_CERTIFICATE_PATH).',
  },
  // Mail
  'mail-temporary': { then: 'retry', tell: 'Le serveur de messagerie demande de réessayer plus tard.' },
  'mail-unreachable': { then: 'retry', tell: 'Le serveur de messagerie ne répond pas ; nouvelle tentative automatique.' },
  'mail-address-refused': { then: 'stop', tell: 'Adresse refusée par le serveur : coordonnées à corriger.' },
  'mail-refused': {
    then: 'stop',
    tell: 'Le serveur de messagerie refuse l’expéditeur ou le message : l’administrateur doit regarder le détail dans l’historique.',
  },
  'mail-quota': { then: 'retry', tell: 'Le nombre d’e-mails permis par jour est atteint : les suivants partiront dès que possible.' },
  // Nobody can be told by mail of this: it is tried again until somebody mends it, and the log says why.
  'mail-authentication': { then: 'retry', tell: 'Le serveur de messagerie refuse nos identifiants : vérifiez SMTP_URL.' },
  'mail-in-doubt': { then: 'stop', tell: 'Connexion perdue pendant l’envoi : on ne sait pas si le message est parti.' },
  // Our own
  'session-silent': {
    then: 'stop',
    tell: 'Une séance ne répond pas : l’administrateur doit regarder le détail dans l’historique.',
  },
  // Ours
  internal: {
    then: 'retry',
    tell: 'Erreur inattendue du service ; nouvelle tentative automatique. L’administrateur doit regarder le détail dans l’historique.',
  },
} as const satisfies Record<string, { readonly then: 'retry' | 'stop'; readonly tell: string }>;

export type ServiceErrorCode = keyof typeof SERVICE_ERRORS;

/** Thrown by every adapter. The message never quotes what a person wrote: it may reach a log in clear. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ServiceErrorCode;
  /** How long the service asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** Technical, without personal data: status, vendor code, request id. */
  readonly detail: string;

  constructor(
    code: ServiceErrorCode,
    { detail, retryAfterMs = null, cause }: { detail: string; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(`${code}: ${detail}`, { cause });
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The recipient's server knows no such mailbox, or what was typed is no address. Whatever else is refused says nothing about the address. */
export function isAddressRefusal(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'mail-address-refused';
}
