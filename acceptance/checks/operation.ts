import { type Check, check, type Evidence, type LedgerEntry } from '../evidence.ts';
import { edits } from './staff-edits.ts';

/** How the service ran: nothing stuck, nothing refused but what was made to fail. */
export function operationChecks(evidence: Evidence): readonly Check[] {
  return [
    nothingStuck(evidence),
    nothingRefused(evidence),
    faultsMet(evidence),
    ...(evidence.kills.length > 0 ? [workTakenOver(evidence)] : []),
  ];
}

function nothingStuck({ workflows }: Evidence): Check {
  const wrong = workflows.flatMap(({ id, status, failedTasks }) => [
    ...(status === 'RUNNING' ? [] : [`${id} is ${status}`]),
    ...(failedTasks === 0 ? [] : [`${failedTasks} failed tasks of ${id}`]),
  ]);
  return check('every workflow runs, no workflow task failed', workflows.length, 'workflows', wrong, 30);
}

const SERVICES = ['forms', 'token', 'graph', 'entra', 'smtp'];

function nothingRefused(evidence: Evidence): Check {
  const { ledger } = evidence;
  const deleted = edits(evidence).flatMap(({ act, id }) => (act === 'delete' ? [encodeURIComponent(id)] : []));
  // An event that staff deleted is looked for before it is believed to be gone.
  const isLookFor = ({ method, path, status }: LedgerEntry) =>
    method === 'GET' && status === 404 && deleted.some((id) => path.includes(id));
  const calls = ledger.filter(({ service }) => SERVICES.includes(service));
  // Exchange raises the version of an event by itself, and staff edit beside the service: then it reads again, and writes again.
  const isWrittenAgain = ({ method, path, status }: LedgerEntry, index: number) =>
    method === 'PATCH' &&
    status === 412 &&
    calls.slice(index + 1).some((later) => later.path === path && later.method === 'PATCH' && later.status < 300);
  const wrong = calls
    .filter((entry, index) => isRefused(entry) && !isLookFor(entry) && !isWrittenAgain(entry, index))
    .map(({ method, path, status, service }) => `${service} ${method} ${path} ${status}`);
  return check('partners refused nothing but what was made to fail', calls.length, 'calls', wrong, 100);
}

function isRefused({ status, fault }: LedgerEntry): boolean {
  return fault === null && (status === 0 || status >= 400);
}

function faultsMet({ ledger }: Evidence): Check {
  const met = ledger.filter(({ fault }) => fault !== null);
  const services = new Set(met.map(({ service }) => service));
  const wrong = ['forms', 'graph', 'smtp'].filter((service) => !services.has(service)).map((service) => `no fault of ${service} was met`);
  return check('partners that failed on purpose', met.length, 'injected faults met', wrong, 3);
}

function workTakenOver({ workflows, kills }: Evidence): Check {
  const workers = new Set(workflows.flatMap(({ identities }) => identities));
  return check(
    'another worker took over',
    workers.size,
    'worker processes',
    workers.size > kills.length ? [] : ['the killed one was alone'],
    2,
  );
}
