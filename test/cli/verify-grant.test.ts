import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ProgramIo, runCli } from '../../src/cli/program.ts';
import { terminalPrompt } from '../../src/cli/prompt.ts';
import { startWorkivaStandIn, type WorkivaStandIn } from '../../src/playground/workiva/stand-in.ts';

const SCOPES = ['Spreadsheets (Read)', 'Graph (Read)'];

let workiva: WorkivaStandIn;
let clientId: string;
let secret: string;

beforeAll(async () => {
  workiva = await startWorkivaStandIn({
    organizationId: '6f1d2b70-53f2-4c1e-9c57-0d6a3c1b9e11',
    clientId: 'grantdesk-client',
    clientSecret: 'S3cret-of-grantdesk/42',
    workspaces: [{ name: 'Sandbox' }],
    users: [{ username: 'svc.export', memberOf: { Sandbox: ['Viewer'] } }],
    admins: ['wanda'],
  });
  ({ clientId } = workiva.screens.addGrant('wanda', {
    clientName: 'Sandbox | export',
    workspace: 'Sandbox',
    workivaUsername: 'svc.export',
    expires: '2099-12-31',
    scopes: SCOPES,
  }));
  secret = workiva.screens.profile('svc.export').regenerate(clientId);
});
afterAll(() => workiva.stop());

type Ran = { out: string; err: string; code: number };

/** Runs `grantdesk verify-grant` with these arguments; `typed` is piped in, line by line. */
async function verify(args: readonly string[], typed: readonly string[] = [secret]): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: 0 };
  const io: ProgramIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env: { WORKIVA_CLIENT_SECRET: secret },
    exit(code) {
      ran.code = code;
    },
    async *lines() {
      yield* typed;
    },
    clock: { now: () => new Date() },
    installation: 'grantdesk',
    place: { host: 'desk-1', user: 'ana' },
  };
  await runCli(io, ['verify-grant', ...args]);
  return ran;
}

const here = (scopes?: string, ...more: string[]) => [
  ...['--client-id', clientId, '--api-url', workiva.apiUrl],
  ...(scopes === undefined ? [] : ['--scopes', scopes]),
  ...more,
];
const tokens = () => workiva.calls.filter(({ path }) => path === '/iam/v1/oauth2/token').length;

