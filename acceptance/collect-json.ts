import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpRequest } from './drive/trusting.ts';

export type Ask = (url: string, request: HttpRequest) => Promise<globalThis.Response>;

/** @param ask where the answer comes from; `fetch` unless a certificate of its own must be trusted */
export async function json<T>(url: string, request: Partial<HttpRequest> = {}, ask: Ask = fetch): Promise<T> {
  const answer = await patiently(() => ask(url, { method: 'GET', ...request }));
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** We read as the same user as the service, within the same quota; and an idle connection may be closed in the moment of its use. */
async function patiently(ask: () => Promise<globalThis.Response>): Promise<globalThis.Response> {
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch((error: unknown) => {
      if (tries > 3) throw error;
      return null;
    });
    if (answer !== null && (answer.status !== 429 || tries === 12)) return answer;
    await answer?.text();
    await sleep(answer === null ? 200 : 5_000);
  }
}

export const FORM_ENCODED = { 'content-type': 'application/x-www-form-urlencoded' };
