// A worker process for duty.test.ts: polls, while it is on duty, a mailbox's queue whose calls only take time, and one with a form's reading
// that never ends by itself; tells on stdout what it does.
import { setTimeout } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createCheckpoint } from '../activities/shared/checkpoint.ts';
import { DUTY_QUEUE } from '../workflows/duty/contract.ts';
import { CALLS_AT_ONCE, createDutyActivities, ORGANISER_QUEUE } from './duty.ts';
import { createGiveBack } from './give-back.ts';
import { createRunningHere } from './running-here.ts';

/** `lateMs`: between going on duty and polling. */
const [address = '', taskQueue = '', codePath = '', lateMs = '0'] = process.argv.slice(2);
const tell = (what: string): void => console.log(JSON.stringify({ what, pid: process.pid, at: Date.now() }));

const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }) });
const checkpoint = createCheckpoint(client);
const outlook = {
  async call(ms: number): Promise<number> {
    tell('call');
    await setTimeout(ms);
    tell('answer');
    return process.pid;
  },
};
const forms = {
  /** Claims what it does, as a mail does, and says what an earlier attempt had claimed. */
  async pollForm(): Promise<void> {
    const before = checkpoint.last('reader', (details): details is number => typeof details === 'number');
    tell(before === undefined ? 'reading' : `reading after ${before}`);
    await checkpoint.claim('reader', process.pid);
    tell('claimed');
    await Context.current().cancelled;
  },
};
const runningHere = createRunningHere();
const duty = createDutyActivities({
  client,
  giveBack: createGiveBack(client, ['form-intake-registration', 'form-intake-attendance'], runningHere),
  lookForLostMs: 1_000,
  async createWorkers() {
    tell('on duty');
    await setTimeout(Number(lateMs));
    return Promise.all([
      Worker.create({
        connection,
        taskQueue: ORGANISER_QUEUE,
        activities: outlook,
        maxConcurrentActivityTaskExecutions: CALLS_AT_ONCE,
      }),
      Worker.create({
        connection,
        taskQueue: DUTY_QUEUE,
        activities: forms,
        interceptors: { activity: [runningHere.interceptor] },
        shutdownGraceTime: '1 second',
      }),
    ]);
  },
});
const worker = await Worker.create({ connection, taskQueue, workflowBundle: { codePath }, activities: duty });
tell('ready');
await worker.run();
