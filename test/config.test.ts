import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig, readStoreConfig } from '../src/config.ts';

const least = {
  SLACK_BOT_TOKEN: 'xoxb-1-bot',
  SLACK_SIGNING_SECRET: 'signing0123',
  REDIS_URL: 'redis://localhost:6379',
};

const codesKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

const workivaClient = {
  WORKIVA_CLIENT_ID: 'client-1',
  WORKIVA_CLIENT_SECRET: 'client-secret-1',
  WORKIVA_ORGANIZATION_ID: '6f1c2f5e-8d0b-4a55-9a1e-0d8f3c1b7a10',
};

type Env = Record<string, string | undefined>;

function errorOf(env: Env, readFile?: (path: string) => string): ConfigError {
  try {
    readConfig(env, readFile);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('this environment was expected to have faults');
}

const faultsOf = (changes: Env, readFile?: (path: string) => string) =>
  errorOf({ ...least, ...changes }, readFile).faults;

describe('the configuration', () => {
  test('needs three variables and has a default for every other', () => {
    expect(readConfig(least)).toEqual({
      slack: {
        botToken: 'xoxb-1-bot',
        signingSecret: 'signing0123',
        appToken: undefined,
        apiUrl: 'https://slack.com/api/',
      },
      port: 3000,
      redisUrl: 'redis://localhost:6379',
      workiva: { access: 'none', apiUrl: 'https://api.app.wdesk.com' },
      policyPath: './policy.yml',
      role: 'all',
      logLevel: 'info',
      admin: { port: 9464, host: '127.0.0.1' },
      sweepEveryMs: 60_000,
    });
  });

  test('takes every variable as given', () => {
    const config = readConfig({
      ...least,
      ...workivaClient,
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:4000/api',
      PORT: '8080',
      REDIS_URL: 'rediss://user:pass@redis.example:6380/1',
      WORKIVA_API_URL: 'https://workiva.example:8443/',
      WORKIVA_APP_URL: 'https://wdesk.example/',
      WORKIVA_PACE: '25',
      GRANTDESK_POLICY: '/etc/grantdesk/policy.yml',
      GRANTDESK_ROLE: 'app',
      LOG_LEVEL: 'debug',
      ADMIN_PORT: '9000',
      ADMIN_HOST: '0.0.0.0',
      GRANTDESK_SWEEP_EVERY: '500ms',
      GRANTDESK_CODES_KEY: codesKey.toString('base64'),
    });
    expect(config.slack).toMatchObject({ appToken: 'xapp-1', apiUrl: 'http://127.0.0.1:4000/api/' });
    expect(config.workiva).toEqual({
      access: 'api',
      apiUrl: 'https://workiva.example:8443',
      appUrl: 'https://wdesk.example',
      clientId: 'client-1',
      clientSecret: 'client-secret-1',
      organizationId: '6f1c2f5e-8d0b-4a55-9a1e-0d8f3c1b7a10',
      perSecond: 25,
    });
    expect(config).toMatchObject({
      port: 8080,
      redisUrl: 'rediss://user:pass@redis.example:6380/1',
      policyPath: '/etc/grantdesk/policy.yml',
      role: 'app',
      logLevel: 'debug',
      admin: { port: 9000, host: '0.0.0.0' },
      sweepEveryMs: 500,
      codesKey,
    });
  });

  test.each([
    ['us', 'https://api.app.wdesk.com'],
    ['eu', 'https://api.eu.wdesk.com'],
    ['apac', 'https://api.apac.wdesk.com'],
  ])('finds Workiva by its region %s, with or without a client', (region, apiUrl) => {
    const config = readConfig({ ...least, WORKIVA_REGION: region });
    expect(config.workiva).toMatchObject({ access: 'none', apiUrl });
    const withClient = readConfig({ ...least, ...workivaClient, WORKIVA_REGION: region });
    expect(withClient.workiva).toMatchObject({ access: 'api', apiUrl, perSecond: 10 });
  });

  test('takes the key of codes in hexadecimal too', () => {
    expect(readConfig({ ...least, GRANTDESK_CODES_KEY: codesKey.toString('hex') }).codesKey).toEqual(codesKey);
  });

  test('needs Redis alone for a command that works on the store', () => {
    const env = { REDIS_URL: least.REDIS_URL, PORT: 'wrong-value', SLACK_BOT_TOKEN_FILE: '/run/secrets/none' };
    expect(readStoreConfig(env)).toEqual({ redisUrl: least.REDIS_URL, codesKey: undefined });
    expect(readStoreConfig({ ...env, GRANTDESK_CODES_KEY: codesKey.toString('base64') })).toEqual({
      redisUrl: least.REDIS_URL,
      codesKey,
    });
    expect(() => readStoreConfig({ GRANTDESK_CODES_KEY: 'wrong-value' })).toThrow(
      expect.objectContaining({
        faults: [
          expect.stringMatching(/^REDIS_URL is not set\. Give /),
          expect.stringMatching(/^GRANTDESK_CODES_KEY is not a key of 32 bytes\. Give /),
        ],
      }),
    );
  });

  test('counts an empty variable as one that is not set', () => {
    expect(readConfig({ ...least, PORT: '', SLACK_APP_TOKEN: ' ', WORKIVA_CLIENT_ID: '' })).toEqual(readConfig(least));
  });

  test.each([
    ['Socket Mode', { SLACK_APP_TOKEN: 'xapp-1' }],
    ['a worker', { GRANTDESK_ROLE: 'worker' }],
  ])('needs no signing secret for %s', (_, changes) => {
    const config = readConfig({ ...least, SLACK_SIGNING_SECRET: undefined, ...changes });
    expect(config.slack.signingSecret).toBeUndefined();
  });
});

const wrong: [string, string][] = [
  ['SLACK_BOT_TOKEN', 'xoxp-wrong-value'],
  ['SLACK_SIGNING_SECRET', 'xoxb-wrong-value'],
  ['SLACK_APP_TOKEN', 'xoxb-wrong-value'],
  ['SLACK_API_URL', 'wrong-value'],
  ['PORT', '99999'],
  ['PORT', 'wrong-value'],
  ['REDIS_URL', 'http://wrong-value'],
  ['REDIS_URL', 'wrong-value:6379'],
  ['REDIS_URL', 'redis://localhost:6379/wrong-value'],
  ['REDIS_URL', 'redis://localhost:6379/0/wrong-value'],
  ['WORKIVA_API_URL', 'ftp://wrong-value'],
  ['WORKIVA_APP_URL', 'wrong-value'],
  ['WORKIVA_REGION', 'wrong-value'],
  ['WORKIVA_PACE', 'wrong-value'],
  ['WORKIVA_PACE', '000'],
  ['WORKIVA_PACE', '101'],
  ['GRANTDESK_ROLE', 'wrong-value'],
  ['LOG_LEVEL', 'wrong-value'],
  ['ADMIN_PORT', '-1'],
  ['ADMIN_HOST', 'wrong value'],
  ['GRANTDESK_SWEEP_EVERY', 'wrong-value'],
  ['GRANTDESK_SWEEP_EVERY', '1ms'],
  ['GRANTDESK_SWEEP_EVERY', '2d'],
  ['GRANTDESK_CODES_KEY', 'wrong-value'],
  ['GRANTDESK_CODES_KEY', codesKey.subarray(1).toString('base64')],
  ['GRANTDESK_CODES_KEY', codesKey.subarray(1).toString('hex')],
];

describe('a fault', () => {
  test.each(wrong)('of %s names it and a remedy, once', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} .*Give .+\\.$`))]);
  });

  test('of the organization id asks for a UUID', () => {
    const faults = faultsOf({ ...workivaClient, WORKIVA_ORGANIZATION_ID: 'wrong-value' });
    expect(faults).toEqual([expect.stringMatching(/^WORKIVA_ORGANIZATION_ID is not a UUID/)]);
  });

  test.each(Object.keys(least))('is told when %s is not set', (name) => {
    expect(faultsOf({ [name]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is not set\\. Give `)),
    ]);
  });

  test.each(Object.keys(workivaClient))('is told when only %s of the Workiva client is missing', (name) => {
    const faults = faultsOf({ ...workivaClient, [name]: undefined });
    expect(faults).toEqual([expect.stringContaining(`${name} is not set, but WORKIVA_`)]);
  });

  test('is told when a region and the host of another are given, since one of them would not count', () => {
    const faults = faultsOf({ WORKIVA_REGION: 'us', WORKIVA_API_URL: 'https://api.eu.wdesk.com' });
    expect(faults).toEqual([expect.stringMatching(/^WORKIVA_REGION and WORKIVA_API_URL name two regions\. Keep one/)]);
  });

  test('is told when the admin port would be open to everybody', () => {
    expect(faultsOf({ ADMIN_PORT: '3000' })).toEqual([expect.stringContaining('ADMIN_PORT is the same as PORT')]);
    expect(readConfig({ ...least, ADMIN_PORT: '0', PORT: '0' }).admin.port).toBe(0);
  });

  test('never hides another: all are told at once, and the message lists them', () => {
    const error = errorOf({ PORT: 'x', WORKIVA_CLIENT_ID: 'client-1' });
    const names = error.faults.map((fault) => fault.split(' ')[0]);
    expect(names.sort()).toEqual([
      'PORT',
      'REDIS_URL',
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'WORKIVA_CLIENT_SECRET',
      'WORKIVA_ORGANIZATION_ID',
    ]);
    expect(error.code).toBe('config_invalid');
    for (const fault of error.faults) expect(error.message).toContain(fault);
  });

  test('never repeats the value that is wrong', () => {
    for (const [name, value] of wrong) expect(errorOf({ ...least, [name]: value }).message).not.toContain(value);
  });
});

