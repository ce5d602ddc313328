import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fileChange } from '../../src/domain/file-change.ts';
import { revoke } from '../../src/domain/revocation.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { filing } from '../support/domain-cases.ts';
import { WRITES } from '../support/faults-workiva.ts';
import { automatic, eventually, startQuickWorld, storedGrant, storedRequest } from '../support/faults-world.ts';
import {
  bringLive,
  type Filed,
  fileRequest,
  freshClientId,
  type Live,
  makeLive,
  openStore,
  reachGrantTask,
  taskOf,
  type Wish,
} from '../support/journey.ts';

/** So long that a look meanwhile does not find the role. */
const OPERATION_MS = 1_000;

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld({ workiva: { operationMs: OPERATION_MS } });
  ({ store, close } = openStore(world));
});
afterEach(() => world.workiva.faults.clear());
afterAll(async () => {
  close?.();
  await world?.stop();
});

const live = (changes: Wish = {}) => makeLive(world, automatic(world, changes), PEOPLE.engineer, freshClientId());
const seats = (username: string) =>
  world.workiva.memberships.filter((one) => one.username === username).map(({ workspace }) => workspace);

async function revoked({ grant: id }: Pick<Filed, 'grant'>): Promise<string> {
  const request = await store.nextRequestId();
  const asked = { id: request, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: world.clock.now() };
  const moved = await transact(store, { request, grant: id }, ({ grant }) =>
    grant ? revoke(grant, [], asked) : missing(id),
  );
  expect(moved).toMatchObject({ ok: true });
  return request;
}

const isState = (id: string, state: string) =>
  eventually(async () => {
    const request = await storedRequest(world, id);
    return request.state === state && request;
  }, `${id} to be ${state}`);

const notesOf = async (id: string) =>
  (await storedRequest(world, id)).provisioning?.steps.map(({ name, note }) => `${name}: ${note}`);

/** Long enough for whatever does not wait to be done: another request goes its whole way. */
const meanwhile = async () => void (await reachGrantTask(world, await fileRequest(world, automatic(world))));

describe('a clean-up while a new grant for its user is approved', () => {
  test('takes no membership from it: the new one looks once the removal has ended, and is added again', async () => {
    const mine = await live();
    // Workiva suspends who leaves the last workspace.
    world.workiva.screens.addMember(WORKIVA_ADMIN, { username: mine.username, workspace: 'Finance Close' });
    const removing = world.workiva.faults.hold({ method: 'DELETE', path: /\/memberships\// });
    const cleanUp = await revoked(mine);
    await world.slack.as(PEOPLE.admin).press(await taskOf(world, cleanUp), 'grantdesk.task.finish');
    await removing.arrived;
    const wish = automatic(world, { userKind: 'existing', username: mine.username });
    const filed = await fileRequest(world, wish);
    await isState(filed.request, 'provisioning');
    await meanwhile();
    removing.release();
    const other = await bringLive(world, filed, freshClientId());
    await isState(cleanUp, 'fulfilled');
    const left = `Left as it is, because ${other.grant} acts as ${mine.username} too`;
    expect(await notesOf(cleanUp)).toEqual([
      'grant: Deleted by hand',
      'membership_removal: Removed from Sandbox',
      `user_suspension: ${left}`,
    ]);
    expect(await notesOf(filed.request)).toContain('membership: Added to Sandbox');
    expect(seats(mine.username)).toContain('Sandbox');
    expect(world.workiva.userNamed(mine.username)?.status).toBe('active');
  });
});

describe('what a change has in flight when the revocation of its grant ends it', () => {
  async function changing({ grant: id }: Live, wanted: Wish & { user?: string }): Promise<string> {
    const { owner, terms } = await storedGrant(world, id);
    const request = await store.nextRequestId();
    const now = world.clock.now();
    const user = wanted.user === undefined ? terms.user : { kind: 'existing' as const, username: wanted.user };
    const asked = { ...terms, user, roles: [...(wanted.roles ?? [])] };
    const widening = filing({ id: request, requester: owner, terms: asked, stages: [], now });
    const change = { by: owner, from: terms, narrowing: undefined, widening, now };
    const filed = await transact(store, { request, grant: id }, ({ grant }) =>
      grant ? fileChange(grant, change) : missing(id),
    );
    expect(filed).toMatchObject({ ok: true });
    return request;
  }

  /** The request that takes back what this one has done. */
  const undoOf = (undone: string) =>
    eventually(async () => {
      const all = await store.requestsOf(PEOPLE.engineer, 20);
      return all.find(({ undoes }) => undoes?.request === undone)?.id;
    }, `what takes back ${undone}`);

  test('is taken back, where a user is being added to a workspace', async () => {
    const [mine, target] = [await live(), await makeLive(world, {}, PEOPLE.engineer, freshClientId())];
    const adding = world.workiva.faults.hold(WRITES.membership);
    const change = await changing(mine, { user: target.username });
    await adding.arrived;
    await revoked(mine);
    await isState(change, 'denied');
    const undo = await undoOf(change);
    await meanwhile();
    adding.release();
    await isState(undo, 'fulfilled');
    expect(await notesOf(undo)).toEqual(['membership_removal: Removed from Sandbox']);
    expect(seats(target.username)).toEqual(['Finance Close']);
    expect(world.workiva.userNamed(target.username)?.status).toBe('active');
  });

  test('is taken back, where Workiva goes on giving a role after the request has ended', async () => {
    const mine = await live();
    const giving = world.workiva.faults.hold(WRITES.roles);
    const change = await changing(mine, { roles: ['Viewer'] });
    await giving.arrived;
    await revoked(mine);
    await isState(change, 'denied');
    const undo = await undoOf(change);
    giving.release();
    await isState(undo, 'fulfilled');
    expect(await notesOf(undo)).toEqual(['roles_removal: Took Viewer']);
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual([]);
  });
});
