// node cluster-story.ts <folder>: the service on the server of TEMPORAL_ADDRESS. Prints one line a check; exits non-zero when one fails.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { seedOnce } from '../../cli/seed/seed.ts';
import { freePorts } from '../../cli/stack/ports.ts';
import { ROOT, startStack } from '../../cli/stack/stack.ts';
import { searchAttributeFlags } from '../../workers/search-attributes.ts';
import { eraseOne, readableAddresses } from './erased.ts';

const dataDir = process.argv[2] ?? '.data-cluster';
const configPath = join(ROOT, 'config', 'groupement.yaml');
const report = (line: string) => console.log(line);
let failed = 0;

function check(name: string, ok: boolean, detail: string | number): void {
  if (!ok) failed++;
  report(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${detail}`);
}

const stack = await startStack({
  mode: 'sandbox',
  dataDir,
  ports: await freePorts(),
  configPath,
  env: process.env,
  report,
});
try {
  const { connection, namespace } = stack;
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const present = Object.keys(customAttributes ?? {}).filter((name) => searchAttributeFlags().some((flag) => flag.startsWith(`${name}=`)));
  check('search attributes', present.length === searchAttributeFlags().length, present.length);
  await seedOnce(stack, { dataDir, configPath, report });
  await stack.startWorker();
  const count = async (query: string) => Number((await connection.workflowService.countWorkflowExecutions({ namespace, query })).count);
  const until = Date.now() + 90_000;
  let seated = 0;
  while (seated === 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    seated = await count("GcStage = 'invited'");
  }
  const paths = await count("WorkflowType = 'participantPath'");
  check('paths', paths >= 25, paths);
  check('paths with a seat', seated > 0, seated);
  const health = spawnSync(process.execPath, [join(ROOT, 'workers/health-main.ts')], { env: { ...stack.env }, timeout: 30_000 });
  check('the health check sees the worker', health.status === 0, `exit ${health.status}`);
  const { addresses, found } = await readableAddresses(stack);
  check(
    'no address can be read in a dump of PostgreSQL',
    addresses > 5 && found.length === 0,
    found.join(', ') || `${addresses} looked for`,
  );
  const { before, left } = await eraseOne(stack);
  check('an erased person is in no dump any more', before > 0 && left.length === 0, left.join(', ') || `${before} tables before`);
  const otherKey = { ...stack.env, PAYLOAD_KEY: randomBytes(32).toString('base64') };
  const stranger = spawnSync(process.execPath, [join(ROOT, 'workers/main.ts')], { env: otherKey, encoding: 'utf8', timeout: 60_000 });
  const lines = stranger.stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  check(
    'a worker with another key stops with one line',
    stranger.status === 1 && lines.length === 1 && lines[0]?.includes('PAYLOAD_KEY') === true,
    lines.join(' | '),
  );
} finally {
  await stack.stop();
}
report(`${failed === 0 ? 'All checks passed' : `${failed} checks failed`} on ${process.env['TEMPORAL_ADDRESS'] ?? 'its own server'}.`);
process.exit(failed === 0 ? 0 : 1);
