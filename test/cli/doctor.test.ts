import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { BOT_SCOPES } from '../../src/cli/bot-scopes.ts';
import type { Finding } from '../../src/cli/doctor-findings.ts';
import { type ProgramIo, runCli } from '../../src/cli/program.ts';
import { PEOPLE, SEED_CHANNELS, SEED_PEOPLE, SEED_USER_GROUPS, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import { startSlackStandIn } from '../../src/playground/slack/stand-in.ts';
import { startWorkivaStandIn } from '../../src/playground/workiva/stand-in.ts';
import { startWorld, type World } from '../../src/playground/world.ts';
import { connectStore } from '../../src/store/connection.ts';
import { createKeys } from '../../src/store/keys.ts';
import { createWorkivaPace } from '../../src/store/workiva-pace.ts';
import { standingOf } from '../support/faults-misfortune.ts';
import { automatic, eventually, storedRequest, withRedis } from '../support/faults-world.ts';
import { fileRequest, taskOf } from '../support/journey.ts';

let world: World;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-doctor-'));
  world = await startWorld({ paced: false });
  await fileRequest(world);
  await outboxIsEmpty();
});
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until the relay has taken out what it has moved, of which the doctor would tell. */
const outboxIsEmpty = () =>
  withRedis(world, (redis) =>
    eventually(async () => (await redis.xlen(createKeys('grantdesk').outbox)) === 0, 'the outbox to be empty'),
  );

type Env = Record<string, string | undefined>;

function environment(): Env {
  const { slack, workiva, policyPath, redisUrl } = world.config;
  if (workiva.access === 'none') throw new Error('The world should have access.');
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl.replace(/\/$/, ''),
    REDIS_URL: redisUrl,
    GRANTDESK_POLICY: policyPath,
    WORKIVA_API_URL: workiva.apiUrl,
    WORKIVA_APP_URL: workiva.appUrl,
    WORKIVA_CLIENT_ID: workiva.clientId,
    WORKIVA_CLIENT_SECRET: workiva.clientSecret,
    WORKIVA_ORGANIZATION_ID: workiva.organizationId,
  };
}

type Ran = { out: string; err: string; code: number };

async function doctor(changes: Env = {}, args: string[] = [], now = () => new Date()): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: 0 };
  const io: ProgramIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env: { ...environment(), ...changes },
    exit(code) {
      ran.code = code;
    },
    async *lines() {
      yield* [];
    },
    clock: { now },
    installation: 'grantdesk',
    place: { host: 'desk-1', user: 'olga' },
  };
  await runCli(io, ['doctor', ...args]);
  return ran;
}

async function changedPolicy(change: (text: string) => string): Promise<string> {
  const path = join(folder, `policy-${Math.random()}.yml`);
  await writeFile(path, change(await readFile('policy.yml', 'utf8')));
  return path;
}

const printed: string[] = [];

/** What the doctor finds in JSON; each run is also looked through for secrets. */
async function found(changes: Env = {}, now?: () => Date): Promise<{ ok: boolean; code: number; lines: string[] }> {
  const { out, err, code } = await doctor(changes, ['--json'], now);
  printed.push(out, err);
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  return { ok, code, lines: findings.map(({ area, state, sentence }) => `${state} ${area}: ${sentence}`) };
}

const bad = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('ok '));
const CHANNELS_UNKNOWN = expect.stringMatching(/^warning Slack: Whether Grantdesk is in its channels .*channels:read/);

describe('an installation that is well', () => {
  test('is named part by part, one line each, and ends with 0', async () => {
    const { out, err, code } = await doctor();
    printed.push(out, err);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    for (const area of ['Environment', 'Policy', 'Redis', 'Queues', 'Audit trail', 'Slack', 'Workiva', 'Steps']) {
      expect(out).toMatch(new RegExp(`^✓ ${area}: .+$`, 'm'));
    }
    expect(out).not.toContain('✗');
    expect(out).toContain('Wrong: 0. To look at: 1.');
  });

  test('has nothing to look at but its channels, which Slack does not show without another scope', async () => {
    const { ok, code, lines } = await found();
    expect({ ok, code }).toEqual({ ok: true, code: 0 });
    expect(bad(lines)).toEqual([CHANNELS_UNKNOWN]);
  });

  test('says of each step that it is done through the API, and why the grant itself is not', async () => {
    const { lines } = await found();
    expect(lines).toContain('ok Steps: give it its roles: by itself, with organization:read and organization:write.');
    expect(lines.at(-1)).toMatch(/the grant itself: an admin task always, as Workiva has no API for grants\.$/);
  });
});

