import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { STYLE } from './style.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageOptions {
  readonly title: string;
  /** `wide` for tables and calendars; forms are narrow so that a line stays readable. */
  readonly width?: 'narrow' | 'wide';
  readonly style?: string;
  /** No link back to the other pages: what a participant opens is only the form. */
  readonly bare?: boolean;
}

/** A whole page in French; every page of the sandbox stands in it. */
export function page({ title, width = 'narrow', style = '', bare = false }: PageOptions, body: Markup): Markup {
  return html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}${raw(style)}</style>
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

/** French spacing: `?`, `:`, `;` and `!` never begin a line. For what is shown only, never for a value. */
export const spaced = (text: string): string => text.replaceAll(/ (?=[?:;!»])/g, '\u00a0').replaceAll('« ', '«\u00a0');

/** A date and time as a person in France reads it. */
export function parisTime(iso: string): string {
  return new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(new Date(iso));
}
