import { Hono } from 'hono';
import { html } from 'hono/html';
import type { SandboxEnv } from '../core/core.ts';
import type { FormsRepository } from '../forms/repository.ts';
import { page, spaced } from './layout.ts';

/** The list of links a person starts from. */
export function homePage(forms: FormsRepository): Hono<SandboxEnv> {
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
        { title: 'Bac à sable du Groupement', width: 'wide', style: HOME_STYLE },
        html`<h1>Bac à sable du Groupement</h1>
<p class="soft">Les outils des partenaires en miniature : formulaires, agenda, messagerie. Toutes les personnes sont fictives et rien ne sort de cette machine.</p>
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

const HOME_STYLE = `
.links { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
.link { margin: 0; text-decoration: none; color: inherit; display: flex; flex-direction: column; gap: .3rem; border-top: 5px solid var(--accent); }
.link b { color: var(--accent); font-size: 1.05rem; } .link span { color: var(--soft); font-size: .95rem; }
.link:hover { background: var(--wash); }
`;
