// The service's own worker in haste: what lasts an hour or a day lasts as many seconds as BENCH_ROUND says.
import { main } from '../workers/main.ts';

const round = Number(process.env['BENCH_ROUND']) * 1000;
await main({ round, term: round });
