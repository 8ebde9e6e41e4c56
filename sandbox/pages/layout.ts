import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { SandboxEnv } from '../core/core.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageOptions {
  readonly title: string;
  /** `wide` for tables and calendars; forms are narrow so that a line stays readable. */
  readonly width?: 'narrow' | 'wide';
  /** What only some pages need, beside `page.css`. */
  readonly style?: 'calendar' | 'control' | 'form' | 'home' | 'mail';
  /** No link back to the other pages: what a participant opens is only the form. */
  readonly bare?: boolean;
}

/** A whole page in French; every page of the sandbox stands in it. */
export function page({ title, width = 'narrow', style, bare = false }: PageOptions, body: Markup): Markup {
  return html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${sheet('page')}${style === undefined ? '' : sheet(style)}
</head>
<body class="${width}">
<a class="skip" href="#contenu">Aller au contenu</a>
${
  bare
    ? ''
    : html`<nav class="top" aria-label="Pages"><div><a href="/" class="brand">Bac à sable</a><a href="/mail">Courrier</a><a href="/calendar">Agenda</a><a href="/control">Incidents</a></div></nav>`
}
<main id="contenu">${body}</main>
</body>
</html>`;
}

const sheet = (name: string) => html`<link rel="stylesheet" href="/styles/${name}.css">`;

/** The style sheets as they stand in `styles/`, read anew at each request: an edited one shows at the next reload. */
export function styleSheets(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.use('/styles/*', async (c, next) => {
    await next();
    c.header('cache-control', 'no-cache');
  });
  app.get('/styles/*', serveStatic({ root: fileURLToPath(new URL('.', import.meta.url)) }));
  return app;
}

/** French spacing: `?`, `:`, `;` and `!` never begin a line. For what is shown only, never for a value. */
export const spaced = (text: string): string => text.replaceAll(/ (?=[?:;!»])/g, '\u00a0').replaceAll('« ', '«\u00a0');

/** A date and time as a person in France reads it. */
export function parisTime(iso: string): string {
  return new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(new Date(iso));
}
