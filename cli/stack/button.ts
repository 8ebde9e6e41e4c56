import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a person reads of a button on the sandbox's first page. */
export interface Label {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
}

/** What became of a press; the page shows the lines. */
export interface Outcome {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

export interface Button {
  close(): void;
}

/**
 * The sandbox knows nothing of the service: at a press it asks this process, at an address that only the two of them know.
 * @param web the sandbox's web address
 * @throws Error when the sandbox takes no button
 */
export async function offerButton(web: string, label: Label, press: () => Promise<Outcome>): Promise<Button> {
  const path = `/${randomUUID()}`;
  const server = answering(path, press);
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`${web}/control/actions.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...label, url: `http://127.0.0.1:${port}${path}` }),
  });
  if (!answer.ok) throw new Error(`The sandbox took no button (${answer.status}): ${await answer.text()}`);
  return { close: () => server.close() };
}

function answering(path: string, press: () => Promise<Outcome>): Server {
  return createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    void press()
      .catch((error: unknown): Outcome => ({ isDone: false, lines: [Error.isError(error) ? error.message : String(error)] }))
      .then((outcome) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(outcome)));
  });
}
