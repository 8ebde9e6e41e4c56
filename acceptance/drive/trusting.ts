import { Agent, type RequestOptions, request } from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * `fetch` over TLS that trusts one certificate authority: every sandbox makes its own under the same name, so that a process that trusts two of
 * them can't tell which one signed.
 */
export function trusting(ca: string): (url: string, request: HttpRequest) => Promise<Response> {
  const agent = new Agent({ ca, keepAlive: false });
  return (url, { method, headers = {}, body = '' }) =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = { method, agent, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } };
      const sent = request(url, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const { statusCode: status = 0 } = answer;
          resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status }));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
}
