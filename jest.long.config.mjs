import base from './jest.config.mjs';

/** What takes minutes: one file after the other, `npm run test:long`. */
/** @type {import('jest').Config} */
export default { ...base, testMatch: ['**/test/long/*.ts'], maxWorkers: 1 };
