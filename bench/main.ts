// npm run bench: what the service costs, measured in one run. docs/performance.md says what the figures mean.
import { parseArgs } from 'node:util';
import { median } from './bed.ts';
import { measureCodec } from './codec-share.ts';
import { measureMemory } from './memory.ts';
import { measureRequests, measureRest } from './rest.ts';
import { measureSize } from './size.ts';
import { measureStandardPath } from './standard-path.ts';
import { measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: 'abcd' },
    sizes: { type: 'string', default: '500,5000,20000' },
  },
});
const report = (line: string) => console.log(line);

if (values.only.includes('a')) {
  report(`(a) Registrations → open paths with seat and confirmation, ${values.items} items, ${values.runs} alternating runs`);
  const { floor, service } = await measureThroughput({ items: Number(values.items), runs: Number(values.runs), report });
  const [bare = 0, own = 0] = [floor, service].map((made) => median(made.map(({ perSecond }) => perSecond)));
  const pairs = floor.map(({ perSecond }, pair) => ((service[pair]?.perSecond ?? 0) / perSecond).toFixed(2));
  report(
    `    floor ${bare.toFixed(1)}/s, service ${own.toFixed(1)}/s (medians): ratio ${(own / bare).toFixed(2)} (target ≥ 0.5; pairs ${pairs.join(', ')})`,
  );
}

if (values.only.includes('b')) {
  report('(b) History of the standard path, over all its runs');
  const { steps, total } = await measureStandardPath();
  for (const { name, events, bytes } of steps) report(`    ${name.padEnd(40)} ${String(events).padStart(4)} events ${kilobytes(bytes)}`);
  report(
    `    ${'total'.padEnd(40)} ${String(total.events).padStart(4)} events ${kilobytes(total.bytes)}, ${total.runs} run (target ≤ 200 events)`,
  );
}

if (values.only.includes('c')) {
  report('(c) Events a day of all pollers at rest');
  const rest = await measureRest();
  const { rows, eventsPerDay } = rest;
  for (const { type, workflows, eventsPerCycle, cyclesPerDay, measured } of rows)
    report(
      `    ${type.padEnd(15)} ${workflows} × ${eventsPerCycle} events a cycle (${measured} measured) × ${cyclesPerDay.toFixed(2)} cycles a day = ${Math.round(workflows * eventsPerCycle * cyclesPerDay)}`,
    );
  report(`    total ${Math.round(eventsPerDay)} (target ≤ 500)`);
  report('    Requests a day that reach the server, one worker, polls of task queues apart');
  const { counted, perDay } = await measureRequests(rest);
  for (const [operation, count] of counted) report(`    ${operation.padEnd(40)} ${String(Math.round(count)).padStart(6)}`);
  report(`    ${'total, with those of the cycles above'.padEnd(40)} ${String(Math.round(perDay)).padStart(6)} (target ≤ 5,000)`);
}

if (values.only.includes('d')) {
  report('(d) Memory of a worker');
  const { before, after, perThousand } = await measureMemory(Number(values.items));
  report(
    `    ${megabytes(before)} with 200 paths, ${megabytes(after)} with ${values.items} more: ${megabytes(perThousand)} per 1,000 cached paths`,
  );
}

if (values.only.includes('f')) {
  report('(f) The payload codec in a worker, from registrations to confirmations');
  const { worker, codec } = await measureCodec(Number(values.items));
  report(
    `    ${codec.toFixed(2)} ms of ${worker.toFixed(1)} ms of processor time each registration: ${((100 * codec) / worker).toFixed(1)} % (target < 10 %)`,
  );
}

// Long, and meant for the cluster of npm run test:cluster -- --size: only where it is asked for.
if (values.only.includes('e')) {
  report(`(e) A service that grows, on the server at ${process.env['TEMPORAL_ADDRESS'] ?? '?'}`);
  const [everyday = 500, stalled = 5_000, many = 20_000] = values.sizes.split(',').map(Number);
  await measureSize({ everyday, stalled, many, report });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(7)} KB`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
