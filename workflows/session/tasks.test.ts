import { expect, test } from 'vitest';
import { at } from './session-fixtures.ts';
import { type SessionTask, taskId } from './tasks.ts';

const START = '2026-12-03T13:30:00Z';
const LATER = '2026-12-10T13:30:00Z';
const lacks: SessionTask = {
  topic: 'facilitator-lacks',
  code: 's3',
  name: 'Farid',
  isReader: false,
  declined: true,
  silent: null,
  substitute: 'Lucie',
  notToAsk: [],
  since: at('2026-11-26T09:00:00Z'),
  soon: false,
};

test('a task is told from another one of its topic, and the same task is the same one again', () => {
  expect(taskId(lacks, START)).toBe(taskId({ ...lacks, since: at('2026-11-27T09:00:00Z'), soon: true }, START));
  const others: readonly SessionTask[] = [
    { ...lacks, code: 's1' },
    { ...lacks, declined: false },
    { ...lacks, notToAsk: ['s5'] },
  ];
  expect(new Set([lacks, ...others].map((task) => taskId(task, START))).size).toBe(4);
});

test('a session at another time asks anew for what depends on the time, and not for anything else', () => {
  const sheet: SessionTask = { topic: 'sheet', reader: 'facilitator', worklist: 's3' };
  expect(taskId(lacks, LATER)).not.toBe(taskId(lacks, START));
  expect(taskId(sheet, LATER)).toBe(taskId(sheet, START));
});

test('an id names no person', () => {
  const unsure: SessionTask = { topic: 'unsure-mail', mail: 'list', code: 's3', name: 'Farid Benali', refused: true, at: at(START) };
  expect(taskId(unsure, START)).toBe(`unsure-mail-list-s3-${START}`);
});
