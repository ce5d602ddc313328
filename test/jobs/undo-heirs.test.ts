import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { giveUp, refuseTask } from '../../src/domain/admin-task.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { membershipsOf, WRITES } from '../support/faults-workiva.ts';
import { automatic, eventually, startQuickWorld, storedGrant, storedRequest } from '../support/faults-world.ts';
import { type Filed, failureOf, fileRequest, openStore, reachGrantTask } from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  const memberOf = { 'Finance Close': ['Viewer'] };
  world = await startQuickWorld({
    workiva: { users: ['ledger', 'reporting'].map((username) => ({ username, memberOf })) },
  });
});
afterEach(() => world.workiva.faults.clear());
afterAll(() => world.stop());

const existing = (username: string, roles: readonly string[]) =>
  automatic(world, { userKind: 'existing', username, roles });

/** A request that stopped at the roles or, where it gave them, at the grant. */
async function stoppedAtRoles(username: string): Promise<Filed> {
  world.workiva.faults.answer(WRITES.roles, { status: 400, message: 'Not today.' });
  const filed = await fileRequest(world, existing(username, ['Viewer']));
  await failureOf(world, filed.request);
  return filed;
}

const move = { by: PEOPLE.admin, admins: [PEOPLE.admin] };

async function giveUpAt({ request: id }: Filed, refusing: boolean): Promise<void> {
  const { store, close } = openStore(world);
  const now = world.clock.now();
  if (refusing) {
    await transact(store, { request: id }, ({ request, grant }) =>
      request ? refuseTask({ request, grant }, 'grant', { ...move, now, reason: 'Not possible.' }) : missing(id),
    );
  }
  await transact(store, { request: id }, ({ request, grant }) =>
    request ? giveUp({ request, grant }, { ...move, now }) : missing(id),
  );
  close();
}

/** The request that takes back what this grant's has left, once it has ended. */
const cleanedUp = ({ grant }: Filed, after: string, undone: string) =>
  eventually(async () => {
    const from = Number(after.slice('REQ-'.length));
    for (let next = from + 1; next <= from + 5; next += 1) {
      const found = await storedRequest(world, `REQ-${next}`).catch(() => undefined);
      if (found?.grant === grant && found.undoes?.request === undone && found.state === 'fulfilled') return found;
    }
    return undefined;
  }, `the clean-up of ${grant}`);

describe('what an undone request leaves to one that is still being made', () => {
  test('is taken back when nothing comes of that one either; a user that was there before stays as it was', async () => {
    const first = await stoppedAtRoles('ledger');
    const second = await fileRequest(world, existing('ledger', []));
    await reachGrantTask(world, second);
    await giveUpAt(first, false);
    const kept = await cleanedUp(first, second.request, first.request);
    expect(kept.provisioning?.steps.map(({ note }) => note)).toEqual([
      `Left as it is, because ${second.grant} acts as ledger too`,
    ]);
    expect((await storedGrant(world, second.grant)).heirOf).toHaveLength(1);

    await giveUpAt(second, true);
    await cleanedUp(second, kept.id, first.request);
    expect(membershipsOf(world, 'ledger').map(({ workspace }) => workspace)).toEqual(['Finance Close']);
    expect(world.workiva.userNamed('ledger')).toMatchObject({ status: 'active', inOrganization: true });
  });

  test('are also the roles that it names, and no others', async () => {
    const first = await fileRequest(world, existing('reporting', ['Viewer', 'Creator']));
    await reachGrantTask(world, first);
    const second = await fileRequest(world, existing('reporting', ['Viewer']));
    await reachGrantTask(world, second);
    await giveUpAt(first, true);
    const kept = await cleanedUp(first, second.request, first.request);
    expect(world.workiva.rolesOf('reporting', 'Sandbox')).toEqual(['Viewer']);

    await giveUpAt(second, true);
    await cleanedUp(second, kept.id, first.request);
    // The roles and the membership are two clean-ups, one after the other in either order.
    const places = () => membershipsOf(world, 'reporting').map(({ workspace }) => workspace);
    await eventually(() => places().length === 1, 'the second clean-up');
    expect(places()).toEqual(['Finance Close']);
    expect(world.workiva.userNamed('reporting')).toMatchObject({ status: 'active' });
  });
});
