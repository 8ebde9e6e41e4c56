// A worker process for mailbox-host.test.ts: hosts mailboxes whose calls only take time, and tells on stdout what it does.
import { setTimeout } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createMailboxHostActivities } from './mailbox-host.ts';

const [address = '', taskQueue = '', codePath = ''] = process.argv.slice(2);
const tell = (what: string): void => console.log(JSON.stringify({ what, pid: process.pid, at: Date.now() }));

const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }) });
const outlook = {
  async call(ms: number): Promise<number> {
    tell('call');
    await setTimeout(ms);
    tell('answer');
    return process.pid;
  },
};
const hosts = createMailboxHostActivities({
  client,
  queues: ['outlook-organiser'],
  createWorker(queue, options) {
    tell('hosting');
    return Worker.create({ connection, ...options, taskQueue: queue, activities: outlook });
  },
});
const worker = await Worker.create({ connection, taskQueue, workflowBundle: { codePath }, activities: hosts });
tell('ready');
await worker.run();
