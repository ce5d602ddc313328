import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { giveUp, refuseTask } from '../../src/domain/admin-task.ts';
import { fileChange } from '../../src/domain/file-change.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { filing } from '../support/domain-cases.ts';
import { automatic, eventually, startQuickWorld, storedGrant, storedRequest } from '../support/faults-world.ts';
import { daysAhead, type Filed, fileRequest, makeLive, openStore, reachGrantTask } from '../support/journey.ts';

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld({ workiva: { users: [{ username: 'keeper', memberOf: { Sandbox: [] } }] } });
  ({ store, close } = openStore(world));
});
afterAll(async () => {
  close?.();
  await world?.stop();
});

const existing = (roles: readonly string[]) => automatic(world, { userKind: 'existing', username: 'keeper', roles });

/** A change that gives a live grant a role and a later day, at the step where an admin edits the grant. */
async function changeUnderWay({ grant: id }: Pick<Filed, 'grant'>, role: string): Promise<string> {
  const { owner, terms } = await storedGrant(world, id);
  const request = await store.nextRequestId();
  const now = world.clock.now();
  const wanted = { ...terms, roles: [role], expires: daysAhead(world, 25) };
  const widening = filing({ id: request, requester: owner, terms: wanted, stages: [], now });
  const asked = { by: owner, from: terms, narrowing: undefined, widening, now };
  const filed = await transact(store, { request, grant: id }, ({ grant }) =>
    grant ? fileChange(grant, asked) : missing(id),
  );
  expect(filed).toMatchObject({ ok: true });
  await eventually(
    async () => (await storedRequest(world, request)).state === 'awaiting_admin',
    'the task of the change',
  );
  return request;
}

async function giveUpAtGrant(id: string): Promise<void> {
  const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], now: world.clock.now() };
  await transact(store, { request: id }, ({ request, grant }) =>
    request ? refuseTask({ request, grant }, 'grant', { ...move, reason: 'Not possible.' }) : missing(id),
  );
  await transact(store, { request: id }, ({ request, grant }) =>
    request ? giveUp({ request, grant }, move) : missing(id),
  );
}

/** The steps of the request that takes back what this one has done, once that has ended. */
const undoOf = (undone: string) =>
  eventually(async () => {
    for (let next = Number(undone.slice('REQ-'.length)) + 1; next < 12; next += 1) {
      const found = await storedRequest(world, `REQ-${next}`).catch(() => undefined);
      if (found?.undoes?.request === undone && found.state === 'fulfilled') return found.provisioning?.steps;
    }
    return undefined;
  }, `what takes back ${undone}`);

const roles = () => world.workiva.rolesOf('keeper', 'Sandbox');

describe('the undo of a request that has given a role', () => {
  test('leaves it to a change under way that has found it there, and takes it when nothing comes of that', async () => {
    const live = await makeLive(world, existing([]));
    const first = await fileRequest(world, existing(['Viewer']));
    await reachGrantTask(world, first);
    const change = await changeUnderWay(live, 'Viewer');
    expect((await storedRequest(world, change)).provisioning?.steps[0]).toMatchObject({ note: 'Has Viewer' });

    await giveUpAtGrant(first.request);
    expect(await undoOf(first.request)).toMatchObject([
      { name: 'roles_removal', note: `Left as it is, because ${live.grant} acts as keeper too` },
    ]);
    expect(roles()).toEqual(['Viewer']);

    await giveUpAtGrant(change);
    await eventually(() => roles()?.length === 0, 'the role to be taken');
    expect(await storedGrant(world, live.grant)).toMatchObject({ state: 'active', terms: { roles: [] } });
    expect(world.workiva.userNamed('keeper')).toMatchObject({ status: 'active' });
  });
});
