import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MailContent } from '../../domain/mails.ts';
import { calendarFiles } from './ics.ts';
import { SAMPLE_OPTIONS, SAMPLES, VARIANTS } from './templates/samples.ts';

const ORGANISER = SAMPLE_OPTIONS.organiser;

/** Content lines of RFC 5545, unfolded: name (with parameters) → value. */
function parse(file: string): ReadonlyMap<string, string> {
  const lines = file.replace(/\r\n[ \t]/gu, '').split('\r\n');
  return new Map(lines.filter((line) => line !== '').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function only(content: MailContent): {
  readonly contentType: string;
  readonly filename: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly raw: string;
} {
  const [file, ...others] = calendarFiles(content, ORGANISER);
  if (file === undefined || others.length > 0) throw new Error(`one calendar file expected for ${content.kind}`);
  const raw = String(file.content);
  return { contentType: file.contentType, filename: file.filename, fields: parse(raw), raw };
}

test('which kinds carry a file, and by which method', () => {
  const methods = Object.fromEntries(
    Object.values(SAMPLES).map((content) => [
      content.kind,
      calendarFiles(content, ORGANISER).map((file) => /method=(\w+)/u.exec(file.contentType)?.[1]),
    ]),
  );
  expect(methods).toEqual({
    confirmation: ['REQUEST'],
    seat: ['REQUEST'],
    reinvitation: ['REQUEST'],
    reminderWeek: ['REQUEST'],
    reminderDay: ['REQUEST'],
    sessionMoved: ['REQUEST'],
    sessionCancelled: ['CANCEL'],
    released: ['CANCEL'],
    appointment: ['REQUEST'],
    appointmentReminder: ['REQUEST'],
    appointmentCancelled: ['CANCEL'],
    appointmentForReferent: ['REQUEST'],
    situation: [],
    noSeat: [],
    participantList: [],
    attendanceRequest: [],
    day: [],
  });
});

test('a seat: stable UID, sequence, organiser, UTC times; one attendee who need not answer, no alarm, no name', () => {
  const { fields, contentType, raw } = only(SAMPLES.confirmation);
  expect(contentType).toBe('text/calendar; method=REQUEST; charset=utf-8');
  expect(fields.get('METHOD')).toBe('REQUEST');
  expect(fields.get('UID')).toBe('session-info-2026-12-a.GC-7K3M-9QXD@aile.example.org');
  expect(fields.get('SEQUENCE')).toBe('0');
  expect(fields.get('STATUS')).toBe('CONFIRMED');
  expect(fields.get('DTSTART')).toBe('20261203T133000Z');
  expect(fields.get('DTEND')).toBe('20261203T153000Z');
  expect(fields.get('SUMMARY')).toBe('Information collective');
  expect([...fields.keys()].filter((name) => name.startsWith('ORGANIZER'))).toHaveLength(1);
  expect([...fields].filter(([name]) => name.startsWith('ATTENDEE'))).toEqual([
    [expect.stringMatching(/PARTSTAT=ACCEPTED;RSVP=FALSE/u), expect.stringMatching(/amina@example\.org$/u)],
  ]);
  expect(raw).not.toMatch(/VALARM|Amina/u);
  expect(raw.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});

test('a cancellation has the UID of the seat and the method and status of a cancellation', () => {
  const { fields } = only(SAMPLES.sessionCancelled);
  expect(fields.get('UID')).toBe(only(SAMPLES.confirmation).fields.get('UID'));
  expect(fields.get('METHOD')).toBe('CANCEL');
  expect(fields.get('STATUS')).toBe('CANCELLED');
  expect(fields.get('SEQUENCE')).toBe('1');
});

test("an appointment keeps its UID when it moves, and the referent's names nobody", () => {
  const first = only(SAMPLES.appointment).fields;
  const moved = only(VARIANTS['appointment-moved'] ?? SAMPLES.situation).fields;
  expect(first.get('UID')).toBe('appointment-GC-7K3M-9QXD-1@aile.example.org');
  expect(moved.get('UID')).toBe(first.get('UID'));
  expect(Number(moved.get('SEQUENCE'))).toBeGreaterThan(Number(first.get('SEQUENCE')));
  expect(moved.has('LOCATION')).toBe(false);
  expect(only(SAMPLES.appointmentForReferent).raw).not.toContain('Amina');
});

test('any instant comes back as it went in, the hours of a clock change included', () => {
  const { reminderDay } = SAMPLES;
  const around = fc.constantFrom('2026-03-29T00:30:00Z', '2026-10-25T00:30:00Z', '2026-11-01T08:30:00Z', '2027-03-14T09:30:00Z');
  fc.assert(
    fc.property(around, fc.integer({ min: -300, max: 300 }), (instant, minutes) => {
      const start = new Date(Date.parse(instant) + minutes * 60_000).toISOString();
      const end = new Date(Date.parse(start) + 7_200_000).toISOString();
      const content: MailContent = {
        ...reminderDay,
        session: { ...reminderDay.session, start: { at: start, label: '' }, end: { at: end, label: '' } },
      };
      expect(only(content).fields.get('DTSTART')).toBe(`${start.slice(0, 19).replaceAll(/[-:]/gu, '')}Z`);
    }),
  );
});

test.each(['America/Los_Angeles', 'Europe/Paris', 'Pacific/Kiritimati'])(
  'a process in %s writes the same instants and the same French hours',
  (TZ) => {
    const script = `
    const { createComposer } = await import('./integrations/mail/compose.ts');
    const { SAMPLES, SAMPLE_OPTIONS } = await import('./integrations/mail/templates/samples.ts');
    const composer = await createComposer(SAMPLE_OPTIONS);
    const mail = (start, end) => composer.compose({ ...SAMPLES.confirmation, session: { ...SAMPLES.confirmation.session, start: { at: start, label: '' }, end: { at: end, label: '' } } });
    const before = mail('2026-10-24T12:30:00Z', '2026-10-24T14:30:00Z');
    const after = mail('2026-10-25T13:30:00Z', '2026-10-25T15:30:00Z');
    console.log(JSON.stringify([before, after].map((one) => [one.subject, /DTSTART:(\\S+)/.exec(one.attachments[0].content)[1]])));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { ...process.env, TZ, NODE_OPTIONS: '' },
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout.replaceAll('\u00a0', ' '))).toEqual([
      ['Amina, votre place est réservée : samedi 24 octobre à 14 h 30', '20261024T123000Z'],
      ['Amina, votre place est réservée : dimanche 25 octobre à 14 h 30', '20261025T133000Z'],
    ]);
  },
);
