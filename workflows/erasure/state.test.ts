import { describe, expect, test } from 'vitest';
import type { OwnResponse, Traces } from './contract.ts';
import { cameAgain, found, linesForStaff, openErasure, progress } from './state.ts';

const at = (iso: string) => ({ at: iso, label: `jour ${iso.slice(8, 10)}` });
const response = (number: string, submitted = '2026-11-02T09:00:00Z'): OwnResponse => ({
  form: 'registration',
  number,
  submitted: at(submitted),
});
const traces = (more: Partial<Traces> = {}): Traces => ({
  at: at('2026-11-28T09:00:00Z'),
  coordinator: 's1',
  origins: ['or1'],
  responses: [response('R-0000-0001')],
  others: [],
  ...more,
});
const erasing = (more: Partial<Traces> = {}) => found(openErasure({ ref: 'GC-7K3M-9QXD' }), traces(more));

describe('an erasure', () => {
  test('asks the coordinator to delete the responses, with their numbers and « Fait »', () => {
    const [line, ...others] = linesForStaff(erasing());
    expect(others).toEqual([]);
    expect(line).toMatchObject({ worklist: 's1', reference: 'GC-7K3M-9QXD', since: { at: '2026-11-28T09:00:00Z' } });
    expect(line?.missing).toBe('« Inscription » du jour 02, R-0000-0001 ; et celles du suivi qui portent GC-7K3M-9QXD');
    expect(line?.answers).toEqual([
      { label: 'Fait', form: 'followUp', values: { reference: 'GC-7K3M-9QXD', note: 'Vu (delete-responses-0)' } },
    ]);
  });

  test('has no line where no response is known', () => {
    expect(linesForStaff(erasing({ responses: [] }))).toEqual([]);
    expect(linesForStaff(openErasure({ ref: 'GC-7K3M-9QXD' }))).toEqual([]);
  });

  test('says a response that comes again on a line of its own', () => {
    const done = { ...erasing(), responses: [] };
    const [line] = linesForStaff(cameAgain(done, response('R-0000-0001', '2026-12-01T09:00:00Z')));
    expect(line).toMatchObject({ key: 'delete-responses-1', since: { at: '2026-12-01T09:00:00Z' } });
    expect(line?.title).toContain('encore dans Google Forms');
    expect(cameAgain(erasing(), response('R-0000-0001'))).toEqual(erasing());
  });

  test('begun again keeps what it knew: hashes, and responses by their latest version', () => {
    const again = found(
      { ...erasing(), step: 'traces' },
      traces({ origins: ['or2', 'or1'], responses: [response('R-0000-0001', '2026-12-01T09:00:00Z'), response('R-0000-0002')] }),
    );
    expect(again.origins).toEqual(['or1', 'or2']);
    expect(progress(again).responses.map(({ number, submitted }) => [number, submitted.at])).toEqual([
      ['R-0000-0001', '2026-12-01T09:00:00Z'],
      ['R-0000-0002', '2026-11-02T09:00:00Z'],
    ]);
    expect(openErasure(again)).toBe(again);
  });

  test('keeps as many hashes as a search attribute holds', () => {
    expect(erasing({ origins: Array.from({ length: 300 }, (_, index) => `or${index}`) }).origins).toHaveLength(100);
  });
});
