// Exit 0 while the worker of this machine (in production: of this container) looks after the service, and every part of it runs.
// For a container's health check; says on stderr what is wrong.
import { readHealth } from './health.ts';
import { EVERY_MS } from './watch-over.ts';

const wrong = readHealth(2.5 * EVERY_MS);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length === 0 ? 0 : 1;
