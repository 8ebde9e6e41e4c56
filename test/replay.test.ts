import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { expect, test } from 'vitest';
import { BUNDLE_PATH } from '../workers/bundle.ts';
import { dataConverter } from '../workers/codec.ts';
import { parseKeys } from '../workers/codec-key.ts';
import { HISTORIES, TEST_KEY } from './histories/key.ts';

const { History } = proto.temporal.api.history.v1;
/** Every workflow that the bundle holds: one that is added asks for a recorded history. */
const WORKFLOWS = [...readFileSync(new URL('../workflows/index.ts', import.meta.url), 'utf8').matchAll(/export \{ (\w+) \}/g)]
  .map(([, name]) => name ?? '')
  .toSorted();

interface Recorded {
  readonly file: string;
  /** Of the workflow itself: its payloads are bound to it. */
  readonly workflowId: string;
  readonly type: string;
  readonly history: Json;
}
type Json = { events: Event[] };
type Event = {
  workflowExecutionStartedEventAttributes?: { workflowId: string };
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
};

const recorded: readonly Recorded[] = globSync('*.json', { cwd: fileURLToPath(HISTORIES) })
  .toSorted()
  .map((file) => {
    const history = JSON.parse(readFileSync(new URL(file, HISTORIES), 'utf8')) as Json;
    const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '';
    return { file, workflowId, type: file.split('.')[0] ?? '', history };
  });
const options: ReplayWorkerOptions = {
  workflowBundle: { codePath: BUNDLE_PATH },
  dataConverter: dataConverter(parseKeys('TEST_KEY', TEST_KEY)),
};

/** Workflow ids whose history the code of today would not have written. */
async function replay(histories: readonly Recorded[], with_: ReplayWorkerOptions = options) {
  const failed: string[] = [];
  let replayed = 0;
  const runs = Worker.runReplayHistories(
    with_,
    histories.map(({ workflowId, history }) => ({ workflowId, history: History.fromObject(history) })),
  );
  for await (const { workflowId, error } of runs) {
    replayed += 1;
    if (error && !(error instanceof DeterminismViolationError)) throw error;
    if (error) failed.push(workflowId);
  }
  expect(replayed).toBe(histories.length);
  return failed;
}

test('there is a recorded history of each type of workflow, and nothing of it can be read without the key', () => {
  expect([...new Set(recorded.map(({ type }) => type))].toSorted()).toEqual(WORKFLOWS);
  const all = JSON.stringify(recorded);
  const encrypted = Buffer.from('binary/encrypted').toString('base64');
  expect(all.split(encrypted).length).toBeGreaterThan(100);
  for (const name of ['Berthe', 'Anatole', 'Cyprien', 'Daphné', 'Enregistré', '639980001']) {
    expect(all).not.toContain(name);
    expect(all).not.toContain(Buffer.from(name).toString('base64').slice(0, -4));
  }
});

test('the code of today replays every recorded history', async () => {
  expect(await replay(recorded)).toEqual([]);
});

test('a planted change is found in the history of each type', async () => {
  const planted = recorded.filter(({ history }) => history.events.some((event) => event.activityTaskScheduledEventAttributes));
  expect([...new Set(planted.map(({ type }) => type))].toSorted()).toEqual(WORKFLOWS);
  expect(await replay(planted.map(renamedCall))).toEqual(planted.map(({ workflowId }) => workflowId));
});

test('changed code is found: paths that ask for a mail before a seat', async () => {
  const code = readFileSync(BUNDLE_PATH, 'utf8');
  const changed = code.replaceAll('outside.invite.executeWithOptions', 'outside.releaseSeat.executeWithOptions');
  expect(changed).not.toBe(code);
  const paths = recorded.filter(({ type }) => type === 'participantPath');
  expect(await replay(paths, { ...options, workflowBundle: { code: changed } })).toEqual(paths.map(({ workflowId }) => workflowId));
});

/** As if the code had once called another activity first. */
function renamedCall(one: Recorded): Recorded {
  const history = structuredClone(one.history);
  const call = history.events.find((event) => event.activityTaskScheduledEventAttributes)?.activityTaskScheduledEventAttributes;
  if (call) call.activityType.name = 'somethingElse';
  return { ...one, history };
}
