import { globSync, readFileSync } from 'node:fs';
import base from './jest.config.mjs';

/** Rules and adapters alone, on any system: `npm run test:units`. */
const ROOMS = ['domain', 'workflows', 'activities', 'integrations', 'workers/configuration'];
/** What a test imports that needs Temporal's server, the sandbox or a process of its own. */
const NEEDS_MORE = /TestWorkflowEnvironment|\/sandbox\/|node:child_process/;

const cwd = import.meta.dirname;
const alone = globSync(`{${ROOMS.join()}}/**/*.test.ts`, { cwd })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !NEEDS_MORE.test(readFileSync(`${cwd}/${file}`, 'utf8')));
if (alone.length === 0) throw new Error('No test was found.');

/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ROOMS.map((room) => `<rootDir>/${room}`),
  testMatch: alone.map((file) => `**/${file}`),
  // Nothing of these reads the bundle of the workflows, or the tools that the suite's set-up brings.
  globalSetup: null,
};
