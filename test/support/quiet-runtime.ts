import { DefaultLogger, Runtime } from '@temporalio/worker';

// Only what went wrong is worth a line. Never `logging.forward` here: it keeps the process alive after a file that makes no worker.
export const quietRuntime = Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
