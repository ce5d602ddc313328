import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { revoke } from '../../src/domain/revocation.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { transact } from '../../src/store/transact.ts';
import { automatic, eventually, startQuickWorld, storedRequest } from '../support/faults-world.ts';
import { fileRequest, freshClientId, type Live, makeLive, openStore, taskOf } from '../support/journey.ts';

/** The policy of the quick worlds, with one line more. */
function policyWith(line: string): string {
  const wide = fileURLToPath(new URL('../support/wide-automatic.yml', import.meta.url));
  const path = join(mkdtempSync(join(tmpdir(), 'grantdesk-plan-')), 'policy.yml');
  writeFileSync(path, `${readFileSync(wide, 'utf8')}\n${line}\n`);
  return path;
}

/** Revokes a grant, which an admin deletes. Answers the request that cleans up, once that is done. */
async function cleanUpOf(world: World, { grant: id }: Live) {
  const { store, close } = openStore(world);
  try {
    const request = await store.nextRequestId();
    const filing = { id: request, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: world.clock.now() };
    await transact(store, { request, grant: id }, ({ grant }) => {
      if (!grant) throw new Error(`There is no ${id}.`);
      return revoke(grant, [PEOPLE.admin], filing);
    });
    await world.slack.as(PEOPLE.admin).press(await taskOf(world, request), 'grantdesk.task.finish');
    return await eventually(async () => {
      const found = await storedRequest(world, request);
      return found.state === 'fulfilled' && found;
    }, `the end of ${request}`);
  } finally {
    close();
  }
}

type Stored = Awaited<ReturnType<typeof storedRequest>>;

/** What was foreseen of each step, and what the step says was done. */
const foreseenAndDone = ({ provisioning }: Stored) =>
  provisioning?.steps.map(({ name, note }) => [
    provisioning.plan?.steps.find((planned) => planned.name === name)?.words,
    note,
  ]);

describe('what was foreseen and what was done are the same', () => {
  let world: World;

  beforeAll(async () => {
    world = await startQuickWorld({ policyPath: policyWith('on_revoke: remove') });
  });
  afterAll(() => world.stop());

  test('of a grant that is made, and of one that is revoked where the policy wants its user removed', async () => {
    const live = await makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer, freshClientId());
    expect(foreseenAndDone(await storedRequest(world, live.request))).toEqual([
      [`Create the integration user ${live.username}`, `Created the integration user ${live.username}`],
      ['Add it to Sandbox', 'Added to Sandbox'],
      ['Give it Viewer in Sandbox', 'Gave Viewer'],
      ['An admin creates the API grant in Workiva’s screens', 'Done by hand'],
    ]);

    expect(foreseenAndDone(await cleanUpOf(world, live))).toEqual([
      ['An admin deletes the API grant in Workiva’s screens', 'Deleted by hand'],
      ['Take Viewer from it in Sandbox', 'Took Viewer'],
      ['Remove it from Sandbox', 'Removed from Sandbox'],
      [`Remove the user ${live.username}`, `Removed the user ${live.username}`],
    ]);
  });
});

describe('a Grantdesk that may look, and change nothing', () => {
  let world: World;

  beforeAll(async () => {
    const users = [{ username: 'ledger-sync', email: 'ana+ledger@example.com', memberOf: { Sandbox: [] } }];
    world = await startQuickWorld({ workiva: { scopes: ['organization:read'], users } });
  });
  afterAll(() => world.stop());

  test('foresees that admins do what is to be done, and that it finds by itself what is there', async () => {
    const filed = await fileRequest(world, automatic(world, { roles: ['Viewer'] }));
    await taskOf(world, filed.request);
    const made = await storedRequest(world, filed.request);
    expect(made.provisioning?.plan?.steps.map(({ verdict, words }) => `${verdict}: ${words}`)).toEqual([
      'by_hand: An admin makes sure that the integration user is there',
      'by_hand: An admin adds it to the workspace',
      'by_hand: An admin gives it its roles',
      'by_hand: An admin creates the API grant in Workiva’s screens',
    ]);
    expect(made.provisioning?.steps[0]?.state).toBe('by_hand');

    const found = await fileRequest(
      world,
      automatic(world, { userKind: 'existing', username: 'ledger-sync', roles: ['Viewer'] }),
    );
    await taskOf(world, found.request);
    const { provisioning } = await storedRequest(world, found.request);
    expect(provisioning?.plan?.steps.map(({ verdict }) => verdict)).toEqual(['there', 'there', 'by_hand', 'by_hand']);
    expect(provisioning?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'by_hand', 'waiting']);
  });
});
