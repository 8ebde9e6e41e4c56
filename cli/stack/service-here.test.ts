import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { serviceHere } from './service-here.ts';

const dir = mkdtempSync(join(tmpdir(), 'here-'));

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('without credentials it is the service that npm start runs here, unless the environment says otherwise', () => {
  const here = serviceHere({ PARCOURS_DATA: dir, TEMPORAL_PORT: '17233' });
  expect(here).toMatchObject({ TEMPORAL_ADDRESS: '127.0.0.1:17233', PAYLOAD_KEY: expect.any(String) });
  expect(serviceHere({ PARCOURS_DATA: dir, TEMPORAL_ADDRESS: 'temporal:7233', PAYLOAD_KEY: 'given' })).toMatchObject({
    TEMPORAL_ADDRESS: 'temporal:7233',
    PAYLOAD_KEY: 'given',
  });
});

test('with the credentials of the real services nothing is added', () => {
  const env = {
    GOOGLE_APPLICATION_CREDENTIALS: 'google.json',
    AZURE_TENANT_ID: 't',
    AZURE_CLIENT_ID: 'c',
    AZURE_CLIENT_SECRET: 's',
    SMTP_URL: 'smtps://mail.example.org',
    GROUPEMENT_CONFIG: 'groupement.yaml',
    PAYLOAD_KEY: 'p',
    PAYLOAD_KEY_COPY: 'f',
    REF_KEY: 'r',
  };
  expect(serviceHere(env)).toEqual(env);
});
