import type { Context } from 'hono';
import type { SandboxEnv } from '../core/core.ts';
import type { Fault, FaultDefinition } from '../core/faults.ts';
import { dropConnection } from '../core/observe.ts';
import { GraphError } from './errors.ts';

const ANY = '^/v1\\.0/';
const EVENTS = '/(?:calendar/)?events$';
const EVENT = '/(?:calendar/)?events/[^/]+$';
const CANCEL = '/(?:calendar/)?events/[^/]+/cancel$';
const DELTA = '/calendarView/delta';
const TOKEN = '/oauth2/v2\\.0/token$';

/** Faults of Microsoft's side, each after a case of the contracts. */
export const GRAPH_FAULTS: readonly FaultDefinition[] = [
  {
    fault: 'graph-reset-after-commit',
    contract: 14,
    service: 'graph',
    method: 'POST',
    path: EVENTS,
    title: 'Événement créé, connexion coupée avant la réponse',
  },
  { fault: 'graph-reset', contract: null, service: 'graph', path: ANY, title: 'Connexion coupée, rien n’est fait' },
  {
    fault: 'graph-duplicate-400',
    contract: 15,
    service: 'graph',
    method: 'POST',
    path: EVENTS,
    title: 'ErrorDuplicateTransactionId (400)',
  },
  {
    fault: 'graph-duplicate-400-existing',
    contract: 15,
    service: 'graph',
    method: 'POST',
    path: EVENTS,
    title: 'ErrorDuplicateTransactionId (400) avec l’identifiant existant',
  },
  {
    fault: 'graph-duplicate-409',
    contract: 15,
    service: 'graph',
    method: 'POST',
    path: EVENTS,
    title: 'ErrorDuplicateTransactionId (409)',
  },
  {
    fault: 'graph-duplicate-409-existing',
    contract: 15,
    service: 'graph',
    method: 'POST',
    path: EVENTS,
    title: 'ErrorDuplicateTransactionId (409) avec l’identifiant existant',
  },
  {
    fault: 'graph-429-1',
    contract: 16,
    service: 'graph',
    path: ANY,
    times: 3,
    title: 'Trop d’appels (429), réessayer dans 1 s, trois fois',
  },
  { fault: 'graph-429-120', contract: 16, service: 'graph', path: ANY, title: 'Trop d’appels (429), réessayer dans 120 s' },
  {
    fault: 'graph-429',
    contract: 16,
    service: 'graph',
    path: ANY,
    title: 'Trop d’appels (429), sans délai indiqué',
    params: { retryAfter: null },
  },
  {
    fault: 'graph-slow',
    contract: 17,
    service: 'graph',
    path: ANY,
    title: 'Réponses lentes (pour mesurer la simultanéité)',
    params: { delayMs: 400 },
    times: 20,
  },
  { fault: 'graph-500', contract: 18, service: 'graph', path: ANY, title: 'Erreur interne (500)' },
  { fault: 'graph-502-html', contract: 18, service: 'graph', path: ANY, title: 'Page HTML d’erreur (502)' },
  { fault: 'graph-503', contract: 18, service: 'graph', path: ANY, title: 'Service indisponible (503)' },
  { fault: 'graph-504', contract: 18, service: 'graph', path: ANY, title: 'Délai dépassé (504)' },
  {
    fault: 'graph-404-delete',
    contract: 19,
    service: 'graph',
    method: 'DELETE',
    path: EVENT,
    title: 'Suppression d’un événement déjà parti (404)',
  },
  {
    fault: 'graph-404-cancel',
    contract: 19,
    service: 'graph',
    method: 'POST',
    path: CANCEL,
    title: 'Annulation d’un événement déjà parti (404)',
  },
  {
    fault: 'graph-404-patch',
    contract: 19,
    service: 'graph',
    method: 'PATCH',
    path: EVENT,
    title: 'Modification d’un événement disparu (404)',
  },
  { fault: 'graph-412', contract: 20, service: 'graph', method: 'PATCH', path: EVENT, title: 'Conflit d’écriture (412)' },
  {
    fault: 'graph-410',
    contract: 23,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: 'Suivi oublié (410 SyncStateNotFound)',
  },
  {
    fault: 'graph-410-resync',
    contract: 23,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: 'Suivi à reprendre (410 resyncRequired)',
  },
  {
    fault: 'graph-removed-but-there',
    contract: 24,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: '@removed pour un événement qui existe toujours',
  },
  {
    fault: 'graph-delta-replay',
    contract: 25,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: 'Suivi rejoué : tout revient, en double',
  },
  { fault: 'graph-delta-empty', contract: 25, service: 'graph', method: 'GET', path: DELTA, title: 'Page de suivi vide avec une suite' },
  {
    fault: 'graph-delta-delayed',
    contract: 26,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: 'Suivi en retard : rien pour l’instant',
    times: 2,
  },
  {
    fault: 'graph-delta-full-dates',
    contract: null,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: 'Suivi d’une série : chaque date en entier, et non ses seuls horaires',
  },
  {
    fault: 'graph-delta-removed-dates',
    contract: null,
    service: 'graph',
    method: 'GET',
    path: DELTA,
    title: 'Suivi d’une série : ses dates supprimées sont dites (@removed), et non tues',
  },
  { fault: 'graph-401', contract: 27, service: 'graph', path: ANY, title: 'Jeton refusé (401)' },
  {
    fault: 'graph-403',
    contract: 28,
    service: 'graph',
    path: ANY,
    title: 'Accès interdit par une règle (403 Access to OData is disabled)',
    times: 0,
  },
  { fault: 'graph-404-mailbox', contract: null, service: 'graph', path: ANY, title: 'Boîte aux lettres inconnue (404)', times: 0 },
  {
    fault: 'entra-secret-expired',
    contract: 29,
    service: 'entra',
    method: 'POST',
    path: TOKEN,
    title: 'Secret de l’application expiré (AADSTS7000222)',
    times: 0,
  },
  {
    fault: 'entra-secret-invalid',
    contract: 29,
    service: 'entra',
    method: 'POST',
    path: TOKEN,
    title: 'Secret de l’application faux (AADSTS7000215)',
    times: 0,
  },
  { fault: 'entra-503', contract: 18, service: 'entra', method: 'POST', path: TOKEN, title: 'Jetons indisponibles (503)' },
  {
    fault: 'entra-short-token',
    contract: 27,
    service: 'entra',
    method: 'POST',
    path: TOKEN,
    title: 'Jeton qui expire tout de suite',
    params: { realSeconds: 1 },
  },
];

