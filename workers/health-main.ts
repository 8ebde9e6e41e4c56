// Exit 0 while a worker of this machine (in production: of this container) polls the service's task queue. For a container's health check.
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

const FRESH_MS = 150_000; // a poll without work lasts a minute

try {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 5_000 });
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'parcours' }, taskQueueType: 1 });
  const polls = (pollers ?? []).some(
    ({ identity, lastAccessTime }) =>
      identity?.endsWith(`@${hostname()}`) && Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - FRESH_MS,
  );
  await connection.close();
  process.exitCode = polls ? 0 : 1;
} catch {
  process.exitCode = 1;
}
