import fc from 'fast-check';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { expect, test } from 'vitest';
import type { MailContent } from '../../domain/mails.ts';
import { calendarFiles } from './ics.ts';
import { SAMPLE_OPTIONS, SAMPLES } from './templates/samples.ts';

const ORGANISER = SAMPLE_OPTIONS.organiser;

interface Entry {
  readonly method: string | undefined;
  readonly uid: string;
  readonly sequence: number;
  readonly start: string;
  readonly end: string;
  readonly summary: string;
  readonly location: string;
  readonly description: string;
  readonly organiser: string;
  readonly attendees: readonly string[];
}

function written(content: MailContent): string {
  const [file] = calendarFiles(content, ORGANISER);
  if (file === undefined) throw new Error(`a calendar file expected for ${content.kind}`);
  return String(file.content);
}

/** As Thunderbird's reader has it. */
function byIcalJs(raw: string): Entry {
  const calendar = new ICAL.Component(ICAL.parse(raw));
  const [component, ...others] = calendar.getAllSubcomponents('vevent');
  if (component === undefined || others.length > 0) throw new Error('one event expected');
  const event = new ICAL.Event(component);
  const text = (name: string) => String(component.getFirstPropertyValue(name) ?? '');
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: event.uid,
    sequence: event.sequence,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    summary: text('summary'),
    location: text('location'),
    description: text('description'),
    organiser: text('organizer').toLowerCase(),
    attendees: component.getAllProperties('attendee').map((one) => String(one.getFirstValue()).toLowerCase()),
  };
}

/** As node-ical, which shares no code with it. */
function byNodeIcal(raw: string): Entry {
  const events = Object.values(nodeIcal.sync.parseICS(raw)).flatMap((one) => (one?.type === 'VEVENT' ? [one] : []));
  const [event, ...others] = events;
  if (event === undefined || others.length > 0) throw new Error('one event expected');
  const attendees = event.attendee === undefined ? [] : [event.attendee].flat();
  return {
    method: event.method,
    uid: event.uid,
    sequence: Number(event.sequence),
    start: event.start.toISOString(),
    end: event.end?.toISOString() ?? '',
    summary: valueOf(event.summary),
    location: valueOf(event.location),
    description: valueOf(event.description),
    organiser: valueOf(event.organizer).toLowerCase(),
    attendees: attendees.map((one) => valueOf(one).toLowerCase()),
  };
}

function valueOf(parameter: unknown): string {
  if (typeof parameter === 'string') return parameter;
  return typeof parameter === 'object' && parameter !== null && 'val' in parameter ? String(parameter.val) : '';
}

test('two independent readers see a request to the one person who gets the mail, from the mailbox that sends it', () => {
  for (const content of [SAMPLES.confirmation, SAMPLES.sessionMoved, SAMPLES.appointment, SAMPLES.appointmentReminder]) {
    const raw = written(content);
    for (const entry of [byIcalJs(raw), byNodeIcal(raw)]) {
      expect(entry).toMatchObject({
        method: 'REQUEST',
        organiser: `mailto:${ORGANISER.email}`,
        attendees: ['mailto:amina@example.org'],
      });
    }
  }
});

test('two independent readers see a cancellation take out what the request put in', () => {
  for (const [fixed, cancelled] of [
    [SAMPLES.confirmation, SAMPLES.sessionCancelled],
    [SAMPLES.seat, SAMPLES.released],
    [SAMPLES.appointment, SAMPLES.appointmentCancelled],
  ] as const) {
    for (const read of [byIcalJs, byNodeIcal]) {
      const [before, after] = [read(written(fixed)), read(written(cancelled))];
      expect([after.method, after.uid, after.attendees]).toEqual(['CANCEL', before.uid, before.attendees]);
      expect(after.sequence).toBeGreaterThanOrEqual(before.sequence);
    }
  }
});

test('what the referent is to read before is in their private entry, and nowhere in the person’s', () => {
  const raw = written(SAMPLES.appointmentForReferent);
  expect(raw).toContain('CLASS:PRIVATE');
  for (const read of [byIcalJs, byNodeIcal]) {
    expect(read(raw).description).toContain('Ouvrir un petit atelier de couture, pour les gens du quartier.\nCommencer par les retouches.');
    expect(read(raw).attendees).toEqual(['mailto:maud.lefevre@example.org']);
    expect(read(written(SAMPLES.appointment)).description).toBe('');
  }
});

/** Without a backslash, which node-ical takes for an escape even where it is escaped itself, and without quotes around a whole value, which it drops. */
const PARTS = ['Atelier « Oser »', ',', ';', ':', 'a"b', '\n', '\r\n', 'é', '👩‍🎨', '🏳️‍🌈', 'café', 'DTSTART:1', 'أمينة', ' '] as const;

test('a backslash stays a backslash', () => {
  const { seat } = SAMPLES;
  expect(byIcalJs(written({ ...seat, session: { ...seat.session, title: 'C:\\nouveau, \\; fin' } })).summary).toBe('C:\\nouveau, \\; fin');
});

test('whatever is written, two independent readers read the same, in lines of at most 75 octets', () => {
  const words = fc
    .array(fc.constantFrom(...PARTS), {
      minLength: 1,
      maxLength: 60,
    })
    .map((parts) => parts.join(''));
  const around = fc.constantFrom('2026-03-29T00:30:00Z', '2026-10-25T00:30:00Z', '2026-12-31T22:30:00Z');
  fc.assert(
    fc.property(words, words, words, around, fc.integer({ min: -300, max: 300 }), (title, name, wish, instant, minutes) => {
      const start = new Date(Date.parse(instant) + minutes * 60_000).toISOString();
      const end = new Date(Date.parse(start) + 5_400_000).toISOString();
      const times = { start: { at: start, label: '' }, end: { at: end, label: '' } };
      const seat = written({ ...SAMPLES.seat, session: { ...SAMPLES.seat.session, ...times, title, place: { name, address: name } } });
      const { appointment } = SAMPLES.appointmentForReferent;
      const own = written({
        ...SAMPLES.appointmentForReferent,
        appointment: { ...appointment, ...times, place: { name, address: '' } },
        background: [{ label: 'Envie', text: wish }],
      });
      for (const raw of [seat, own]) {
        expect(raw.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
        const entry = byIcalJs(raw);
        expect(entry).toMatchObject({ start, end, sequence: expect.any(Number) });
        expect(byNodeIcal(raw)).toEqual(entry);
      }
      expect(byIcalJs(own).description.replaceAll('\n', ' ')).toContain(wish.replaceAll('\r\n', '\n').replaceAll('\n', ' '));
    }),
  );
});