/** Faults that strike before the request is looked at. */
export const FRONT_FAULTS = [
  'graph-reset',
  'graph-429-1',
  'graph-429-120',
  'graph-429',
  'graph-slow',
  'graph-500',
  'graph-502-html',
  'graph-503',
  'graph-504',
  'graph-401',
  'graph-403',
  'graph-404-mailbox',
] as const;
export const DUPLICATE_FAULTS = [
  'graph-duplicate-400',
  'graph-duplicate-400-existing',
  'graph-duplicate-409',
  'graph-duplicate-409-existing',
] as const;
export const GONE_FAULTS = ['graph-404-delete', 'graph-404-cancel', 'graph-404-patch'] as const;
export const DELTA_FAULTS = [
  'graph-410',
  'graph-410-resync',
  'graph-removed-but-there',
  'graph-delta-replay',
  'graph-delta-empty',
  'graph-delta-delayed',
  'graph-delta-full-dates',
  'graph-delta-removed-dates',
] as const;

/** Plays a fault of the front: throws the vendor's error, or returns an answer, or null to go on. */
export async function playFront(c: Context<SandboxEnv>, fault: Fault, mailbox: string): Promise<Response | null> {
  switch (fault.fault) {
    case 'graph-reset':
      return dropConnection(c);
    case 'graph-429-1':
      throw throttled('Application is over its MailboxConcurrency limit.', '1');
    case 'graph-429-120':
      throw throttled('Too many requests.', '120');
    case 'graph-429': {
      const { retryAfter } = fault.params;
      throw throttled('Too many requests.', typeof retryAfter === 'number' ? String(retryAfter) : null);
    }
    case 'graph-slow':
      await new Promise((resolve) => setTimeout(resolve, Number(fault.params['delayMs'] ?? 400)));
      return null;
    case 'graph-500':
      throw new GraphError(500, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
    case 'graph-502-html':
      return c.html('<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>', 502);
    case 'graph-503':
      throw new GraphError(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please retry later.');
    case 'graph-504':
      throw new GraphError(504, 'GatewayTimeout', 'The gateway timed out.');
    case 'graph-401':
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
    case 'graph-403':
      throw new GraphError(403, 'ErrorAccessDenied', 'Access to OData is disabled.');
    case 'graph-404-mailbox':
      throw unknownMailbox(mailbox);
    default:
      return null;
  }
}

export function throttled(message: string, retryAfter: string | null): GraphError {
  return new GraphError(429, 'ApplicationThrottled', message, retryAfter === null ? {} : { headers: { 'Retry-After': retryAfter } });
}

export const unknownMailbox = (mailbox: string) => new GraphError(404, 'ErrorInvalidUser', `The requested user '${mailbox}' is invalid.`);

export const conflict = () =>
  new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );

export function duplicate(status: number, existingEventId: string | null): GraphError {
  const more: Record<string, string> = existingEventId === null ? {} : { '@event.existingEventId': existingEventId };
  return new GraphError(
    status,
    'ErrorDuplicateTransactionId',
    "Your request can't be completed. An event with the same transaction ID was already created with different content.",
    { more },
  );
}
