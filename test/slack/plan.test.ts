import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/program.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { INSTALLATION } from '../../src/store/keys.ts';
import { startQuickWorld, storedRequest } from '../support/faults-world.ts';
import { approvalOf, fileRequest } from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({ policyPath: 'policy.yml' });
});

afterEach(() => world.workiva.faults.clear());
afterAll(() => world.stop());

const LOOKUPS = { method: 'GET', path: /\/organizations\// } as const;

/** What an approver sees who asks what will happen, once Workiva has been looked at. */
async function foreseen(request: string): Promise<string> {
  const admin = world.slack.as(PEOPLE.admin);
  await admin.press(await approvalOf(world, request), 'grantdesk.request.plan');
  const view = await world.slack.until(() => {
    const text = JSON.stringify(admin.modal?.view.blocks ?? '');
    return text === '""' || text.includes('Looking at') ? undefined : text;
  }, 'the plan');
  await admin.close();
  return view;
}

/** Runs `grantdesk plan` with the environment of this world. */
async function planned(request: string) {
  const said = { out: '', err: '', code: 0 };
  const { workiva, redisUrl } = world.config;
  if (workiva.access !== 'api') throw new Error('This world has a client in Workiva.');
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    env: {
      REDIS_URL: redisUrl,
      WORKIVA_API_URL: workiva.apiUrl,
      WORKIVA_CLIENT_ID: workiva.clientId,
      WORKIVA_CLIENT_SECRET: workiva.clientSecret,
      WORKIVA_ORGANIZATION_ID: workiva.organizationId,
    },
    exit(code: number) {
      said.code = code;
    },
    clock: world.clock,
    installation: INSTALLATION,
  };
  await runCli(io as unknown as Parameters<typeof runCli>[0], ['plan', request]);
  return said;
}

test('an approver sees step by step what an approval leads to, and nothing has been done', async () => {
  const { request, username } = await fileRequest(world, { roles: ['Viewer'] });
  const text = await foreseen(request);
  expect(text).toContain(`1. :arrow_forward: Create the integration user ${username}`);
  expect(text).toContain('2. :arrow_forward: Add it to');
  expect(text).toContain('3. :arrow_forward: Give it Viewer in');
  expect(text).toContain('4. :raising_hand: An admin creates the API grant in Workiva’s screens');
  expect(world.workiva.userNamed(username)).toBeUndefined();
  expect((await storedRequest(world, request)).provisioning).toBeUndefined();
});

test('what stands in the way is said before anybody approves it', async () => {
  const { request } = await fileRequest(world, { userKind: 'existing', username: 'nobody-here' });
  const text = await foreseen(request);
  expect(text).toContain(':no_entry: In the way: Workiva has no user “nobody-here”.');
  expect(text).toContain('it stops before anything is done');
});

test('a Workiva that does not answer is said, with what to do', async () => {
  const { request } = await fileRequest(world);
  world.workiva.faults.answer(LOOKUPS, { status: 503, times: 99 });
  expect(await foreseen(request)).toContain('press *What will happen?* again in a minute');
});

test('the command line says the same, and its exit code tells whether something stands in the way', async () => {
  const good = await fileRequest(world, { roles: [] });
  expect(await planned(good.request.toLowerCase())).toMatchObject({
    code: 0,
    out: expect.stringContaining(`1. to do: Create the integration user ${good.username}\n2. to do: Add it to`),
  });
  const bad = await fileRequest(world, { userKind: 'existing', username: 'nobody-here' });
  expect(await planned(bad.request)).toMatchObject({
    code: 1,
    out: expect.stringContaining('1. in the way: Workiva has'),
  });
  expect(await planned('REQ-999')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no REQ-999'),
  });
});
