import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { TypedSearchAttributes } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailContent } from '../../domain/mails.ts';
import type { Organisation, Programme, Staff } from '../../domain/programme/programme.ts';
import { ServiceError } from '../../domain/service-error.ts';
import { type WorklistItem, worklistItem } from '../../domain/worklist.ts';
import type { WorklistHour } from '../../domain/worklist-day.ts';
import type { Mail } from '../../integrations/mail/port.ts';
import { BUNDLE_PATH } from '../../workers/bundle.ts';
import { errorsInterceptor } from '../../workers/errors-interceptor.ts';
import { DUTY_QUEUE } from '../../workflows/duty/contract.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { worklistSend } from '../../workflows/staff-worklist/contract.ts';
import { startMissing, worklists } from '../duty/long-lived.ts';
import { sharedOverview } from '../duty/overview.ts';
import { createSender } from '../mail/sender.ts';
import { createCheckpoint } from '../shared/checkpoint.ts';
import { worklistCodes } from './reader.ts';
import { createWorklistActivities } from './worklist.ts';

/** Every attribute that the worklists ask for. */
const SEARCHED = [
  'GcWaitingFor=KeywordList',
  'GcStage=Keyword',
  'GcOrganisation=Keyword',
  'GcReferent=Keyword',
  'GcSessionState=Keyword',
  'GcStalledSince=Datetime',
  'GcSessionStart=Datetime',
  'GcSeatsLeft=Int',
  'GcWaiting=Int',
].flatMap((attribute) => ['--search-attribute', attribute]);

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: '.tools/bin/temporal' },
      // A worklist's history is short here, so that it continues as new between mails.
      extraArgs: [...SEARCHED, '--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=20'],
    },
  });
});
afterAll(() => env.teardown());

type Day = Extract<MailContent, { kind: 'day' }>;
type Answer = ServiceError | 'accepted';
const urlOf = (form: string, values: Readonly<Record<string, string>>) =>
  `https://forms.example.org/${form}?${new URLSearchParams(values).toString()}`;
const moment = (at: string) => ({ at, label: `le ${at}` });

/** A service of one organisation with its own worklist codes, so that tests don't read each other's items. */
async function service({
  hour = () => null,
  answer = () => 'accepted',
}: {
  hour?: (after: string) => WorklistHour | null;
  answer?: (mail: Mail, nth: number) => Answer;
}) {
  const suffix = randomUUID().slice(0, 8);
  const [coordinator, adviser] = [`c-${suffix}`, `a-${suffix}`];
  const sent: { mail: Mail; day: Day }[] = [];
  let day: Day | null = null;
  /** Message-IDs. */
  const tried: string[] = [];
  const checkpoint = createCheckpoint(env.client);
  const mailer = {
    send: async (mail: Mail) => {
      tried.push(mail.messageId);
      const answered = answer(mail, tried.length);
      if (answered !== 'accepted') throw answered;
      if (day) sent.push({ mail, day });
    },
  };
  const programme = programmeOf([staff(coordinator, 'coordinator'), staff(adviser, 'referent')], `o-${suffix}`);
  const activities = createWorklistActivities({
    client: env.client,
    programme,
    deadlines: {
      moment,
      nextWorklistHour: hour,
      inOfficeHours: moment,
      dayAfter: (instant, duration) => `${instant.slice(0, 10)} ${duration}`,
    },
    composer: {
      compose(content) {
        if (content.kind !== 'day') throw new Error('a worklist writes only days');
        day = content;
        return { subject: content.occasion, text: '', html: '', attachments: [] };
      },
    },
    checkpoint,
    sender: createSender({ mailer, checkpoint }),
    links: {
      prefilled: async (form, values) => urlOf(form, values),
      signed: async (form, values, member) => urlOf(form, { ...values, for: member.code }),
    },
    overview: sharedOverview(env.client, 5 * 60_000),
    rhythm: { always: 200, urgent: 200, quiet: 400, beat: 1_000 },
  });
  const taskQueue = `worklists-${suffix}`;
  const common = { connection: env.nativeConnection, interceptors: { activity: [errorsInterceptor] } };
  const { worklistHour, worklistRound, worklistNow } = activities;
  const worker = await Worker.create({
    ...common,
    taskQueue,
    workflowBundle: { codePath: BUNDLE_PATH },
    activities: { worklistHour, worklistNow },
  });
  const onDuty = await Worker.create({ ...common, taskQueue: DUTY_QUEUE, activities: { worklistRound } });
  return {
    coordinator,
    adviser,
    sent,
    tried,
    programme,
    run: (story: () => Promise<void>) =>
      onDuty.runUntil(
        worker.runUntil(async () => {
          await startMissing(env.client, worklists(programme), { taskQueue });
          try {
            await story();
          } finally {
            await endAll(worklistCodes(programme));
          }
        }),
      ),
    ensure: () => startMissing(env.client, worklists(programme), { taskQueue }),
    /** Shows items as the workflow that owns them would: nobody runs it. */
    show: (...items: readonly WorklistItem[]) => showItems(items, items),
    showUnreadable: (worklist: string) => showItems([worklistItem({ ...essentials, key: 'x', worklist })], 'not a list'),
    worklist: (worklist: string) => env.client.workflow.getHandle(`staff-worklist-${worklist}`),
  };
}

