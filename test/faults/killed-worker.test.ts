import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CallMatch } from '../../src/playground/workiva/types.ts';
import type { World } from '../../src/playground/world.ts';
import { type Child, ENTRIES, environmentOf, startChild } from '../support/faults-child.ts';
import { membershipsOf, usersNamed, WRITES, watchCalls } from '../support/faults-workiva.ts';
import { auditIsWhole, auditOf, automatic, forgetDeadWorkers, startQuickWorld } from '../support/faults-world.ts';
import { type Filed, fileRequest, taskOf } from '../support/journey.ts';

/** Of who takes over: a job without a lock is found after half of it, or all of it. */
const LOCK_MS = 2_000;

/** Where the worker is at the moment of its death, one request for each. */
const MOMENTS = {
  beforeUser: WRITES.user,
  afterUser: { ...WRITES.user, afterDoing: true },
  betweenSteps: { method: 'GET', path: /\/workspaces$/ },
  afterMembership: { ...WRITES.membership, afterDoing: true },
  afterRoles: { ...WRITES.roles, afterDoing: true },
  following: { method: 'GET', path: /\/operations\// },
} satisfies Record<string, CallMatch & { afterDoing?: boolean }>;
type Moment = keyof typeof MOMENTS;

let world: World;
let child: Child;
let watched: ReturnType<typeof watchCalls>;
const filed = {} as Record<Moment, Filed>;
const duringLife = {} as Record<'writes' | 'looks', number>;

beforeAll(async () => {
  world = await startQuickWorld({ role: 'app' });
  child = startChild(ENTRIES.unpaced, environmentOf({ ...world.config, role: 'worker' }));
  await child.said(/listening/);
  watched = watchCalls(world);

  for (const moment of Object.keys(MOMENTS) as Moment[]) {
    const hold = world.workiva.faults.hold(MOMENTS[moment]);
    const roles = moment === 'afterRoles' || moment === 'following' ? ['Viewer'] : [];
    filed[moment] = await fileRequest(world, automatic(world, { roles }));
    await hold.arrived;
  }
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  duringLife.writes = watched.writes('roles').length;
  duringLife.looks = watched.shapes().filter((shape) => shape === 'GET operation').length;
  world.workiva.faults.clear();
  await forgetDeadWorkers(world);
  await world.startAnother({ role: 'worker' }, { lockMs: LOCK_MS });
});

afterAll(async () => {
  child.process.kill('SIGKILL');
  await world.stop();
});

test.each(Object.keys(MOMENTS) as Moment[])(
  'a worker killed at the moment “%s” is succeeded by another, and no step is done twice',
  async (moment) => {
    const { request, username } = filed[moment];
    await taskOf(world, request);
    expect(usersNamed(world, username)).toHaveLength(1);
    expect(membershipsOf(world, username)).toHaveLength(1);
    const done = (await auditOf(world, request)).filter((action) => action.endsWith('_done'));
    const roles = moment === 'afterRoles' || moment === 'following' ? ['provisioning.roles_done'] : [];
    expect(done).toEqual(['provisioning.user_done', 'provisioning.membership_done', ...roles]);
  },
);

test('what took hold before the worker died is found by the next one, and not asked for again', async () => {
  for (const moment of ['afterUser', 'betweenSteps', 'afterMembership'] as const) {
    await taskOf(world, filed[moment].request);
    const created = watched
      .writes('user')
      .filter(({ body }) => JSON.stringify(body).includes(`"${filed[moment].username}"`));
    expect(created).toHaveLength(1);
  }
  const member = usersNamed(world, filed.afterMembership.username)[0]?.id;
  expect(watched.writes('membership').filter(({ body }) => JSON.stringify(body).includes(`"${member}"`))).toHaveLength(
    1,
  );
});

test('roles whose operation was begun or saved before the worker died are not asked for again', async () => {
  await Promise.all([taskOf(world, filed.afterRoles.request), taskOf(world, filed.following.request)]);
  expect(duringLife).toEqual({ writes: 2, looks: 1 });
  expect(watched.writes('roles')).toHaveLength(2);
  expect(watched.shapes().filter((shape) => shape === 'GET operation')).toHaveLength(2);
  for (const { username } of [filed.afterRoles, filed.following]) {
    expect(world.workiva.rolesOf(username, 'Sandbox')).toEqual(['Viewer']);
  }
});

test('the audit chain is whole after the death of a worker', async () => {
  expect(await auditIsWhole(world)).toBe(true);
});
