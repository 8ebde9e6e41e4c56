// The worker of the bare floor: as workers/main.ts makes its own (default options, same codec, same interceptor), with nothing to do.
import { createRequire } from 'node:module';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import PQueue from 'p-queue';
import { OWNERS_AT_ONCE } from '../../activities/form-intake/delivery.ts';
import { dataConverter } from '../../workers/codec.ts';
import { parseKeys } from '../../workers/codec-key.ts';
import { errorsInterceptor } from '../../workers/errors-interceptor.ts';
import { createLogger } from '../../workers/logger.ts';
import { createClient } from '../../workers/service.ts';

export const FLOOR_QUEUE = 'bench-floor';

export interface FloorActivities {
  nothing(): Promise<void>;
  startItems(prefix: string, count: number, due: string | null): Promise<string>;
}

if (import.meta.main) await run();

async function run(): Promise<void> {
  Runtime.install({ logger: createLogger(), telemetryOptions: { logging: { filter: 'WARN' } } });
  const { TEMPORAL_ADDRESS: address = '', TEMPORAL_NAMESPACE: namespace = '', PAYLOAD_KEY } = process.env;
  const payloadKeys = parseKeys('PAYLOAD_KEY', PAYLOAD_KEY);
  const connection = await NativeConnection.connect({ address });
  const client = createClient({ connection, namespace, payloadKeys });
  const { code } = await bundleWorkflowCode({
    workflowsPath: createRequire(import.meta.url).resolve('./workflow.ts'),
    logger: new DefaultLogger('WARN'),
  });
  const activities: FloorActivities = {
    nothing: async () => undefined,
    startItems: async (prefix, count, due) => {
      const began = new Date().toISOString();
      const queue = new PQueue({ concurrency: OWNERS_AT_ONCE });
      const [type, args] = due === null ? (['floorItem', []] as const) : (['floorTimer', [due]] as const);
      const start = (index: number) =>
        client.workflow.start(type, { workflowId: `${prefix}-${index}`, taskQueue: FLOOR_QUEUE, args: [...args] });
      await queue.addAll(Array.from({ length: count }, (_, index) => () => start(index)));
      return began;
    },
  };
  const worker = await Worker.create({
    connection,
    namespace,
    dataConverter: dataConverter(payloadKeys),
    interceptors: { activity: [errorsInterceptor] },
    shutdownGraceTime: '3 seconds',
    taskQueue: FLOOR_QUEUE,
    workflowBundle: { code },
    activities,
  });
  const running = worker.run();
  console.log('ready');
  await running;
  await connection.close();
  process.exit(0);
}
