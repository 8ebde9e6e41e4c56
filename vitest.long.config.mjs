import { defineConfig } from 'vitest/config';
import whole from './vitest.config.mjs';

/** What takes minutes: one file after the other, `npm run test:long`. */
export default defineConfig({ test: { ...whole.test, include: ['test/long/*.ts'], fileParallelism: false } });
