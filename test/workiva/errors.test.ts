import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/playground/workiva/stand-in.ts';
import { createWorkivaClient, type WorkivaClient } from '../../src/workiva/client.ts';
import { WorkivaError } from '../../src/workiva/errors.ts';
import { CLIENT_ID, countOf, ORGANIZATION, SECRET, withWorkiva } from './with-workiva.ts';

const ORG = { path: /organizations/ };
const TOKEN = 'token-0123456789';
/** Ways to spell a text in JSON, or in words that are sent as JSON. */
const ECHOES: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['with its slashes escaped', (text) => text.replaceAll('/', '\\/')],
  ['by the numbers of its characters', (text) => [...text].map((one) => `\\u${hexOf(one)}`).join('')],
  ['escaped once more', (text) => [...text].map((one) => `\\\\u${hexOf(one)}`).join('')],
  ['as a URL spells it', encodeURIComponent],
  ['in base64', (text) => Buffer.from(`grantdesk-client:${text}`).toString('base64')],
];

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

describe('A refusal', () => {
  test.each([
    [400, 'bad_request', false],
    [403, 'forbidden', false],
    [404, 'not_found', false],
    [409, 'conflict', false],
    [422, 'bad_request', false],
    [429, 'rate_limited', true],
    [500, 'server_error', true],
    [503, 'server_error', true],
    [302, 'unexpected_answer', false],
  ])('with status %i is %s, and is asked for again only if it may pass: %s', (status, code, transient) =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status, times: 5 });
      await expect(client.organization()).rejects.toMatchObject({ name: 'WorkivaError', code, status, transient });
      expect(countOf(workiva, /organizations/)).toBe(transient ? 3 : 1);
    }),
  );

  test('is told in one sentence, with what Workiva said', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 404, code: 'roleNotFound', message: 'The role does not exist.' });
      const error = await failureOf(client);
      expect(error.sentence).toBe('Workiva refused: the role does not exist (404, roleNotFound).');
      expect(error.message).toBe(`GET /organizations/{organization}: ${error.sentence}`);
      expect(error.workivaCode).toBe('roleNotFound');
    }));

  test('carries the details of every fault', () =>
    withWorkiva({}, async ({ client }) => {
      const making = client.createUser({ username: 'New User', givenName: '', familyName: 'X', email: 'none' });
      await expect(making).rejects.toMatchObject({
        code: 'bad_request',
        details: [{ target: 'givenName' }, { target: 'email' }],
      });
    }));

  test('for a scope that the token has not says which', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ client }) => {
      await expect(client.setUserStatus('u', 'suspended')).rejects.toMatchObject({
        code: 'forbidden',
        sentence: 'Workiva refused: the token has not the scope organization:write (403, insufficientScope).',
      });
    }));

  test.each<[string, Fault, number | undefined]>([
    ['seconds', { status: 429, retryAfterSeconds: 7 }, 7000],
    ['a date', { status: 429, retryAfterDate: new Date('2026-03-02T09:00:30Z') }, 30_000],
    ['a date gone by', { status: 429, retryAfterDate: new Date('2026-03-02T08:00:00Z') }, 0],
    ['nothing', { status: 429 }, undefined],
    ['seconds of a 503', { status: 503, retryAfterSeconds: 2 }, 2000],
  ])('with Retry-After as %s says how long to wait', (_, fault, retryAfterMs) =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { ...fault, times: 3 });
      await expect(client.organization()).rejects.toMatchObject({ transient: true, retryAfterMs });
    }),
  );
});

describe('What Workiva says of a refusal', () => {
  test('is carried as it was said, with the field it is about', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const body = { code: '400BadRequest', message: 'Not so.', target: '$orderBy' };
      workiva.faults.answer(ORG, { status: 400, body });
      expect(await failureOf(client)).toMatchObject({
        workivaCode: '400BadRequest',
        workivaMessage: 'Not so.',
        target: '$orderBy',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }));

  test.each([
    ['the id that Workiva gave the request', { 'x-request-id': 'req-77' }, 'req-77'],
    ['its id under another usual name', { 'X-Correlation-Id': 'c.42' }, 'c.42'],
  ])('comes with %s', (_, headers, requestId) =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 404, headers });
      expect(await failureOf(client)).toMatchObject({ requestId });
    }),
  );

  test('does not come with whatever else may stand where an id belongs', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 404, headers: { 'x-request-id': `Bearer ${SECRET}` } });
      expect((await failureOf(client)).requestId).toMatch(/^[0-9a-f-]{36}$/);
    }));

  test('never holds a secret, though it looks like an id', () =>
    withWorkiva({ clientSecret: 'plain-secret-42' }, async ({ workiva, another }) => {
      const client = another({ clientSecret: 'plain-secret-42' });
      workiva.faults.answer(ORG, { status: 404, headers: { 'x-request-id': 'for.plain-secret-42' } });
      expect((await failureOf(client)).requestId).toBe('for.[removed]');
    }));
});

describe('The scopes of the token that was refused', () => {
  test('come with the refusal, so that nobody has to ask for those of another', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ client }) => {
      await expect(client.setUserStatus('u', 'suspended')).rejects.toMatchObject({
        code: 'forbidden',
        tokenScopes: ['organization:read'],
      });
    }));
});

