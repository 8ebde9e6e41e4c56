import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as session from '../workflows/session/session.ts';
import { request, sheet, start } from '../workflows/session/session-fixtures.ts';
import { loadProgramme } from './configuration/groupement.ts';
import { sessionData } from './session-data.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../config/groupement.yaml', import.meta.url)));
const NOW = '2027-01-15T10:00:00.000Z';

test('whoever changed a session stands with name and organisation, beside the response', () => {
  const seated = session.freezeNumbers(session.setSeats(session.openSession(start(3)), [request('GC-7K3M-9QXD')], NOW).state);
  const marked = session.takeAttendance(seated, { ...sheet({ 1: 'attended' }), staff: 's3', remarks: 'La salle était fermée.' });
  const data = sessionData(session.record(marked), programme, NOW);
  const maud = { code: 's3', name: 'Maud Lefèvre', organisation: 'Mission Locale' };
  const response = { form: 'F-ATT', response: 'r1' };
  expect(data).toMatchObject({
    format: 'parcours-createurs/session',
    version: 1,
    exportedAt: NOW,
    facilitators: [{ name: 'Camille Roux' }, maud],
    rows: [{ number: 1, reference: 'GC-7K3M-9QXD', attendance: 'attended', enteredBy: maud, response }],
    remarks: [{ by: maud, words: 'La salle était fermée.', response: 'r1' }],
  });
  expect(data.journal.at(-1)).toMatchObject({ by: maud, response });
});
