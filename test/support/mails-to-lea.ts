import { fileURLToPath } from 'node:url';
import { createDeadlines } from '../../activities/calendar/deadlines.ts';
import { createParticipantWriter } from '../../activities/participant-path/participant-mail.ts';
import { newPlanRequest } from '../../domain/plan.ts';
import type { OfficeHours } from '../../domain/programme/programme.ts';
import type { SeatView } from '../../domain/seat.ts';
import { createComposer } from '../../integrations/mail/compose.ts';
import type { Mail } from '../../integrations/mail/port.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import type { Addressee } from '../../workflows/participant-path/contract.ts';

/** A participant of the shipped programme, a session at which she has a seat, and the writer of her mails. @param hours others than the shipped ones */
export async function mailsToLea(hours?: OfficeHours) {
  const shipped = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
  const programme = hours === undefined ? shipped : { ...shipped, officeHours: hours };
  const deadlines = createDeadlines(programme);
  const composer = await createComposer({
    programmeName: programme.name,
    timeZone: programme.timeZone,
    organiser: { name: programme.name, email: programme.calendar.mailbox },
  });
  const view: SeatView = {
    sessionId: 'info-2026-12-a',
    kind: 'info',
    title: 'Information collective',
    ref: 'GC-7K3M-9QXD',
    seq: 1,
    rev: 1,
    status: 'reserved',
    rank: null,
    start: deadlines.moment('2099-12-03T13:30:00.000Z'),
    end: deadlines.moment('2099-12-03T15:30:00.000Z'),
    place: { name: 'Maison de quartier', address: '1 place de l’Exemple' },
    icsSequence: 0,
    attendance: null,
    markedBy: null,
  };
  const { assignment } = deadlines.plan(
    newPlanRequest({ ref: view.ref, clockFrom: '2026-11-01T08:00:00Z', organisation: 'aile' }),
    '2026-11-23T10:00:00.000Z',
  );
  const to: Addressee = { ref: view.ref, firstName: 'Léa', email: 'lea@example.org', assignment, lastMailAt: null };
  /** @param sent told of each mail that the mail server accepts @param isInDoubt whether an earlier attempt submitted it, and nobody heard */
  const writer = (sent: (mail: Mail) => void = () => undefined, { isInDoubt = false } = {}) =>
    createParticipantWriter({
      programme,
      deadlines,
      composer,
      checkpoint: { claim: () => Promise.resolve(), last: () => undefined, beat: () => Promise.resolve() },
      links: { prefilled: () => Promise.resolve('https://docs.google.com/forms/d/F-UNA/viewform') },
      seats: { view: () => Promise.resolve(null) },
      personal: (ref) => ref,
      sender: {
        isInDoubt: () => isInDoubt,
        send: (mail) => {
          sent(mail);
          return Promise.resolve('sent');
        },
      },
    });
  return { deadlines, to, view, writer };
}
