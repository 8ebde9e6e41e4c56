/** Calls `gone` once the process that started this one has ended: npm passes no signal on, and nobody else would stop us. */
export function followParent(gone: () => void): { stop(): void } {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
