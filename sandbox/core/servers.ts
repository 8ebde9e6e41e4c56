import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';
import { generate } from 'selfsigned';
import type { SandboxEnv } from './core.ts';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 = a free one. Rejects with the system's error (EADDRINUSE …) when the port is taken. */
export function listenHttp(app: Hono<SandboxEnv>, port: number): Promise<Listening> {
  return listen(createAdaptorServer({ fetch: app.fetch, createServer: createHttp }), port);
}

/** The same over TLS, with a certificate for `localhost` and 127.0.0.1. */
export function listenTls(app: Hono<SandboxEnv>, port: number, certificate: Certificate): Promise<Listening> {
  const { key, cert } = certificate;
  return listen(createAdaptorServer({ fetch: app.fetch, createServer: createHttps, serverOptions: { key, cert } }), port);
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The file a client trusts, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
}

const YEARS = 10;

/** The certificate kept in DIR, or a new one: a client that trusts `ca.pem` goes on trusting it after a restart. */
export async function certificateIn(dir: string): Promise<Certificate> {
  const caFile = join(dir, 'ca.pem');
  const keyFile = join(dir, 'tls-key.pem');
  const certFile = join(dir, 'tls-cert.pem');
  const kept = readIfThere(keyFile, certFile, caFile);
  if (kept !== null) return { key: kept.key, cert: kept.cert, caFile };
  const { ca, server } = await makeCertificates();
  writeFileSync(certFile, server.cert);
  writeFileSync(keyFile, server.private, { mode: 0o600 });
  writeFileSync(caFile, ca.cert);
  return { key: server.private, cert: server.cert, caFile };
}

function readIfThere(keyFile: string, certFile: string, caFile: string): { key: string; cert: string } | null {
  try {
    readFileSync(caFile);
    return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
  } catch {
    return null;
  }
}

async function makeCertificates() {
  const notBeforeDate = new Date(Date.now() - 86_400_000);
  const notAfterDate = new Date(Date.now() + YEARS * 365 * 86_400_000);
  const common = { keyType: 'ec', algorithm: 'sha256', notBeforeDate, notAfterDate } as const;
  // Two authorities of one name trusted by one process are taken for each other.
  const ca = await generate([{ name: 'commonName', value: `Parcours Créateurs sandbox CA ${randomUUID()}` }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca, server };
}

function listen(server: ServerType, port: number): Promise<Listening> {
  // Ended by us as the next request leaves, a connection at rest would lose it: on a busy machine that is a failure nobody asked for.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      // A client that cuts its connection must not end the sandbox.
      server.on('error', () => {});
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) });
    });
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
