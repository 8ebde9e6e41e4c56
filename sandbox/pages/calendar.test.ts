import { afterAll, beforeAll, expect, test } from 'vitest';
import { IMMUTABLE, MAILBOX, openPeer, type Peer, session } from '../graph/test-peer.ts';

let peer: Peer;
beforeAll(async () => {
  peer = await openPeer();
});
afterAll(async () => {
  await peer[Symbol.asyncDispose]();
});

const get = async (path: string) => {
  const answer = await peer.pages.request(path);
  return { status: answer.status, html: await answer.text() };
};
const post = (path: string, fields: Record<string, string>) =>
  peer.pages.request(`/calendar/${path}`, { method: 'POST', body: new URLSearchParams({ mailbox: MAILBOX, ...fields }) });
const times = { Date: '2026-12-10', From: '14:30', To: '16:30' };
const events = () => peer.client.api(`/users/${MAILBOX}/events?$top=100`).headers(IMMUTABLE).get();

test('month and week show an event with its time and its place; another month does not', async () => {
  await peer.client.api(`/users/${MAILBOX}/events`).headers(IMMUTABLE).post(session());
  const views = await Promise.all(['month', 'week'].map((view) => get(`/calendar?mailbox=${MAILBOX}&view=${view}&date=2026-12-03`)));
  expect(views.map(({ html }) => /<b>14:30<\/b>\s+Information collective/.test(html))).toEqual([true, true]);
  expect(views[1]?.html).toContain('Semaine'.toLowerCase());
  const february = await get(`/calendar?mailbox=${MAILBOX}&date=2027-02-03`);
  expect(february.html).toContain('Rien ce mois-ci.');
});

test('a person creates, moves, edits and deletes an event; Graph sees each change', async () => {
  const made = await post('create', {
    ...times,
    subject: 'Permanence <b>',
    place: 'Centre-ville',
    guests: 'contact.ml@example.org',
    body: 'Bonjour',
  });
  const page = made.headers.get('location') ?? '';
  const id = new URL(page, 'http://x').searchParams.get('id') ?? '';
  const read = () => peer.client.api(`/users/${MAILBOX}/events/${id}`).headers(IMMUTABLE).get();
  expect(await read()).toMatchObject({ subject: 'Permanence <b>', start: { dateTime: '2026-12-10T13:30:00.0000000' } });
  const shown = await get(page);
  expect(shown.html).toContain('jeudi 10 décembre 2026, de 14\u00a0h\u00a030 à 16\u00a0h\u00a030');
  expect(shown.html).toContain('Permanence &lt;b&gt;');
  expect(shown.html).toContain('n’a pas répondu');
  const { changeKey } = await read();
  await post('move', { id, ...times, Date: '2026-12-11' });
  await post('edit', { id, subject: 'Permanence', place: 'Mairie', guests: 'contact.ml@example.org', body: 'Bonjour' });
  const changed = await read();
  expect(changed).toMatchObject({
    subject: 'Permanence',
    location: { displayName: 'Mairie' },
    start: { dateTime: '2026-12-11T13:30:00.0000000' },
  });
  expect(changed.changeKey).not.toBe(changeKey);
  await post('delete', { id });
  await expect(read()).rejects.toMatchObject({ statusCode: 404 });
  expect((await get(page)).status).toBe(404);
});

test('someone answers for an attendee and proposes another time', async () => {
  const { id } = await peer.client.api(`/users/${MAILBOX}/events`).headers(IMMUTABLE).post(session());
  const read = () => peer.client.api(`/users/${MAILBOX}/events/${id}`).headers(IMMUTABLE).get();
  await post('answer', { id, address: 'camille.roux@aile.example.org', response: 'declined' });
  const proposed = { proposedDate: '2026-12-04', proposedFrom: '10:00', proposedTo: '12:00' };
  await post('answer', { id, address: 'contact.ml@example.org', response: 'proposed', ...proposed });
  const { attendees } = await read();
  expect(attendees).toMatchObject([
    {
      status: { response: 'tentativelyAccepted' },
      proposedNewTime: { start: { dateTime: '2026-12-04T09:00:00.0000000', timeZone: 'UTC' } },
    },
    { status: { response: 'declined' } },
  ]);
  const { html } = await get(`/calendar/event?mailbox=${MAILBOX}&id=${id}`);
  expect(html).toContain('Propose vendredi 4 décembre 2026');
  expect((await get(`/calendar?mailbox=${MAILBOX}&date=2026-12-03`)).html).toContain('refus');
});

test('an event that repeats stands on each of its dates, and one date can go alone', async () => {
  const mailbox = 'series@aile.example.org';
  await post('create', { ...times, mailbox, subject: 'Atelier', repeat: '1', times: '3' });
  const month = () => get(`/calendar?mailbox=${mailbox}&date=2026-12-10`);
  const links = [...(await month()).html.matchAll(/id=([\w-]+-o2026\d{4})/g)].map((found) => found[1] ?? '');
  expect(new Set(links).size).toBe(3);
  await post('delete', { mailbox, id: links[0] ?? '' });
  expect((await month()).html).not.toContain(links[0]);
});

test('a series is prolonged and deleted as a whole from any of its dates', async () => {
  const mailbox = 'autre-serie@aile.example.org';
  await post('create', { ...times, mailbox, subject: 'Atelier', repeat: '1', times: '2' });
  const month = () => get(`/calendar?mailbox=${mailbox}&date=2026-12-10`);
  const dates = async () => new Set([...(await month()).html.matchAll(/id=([\w-]+-o2026\d{4})/g)].map((found) => found[1] ?? ''));
  const [one = ''] = await dates();
  const { html } = await get(`/calendar/event?mailbox=${mailbox}&id=${one}`);
  const series = /href="([^"]+)">Toute la série/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const page = await get(series);
  expect(page.html).toContain('Prolonger ou raccourcir');
  expect(page.html).not.toContain('action="/calendar/move"');
  const id = new URL(series, 'http://x').searchParams.get('id') ?? '';
  await post('repeat', { mailbox, id, times: '3' });
  expect((await dates()).size).toBe(3);
  expect((await post('repeat', { mailbox, id, times: '0' })).status).toBe(400);
  expect((await post('move', { mailbox, id, ...times })).status).toBe(400);
  await post('delete', { mailbox, id });
  expect((await dates()).size).toBe(0);
});

test.each([
  ['create', { ...times, To: '10:00', subject: 'X' }, 'La fin doit venir après le début'],
  ['create', { ...times, Date: '', subject: 'X' }, 'La fin doit venir après le début'],
  ['create', { ...times, guests: 'Maud', subject: 'X' }, '« Maud » n’est pas une adresse e-mail.'],
])('%s with wrong fields says what is wrong and changes nothing', async (path, fields, words) => {
  const before = (await events()).value.length;
  const answer = await post(path, fields);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(words);
  expect((await events()).value).toHaveLength(before);
});

test('reading never changes anything, and checkers read everything as JSON', async () => {
  const answer = await peer.pages.request('/calendar/events.json');
  const before = await answer.text();
  await get(`/calendar?mailbox=${MAILBOX}`);
  expect(await (await peer.pages.request('/calendar/events.json')).text()).toBe(before);
  expect(JSON.parse(before)).toContainEqual(expect.objectContaining({ mailbox: MAILBOX }));
});
