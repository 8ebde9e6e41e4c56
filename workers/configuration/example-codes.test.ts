import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { refuseExampleCodes } from './example-codes.ts';
import { loadProgramme } from './groupement.ts';

const example = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const staff = example.organisations.flatMap((organisation) => organisation.staff);
const google = { credentialsFile: '', rootUrl: null, tokenUrl: null };
const microsoft = {
  tenantId: '',
  clientId: '',
  credential: { kind: 'secret', secret: '' },
  graphBaseUrl: null,
  authorityHost: null,
} as const;

test('no code of the example opens the forms of real accounts', () => {
  const codes = staff.map(({ code }) => code).join(', ');
  expect(() => refuseExampleCodes(example, { google, microsoft })).toThrow(`formCode of ${codes} is one of the example's`);
});

test('the sandbox and a trial keep the example as it is, and other codes are anybody’s to choose', () => {
  const standIns = {
    google: { ...google, rootUrl: 'http://127.0.0.1:1' },
    microsoft: { ...microsoft, graphBaseUrl: 'https://127.0.0.1:2' },
  };
  expect(() => refuseExampleCodes(example, standIns)).not.toThrow();
  const own = example.organisations.map((organisation) => ({
    ...organisation,
    staff: organisation.staff.map((member, index) => ({ ...member, formCode: `N3UF-C0D${index}-${organisation.id}` })),
  }));
  expect(() => refuseExampleCodes({ organisations: own }, { google, microsoft })).not.toThrow();
});
