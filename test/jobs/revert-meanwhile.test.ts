import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FindingKind } from '../../src/domain/drift.ts';
import { driftId, type Reported } from '../../src/domain/drift-record.ts';
import { askRevert } from '../../src/domain/drift-settle.ts';
import { MINUTE } from '../../src/domain/duration.ts';
import { reinstate } from '../../src/domain/reinstatement.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { createWorkivaClient } from '../../src/workiva/client.ts';
import { driftSays, night } from '../support/drifting.ts';
import { watchCalls } from '../support/faults-workiva.ts';
import {
  auditOf,
  automatic,
  eventually,
  startQuickWorld,
  storedGrant,
  storedRequest,
} from '../support/faults-world.ts';
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

const live = (roles: readonly string[] = ['Viewer']) =>
  makeLive(world, automatic(world, { roles }), PEOPLE.engineer, freshClientId());
const screens = () => world.workiva.screens;
const statusOf = ({ username }: Live) => world.workiva.userNamed(username)?.status;

/** Has Workiva begin to give a role. Answers the URL of the operation. */
async function beginGiving({ username }: Live, name: string): Promise<string> {
  const { workiva } = world.config;
  if (workiva.access === 'none') throw new Error('There is no client in Workiva.');
  const client = createWorkivaClient(workiva);
  const [user, workspace] = [await client.findUser(username), await client.findWorkspace('Sandbox')];
  const membership = user && workspace && (await client.findMembership(workspace.id, user.id));
  if (!membership) throw new Error(`${username} is no member of Sandbox.`);
  const role = (await client.workspaceRoles(workspace.id)).find((one) => one.name === name);
  const begun = await client.giveMemberRoles(workspace.id, membership.id, [role?.id ?? '']);
  return begun?.url ?? '';
}

async function stopIt(mine: Live): Promise<void> {
  await stopGrant(world, store, mine.grant);
  await stopEnforced(world, mine.grant);
}

/** As a process leaves it that was killed between the press of Revert and the end of the job, which is queued again. */
async function killedInRevert({ username }: Live, kind: FindingKind, operation?: string): Promise<void> {
  const id = driftId(username);
  await transact(store, { drift: id }, ({ drift }) => {
    const found = drift?.findings.find((finding) => finding.kind === kind);
    if (!drift || !found) throw new Error(`Nothing of the kind ${kind} was found about ${username}.`);
    const at = world.clock.now().toISOString();
    const reverting: Reported['reverting'] = { by: PEOPLE.admin, at, run: 1, begun: true, operation };
    const findings = drift.findings.map((one) => (one === found ? { ...one, reverting } : one));
    return {
      ok: true,
      drift: { ...drift, runs: 1, findings },
      events: [],
      effects: [{ kind: 'revert', drift: id, finding: found.id, run: 1 }],
    };
  });
}

const PATCH_USER = { method: 'PATCH', path: /\/users\// };
const MOVED = 'What is recorded has changed since then';

/** Its grant is stopped, and somebody activates the user by hand; the admins are told. */
async function activeThoughStopped(): Promise<Live> {
  const mine = await live();
  await stopIt(mine);
  screens().reinstateUser(WORKIVA_ADMIN, mine.username);
  await night(world);
  return mine;
}

async function reinstated({ grant: id }: Live): Promise<void> {
  const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], others: [], reason: 'All is well.', now: world.clock.now() };
  const moved = await transact(store, { grant: id }, ({ grant }) => (grant ? reinstate(grant, move) : missing(id)));
  expect(moved).toMatchObject({ ok: true });
  await eventually(async () => (await storedGrant(world, id)).suspension?.enforced, `the reinstatement of ${id}`);
}

const pressRevert = async ({ username }: Live, words: string) =>
  world.slack.as(PEOPLE.admin).press(await driftSays(world, username, words), 'grantdesk.drift.revert');

