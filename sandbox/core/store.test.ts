import { appendFileSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLedger } from './ledger.ts';
import { openStores } from './store.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'store-'));

test('a collection is the same after any sequence of writes and a new start', () => {
  const step = fc.oneof(
    fc.record({ set: fc.constantFrom('a', 'b', 'c'), value: fc.string() }),
    fc.record({ remove: fc.constantFrom('a', 'b', 'c') }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const dir = folder();
      const expected = new Map<string, string>();
      const stores = openStores(dir);
      const things = stores.collection<string>('things');
      const removals: boolean[] = [];
      for (const one of steps) {
        if ('set' in one) {
          things.set(one.set, one.value);
          expected.set(one.set, one.value);
        } else removals.push(things.delete(one.remove) === expected.delete(one.remove));
      }
      expect(removals).not.toContain(false);
      // No close: a killed process does not close anything either.
      expect(openStores(dir).collection<string>('things').entries()).toEqual([...expected]);
      stores.close();
    }),
    { numRuns: 40 },
  );
});

test('a line cut by a kill is dropped and the collection goes on', () => {
  const dir = folder();
  openStores(dir).collection<number>('things').set('a', 1);
  appendFileSync(join(dir, 'things.log'), '{"k":"b","v":');
  const again = openStores(dir).collection<number>('things');
  again.set('c', 3);
  expect(openStores(dir).collection<number>('things').entries()).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
});

test('a value is written whole', () => {
  const dir = folder();
  const value = openStores(dir).value('one', { n: 1 });
  expect(value.get()).toEqual({ n: 1 });
  value.set({ n: 2 });
  expect(JSON.parse(readFileSync(join(dir, 'one.json'), 'utf8'))).toEqual({ n: 2 });
  expect(openStores(dir).value('one', { n: 1 }).get()).toEqual({ n: 2 });
});

test('what comes after the end is written nowhere, not even into the file that has the descriptor by then', () => {
  const dir = folder();
  const stores = openStores(dir);
  const things = stores.collection<string>('things');
  const ledger = openLedger(join(dir, 'ledger.jsonl'));
  stores.close();
  ledger.close();
  const others = [openSync(join(dir, 'other'), 'a'), openSync(join(dir, 'another'), 'a')];
  expect(others).toHaveLength(2);
  things.set('late', 'x');
  const call = { service: 'smtp', method: 'DATA', path: 'x', query: {}, status: 250, fault: null, concurrent: 1 } as const;
  ledger.record({ ...call, at: '', realAt: '', requestBody: null, responseBody: null });
  stores.close();
  ledger.close();
  for (const file of ['things.log', 'ledger.jsonl', 'other', 'another'])
    expect([file, readFileSync(join(dir, file), 'utf8')]).toEqual([file, '']);
});
