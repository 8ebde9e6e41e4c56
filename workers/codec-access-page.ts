import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import type { CodecAccess } from './codec-access.ts';
import { codecPage } from './codec-page.ts';

/** A browser is let in here once, with the local token: from then on its cookie lets the Web UI decode. */
export const ACCESS_PATH = '/access';

const TITLE = 'Lecture des dossiers';
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
    if (typeof token !== 'string' || !access.isLocalToken(token.trim())) return context.html(form('Ce jeton n’est pas le bon.'), 403);
    const secure = context.req.header('origin')?.startsWith('https:') ?? false;
    setCookie(context, COOKIE, token.trim(), { path: '/decode', httpOnly: true, secure, sameSite: 'Strict', maxAge: A_MONTH });
    return context.html(welcome(next));
  });
}

const POLICY = { defaultSrc: ["'none'"], styleSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"] };

function form(problem: string | null) {
  return codecPage(
    TITLE,
    html`<div class="card lead"><p>Collez ici le jeton de cette machine : ce navigateur pourra alors lire les dossiers dans l’interface de Temporal, pendant 30 jours.</p>
    ${problem === null ? '' : html`<p class="notice bad" role="alert">${problem}</p>`}
    <form method="post">
      <p><label>Jeton <input type="password" name="token" autocomplete="off" required autofocus /></label></p>
      <button>Autoriser ce navigateur</button>
    </form></div>`,
  );
}

function welcome(next: string | null) {
  return codecPage(
    TITLE,
    html`<div class="card lead"><p>Ce navigateur est autorisé.</p>
    ${next === null ? '' : html`<p><a class="button" href="${next}">Ouvrir l’interface de Temporal</a></p>`}</div>`,
  );
}
