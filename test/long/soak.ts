import { expect, test } from 'vitest';
import { check } from '../../acceptance/checks/agreement.ts';
import { entriesOf } from '../../acceptance/checks/entries.ts';
import type { SoakEvidence } from '../../acceptance/evidence.ts';
import { REFERENCE_PROPERTY } from '../../acceptance/names.ts';
import { FULL, type SoakOptions } from '../../acceptance/soak/options.ts';
import { type Bed, soak } from '../../acceptance/soak/run.ts';
import type { SeatRequest } from '../../domain/seat.ts';
import { seatSet } from '../../workflows/session/contract.ts';
import { SandboxPeer } from '../support/sandbox.ts';

const seed = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 1e6));
const say = (line: string) => console.log(line);

test('what is read back tells a dropped mail, a doubled event and a lost seat', async () => {
  const small: SoakOptions = { seed, minutes: 1 / 3, sessions: 5, registrants: 20, kills: 1 };
  say(`seed ${seed} (again: SOAK_SEED=${seed})`);
  const { problems } = await soak(small, say, async (bed) => {
    const evidence = await bed.gather();
    expect(check(evidence).problems).toEqual([]);
    expectDroppedMailsFound(evidence);
    await expectDoubledEventFound(bed, evidence);
    await expectLostSeatFound(bed, evidence);
  });
  expect(problems).toEqual([]);
}, 900_000);

test('staff edit 200 sessions of 3,000 registrants while everything fails: calendar, mails and workflows agree', async () => {
  say(`seed ${seed} (again: SOAK_SEED=${seed})`);
  const { problems, figures } = await soak({ ...FULL, seed }, say);
  console.log(JSON.stringify(figures, null, 2));
  expect(problems).toEqual([]);
}, 3_600_000);

/** Each registrant's only or last word about their own session, one at a time. */
function expectDroppedMailsFound(evidence: SoakEvidence): void {
  const entries = entriesOf(evidence);
  const seated = entries.paths.filter(({ view }) => view?.status === 'reserved');
  expect(seated.length).toBeGreaterThan(5);
  for (const { ref, session } of seated) {
    const last = entries.mails.findLast(({ messageId, ics }) => messageId.includes(ref) && ics?.uid.startsWith(`${session}.`));
    const mails = evidence.mails.filter(({ messageId }) => messageId !== last?.messageId);
    expect(mails.length).toBeLessThan(evidence.mails.length);
    const { problems } = check({ ...evidence, mails });
    expect([ref, problems.filter((problem) => problem.includes(ref) || problem.startsWith('never a mail'))]).not.toEqual([ref, []]);
  }
}

/** Somebody copies an event in Outlook, reference and all. */
async function expectDoubledEventFound({ stack: { web, env }, gather }: Bed, evidence: SoakEvidence): Promise<void> {
  const sandbox = new SandboxPeer(web, env);
  const { calendar, rules } = entriesOf(evidence);
  const events = '/users/groupement%40aile.example.org/events';
  const original = calendar.find(({ reference, isCancelled }) => reference !== null && !isCancelled);
  const copy = {
    subject: rules.sessionTitle,
    start: { dateTime: original?.start.slice(0, 19), timeZone: 'UTC' },
    end: { dateTime: original?.end.slice(0, 19), timeZone: 'UTC' },
    location: { displayName: original?.place },
    singleValueExtendedProperties: [{ id: REFERENCE_PROPERTY, value: original?.reference }],
  };
  const answer = await sandbox.graph('POST', events, copy);
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { readonly id: string };
  expect(check(await gather()).problems).toEqual([`2 events of session ${original?.reference}`]);
  expect((await sandbox.graph('DELETE', `${events}/${encodeURIComponent(id)}`)).status).toBe(204);
  expect(check(await gather()).problems).toEqual([]);
}

/** A session gives somebody's seat away, and neither they nor their path hears of it. */
async function expectLostSeatFound({ client, gather }: Bed, evidence: SoakEvidence): Promise<void> {
  const { ref, session } = entriesOf(evidence).paths.find(({ view }) => view?.status === 'reserved') ?? { ref: '', session: null };
  expect(session).not.toBeNull();
  const gone: SeatRequest = { ref, seq: 1_000_000, want: 'none', priority: false, name: '', arrival: '' };
  await client.workflow.getHandle(`session-${session}`).executeUpdate(seatSet, { args: [[gone]] });
  expect(check(await gather()).problems).toContain(`${ref} counts on session ${session}, which says released`);
}
