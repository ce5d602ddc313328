import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { reinstate } from '../../src/domain/reinstatement.ts';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import {
  auditOf,
  automatic,
  eventually,
  messagesSent,
  startQuickWorld,
  storedGrant,
  withQueues,
} from '../support/faults-world.ts';
import {
  fileRequest,
  freshClientId,
  type Live,
  makeLive,
  messageIn,
  openStore,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { stopGrant } from '../support/stopping.ts';

const PATCH_USER = { method: 'PATCH', path: /\/users\// };

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld();
  ({ store, close } = openStore(world));
});
afterEach(() => world.workiva.faults.clear());
afterAll(async () => {
  close();
  await world.stop();
});

const live = (at = world) => makeLive(at, automatic(at), PEOPLE.engineer, freshClientId());

const stopIt = ({ grant }: Live, from: Store = store): Promise<void> => stopGrant(world, from, grant);

const settled = ({ grant }: Pick<Live, 'grant'>, at = world) =>
  eventually(async () => {
    const { suspension } = await storedGrant(at, grant);
    return suspension && (suspension.enforced ?? suspension.trouble) !== undefined && suspension;
  }, `the suspension of ${grant}`);

/** Waits until no job of a queue is at work, or is tried again. */
const over = (name: 'provision' | 'suspend') =>
  withQueues(world, (queues) =>
    eventually(
      async () => (await queues[name].getJobCountByTypes('waiting', 'active', 'delayed')) === 0,
      `every job of ${name} to be over`,
    ),
  );

const statusOf = ({ username }: Live) => world.workiva.userNamed(username)?.status;
const changesOf = ({ username }: Live) => {
  const id = world.workiva.userNamed(username)?.id ?? '';
  return world.workiva.calls.filter(({ method, path }) => method === 'PATCH' && path.includes(id));
};

describe('the suspension of an integration user', () => {
  test('takes hold in Workiva, and in the records with who and when', async () => {
    const mine = await live();
    await stopIt(mine);
    expect(await settled(mine)).toMatchObject({ by: PEOPLE.admin, run: 1, enforced: { by: 'grantdesk' } });
    expect(statusOf(mine)).toBe('suspended');
    expect(await storedGrant(world, mine.grant)).toMatchObject({ state: 'suspended' });
    expect(await auditOf(world, mine.grant)).toEqual(
      expect.arrayContaining(['grant.suspended', 'grant.suspension_enforced']),
    );
  });

  test('is tried again while Workiva is out of order', async () => {
    const mine = await live();
    world.workiva.faults.answer(PATCH_USER, { status: 503, times: 2 });
    await stopIt(mine);
    expect((await settled(mine)).enforced).toMatchObject({ by: 'grantdesk' });
    expect(statusOf(mine)).toBe('suspended');
    expect(changesOf(mine)).toHaveLength(3);
  });

  test('changes nothing where the user is suspended already', async () => {
    const mine = await live();
    world.workiva.screens.suspendUser(WORKIVA_ADMIN, mine.username);
    await stopIt(mine);
    expect((await settled(mine)).enforced).toMatchObject({ by: 'grantdesk' });
    expect(changesOf(mine)).toEqual([]);
  });

  test('whose answer was lost is asked for once more, and counts as done', async () => {
    const mine = await live();
    world.workiva.faults.answer(PATCH_USER, { status: 502, afterDoing: true });
    await stopIt(mine);
    expect((await settled(mine)).enforced).toMatchObject({ by: 'grantdesk' });
    expect(changesOf(mine).map(({ status }) => status)).toEqual([502, 200]);
  });

  test('becomes an admin’s task when Workiva refuses it', async () => {
    const mine = await live();
    world.workiva.faults.answer(PATCH_USER, { status: 403, message: 'Not allowed.' });
    await stopIt(mine);
    expect(await settled(mine)).toMatchObject({ trouble: expect.any(String) });
    expect((await settled(mine)).enforced).toBeUndefined();
    const message = await messageIn(world, CHANNELS.admin, `${mine.grant} · suspended`);
    await world.slack.until(
      () =>
        world.slack.messages(CHANNELS.admin).some((one) => one.ts === message.ts && textOf(one).includes('by hand')),
      'the task',
    );
    expect(await auditOf(world, mine.grant)).toContain('grant.suspension_by_hand');
  });

  test('becomes an admin’s task when Workiva stays out of order', async () => {
    const mine = await live();
    world.workiva.faults.answer(PATCH_USER, { status: 503, times: 99 });
    await stopIt(mine);
    expect((await settled(mine)).trouble).toEqual(expect.any(String));
    expect(statusOf(mine)).toBe('active');
  });

  test('finds a user that has been renamed, by its ID', async () => {
    const mine = await live();
    world.workiva.screens.renameUser(WORKIVA_ADMIN, mine.username, `${mine.username}-renamed`);
    await stopIt(mine);
    expect((await settled(mine)).enforced).toMatchObject({ by: 'grantdesk' });
    expect(world.workiva.userNamed(`${mine.username}-renamed`)?.status).toBe('suspended');
  });

  test('says so when nobody of that name is there any more', async () => {
    const mine = await live();
    world.workiva.screens.removeUser(WORKIVA_ADMIN, mine.username);
    await stopIt(mine);
    expect((await settled(mine)).enforced).toMatchObject({ noUser: true });
    expect(await auditOf(world, mine.grant)).toContain('grant.suspension_without_user');
  });
});

