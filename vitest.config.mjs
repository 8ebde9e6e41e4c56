import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

const ROOMS = ['domain', 'workflows', 'activities', 'integrations', 'workers', 'cli', 'acceptance', 'sandbox', 'test'];

/** What starts a Temporal server waits long, and what stands in test/ computes long: they begin first, and the others fill the time beside them. */
class LongOnesFirst extends BaseSequencer {
  async sort(files) {
    // oxlint-disable-next-line unicorn/no-array-sort -- of the sequencer, not of an array
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }) => moduleId.includes('/test/') || readFileSync(moduleId, 'utf8').includes('TestWorkflowEnvironment');
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: [`{${ROOMS.join()}}/**/*.test.ts`],
    globalSetup: './test/global-setup.mjs',
    setupFiles: './test/setup.ts',
    pool: 'forks',
    // A module is loaded once in a process, not once for each of the files that the process runs.
    isolate: false,
    // Beyond the patience of a story (acceptance/drive/until.ts), which says what it saw last, and of a property that computes on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // Stories wait more than they compute: six at once on two cores.
    maxWorkers: 6,
    sequence: { sequencer: LongOnesFirst },
  },
});
