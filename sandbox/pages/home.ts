import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Actions, OfferedAction } from '../control/actions.ts';
import type { SandboxEnv } from '../core/core.ts';
import type { FormsRepository } from '../forms/repository.ts';
import { type Markup, page, parisTime, spaced } from './layout.ts';

/** Where a person starts from: links to everything, and what programs of this machine offer to do. */
export function homePage(forms: FormsRepository, actions: Actions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.get('/', (c) => {
    const cards = forms.formIds().flatMap((formId) => {
      const form = forms.form(formId);
      return form === null
        ? []
        : [{ href: `/forms/d/${encodeURIComponent(formId)}/viewform`, title: form.info.title, text: form.info.description ?? '' }];
    });
    return c.html(
      page(
        { title: 'Bac à sable du Groupement', width: 'wide', style: 'home' },
        html`<h1>Bac à sable du Groupement</h1>
<p class="soft">Les outils des partenaires en miniature : formulaires, agenda, messagerie. Toutes les personnes sont fictives et rien ne sort de cette machine.</p>
${services(actions.list())}
<h2>Formulaires</h2><div class="links">${cards.map(link)}</div>
<h2>Outils</h2><div class="links">${TOOLS.map(link)}</div>`,
      ),
    );
  });
  return app;
}

interface Link {
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

const TOOLS: readonly Link[] = [
  { href: '/mail', title: 'Courrier', text: 'Tout ce qui a été envoyé, par destinataire.' },
  { href: '/calendar', title: 'Agenda', text: 'Les séances et les rendez-vous ; on peut les déplacer.' },
  { href: '/control', title: 'Incidents', text: 'Provoquer une panne d’un partenaire et voir ce qu’elle a touché.' },
];

const link = ({ href, title, text }: Link) => html`<a class="card link" href="${href}"><b>${title}</b><span>${spaced(text)}</span></a>`;

function services(actions: readonly OfferedAction[]): Markup | string {
  return actions.length === 0 ? '' : html`<h2>Demander au service</h2>${actions.map(actionCard)}`;
}

function actionCard({ id, title, text, button, last }: OfferedAction): Markup {
  return html`<section class="card lead" id="${id}" aria-labelledby="${id}-titre"><div class="action"><div><h3 id="${id}-titre">${spaced(title)}</h3><p class="soft">${spaced(text)}</p></div>
<form method="post" action="/control/actions/${id}"><button>${button}</button></form></div>
${last === null ? '' : html`<div class="notice ${last.isDone ? '' : 'bad'}" role="status"><p>${parisTime(last.at)}</p><ul>${last.lines.map((line) => html`<li>${spaced(line)}</li>`)}</ul><p><a href="/mail">Lire le courrier</a></p></div>`}</section>`;
}
