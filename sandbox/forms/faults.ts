import type { FaultDefinition } from '../core/faults.ts';

const LIST = '^/v1/forms/[^/]+/responses$';
const ANY = '^/v1/forms/';

/** Faults of Google's side, each after a case of the contracts. Those marked "state" last until they are cleared, and clearing mends. */
export const FORMS_FAULTS: readonly FaultDefinition[] = [
  { fault: 'forms-429', contract: 1, service: 'forms', path: ANY, title: 'Quota dépassé (429)' },
  { fault: 'forms-500', contract: 2, service: 'forms', path: ANY, title: 'Erreur interne (500)' },
  { fault: 'forms-503', contract: 2, service: 'forms', path: ANY, title: 'Service indisponible (503)' },
  { fault: 'forms-502-html', contract: 2, service: 'forms', path: ANY, title: 'Page HTML d’erreur (502)' },
  { fault: 'forms-403', contract: 3, service: 'forms', path: ANY, title: 'Formulaire non partagé (403)' },
  { fault: 'forms-404', contract: 4, service: 'forms', path: ANY, title: 'Formulaire introuvable (404)' },
  { fault: 'forms-truncated', contract: 6, service: 'forms', path: ANY, title: 'Réponse 200 coupée au milieu' },
  { fault: 'forms-token-expired', contract: 7, service: 'forms', path: LIST, title: 'Jeton expiré entre deux pages (401)' },
  { fault: 'forms-duplicates', contract: 8, service: 'forms', path: LIST, title: 'Réponses en double et en désordre' },
  {
    fault: 'forms-late-response',
    contract: 10,
    service: 'forms',
    title: 'La prochaine réponse n’apparaît que plus tard',
    params: { delayMs: 20_000 },
  },
  { fault: 'forms-question-renamed', contract: 11, service: 'forms', times: 0, title: 'Question renommée', params: { newTitle: null } },
  { fault: 'forms-question-deleted', contract: 12, service: 'forms', times: 0, title: 'Question supprimée' },
  { fault: 'forms-question-recreated', contract: 12, service: 'forms', times: 0, title: 'Question recréée sous un autre numéro' },
  { fault: 'forms-closed', contract: null, service: 'forms', times: 0, title: 'Formulaire fermé aux réponses' },
  { fault: 'forms-reset', contract: null, service: 'forms', path: ANY, title: 'Connexion coupée' },
  { fault: 'forms-slow', contract: null, service: 'forms', path: ANY, title: 'Réponse lente', params: { delayMs: 15_000 } },
  { fault: 'token-invalid-grant', contract: 5, service: 'token', title: 'Compte de service refusé (400 invalid_grant)' },
  { fault: 'token-503', contract: 2, service: 'token', title: 'Jetons indisponibles (503)' },
];

/** Faults that are a state of a form rather than an answer to one request. */
export const STATE_FAULTS: readonly string[] = [
  'forms-question-renamed',
  'forms-question-deleted',
  'forms-question-recreated',
  'forms-closed',
];
