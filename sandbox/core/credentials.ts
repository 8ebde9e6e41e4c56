import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './store.ts';

/** The fictional tenant and application that the sandbox's Entra knows. */
export const ENTRA = {
  tenantId: '0f0e0d0c-1111-4222-8333-444455556666',
  clientId: '1a2b3c4d-7777-4888-8999-aaaabbbbcccc',
  clientSecret: 'sandbox~secret-of-no-value',
} as const;

/** The fictional mailbox account that the sandbox's SMTP server is given; it accepts any other as well. */
export const SMTP_ACCOUNT = { user: 'groupement@aile.example.org', password: 'sandbox' } as const;

export interface ServiceAccount {
  readonly clientEmail: string;
  readonly publicKey: KeyObject;
  /** The JSON file for GOOGLE_APPLICATION_CREDENTIALS. */
  readonly file: string;
}

interface ServiceAccountFile {
  client_email: string;
  private_key: string;
}

/** Google's service account file in DIR, made with a fresh key the first time. */
export function serviceAccountIn(dir: string): ServiceAccount {
  const file = join(dir, 'service-account.json');
  if (!existsSync(file)) writeAtomically(file, JSON.stringify(newServiceAccount(), null, 2));
  const content = JSON.parse(readFileSync(file, 'utf8')) as ServiceAccountFile;
  const publicKey = createPublicKey(createPrivateKey(content.private_key));
  return { clientEmail: content.client_email, publicKey, file };
}

function newServiceAccount(): ServiceAccountFile & Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const clientEmail = 'parcours@sandbox-parcours.iam.gserviceaccount.com';
  return {
    type: 'service_account',
    project_id: 'sandbox-parcours',
    private_key_id: randomBytes(20).toString('hex'),
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: clientEmail,
    client_id: '100000000000000000001',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(clientEmail)}`,
    universe_domain: 'googleapis.com',
  };
}

/** Keys for encrypting payloads and making references, 32 random bytes each in base64: the sandbox's own, kept in DIR. */
export function sandboxKeysIn(dir: string): { payloadKey: string; refKey: string } {
  const file = join(dir, 'keys.json');
  if (!existsSync(file)) {
    writeAtomically(file, JSON.stringify({ payloadKey: randomBytes(32).toString('base64'), refKey: randomBytes(32).toString('base64') }));
  }
  return JSON.parse(readFileSync(file, 'utf8')) as { payloadKey: string; refKey: string };
}
