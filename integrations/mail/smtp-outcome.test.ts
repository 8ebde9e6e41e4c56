import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SmtpFailure, smtpError, smtpFailure } from './smtp-outcome.ts';

const NOTHING_SAID: SmtpFailure = {
  code: 'ECONNECTION',
  reply: null,
  enhanced: null,
  command: 'CONN',
  dataBegun: false,
  tokenLater: false,
};

const outcomes: readonly (readonly [string, Partial<SmtpFailure>])[] = [
  ['mail-unreachable', {}],
  ['mail-unreachable', { code: 'EDNS' }],
  ['mail-unreachable', { code: 'ETIMEDOUT' }],
  ['mail-unreachable', { code: 'ETLS', command: 'STARTTLS' }],
  ['mail-unreachable', { code: 'EAUTH', command: 'AUTH XOAUTH2', tokenLater: true }],
  ['mail-unreachable', { code: 'EPROTOCOL', reply: 554, enhanced: '5.7.1' }],
  ['mail-in-doubt', { dataBegun: true }],
  ['mail-in-doubt', { code: 'ETIMEDOUT', dataBegun: true }],
  ['mail-in-doubt', { code: 'ESOCKET', dataBegun: true }],
  ['mail-in-doubt', { code: 'EMESSAGE', reply: 354, command: 'DATA', dataBegun: true }],
  ['mail-temporary', { code: 'ECONNECTION', reply: 421, command: 'CONN' }],
  ['mail-temporary', { code: 'EENVELOPE', reply: 450, enhanced: '4.2.1', command: 'RCPT TO' }],
  ['mail-temporary', { code: 'EENVELOPE', reply: 452, enhanced: '4.3.1', command: 'MAIL FROM' }],
  ['mail-temporary', { code: 'EMESSAGE', reply: 451, command: 'DATA', dataBegun: true }],
  ['mail-temporary', { code: 'EAUTH', reply: 454, enhanced: '4.7.0', command: 'AUTH PLAIN' }],
  ['mail-temporary', { code: 'EENVELOPE', reply: 503, command: 'MAIL FROM' }],
  ['mail-authentication', { code: 'EAUTH', reply: 535, enhanced: '5.7.3', command: 'AUTH PLAIN' }],
  ['mail-authentication', { code: 'EAUTH', reply: 550, enhanced: '5.7.30', command: 'AUTH PLAIN' }],
  ['mail-authentication', { code: 'EENVELOPE', reply: 550, enhanced: '5.7.30', command: 'MAIL FROM' }],
  ['mail-authentication', { code: 'EENVELOPE', reply: 530, enhanced: '5.7.57', command: 'MAIL FROM' }],
  ['mail-authentication', { code: 'ENOAUTH', command: 'API' }],
  ['mail-authentication', { code: 'EAUTH', command: 'AUTH XOAUTH2' }],
  ['mail-address-refused', { code: 'EENVELOPE', reply: 550, enhanced: '5.1.1', command: 'RCPT TO' }],
  ['mail-address-refused', { code: 'EENVELOPE', reply: 550, enhanced: '5.4.1', command: 'RCPT TO' }],
  ['mail-address-refused', { code: 'EENVELOPE', reply: 550, command: 'RCPT TO' }],
  ['mail-address-refused', { code: 'EMESSAGE', reply: 550, enhanced: '5.1.10', command: 'DATA', dataBegun: true }],
  ['mail-address-refused', { code: 'EENVELOPE', command: 'API' }],
  ['mail-refused', { code: 'EENVELOPE', reply: 550, enhanced: '5.7.1', command: 'RCPT TO' }],
  ['mail-refused', { code: 'EENVELOPE', reply: 550, enhanced: '5.1.8', command: 'MAIL FROM' }],
  ['mail-refused', { code: 'EENVELOPE', reply: 550, enhanced: '5.7.60', command: 'MAIL FROM' }],
  ['mail-refused', { code: 'EENVELOPE', reply: 550, command: 'MAIL FROM' }],
  ['mail-refused', { code: 'EMESSAGE', reply: 554, enhanced: '5.7.1', command: 'DATA', dataBegun: true }],
  ['mail-refused', { code: 'EMESSAGE', reply: 552, enhanced: '5.3.4', command: 'DATA', dataBegun: true }],
  ['mail-refused', { code: 'EMESSAGE', command: 'MAIL FROM' }],
];

test.each(outcomes)('%s: %j', (code, failure) => {
  expect(smtpError({ ...NOTHING_SAID, ...failure }).code).toBe(code);
});

const anyFailure = fc.record({
  code: fc.constantFrom('ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EPROTOCOL', 'EMESSAGE', 'EAUTH', 'EENVELOPE', null),
  reply: fc.option(fc.integer({ min: 200, max: 599 })),
  enhanced: fc.constantFrom(null, '4.2.1', '5.1.1', '5.7.30'),
  command: fc.constantFrom('CONN', 'API', 'AUTH PLAIN', 'MAIL FROM', 'RCPT TO', 'DATA'),
  dataBegun: fc.boolean(),
  tokenLater: fc.constant(false),
});

test('a mail is in doubt exactly when DATA began and no refusal came', () => {
  fc.assert(
    fc.property(anyFailure, (failure) => {
      const refused = failure.reply !== null && failure.reply >= 400;
      expect(smtpError(failure).code === 'mail-in-doubt').toBe(failure.dataBegun && !refused);
    }),
  );
});

test('a reply is read without its words', () => {
  const thrown = Object.assign(new Error('refused nadia@example.org'), {
    code: 'EENVELOPE',
    response: '550 5.1.1 <nadia@example.org>: no such user',
    responseCode: 550,
    command: 'RCPT TO',
  });
  const error = smtpError(smtpFailure(thrown, false));
  expect(error).toMatchObject({ code: 'mail-address-refused', detail: 'EENVELOPE 550 5.1.1 RCPT TO' });
  expect(error.cause).toBeUndefined();
});
