import { createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { expect, test } from 'vitest';
import { ServiceError } from '../../domain/service-error.ts';
import type { Mail } from './port.ts';
import { smtpMailer } from './smtp.ts';

const FROM = 'Groupement de Créateurs <groupement@aile.example.org>';

const MAIL: Mail = {
  messageId: '<GC-7K3M-9QXD.confirmation.1@aile.example.org>',
  to: 'nadia@example.org',
  replyTo: 'Claire Martin <claire@aile.example.org>',
  subject: 'Votre place',
  text: 'Bonjour Nadia',
  html: '<html><body class="a"><p>Bonjour Nadia</p></body></html>',
  attachments: [],
};

interface Delivered {
  readonly to: readonly string[];
  readonly mail: ParsedMail;
  readonly raw: string;
}

/** A real SMTP server that keeps what it accepts, with the test's own answers. */
async function mailServer(options: SMTPServerOptions = {}) {
  const delivered: Delivered[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        simpleParser(raw).then((mail) => {
          delivered.push({ to: envelope.rcptTo.map(({ address }) => address), mail, raw: raw.toString() });
          done();
        }, done);
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    delivered,
    url: (login = '') => `smtp://${login}127.0.0.1:${portOf(server.server.address())}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A server that speaks just enough SMTP to break at a chosen line. */
async function breakingServer(
  answer: (line: string, socket: Socket, inData: boolean) => string | null,
  greeting: string | null = '220 ready',
) {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let inData = false;
    let rest = '';
    if (greeting === null) socket.destroy();
    else socket.write(`${greeting}\r\n`);
    socket.on('data', (chunk) => {
      const parts = (rest + chunk.toString()).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        if (inData && line !== '.') continue;
        lines.push(line);
        const reply = answer(line, socket, inData);
        inData = reply?.startsWith('354') ?? false;
        if (reply !== null) socket.write(`${reply}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    lines,
    url: `smtp://127.0.0.1:${portOf(server.address())}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function polite(line: string): string {
  return line === 'DATA' ? '354 go on' : '250 fine';
}

const refuse = (text: string, responseCode: number) => Object.assign(new Error(text), { responseCode });

test('a mail arrives with our headers, both texts, and the given Message-ID', async () => {
  await using server = await mailServer();
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null });
  await mailer.send(MAIL);
  const [one] = server.delivered;
  expect(one?.to).toEqual(['nadia@example.org']);
  expect(one?.mail.messageId).toBe(MAIL.messageId);
  expect(one?.mail.from?.value).toEqual([{ name: 'Groupement de Créateurs', address: 'groupement@aile.example.org' }]);
  expect(one?.mail.replyTo?.value[0]?.address).toBe('claire@aile.example.org');
  expect(one?.mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(one?.mail.headers.get('x-auto-response-suppress')).toBe('All');
  expect(one?.mail.text?.trim()).toBe('Bonjour Nadia');
  expect(one?.mail.html).toContain('<p>Bonjour Nadia</p>');
  expect(one?.raw).not.toContain('deliveryStreams');
});

test('a calendar part is an alternative of the text and a file besides; other files stay files', async () => {
  const ics = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';
  await using server = await mailServer();
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null });
  await mailer.send({
    ...MAIL,
    attachments: [
      { filename: 'liste.pdf', contentType: 'application/pdf', content: new Uint8Array([1, 2, 3]) },
      { filename: 'rendez-vous.ics', contentType: 'text/calendar; method=REQUEST; charset=utf-8', content: ics },
    ],
  });
  const [one] = server.delivered;
  expect(one?.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i);
  expect(one?.mail.attachments.map(({ filename, contentType }) => `${filename} ${contentType}`)).toEqual(
    expect.arrayContaining(['liste.pdf application/pdf', 'rendez-vous.ics application/ics']),
  );
  const file = one?.mail.attachments.find(({ filename }) => filename === 'rendez-vous.ics');
  expect(file?.content.toString()).toBe(ics);
});

test('a trial sends to the one address and names the addressee in the body only', async () => {
  await using server = await mailServer();
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: 'essai@aile.example.org' });
  await mailer.send(MAIL);
  const [one] = server.delivered;
  expect(one?.to).toEqual(['essai@aile.example.org']);
  expect(one?.mail.text?.split('\n')[0]).toBe('(pour : nadia@example.org)');
  expect(one?.mail.html).toContain('<body class="a"><p>(pour : nadia@example.org)</p>');
  expect(one?.raw.split('\r\n\r\n')[0]).not.toContain('nadia');
});

test.each(['a@example.org, b@example.org', 'Nadia <a@example.org>', 'nadia', '', 'a@example.org\r\nBcc: b@example.org', 'a b@example.org'])(
  '%j is no address, and nothing is sent',
  async (to) => {
    await using server = await mailServer();
    using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null });
    await expect(mailer.send({ ...MAIL, to })).rejects.toMatchObject({ code: 'mail-address-refused' });
    expect(server.delivered).toEqual([]);
  },
);

test('a refused address says so, and the next mail goes through the same pool', async () => {
  await using server = await mailServer({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('nadia') ? refuse('5.1.1 no such user', 550) : null),
  });
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null });
  const failure = await mailer.send(MAIL).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'ServiceError', code: 'mail-address-refused' });
  expect(String(failure)).not.toContain('nadia');
  await mailer.send({ ...MAIL, to: 'karim@example.org' });
  expect(server.delivered).toHaveLength(1);
});

test('a server that is not on this machine is given no mail in clear, whatever the address says', async () => {
  await using server = await mailServer();
  // To the mailer an address like any other; on this machine it leads to the server all the same.
  const elsewhere = server.url().replace('127.0.0.1', '0.0.0.0');
  using mailer = smtpMailer({ url: elsewhere, from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toThrow(ServiceError);
  expect(server.delivered).toEqual([]);
  for (const option of ['ignoreTLS=true', 'requireTLS=false', 'tls.rejectUnauthorized=false'])
    expect(() => smtpMailer({ url: `${elsewhere}?${option}`, from: FROM, redirectTo: null })).toThrow('SMTP_URL may not say');
  // A name that only looks like this machine's.
  expect(() => smtpMailer({ url: 'smtp://127.example.org?ignoreTLS=true', from: FROM, redirectTo: null })).toThrow('SMTP_URL may not say');
});

const steps: readonly (readonly [string, SMTPServerOptions, string])[] = [
  ['450 at RCPT', { onRcptTo: (_address, _session, done) => done(refuse('4.2.1 busy', 450)) }, 'mail-temporary'],
  ['452 at MAIL', { onMailFrom: (_address, _session, done) => done(refuse('4.3.1 full', 452)) }, 'mail-temporary'],
  ['421 at MAIL', { onMailFrom: (_address, _session, done) => done(refuse('4.3.2 closing', 421)) }, 'mail-temporary'],
  [
    '550 5.7.30 at MAIL',
    { onMailFrom: (_address, _session, done) => done(refuse('5.7.30 basic authentication', 550)) },
    'mail-authentication',
  ],
  ['550 5.7.1 at RCPT', { onRcptTo: (_address, _session, done) => done(refuse('5.7.1 relay denied', 550)) }, 'mail-refused'],
  [
    '451 after DATA',
    { onData: (stream, _session, done) => void stream.resume().on('end', () => done(refuse('4.3.0 later', 451))) },
    'mail-temporary',
  ],
  [
    '552 after DATA',
    { onData: (stream, _session, done) => void stream.resume().on('end', () => done(refuse('5.3.4 too big', 552))) },
    'mail-refused',
  ],
];

test.each(steps)('%s', async (_name, options, code) => {
  await using server = await mailServer(options);
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null });
  await expect(mailer.send({ ...MAIL, text: 'x'.repeat(500) })).rejects.toMatchObject({ code });
});

test('a refused password is told as such', async () => {
  await using server = await mailServer({ onAuth: (_auth, _session, done) => done(refuse('5.7.3 unsuccessful', 535)) });
  using mailer = smtpMailer({ url: server.url('groupement%40aile.example.org:faux@'), from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-authentication' });
});

test('a user and password in the URL are decoded', async () => {
  const seen: string[] = [];
  await using server = await mailServer({
    onAuth: ({ username, password }, _session, done) => {
      seen.push(`${username} ${password}`);
      done(null, { user: 'x' });
    },
  });
  using mailer = smtpMailer({ url: server.url('groupement%40aile.example.org:p%40ss@'), from: FROM, redirectTo: null });
  await mailer.send(MAIL);
  expect(seen).toEqual(['groupement@aile.example.org p@ss']);
});

test('with auth=oauth2 the token logs in, and a refused token is renewed once', async () => {
  const tokens: string[] = [];
  await using server = await mailServer({
    authMethods: ['XOAUTH2'],
    onAuth: ({ username, accessToken }, _session, done) => {
      tokens.push(`${username} ${accessToken}`);
      if (accessToken === 'token-1') return done(null, { data: { status: '401', schemes: 'bearer', scope: 'x' } });
      return done(null, { user: 'x' });
    },
  });
  let issued = 0;
  const renewals: boolean[] = [];
  const oauth = async ({ renew }: { renew: boolean }) => {
    renewals.push(renew);
    issued += 1;
    return { token: `token-${issued}`, expiresAt: Date.now() + 3_600_000 };
  };
  using mailer = smtpMailer({ url: `${server.url('groupement%40aile.example.org@')}?auth=oauth2`, from: FROM, redirectTo: null, oauth });
  await mailer.send(MAIL);
  expect(tokens).toEqual(['groupement@aile.example.org token-1', 'groupement@aile.example.org token-2']);
  expect(renewals).toEqual([false, true]);
  expect(server.delivered).toHaveLength(1);
});

test.each([
  ['entra-credentials', 'mail-authentication'],
  ['calendar-unavailable', 'mail-unreachable'],
] as const)('no token for %s is %s', async (why, code) => {
  await using server = await mailServer({ authMethods: ['XOAUTH2'] });
  const oauth = () => Promise.reject(new ServiceError(why, { detail: '' }));
  using mailer = smtpMailer({ url: `${server.url('groupement%40aile.example.org@')}?auth=oauth2`, from: FROM, redirectTo: null, oauth });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code });
});

test('nobody listens', async () => {
  const server = await breakingServer(polite);
  await server[Symbol.asyncDispose]();
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-unreachable' });
});

test.each(['EHLO', 'MAIL FROM', 'RCPT TO', 'DATA'])('a connection lost at %s: the mail has not left', async (at) => {
  await using server = await breakingServer((line, socket) => {
    if (!line.startsWith(at)) return polite(line);
    socket.destroy();
    return null;
  });
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-unreachable' });
  expect(server.lines).not.toContain('.');
});

test('a server that hangs up before its greeting', async () => {
  await using server = await breakingServer(polite, null);
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-unreachable' });
});

test('a greeting that refuses us refuses no mail in particular', async () => {
  await using server = await breakingServer(polite, '554 5.7.1 go away');
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-unreachable' });
});

test('a connection lost after the message was given: in doubt, and given once', async () => {
  await using server = await breakingServer((line, socket, inData) => {
    if (!inData) return polite(line);
    socket.destroy();
    return null;
  });
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-in-doubt' });
  expect(server.lines.filter((line) => line === '.')).toHaveLength(1);
});

test('a server that says nothing after the message: in doubt', async () => {
  await using server = await breakingServer((line, _socket, inData) => (inData ? null : polite(line)));
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null, socketTimeoutMs: 1_500 });
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-in-doubt' });
});

test('on a connection that served before, a loss after the message is in doubt too and nothing is repeated', async () => {
  let mails = 0;
  await using server = await breakingServer((line, socket, inData) => {
    if (!inData) return polite(line);
    mails += 1;
    if (mails === 1) return '250 kept';
    socket.destroy();
    return null;
  });
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await mailer.send(MAIL);
  await expect(mailer.send(MAIL)).rejects.toMatchObject({ code: 'mail-in-doubt' });
  expect(mails).toBe(2);
});

test('an idle connection that the server dropped costs nothing: the mail goes over a new one', async () => {
  const sockets: Socket[] = [];
  await using server = await breakingServer((line, socket) => {
    sockets.push(socket);
    return polite(line);
  });
  using mailer = smtpMailer({ url: server.url, from: FROM, redirectTo: null });
  await mailer.send(MAIL);
  sockets.at(-1)?.destroy();
  await mailer.send(MAIL);
  expect(server.lines.filter((line) => line === '.')).toHaveLength(2);
});

test('a mail that waits for its turn is not being submitted', async () => {
  let answering = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answering = resolve;
  });
  await using server = await mailServer({ onRcptTo: (_address, _session, done) => void answered.then(() => done()) });
  using mailer = smtpMailer({ url: `${server.url()}?maxConnections=1`, from: FROM, redirectTo: null });
  let submitting = 0;
  const all = Promise.all(Array.from({ length: 20 }, () => mailer.send(MAIL, async () => void submitting++)));
  await setTimeout(300);
  expect(submitting).toBe(8);
  answering();
  await all;
  expect([submitting, server.delivered.length]).toEqual([20, 20]);
});

test('where submitting fails nothing is sent, and whoever comes after has their turn', async () => {
  await using server = await mailServer();
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null });
  await expect(mailer.send(MAIL, () => Promise.reject(new Error('not ours any more')))).rejects.toThrow('not ours any more');
  await mailer.send(MAIL);
  expect(server.delivered).toHaveLength(1);
});

test.each(['http://example.org', 'smtp://', 'example.org:25', 'smtp://127.0.0.1:25?auth=oauth2'])('%s is refused at once', (url) => {
  expect(() => smtpMailer({ url, from: FROM, redirectTo: null })).toThrow('SMTP_URL');
});

test('as many in a minute as the provider takes: the next one waits for its turn', async () => {
  await using server = await mailServer();
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null, perMinute: 3 });
  const left = Array.from({ length: 4 }, (_, n) => mailer.send({ ...MAIL, messageId: `<${n}@aile.example.org>` }));
  await Promise.all(left.slice(0, 3));
  const waits = await Promise.race([left[3], setTimeout(500, 'waits')]);
  expect([waits, server.delivered.length]).toEqual(['waits', 3]);
  left[3]?.catch(() => undefined);
});

test('beyond what the provider takes in a day nothing is submitted, and the error says when the next one may', async () => {
  await using server = await mailServer();
  using mailer = smtpMailer({ url: server.url(), from: FROM, redirectTo: null, perDay: 2 });
  let submitted = 0;
  const send = () =>
    mailer.send(MAIL, async () => {
      submitted += 1;
    });
  await send();
  await send();
  const refused = await send().catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'mail-quota' });
  expect(refused instanceof ServiceError ? refused.retryAfterMs : 0).toBeGreaterThan(23 * 3600_000);
  expect([submitted, server.delivered.length]).toEqual([2, 2]);
});