describe('a user that a grant acts as by now, and others too', () => {
  test('is the one that is suspended, with every live grant that acts as it', async () => {
    const [mine, other] = [await live(), await live()];
    await transact(store, { grant: mine.grant }, ({ grant }) => {
      if (!grant) throw new Error(`There is no ${mine.grant}.`);
      const user = { kind: 'existing' as const, username: other.username };
      return { ok: true, grant: { ...grant, terms: { ...grant.terms, user } }, events: [], effects: [] };
    });
    await stopIt(mine);
    expect((await settled(mine)).enforced).toMatchObject({ by: 'grantdesk' });
    expect(await settled(other)).toMatchObject({ with: mine.grant, enforced: { by: 'grantdesk' } });
    expect((await storedGrant(world, other.grant)).state).toBe('suspended');
    expect([statusOf(mine), statusOf(other)]).toEqual(['active', 'suspended']);
    // Each of its grants has a job of its own; both may find the user active.
    expect(new Set(changesOf(other).map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });
});

describe('a user that is added to a workspace while it is being stopped, which activates it in Workiva', () => {
  const ADD = { method: 'POST', path: /membershipCreation$/ };
  const elsewhere = () => makeLive(world, { workspace: 'Finance Close' }, PEOPLE.engineer, freshClientId());
  const existing = ({ username }: Live) => automatic(world, { userKind: 'existing', username });
  const workspacesOf = (username: string) =>
    world.workiva.memberships.filter((one) => one.username === username).map(({ workspace }) => workspace);
  const isSuspended = (username: string) =>
    eventually(() => world.workiva.userNamed(username)?.status === 'suspended', `the suspension of ${username}`);

  test('for another grant is suspended again', async () => {
    const mine = await elsewhere();
    const adding = world.workiva.faults.hold(ADD);
    const other = await fileRequest(world, existing(mine));
    await adding.arrived;
    await stopIt(mine);
    expect((await settled(mine)).enforced).toBeDefined();
    expect(statusOf(mine)).toBe('suspended');
    // Each of the two has a job of its own, and both may find the user active.
    expect(await settled(other)).toMatchObject({ with: mine.grant });
    const before = changesOf(mine).length;
    adding.release();
    await eventually(() => changesOf(mine).length > before, 'the second suspension');
    await isSuspended(mine.username);
    expect(workspacesOf(mine.username)).toEqual(['Finance Close', 'Sandbox']);
    expect(changesOf(mine)).toHaveLength(before + 1);
  });

  test('before Grantdesk hears that it was suspended, is suspended again', async () => {
    const mine = await elsewhere();
    const adding = world.workiva.faults.hold(ADD);
    const other = await fileRequest(world, existing(mine));
    await adding.arrived;
    const suspending = world.workiva.faults.hold({ ...PATCH_USER, afterDoing: true });
    await stopIt(mine);
    await suspending.arrived;
    // Each of the two has a job of its own. One of them is held here; the other is not in the way of what is counted.
    await Promise.any([settled(mine), settled(other)]);
    const before = changesOf(mine).length;
    adding.release();
    await eventually(() => workspacesOf(mine.username).includes('Sandbox'), 'the membership');
    const anew = async () => (await storedGrant(world, mine.grant)).suspension?.run === 2;
    await eventually(anew, 'the second suspension');
    suspending.release();
    await isSuspended(mine.username);
    expect(await settled(mine)).toMatchObject({ enforced: { by: 'grantdesk' } });
    expect(changesOf(mine)).toHaveLength(before + 1);
  });

  test('for the very grant that is stopped, is suspended again, though the answer was lost', async () => {
    const adding = world.workiva.faults.hold(ADD);
    const { grant, username } = await fileRequest(world, automatic(world));
    await adding.arrived;
    await stopIt({ grant } as Live);
    await settled({ grant });
    world.workiva.faults.answer(ADD, { status: 502, afterDoing: true });
    adding.release();
    const anew = async () => ((await storedGrant(world, grant)).suspension?.run ?? 0) > 1;
    await eventually(anew, 'the second suspension');
    await isSuspended(username);
  });

  test('of which no grant is stopped stays active', async () => {
    const mine = await elsewhere();
    const other = await fileRequest(world, existing(mine));
    await eventually(() => workspacesOf(mine.username).includes('Sandbox'), 'the membership');
    await taskOf(world, other.request);
    await over('provision');
    await messagesSent(world, 'firstTry');
    await over('suspend');
    expect((await storedGrant(world, other.grant)).suspension).toBeUndefined();
    expect([statusOf(mine), changesOf(mine)]).toEqual(['active', []]);
  });
});

describe('a reinstatement', () => {
  const reinstated = async (mine: Live) => {
    const move = { by: PEOPLE.secondAdmin, admins: [PEOPLE.secondAdmin], others: [], reason: 'A false alarm.' };
    const moved = await transact(store, { grant: mine.grant }, ({ grant }) => {
      if (!grant) throw new Error(`There is no ${mine.grant}.`);
      return reinstate(grant, { ...move, now: world.clock.now() });
    });
    expect(moved.ok).toBe(true);
  };

  test('activates the user again', async () => {
    const mine = await live();
    await stopIt(mine);
    await settled(mine);
    await reinstated(mine);
    expect(await settled(mine)).toMatchObject({ run: 2, lifted: { by: PEOPLE.secondAdmin } });
    expect(statusOf(mine)).toBe('active');
    expect(await storedGrant(world, mine.grant)).toMatchObject({ state: 'active' });
    expect(await auditOf(world, mine.grant)).toEqual(
      expect.arrayContaining(['grant.reinstated', 'grant.reinstatement_enforced']),
    );
  });

  test('that is overtaken by another stop leaves the user suspended', async () => {
    const mine = await live();
    await stopIt(mine);
    await settled(mine);
    world.workiva.faults.answer(PATCH_USER, { status: 503, times: 1 });
    await reinstated(mine);
    await stopIt(mine);
    expect(await settled(mine)).toMatchObject({ run: 3 });
    // The job that was to activate the user may still be at work; it sees to it that what counts in the end is so.
    await over('suspend');
    expect(statusOf(mine)).toBe('suspended');
  });

  /** Overtaken by a stop which found the user still suspended; what it then tells Workiva takes hold, and nothing after it. */
  const activatedTooLate = async () => {
    const mine = await live();
    await stopIt(mine);
    await settled(mine);
    const activating = world.workiva.faults.hold(PATCH_USER);
    await reinstated(mine);
    await activating.arrived;
    await stopIt(mine);
    expect(await settled(mine)).toMatchObject({ run: 3, enforced: { by: 'grantdesk' } });
    world.workiva.faults.answer(PATCH_USER, { status: 503, times: 99 });
    activating.release();
    await eventually(() => statusOf(mine) === 'active', 'the user to be active');
    return mine;
  };

  test('that is overtaken, and cannot take back at once what it has told Workiva, does so when it is tried again', async () => {
    const mine = await activatedTooLate();
    await withQueues(world, ({ suspend }) =>
      eventually(
        async () => (await suspend.getDelayed()).some(({ data }) => data.grant === mine.grant),
        'the job to be tried again',
      ),
    );
    world.workiva.faults.clear();
    await over('suspend');
    expect(statusOf(mine)).toBe('suspended');
    expect(await settled(mine)).toMatchObject({ run: 3, enforced: { by: 'grantdesk' } });
  });

  test('that is overtaken, and can never take it back, leaves it to the admins, whatever was said before', async () => {
    const mine = await activatedTooLate();
    await over('suspend');
    const { suspension } = await storedGrant(world, mine.grant);
    expect(suspension).toMatchObject({ run: 3, trouble: expect.any(String) });
    expect(suspension?.enforced).toBeUndefined();
    const says = () => world.slack.messages(CHANNELS.admin).findLast(({ text }) => text.includes(mine.grant));
    await world.slack.until(
      () => textOf(says() ?? { text: '', blocks: [] }).includes('suspend it by hand'),
      'the task',
    );
  });
});

describe('without a client in Workiva', () => {
  test('the suspension is an admin’s task from the start', async () => {
    const other = await startQuickWorld({ workivaAccess: false });
    const records = openStore(other);
    try {
      const mine = await live(other);
      await stopIt(mine, records.store);
      expect(await settled(mine, other)).toMatchObject({ trouble: 'Grantdesk has no access to Workiva’s API.' });
      expect(other.workiva.calls).toEqual([]);
    } finally {
      records.close();
      await other.stop();
    }
  });
});
