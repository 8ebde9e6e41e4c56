import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import whole from './vitest.config.mjs';

/** Rules and adapters alone, on any system: `npm run test:units`. */
const ROOMS = ['domain', 'workflows', 'activities', 'integrations', 'workers/configuration'];
/** What a test imports that needs Temporal's server, the sandbox or a process of its own. */
const NEEDS_MORE = /TestWorkflowEnvironment|\/sandbox\/|node:child_process/;

const cwd = import.meta.dirname;
const alone = globSync(`{${ROOMS.join()}}/**/*.test.ts`, { cwd })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !NEEDS_MORE.test(readFileSync(`${cwd}/${file}`, 'utf8')));

// Nothing of these reads the bundle of the workflows, or the tools that the suite's set-up brings.
const { globalSetup: _, maxWorkers: __, ...test } = whole.test;
export default defineConfig({ test: { ...test, include: alone } });