describe('testing a grant', () => {
  test('says that it works as approved, and asks Workiva once', async () => {
    const before = tokens();
    const { out, err, code } = await verify(here(SCOPES.join(', ')));
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain('✓ Workiva gave a token');
    expect(out).toContain(`✓ It has the scopes that were approved, and no others: ${SCOPES.join(', ')}.`);
    expect(tokens() - before).toBe(1);
  });

  test('says which scopes it lacks, and which nobody approved', async () => {
    const fewer = await verify(here(`${SCOPES.join(', ')}, Tasks (Write)`));
    expect(fewer).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ It lacks what was approved: Tasks (Write).'),
    });
    const more = await verify(here('Spreadsheets (Read)'));
    expect(more).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ It has what nobody approved: Graph (Read).'),
    });
  });

  test('without --scopes shows what the token has, and says that nothing was compared', async () => {
    const { out, code } = await verify(here(undefined, '--grant', 'GRANT-57'), [secret, 'y']);
    expect(code).toBe(1);
    expect(out).toContain('Its scopes: file:read, graph:read.');
    expect(out).toContain('! Not compared');
    expect(out).toContain('/grant verified GRANT-57 unclear');
  });

  test('says which products a token does not tell apart, and takes one for the other', async () => {
    const { out, code } = await verify(here('Documents (Read), Graph (Read)'));
    expect(code).toBe(0);
    expect(out).toContain('! file:read is the same for Spreadsheets, Documents, Presentations, Files, Milestones and');
    expect(out).not.toContain('graph:read is the same');
    const more = await verify(here('Graph (Read)'));
    expect(more).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ It has what nobody approved: file:read (Spreadsheets, Documents,'),
    });
  });

  test('says what cannot be compared', async () => {
    const { out, code } = await verify(here(`${SCOPES.join(', ')}, Sustainability (Read)`));
    expect(code).toBe(1);
    expect(out).toContain('! Cannot be compared: Sustainability (Read).');
    expect(out).toContain('! It works. Whether it may do what was approved, and no more, only Workiva’s form shows.');
  });

  test.each([
    ['names no scope', '', 'It did not say which scopes the token has'],
    [
      'names one that nobody knows',
      'file:read wdata:write',
      'The token also names what Grantdesk does not know: wdata:write',
    ],
  ])('does not say that it works as approved where Workiva %s', async (_, scope, words) => {
    const body = { access_token: 'a-token', expires_in: 600, token_type: 'Bearer', ...(scope === '' ? {} : { scope }) };
    workiva.faults.answer({ method: 'POST', path: /oauth2\/token/ }, { status: 200, body });
    const { out, code } = await verify(here('Spreadsheets (Read)', '--grant', 'GRANT-57'), [secret, 'y']);
    expect(code).toBe(1);
    expect(out).toContain(words);
    expect(out).toContain('/grant verified GRANT-57 unclear');
  });

  test('with a wrong secret says so once, with what to do in which order', async () => {
    const before = tokens();
    const { out, code } = await verify(here(SCOPES.join(', ')), ['another-secret-of-mine']);
    expect(code).toBe(1);
    expect(out).toContain('✗ Workiva gave no token (The client is not known or may not act, 401, invalid_client).');
    expect(out).toContain('1. The secret is not the newest.');
    expect(tokens() - before).toBe(1);
  });

  test.each([
    [
      'an address that is not allowed',
      { status: 403, message: 'This IP address is not allowed.' },
      'this machine’s address',
    ],
    ['an expired grant', { status: 401, message: 'The client has expired.' }, 'The grant has expired.'],
    ['a suspended user', { status: 401, message: 'The user is suspended.' }, 'is suspended in Workiva'],
  ])('tells %s apart where Workiva does', async (_, { status, message }, words) => {
    const body = { error: 'access_denied', error_description: message };
    workiva.faults.answer({ method: 'POST', path: /oauth2\/token/ }, { status, body });
    const { out, code } = await verify(here(SCOPES.join(', ')));
    expect(code).toBe(1);
    expect(out).toContain(words);
  });

  test('while Workiva is away finds nothing out, and offers no report', async () => {
    const { out, err, code } = await verify(
      ['--client-id', clientId, '--api-url', 'http://127.0.0.1:9'],
      [secret, 'y'],
    );
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toContain('could not be reached');
    expect(err).toContain('try again in a while');
  });
});

describe('the report', () => {
  test('is one line to type in Slack, for who wants it', async () => {
    const { out } = await verify(here(SCOPES.join(', '), '--grant', 'grant-57'), [secret, 'y']);
    expect(out).toContain('\n  /grant verified GRANT-57 works\n');
    const refused = await verify(here(undefined, '--grant', 'GRANT-57'), ['another-secret-of-mine', 'Yes']);
    expect(refused.out).toContain('/grant verified GRANT-57 refused');
  });

  test.each([['n'], [''], [undefined]])('is not offered further to who answers %j', async (answer) => {
    const { out } = await verify(here(SCOPES.join(', ')), answer === undefined ? [secret] : [secret, answer]);
    expect(out).not.toContain('/grant verified');
  });
});

