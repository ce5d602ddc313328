import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { driftId } from '../../src/domain/drift-record.ts';
import { reinstate } from '../../src/domain/reinstatement.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { driftSays, night } from '../support/drifting.ts';
import { WRITES, watchCalls } from '../support/faults-workiva.ts';
import { automatic, eventually, startQuickWorld, storedGrant, storedRequest } from '../support/faults-world.ts';
import {
  bringLive,
  fileRequest,
  freshClientId,
  type Live,
  makeLive,
  openStore,
  reachGrantTask,
} from '../support/journey.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';
import { type Answer, runInWorld } from './world-run.ts';

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld();
  ({ store, close } = openStore(world));
});
afterAll(async () => {
  close?.();
  await world?.stop();
});
beforeEach(() => world.workiva.faults.clear());

const reconcile = (args: string[], answer?: Answer) => runInWorld(world, ['reconcile', ...args], answer);
const live = () => makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer, freshClientId());
const screens = () => world.workiva.screens;
const sandbox = ({ username }: Pick<Live, 'username'>) => ({ username, workspace: 'Sandbox' });
const rolesOf = ({ username }: Live) => world.workiva.rolesOf(username, 'Sandbox');

describe('reconcile --fix while something moves', () => {
  test('leaves what an admin has adopted since the plan, and does not call it reverted', async () => {
    const [first, second] = [await live(), await live()];
    for (const mine of [first, second]) screens().setRoles(WORKIVA_ADMIN, sandbox(mine), ['Viewer', 'Manager']);
    await night(world);
    const taking = world.workiva.faults.hold({ method: 'POST', path: /roles\/revocation/ });
    const running = reconcile(['--fix', '--yes']);
    await taking.arrived;
    const message = await driftSays(world, second.username, 'no grant gives it');
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.adopt');
    await driftSays(world, second.username, 'Adopted by');
    taking.release();
    const { code, out } = await running;
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`Left as it is: .*${second.username}.* <@${PEOPLE.admin}> has adopted it already\\.`),
    );
    expect(out).toContain('Reverted: 1 of 2.');
    expect([rolesOf(first), rolesOf(second)]).toEqual([['Viewer'], ['Manager', 'Viewer']]);
    const { events } = await store.audit.history(driftId(second.username), 50);
    expect(events.filter(({ actor }) => actor === 'operator')).toEqual([]);
  });

  test('leaves a user active whose grant is reinstated while it is suspended', async () => {
    const mine = await live();
    await stopGrant(world, store, mine.grant);
    await stopEnforced(world, mine.grant);
    screens().reinstateUser(WORKIVA_ADMIN, mine.username);
    const suspending = world.workiva.faults.hold({ method: 'PATCH', path: /\/users\// });
    const running = reconcile(['--fix', '--yes']);
    await suspending.arrived;
    const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], others: [], reason: 'All well.', now: world.clock.now() };
    await transact(store, { grant: mine.grant }, ({ grant }) => (grant ? reinstate(grant, move) : missing(mine.grant)));
    await eventually(async () => (await storedGrant(world, mine.grant)).suspension?.enforced, 'the reinstatement');
    suspending.release();
    const { code, err } = await running;
    expect(code).toBe(1);
    expect(err).toContain('What is recorded has changed since then');
    expect(world.workiva.userNamed(mine.username)?.status).toBe('active');
  });

  test('has a grant that is approved while it removes a member wait, and that is added again', async () => {
    const mine = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    screens().addMember(WORKIVA_ADMIN, sandbox(mine));
    const removing = world.workiva.faults.hold({ method: 'DELETE', path: /\/memberships\// });
    const running = reconcile(['--fix', '--yes']);
    await removing.arrived;
    const wish = automatic(world, { userKind: 'existing', username: mine.username });
    const filed = await fileRequest(world, wish);
    await eventually(async () => (await storedRequest(world, filed.request)).state === 'provisioning', filed.request);
    await reachGrantTask(world, await fileRequest(world, automatic(world)));
    removing.release();
    await running;
    await bringLive(world, filed, freshClientId());
    const seats = world.workiva.memberships.filter(({ username }) => username === mine.username);
    expect(seats.map(({ workspace }) => workspace)).toContain('Sandbox');
  });

  test('waits for another operator who does the same, and does nothing a second time', async () => {
    const mine = await live();
    screens().setRoles(WORKIVA_ADMIN, sandbox(mine), []);
    const watch = watchCalls(world);
    const giving = world.workiva.faults.hold(WRITES.roles);
    const first = reconcile(['--fix', '--yes']);
    await giving.arrived;
    let isAsked = false;
    const second = reconcile(['--fix'], () => {
      isAsked = true;
      return 'yes';
    });
    await eventually(() => isAsked, 'the question of the second');
    // Long enough for it to give the role too: a request goes its whole way meanwhile.
    await reachGrantTask(world, await fileRequest(world, automatic(world)));
    giving.release();
    expect(await first).toMatchObject({ code: 0, out: expect.stringContaining('Gave') });
    expect(await second).toMatchObject({ code: 0, out: expect.stringContaining('is as recorded already') });
    expect(watch.writes('roles')).toHaveLength(1);
    expect(rolesOf(mine)).toEqual(['Viewer']);
  });
});
