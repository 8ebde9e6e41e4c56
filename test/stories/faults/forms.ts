import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, phoneOf, registered, registration } from '../../../acceptance/people.ts';
import type { Stack } from '../../support/stack.ts';
import { type Armoury, type Lines, PATIENCE, type Row } from './armoury.ts';

const PASSING = ['forms-429', 'forms-500', 'forms-503', 'forms-502-html', 'forms-truncated', 'forms-reset'];
const LIST = { path: '/F-REG/responses$', call: 'responses.list' };
const GET = { path: '/F-REG$', call: 'forms.get' };

const at = (fault: string, { path, call }: typeof LIST, more: Partial<Row> = {}): Row => ({
  name: `${fault} at ${call}`,
  fault,
  path,
  ...more,
});

interface Play {
  readonly stack: Stack;
  readonly armoury: Armoury;
  readonly lines: Lines;
}

/** Google Forms at its worst while people register; gives the first names of those who did. */
export async function registerThroughFaults({ stack, armoury, lines }: Play): Promise<readonly string[]> {
  const { sandbox, until } = stack;
  const names: string[] = [];
  /** By the page and by import in turns. */
  const register = async (name: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
    names.push(name);
    if (names.length % 2 === 0) return (await sandbox.import([registered(name, more)]))[0] ?? '';
    return (await sandbox.fillIn('F-REG', registration(name, more))).responseId;
  };
  const confirmed = (name: string) =>
    until(async () => (await sandbox.mailsTo(addressOf(name))).length > 0, `a confirmation for ${name}`, { timeoutMs: PATIENCE });

  // Every other request of its call meets one, so that each is met by itself and not as part of an outage.
  const passing = await armoury.arm([
    ...[...PASSING, 'forms-duplicates'].map((fault, index) => at(fault, LIST, { after: index })),
    at('forms-slow', LIST, { after: 8, params: { delayMs: 3_000 } }),
    ...[...PASSING, 'forms-slow'].map((fault, index) => at(fault, GET, { after: index, params: { delayMs: 2_000 } })),
  ]);
  const edited = await register('Formulaire0', { Téléphone: phoneOf(100) });
  for (let index = 1; index < 40 && !(await allSpent(stack, passing)); index++) {
    await register(`Formulaire${index}`);
    await sleep(1_300);
  }
  await armoury.struck(passing);
  await sandbox.fillIn('F-REG', registration('Formulaire0', { Téléphone: phoneOf(101) }), { edit: edited });

  // Questions: one renamed, one made again, an optional one taken away.
  const changed = await armoury.arm([
    {
      name: 'forms-question-renamed',
      fault: 'forms-question-renamed',
      times: 0,
      params: { formId: 'F-REG', title: 'Prénom', newTitle: 'Votre petit nom' },
    },
    { name: 'forms-question-recreated', fault: 'forms-question-recreated', times: 0, params: { formId: 'F-REG', title: 'Nom' } },
    { name: 'forms-question-deleted (optional)', fault: 'forms-question-deleted', times: 0, params: { formId: 'F-REG', title: 'Commune' } },
  ]);
  names.push('Renommée');
  const { Prénom: firstName = '', ...rest } = registration('Renommée');
  await sandbox.fillIn('F-REG', { 'Votre petit nom': firstName, ...rest });
  await confirmed('Renommée');
  await armoury.struck(changed);
  await lines.shown('n’a plus la question « Commune »');
  await armoury.mend(changed);
  await register('Remise');
  await confirmed('Remise');

  // A response that shows up after younger ones.
  const late = await armoury.arm([{ name: 'forms-late-response', fault: 'forms-late-response', params: { delayMs: 4_000 } }]);
  names.push('Tardive');
  await sandbox.fillIn('F-REG', registration('Tardive'));
  await armoury.struck(late);
  await sandbox.import([registered('Ponctuelle')]);
  names.push('Ponctuelle');
  await confirmed('Ponctuelle');
  await confirmed('Tardive');

  // The token dies between two pages; the next two askings for a new one fail, the second for good.
  const fill = Array.from({ length: 32 - Math.min(32, names.length) }, (_, index) => `Suite${index}`);
  const token = await armoury.arm([
    { name: 'forms-token-expired', fault: 'forms-token-expired', path: '/F-REG/responses$' },
    { name: 'token-503', fault: 'token-503' },
    { name: 'token-invalid-grant', fault: 'token-invalid-grant' },
  ]);
  await sandbox.import([...fill, 'Jeton'].map((name) => registered(name)));
  names.push(...fill, 'Jeton');
  await armoury.struck(token);
  await lines.shown('Google refuse la clé du compte de service');
  await confirmed('Jeton');
  return names;
}

async function allSpent({ sandbox }: Stack, ids: readonly string[]): Promise<boolean> {
  return (await sandbox.faults()).filter(({ id }) => ids.includes(id)).every(({ spent }) => spent);
}

