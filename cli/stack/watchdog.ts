// Ends the children of a supervisor that died without a word (kill -9, a crash, the machine's memory): it holds the other end of the supervisor's
// pipe, which closes with it. Lines on the pipe: `+<pid>` a child was started, `-<pid>` it ended.
import { createInterface } from 'node:readline';

const PATIENCE_MS = 10_000;
const children = new Set<number>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined); // only the pipe counts

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) children.add(pid);
    else children.delete(pid);
  })
  .once('close', () => {
    for (const pid of children) send(pid, 'SIGTERM');
    const started = Date.now();
    const timer = setInterval(() => {
      const left = [...children].filter((pid) => send(pid, 0));
      if (left.length > 0 && Date.now() - started < PATIENCE_MS) return;
      for (const pid of left) send(pid, 'SIGKILL');
      clearInterval(timer);
    }, 100);
  });

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
