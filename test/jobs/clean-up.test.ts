import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { revoke } from '../../src/domain/revocation.ts';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import {
  auditOf,
  automatic,
  eventually,
  startQuickWorld,
  storedGrant,
  storedRequest,
} from '../support/faults-world.ts';
import {
  failureOf,
  freshClientId,
  headerOf,
  type Live,
  makeLive,
  openStore,
  taskOf,
  textOf,
} from '../support/journey.ts';

const TAKE_ROLES = { method: 'POST', path: /\/roles\/revocation/ };
const REMOVE_MEMBER = { method: 'DELETE', path: /\/memberships\// };
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

const live = (changes = {}) =>
  makeLive(world, automatic(world, { roles: ['Viewer'], ...changes }), PEOPLE.engineer, freshClientId());

/** Revokes a grant; an admin has deleted it. Answers the request that cleans up. */
async function revoked({ grant: id }: Live, at = world, from = store): Promise<string> {
  const request = await from.nextRequestId();
  const filing = { id: request, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: at.clock.now() };
  const moved = await transact(from, { request, grant: id }, ({ grant }) => {
    if (!grant) throw new Error(`There is no ${id}.`);
    return revoke(grant, [PEOPLE.admin], filing);
  });
  expect(moved.ok).toBe(true);
  await at.slack.as(PEOPLE.admin).press(await taskOf(at, request), 'grantdesk.task.finish');
  return request;
}

const cleanedUp = (request: string, at = world) =>
  eventually(async () => {
    const { state, provisioning } = await storedRequest(at, request);
    return state === 'fulfilled' && provisioning?.steps.map(({ name, note }) => `${name}: ${note}`);
  }, `the end of ${request}`);

const statusOf = ({ username }: Live) => world.workiva.userNamed(username)?.status;
const callsOf = ({ method, path }: { method: string; path: RegExp }) =>
  world.workiva.calls.filter((call) => call.method === method && path.test(call.path));

describe('what a revoked grant has left in Workiva', () => {
  test('is taken away step by step, each of them saved and in the audit trail', async () => {
    const mine = await live();
    const request = await revoked(mine);
    expect(await cleanedUp(request)).toEqual([
      'grant: Deleted by hand',
      'roles_removal: Took Viewer',
      'membership_removal: Removed from Sandbox',
      `user_suspension: Suspended the user ${mine.username}`,
    ]);
    expect(statusOf(mine)).toBe('suspended');
    expect(await storedGrant(world, mine.grant)).toMatchObject({ state: 'revoked', revocation: request });
    expect(await auditOf(world, mine.grant)).toEqual(
      expect.arrayContaining([
        'grant.deleted',
        'provisioning.roles_removal_done',
        'provisioning.membership_removal_done',
        'provisioning.user_suspension_done',
      ]),
    );
  });

  test('is taken away once where the answers of Workiva were lost', async () => {
    const mine = await live();
    // Workiva itself suspends who leaves the last workspace.
    world.workiva.screens.addMember(WORKIVA_ADMIN, { username: mine.username, workspace: 'Finance Close' });
    for (const fault of [TAKE_ROLES, REMOVE_MEMBER, PATCH_USER]) {
      world.workiva.faults.answer(fault, { status: 502, afterDoing: true });
    }
    const before = [TAKE_ROLES, REMOVE_MEMBER, PATCH_USER].map((fault) => callsOf(fault).length);
    const steps = await cleanedUp(await revoked(mine));
    expect(statusOf(mine)).toBe('suspended');
    expect(steps.slice(1)).toEqual([
      'roles_removal: Took Viewer',
      'membership_removal: Removed from Sandbox',
      `user_suspension: Suspended the user ${mine.username}`,
    ]);
    const after = [TAKE_ROLES, REMOVE_MEMBER, PATCH_USER].map((fault) => callsOf(fault).length);
    // Removing and setting a value are asked for once more; taking roles, a POST, is looked at first.
    expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([1, 2, 2]);
  });

  test('is suspended by Workiva itself, where it leaves its last workspace', async () => {
    const mine = await live();
    const before = callsOf(PATCH_USER).length;
    expect((await cleanedUp(await revoked(mine))).at(-1)).toBe(`user_suspension: Suspended the user ${mine.username}`);
    expect([statusOf(mine), callsOf(PATCH_USER).length - before]).toEqual(['suspended', 0]);
  });

  test('counts as gone where somebody else has taken it away before', async () => {
    const mine = await live();
    world.workiva.screens.suspendUser(WORKIVA_ADMIN, mine.username);
    world.workiva.faults.answer(REMOVE_MEMBER, { status: 404, message: 'Not found.' });
    const steps = await cleanedUp(await revoked(mine));
    expect(steps).toContain(`user_suspension: Suspended the user ${mine.username}`);
    expect(statusOf(mine)).toBe('suspended');
  });

  test('brings a refusal of Workiva to the admins, who try again', async () => {
    const mine = await live();
    world.workiva.faults.answer(REMOVE_MEMBER, { status: 400, message: 'Not allowed.' });
    const request = await revoked(mine);
    const failure = await failureOf(world, request);
    expect(textOf(failure)).toContain('*Removing the integration user from the workspace* did not succeed');
    expect(statusOf(mine)).toBe('active');
    await world.slack.as(PEOPLE.admin).press(failure, 'grantdesk.provisioning.retry');
    await cleanedUp(request);
    expect(statusOf(mine)).toBe('suspended');
  });

  test('stays while another grant needs it, and goes with the last of them', async () => {
    const mine = await live();
    const other = await live({ userKind: 'existing', username: mine.username });
    const left = `Left as it is, because ${other.grant} acts as ${mine.username} too`;
    expect((await cleanedUp(await revoked(mine))).slice(1)).toEqual([
      `roles_removal: ${left}`,
      `membership_removal: ${left}`,
      `user_suspension: ${left}`,
    ]);
    expect(statusOf(mine)).toBe('active');
    await cleanedUp(await revoked(other));
    expect(statusOf(mine)).toBe('suspended');
  });
});

describe('without a client in Workiva', () => {
  test('every step of the clean-up is an admin’s task', async () => {
    const other = await startQuickWorld({ workivaAccess: false });
    const records = openStore(other);
    try {
      const wish = automatic(other, { roles: ['Viewer'] });
      const mine = await makeLive(other, wish, PEOPLE.engineer, freshClientId());
      const request = await revoked(mine, other, records.store);
      const titles = ['Take the roles', 'Remove the integration user', 'Suspend the integration user'];
      for (const title of titles) {
        const task = await other.slack.until(
          () => other.slack.messages(CHANNELS.admin).find((one) => headerOf(one).startsWith(`${request} · ${title}`)),
          title,
        );
        await other.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
      }
      expect(await cleanedUp(request, other)).toEqual([
        'grant: Deleted by hand',
        'roles_removal: Done by hand',
        'membership_removal: Done by hand',
        'user_suspension: Done by hand',
      ]);
      expect(other.workiva.calls).toEqual([]);
    } finally {
      records.close();
      await other.stop();
    }
  });
});