describe('the environment', () => {
  test('that cannot be read ends with 2, every fault named and no value', async () => {
    const { out, code } = await doctor({ SLACK_BOT_TOKEN: 'faulty-value-1', PORT: 'faulty-value-2' });
    expect(code).toBe(2);
    expect(out).toContain('✗ Environment: SLACK_BOT_TOKEN is not a bot token.');
    expect(out).toContain('✗ Environment: PORT is not a port.');
    expect(out).not.toContain('faulty-value');
  });
});

describe('Redis', () => {
  test('that is away is a fault, and the rest is looked at all the same', async () => {
    const { code, lines } = await found({ REDIS_URL: 'redis://:pass-of-redis-1@127.0.0.1:9' });
    expect(code).toBe(1);
    expect(bad(lines)).toEqual([expect.stringMatching(/^fault Redis: Redis cannot be reached/), CHANNELS_UNKNOWN]);
  });

  test('that may lose decisions is a fault with its remedy', () =>
    withRedis(world, async (redis) => {
      await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
      try {
        const { code, lines } = await found();
        expect(code).toBe(1);
        expect(lines).toContainEqual(expect.stringMatching(/^fault Redis: .*set maxmemory-policy to noeviction/));
      } finally {
        await redis.config('SET', 'maxmemory-policy', 'noeviction');
      }
    }));

  test('jobs that failed and effects that wait are worth a look', () =>
    withRedis(world, async (redis) => {
      await redis.zadd('{grantdesk-notify}:notify:failed', 1, 'some-job');
      const { outbox } = createKeys('grantdesk');
      const entry = await redis.xadd(outbox, '*', 'effect', 'of a newer version');
      try {
        const { code, lines } = await found();
        expect(code).toBe(0);
        expect(lines).toContainEqual(expect.stringMatching(/^warning Queues: .*notify 1\. The log/));
        expect(lines).toContainEqual(
          expect.stringMatching(/^warning Queues: Effects that wait in the outbox: 1\. .*GRANTDESK_ROLE/),
        );
      } finally {
        await redis.zrem('{grantdesk-notify}:notify:failed', 'some-job');
        await redis.xdel(outbox, entry ?? '');
      }
    }));

  test('with an audit trail that was changed is a fault', () =>
    withRedis(world, async (redis) => {
      const { audit } = createKeys('grantdesk');
      const last = (await redis.lindex(audit, -1)) ?? '';
      await redis.lset(audit, -1, last.replace('request.filed', 'request.fined'));
      try {
        const { code, lines } = await found();
        expect(code).toBe(1);
        expect(lines).toContainEqual(expect.stringMatching(/^fault Audit trail: .*npx grantdesk audit verify/));
      } finally {
        await redis.lset(audit, -1, last);
      }
    }));
});

