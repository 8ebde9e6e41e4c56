import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { ROOT } from '../stack/stack.ts';
import { configOfThePast } from './seed.ts';

test('the past is configured from its own folder: the same people, and nobody is invited to anything', async () => {
  const configPath = join(ROOT, 'config', 'groupement.yaml');
  const past = await loadProgramme(configOfThePast({ dataDir: mkdtempSync(join(tmpdir(), 'past-')), configPath }));
  const present = await loadProgramme(configPath);
  expect(past).toMatchObject({ sessions: [], plan: [], forms: present.forms, delays: present.delays, startsAt: present.startsAt });
  const staff = ({ organisations }: typeof present) => organisations.flatMap((organisation) => organisation.staff);
  expect(staff(past)).toEqual(staff(present));
  expect(staff(past).length).toBeGreaterThan(0);
});
