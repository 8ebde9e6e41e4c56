// Plays a small story on a dev server and writes the history of each workflow type beside this file, encrypted with the key of `key.ts`:
//   node test/histories/record.ts
// Run it before a change to a workflow; test/replay.test.ts replays what it wrote. Fictional people only.
import { writeFileSync } from 'node:fs';
import proto from '@temporalio/proto';
import { Temporal } from 'temporal-polyfill';
import { openCalendarPages } from '../../acceptance/drive/calendar.ts';
import { CONSENT, registered } from '../../acceptance/people.ts';
import { delaysOf } from '../../acceptance/programme.ts';
import { workflowIds } from '../../domain/workflow-ids.ts';
import { erasureProgress } from '../../workflows/erasure/contract.ts';
import { localIn, sessionAt } from '../support/programme.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { HISTORIES, TEST_KEY } from './key.ts';

/** JSON with bytes in base64; `History.fromObject` reads it back. */
const { History } = proto.temporal.api.history.v1;
const AS_JSON = { bytes: String, longs: String, enums: String };

await using stack = await startStack({ workers: 0, keys: { PAYLOAD_KEY: TEST_KEY } });
const { sandbox, server } = stack;
const [present, absent, waiting, silent, leaving] = await sandbox.import([
  registered('Berthe'),
  registered('Anatole'),
  registered('Cyprien', { 'Date de naissance': '2007-05-06' }),
  registered('Daphné', { 'Adresse e-mail': '', Téléphone: '06 39 98 00 01' }),
  // Too young for an information session: in a workshop only, and erased.
  registered('Élodie', { 'Date de naissance': bornYearsAgo(14) }),
]);
// People wait in the form when the service begins: the session below is soon over.
const CONFIG = {
  delays: delaysOf('PT3S', 'PT6S'),
  sessions: [
    sessionAt('info-rejouee', [16, 18], { capacity: 3 }),
    sessionAt('info-suivante', [30 * 24 * 3600, 30 * 24 * 3600 + 3600]),
    sessionAt('atelier-oublie', [40 * 24 * 3600, 40 * 24 * 3600 + 3600], { kind: 'workshop', title: 'Atelier' }),
  ],
};
stack.configure(CONFIG);
await stack.startWorker();
const refs = [present, absent, waiting, silent].map((id) => server.reference(id ?? ''));
const [first = '', second = '', third = ''] = refs;
await invited(stack, 4);
await sandbox.import([
  { formId: 'F-UNA', answers: { Référence: server.personal(third), 'Votre réponse': 'Une autre date' } },
  { formId: 'F-REG', answers: { Nom: 'Sans prénom', [CONSENT]: 'Oui' } },
]);
await stack.until(async () => (await sandbox.mails()).some(({ messageId }) => messageId.includes('info-rejouee.attendance')), 'the sheet');
await sandbox.import([
  {
    formId: 'F-ATT',
    answers: {
      'Référence de la séance': 'info-rejouee',
      Code: 'K7QX-4M2P',
      Présence: { '1': 'Présent', '2': 'Absent', '3': 'Présent' },
      'Co-animation : qui était présent ?': ['Mission Locale'],
    },
  },
]);
await stack.until(async () => (await server.paths("GcStage = 'informed'")).length >= 1, 'somebody is informed');
await stack.until(async () => (await server.paths('GcReminders >= 2')).length >= 1, 'an escalation');
await sandbox.import([
  {
    formId: 'F-FUP',
    answers: { Référence: first, Code: 'K7QX-4M2P', 'Type de contact': 'Entretien', 'Prochain rendez-vous': inSixtyDays() },
  },
  { formId: 'F-FUP', answers: { Référence: second, Code: 'K7QX-4M2P', Décision: 'Clore', Motif: 'déménagement' } },
]);
await stack.until(async () => (await server.paths("GcStage = 'exploring'")).length >= 1, 'an interview');
await stack.until(async () => (await server.paths("GcStage = 'left'")).length >= 1, 'a close');
await stack.until(async () => (await sandbox.mails()).some(({ messageId }) => messageId.includes('.appointment.')), 'an appointment');

await eraseAfterWorkshop(server.reference(leaving ?? ''));

// Staff open a session by hand, and whoever waits is told.
const day = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 45 }).toString();
await openCalendarPages(sandbox.web).create({
  subject: 'Information collective au forum',
  date: day,
  from: '18:00',
  to: '19:00',
  place: 'Forum',
});
await stack.until(
  async () => (await server.pending('calendar-watch')).some(({ type }) => type === 'tellWaiting'),
  'who waits is being told',
);
await stack.until(async () => (await server.pending('calendar-watch')).every(({ type }) => type !== 'tellWaiting'), 'who waits was told');

// A worker with another configuration starts, and everybody is told.
await stack.workers[0]?.stop();
stack.configure({ ...CONFIG, escalation: { repeat: 'PT2H', times: 1 } });
await stack.startWorker();
await stack.until(
  async () => (await server.list("WorkflowType = 'configurationRollOut'")).length > 0 && (await rolledOut()),
  'the configuration is rolled out',
);

let written = 0;
for (const { workflowId, type } of await server.list("ExecutionStatus = 'Running'")) {
  const history = await server.client.workflow.getHandle(workflowId).fetchHistory();
  const json = History.toObject(History.fromObject(history), AS_JSON);
  writeFileSync(new URL(`${type}.${nameOf(workflowId)}.json`, HISTORIES), `${JSON.stringify(json)}\n`);
  written += 1;
}
console.log(`${written} histories written`);

/** The workshop's session forgets her, and begins anew. */
async function eraseAfterWorkshop(ref: string): Promise<void> {
  await sandbox.import([{ formId: 'F-FUP', answers: { Référence: ref, Code: 'K7QX-4M2P', 'Référence de la séance': 'atelier-oublie' } }]);
  await stack.until(async () => (await server.paths("GcSessions = 'atelier-oublie'")).length === 1, 'a place in the workshop');
  await stack.until(async () => (await server.details(`participant-${ref}`)).includes('inscrit'), 'she was told');
  const { workflow } = server.client;
  const erasing = await workflow.start('erasure', { workflowId: workflowIds.erasure(ref), taskQueue: 'parcours', args: [{ ref }] });
  await stack.until(async () => (await erasing.query(erasureProgress)).step === 'done', 'she is erased');
}

function bornYearsAgo(years: number): string {
  return Temporal.Now.plainDateISO('Europe/Paris').subtract({ years, days: 40 }).toString();
}

/** Every path has made its plan anew. */
async function rolledOut(): Promise<boolean> {
  const [rollOut] = await server.list("WorkflowType = 'configurationRollOut'");
  const version = rollOut?.workflowId.split('-').at(-1) ?? '';
  return (await server.paths(`GcPlanVersion = '${version}'`)).length >= 4;
}

async function invited({ server: temporal, until }: Stack, count: number): Promise<void> {
  await until(async () => (await temporal.paths("GcStage = 'invited'")).length === count, `${count} invited`);
}

/** Ids that change with each recording lose what changes; people are numbered in the story's order. */
function nameOf(workflowId: string): string {
  const index = refs.indexOf(workflowId.replace(/^participant-/, ''));
  return index < 0 ? workflowId.replace(/^(session-x|configuration-roll-out|erasure)-.*/, '$1') : String(index + 1);
}

/** As the form takes it: an appointment in another year would be taken for a slip. */
function inSixtyDays(): string {
  return localIn(60 * 24 * 3600)
    .slice(0, 'YYYY-MM-DDTHH:MM'.length)
    .replace('T', ' ');
}