describe('the policy', () => {
  test('with faults names each; what it names elsewhere is not looked for', async () => {
    const GRANTDESK_POLICY = await changedPolicy((text) => text.replace('version: 1', 'version: 2'));
    const { code, lines } = await found({ GRANTDESK_POLICY });
    expect(code).toBe(1);
    expect(bad(lines)).toEqual([expect.stringMatching(/^fault Policy: .*write version: 1/)]);
  });

  test('that names people, workspaces and roles which are not there is told so, each with its remedy', async () => {
    const GRANTDESK_POLICY = await changedPolicy((text) =>
      text
        .replace(/^workspaces: \[/m, 'workspaces: [Atlantis, ')
        .replace(/^workspace_roles: .*$/m, 'workspace_roles: [Viewer, Creator, Manager, Emperor]')
        .replace('groups:\n', 'groups:\n  ghosts: [U0NOBODY, S0NOBODY]\n')
        .replace(/^admins: .*$/m, 'admins: [ghosts]'),
    );
    const { code, lines } = await found({ GRANTDESK_POLICY });
    expect(code).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^fault Slack: U0NOBODY: Slack answers user_not_found\. Check the ID/),
        expect.stringMatching(/^fault Slack: The user group S0NOBODY: Slack answers no_such_subteam/),
        expect.stringMatching(/^fault Slack: Nobody in the group “ghosts” can act, who should do the admin tasks/),
        expect.stringMatching(/^fault Workiva: It shows no workspace “Atlantis”: correct “workspaces”/),
        expect.stringMatching(/^warning Workiva: “Sandbox” has no role “Emperor”.*It has: /),
      ]),
    );
  });

  test('whose rules ask for codes needs the key', async () => {
    const GRANTDESK_POLICY = await changedPolicy((text) =>
      text.replace('      stages:', '      confirm: totp\n      stages:'),
    );
    const { lines } = await found({ GRANTDESK_POLICY });
    expect(lines).toContainEqual(expect.stringMatching(/^fault Policy: .*GRANTDESK_CODES_KEY is not set/));
  });
});

describe('Slack', () => {
  test('that refuses the bot token is a fault', async () => {
    const { code, lines } = await found({ SLACK_BOT_TOKEN: 'xoxb-some-other-token' });
    expect(code).toBe(1);
    expect(bad(lines)).toEqual([
      expect.stringMatching(/^fault Slack: Slack answers invalid_auth\. Check SLACK_BOT_TOKEN/),
    ]);
  });

  test('that is away is a fault', async () => {
    const { lines } = await found({ SLACK_API_URL: 'http://127.0.0.1:9' });
    expect(bad(lines)).toEqual([expect.stringMatching(/^fault Slack: Slack cannot be reached\./)]);
  });

  test('with other scopes than the manifest’s says which, and with channels:read where Grantdesk is not', async () => {
    const access = {
      botToken: 'xoxb-of-another-app',
      signingSecret: 'signing-of-another',
      appToken: 'xapp-of-another',
    };
    const [first, ...others] = SEED_CHANNELS;
    const slack = await startSlackStandIn({
      ...access,
      people: SEED_PEOPLE,
      userGroups: SEED_USER_GROUPS,
      channels: [...(first ? [{ ...first, botIsMember: false }] : []), ...others],
      botScopes: ['channels:read', ...BOT_SCOPES.filter((scope) => scope !== 'im:write')],
    });
    try {
      const tokens = { SLACK_BOT_TOKEN: access.botToken, SLACK_APP_TOKEN: access.appToken };
      const { code, lines } = await found({ ...tokens, SLACK_API_URL: slack.apiUrl.replace(/\/$/, '') });
      expect(code).toBe(1);
      expect(lines).toEqual(
        expect.arrayContaining([
          'fault Slack: The bot token lacks im:write: install the app again from manifest.yml.',
          expect.stringMatching(/^warning Slack: The bot token has more than Grantdesk needs: channels:read/),
          expect.stringMatching(/^fault Slack: Grantdesk is not in the channel of \w+, C\w+: type \/invite/),
          expect.stringMatching(/^ok Slack: Grantdesk is in the channel of/),
          'ok Slack: Socket Mode: the app token works.',
        ]),
      );
    } finally {
      await slack.stop();
    }
  });

  test('is compared with the scopes that the manifest asks for', async () => {
    const manifest = parse(await readFile('manifest.yml', 'utf8')) as { oauth_config: { scopes: { bot: string[] } } };
    expect([...BOT_SCOPES].sort()).toEqual(manifest.oauth_config.scopes.bot.sort());
  });
});

