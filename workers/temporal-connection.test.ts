import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTemporal } from './temporal-connection.ts';

let server: TestWorkflowEnvironment;

beforeAll(async () => {
  server = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: '.tools/bin/temporal' }, log: { format: 'pretty', level: 'error' } },
  });
});

afterAll(async () => {
  await server?.teardown();
});

/** A server that answers every call with one status of gRPC. */
async function answering(status: number): Promise<AsyncDisposable & { readonly address: string }> {
  const stub = createServer();
  stub.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(status) }, { endStream: true });
  });
  stub.listen(0, '127.0.0.1');
  await once(stub, 'listening');
  const { port } = stub.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      stub.close();
    },
  };
}

const errorOf = async (target: Parameters<typeof connectTemporal>[0]) =>
  await connectTemporal(target).then(
    () => 'connected',
    (error: unknown) => (Error.isError(error) && error.name === 'ConfigurationError' ? error.message : String(error)),
  );
const NAMESPACE = 'default';

test('a namespace that exists is connected to', async () => {
  const connection = await connectTemporal({ connectionOptions: { address: server.address }, namespace: NAMESPACE });
  const described = await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
  expect(described.namespaceInfo?.name).toBe(NAMESPACE);
  await connection.close();
});

test('a namespace that doesn’t exist is named, and where it is set', async () => {
  const refusal = await errorOf({ connectionOptions: { address: server.address }, namespace: 'parcour' });
  expect(refusal).toMatch(/^TEMPORAL_NAMESPACE: expected a namespace .*"parcour".*create/);
  expect(refusal).not.toContain('\n');
});

test('a server that isn’t there', async () => {
  const { address } = await using(answering(0));
  expect(await errorOf({ connectionOptions: { address }, namespace: NAMESPACE })).toMatch(
    /^Temporal does not answer at 127\.0\.0\.1:\d+: start it, or set TEMPORAL_ADDRESS/,
  );
});

test.each([7, 16])('a server that refuses the key (%i)', async (status) => {
  await using stub = await answering(status);
  const refusal = await errorOf({ connectionOptions: { address: stub.address }, namespace: NAMESPACE });
  expect(refusal).toMatch(/refuses us: expected a TEMPORAL_API_KEY, or a client certificate \(TEMPORAL_TLS_…\)/);
});

test('TLS to a server without it, and a certificate that is none', async () => {
  const refusal = await errorOf({ connectionOptions: { address: server.address, tls: true }, namespace: NAMESPACE });
  expect(refusal).toMatch(/^No secure connection .* TEMPORAL_TLS_…/);
  const clientCertPair = { crt: Buffer.from('none'), key: Buffer.from('none') };
  const unreadable = await errorOf({ connectionOptions: { address: server.address, tls: { clientCertPair } }, namespace: NAMESPACE });
  expect(unreadable).toMatch(/^No secure connection/);
});

test('an address that is none', async () => {
  expect(await errorOf({ connectionOptions: { address: '::::' }, namespace: NAMESPACE })).toMatch(/^TEMPORAL_ADDRESS: expected host:port/);
});

/** The address of something that has ended. */
async function using(made: ReturnType<typeof answering>): Promise<{ readonly address: string }> {
  await using stub = await made;
  return { address: stub.address };
}
