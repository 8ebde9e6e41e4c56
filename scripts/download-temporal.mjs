// node scripts/download-temporal.mjs <temporal|temporal-test-server> <version> <folder>: the SDK's own download of a server, kept in the folder.
// Exits non-zero where the download is refused.
import { mkdirSync } from 'node:fs';
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [tool, version, downloadDir] = process.argv.slice(2);
mkdirSync(downloadDir, { recursive: true });
const server = { executable: { type: 'cached-download', version, downloadDir } };
const environment = await (tool === 'temporal'
  ? TestWorkflowEnvironment.createLocal({ server })
  : TestWorkflowEnvironment.createTimeSkipping({ server }));
await environment.teardown();
process.exit(0);
