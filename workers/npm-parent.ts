const EVERY_MS = 500;

/**
 * Calls `gone` once the npm that runs this process as its script `worker` has ended: npm passes no SIGTERM on, and nobody else would stop us.
 * Run by anything else (a container, systemd, another of our processes) nothing is watched: whoever started it stops it.
 */
export function followNpm(gone: () => void, env: NodeJS.ProcessEnv = process.env): void {
  if (env['npm_lifecycle_event'] !== 'worker') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, EVERY_MS);
  timer.unref();
}
