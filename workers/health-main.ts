// Exit 0 while a worker of this machine (in production: of this container) polls the service's task queue, and every part of the service runs.
// For a container's health check; says on stderr what is wrong.
import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { illnesses } from './watch-over.ts';

const FRESH_MS = 150_000; // a poll without work lasts a minute

try {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 5_000 });
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'parcours' }, taskQueueType: 1 });
  const polls = (pollers ?? []).some(
    ({ identity, lastAccessTime }) =>
      identity?.endsWith(`@${hostname()}`) && Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - FRESH_MS,
  );
  const wrong = [...(polls ? [] : ['no worker of this machine polls']), ...(await illnesses(new Client({ connection, namespace })))];
  await connection.close();
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} catch {
  process.exitCode = 1;
}
