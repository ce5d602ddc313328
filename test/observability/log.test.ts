import { describe, expect, test } from '@jest/globals';
import { createLogger, type Logger } from '../../src/observability/log.ts';
import { WorkivaError } from '../../src/workiva/errors.ts';

function logged(write: (log: Logger) => void, level = 'info'): { lines: Record<string, unknown>[]; text: string } {
  let text = '';
  write(
    createLogger(level, {
      write: (line) => {
        text += line;
      },
    }),
  );
  const lines = text.split('\n').filter(Boolean);
  return { text, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('a log line', () => {
  test('says what happened, with an ISO time in UTC', () => {
    const { lines } = logged((log) => log.info({ request: 'REQ-142' }, 'Approved'));
    expect(lines).toEqual([expect.objectContaining({ request: 'REQ-142', msg: 'Approved' })]);
    expect(lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('is left out below the level', () => {
    expect(logged((log) => log.info('x'), 'warn').text).toBe('');
  });
});

describe('a secret stays out of the log', () => {
  test.each([
    { token: 's3cret' },
    { clientSecret: 's3cret' },
    { headers: { authorization: 's3cret' } },
    { config: { slack: { signingSecret: 's3cret' } } },
    { body: { form: { inner: { client_secret: 's3cret' } } } },
  ])('by the name of its key: %j', (facts) => {
    const { text } = logged((log) => log.info(facts, 'x'));
    expect(text).not.toContain('s3cret');
    expect(text).toContain('[redacted]');
  });

  test.each([
    'xoxb-1-s3cret',
    'xapp-1-A0-s3cret',
    'wk_secret:oa2c:s3cret',
    'Bearer aaaaaaaaaaaa.bbb.s3cret',
    'redis://user:s3cret@redis:6379',
    'redis://user:p@s3cret@redis:6379',
    'rediss://:a/s3cret@redis:6379',
    'redis://user:a"b\\s3cret@redis:6379',
  ])('by its looks, in messages, facts and errors: %s', (secret) => {
    const { text, lines } = logged((log) => {
      log.info(`Called with ${secret}`);
      log.info(`It said:\n${secret}\n\tat call (${secret})`);
      log.info({ note: { said: [secret] } }, 'x');
      log.error(new Error(`Refused: ${secret}`, { cause: new Error(secret) }));
    });
    expect(lines).toHaveLength(4);
    expect(text).not.toContain('s3cret');
  });

  test('and what else stands in the address of a Redis stays', () => {
    const { text } = logged((log) =>
      log.info({ to: 'ana@example.com' }, 'redis://u:p@s/3@redis:6379 and redis://redis:1'),
    );
    expect(text).toContain('redis://[redacted]@redis:6379 and redis://redis:1"');
    expect(text).toContain('ana@example.com');
  });

  test('in a child logger too', () => {
    const { text } = logged((log) => log.child({ token: 's3cret', job: 'notify' }).info('xoxb-s3cret'));
    expect(text).toContain('notify');
    expect(text).not.toContain('s3cret');
  });
});

describe('an error in the log', () => {
  test('keeps its code, message, stack and causes', () => {
    const cause = Object.assign(new TypeError('connection reset'), { code: 'ECONNRESET' });
    const error = Object.assign(new Error('Workiva did not answer', { cause }), { code: 'workiva_unreachable' });
    const { lines } = logged((log) => log.error({ err: error }, 'Step failed'));
    expect(lines[0]?.err).toMatchObject({
      type: 'Error',
      code: 'workiva_unreachable',
      message: 'Workiva did not answer',
      stack: expect.stringContaining('log.test'),
      cause: { type: 'TypeError', code: 'ECONNRESET', message: 'connection reset' },
    });
  });

  test('of Workiva says which call it was, what Workiva said and calls it, and whether to try again', () => {
    const error = new WorkivaError({
      ...{
        code: 'bad_request',
        endpoint: 'GET /organizations/{organization}/users',
        sentence: 'Workiva refused (400).',
      },
      ...{ status: 400, workivaCode: 'InvalidFilter', workivaMessage: 'Not so.', target: '$filter' },
      ...{ requestId: 'req-77', retryAfterMs: 7_000, tokenScopes: ['organization:read'] },
    });
    const { lines } = logged((log) => log.warn({ err: error }, 'A job failed'));
    expect(lines[0]?.err).toEqual({
      ...{
        type: 'WorkivaError',
        code: 'bad_request',
        endpoint: 'GET /organizations/{organization}/users',
        status: 400,
      },
      ...{ workivaCode: 'InvalidFilter', workivaMessage: 'Not so.', target: '$filter', requestId: 'req-77' },
      ...{ transient: false, retryAfterMs: 7_000, message: error.message, stack: error.stack },
    });
  });

  test('keeps nothing but plain values of what may hang on it under those names', () => {
    const error = Object.assign(new Error('failed'), { code: { body: 'private' }, target: ['private'], status: null });
    const { lines, text } = logged((log) => log.error({ err: error }, 'x'));
    expect(Object.keys(lines[0]?.err ?? {})).toEqual(['type', 'message', 'stack']);
    expect(text).not.toContain('private');
  });

  test('keeps no more of such a value than the first thousand characters', () => {
    const facts = {
      code: 'bad_request',
      endpoint: 'GET /',
      sentence: 'No.',
      workivaMessage: 'x'.repeat(9_000),
    } as const;
    const { lines } = logged((log) => log.error({ err: new WorkivaError(facts) }, 'x'));
    expect(lines[0]?.err).toMatchObject({ workivaMessage: 'x'.repeat(1_000) });
  });

  test('leaves the request and the response behind', () => {
    const error = Object.assign(new Error('failed'), { request: { body: 'private' }, response: { body: 'private' } });
    const { text } = logged((log) => {
      log.error(error);
      log.error({ error }, 'x');
    });
    expect(text).not.toContain('private');
  });

  test('that is its own cause ends', () => {
    const error = new Error('circle');
    error.cause = error;
    expect(logged((log) => log.error(error)).lines).toHaveLength(1);
  });
});
