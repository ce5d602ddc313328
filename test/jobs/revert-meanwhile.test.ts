import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { FindingKind } from '../../src/domain/drift.ts';
import { driftId } from '../../src/domain/drift-record.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { driftSays, night } from '../support/drifting.ts';
import { automatic, eventually, startQuickWorld, storedGrant } from '../support/faults-world.ts';
import { freshClientId, type Live, makeLive, openStore } from '../support/journey.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';

jest.setTimeout(30_000);

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld();
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

async function stopIt(mine: Live): Promise<void> {
  await stopGrant(world, store, mine.grant);
  await stopEnforced(world, mine.grant);
}

/** As a process leaves it that was killed between the press of Revert and the end of the job, which is queued again. */
async function killedInRevert({ username }: Live, kind: FindingKind): Promise<void> {
  const id = driftId(username);
  await transact(store, { drift: id }, ({ drift }) => {
    const found = drift?.findings.find((finding) => finding.kind === kind);
    if (!drift || !found) throw new Error(`Nothing of the kind ${kind} was found about ${username}.`);
    const reverting = { by: PEOPLE.admin, at: world.clock.now().toISOString(), run: 1, begun: true as const };
    const findings = drift.findings.map((one) => (one === found ? { ...one, reverting } : one));
    return {
      ok: true,
      drift: { ...drift, runs: 1, findings },
      events: [],
      effects: [{ kind: 'revert', drift: id, finding: found.id, run: 1 }],
    };
  });
}

describe('a Revert while a record moves', () => {
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
    await driftSays(world, mine.username, 'Reverted by');
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
    await driftSays(world, mine.username, 'What is recorded has changed since then');
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
    await driftSays(world, mine.username, 'What is recorded has changed since then');
    expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual(['Viewer']);
  });
});
