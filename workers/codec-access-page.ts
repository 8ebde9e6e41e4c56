import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import type { CodecAccess } from './codec-access.ts';
import { codecPage } from './codec-page.ts';
import { access as words } from './words.ts';

/** A browser is let in here once, with the local token: from then on its cookie lets the Web UI decode. */
export const ACCESS_PATH = '/access';

const COOKIE = 'codec-access';
const A_MONTH = 30 * 24 * 60 * 60;

/** What {@link addAccessPage} left in a browser; null where nothing is. */
export function tokenInCookie(context: Context): string | null {
  return getCookie(context, COOKIE) ?? null;
}

/**
 * The page that takes the local token. Its cookie is sent with decodings only, by pages of the same site only, and no script reads it.
 * @param next where to go once let in; null: nowhere
 */
export function addAccessPage(app: Hono, access: CodecAccess, next: string | null): void {
  app.use(ACCESS_PATH, secureHeaders({ contentSecurityPolicy: POLICY, xFrameOptions: 'DENY', referrerPolicy: 'same-origin' }));
  app.get(ACCESS_PATH, (context) => context.html(form(null)));
  app.post(ACCESS_PATH, async (context) => {
    const { token } = await context.req.parseBody();
    if (typeof token !== 'string' || !access.isLocalToken(token.trim())) return context.html(form(words.wrongToken), 403);
    const secure = context.req.header('origin')?.startsWith('https:') ?? false;
    setCookie(context, COOKIE, token.trim(), { path: '/decode', httpOnly: true, secure, sameSite: 'Strict', maxAge: A_MONTH });
    return context.html(welcome(next));
  });
}

const POLICY = { defaultSrc: ["'none'"], styleSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"] };

function form(problem: string | null) {
  return codecPage(
    words.title,
    html`<div class="card lead"><p>${words.lead}</p>
    ${problem === null ? '' : html`<p class="notice bad" role="alert">${problem}</p>`}
    <form method="post">
      <p><label>${words.token} <input type="password" name="token" autocomplete="off" required autofocus /></label></p>
      <button>${words.allow}</button>
    </form></div>`,
  );
}

function welcome(next: string | null) {
  return codecPage(
    words.title,
    html`<div class="card lead"><p>${words.allowed}</p>
    ${next === null ? '' : html`<p><a class="button" href="${next}">${words.toWebUi}</a></p>`}</div>`,
  );
}
