import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { driftId } from '../../src/domain/drift-record.ts';
import { revoke } from '../../src/domain/revocation.ts';
import { DRIFT_TIME } from '../../src/jobs/drift.ts';
import { lookAt } from '../../src/jobs/drift-look.ts';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { createWorkivaClient } from '../../src/workiva/client.ts';
import { observeAll, observeOneByOne } from '../../src/workiva/observe.ts';
import { answerTo } from '../support/answers.ts';
import { driftSays, driftsOf, night } from '../support/drifting.ts';
import {
  automatic,
  eventually,
  readableLog,
  restart,
  startQuickWorld,
  storedGrant,
  storedRequest,
  withQueues,
} from '../support/faults-world.ts';
import { freshClientId, type Live, labelsOf, makeLive, openStore, taskOf, textOf } from '../support/journey.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';

let world: World;
let store: Store;
let close: () => void;
const { log, lines } = readableLog('info');

beforeAll(async () => {
  world = await startQuickWorld({}, { log });
  ({ store, close } = openStore(world));
});
afterEach(() => world.workiva.faults.clear());
afterAll(async () => {
  close?.();
  await world?.stop();
});

const live = (roles: readonly string[] = ['Viewer']) =>
  makeLive(world, automatic(world, { roles }), PEOPLE.engineer, freshClientId());
const place = ({ username }: Live, workspace = 'Sandbox') => ({ username, workspace });
const screens = () => world.workiva.screens;
/** Workiva suspends who leaves its last workspace; an admin has activated it again. */
function leave(mine: Live): void {
  screens().removeMember(WORKIVA_ADMIN, place(mine));
  screens().reinstateUser(WORKIVA_ADMIN, mine.username);
}
const statusOf = ({ username }: Live) => world.workiva.userNamed(username)?.status;
const actionsOf = async ({ username }: Live) =>
  (await store.audit.history(driftId(username), 50)).events.map(({ action }) => action).reverse();

test('a night’s comparison is scheduled once, in UTC, however many processes there are', async () => {
  const other = await world.startAnother({ role: 'worker' });
  const schedules = await withQueues(world, ({ drift }) => drift.getJobSchedulers());
  await other.stop();
  expect(schedules).toHaveLength(1);
  expect(schedules[0]).toMatchObject({ name: 'drift', ...DRIFT_TIME });
});

