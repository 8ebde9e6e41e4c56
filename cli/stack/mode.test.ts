import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideMode } from './mode.ts';

const AZURE = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's' };
const REAL = { GOOGLE_APPLICATION_CREDENTIALS: 'k.json', ...AZURE, SMTP_URL: 'smtp://x' };
const REST = { GROUPEMENT_CONFIG: 'g.yaml', PAYLOAD_KEY: 'p', PAYLOAD_KEY_COPY: 'f', REF_KEY: 'r' };

test('none is the sandbox, whatever else is set', () => {
  expect(decideMode({})).toBe('sandbox');
  expect(decideMode({ ...REST, SMTP_URL: ' ', AZURE_CLIENT_ID: '' })).toBe('sandbox');
});

test('all is real, with a secret or with a certificate', () => {
  expect(decideMode({ ...REAL, ...REST })).toBe('real');
  const { AZURE_CLIENT_SECRET: _, ...others } = REAL;
  expect(decideMode({ ...others, ...REST, AZURE_CLIENT_CERTIFICATE_PATH: 'c.pem' })).toBe('real');
});

test('any proper part is one line that names what is missing and quotes no value', () => {
  fc.assert(
    fc.property(fc.subarray(Object.keys(REAL), { minLength: 1, maxLength: Object.keys(REAL).length - 1 }), (names) => {
      const env = Object.fromEntries(names.map((name) => [name, `value-of-${name}`]));
      const act = () => decideMode({ ...env, ...REST });
      expect(act).toThrow(/^Only part of .+$/);
      for (const name of Object.keys(REAL).filter((one) => !names.includes(one))) expect(act).toThrow(name);
      expect(act).not.toThrow(/value-of/);
    }),
  );
});

test('real services want configuration and keys of their own', () => {
  expect(() => decideMode(REAL)).toThrow('GROUPEMENT_CONFIG, PAYLOAD_KEY, PAYLOAD_KEY_COPY, REF_KEY must be set too');
});