/** Two forms that a person must mend, one call after the other; and a single response that is read again. */
export async function holdOtherForms({ stack, armoury, lines }: Play): Promise<void> {
  await Promise.all([
    holdForm({ stack, armoury, lines }, 'F-UNA', {
      reread: ['forms-429', 'forms-502-html', 'forms-reset'],
      holds: ['forms-403 at responses.list', 'forms-404 at forms.get'],
    }),
    holdForm({ stack, armoury, lines }, 'F-ATT', {
      reread: ['forms-500', 'forms-503', 'forms-truncated'],
      holds: ['forms-404 at responses.list', 'forms-403 at forms.get'],
    }),
  ]);
}

const OLD = 40 * 60_000;
const FORMS: Readonly<
  Record<
    string,
    { readonly title: string; readonly name: string; readonly bad: Readonly<Record<string, string>>; readonly quarantined: string }
  >
> = {
  'F-UNA': {
    title: 'Votre réponse',
    name: 'Empêchement',
    bad: { Référence: 'GC-0000-0000', 'Votre réponse': 'Je me retire' },
    quarantined: 'Aucun dossier ouvert ne porte cette référence',
  },
  'F-ATT': {
    title: 'Remarques',
    name: 'Présences',
    bad: { 'Référence de la séance': 'info-essai', Code: 'XXXX-XXXX', 'Nombre de participants': '3' },
    quarantined: 'Le code de l’auteur',
  },
};
const TELLS: Readonly<Record<string, string>> = {
  'forms-403': 'Le formulaire n’est plus partagé avec le compte de service',
  'forms-404': 'Le formulaire n’existe plus à cette adresse',
};

async function holdForm(
  { stack, armoury, lines }: Play,
  formId: string,
  { reread, holds }: { readonly reread: readonly string[]; readonly holds: readonly string[] },
): Promise<void> {
  const { sandbox } = stack;
  const form = FORMS[formId];
  if (form === undefined) throw new Error(`no such form: ${formId}`);
  const old = new Date(Date.now() - OLD).toISOString();
  const count = () => stack.server.details(`form-intake-${formId === 'F-UNA' ? 'unable' : 'attendance'}`);

  // An old response waits for a person; the form changes, so it is read again by itself: out of the overlap, it must be asked for alone.
  const young = { formId, answers: form.bad };
  await sandbox.import([{ ...young, createTime: old, lastSubmittedTime: old }, young]);
  await lines.shown(form.quarantined);
  const again = await armoury.arm(
    reread.map((fault) => ({ name: `${fault} at responses.get (${formId})`, fault, path: `/${formId}/responses/[^/]+$` })),
  );
  const renamed = await armoury.arm([
    {
      name: `forms-question-renamed (${formId})`,
      fault: 'forms-question-renamed',
      times: 0,
      params: { formId, title: form.title, newTitle: 'Autrement dit' },
    },
  ]);
  const { [form.title]: _renamed, ...others } = form.bad;
  await sandbox.import([{ formId, answers: others }]);
  await armoury.struck([...again, ...renamed]);
  await armoury.mend(renamed);

  for (const hold of holds) {
    const [fault = '', call = ''] = hold.split(' at ');
    const path = call === 'responses.list' ? `/${formId}/responses$` : `/${formId}$`;
    const armed = await armoury.arm([{ name: `${hold} (${formId})`, fault, path }]);
    await armoury.struck(armed);
    await lines.shown(`« ${form.name} » en pause : ${TELLS[fault]}`);
    await lines.gone(`« ${form.name} » en pause`);
  }
  await stack.until(async () => (await count()).includes('Lu en continu'), `${formId} is read again`);
}

/** A question without which nothing can be understood is gone: the form waits, and what comes meanwhile is taken once it is back. */
export async function loseTheReference({ stack, armoury, lines }: Play, reference: string): Promise<void> {
  const { sandbox, server } = stack;
  const lost = await armoury.arm([
    {
      name: 'forms-question-deleted (required)',
      fault: 'forms-question-deleted',
      times: 0,
      params: { formId: 'F-FUP', title: 'Référence' },
    },
  ]);
  const workshop = { Code: 'K7QX-4M2P', 'Type de contact': 'Atelier' };
  // Noticed with the next response, which itself says nothing: without a reference it waits.
  await sandbox.import([{ formId: 'F-FUP', answers: workshop }]);
  await armoury.struck(lost);
  await lines.shown('n’a plus la question « Référence »');
  await armoury.mend(lost);
  await sandbox.import([{ formId: 'F-FUP', answers: { ...workshop, Référence: reference } }]);
  await lines.gone('n’a plus la question « Référence »');
  await stack.until(
    async () => (await server.details(`participant-${reference}`)).includes('Étape : exploration'),
    'the follow-up is taken',
  );
}
