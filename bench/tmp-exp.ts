// service-only, then count session events
import { makeBed, hoursAgo, processorTime } from '/work/main/bench/bed.ts';
import { registrations } from '/work/main/bench/people.ts';
import { sessionsFor, openSessions, INVITED } from '/work/main/bench/throughput.ts';
const N = 600;
await using bed = await makeBed({ plan: [], sessions: sessionsFor(N + 100) });
await openSessions(bed, sessionsFor(N + 100).length);
const w = await bed.stack.startWorker();
await bed.submit(registrations(bed.programme, { first: 0, count: 100, from: hoursAgo(20) }));
await bed.untilCount(INVITED, 100);
const pids = [bed.stack.children.get('temporal')!.pid, w.pid, bed.stack.children.get('sandbox')!.pid];
const c0 = pids.map(processorTime); const t0 = Date.now();
await bed.submit(registrations(bed.programme, { first: 100, count: N, from: hoursAgo(18) }));
const t1 = await bed.untilCount(INVITED, 100 + N);
console.log('wall incl. poll', t1 - t0, 'cpu per item', pids.map((p, i) => ((processorTime(p) - (c0[i] ?? 0)) * 1000 / N).toFixed(1)).join(' + '));
let upd = 0, ev = 0;
for await (const s of bed.client.workflow.list({ query: "WorkflowType='session'" })) {
  const h = await bed.client.workflow.getHandle(s.workflowId).fetchHistory();
  upd += (h.events ?? []).filter((e) => e.workflowExecutionUpdateAcceptedEventAttributes).length; ev += h.events?.length ?? 0;
}
console.log('updates', upd, 'session events', ev);
