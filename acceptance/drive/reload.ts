import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 5;

/** A page that does not load is loaded again, as a person would: an idle connection may have been closed in the very moment of its use. */
export async function reload(url: string, init?: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(tries * 200);
    }
  }
}
