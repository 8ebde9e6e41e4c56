import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFaults, UnknownFaultError } from './faults.ts';
import { openStores } from './store.ts';

function faultsIn(dir = mkdtempSync(join(tmpdir(), 'faults-'))) {
  const faults = openFaults(openStores(dir));
  faults.define([
    { fault: 'forms-429', service: 'forms', title: 'Quota', contract: 1, path: '^/v1/' },
    { fault: 'forms-500', service: 'forms', title: 'Erreur', contract: 2 },
  ]);
  return { dir, faults };
}
const request = { method: 'GET', path: '/v1/forms/A' };

test('strikes after so many requests, so many times, and says so', () => {
  fc.assert(
    fc.property(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 5 }), (after, times) => {
      const { faults } = faultsIn();
      const { id } = faults.inject({ fault: 'forms-429', after, times });
      const struck = Array.from({ length: 12 }, () => faults.take('forms', request) !== null);
      expect(struck).toEqual(Array.from({ length: 12 }, (_, n) => n >= after && n < after + times));
      expect(faults.list().find((fault) => fault.id === id)).toMatchObject({ hits: times, spent: true });
    }),
    { numRuns: 30 },
  );
});

test('times 0 strikes until it is cleared', () => {
  const { faults } = faultsIn();
  faults.inject({ fault: 'forms-429', times: 0 });
  for (let n = 0; n < 20; n += 1) expect(faults.take('forms', request)?.fault).toBe('forms-429');
  faults.clear();
  expect(faults.take('forms', request)).toBeNull();
});

test('only the service, method and path meant', () => {
  const { faults } = faultsIn();
  faults.inject({ fault: 'forms-429', method: 'get', path: '/A$' });
  expect(faults.take('graph', request)).toBeNull();
  expect(faults.take('forms', { ...request, method: 'POST' })).toBeNull();
  expect(faults.take('forms', { ...request, path: '/v1/forms/B' })).toBeNull();
  expect(faults.take('forms', request, ['forms-500'])).toBeNull();
  expect(faults.take('forms', request)?.hits).toBe(1);
});

test('a request struck by one fault is not counted by the next', () => {
  const { faults } = faultsIn();
  faults.inject({ fault: 'forms-429' });
  faults.inject({ fault: 'forms-500' });
  expect([1, 2, 3].map(() => faults.take('forms', request)?.fault ?? null)).toEqual(['forms-429', 'forms-500', null]);
});

test('survives a restart with its count', () => {
  const { dir, faults } = faultsIn();
  faults.inject({ fault: 'forms-429', times: 2 });
  faults.take('forms', request);
  const again = faultsIn(dir).faults;
  expect(again.take('forms', request)?.hits).toBe(2);
  expect(again.take('forms', request)).toBeNull();
});

test('refuses an unknown name and a broken expression', () => {
  const { faults } = faultsIn();
  expect(() => faults.inject({ fault: 'forms-nothing' })).toThrow(UnknownFaultError);
  expect(() => faults.inject({ fault: 'forms-429', path: '(' })).toThrow(UnknownFaultError);
});