describe('used wrongly', () => {
  test.each([['--secret'], ['--client-secret']])('refuses a secret behind %s, and tests nothing', async (option) => {
    const before = tokens();
    const ran = await verify([...here(), option, secret]);
    expect(ran).toMatchObject({ out: '', code: 2, err: expect.stringContaining('does not belong on a command line') });
    expect(ran.err).not.toContain(secret);
    expect(tokens()).toBe(before);
  });

  test.each([
    ['a mistyped option', (value: string) => [`--client-secrte=${value}`]],
    ['a mistyped option and what follows it', (value: string) => ['--secrte', value]],
    ['an option run together with it', (value: string) => [`-s${value}`]],
    ['a region', (value: string) => ['--region', value]],
    ['the number of a grant', (value: string) => ['--grant', value]],
    ['nothing that there is', (value: string) => [value]],
  ])('does not say back a secret behind %s', async (_, typed) => {
    for (const value of [secret, `it's-${secret}`]) {
      const { out, err, code } = await verify(['--client-id', clientId, ...typed(value)]);
      expect({ out, code }).toEqual({ out: '', code: 2 });
      expect(err).not.toBe('');
      expect(err).not.toContain(secret);
    }
  });

  test('does not say back a client ID that may be the secret', async () => {
    const typed = 'client_secret=abcd1234efgh5678';
    const { err, code } = await verify(['--client-id', typed]);
    expect(code).toBe(2);
    expect(err).toContain('--client-id: This looks like a secret.');
    expect(err).not.toContain('abcd1234');
  });

  test('names what it does not take, and ends with 2', async () => {
    const { err, code } = await verify(['--client-id', clientId, '--api-url', 'workiva', '--grant', '57']);
    expect(code).toBe(2);
    expect(err).toBe(
      '--api-url: It is no web address that keeps the secret. Give one that starts with https://.\n--grant: It is not the number of a grant. Give one as GRANT-57.\n',
    );
    const bare = await verify(['--client-id', clientId, '--api-url', 'http://workiva.example'], ['a-secret']);
    expect(bare).toMatchObject({ code: 2, err: expect.stringContaining('--api-url: ') });
    expect(await verify(['--client-id', clientId, '--region', 'mars'])).toMatchObject({ code: 2 });
    expect(await verify(here(undefined, '--region', 'eu'))).toMatchObject({ code: 2 });
  });

  test('takes no secret from the environment: nothing typed, nothing tested', async () => {
    const before = tokens();
    expect(await verify(here(), [])).toEqual({
      out: '',
      err: 'No secret was typed, so nothing was tested.\n',
      code: 2,
    });
    expect(tokens()).toBe(before);
  });
});

test('neither a right nor a wrong secret is printed, in no outcome', async () => {
  const wrong = 'another-secret-of-mine';
  const ran = [
    await verify(here(SCOPES.join(', ')), [secret, 'y']),
    await verify(here('Chains (Read)'), [secret, 'y']),
    await verify(here(SCOPES.join(', ')), [wrong, 'y']),
    await verify(['--client-id', clientId, '--api-url', 'http://127.0.0.1:9'], [wrong]),
  ];
  const printed = JSON.stringify(ran);
  for (const one of [secret, wrong]) expect(printed).not.toContain(one);
});

describe('a terminal', () => {
  function terminal() {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = '';
    output.on('data', (chunk) => {
      shown += String(chunk);
    });
    return { input, prompt: terminalPrompt({ input, output }), shown: () => shown };
  }

  test('shows the question and nothing of what is typed hidden; what is not hidden it shows', async () => {
    const { input, prompt, shown } = terminal();
    const hidden = prompt.hidden('Secret: ');
    input.write('hush-hush-1\r');
    expect(await hidden).toBe('hush-hush-1');
    expect(shown()).toBe('Secret: \n');
    const line = prompt.line('Report? ');
    input.write('yes\r');
    expect(await line).toBe('yes');
    expect(shown()).toContain('yes');
    expect(shown()).not.toContain('hush');
  });

  test('that is closed, or left with Ctrl+C, answers nothing', async () => {
    const { input, prompt } = terminal();
    const left = prompt.hidden('Secret: ');
    input.write('half\u0003');
    expect(await left).toBeUndefined();
    const closed = prompt.hidden('Secret: ');
    input.end();
    expect(await closed).toBeUndefined();
  });
});
