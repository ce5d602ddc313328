import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { StartOptions } from '../../src/parts.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Grantdesk } from '../../src/start.ts';
import { beginNight, driftSays, driftsOf } from '../support/drifting.ts';
import { ENTRIES, environmentOf, startChild } from '../support/faults-child.ts';
import {
  auditIsWhole,
  automatic,
  forgetDeadWorkers,
  messagesSent,
  restart,
  startQuickWorld,
} from '../support/faults-world.ts';
import { freshClientId, type Live, makeLive } from '../support/journey.ts';

/** Of who takes over: a job without a lock is found after half of it, or all of it. */
const LOCK_MS = 2_000;

let world: World;
let mine: [Live, Live, Live];
const workers: Grantdesk[] = [];

beforeAll(async () => {
  world = await startQuickWorld();
});
beforeEach(async () => {
  await restart(world);
  const live = () => makeLive(world, automatic(world), PEOPLE.engineer, freshClientId());
  mine = [await live(), await live(), await live()];
  for (const { username } of mine) world.workiva.screens.suspendUser(WORKIVA_ADMIN, username);
  await restart(world, { role: 'app' });
});
afterEach(async () => {
  world.workiva.faults.clear();
  // One that stays would take the next test's night from the worker that is stopped there.
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(() => world.stop());

async function startWorker(options?: StartOptions): Promise<Grantdesk> {
  const worker = await world.startAnother({ role: 'worker' }, options);
  workers.push(worker);
  return worker;
}

/** How often a user was looked up since the night began. */
const lookups = ({ username }: Live, from: number) =>
  world.workiva.calls.slice(from).filter(({ query }) => query.$filter?.includes(`'${username}'`)).length;

/** A night that has come to the second user, and waits for Workiva's answer about it. */
async function atTheSecond() {
  const from = world.workiva.calls.length;
  const id = world.workiva.userNamed(mine[1].username)?.id ?? '';
  const membership = world.workiva.memberships.find(({ username }) => username === mine[1].username)?.id ?? '';
  const hold = world.workiva.faults.hold({ method: 'GET', path: new RegExp(`${id}|${membership}/roles`) });
  const night = await beginNight(world);
  await hold.arrived;
  return { ...night, from, hold };
}

/** All three were reported once, and the first was not looked at again. */
async function everyoneOnce(from: number, ofFirst: number): Promise<void> {
  for (const { username } of mine) {
    await driftSays(world, username, 'is suspended in Workiva');
  }
  await messagesSent(world);
  for (const { username } of mine) expect(driftsOf(world, username)).toHaveLength(1);
  expect(lookups(mine[0], from)).toBe(ofFirst);
  expect(await auditIsWhole(world)).toBe(true);
}

test('a comparison whose process is killed goes on where it was, in another process', async () => {
  const child = startChild(ENTRIES.unpaced, environmentOf({ ...world.config, role: 'worker' }));
  try {
    await child.said(/listening/);
    const { from, place, through } = await atTheSecond();
    expect(await place()).toMatchObject({ after: mine[0].username });
    child.process.kill('SIGKILL');
    expect(await child.ended).toBe('SIGKILL');
    const ofFirst = lookups(mine[0], from);
    world.workiva.faults.clear();
    await forgetDeadWorkers(world);
    await startWorker({ lockMs: LOCK_MS });
    await through();
    await everyoneOnce(from, ofFirst);
  } finally {
    child.process.kill('SIGKILL');
  }
});

test('a comparison whose process is stopped ends with the user that it looks at, and goes on in another', async () => {
  const first = await startWorker();
  const { from, hold, place, through } = await atTheSecond();
  const ofFirst = lookups(mine[0], from);
  const stopped = first.stop();
  hold.release();
  await stopped;
  expect(await place()).toMatchObject({ after: mine[1].username });
  await startWorker();
  await through();
  await everyoneOnce(from, ofFirst);
});