describe('a night’s comparison', () => {
  test('says nothing where everything is as recorded', async () => {
    const mine = await live();
    await night(world);
    expect(driftsOf(world, mine.username)).toEqual([]);
    expect(await actionsOf(mine)).toEqual([]);
  });

  test('tells the admins in one message all that somebody has changed by hand, each once', async () => {
    const mine = await live();
    screens().setRoles(WORKIVA_ADMIN, place(mine), ['Manager']);
    screens().addMember(WORKIVA_ADMIN, place(mine, 'Finance Close'));
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    const message = await driftSays(world, mine.username, 'is suspended in Workiva');
    for (const words of [
      'does not have the role “Viewer” in “Sandbox” any more',
      'has the role “Manager” in “Sandbox”, which no grant gives it',
      'is a member of “Finance Close”, which no grant of it names',
    ])
      expect(textOf(message)).toContain(words);
    expect(labelsOf(message)).toEqual(Array(4).fill(['Revert', 'Adopt']).flat());
    await night(world);
    expect(driftsOf(world, mine.username)).toHaveLength(1);
    expect(await actionsOf(mine)).toEqual(Array(4).fill('drift.found'));
    expect((await store.audit.history(mine.grant, 4)).events.map(({ action }) => action)).toContain('drift.found');
  });

  test('marks in its message what has gone by itself', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    await driftSays(world, mine.username, 'is suspended in Workiva');
    screens().reinstateUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    expect(labelsOf(await driftSays(world, mine.username, 'Gone by itself'))).toEqual([]);
    expect(await actionsOf(mine)).toEqual(['drift.found', 'drift.gone']);
  });

  test('knows a user that was renamed by its id, and one that was removed', async () => {
    const [renamed, removed] = [await live(), await live()];
    screens().renameUser(WORKIVA_ADMIN, renamed.username, `${renamed.username}-two`);
    screens().removeUser(WORKIVA_ADMIN, removed.username);
    await night(world);
    const message = await driftSays(world, renamed.username, `is called “${renamed.username}-two”`);
    expect(labelsOf(message)).toEqual(['Adopt']);
    expect(textOf(await driftSays(world, removed.username, 'any more'))).toContain(`revoke ${removed.grant}`);
  });

  test('finds a user that is active though its grant was stopped', async () => {
    const mine = await live();
    await stopGrant(world, store, mine.grant);
    await stopEnforced(world, mine.grant);
    screens().reinstateUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    await driftSays(world, mine.username, 'its calls are not refused');
  });

  test('finds a user that is active again after the clean-up of its last grant, and Revert suspends it', async () => {
    const mine = await live();
    const request = await store.nextRequestId();
    const filing = { id: request, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: world.clock.now() };
    await transact(store, { request, grant: mine.grant }, ({ grant }) => {
      if (!grant) throw new Error(`There is no ${mine.grant}.`);
      return revoke(grant, [PEOPLE.admin], filing);
    });
    await night(world);
    await world.slack.as(PEOPLE.admin).press(await taskOf(world, request), 'grantdesk.task.finish');
    await eventually(async () => (await storedRequest(world, request)).state === 'fulfilled', 'the clean-up');
    await night(world);
    expect(driftsOf(world, mine.username)).toEqual([]);
    screens().reinstateUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    const message = await driftSays(world, mine.username, 'no grant acts as it any more');
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.revert');
    await driftSays(world, mine.username, 'Reverted by');
    expect(statusOf(mine)).toBe('suspended');
  });

  test('looks at one after the other where one is refused, and says so in the log', async () => {
    const [first, second] = [await live(), await live()];
    screens().setRoles(WORKIVA_ADMIN, place(second), []);
    const member = world.workiva.memberships.find(({ username }) => username === first.username)?.id ?? '';
    world.workiva.faults.answer({ method: 'GET', path: new RegExp(`${member}/roles`) }, { status: 403, times: 9 });
    await night(world);
    await driftSays(world, second.username, 'any more');
    expect(driftsOf(world, first.username)).toEqual([]);
    expect(lines.some((line) => line.includes('could not be compared') && line.includes(first.username))).toBe(true);
  });

  test('does not call gone what was reported while the night was under way, after its lists were read', async () => {
    const mine = await live();
    const { workiva } = world.config;
    if (workiva.access !== 'api') throw new Error('This world has no client in Workiva.');
    const client = createWorkivaClient(workiva);
    const [glance, surely] = [observeAll(client), observeOneByOne(client)];
    await lookAt(mine.username, { store, clock: world.clock, glance, surely });
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await lookAt(mine.username, { store, clock: world.clock, glance: surely, surely });
    await lookAt(mine.username, { store, clock: world.clock, glance, surely });
    expect(await actionsOf(mine)).toEqual(['drift.found']);
    expect(labelsOf(await driftSays(world, mine.username, 'is suspended in Workiva'))).toEqual(['Revert', 'Adopt']);
  });

  test('ends with a summary in the log', async () => {
    await night(world);
    const last = lines.findLast((line) => line.includes('is through'));
    expect(JSON.parse(last ?? '{}')).toMatchObject({
      looked: expect.any(Number),
      differences: expect.any(Number),
      usersNotSettled: expect.any(Number),
      faults: 0,
    });
  });
});