describe('a secret in a file', () => {
  const files: Record<string, string> = {
    '/run/secrets/bot': 'xoxb-from-file\n',
    '/run/secrets/signing': 'signing-from-file\n',
    '/run/secrets/app': ' xapp-from-file ',
    '/run/secrets/workiva': 'workiva-from-file\n',
    '/run/secrets/redis': 'redis://:pass@redis:6379\n',
    '/run/secrets/codes': `${codesKey.toString('base64')}\n`,
    '/run/secrets/wrong': 'wrong-content',
    '/run/secrets/empty': '\n',
  };
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return text;
  };

  test('is taken without the white space around it', () => {
    const config = readConfig(
      {
        ...workivaClient,
        WORKIVA_CLIENT_SECRET: undefined,
        SLACK_BOT_TOKEN_FILE: '/run/secrets/bot',
        SLACK_SIGNING_SECRET_FILE: '/run/secrets/signing',
        SLACK_APP_TOKEN_FILE: '/run/secrets/app',
        WORKIVA_CLIENT_SECRET_FILE: '/run/secrets/workiva',
        REDIS_URL_FILE: '/run/secrets/redis',
        GRANTDESK_CODES_KEY_FILE: '/run/secrets/codes',
      },
      readFile,
    );
    expect(config.slack).toMatchObject({
      botToken: 'xoxb-from-file',
      signingSecret: 'signing-from-file',
      appToken: 'xapp-from-file',
    });
    expect(config.workiva).toMatchObject({ clientSecret: 'workiva-from-file' });
    expect(config.redisUrl).toBe('redis://:pass@redis:6379');
    expect(config.codesKey).toEqual(codesKey);
  });

  test('is read from the disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grantdesk-test-'));
    const path = join(folder, 'bot');
    await writeFile(path, 'xoxb-on-disk\n');
    const config = readConfig({ ...least, SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKEN_FILE: path });
    expect(config.slack.botToken).toBe('xoxb-on-disk');
    await rm(folder, { recursive: true });
  });

  test.each([...Object.keys(least), 'SLACK_APP_TOKEN', 'WORKIVA_CLIENT_SECRET', 'GRANTDESK_CODES_KEY'])(
    'that cannot be read is one fault, with variable and path (%s)',
    (name) => {
      const client = name === 'WORKIVA_CLIENT_SECRET' ? workivaClient : {};
      const faults = faultsOf({ ...client, [name]: undefined, [`${name}_FILE`]: '/run/secrets/none' }, readFile);
      expect(faults).toEqual([expect.stringContaining(`${name}_FILE cannot be read: /run/secrets/none (ENOENT).`)]);
    },
  );

  test('cannot be given twice', () => {
    expect(faultsOf({ SLACK_BOT_TOKEN_FILE: '/run/secrets/bot' }, readFile)).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set/),
    ]);
  });

  test('cannot be empty', () => {
    const faults = faultsOf({ REDIS_URL: undefined, REDIS_URL_FILE: '/run/secrets/empty' }, readFile);
    expect(faults).toEqual([expect.stringContaining('REDIS_URL_FILE names an empty file (/run/secrets/empty)')]);
  });

  test('is not repeated when it is wrong, nor when it stands where its path belongs', () => {
    const wrongContent = { SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKEN_FILE: '/run/secrets/wrong' };
    expect(errorOf({ ...least, ...wrongContent }, readFile).message).not.toContain('wrong-content');
    const misplaced = { SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKEN_FILE: 'xoxb-misplaced' };
    expect(errorOf({ ...least, ...misplaced }, readFile).message).not.toContain('xoxb-misplaced');
  });
});
