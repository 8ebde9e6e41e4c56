/** What is wrong with a variable of the environment, and what to do; a value is never quoted. Each line begins with the variable's name. */
export const problems = {
  needed: (what: string) => `is missing: set it to ${what}.`,
  noAddress: (example: string) => `is no usable address: write it like ${example}.`,
  inClear: 'is in clear: only an address of this machine may begin with http://, any other with https://.',
  noServiceAccount: 'names no readable service account key: download its JSON key from Google Cloud, and give its path.',
  noCertificate: 'names no readable file: give the path of the certificate with its private key (PEM).',
  tooMuch: 'must end before /v1.0: remove it.',
  workflows: 'must be a number of workflows from 10 to 20000: by the memory of the machine unless it is set.',
  seconds: 'must be a number of seconds from 5 to 600: 120 unless it is set.',
  noAzureCredential:
    'AZURE_CLIENT_SECRET is missing: set it to the application’s secret, or set AZURE_CLIENT_CERTIFICATE_PATH to its certificate.',
  unreadable: (name: string) => `${name} can’t be read: check the file that it names.`,
  temporal: 'TEMPORAL_… can’t be read: check TEMPORAL_ADDRESS, TEMPORAL_TLS_… and the file that TEMPORAL_CONFIG_FILE names.',
  /** In French too: whoever installs may be another person than whoever must keep the copy. */
  noCopy:
    'PAYLOAD_KEY_COPY is not the fingerprint of the first key of PAYLOAD_KEY: keep a copy of that key away from this machine, and set it to what npm run keys says of the copy. Without a copy, a lost key is the loss of every path. / Copie de la clé non prouvée : voir « Keys » dans docs/administrator.md.',
  unsafeTls:
    'NODE_TLS_REJECT_UNAUTHORIZED=0 would let anybody pose as Google, Microsoft, the mail server or who signs people in: unset it, and name a certificate authority of your own in NODE_EXTRA_CA_CERTS. / Elle désactive la vérification des certificats : retirez-la.',
};

/** What a variable that is missing holds. */
export const wanted = {
  credentialsFile: 'the path of the service account’s key file (JSON, from Google Cloud)',
  tenantId: 'the directory (tenant) id that Entra shows for the application',
  clientId: 'the application (client) id that Entra shows',
  smtpUrl: 'the mail server, like smtps://user:password@smtp.example.org',
};
