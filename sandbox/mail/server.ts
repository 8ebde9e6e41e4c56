import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Core } from '../core/core.ts';
import type { Fault } from '../core/faults.ts';
import type { Listening } from '../core/servers.ts';
import { REPLIES } from './faults.ts';
import { type MailStore, messageIdOf } from './store.ts';

type Step = 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';
type Answer = (error?: Error | null) => void;

/** Size announced to clients, in bytes. */
const LARGEST_MAIL = 35 * 1024 * 1024;

/** An SMTP server on 127.0.0.1 that accepts any sender, recipient and password, keeps every delivery and plays the injected faults. */
export async function listenSmtp(core: Core, mails: MailStore, port: number): Promise<Listening> {
  let inProgress = 0;
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MAIL,
    // A client's open pool would hold the end of the process for half a minute.
    closeTimeout: 50,
    onAuth: (auth, session, done) => {
      const fault = core.faults.take('smtp', { method: 'AUTH', path: '' }, ['smtp-535', 'smtp-550-basic-auth']);
      if (fault === null) return done(null, { user: auth.username ?? 'sandbox' });
      return refuse(fault, 'AUTH', { user: auth.username ?? null }, session, (error) => done(error));
    },
    onMailFrom: ({ address }, session, done) => {
      const fault = core.faults.take('smtp', { method: 'MAIL', path: address }, AT_MAIL);
      return fault === null ? done() : refuse(fault, 'MAIL', { from: address }, session, done);
    },
    onRcptTo: ({ address }, session, done) => {
      const fault = core.faults.take('smtp', { method: 'RCPT', path: address }, rcptFaults(session));
      if (fault === null) return done();
      if (fault.fault !== 'smtp-lost-before-data') return refuse(fault, 'RCPT', { to: address }, session, done);
      record('RCPT', 0, fault, { to: address }, null);
      return cut(session);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      inProgress += 1;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        receive(Buffer.concat(chunks), session, done)
          .catch(done)
          .finally(() => {
            inProgress -= 1;
          });
      });
    },
  });
  // Connections that break are part of the play.
  server.on('error', () => {});

  async function receive(raw: Buffer, session: SMTPServerSession, done: Answer): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) };
    const about = { ...envelope, messageId: messageIdOf(raw), bytes: raw.length };
    const fault = core.faults.take('smtp', { method: 'DATA', path: envelope.to.join(',') }, AT_DATA);
    if (fault?.fault === 'smtp-451') return refuse(fault, 'DATA', about, session, done);
    if (fault?.fault === 'smtp-lost-during-data') {
      record('DATA', 0, fault, about, null);
      return cut(session);
    }
    const { id } = mails.keep(raw, envelope);
    if (fault?.fault === 'smtp-reset-after-data') {
      record('DATA', 0, fault, about, { id });
      return cut(session);
    }
    if (fault?.fault === 'smtp-slow') await sleep(Number(fault.params['delayMs'] ?? 8_000));
    record('DATA', 250, fault, about, { id });
    return done();
  }

  function refuse(fault: Fault, step: Step, about: object, session: SMTPServerSession, done: Answer): void {
    const { code, text } = REPLIES[fault.fault] ?? { code: 451, text: '4.3.0 Requested action aborted' };
    record(step, code, fault, about, text);
    done(Object.assign(new Error(text), { responseCode: code }));
    // 421 announces that the server closes the connection; leave it the time to say so.
    if (code === 421) setTimeout(() => cut(session), 20);
  }

  function record(step: Step, status: number, fault: Fault | null, about: object, answer: unknown): void {
    core.ledger.record({
      at: core.clock.iso(),
      realAt: core.clock.real().toISOString(),
      service: 'smtp',
      method: step,
      path: '',
      query: {},
      status,
      fault: fault?.fault ?? null,
      requestBody: about,
      responseBody: answer,
      concurrent: inProgress,
    });
  }

  function cut(session: SMTPServerSession): void {
    for (const { id, socket } of connectionsOf(server)) if (id === session.id) socket.destroy();
  }

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.server.off('error', reject);
      resolve();
    });
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the mailbox has no TCP port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of connectionsOf(server)) socket.destroy();
      }),
  };
}

const AT_MAIL = ['smtp-421', 'smtp-452', 'smtp-550-basic-auth', 'smtp-550-sender'];
const AT_DATA = ['smtp-451', 'smtp-lost-during-data', 'smtp-reset-after-data', 'smtp-slow'];

/** One refusal among several needs a recipient that was accepted before. */
function rcptFaults(session: SMTPServerSession): string[] {
  const always = ['smtp-450', 'smtp-550-address', 'smtp-lost-before-data'];
  return session.envelope.rcptTo.length > 0 ? [...always, 'smtp-partial-rcpt'] : always;
}

/** smtp-server keeps its connections and their sockets in fields that its types don't name; a fault needs the socket itself. */
function connectionsOf(server: SMTPServer): { id: string; socket: Socket }[] {
  const { connections } = server as unknown as { connections: Set<{ session: { id: string } }> };
  return [...connections].map((connection) => ({ id: connection.session.id, socket: Reflect.get(connection, '_socket') as Socket }));
}