const essentials = { kind: 'nudge', due: moment('2026-01-01T00:00:00Z'), title: 'Sans nouvelles' } as const;

/** A line for a code that a programme doesn't know is its coordinator's: no test leaves one to the next, and no worklist of its own. */
const shown: { terminate(): Promise<unknown> }[] = [];

async function endAll(codes: readonly string[]): Promise<void> {
  await Promise.all(shown.splice(0).map((one) => one.terminate()));
  // Deleted, not terminated: a worklist that was terminated is a line for the coordinator.
  const { namespace } = env.client.options;
  const ids = codes.map((code) => `staff-worklist-${code}`);
  for (const workflowId of ids) await env.client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  const query = `ExecutionStatus = 'Running' AND WorkflowId IN (${ids.map((id) => `'${id}'`).join(', ')})`;
  await until(async () => (await env.client.workflow.count(query)).count === 0);
  // A deletion ends what it deletes, and takes it away a moment later.
  await setTimeout(500);
}

async function showItems(items: readonly WorklistItem[], memo: unknown): Promise<void> {
  const owner = await env.client.workflow.start('nobody', {
    workflowId: `participant-${randomUUID()}`,
    taskQueue: 'nobody',
    memo: { worklist: memo },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.waitingFor, value: [...new Set(items.map(({ worklist }) => worklist))] },
    ]),
  });
  shown.push(owner);
}
async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await look())) await setTimeout(50);
}
const keys = (day: Day) => day.lines.map(({ item, isNew }) => `${item.key}${isNew ? ' new' : ''}`);

test('without office hours: items that come together make one mail, the next lists everything with what is new first', async () => {
  const { adviser, sent, run, show, showUnreadable } = await service({});
  await showUnreadable(adviser);
  const answers = [{ label: 'Contacté', form: 'followUp' as const, values: { reference: 'GC-7K3M-9QXD' } }];
  await show(worklistItem({ ...essentials, key: 'one', worklist: adviser, answers }));
  await run(async () => {
    await show(worklistItem({ ...essentials, key: 'two', worklist: adviser, kind: 'call' }));
    await until(() => sent.length === 1);
    await show(worklistItem({ ...essentials, key: 'three', worklist: adviser, kind: 'info' }));
    await until(() => sent.length === 2);
  });
  expect(sent.map(({ day }) => keys(day))).toEqual([
    ['two new', 'one new'],
    ['three new', 'two', 'one'],
  ]);
  expect(sent.map(({ day }) => day.nth)).toEqual([1, 2]);
  expect(new Set(sent.map(({ mail }) => mail.messageId)).size).toBe(2);
  for (const { mail } of sent) expect(mail.messageId).toMatch(/^<worklist-a-\w+\.\d{4}-\d\d-\d\d\.[0-9a-f]{12}@aile\.example\.org>$/);
  expect(sent[0]?.mail).toMatchObject({ to: `${adviser}@example.org`, replyTo: expect.stringMatching(/^c-/) });
  expect(sent[0]?.day.lines[1]?.answers).toEqual([
    { label: 'Contacté', url: `https://forms.example.org/followUp?reference=GC-7K3M-9QXD&for=${adviser}` },
  ]);
});

test('the coordinator reads what waits for a colleague who left the configuration; an empty worklist is none', async () => {
  const { coordinator, sent, run, show } = await service({});
  await show();
  await show(worklistItem({ ...essentials, key: 'one', worklist: 'left-long-ago' }));
  await run(() => until(() => sent.length === 1));
  expect(sent[0]?.mail).toMatchObject({ to: `${coordinator}@example.org` });
  expect(sent.map(({ day }) => keys(day))).toEqual([['one new']]);
});

