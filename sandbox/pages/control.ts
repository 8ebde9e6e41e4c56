import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Core, SandboxEnv } from '../core/core.ts';
import type { Fault, FaultDefinition } from '../core/faults.ts';
import type { Service } from '../core/ledger.ts';
import { type Markup, page, parisTime } from './layout.ts';

const SERVICES: readonly { service: Service; title: string }[] = [
  { service: 'forms', title: 'Google Forms' },
  { service: 'token', title: 'Jetons Google' },
  { service: 'graph', title: 'Outlook (Microsoft Graph)' },
  { service: 'entra', title: 'Jetons Microsoft (Entra)' },
  { service: 'smtp', title: 'Messagerie (SMTP)' },
];

/** The page where a person provokes a fault by a button, sees what it struck, and clears it. */
export function controlPage(core: Core): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();

  app.get('/control', (c) => c.html(render(core)));

  app.post('/control/inject', async (c) => {
    const fields = new URLSearchParams(await c.req.text());
    const times = fields.get('times') ?? '';
    core.faults.inject({
      fault: fields.get('fault') ?? '',
      ...(times === '' ? {} : { times: Math.max(0, Math.trunc(Number(times)) || 0) }),
    });
    return c.redirect('/control', 303);
  });

  app.post('/control/clear', async (c) => {
    const id = new URLSearchParams(await c.req.text()).get('id');
    core.faults.clear(id ?? undefined);
    return c.redirect('/control', 303);
  });

  return app;
}

function render(core: Core): Markup {
  const injected = core.faults.list().toReversed();
  const titles = new Map(core.faults.definitions().map(({ fault, title }) => [fault, title]));
  return page(
    { title: 'Incidents', width: 'wide', style: 'control' },
    html`<h1>Incidents</h1>
<p class="soft">Un bouton provoque une panne d’un partenaire à sa prochaine occasion. Heure du bac à sable : ${parisTime(core.clock.iso())}.</p>
${injected.length === 0 ? '' : html`<section class="card"><div class="bar"><h2>En cours et passés</h2><form method="post" action="/control/clear"><button class="small quiet">Tout effacer</button></form></div><ul class="injected">${injected.map((fault) => injectedLine(fault, titles.get(fault.fault) ?? fault.fault))}</ul></section>`}
<div class="services">${SERVICES.map(({ service, title }) =>
      serviceCard(
        title,
        core.faults.definitions().filter((one) => one.service === service),
      ),
    )}</div>`,
  );
}

function injectedLine(fault: Fault, title: string): Markup {
  const state = fault.spent ? html`<span class="tag">passé</span>` : html`<span class="tag bad">en cours</span>`;
  const hits = fault.hits === 0 ? 'n’a encore rien touché' : `a touché ${fault.hits} demande${fault.hits > 1 ? 's' : ''}`;
  return html`<li><div><b>${title}</b> ${state}<br><span class="small soft"><code>${fault.fault}</code> · ${hits}</span></div>
<form method="post" action="/control/clear"><input type="hidden" name="id" value="${fault.id}"><button class="small quiet" aria-label="Effacer ${title}">Effacer</button></form></li>`;
}

function serviceCard(title: string, definitions: readonly FaultDefinition[]): Markup | string {
  if (definitions.length === 0) return '';
  return html`<section class="card"><h2>${title}</h2><ul class="faults">${definitions.map(
    (
      one,
    ) => html`<li><form method="post" action="/control/inject"><input type="hidden" name="fault" value="${one.fault}"><div><span>${one.title}</span><br><code class="soft">${one.fault}</code></div>
${one.times === 0 ? html`<span class="small soft until">jusqu’à l’effacement</span>` : html`<label class="small soft">fois <input type="number" name="times" min="0" max="999" value="${one.times ?? 1}" aria-label="Nombre de fois pour ${one.title} (0 : jusqu’à l’effacement)"></label>`}
<button class="small quiet" aria-label="Provoquer : ${one.title}">Provoquer</button></form></li>`,
  )}</ul></section>`;
}
