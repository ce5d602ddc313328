import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inTurnOfUser } from '../../src/jobs/user-turn.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { endTurn, type UserTurn } from '../../src/store/user-turn.ts';
import { StepRefused } from '../../src/workiva/step.ts';
import { WRITES, watchCalls } from '../support/faults-workiva.ts';
import { automatic, eventually, startQuickWorld, storedRequest } from '../support/faults-world.ts';
import { fileRequest, reachGrantTask } from '../support/journey.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

describe('a turn at an integration user', () => {
  let bench: StoreBench;
  let [store, other]: [Store?, Store?] = [];
  beforeAll(async () => {
    bench = await startBench();
    store = bench.open().store;
    other = bench.open().store;
  });
  beforeEach(() => bench.raw.flushall());
  afterAll(() => bench.close());

  const of = (request: string, username = 'svc.export'): UserTurn => ({ username, holder: `${request} roles 1` });
  const sure = async () => false;
  const inDoubt = async () => true;
  const at = (which: Store | undefined, wait: (ms: number) => Promise<void> = async () => undefined) => ({
    store: which as Store,
    wait,
  });
  /** Takes hold of a user in one process until released. */
  async function held(turn: UserTurn) {
    let release: () => void = () => undefined;
    let began: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const ended = inTurnOfUser(
      turn,
      at(store),
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
          began();
        }),
      sure,
    );
    await hasBegun;
    return async () => {
      release();
      await ended;
    };
  }

  test('is one job’s, whatever the capitals of the username, and the next begins once it has ended', async () => {
    const end = await held(of('REQ-1'));
    const order: string[] = [];
    const wait = async () => {
      order.push('waited');
      await end();
    };
    await inTurnOfUser(of('REQ-2', 'SVC.Export'), at(other, wait), async () => void order.push('worked'), sure);
    expect(order).toEqual(['waited', 'worked']);
  });

  test('is waited for only so long: another try may find it free', async () => {
    const end = await held(of('REQ-1'));
    const late = inTurnOfUser(of('REQ-2'), at(other), async () => undefined, sure);
    await expect(late).rejects.toMatchObject({
      sentence: 'Grantdesk is still changing svc.export for REQ-1.',
      transient: true,
    });
    await end();
  });

  test('holds up nobody at another user', async () => {
    const end = await held(of('REQ-1'));
    expect(await inTurnOfUser(of('REQ-2', 'svc.other'), at(other), async () => 'worked', sure)).toBe('worked');
    await end();
  });

  test('lasts while it is in doubt what was done, is gone on with by the next try, and ends by itself', async () => {
    const away = async () => Promise.reject(new StepRefused('Away.', { transient: true }));
    await expect(inTurnOfUser(of('REQ-1'), at(store), away, inDoubt)).rejects.toThrow('Away.');
    await expect(inTurnOfUser(of('REQ-2'), at(other), async () => undefined, sure)).rejects.toThrow('REQ-1');
    const [key = ''] = await bench.raw.keys('*at-work*');
    expect(await bench.raw.pttl(key)).toBeGreaterThan(0);
    expect(await inTurnOfUser(of('REQ-1'), at(other), async () => 'again', sure)).toBe('again');
    expect(await inTurnOfUser(of('REQ-2'), at(store), async () => 'free', sure)).toBe('free');
  });

  test('ends with what no other try can help, and where nothing is in doubt', async () => {
    const refusedAs = (transient: boolean) => async () => Promise.reject(new StepRefused('No.', { transient }));
    await expect(inTurnOfUser(of('REQ-1'), at(store), refusedAs(false), inDoubt)).rejects.toThrow('No.');
    await expect(inTurnOfUser(of('REQ-2'), at(store), refusedAs(true), sure)).rejects.toThrow('No.');
    expect(await inTurnOfUser(of('REQ-3'), at(other), async () => 'free', sure)).toBe('free');
  });

  test('is not ended by who has lost it to another', async () => {
    const end = await held(of('REQ-1'));
    await endTurn(of('REQ-2'), other as Store);
    await expect(inTurnOfUser(of('REQ-2'), at(other), async () => undefined, sure)).rejects.toThrow('REQ-1');
    await end();
  });
});

describe('two requests for one user, carried out at the same moment', () => {
  let world: World;
  beforeAll(async () => {
    world = await startQuickWorld({
      workiva: { users: [{ username: 'shared', memberOf: { Sandbox: [] } }] },
    });
  });
  afterEach(() => world.workiva.faults.clear());
  afterAll(() => world.stop());

  const rolesStep = async (id: string) =>
    (await storedRequest(world, id)).provisioning?.steps.find(({ name }) => name === 'roles');

  test('give it a role once, and each keeps whether it gave it or found it', async () => {
    const wish = () => automatic(world, { userKind: 'existing', username: 'shared', roles: ['Viewer'] });
    const watch = watchCalls(world);
    const giving = world.workiva.faults.hold(WRITES.roles);
    const first = await fileRequest(world, wish());
    await giving.arrived;
    const second = await fileRequest(world, wish());
    const atWork = async () => (await storedRequest(world, second.request)).state === 'provisioning';
    await eventually(atWork, 'the second to be at work');
    // Long enough for the second to give the role too: a third goes its whole way meanwhile.
    await reachGrantTask(world, await fileRequest(world, automatic(world)));
    giving.release();
    await reachGrantTask(world, first);
    await reachGrantTask(world, second);
    expect(watch.writes('roles')).toHaveLength(1);
    expect(await rolesStep(first.request)).toMatchObject({ changed: ['Viewer'], note: 'Gave Viewer' });
    const found = await rolesStep(second.request);
    expect(found).toMatchObject({ state: 'done', note: 'Has Viewer' });
    expect(found?.changed ?? []).toEqual([]);
  });
});
