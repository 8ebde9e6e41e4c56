import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Evidence, Programme } from '../../domain/programme/programme.ts';
import { NOTICE_DAYS, type RetentionFacts, retentionFrom } from '../../domain/retention.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { retentionOf } from './retention.ts';
import { workingCalendar } from './working-calendar.ts';

const SHIPPED = await loadProgramme(fileURLToPath(new URL('../../config/groupement.yaml', import.meta.url)));
const LAST = '2026-11-02T09:00:00.000Z';
const INTERVIEW = '2026-12-05T10:00:00.000Z';

const fse = (more: Partial<Evidence> = {}): Evidence => ({
  funder: 'Fonds social européen+',
  from: '2026-01-01',
  to: '2028-12-31',
  evidenceUntil: '2035-12-31',
  ...more,
});

/** Local days of Paris; null: not before a date that is unknown. */
function daysOf(facts: Partial<RetentionFacts> = {}, evidence: readonly Evidence[] = [], programme: Programme = SHIPPED) {
  const calendar = workingCalendar({ ...programme, retention: { ...programme.retention, evidence } });
  const erasure = retentionOf(calendar)({ ...retentionFrom(LAST), ...facts });
  const local = (at: string) =>
    Temporal.Instant.from(at).toZonedDateTimeISO('Europe/Paris').toPlainDateTime().toString({ smallestUnit: 'minute' });
  return erasure && { notice: local(erasure.notice.at), due: local(erasure.due.at) };
}

describe('a path is erased', () => {
  test('the promised months after the last activity, and its staff are told 30 days before, in time for their mail', () => {
    expect(daysOf()).toEqual({ notice: '2028-10-03T06:00', due: '2028-11-02T06:00' });
  });

  test('on the last day of a month that is shorter', () => {
    const programme = { ...SHIPPED, retention: { monthsAfterLastActivity: 3, evidence: [] } };
    expect(daysOf({ lastActivity: '2026-11-30T12:00:00Z' }, [], programme)?.due).toBe('2027-02-28T06:00');
  });

  test('with 30 days to answer where its staff are told late', () => {
    expect(daysOf({ notifiedAt: '2028-10-25T09:00:00Z' })).toEqual({ notice: '2028-10-03T06:00', due: '2028-11-24T06:00' });
    expect(daysOf({ notifiedAt: '2028-10-03T04:00:00Z' })?.due).toBe('2028-11-02T06:00');
  });

  test('once staff keep it no longer: until the day they said, or for six months', () => {
    const since = '2028-10-10T09:00:00Z';
    expect(daysOf({ kept: { since, until: '2030-01-15T11:00:00Z' } })).toEqual({ notice: '2029-12-16T06:00', due: '2030-01-15T06:00' });
    expect(daysOf({ kept: { since, until: null } })?.due).toBe('2029-04-10T06:00');
    expect(daysOf({ kept: { since, until: '2028-10-20T09:00:00Z' } })?.due).toBe('2028-11-02T06:00');
  });
});

describe('the evidence of a funder', () => {
  test('keeps who had a first interview during the operation, through the last day on which it may be asked for', () => {
    expect(daysOf({ interviewedAt: INTERVIEW }, [fse()])).toEqual({ notice: '2035-12-02T06:00', due: '2036-01-01T06:00' });
  });

  test('keeps nobody who only came to sessions, nor who was met before or after the operation', () => {
    const usual = daysOf();
    expect(daysOf({}, [fse()])).toEqual(usual);
    expect(daysOf({ interviewedAt: INTERVIEW }, [fse({ from: '2026-12-06' })])).toEqual(usual);
    expect(daysOf({ interviewedAt: INTERVIEW }, [fse({ to: '2026-12-04' })])).toEqual(usual);
    expect(daysOf({ interviewedAt: INTERVIEW }, [fse({ from: '2026-12-05', to: '2026-12-05' })])?.due).toBe('2036-01-01T06:00');
  });

  test('counts the local day of the interview', () => {
    expect(daysOf({ interviewedAt: '2026-12-31T23:30:00Z' }, [fse({ from: '2027-01-01' })])?.due).toBe('2036-01-01T06:00');
  });

  test('whose last day nobody knows yet keeps the path, and no date is announced', () => {
    expect(daysOf({ interviewedAt: INTERVIEW }, [fse(), fse({ to: null, evidenceUntil: null })])).toBeNull();
    expect(daysOf({}, [fse({ evidenceUntil: null })])).toEqual(daysOf());
  });

  test('shortens nothing that was promised', () => {
    const early = fse({ to: '2026-12-31', evidenceUntil: '2027-06-30' });
    expect(daysOf({ interviewedAt: INTERVIEW }, [early])).toEqual(daysOf());
  });
});

test('whatever happens: never before the promised months, the evidence, or 30 days after staff were told; never later than the last of them', () => {
  const instant = fc
    .integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2040-12-31T00:00:00Z') })
    .map((ms) => new Date(ms).toISOString());
  const day = instant.map((at) => at.slice(0, 10));
  const facts: fc.Arbitrary<RetentionFacts> = fc.record({
    lastActivity: instant,
    interviewedAt: fc.option(instant),
    kept: fc.option(fc.record({ since: instant, until: fc.option(instant) })),
    notifiedAt: fc.option(instant),
  });
  fc.assert(
    fc.property(facts, fc.option(day), (input, evidenceUntil) => {
      const found = daysOf(input, [fse({ to: null, evidenceUntil })]);
      const isCounted = input.interviewedAt !== null;
      if (isCounted && evidenceUntil === null) {
        expect(found).toBeNull();
        return;
      }
      const due = Temporal.PlainDateTime.from(found?.due ?? '').toPlainDate();
      const notice = Temporal.PlainDateTime.from(found?.notice ?? '').toPlainDate();
      const local = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO('Europe/Paris').toPlainDate();
      const reasons = [
        local(input.lastActivity).add({ months: SHIPPED.retention.monthsAfterLastActivity }),
        ...(input.kept === null ? [] : [input.kept.until === null ? local(input.kept.since).add({ months: 6 }) : local(input.kept.until)]),
        ...(isCounted && evidenceUntil !== null ? [Temporal.PlainDate.from(evidenceUntil).add({ days: 1 })] : []),
      ].map(String);
      const afterNotice = input.notifiedAt === null ? [] : [local(input.notifiedAt).add({ days: NOTICE_DAYS }).toString()];
      expect(due.toString()).toBe([...reasons, ...afterNotice].toSorted().at(-1));
      expect(notice.add({ days: NOTICE_DAYS }).toString()).toBe(reasons.toSorted().at(-1));
    }),
    { numRuns: 200 },
  );
});
