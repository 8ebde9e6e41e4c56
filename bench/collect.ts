// Loaded into each thread of a worker whose memory is measured: collects garbage every other second, so that what is resident is in use.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setInterval(collect, 2_000).unref();
