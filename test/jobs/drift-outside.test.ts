import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../src/domain/duration.ts';
import { createOutsideReport } from '../../src/jobs/drift-outside.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { createWorkivaClient } from '../../src/workiva/client.ts';
import { runInWorld } from '../cli/world-run.ts';
import { readActivityLog } from '../support/activity.ts';
import { driftSays, driftsOf, night } from '../support/drifting.ts';
import { automatic, startQuickWorld } from '../support/faults-world.ts';
import { type Live, labelsOf, makeLive, openStore, textOf } from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld();
});
afterAll(() => world?.stop());

/** A live grant whose tasks are long over, so that nothing that is done to it by hand belongs to them. */
async function live(): Promise<Live> {
  const mine = await makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer);
  await readActivityLog(world);
  world.clock.advance(HOUR);
  return mine;
}
const screens = () => world.workiva.screens;

/** A user that no grant of Grantdesk acts as. */
function strangerIn(workspace: string): string {
  const username = 'stranger';
  const names = { givenName: 'Some', familyName: 'Stranger', email: 'stranger@example.com' };
  screens().addUser(WORKIVA_ADMIN, { username, ...names });
  screens().addMember(WORKIVA_ADMIN, { username, workspace });
  return username;
}

describe('what Workiva’s activity log tells', () => {
  test('brings a change at once, with who did it, and Revert where it can be seen', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    await readActivityLog(world);
    const message = await driftSays(world, mine.username, 'is suspended in Workiva');
    expect(textOf(message)).toContain('Ada Admin: Suspend user');
    expect(labelsOf(message)).toEqual(['Revert', 'Adopt']);
    await readActivityLog(world);
    await night(world);
    expect(driftsOf(world, mine.username)).toHaveLength(1);
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.revert');
    await driftSays(world, mine.username, 'Reverted by');
    world.clock.advance(HOUR);
    await readActivityLog(world);
    expect(driftsOf(world, mine.username)).toHaveLength(1);
  });

  test('is silent about what Grantdesk itself reverts at the command line', async () => {
    const mine = await live();
    screens().suspendUser(WORKIVA_ADMIN, mine.username);
    world.clock.advance(HOUR);
    const { code } = await runInWorld(world, ['reconcile', '--fix', '--yes', '--also', mine.username]);
    expect(code).toBe(0);
    expect(world.workiva.activities.at(-1)).toMatchObject({
      action: { alias: 'user.activate' },
      performer: { type: 'user', displayName: 'Grantdesk' },
    });
    await readActivityLog(world);
    const told = await driftSays(world, mine.username, 'Ada Admin did “Suspend user”');
    expect(textOf(told)).not.toContain('Activate user');
    expect(driftsOf(world, mine.username)).toHaveLength(1);
  });

  test('tells of a grant that was made by hand for somebody else', async () => {
    await live();
    const { clientId } = screens().addGrant(WORKIVA_ADMIN, {
      ...{ clientName: 'Sandbox | by hand', workspace: 'Sandbox', workivaUsername: strangerIn('Sandbox') },
      ...{ expires: '2099-01-01', scopes: ['Spreadsheets (Write)'] },
    });
    await readActivityLog(world);
    const told = await driftSays(world, 'stranger', `about the grant ${clientId}`);
    expect(textOf(told)).toContain('Ada Admin did “Create API grant” in Workiva');
  });

  test('says of a grant that was edited by hand who did it, and what a person can do', async () => {
    const mine = await live();
    screens().editGrant(WORKIVA_ADMIN, mine.clientId, { ipRestrictions: '' });
    await readActivityLog(world);
    const message = await driftSays(world, mine.username, 'Ada Admin did “Edit API grant” in Workiva');
    expect(textOf(message)).toContain(`about ${mine.grant}`);
    expect(textOf(message)).toContain('Undo it there, or Adopt it');
    expect(labelsOf(message)).toEqual(['Adopt']);
    await night(world);
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.drift.adopt');
    expect(labelsOf(await driftSays(world, mine.username, 'Adopted by'))).toEqual([]);
    expect(driftsOf(world, mine.username)).toHaveLength(1);
  });

  test('told twice, and about what nobody knows, is reported once', async () => {
    const { store, close } = openStore(world);
    try {
      const { workiva: access } = world.config;
      if (access.access === 'none') throw new Error('This world has no client in Workiva.');
      const tell = createOutsideReport({ store, clock: world.clock, workiva: createWorkivaClient(access) });
      const change = {
        ...{ alias: 'apiGrant.create', at: world.clock.now().toISOString(), what: 'Create API grant' },
        ...{ performer: { id: 'p', name: 'Ada <Admin>' }, about: { clientId: 'stray-client' } },
      };
      await tell([change]);
      await tell([change]);
      const message = await driftSays(world, 'stray-client', 'about the grant stray-client');
      expect(textOf(message)).toContain('Ada &lt;Admin&gt; did');
      expect(driftsOf(world, 'stray-client')).toHaveLength(1);
    } finally {
      close();
    }
  });
});
