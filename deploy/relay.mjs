// node deploy/relay.mjs <from>:<to> …: the sandbox listens on loopback only; inside its container this passes a published port on to it.
import { connect, createServer } from 'node:net';

for (const pair of process.argv.slice(2)) {
  const [from, to] = pair.split(':').map(Number);
  createServer((client) => {
    const target = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [client, target],
      [target, client],
    ])
      one.on('error', () => other.destroy()).pipe(other);
  }).listen(from, '0.0.0.0');
}