describe('a Revert while a record moves', () => {
  test('that suspends leaves a user active whose grant is reinstated meanwhile', async () => {
    const mine = await activeThoughStopped();
    const suspending = world.workiva.faults.hold(PATCH_USER);
    await pressRevert(mine, 'Revert suspends');
    await suspending.arrived;
    await reinstated(mine);
    suspending.release();
    await driftSays(world, mine.username, MOVED);
    expect(statusOf(mine)).toBe('active');
  });

  test('that was killed once it had suspended a user activates it where its grant is reinstated by then', async () => {
    const mine = await activeThoughStopped();
    await reinstated(mine);
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await killedInRevert(mine, 'user_active');
    await driftSays(world, mine.username, MOVED);
    expect(statusOf(mine)).toBe('active');
  });

  test('that removes a member has a grant that is approved meanwhile wait, which adds it again', async () => {
    const mine = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    screens().addMember(WORKIVA_ADMIN, { username: mine.username, workspace: 'Sandbox' });
    await night(world);
    const removing = world.workiva.faults.hold({ method: 'DELETE', path: /\/memberships\// });
    await pressRevert(mine, 'Sandbox');
    await removing.arrived;
    const wish = automatic(world, { userKind: 'existing', username: mine.username });
    const filed = await fileRequest(world, wish);
    await eventually(async () => (await storedRequest(world, filed.request)).state === 'provisioning', filed.request);
    await reachGrantTask(world, await fileRequest(world, automatic(world)));
    removing.release();
    await bringLive(world, filed, freshClientId());
    const seats = world.workiva.memberships.filter(({ username }) => username === mine.username);
    expect(seats.map(({ workspace }) => workspace)).toContain('Sandbox');
  });

  test('waits for what it has had Workiva begin before it was killed, and does not ask again', async () => {
    const mine = await live();
    screens().setRoles(WORKIVA_ADMIN, { workspace: 'Sandbox', username: mine.username }, []);
    await night(world);
    await driftSays(world, mine.username, 'does not have the role');
    const operation = await beginGiving(mine, 'Viewer');
    const watch = watchCalls(world);
    await killedInRevert(mine, 'role_missing', operation);
    await driftSays(world, mine.username, 'Reverted by');
    expect(watch.writes('roles')).toEqual([]);
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual(['Viewer']);
  });

  test('whose job is lost is begun again by the sweep, and can be settled', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    const id = driftId(mine.username);
    const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], owners: [], now: world.clock.now() };
    await transact(store, { drift: id }, ({ drift }) => {
      const found = drift?.findings.at(-1);
      if (!drift || !found) return missing(id);
      const asked = askRevert(drift, found.id, move);
      return asked.ok ? { ...asked, effects: [] } : asked;
    });
    world.clock.advance(15 * MINUTE);
    await driftSays(world, mine.username, 'Reverted by');
    expect(statusOf(mine)).toBe('active');
    expect(await auditOf(world, id)).toContain('drift.revert_resumed');
    expect((await store.drift(id))?.record.dueAt).toBeUndefined();
  });

  test('leaves a user suspended whose grant is stopped while it is being activated', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    const activating = world.workiva.faults.hold({ method: 'PATCH', path: /\/users\// });
    const message = await driftSays(world, mine.username, 'Revert activates it again');
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.revert');
    await activating.arrived;
    await stopIt(mine);
    activating.release();
    await driftSays(world, mine.username, MOVED);
    await eventually(async () => {
      const { suspension } = await storedGrant(world, mine.grant);
      return suspension?.run === 2 && suspension.enforced !== undefined;
    }, 'the second suspension');
    expect(statusOf(mine)).toBe('suspended');
  });

  test('that was killed half-way activates nobody whose grant is stopped by then', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await night(world);
    await driftSays(world, mine.username, 'Revert activates it again');
    await stopIt(mine);
    await killedInRevert(mine, 'user_suspended');
    await driftSays(world, mine.username, MOVED);
    expect(statusOf(mine)).toBe('suspended');
  });

  test('that was killed half-way gives no role that the grant has given up by then', async () => {
    const mine = await live(['Viewer', 'Creator']);
    screens().setRoles(WORKIVA_ADMIN, { workspace: 'Sandbox', username: mine.username }, ['Viewer']);
    await night(world);
    await driftSays(world, mine.username, 'does not have the role “Creator”');
    await transact(store, { grant: mine.grant }, ({ grant }) => {
      if (!grant) throw new Error(`There is no ${mine.grant}.`);
      return { ok: true, grant: { ...grant, terms: { ...grant.terms, roles: ['Viewer'] } }, events: [], effects: [] };
    });
    await killedInRevert(mine, 'role_missing');
    await driftSays(world, mine.username, MOVED);
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual(['Viewer']);
  });
});
