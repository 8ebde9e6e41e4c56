// node cli/seed/main.ts past|followUps|recent: puts the fictional history into the sandbox, as its own process because Graph wants the sandbox's
// certificate (NODE_EXTRA_CA_CERTS). Everything has a fixed id: the same seed again changes nothing.
import { Temporal } from 'temporal-polyfill';
import { parseKey } from '../../workers/codec-key.ts';
import { loadProgramme } from '../../workers/configuration/groupement.ts';
import { referenceOf } from '../../workers/references.ts';
import { type SeedEvent, type SeedResponse, seedFollowUps, seedRegistrations, seedSessions } from './story.ts';

const BATCH = 50;

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing.`);
  return value;
}

async function send(responses: readonly SeedResponse[]): Promise<void> {
  const url = `${required('GOOGLE_FORMS_ROOT_URL').replace(/\/$/, '')}/control/responses.json`;
  for (let at = 0; at < responses.length; at += BATCH) {
    const body = JSON.stringify(responses.slice(at, at + BATCH));
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(`The sandbox refused the history (${answer.status}): ${await answer.text()}`);
  }
}

/** As staff would have made them by hand, months before the service. */
async function createEvents(mailbox: string, events: readonly SeedEvent[]): Promise<void> {
  const authorization = `Bearer ${await graphToken()}`;
  for (const { transactionId, subject, body, start, end, place, attendees } of events) {
    const answer = await fetch(`${required('GRAPH_BASE_URL')}/v1.0/users/${encodeURIComponent(mailbox)}/events`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        transactionId,
        subject,
        body: { contentType: 'text', content: body },
        start: { dateTime: start, timeZone: 'Europe/Paris' },
        end: { dateTime: end, timeZone: 'Europe/Paris' },
        location: { displayName: place },
        attendees: attendees.map((emailAddress) => ({ type: 'required', emailAddress })),
      }),
    });
    if (!answer.ok) throw new Error(`The sandbox's Outlook refused an event (${answer.status}).`);
  }
}

async function graphToken(): Promise<string> {
  const answer = await fetch(`${required('ENTRA_AUTHORITY_HOST').replace(/\/$/, '')}/${required('AZURE_TENANT_ID')}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: required('AZURE_CLIENT_ID'),
      client_secret: required('AZURE_CLIENT_SECRET'),
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  if (!answer.ok) throw new Error(`The sandbox's Entra gave no token (${answer.status}).`);
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
}

const [, , part] = process.argv;

try {
  const programme = await loadProgramme(required('GROUPEMENT_CONFIG'));
  const now = Temporal.Now.zonedDateTimeISO(programme.timeZone);
  if (part === 'past' || part === 'recent') {
    const registrations = seedRegistrations(programme, now, part);
    await send(registrations);
    if (part === 'past') await createEvents(programme.calendar.mailbox, seedSessions(programme, now));
    console.log(JSON.stringify({ sent: registrations.length }));
  } else {
    const key = parseKey('REF_KEY', process.env['REF_KEY']);
    const followUps = seedFollowUps(programme, now, (registration) => referenceOf(key, registration));
    await send(followUps);
    console.log(JSON.stringify({ sent: followUps.length }));
  }
} catch (error) {
  console.error(Error.isError(error) ? error.message : 'The history could not be sent.');
  process.exitCode = 1;
}
