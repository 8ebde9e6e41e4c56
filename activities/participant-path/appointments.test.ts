import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { coordinatorOf } from '../../domain/assignment.ts';
import { newPlanRequest } from '../../domain/plan.ts';
import type { Mail } from '../../integrations/mail/port.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { createDeadlines } from '../calendar/deadlines.ts';
import { createAppointmentActivities } from './appointments.ts';

const programme = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const deadlines = createDeadlines(programme);
const coordinator = coordinatorOf(programme.organisations);

async function mailed(referent: string): Promise<Mail | undefined> {
  const sent: Mail[] = [];
  const request = newPlanRequest({ ref: 'GC-7K3M-9QXD', stage: 'informed', clockFrom: '2026-11-01T08:00:00Z', referent });
  const { assignment } = deadlines.plan(request, '2026-11-23T10:00:00.000Z');
  const { mailAppointmentToReferent } = createAppointmentActivities({
    programme,
    deadlines,
    composer: { compose: () => ({ subject: '', text: '', html: '', attachments: [] }) },
    checkpoint: { claim: () => Promise.resolve(), last: () => undefined, beat: () => Promise.resolve() },
    links: { prefilled: () => Promise.resolve('') },
    seats: { view: () => Promise.resolve(null) },
    personal: (ref) => ref,
    sender: {
      isInDoubt: () => false,
      send: (mail) => {
        sent.push(mail);
        return Promise.resolve('sent');
      },
    },
  });
  const appointment = { id: 'GC-7K3M-9QXD-rdv', sequence: 0, start: deadlines.moment('2026-12-10T09:00:00.000Z'), place: null };
  const to = { ref: request.ref, firstName: 'Léa', email: null, assignment, lastMailAt: null };
  await mailAppointmentToReferent({ n: 1, to, who: 'Léa M.', appointment, change: 'fixed', background: [], referent });
  return sent[0];
}

test('a referent who answers the mail of an appointment writes to a person of their organisation, not to themselves; the coordinator to the programme', async () => {
  const staff = programme.organisations.flatMap((organisation) => organisation.staff).filter(({ code }) => code !== coordinator.code);
  expect(staff.length).toBeGreaterThan(2);
  const contact = programme.organisations.find(({ id }) => id !== coordinator.organisation);
  for (const { code, email, organisation } of staff) {
    const mail = await mailed(code);
    expect(mail?.to).toBe(email);
    if (organisation === coordinator.organisation) expect(mail?.replyTo).toBe(coordinator.email);
    else
      expect([contact?.lead.email, ...(contact?.staff ?? []).map((one) => one.email)].filter((one) => one !== email)).toContain(
        mail?.replyTo,
      );
  }
  const own = await mailed(coordinator.code);
  expect(own?.to).toBe(coordinator.email);
  expect(programme.mail.from).toContain(own?.replyTo ?? 'nobody');
});
