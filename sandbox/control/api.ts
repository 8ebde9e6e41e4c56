import { Hono } from 'hono';
import { z } from 'zod';
import type { Core, SandboxEnv } from '../core/core.ts';
import { UnknownFaultError } from '../core/faults.ts';
import { questionsOf } from '../forms/definition.ts';
import { answersByTitle, type FormsRepository } from '../forms/repository.ts';
import { zuluNanos } from '../forms/times.ts';
import type { Item } from '../forms/types.ts';
import { Action, type Actions } from './actions.ts';

const faultRequest = z.strictObject({
  fault: z.string(),
  /** Accepted for readability; the fault's name already says its service. */
  service: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  after: z.int().min(0).optional(),
  times: z.int().min(0).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});

const clockRequest = z.union([z.strictObject({ now: z.iso.datetime({ offset: true }) }), z.strictObject({ offsetMs: z.number() })]);

const zulu = z.string().refine((text) => zuluNanos(text) !== null, 'a time like 2026-11-20T08:01:02.123Z');
const responseRequest = z.strictObject({
  formId: z.string(),
  answers: z.record(z.string(), z.unknown()),
  createTime: zulu.optional(),
  lastSubmittedTime: zulu.optional(),
  responseId: z.string().optional(),
  respondentEmail: z.string().optional(),
  /** Listed only after so many milliseconds, with the older time. */
  lateMs: z.number().min(0).optional(),
});

const formRequest = z.strictObject({
  title: z.string().optional(),
  /** In Google's own shape, served as they stand. */
  items: z.custom<Item[]>((items) => z.array(z.looseObject({ itemId: z.string() })).safeParse(items).success, 'a list of items').optional(),
  settings: z.strictObject({ emailCollectionType: z.enum(['DO_NOT_COLLECT', 'VERIFIED', 'RESPONDER_INPUT']) }).optional(),
  accepting: z.boolean().optional(),
});

/** What a test, a demonstration or a checker does to the sandbox itself; no partner's tool has any of this. */
export function controlApi(core: Core, forms: FormsRepository, actions: Actions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof UnknownFaultError || error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    console.error(error);
    return c.json({ error: 'the sandbox failed' }, 500);
  });

  app.get('/control/ledger.json', (c) =>
    c.body(core.ledger.jsonSince(Number(c.req.query('since') ?? 0)), 200, { 'content-type': 'application/json' }),
  );

  app.get('/control/faults.json', (c) => c.json({ faults: core.faults.list(), definitions: core.faults.definitions() }));
  app.post('/control/faults.json', async (c) => {
    const body = faultRequest.or(z.array(faultRequest)).parse(await c.req.json());
    const requests = (Array.isArray(body) ? body : [body]).map((request) => defined({ ...request, service: undefined }));
    const injected = requests.map((request) => core.faults.inject(request));
    return c.json(Array.isArray(body) ? injected : injected[0], 201);
  });
  app.delete('/control/faults.json', (c) => {
    core.faults.clear(c.req.query('id'));
    return c.body(null, 204);
  });

  app.get('/control/clock.json', (c) => c.json(clockOf(core)));
  app.post('/control/clock.json', async (c) => {
    const request = clockRequest.parse(await c.req.json());
    if ('now' in request) core.clock.setNow(new Date(request.now));
    else core.clock.setOffset(request.offsetMs);
    return c.json(clockOf(core));
  });

  app.get('/control/forms.json', (c) => c.json(forms.formIds().map((formId) => described(forms, formId))));
  app.post('/control/forms/:formId{.+\\.json}', async (c) => {
    const formId = c.req.param('formId').slice(0, -'.json'.length);
    const changed = forms.change(formId, defined(formRequest.parse(await c.req.json())));
    return changed ? c.json(described(forms, formId)) : c.json({ error: `no form '${formId}'` }, 404);
  });

  app.post('/control/responses.json', async (c) => {
    const body = responseRequest.or(z.array(responseRequest)).parse(await c.req.json());
    const results = (Array.isArray(body) ? body : [body]).map((request) => importResponse(forms, request));
    const failed = results.find((result) => 'error' in result);
    if (failed !== undefined) return c.json(failed, 400);
    return c.json(Array.isArray(body) ? results : results[0], 201);
  });

  app.get('/control/actions.json', (c) => c.json(actions.list()));
  app.post('/control/actions.json', async (c) => {
    const action = Action.parse(await c.req.json());
    actions.offer(action);
    return c.json(action, 201);
  });
  app.post('/control/actions/:id', async (c) => {
    const id = c.req.param('id');
    return (await actions.press(id)) ? c.redirect(`/#${id}`, 303) : c.json({ error: `no action '${id}'` }, 404);
  });

  return app;
}

function importResponse(forms: FormsRepository, { lateMs, answers: values, ...request }: z.infer<typeof responseRequest>) {
  const form = forms.form(request.formId);
  if (form === null) return { error: `no form '${request.formId}'` };
  const { answers, unknown } = answersByTitle(form, values);
  if (unknown.length > 0) return { error: `form '${request.formId}' has no question: ${unknown.join(', ')}` };
  return { formId: request.formId, ...forms.submit({ ...defined(request), formId: request.formId, answers }, { late: lateMs ?? 0 }) };
}

/** The form as served, with the `entry.` number of each question for whoever fills it in by program. */
function described(forms: FormsRepository, formId: string) {
  const form = forms.form(formId);
  if (form === null) return { formId };
  const questions = questionsOf(form).map(({ question, title, row, entry }) => ({ questionId: question.questionId, title, row, entry }));
  return { formId, title: form.info.title, responderUri: form.responderUri, form, questions };
}

const clockOf = (core: Core) => ({ now: core.clock.iso(), realNow: core.clock.real().toISOString(), offsetMs: core.clock.offsetMs() });

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that are undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
