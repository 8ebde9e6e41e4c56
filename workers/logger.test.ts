import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceError } from '../domain/service-error.ts';
import { createLogger, describeError, type LogFormat } from './logger.ts';

const PERSONAL = 'Zoé Nguyễn zoe@example.org +33600000001';

function logged(format: LogFormat, log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger({ format, write: (line) => void lines.push(line) }));
  return lines.join('');
}

test('one line each, JSON or readable, with what identifies the work', () => {
  const meta = { workflowId: 'participant-GC-7K3M-9QXD', activityType: 'sendMail', attempt: 2 };
  const json = JSON.parse(logged('json', (logger) => logger.warn('Activity failed', meta))) as Record<string, unknown>;
  expect(json).toMatchObject({ level: 'warn', msg: 'Activity failed', ...meta });
  expect(logged('pretty', (logger) => logger.warn('Activity failed', meta))).toMatch(
    /^\d\d:\d\d:\d\d WARN {2}Activity failed workflowId=participant-GC-7K3M-9QXD activityType=sendMail attempt=2\n$/,
  );
});

test('a level below the threshold says nothing', () => {
  expect(logged('json', (logger) => logger.debug('x'))).toBe('');
});

test('no words of an unknown error reach a log, in its message, stack, cause, details or other attributes', () => {
  fc.assert(
    fc.property(fc.constantFrom<LogFormat>('json', 'pretty'), fc.constantFrom('\n', ' ', '\n    at ', '\nError: '), (format, joint) => {
      const cause = new RangeError(`bad${joint}${PERSONAL}`);
      const errors = [
        new Error(`failed${joint}${PERSONAL}`, { cause }),
        ApplicationFailure.create({ message: `failed${joint}${PERSONAL}`, type: 'SomethingElse', details: [PERSONAL], cause }),
        Object.assign(new Error(PERSONAL), { name: PERSONAL }),
        Object.assign(new Error(PERSONAL), { code: PERSONAL }),
      ];
      const output = errors
        .map((error) => logged(format, (logger) => logger.error('Activity failed', { error, args: [PERSONAL], person: PERSONAL })))
        .join('');
      for (const word of PERSONAL.split(' ')) expect(output).not.toContain(word);
      expect(output).toContain('Error');
    }),
  );
});

test('an error of a partner keeps what its adapter said', () => {
  const error = new ServiceError('mail-temporary', { detail: '451 4.3.0' });
  expect(describeError(error)).toMatchObject({ type: 'mail-temporary', message: 'mail-temporary: 451 4.3.0' });
  const failure = ApplicationFailure.create({ message: error.message, type: error.code });
  expect(logged('pretty', (logger) => logger.warn('Activity failed', { error: failure }))).toContain('mail-temporary: 451 4.3.0');
});

test('an error without words still says where', () => {
  const described = describeError(new TypeError('x'));
  expect(described.type).toBe('TypeError');
  expect(described.message).toBeUndefined();
  expect(described.at?.[0]).toContain('logger.test.ts');
});

test('a sentence of the SDK’s native side is kept up to what it quotes, and none of its fields is', () => {
  const message = `Failing workflow task: Failure { message: "${PERSONAL}" }`;
  const meta = { target: 'temporalio_sdk_core::worker', failure: PERSONAL, run_id: PERSONAL, sdkComponent: 'core' };
  for (const format of ['json', 'pretty'] as const) {
    const output = logged(format, (logger) => logger.warn(message, meta));
    expect(output).toContain('Failing workflow task');
    for (const word of PERSONAL.split(' ')) expect(output).not.toContain(word);
  }
});
