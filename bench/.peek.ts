import {readFileSync} from "node:fs";
import { makeBed, hoursAgo } from '/work/main/bench/bed.ts';
import { registrations } from '/work/main/bench/people.ts';
await using bed = await makeBed({ plan: [], polling: {forms:'PT2S'}, sessions: [{id:'b1',kind:'info',title:'Information collective',start:'2027-02-03T14:30:00',end:'2027-02-03T16:30:00',venue:'maison-de-quartier',facilitators:['s1','s3'],capacity:150}] });
await bed.stack.startWorker();
await bed.untilCount("WorkflowType = 'session'", 1);
await bed.submit(registrations(bed.programme, { first: 0, count: 40, from: hoursAgo(2) }));
await new Promise(r=>setTimeout(r,12000)); console.log(readFileSync(bed.dir+"/logs/worker.log","utf8").slice(0,3000)); process.exit(0)
let n=0;
console.log(await bed.count("WorkflowType='participantPath'"));
for await (const w of bed.client.workflow.list({query:"WorkflowType = 'participantPath' OR WorkflowType='session' OR WorkflowType='formIntake'"})) {
  if (w.type==='participantPath' && n++>3) continue;
  const h = await bed.client.workflow.getHandle(w.workflowId).fetchHistory();
  console.log(w.workflowId, w.historyLength, w.historySize);
  for (const e of h.events ?? []) { const {eventId,eventTime,eventType,version,taskId,workerMayIgnore,links,userMetadata,...rest}=e as any; const k=Object.keys(rest).find(k=>k.endsWith('Attributes')&&rest[k])??''; const sa=rest[k]?.searchAttributes?.indexedFields; console.log('  ',eventId,k.replace('EventAttributes',''),sa?Object.keys(sa).join(','):'', rest[k]?.activityType?.name??'', rest[k]?.upsertedMemo? Object.keys(rest[k].upsertedMemo.fields):''); }
}
