/** Requests that the server has answered in one namespace so far, by operation. */
export type Requests = ReadonlyMap<string, number>;

/** Waiting for work, and asking what the server is: no action of anybody's. Heartbeats of workers are those of the server's own: ours are off. */
const NO_ACTION = /^(Poll|GetSystemInfo$|GetClusterInfo$|DescribeNamespace$|ShutdownWorker$|RecordWorkerHeartbeat$)/;

/** Reads the server's own metrics (Prometheus): `service_requests` of its frontend, which is what Temporal Cloud bills by. */
export async function requestsSoFar(metricsUrl: string, namespace: string): Promise<Requests> {
  const text = await (await fetch(metricsUrl)).text();
  const requests = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('service_requests{')) continue;
    const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';
    const operation = label('operation');
    if (label('service_name') !== 'frontend' || label('namespace') !== namespace || NO_ACTION.test(operation)) continue;
    requests.set(operation, (requests.get(operation) ?? 0) + Number(line.split(' ').at(-1)));
  }
  return requests;
}

/** What came between two readings, the most frequent first. */
export function requestsBetween(before: Requests, after: Requests): readonly (readonly [operation: string, count: number])[] {
  return [...after]
    .map(([operation, count]) => [operation, count - (before.get(operation) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one);
}