describe('An answer of another form', () => {
  test('names the endpoint and the path of what is missing', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const body = { data: [{ id: 'u1', givenName: 'A', familyName: 'B', email: 'a@b.example', status: 'active' }] };
      workiva.faults.answer({ path: /users/ }, { status: 200, body });
      await expect(client.findUser('ada')).rejects.toMatchObject({
        code: 'unexpected_answer',
        transient: false,
        message: expect.stringMatching(/GET \/organizations\/\{organization\}\/users .*data\[0\]\.username/),
      });
    }));

  test('is no fault when it only says more than is known', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 200, body: { id: 'o', name: 'N', status: 'active', region: 'eu' } });
      await expect(client.organization()).resolves.toMatchObject({ name: 'N' });
    }));

  test('such as a page of a proxy is told as that, with or without a good status', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 200, body: '<html>Sign in</html>' });
      expect((await failureOf(client)).sentence).toContain('the body');
      workiva.faults.answer(ORG, { status: 502, body: '<html>Bad gateway</html>', times: 3 });
      expect((await failureOf(client)).sentence).toBe('Workiva has trouble of its own (502).');
    }));
});

describe('A redirect', () => {
  test('is not followed: the token stays where it belongs', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 302, headers: { location: '/elsewhere' } });
      expect(await failureOf(client)).toMatchObject({ code: 'unexpected_answer', status: 302 });
      expect(countOf(workiva, /elsewhere/)).toBe(0);
    }));
});

describe('No answer', () => {
  test('within the time limit of one attempt is a timeout', () =>
    withWorkiva({}, async ({ workiva, another }) => {
      const client = another({ attemptTimeoutMs: 900, callTimeoutMs: 1_000 });
      await client.scopes();
      workiva.faults.hold(ORG);
      const error = await failureOf(client);
      expect(error).toMatchObject({ code: 'timeout', transient: true, status: undefined });
      expect(error.sentence).toBe('Workiva did not answer within 0.9 s.');
    }));

  test('because the connection was cut is unreachable', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(ORG, { status: 200, dropConnection: true, times: 3 });
      expect(await failureOf(client)).toMatchObject({ code: 'unreachable', transient: true });
    }));

  test('because nobody listens is unreachable', async () => {
    const client = createWorkivaClient({
      apiUrl: 'http://127.0.0.1:1',
      clientId: CLIENT_ID,
      clientSecret: SECRET,
      organizationId: ORGANIZATION,
      wait: async () => undefined,
    });
    const error = await failureOf(client);
    expect(error.sentence).toBe('Workiva could not be reached (ECONNREFUSED).');
    expectNoSecret(error);
  });
});

describe('No token or secret is in an error', () => {
  test.each<[string, Fault]>([
    ['refused', { status: 400, message: 'No.' }],
    ['refused for good', { status: 401, times: 2 }],
    ['cut off', { status: 200, dropConnection: true, times: 3 }],
    ['of another form', { status: 200, body: { data: 1 } }],
    ['no JSON', { status: 200, body: 'nothing' }],
  ])('when the answer is %s', (_, fault) =>
    withWorkiva({}, async ({ workiva, client }) => {
      await client.scopes();
      workiva.faults.answer(ORG, fault);
      expectNoSecret(await failureOf(client));
    }),
  );

  test('when the token is refused, cut off or late', () =>
    withWorkiva({}, async ({ workiva, another }) => {
      const client = another({ attemptTimeoutMs: 60 });
      const path = /token$/;
      workiva.faults.answer({ path }, { status: 401 });
      expectNoSecret(await failureOf(client));
      workiva.faults.answer({ path }, { status: 200, dropConnection: true });
      expectNoSecret(await failureOf(client));
      workiva.faults.hold({ path });
      expectNoSecret(await failureOf(client));
    }));

  test.each(ECHOES)('when the server sends back what it was sent, %s', async (_, spelled) => {
    const error = await echoed(spelled);
    expect(error.workivaCode).toBe('echo');
    expectNoSecret(error);
  });

  test.each(ECHOES)(
    'nor in the scopes of a token, when the server sends the secret back there, %s',
    async (_, spelled) => {
      const { tokenScopes } = await echoed(spelled);
      expect(tokenScopes).not.toEqual([]);
      const text = JSON.stringify(tokenScopes);
      for (const secret of [SECRET, TOKEN, ...ECHOES.map(([, spell]) => spell(SECRET))])
        expect(text).not.toContain(secret);
    },
  );
});

/** Asks a server that says back what it was sent, in its own spelling, for the organization. */
async function echoed(spell: (text: string) => string): Promise<WorkivaError> {
  const server = createServer((request, response) => {
    const token = request.url?.endsWith('/token');
    const [secret, given] = [spell(SECRET), spell(TOKEN)];
    const body = token
      ? `{"access_token":"${TOKEN}","expires_in":600,"scope":"organization:read ${secret} ${given}"}`
      : `{"code":"echo","message":"Bearer ${given} and ${secret}","target":"${given}","details":[{"message":"${secret}"}]}`;
    const headers = { 'content-type': 'application/json', 'x-request-id': `for.${TOKEN}` };
    response.writeHead(token ? 200 : 400, headers).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createWorkivaClient({
    apiUrl: `http://127.0.0.1:${port}/`,
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    organizationId: ORGANIZATION,
  });
  try {
    return await failureOf(client);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function failureOf(client: WorkivaClient): Promise<WorkivaError> {
  const error: unknown = await client.organization().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkivaError)) throw new Error('the call did not fail as expected', { cause: error });
  return error;
}

function expectNoSecret(error: WorkivaError): void {
  const seen = [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    String(error),
    error.stack ?? '',
  ];
  for (const text of seen) {
    expect(text).not.toContain(SECRET);
    for (const [, spell] of ECHOES) expect(text).not.toContain(spell(SECRET));
    expect(text).not.toMatch(/authorization/i);
    expect(text).not.toMatch(/bearer\s+(?!\[removed])/i);
    for (const [, spell] of ECHOES) expect(text).not.toContain(spell(TOKEN));
    expect(text).not.toContain('client_secret');
  }
}
