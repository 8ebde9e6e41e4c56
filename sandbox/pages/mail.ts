import { Hono } from 'hono';
import { html } from 'hono/html';
import type { SandboxEnv } from '../core/core.ts';
import type { Delivery, MailStore } from '../mail/store.ts';
import { type Markup, page, parisTime } from './layout.ts';

/** The mailbox: everything delivered, by recipient; and /mail.json, /mail/<id>.eml for programs. */
export function mailPages(mails: MailStore): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();

  app.get('/mail.json', async (c) => c.json(await mails.since(Number(c.req.query('since') ?? 0))));

  app.get('/mail', async (c) => c.html(boxPage(await summaries(mails), c.req.query('to') ?? '')));

  app.get('/mail/:id{[0-9]+\\.eml}', (c) => {
    const raw = mails.raw(Number.parseInt(c.req.param('id'), 10));
    return raw === null ? c.notFound() : c.body(new Uint8Array(raw), 200, { 'content-type': 'message/rfc822' });
  });

  app.get('/mail/:id{[0-9]+}', async (c) => {
    const mail = await mails.read(Number(c.req.param('id')));
    return mail === null ? c.notFound() : c.html(mailPage(mail));
  });

  // No script runs in a mail; its origin stays ours so that the page around it can measure how tall it is.
  app.get('/mail/:id{[0-9]+}/html', async (c) => {
    const mail = await mails.read(Number(c.req.param('id')));
    if (mail?.html === null || mail === null) return c.notFound();
    c.header(
      'content-security-policy',
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    );
    return c.html(mail.html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`));
  });

  app.get('/mail/:id{[0-9]+}/attachments/:index{[0-9]+}', async (c) => {
    const mail = await mails.read(Number(c.req.param('id')));
    const attachment = mail?.attachments[Number(c.req.param('index'))];
    if (attachment === undefined) return c.notFound();
    c.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`);
    return c.body(new Uint8Array(Buffer.from(attachment.content, 'base64')), 200, { 'content-type': attachment.contentType });
  });

  return app;
}

type Summary = Pick<Delivery, 'id' | 'receivedAt' | 'subject' | 'attachments'> & { to: string[]; from: string };

/** Read once: what a list shows of a mail never changes. */
const summaryCaches = new WeakMap<MailStore, Map<number, Summary>>();

async function summaries(mails: MailStore): Promise<Summary[]> {
  const cache = summaryCaches.get(mails) ?? new Map<number, Summary>();
  summaryCaches.set(mails, cache);
  for (const { id } of mails.records()) {
    if (cache.has(id)) continue;
    const mail = await mails.read(id);
    if (mail === null) continue;
    const { receivedAt, subject, attachments, envelope } = mail;
    cache.set(id, {
      id,
      receivedAt,
      subject,
      attachments: attachments.map((one) => ({ ...one, content: '' })),
      to: envelope.to,
      from: envelope.from,
    });
  }
  return [...cache.values()].toReversed();
}

function boxPage(all: readonly Summary[], to: string): Markup {
  const counts = new Map<string, number>();
  for (const mail of all) for (const address of mail.to) counts.set(address, (counts.get(address) ?? 0) + 1);
  const shown = to === '' ? all : all.filter((mail) => mail.to.includes(to));
  const boxes = [...counts].toSorted(([a], [b]) => a.localeCompare(b));
  const box = (address: string, label: string, count: number) =>
    html`<li><a href="${address === '' ? '/mail' : `/mail?to=${encodeURIComponent(address)}`}" ${address === to ? html`aria-current="page"` : ''}><span>${label}</span><b>${count}</b></a></li>`;
  return page(
    { title: 'Courrier', width: 'wide', style: 'mail' },
    html`<h1>Courrier</h1><p class="soft">Tout ce que le serveur de messagerie a reçu, doublons compris. Rien ne sort d’ici.</p>
<div class="mailbox"><aside aria-label="Boîtes"><form class="pick" action="/mail"><label for="to" class="small soft">Boîte</label><select id="to" name="to" onchange="this.form.submit()"><option value="">Toutes (${all.length})</option>${boxes.map(
      ([address, count]) => html`<option value="${address}" ${address === to ? 'selected' : ''}>${address} (${count})</option>`,
    )}</select><noscript><button class="small">Voir</button></noscript></form>
<ul class="boxes">${box('', 'Toutes les boîtes', all.length)}${boxes.map(([address, count]) => box(address, address, count))}</ul></aside>
<section aria-label="Messages">${
      shown.length === 0
        ? html`<div class="card"><p>Aucun message pour l’instant. Remplissez le <a href="/">formulaire d’inscription</a> : la confirmation arrive ici.</p></div>`
        : html`<ul class="mails">${shown.map(line)}</ul>`
    }</section></div>`,
  );
}

const line = (mail: Summary): Markup =>
  html`<li><a href="/mail/${mail.id}"><span class="subject">${mail.subject === '' ? '(sans objet)' : mail.subject}</span><time datetime="${mail.receivedAt}">${parisTime(mail.receivedAt)}</time>
<span class="who">${mail.to.join(', ')}${mail.attachments.map(({ filename }) => html` <span class="tag">${filename}</span>`)}</span></a></li>`;

function mailPage(mail: Delivery): Markup {
  const row = (name: string, value: string) => (value === '' ? '' : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return page(
    { title: mail.subject, width: 'wide', style: 'mail' },
    html`<p><a href="/mail?to=${encodeURIComponent(mail.envelope.to[0] ?? '')}">← ${mail.envelope.to[0] ?? 'Courrier'}</a></p>
<article class="card lead"><h1>${mail.subject === '' ? '(sans objet)' : mail.subject}</h1>
<dl class="head">${row('De', mail.from.join(', '))}${row('À', mail.to.join(', '))}${row('Remis à', mail.envelope.to.join(', ') === mail.to.join(', ') ? '' : mail.envelope.to.join(', '))}${row('Répondre à', mail.replyTo.join(', '))}${row('Reçu', parisTime(mail.receivedAt))}</dl>
${
  mail.attachments.length === 0
    ? ''
    : html`<p class="tags">${mail.attachments.map(({ filename }, index) => html`<a class="button quiet small" href="/mail/${mail.id}/attachments/${index}" download>${filename}</a>`)}</p>`
}
${mail.html === null ? html`<pre class="text">${mail.text}</pre>` : html`<iframe class="html" title="Message" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" onload="this.style.height = 0; this.style.height = this.contentDocument.documentElement.scrollHeight + 2 + 'px'" src="/mail/${mail.id}/html"></iframe>`}
${mail.html === null ? '' : html`<details><summary>Version texte</summary><pre class="text">${mail.text}</pre></details>`}
<details><summary>En-têtes</summary><div class="scroll"><table class="headers"><tbody>${Object.entries(mail.headers).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table></div></details>
<p class="small"><a href="/mail/${mail.id}.eml" download>Télécharger le message d’origine (.eml)</a></p></article>`,
  );
}
