import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { MINUTE } from '../../src/domain/duration.ts';
import { createLogger } from '../../src/observability/log.ts';
import type { MovableClock } from '../../src/playground/movable-clock.ts';
import { TEAM } from '../../src/playground/slack/identity.ts';
import type { Person, SlackStandIn } from '../../src/playground/slack/stand-in.ts';
import { parsePolicy } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/schema.ts';
import { createDirectory, type Directory } from '../../src/slack/directory.ts';
import { registerPeople } from '../../src/slack/interactions/people.ts';
import { ada, bob, silent, startBench, startSlack } from '../playground/slack/with-bolt.ts';
import { NOW } from '../support/domain-cases.ts';
import { eventually } from '../support/faults-world.ts';

const GROUP = 'S0ADMINS';

const somebody = (id: string, more: Partial<Person>): Person => ({ ...bob, id, ...more });

const SPECIAL = [
  somebody('U0LEFT', { deleted: true }),
  somebody('U0ROBOT', { isBot: true }),
  somebody('USLACKBOT', {}),
  somebody('U0GUEST', { isRestricted: true }),
  somebody('U0ONEGUEST', { isUltraRestricted: true }),
  somebody('U0STRANGER', { isStranger: true }),
  somebody('U0ELSEWHERE', { teamId: 'T0ELSEWHERE' }),
  somebody('U0THEIRGUEST', { teamId: 'T0ELSEWHERE', isRestricted: true }),
];
const CROWD = Array.from({ length: 50 }, (_, at) => somebody(`U0CROWD${at}`, {}));
const PEOPLE = [ada, bob, ...SPECIAL, ...CROWD, somebody('U0FARAWAY', { tz: 'Mars/Olympus_Mons' })];

const POLICY = [
  'version: 1',
  'channels: { requests: C0REQUESTS, admin: C0ADMINS }',
  `groups: { admins: [U0BOB, ${GROUP}] }`,
  'admins: [admins]',
  'workspaces: [Sandbox]',
  'rules: [{ name: All, approval: automatic }]',
];
const policyAllowing = (...allow: string[]): Policy =>
  parsePolicy([...POLICY, `people: { allow: [${allow.join(', ')}] }`].join('\n'), 'policy.yml').policy;

let slack: SlackStandIn;
let clock: MovableClock;
let directory: Directory;
let warnings: string[];

beforeEach(async () => {
  slack = await startSlack({ people: PEOPLE });
  directory = directoryOf(slack);
});

afterEach(() => slack.stop());

/** A clock that stands until it is moved, however long Slack takes to answer. */
function standingClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => new Date(NOW.getTime() + ahead),
    advance(ms) {
      ahead += ms;
    },
  };
}

