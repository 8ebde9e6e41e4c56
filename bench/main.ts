// npm run bench: what the service costs, measured in one run. docs/performance.md says what the figures mean.
import { parseArgs } from 'node:util';
import { median } from './bed.ts';
import { measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: 'abcd' },
  },
});
const report = (line: string) => console.log(line);

if (values.only.includes('a')) {
  report(`(a) Registrations → open paths with seat and confirmation, ${values.items} items, ${values.runs} alternating runs`);
  const { floor, service } = await measureThroughput({ items: Number(values.items), runs: Number(values.runs), report });
  const [bare = 0, own = 0] = [floor, service].map((made) => median(made.map(({ perSecond }) => perSecond)));
  report(`    floor ${bare.toFixed(1)}/s, service ${own.toFixed(1)}/s (medians): ratio ${(own / bare).toFixed(2)} (target ≥ 0.5)`);
}
