import { readFileSync } from 'node:fs';
import { type Ask, FORM_ENCODED, json } from './collect-json.ts';
import { trusting } from './drive/trusting.ts';
import { type GraphEvent, type Programme, type Readings, staffOf } from './evidence.ts';
import { REFERENCE_PROPERTY } from './names.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Events by mailbox, the organiser's and those of staff whose mailbox is ours, from Microsoft Graph. */
export async function calendarsOf(programme: Programme, env: Env): Promise<Readings['calendars']> {
  const { ask, token } = await openGraph(env);
  const ours = staffOf(programme).filter(({ outlook }) => outlook === true);
  const mailboxes = [programme.calendar.mailbox, ...ours.map(({ email }) => email)];
  return Object.fromEntries(
    await Promise.all(mailboxes.map(async (mailbox) => [mailbox, await eventsOf(mailbox, env, { ask, token })] as const)),
  );
}

async function eventsOf(mailbox: string, env: Env, { ask, token }: Graph): Promise<readonly GraphEvent[]> {
  const headers = { authorization: `Bearer ${token}`, prefer: 'IdType="ImmutableId"' };
  const query = { $top: '50', $expand: `singleValueExtendedProperties($filter=id eq '${REFERENCE_PROPERTY}')` };
  const events: GraphEvent[] = [];
  let next: string | undefined =
    `${env['GRAPH_BASE_URL'] ?? ''}/v1.0/users/${encodeURIComponent(mailbox)}/events?${new URLSearchParams(query).toString()}`;
  while (next !== undefined) {
    const page: { value: readonly GraphEvent[]; '@odata.nextLink'?: string } = await json(next, { headers }, ask);
    events.push(...page.value);
    next = page['@odata.nextLink'];
  }
  return events;
}

interface Graph {
  /** Trusts the certificate that this Graph is served with. */
  readonly ask: Ask;
  readonly token: string;
}

async function openGraph(env: Env): Promise<Graph> {
  const ca = env['NODE_EXTRA_CA_CERTS'];
  const ask: Ask = ca === undefined ? fetch : trusting(readFileSync(ca, 'utf8'));
  const tenant = `${(env['ENTRA_AUTHORITY_HOST'] ?? '').replace(/\/$/, '')}/${env['AZURE_TENANT_ID'] ?? ''}`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: env['AZURE_CLIENT_ID'] ?? '',
    client_secret: env['AZURE_CLIENT_SECRET'] ?? '',
    scope: 'https://graph.microsoft.com/.default',
  }).toString();
  const { access_token } = await json<{ access_token: string }>(
    `${tenant}/oauth2/v2.0/token`,
    { method: 'POST', headers: FORM_ENCODED, body },
    ask,
  );
  return { ask, token: access_token };
}