function directoryOf({ apiUrl: slackApiUrl }: SlackStandIn): Directory {
  const client = new WebClient('xoxb-a-bot', {
    slackApiUrl,
    logger: silent(),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  clock = standingClock();
  warnings = [];
  const log = createLogger('warn', { write: (line) => void warnings.push(line) });
  return createDirectory({ client, clock, teamId: TEAM.id, log });
}

const callsOf = (method: string) => slack.calls.filter((call) => call.method === method).length;
const standingOf = async (id: string) => (await directory.person(id)).standing;

describe('the members of a user group', () => {
  test('are asked for once a minute, and come with their age', async () => {
    expect(await directory.membersOf(GROUP)).toEqual({ members: [ada.id], ageMs: 0 });
    slack.setUserGroup(GROUP, [bob.id]);
    clock.advance(59_000);
    const known = await directory.membersOf(GROUP);
    expect(known.members).toEqual([ada.id]);
    expect(known.ageMs).toBe(59_000);
    clock.advance(2_000);
    expect(await directory.membersOf(GROUP)).toEqual({ members: [bob.id], ageMs: 0 });
    expect(callsOf('usergroups.users.list')).toBe(2);
  });

  test.each([
    ['rate limits', () => slack.faults.rateLimit('usergroups.users.list', { times: 2, retryAfterSeconds: 30 })],
    ['answers 503', () => slack.faults.fail('usergroups.users.list', { times: 2, status: 503 })],
    ['has a fault of its own', () => slack.faults.fail('usergroups.users.list', { times: 2 })],
  ])('serve for ten minutes more when Slack %s, with one warning that says how old they are', async (_, spoil) => {
    await directory.membersOf(GROUP);
    clock.advance(10 * MINUTE);
    spoil();
    const known = await directory.membersOf(GROUP);
    expect(known.members).toEqual([ada.id]);
    expect(known.ageMs).toBe(10 * MINUTE);
    await directory.membersOf(GROUP);
    const told = warnings
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg.includes('its earlier answer serves'));
    expect(told).toMatchObject([{ id: GROUP }]);
    expect(told[0].ageMs).toBe(10 * MINUTE);
    expect((await directory.membersOf(GROUP)).ageMs).toBe(0);
  });

  test('are not answered from what is older than that', async () => {
    await directory.membersOf(GROUP);
    clock.advance(11 * MINUTE + 1_000);
    slack.faults.rateLimit('usergroups.users.list', { times: 1, retryAfterSeconds: 30 });
    await expect(directory.membersOf(GROUP)).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error' });
  });

  test('are not answered from the past when Slack says that there is no such group', async () => {
    await directory.membersOf(GROUP);
    clock.advance(2 * MINUTE);
    slack.faults.fail('usergroups.users.list', { times: 1, error: 'no_such_subteam' });
    await expect(directory.membersOf(GROUP)).rejects.toThrow('no_such_subteam');
  });

  test('count once beside people whom the policy names themselves', async () => {
    slack.setUserGroup(GROUP, [ada.id, bob.id]);
    expect(await directory.peopleIn(['admins'], policyAllowing())).toEqual([bob.id, ada.id]);
  });

  test('tell which user groups somebody is in', async () => {
    slack.setUserGroup('S0OTHERS', [bob.id]);
    expect(await directory.groupsOf(ada.id, ['S0OTHERS', GROUP])).toEqual([GROUP]);
    expect(await directory.groupsOf(ada.id, [])).toEqual([]);
  });
});

describe('a person', () => {
  test('has a name, a time zone, an address, and is a member of the workspace', async () => {
    expect(await directory.person(ada.id)).toEqual({
      id: ada.id,
      name: 'ada',
      tz: 'Europe/London',
      email: 'ada@example.com',
      standing: 'member',
    });
  });

  test('is taken to be on UTC where their time zone is not known here', async () => {
    expect((await directory.person('U0FARAWAY')).tz).toBe('Etc/UTC');
  });

  test('has no address where the app lacks the scope for it', async () => {
    await slack.stop();
    slack = await startSlack({ people: PEOPLE, botScopes: ['users:read'] });
    expect(await directoryOf(slack).person(ada.id)).not.toHaveProperty('email');
  });

  test.each([
    ['U0LEFT', 'left'],
    ['U0NOBODY', 'left'],
    ['U0ROBOT', 'bot'],
    ['USLACKBOT', 'bot'],
    ['U0GUEST', 'guest'],
    ['U0ONEGUEST', 'guest'],
    ['U0STRANGER', 'other_workspace'],
    ['U0ELSEWHERE', 'other_workspace'],
    ['U0THEIRGUEST', 'other_workspace'],
  ])('such as %s has the standing %s', async (id, standing) => {
    expect(await standingOf(id)).toBe(standing);
  });

  test('is asked for once in five minutes, also by many at the same time', async () => {
    await Promise.all([standingOf(ada.id), standingOf(ada.id), standingOf(ada.id)]);
    clock.advance(4 * MINUTE);
    await standingOf(ada.id);
    expect(callsOf('users.info')).toBe(1);
    clock.advance(MINUTE);
    await standingOf(ada.id);
    expect(callsOf('users.info')).toBe(2);
  });

  test('who is forgotten while Slack is being asked is asked for again', async () => {
    const asked = standingOf(ada.id);
    directory.forget(ada.id);
    await asked;
    slack.setPerson(ada.id, { deleted: true });
    expect(await standingOf(ada.id)).toBe('left');
  });

  test('who leaves has left at the next look, and whoever listens hears of it', async () => {
    const bench = await startBench();
    try {
      const left: string[] = [];
      const there: string[] = [];
      directory = directoryOf(bench.slack);
      registerPeople(bench.app, {
        directory,
        onPersonLeft: async (id) => void left.push(id),
        onPersonThere: async (id) => void there.push(id),
      });
      expect(await standingOf(ada.id)).toBe('member');
      await bench.slack.event({ type: 'user_change', user: { id: bob.id, deleted: false } });
      await bench.slack.leave(ada.id);
      await eventually(() => left.length > 0 && there.length > 0, 'both events to be heard of');
      expect(await standingOf(ada.id)).toBe('left');
      expect({ left, there }).toEqual({ left: [ada.id], there: [bob.id] });
    } finally {
      await bench.stop();
    }
  });

  test('of whom nothing is known cannot be told while Slack is away', async () => {
    slack.faults.fail('users.info', { times: 1, status: 500 });
    await expect(standingOf(ada.id)).rejects.toMatchObject({ code: 'slack_webapi_http_error' });
  });
});

describe('who may take part', () => {
  const all = [ada.id, ...SPECIAL.map(({ id }) => id)];

  test.each([
    [[], [ada.id]],
    [['guests'], [ada.id, 'U0GUEST', 'U0ONEGUEST']],
    [['bots'], [ada.id, 'U0ROBOT', 'USLACKBOT']],
    [['other_workspaces'], [ada.id, 'U0STRANGER', 'U0ELSEWHERE', 'U0THEIRGUEST']],
  ])('with %j allowed by the policy is %j, and never somebody who has left', async (allow, expected) => {
    expect(await directory.takingPart(all, policyAllowing(...allow))).toEqual(expected);
  });

  test('of fifty people is found out within the rate that Slack allows, however often it is asked', async () => {
    const ids = CROWD.map(({ id }) => id);
    for (let time = 0; time < 3; time += 1) {
      expect(await directory.takingPart(ids, policyAllowing())).toEqual(ids);
      clock.advance(MINUTE);
    }
    expect(callsOf('users.info')).toBe(50);
  });
});