describe('Workiva', () => {
  test('without a client there: every step is by hand, which is as it was meant', async () => {
    const none = { WORKIVA_CLIENT_ID: '', WORKIVA_CLIENT_SECRET: '', WORKIVA_ORGANIZATION_ID: '' };
    const { code, lines } = await found(none);
    expect(code).toBe(0);
    expect(bad(lines)).toEqual([CHANNELS_UNKNOWN]);
    expect(lines).toContain('ok Steps: give it its roles: becomes an admin task: Grantdesk has no client in Workiva.');
  });

  const NO_CLIENT = { WORKIVA_CLIENT_ID: '', WORKIVA_CLIENT_SECRET: '', WORKIVA_ORGANIZATION_ID: '' };

  test.each([
    ['us', 'https://api.app.wdesk.com', 'https://app.wdesk.com'],
    ['eu', 'https://api.eu.wdesk.com', 'https://eu.wdesk.com'],
    ['apac', 'https://api.apac.wdesk.com', 'https://apac.wdesk.com'],
  ])('names its region %s, with the API and where people sign in', async (region, api, app) => {
    const { lines } = await found({ ...NO_CLIENT, WORKIVA_REGION: region, WORKIVA_API_URL: '', WORKIVA_APP_URL: '' });
    expect(lines).toContain(`ok Workiva: Its API is at ${api} (region ${region}).`);
    expect(lines).toContain(`ok Workiva: People sign in at ${app}.`);
  });

  test('behind a host of its own says that, and what to set where nobody knows where people sign in', async () => {
    const proxy = 'https://workiva-proxy.corp.example/eu';
    const { code, lines } = await found({ ...NO_CLIENT, WORKIVA_API_URL: proxy, WORKIVA_APP_URL: '' });
    expect(code).toBe(0);
    expect(lines).toContain(`ok Workiva: Its API is at ${proxy} (a host of its own).`);
    expect(lines).toContainEqual(
      expect.stringMatching(/^warning Workiva: Messages lead people to .*Set WORKIVA_REGION/),
    );
    const set = await found({ ...NO_CLIENT, WORKIVA_API_URL: proxy, WORKIVA_REGION: 'eu', WORKIVA_APP_URL: '' });
    expect(set.lines).toContain('ok Workiva: People sign in at https://eu.wdesk.com.');
  });

  test('that has refused a step although the scopes are enough is shown with when, for what and why', async () => {
    const { lines: before } = await found();
    expect(before).toContainEqual(
      expect.stringMatching(/^ok Steps: Which roles Grantdesk’s own user has .* cannot be seen/),
    );
    expect(before).not.toContainEqual(expect.stringContaining('refused last on'));
    world.workiva.faults.answer({ method: 'POST', path: /\/users$/ }, { status: 403, message: 'No such role.' });
    const { request, username } = await fileRequest(world, automatic(world));
    const task = await taskOf(world, request);
    const at = (await storedRequest(world, request)).provisioning?.steps[0]?.lack?.at ?? '';
    const { code, lines } = await found();
    expect(code).toBe(0);
    expect(lines).toContainEqual(
      expect.stringMatching(
        `^warning Steps: Create the integration user: refused last on ${at.slice(0, 16).replace('T', ' ')} UTC, for ${request}\\. .*no such role.*its own user lacks a role`,
      ),
    );

    const names = { givenName: 'Nightly', familyName: 'Export', email: 'ana+export@example.com' };
    world.workiva.screens.addUser(WORKIVA_ADMIN, { username, ...names });
    await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
    await eventually(async () => !(await found()).lines.some((line) => line.includes('refused last on')), 'its end');
    // Its other steps are done by the API: what calls Workiva later is not this request.
    await eventually(async () => standingOf(await storedRequest(world, request)) === 'at_grant', 'its grant task');
  });

  test('with fewer scopes says what becomes an admin task because of it', async () => {
    const { organizationId, clientId, clientSecret } = ownClient();
    const workiva = await startWorkivaStandIn({
      organizationId,
      clientId,
      clientSecret,
      scopes: ['organization:read'],
      workspaces: [{ name: 'Finance Close' }, { name: 'Sandbox' }],
    });
    try {
      const { code, lines } = await found({ WORKIVA_API_URL: workiva.apiUrl });
      expect(code).toBe(0);
      expect(lines).toContain(
        'warning Steps: give it its roles: becomes an admin task: its token lacks organization:write.',
      );
      expect(lines).toContain('warning Steps: read the activity log: is off: its token lacks activity:read.');
    } finally {
      await workiva.stop();
    }
  });

  test('that does not say which scopes the token has leaves nothing to the admins for that', async () => {
    const body = { access_token: 'a-token-without-scopes', expires_in: 600 };
    world.workiva.faults.answer({ path: /token$/ }, { status: 200, body });
    const { code, lines } = await found();
    expect(code).toBe(0);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ok Workiva: .* does not say with which scopes: each step is tried, and left to an admin where/,
      ),
    );
    expect(lines).toContain(
      'ok Steps: give it its roles: by itself, if its grant has organization:read and organization:write.',
    );
  });

  test('that refuses the client, or knows no such organization, is a fault', async () => {
    const refused = await found({ WORKIVA_CLIENT_SECRET: 'another-secret-of-the-client' });
    expect(refused.code).toBe(1);
    expect(refused.lines).toContainEqual(
      expect.stringMatching(/^fault Workiva: .*Check WORKIVA_CLIENT_ID and its secret/),
    );
    expect(refused.lines).toContainEqual(
      expect.stringMatching(/^warning Steps: give it its roles: becomes an admin task/),
    );
    const other = await found({ WORKIVA_ORGANIZATION_ID: '00000000-0000-4000-8000-000000000000' });
    expect(other.lines).toContainEqual(expect.stringMatching(/^fault Workiva: .*Check WORKIVA_ORGANIZATION_ID\.$/));
  });

  test('is called at the pace of the installation: while nobody may call it, the doctor does not either', () =>
    withRedis(world, async (redis) => {
      const shared = connectStore(world.redis.url, () => undefined);
      try {
        const pace = createWorkivaPace(shared, 'grantdesk', { perSecond: 10 });
        await pace.slowDown(Date.now(), 60_000);
        const before = world.workiva.calls.length;
        const { code, lines } = await found();
        expect(code).toBe(1);
        expect(lines).toContainEqual(expect.stringMatching(/^fault Workiva: Grantdesk keeps to its pace of calls/));
        expect(world.workiva.calls).toHaveLength(before);
      } finally {
        shared.disconnect();
        const { workivaPace, workivaTurns } = createKeys('grantdesk');
        await redis.del(workivaPace, workivaTurns);
      }
    }));

  test('whose organization is another than the one that is stored about is a fault', () =>
    withRedis(world, async (redis) => {
      const { organization } = createKeys('grantdesk');
      const kept = (await redis.get(organization)) ?? '';
      await redis.set(organization, '00000000-0000-4000-8000-000000000001');
      try {
        const { code, lines } = await found();
        expect(code).toBe(1);
        expect(lines).toContainEqual(
          expect.stringMatching(/^fault Workiva: WORKIVA_ORGANIZATION_ID is not 00000000-0000-4000-8000-000000000001/),
        );
      } finally {
        await redis.set(organization, kept);
      }
    }));

  test('that is away is a fault that names what to check', async () => {
    const { code, lines } = await found({ WORKIVA_API_URL: 'http://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^fault Workiva: .*Check the network, and WORKIVA_REGION/));
  });

  test('whose clock is more than a minute off is worth a look', async () => {
    const { code, lines } = await found({}, () => new Date(Date.now() + 120_000));
    expect(code).toBe(0);
    expect(lines).toContainEqual(expect.stringMatching(/^warning Workiva: The clock of this machine is 1[12]\d s off/));
  });
});

const ownClient = () => {
  const { workiva } = world.config;
  if (workiva.access === 'none') throw new Error('The world should have access.');
  return workiva;
};

test('no secret is printed, whatever is wrong', () => {
  const all = printed.join('\n');
  const { slack } = world.config;
  expect(all).toContain('Workiva');
  for (const secret of [
    ...[slack.botToken, slack.signingSecret, ownClient().clientSecret, 'pass-of-redis-1', 'xoxb-some-other-token'],
    ...['another-secret-of-the-client', 'xoxb-of-another-app', 'signing-of-another', 'xapp-of-another'],
  ]) {
    expect(all).not.toContain(secret);
  }
});