test('a lead who is no staff reads what waits, without a link that would only be set aside', async () => {
  const { coordinator, programme, sent, run, show } = await service({});
  const lead = `lead-${programme.organisations[0]?.id}`;
  const signed = { label: 'Contacté', form: 'followUp' as const, values: { reference: 'GC-7K3M-9QXD' } };
  const open = { label: 'Saisir l’inscription', form: 'registration' as const, values: { replaces: 'R-7K3M-9QXD' } };
  await show(worklistItem({ ...essentials, key: 'one', worklist: lead, kind: 'escalation', answers: [signed, open] }));
  await run(() => until(() => sent.length === 1));
  expect(sent[0]?.mail).toMatchObject({ to: 'direction@example.org', replyTo: `${coordinator}@example.org` });
  expect(sent[0]?.day.lines[0]?.answers.map(({ label }) => label)).toEqual(['Saisir l’inscription']);
});

test('« En pause un mois » ends a month after its mail, however old its line is', async () => {
  const { adviser, sent, run, show } = await service({});
  const values = { reference: 'GC-7K3M-9QXD', decision: 'pause' };
  const pause = { label: 'En pause un mois', form: 'followUp' as const, values, datesIn: { until: 'P1M' } };
  await show(worklistItem({ ...essentials, key: 'one', worklist: adviser, since: moment('2026-01-01T00:00:00Z'), answers: [pause] }));
  await run(() => until(() => sent.length === 1));
  const url = new URL(sent[0]?.day.lines[0]?.answers[0]?.url ?? '');
  expect(url.searchParams.get('until')).toMatch(/^\d{4}-\d\d-\d\d P1M$/);
  expect(url.searchParams.get('until')?.slice(0, 10)).toBe(sent[0]?.day.date.at.slice(0, 10));
});

test('what was told survives continue-as-new', async () => {
  const { adviser, sent, run, show, worklist } = await service({});
  await run(async () => {
    const { runId: first } = await worklist(adviser).describe();
    for (let nth = 1; nth <= 4; nth += 1) {
      await show(worklistItem({ ...essentials, key: `${nth}`, worklist: adviser }));
      await until(() => sent.length === nth);
    }
    await until(async () => (await worklist(adviser).describe()).runId !== first);
    await setTimeout(1_000);
  });
  expect(sent.map(({ day }) => day.lines.filter(({ isNew }) => isNew).map(({ item }) => item.key))).toEqual([['1'], ['2'], ['3'], ['4']]);
});

test('a mail in doubt is never sent again; its items are told again in the next one', async () => {
  const lost = new ServiceError('mail-in-doubt', { detail: 'ECONNRESET' });
  const { adviser, sent, tried, run, show } = await service({ answer: (_, nth) => (nth === 1 ? lost : 'accepted') });
  await show(worklistItem({ ...essentials, key: 'one', worklist: adviser }));
  await run(() => until(() => sent.length === 1));
  expect(sent.map(({ day }) => keys(day))).toEqual([['one new']]);
  expect(sent[0]?.mail.messageId).not.toBe(tried[0]);
});

test('a temporary refusal is retried under the same Message-ID', async () => {
  const busy = new ServiceError('mail-temporary', { detail: '451', retryAfterMs: 100 });
  const { adviser, sent, tried, run, show } = await service({ answer: (_, nth) => (nth < 3 ? busy : 'accepted') });
  await show(worklistItem({ ...essentials, key: 'one', worklist: adviser }));
  await run(() => until(() => sent.length === 1));
  expect(tried).toHaveLength(3);
  expect(new Set(tried)).toEqual(new Set([sent[0]?.mail.messageId]));
});

test('a refused address becomes a line on the coordinator’s worklist', async () => {
  const refused = new ServiceError('mail-address-refused', { detail: '550 5.1.1' });
  const { adviser, coordinator, sent, run, show } = await service({ answer: ({ to }) => (to.startsWith('a-') ? refused : 'accepted') });
  await show(worklistItem({ ...essentials, key: 'one', worklist: adviser }));
  await run(() => until(() => sent.length === 1));
  expect(sent[0]?.mail).toMatchObject({ to: `${coordinator}@example.org`, replyTo: 'groupement@aile.example.org' });
  expect(sent[0]?.day.lines).toMatchObject([{ item: { kind: 'contactDetails', reference: adviser }, isNew: true }]);
});

/** One hour so long after the worklists first asked for it, however long they took to start, and the next one an hour later. */
function oneHour(afterMs: number) {
  let at: number | null = null;
  const first = () => (at ??= Date.now() + afterMs);
  return {
    hour: (after: string) => ({
      at: moment(new Date(Date.parse(after) < first() ? first() : first() + 3_600_000).toISOString()),
      monday: false,
    }),
    first,
  };
}

