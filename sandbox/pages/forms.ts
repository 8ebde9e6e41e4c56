import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Core, SandboxEnv } from '../core/core.ts';
import type { FormsRepository } from '../forms/repository.ts';
import type { GoogleForm } from '../forms/types.ts';
import { problemsOf, readEntries } from './form-entries.ts';
import { type Filled, itemField } from './form-fields.ts';
import { type Markup, page, spaced } from './layout.ts';

/** The pages a person fills in, at the addresses and with the field names of Google's. */
export function formPages(core: Core, forms: FormsRepository): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();

  app.get('/forms/d/:formId/viewform', (c) => {
    const form = forms.form(c.req.param('formId'));
    if (form === null) return c.html(missing(), 404);
    if (!accepts(form)) return c.html(closed(form));
    const fields = new URL(c.req.url).searchParams;
    const edited = fields.get('edit2');
    const before = edited === null ? null : forms.response(form.formId, responseIdOf(edited));
    if (edited !== null && before === null) return c.html(missing(), 404);
    const kept = Object.fromEntries(
      Object.entries(before?.answers ?? {}).map(([id, answer]) => [id, answer.textAnswers.answers.map(({ value }) => value)]),
    );
    const values = { ...kept, ...readEntries(form, fields) };
    return c.html(
      formPage(form, { values, errors: {} }, { edit: edited, email: fields.get('emailAddress') ?? before?.respondentEmail ?? '' }),
    );
  });

  app.post('/forms/d/:formId/formResponse', async (c) => {
    const form = forms.form(c.req.param('formId'));
    if (form === null) return c.html(missing(), 404);
    if (!accepts(form)) return c.html(closed(form), 403);
    const fields = await fieldsOf(await c.req.text(), c.req.header('content-type') ?? '');
    const edit = fields.get('edit2');
    const values = readEntries(form, fields);
    const email = fields.get('emailAddress')?.trim() ?? '';
    const errors = problemsOf(form, values);
    const emailError = collects(form) && !/^[^@\s]+@[^@\s]+$/.test(email) ? 'Indiquez votre adresse e-mail.' : null;
    if (Object.keys(errors).length > 0 || emailError !== null) {
      return c.html(formPage(form, { values, errors }, { edit, email, emailError }), 400);
    }
    if (edit !== null && forms.response(form.formId, responseIdOf(edit)) === null) return c.html(missing(), 404);
    const fault = core.faults.take('forms', { method: 'POST', path: c.req.path }, ['forms-late-response']);
    if (fault !== null) c.set('fault', fault.fault);
    const response = forms.submit(
      {
        formId: form.formId,
        answers: values,
        respondentEmail: collects(form) ? email : undefined,
        responseId: edit === null ? undefined : responseIdOf(edit),
      },
      { late: fault === null ? 0 : Number(fault.params['delayMs'] ?? 20_000) },
    );
    c.header('x-sandbox-response-id', response.responseId);
    return c.html(thanks(form, response.responseId));
  });

  return app;
}

const accepts = (form: GoogleForm): boolean => form.publishSettings.publishState.isAcceptingResponses;
const collects = (form: GoogleForm): boolean => form.settings.emailCollectionType !== 'DO_NOT_COLLECT';
const responseIdOf = (edit: string): string => edit.replace(/^2_/, '');

async function fieldsOf(body: string, type: string): Promise<URLSearchParams> {
  if (!type.includes('multipart/form-data')) return new URLSearchParams(body);
  const data = await new Response(body, { headers: { 'content-type': type } }).formData();
  return new URLSearchParams(
    [...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] satisfies [string, string]] : [])),
  );
}

interface Page {
  readonly edit: string | null;
  readonly email: string;
  readonly emailError?: string | null;
}

function formPage(form: GoogleForm, filled: Filled, { edit, email, emailError = null }: Page): Markup {
  const wrong = Object.keys(filled.errors).length + (emailError === null ? 0 : 1);
  return page(
    { title: form.info.title, style: 'form', bare: true },
    html`<header class="card lead"><h1>${form.info.title}</h1>${form.info.description === undefined ? '' : html`<p>${spaced(form.info.description)}</p>`}
<p class="small soft">Les questions marquées <span class="need">*</span> sont nécessaires.${edit === null ? '' : ' Vous modifiez une réponse déjà envoyée.'}</p></header>
${wrong === 0 ? '' : html`<p class="notice bad" role="alert">${wrong === 1 ? 'Une réponse est à revoir' : `${wrong} réponses sont à revoir`} avant l’envoi.</p>`}
<form method="post" action="/forms/d/${encodeURIComponent(form.formId)}/formResponse" novalidate>
${edit === null ? '' : html`<input type="hidden" name="edit2" value="${edit}">`}
${collects(form) ? emailField(form, email, emailError) : ''}
${form.items.map((item) => itemField(item, filled))}
<div class="end"><button type="submit">${edit === null ? 'Envoyer' : 'Enregistrer les modifications'}</button></div>
</form>`,
  );
}

function emailField(form: GoogleForm, email: string, error: string | null): Markup {
  const verified = form.settings.emailCollectionType === 'VERIFIED';
  return html`<div class="question ${error === null ? '' : 'wrong'}"><label for="emailAddress"><span class="title">${verified ? 'Connecté avec le compte' : 'Votre adresse e-mail'} <span class="need" aria-hidden="true">*</span></span></label>
<input id="emailAddress" name="emailAddress" type="email" value="${email}" autocomplete="email" required>${error === null ? '' : html`<p class="error">${error}</p>`}</div>`;
}

function thanks(form: GoogleForm, responseId: string): Markup {
  const view = `/forms/d/${encodeURIComponent(form.formId)}/viewform`;
  return page(
    { title: `${form.info.title} : réponse enregistrée`, bare: true },
    html`<div class="card lead" data-response-id="${responseId}"><h1>Merci, votre réponse est enregistrée.</h1>
<p>Vous pouvez fermer cette page.</p>
<p><a class="button quiet" href="${view}?edit2=${encodeURIComponent(`2_${responseId}`)}">Modifier votre réponse</a></p>
<p><a href="${view}">Envoyer une autre réponse</a></p></div>`,
  );
}

const closed = (form: GoogleForm): Markup =>
  page(
    { title: form.info.title, bare: true },
    html`<div class="card lead"><h1>${form.info.title}</h1><p>Ce formulaire n’accepte plus de réponses. Si vous pensez que c’est une erreur, appelez l’équipe du Groupement.</p></div>`,
  );

const missing = (): Markup =>
  page(
    { title: 'Introuvable', bare: true },
    html`<div class="card lead"><h1>Cette page n’existe pas.</h1><p>Vérifiez le lien que vous avez reçu, ou demandez-en un nouveau.</p></div>`,
  );