describe('Revert', () => {
  const press = async (mine: Live, words: string, action = 'grantdesk.drift.revert', by: string = PEOPLE.admin) =>
    world.slack.as(by).press(await driftSays(world, mine.username, words), action);

  test('makes each finding as recorded again, and its message says who did, and when', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    await press(mine, 'Revert activates it again');
    await driftSays(world, mine.username, `Reverted by <@${PEOPLE.admin}>`);
    expect(statusOf(mine)).toBe('active');
    expect(await actionsOf(mine)).toEqual(['drift.found', 'drift.revert_asked', 'drift.reverted']);
    await night(world);
    expect(driftsOf(world, mine.username)).toHaveLength(1);
  });

  test('adds a membership again with its roles, takes a role, and removes from where no grant is', async () => {
    const [out, more, elsewhere] = [await live(), await live(), await live()];
    leave(out);
    screens().setRoles(WORKIVA_ADMIN, place(more), ['Viewer', 'Manager']);
    screens().addMember(WORKIVA_ADMIN, place(elsewhere, 'Finance Close'));
    await night(world);
    await Promise.all([
      press(out, 'is not a member'),
      press(more, 'no grant gives'),
      press(elsewhere, 'no grant of it'),
    ]);
    await Promise.all([out, more, elsewhere].map(({ username }) => driftSays(world, username, 'Reverted by')));
    expect(world.workiva.rolesOf(out.username, 'Sandbox')).toEqual(['Viewer']);
    expect(world.workiva.rolesOf(more.username, 'Sandbox')).toEqual(['Viewer']);
    const places = world.workiva.memberships.filter(({ username }) => username === elsewhere.username);
    expect(places.map(({ workspace }) => workspace)).toEqual(['Sandbox']);
  });

  test('changes nothing where somebody has put it right already', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    const message = await driftSays(world, mine.username, 'Revert activates');
    screens().reinstateUser(WORKIVA_ADMIN, mine.username);
    const before = world.workiva.calls.length;
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.revert');
    await driftSays(world, mine.username, 'Reverted by');
    expect(world.workiva.calls.slice(before).filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  test('of a membership leaves a user suspended whose grant is stopped, or is just being stopped', async () => {
    const [before, meanwhile] = [await live(), await live()];
    for (const mine of [before, meanwhile]) leave(mine);
    await stopGrant(world, store, before.grant);
    await stopEnforced(world, before.grant);
    await night(world);
    await press(before, 'is not a member');
    await driftSays(world, before.username, 'Workiva activates whoever is added to a workspace');
    expect(statusOf(before)).toBe('suspended');

    const adding = world.workiva.faults.hold({ method: 'POST', path: /membershipCreation/ });
    await press(meanwhile, 'is not a member');
    await adding.arrived;
    await stopGrant(world, store, meanwhile.grant);
    await stopEnforced(world, meanwhile.grant);
    adding.release();
    await driftSays(world, meanwhile.username, 'Reverted by');
    await eventually(() => statusOf(meanwhile) === 'suspended', `the suspension of ${meanwhile.username}`);
    expect((await storedGrant(world, meanwhile.grant)).suspension?.run).toBe(2);
  });

  test('whose answer was lost is done once', async () => {
    const mine = await live();
    leave(mine);
    await night(world);
    world.workiva.faults.answer({ method: 'POST', path: /membershipCreation/ }, { status: 502, afterDoing: true });
    await press(mine, 'is not a member');
    await driftSays(world, mine.username, 'Reverted by');
    expect(world.workiva.memberships.filter(({ username }) => username === mine.username)).toHaveLength(1);
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual(['Viewer']);
  });

  test('that Workiva refuses says why, and can be pressed again', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    world.workiva.faults.answer({ method: 'PATCH', path: /\/users\// }, { status: 403, message: 'Not allowed.' });
    await press(mine, 'Revert activates');
    const failed = await driftSays(world, mine.username, 'The last try to revert it failed');
    expect(labelsOf(failed)).toEqual(['Revert', 'Adopt']);
    await world.slack.as(PEOPLE.secondAdmin).press(failed, 'grantdesk.drift.revert');
    await driftSays(world, mine.username, `Reverted by <@${PEOPLE.secondAdmin}>`);
    expect(statusOf(mine)).toBe('active');
  });

  test('is refused to who is no admin', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    await answerTo(
      world,
      PEOPLE.engineer,
      () => press(mine, 'Revert activates', 'grantdesk.drift.revert', PEOPLE.engineer),
      'Only an admin named in the policy can do this',
    );
    expect(statusOf(mine)).toBe('suspended');
    expect(await actionsOf(mine)).toEqual(['drift.found']);
  });

  test('of two admins who press at once, one is told that the other has', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    const message = await driftSays(world, mine.username, 'Revert activates');
    const told = () => [PEOPLE.admin, PEOPLE.secondAdmin].flatMap((by) => world.slack.as(by).ephemerals);
    const before = new Set(told().map(({ ts }) => ts));
    await Promise.all([
      world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.revert'),
      world.slack.as(PEOPLE.secondAdmin).press(message, 'grantdesk.drift.adopt'),
    ]);
    await world.slack.until(
      () => told().some(({ ts, text }) => !before.has(ts) && text.includes('Nothing was changed')),
      'a refusal',
    );
    await driftSays(world, mine.username, '<@U0ADMIN');
    expect(
      (await actionsOf(mine)).filter((action) => ['drift.adopted', 'drift.revert_asked'].includes(action)),
    ).toHaveLength(1);
  });
});

describe('Adopt', () => {
  test('accepts it as it is now: no night reports it again until it changes', async () => {
    const mine = await live();
    screens().setRoles(WORKIVA_ADMIN, place(mine), ['Viewer', 'Manager']);
    await night(world);
    const message = await driftSays(world, mine.username, 'no grant gives it');
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.adopt');
    expect(labelsOf(await driftSays(world, mine.username, `Adopted by <@${PEOPLE.admin}>`))).toEqual([]);
    await night(world);
    expect(driftsOf(world, mine.username)).toHaveLength(1);
    screens().setRoles(WORKIVA_ADMIN, place(mine), ['Viewer', 'Manager', 'Creator']);
    await night(world);
    expect(textOf(await driftSays(world, mine.username, '“Creator”'))).not.toContain('“Manager”');
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toContain('Manager');
  });
});

test('without a client in Workiva a night says that nothing is compared', async () => {
  await restart(world, { workiva: { access: 'none', apiUrl: world.workiva.apiUrl } }, { log });
  await night(world);
  expect(lines.some((line) => line.includes('Nothing is compared with Workiva'))).toBe(true);
  expect(world.slack.messages(CHANNELS.admin).length).toBeGreaterThan(0);
});