test('with office hours: what can’t wait goes between, the rest at the hour', async () => {
  const { hour, first } = oneHour(8_000);
  const { adviser, sent, run, show } = await service({ hour });
  const seen: number[] = [];
  await show(
    worklistItem({ ...essentials, key: 'calm', worklist: adviser }),
    worklistItem({ ...essentials, key: 'urgent', worklist: adviser, urgent: true }),
  );
  await run(async () => {
    for (const nth of [1, 2]) {
      await until(() => sent.length === nth);
      seen.push(Date.now());
    }
    await setTimeout(1_500);
  });
  expect(sent.map(({ day }) => [day.occasion, keys(day)])).toEqual([
    ['urgent', ['urgent new']],
    ['day', ['calm new', 'urgent']],
  ]);
  expect(seen[1]).toBeGreaterThanOrEqual(first());
});

test('asked for now: all that is open goes at once, and the mail of the next hour comes as if nothing had been sent', async () => {
  const { hour, first } = oneHour(20_000);
  const { adviser, sent, run, show, worklist } = await service({ hour });
  await run(async () => {
    const ask = () => Promise.all([1, 2].map(() => worklist(adviser).executeUpdate(worklistSend)));
    expect(await worklist(adviser).executeUpdate(worklistSend)).toEqual({ outcome: 'nothing', lines: 0 });
    await show(worklistItem({ ...essentials, key: 'calm', worklist: adviser }));
    // The list of what is open is a moment late.
    let answers = await ask();
    while (answers.every(({ outcome }) => outcome === 'nothing')) answers = await ask();
    expect(answers).toEqual([
      { outcome: 'sent', lines: 1 },
      { outcome: 'sent', lines: 1 },
    ]);
    // Pressed again, and by somebody who asked for its cancellation first: the same mail.
    await worklist(adviser).cancel();
    expect(await worklist(adviser).executeUpdate(worklistSend)).toEqual({ outcome: 'sent', lines: 1 });
    expect(sent).toHaveLength(1);
    expect(Date.now()).toBeLessThan(first());
    await until(() => sent.length === 2);
  });
  expect(sent.map(({ day }) => [day.occasion, day.nth, keys(day)])).toEqual([
    ['day', 1, ['calm new']],
    ['day', 1, ['calm new']],
  ]);
  expect(sent[0]?.mail.messageId).not.toBe(sent[1]?.mail.messageId);
});

test('asked for now after « Request Cancellation », which no workflow of the service obeys', async () => {
  const { adviser, sent, run, show, worklist } = await service({ hour: () => ({ at: moment('2099-01-01T07:00:00Z'), monday: false }) });
  await run(async () => {
    await worklist(adviser).cancel();
    await show(worklistItem({ ...essentials, key: 'calm', worklist: adviser }));
    await setTimeout(2_000);
    expect(await worklist(adviser).executeUpdate(worklistSend)).toEqual({ outcome: 'sent', lines: 1 });
  });
  expect(sent).toHaveLength(1);
});

test('asked for now while the mail service refuses: whoever asked reads what to mend', async () => {
  const closed = new ServiceError('mail-authentication', { detail: '535' });
  const { adviser, run, show, worklist } = await service({
    hour: () => ({ at: moment('2099-01-01T07:00:00Z'), monday: false }),
    answer: () => closed,
  });
  await run(async () => {
    await show(worklistItem({ ...essentials, key: 'calm', worklist: adviser }));
    await setTimeout(2_000);
    await expect(worklist(adviser).executeUpdate(worklistSend)).rejects.toMatchObject({ cause: { type: 'mail-authentication' } });
  });
});

