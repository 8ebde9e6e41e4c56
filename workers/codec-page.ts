import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { page } from './words.ts';

const STYLE_PATH = '/codec-page.css';

/** The style sheet of the pages; the sandbox's have the same one ([decision 68](../docs/decisions/0068-pages-without-a-build.md)). */
export function addStyleSheet(app: Hono): void {
  app.get(STYLE_PATH, serveStatic({ path: fileURLToPath(new URL('./codec-page.css', import.meta.url)) }));
}

/** A page of the codec server. */
export function codecPage(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<a class="skip" href="#contenu">${page.toContent}</a>
<header class="top"><div><span class="brand">${page.brand}</span></div></header>
<main id="contenu"><h1>${title}</h1>
${content}</main>
</body>
</html>`;
}
