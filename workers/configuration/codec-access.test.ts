import { expect, test } from 'vitest';
import { readCodecAccess } from './codec-access.ts';
import { ConfigurationError } from './problem.ts';

const TOKEN = 'hush-'.repeat(8);
const PROVIDER = {
  CODEC_OIDC_ISSUER: 'https://login.example.org/tenant/v2.0',
  CODEC_OIDC_JWKS_URL: 'https://login.example.org/tenant/keys',
  CODEC_OIDC_AUDIENCE: 'api://codec',
  CODEC_OIDC_ROLE: 'codec.read',
};

function linesOf(set: Readonly<Record<string, string>>): readonly string[] {
  try {
    readCodecAccess(set);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.lines;
  }
}

test('a local token, a provider, or both', () => {
  const oidc = {
    issuer: PROVIDER.CODEC_OIDC_ISSUER,
    jwksUrl: PROVIDER.CODEC_OIDC_JWKS_URL,
    audience: 'api://codec',
    claim: 'roles',
    role: 'codec.read',
  };
  expect(readCodecAccess({ CODEC_TOKEN: `${TOKEN}\n` })).toEqual({ localToken: TOKEN, oidc: undefined });
  expect(readCodecAccess(PROVIDER)).toEqual({ localToken: undefined, oidc });
  expect(readCodecAccess({ ...PROVIDER, CODEC_TOKEN: TOKEN, CODEC_OIDC_CLAIM: 'scp' })).toEqual({
    localToken: TOKEN,
    oidc: { ...oidc, claim: 'scp' },
  });
});

test('nobody is let in by default', () => {
  for (const set of [{}, { CODEC_TOKEN: ' ' }, { CODEC_OIDC_CLAIM: 'scp' }])
    expect(linesOf(set)).toEqual([expect.stringMatching(/^CODEC_TOKEN is missing: /)]);
});

test('the certificate of the provider is checked', () => {
  expect(linesOf({ ...PROVIDER, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
    expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED=0 .+ retirez-la\.$/),
  ]);
});

test('one wrong variable, one line, without its value', () => {
  expect(linesOf({ CODEC_TOKEN: 'hush' })).toEqual([expect.stringMatching(/^CODEC_TOKEN is too short/)]);
  expect(linesOf({ CODEC_TOKEN: `${TOKEN} ${TOKEN}` })).toEqual([expect.stringMatching(/^CODEC_TOKEN is too short or holds spaces/)]);
  for (const name of Object.keys(PROVIDER))
    expect(linesOf({ ...PROVIDER, [name]: '' })).toEqual([expect.stringMatching(new RegExp(`^${name} is missing: `))]);
  for (const address of ['hush', 'http://hush.example.org/keys', 'file:///hush']) {
    const lines = linesOf({ ...PROVIDER, CODEC_OIDC_JWKS_URL: address });
    expect(lines).toEqual([expect.stringMatching(/^CODEC_OIDC_JWKS_URL is no usable address/)]);
    expect(lines.join()).not.toContain('hush');
  }
  expect(linesOf({ ...PROVIDER, CODEC_OIDC_JWKS_URL: 'http://127.0.0.1:9000/keys' })).toEqual([]);
});