test('Monday’s mail goes without a line, with all the reader’s paths and, for the coordinator, everybody’s counted', async () => {
  const at = new Date(Date.now() + 3_000).toISOString();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const hour = (after: string) => ({ at: moment(Date.parse(after) < Date.parse(at) ? at : later), monday: true });
  const { adviser, coordinator, programme, sent, run } = await service({ hour });
  const organisation = programme.organisations[0]?.id ?? '';
  const { stage, referent } = SEARCH_ATTRIBUTES;
  const next = [{ what: 'nudge', at: later }];
  await env.client.workflow.start('participantPath', {
    workflowId: 'participant-GC-7K3M-9QXD',
    taskQueue: 'nobody',
    memo: { card: { who: 'Léa M.', stageSince: '2026-11-20T08:00:00Z', paused: null, next, finished: false } },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: stage, value: 'exploring' },
      { key: referent, value: adviser },
      { key: SEARCH_ATTRIBUTES.organisation, value: organisation },
    ]),
  });
  await env.client.workflow.start('participantPath', {
    workflowId: 'participant-GC-8N5J-7RTA',
    taskQueue: 'nobody',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: stage, value: 'informed' },
      { key: referent, value: 'left' },
      { key: SEARCH_ATTRIBUTES.organisation, value: organisation },
    ]),
  });
  await run(async () => {
    await until(() => sent.length === 2);
    await setTimeout(500);
  });
  const dayOf = (code: string) => sent.find(({ mail }) => mail.to === `${code}@example.org`)?.day;
  expect(sent).toHaveLength(2);
  expect(dayOf(adviser)).toMatchObject({
    occasion: 'monday',
    lines: [],
    week: { counts: null, paths: [{ who: 'Léa M.', stage: 'exploring' }] },
  });
  expect(dayOf(adviser)?.week?.paths[0]?.next?.what).toBe('nudge');
  expect(dayOf(coordinator)?.week).toMatchObject({
    paths: [{ ref: 'GC-8N5J-7RTA' }],
    counts: [{ organisation: 'AILE', stages: { exploring: 1, informed: 1 } }],
  });
  expect(JSON.stringify(dayOf(coordinator))).not.toContain('Léa');
  expect(dayOf(coordinator)?.standing?.followUpUrl).toBe(`https://forms.example.org/followUp?for=${coordinator}`);
});

test('a worklist that left the configuration ends', async () => {
  const { programme, run, worklist } = await service({});
  const former = `former-${randomUUID()}`;
  const taskQueue = `worklists-${programme.organisations[0]?.id.slice(2)}`;
  await run(async () => {
    await env.client.workflow.start('staffWorklist', { workflowId: `staff-worklist-${former}`, taskQueue, args: [{ code: former }] });
    await expect(worklist(former).result()).resolves.toBeUndefined();
  });
});

function staff(code: string, role: Staff['roles'][number]): Staff {
  return {
    code,
    formCode: `F-${code}`,
    name: code,
    email: `${code}@example.org`,
    roles: [role],
    outlook: false,
    neighbourhoods: [],
    organisation: 'o',
  };
}

function programmeOf(members: readonly Staff[], id: string): Programme {
  const organisation: Organisation = {
    id,
    name: 'AILE',
    alsoKnownAs: [],
    ages: { from: null, to: null },
    phone: null,
    logo: null,
    interviews: { place: null, duration: 'PT1H' },
    assignment: 'contact',
    lead: { name: 'Direction', email: 'direction@example.org' },
    staff: members,
    closures: [],
  };
  const form = { formId: 'F', fields: {}, choices: {}, prefill: {}, url: null };
  const days = { businessDays: 1 };
  const both = { referent: days, coordinator: days };
  return {
    version: 'v1',
    name: 'Groupement',
    timeZone: 'Europe/Paris',
    startsAt: '2026-01-01T00:00:00Z',
    organisations: [organisation],
    funders: [],
    neighbourhoods: [],
    venues: [],
    calendar: { mailbox: 'groupement@aile.example.org', quiet: 'PT2M' },
    forms: { registration: form, attendance: form, followUp: form, unable: form },
    polling: { forms: 'PT15S', calendar: 'PT30S' },
    sessions: [],
    plan: [],
    delays: {
      answers: { before: { duration: 'P5D' }, coordinator: { duration: 'P1D' } },
      registered: { coordinator: days },
      invited: { facilitator: days, coordinator: days },
      noShow: both,
      informed: both,
      exploring: both,
      building: both,
      training: both,
      settled: { followUp: days, ...both },
      left: { exitFacts: days },
    },
    escalation: { repeat: days, times: 3 },
    officeHours: { always: true },
    mail: {
      from: 'Groupement de Créateurs <groupement@aile.example.org>',
      redirectTo: null,
      perMinute: 25,
      newPathsAnHour: 1_000,
      perDay: 9000,
    },
    sessionAlerts: { low: { before: { businessDays: 3 }, percent: 30 }, waiting: 5 },
    retention: { monthsAfterLastActivity: 24, evidence: [] },
  };
}

test('a worklist that was terminated begins again without using a Message-ID twice', async () => {
  const { adviser, sent, run, show, worklist, ensure } = await service({});
  await run(async () => {
    await show(worklistItem({ ...essentials, key: 'one', worklist: adviser }));
    await until(() => sent.length === 1);
    await worklist(adviser).terminate();
    await ensure();
    await until(() => sent.length === 2);
  });
  expect(new Set(sent.map(({ mail }) => mail.messageId)).size).toBe(2);
});
