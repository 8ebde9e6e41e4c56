import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CodecAccess, type Oidc } from './codec-access.ts';

const ISSUER = 'https://login.example.org/tenant/v2.0';
const AUDIENCE = 'api://codec';
const ADMINISTRATOR = { sub: 'a1b2', roles: ['codec.read'] };

test('the local token is one, and no other', async () => {
  const access = new CodecAccess({ localToken: 'long-enough' });
  expect(await access.check('long-enough')).toEqual({ caller: 'local-token' });
  for (const token of ['', 'long-enoug', 'long-enough-', 'LONG-ENOUGH'])
    expect(await access.check(token)).toEqual({ refusal: { code: 'unknown-token', status: 401 } });
  expect(await access.check(null)).toEqual({ refusal: { code: 'no-token', status: 401 } });
  expect([access.hasLocalToken, access.isLocalToken('long-enough')]).toEqual([true, true]);
});

describe('an access token of a provider', () => {
  let keys: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
  let oidc: Oidc;
  const server = createServer((_, response) => {
    void exportJWK(keys.publicKey).then((jwk) => response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'k1', alg: 'RS256', use: 'sig' }] })));
  });

  beforeAll(async () => {
    keys = await generateKeyPair('RS256');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    oidc = { issuer: ISSUER, audience: AUDIENCE, jwksUrl: `http://127.0.0.1:${port}/keys`, claim: 'roles', role: 'codec.read' };
  });

  afterAll(() => {
    server.close();
  });

  interface Claims {
    readonly payload?: JWTPayload;
    readonly issuer?: string;
    readonly audience?: string;
    readonly expires?: string;
    readonly by?: CryptoKey;
  }
  const signed = ({ payload = ADMINISTRATOR, issuer = ISSUER, audience = AUDIENCE, expires = '5m', by = keys.privateKey }: Claims = {}) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(by);
  const codeOf = async (token: string, options: Partial<Oidc> = {}) => {
    const verdict = await new CodecAccess({ oidc: { ...oidc, ...options } }).check(token);
    return 'refusal' in verdict ? `${verdict.refusal.status} ${verdict.refusal.code}` : verdict.caller;
  };

  test('is its owner’s, whom the log names by their subject', async () => {
    expect(await codeOf(await signed())).toBe('a1b2');
    expect(new CodecAccess({ oidc }).hasLocalToken).toBe(false);
  });

  test('holds the role in any claim, as a list or as words', async () => {
    const scoped = await signed({ payload: { sub: 'a1b2', scp: 'openid codec.read' } });
    expect(await codeOf(scoped, { claim: 'scp' })).toBe('a1b2');
    const nested = await signed({ payload: { sub: 'a1b2', realm_access: { roles: ['codec.read'] } } });
    expect(await codeOf(nested, { claim: 'realm_access.roles' })).toBe('a1b2');
  });

  test('is refused without the role', async () => {
    for (const roles of [undefined, [], ['codec.reader'], 'codec.reader', { 'codec.read': true }])
      expect(await codeOf(await signed({ payload: { sub: 'a1b2', roles } }))).toBe('403 role-missing');
    expect(await codeOf(await signed(), { claim: 'realm_access.roles' })).toBe('403 role-missing');
  });

  test('is refused when it is another’s, too old, unsigned, or anything else', async () => {
    const { privateKey: strange } = await generateKeyPair('RS256');
    const unsigned = new UnsecuredJWT(ADMINISTRATOR).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('5m').encode();
    const secret = await new SignJWT(ADMINISTRATOR)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey))));
    const tries: readonly (readonly [string, string])[] = [
      [await signed({ issuer: 'https://login.example.org/other' }), '401 ERR_JWT_CLAIM_VALIDATION_FAILED'],
      [await signed({ audience: 'api://mail' }), '401 ERR_JWT_CLAIM_VALIDATION_FAILED'],
      [await signed({ payload: { roles: ['codec.read'] } }), '401 ERR_JWT_CLAIM_VALIDATION_FAILED'],
      [await signed({ expires: '-2m' }), '401 ERR_JWT_EXPIRED'],
      [await signed({ by: strange }), '401 ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
      [unsigned, '401 ERR_JOSE_ALG_NOT_ALLOWED'],
      [secret, '401 ERR_JOSE_ALG_NOT_ALLOWED'],
      ['anything', '401 ERR_JWS_INVALID'],
      ['', '401 ERR_JWS_INVALID'],
    ];
    for (const [token, verdict] of tries) expect(await codeOf(token)).toBe(verdict);
  });

  test('can’t be checked while its provider doesn’t answer, and opens nothing then', async () => {
    expect(await codeOf(await signed(), { jwksUrl: 'http://127.0.0.1:9/keys' })).toBe('401 provider-unreachable');
  });

  test('counts beside the local token', async () => {
    const access = new CodecAccess({ localToken: 'long-enough', oidc });
    expect([await access.check('long-enough'), await access.check(await signed())]).toEqual([
      { caller: 'local-token' },
      { caller: 'a1b2' },
    ]);
  });
});
