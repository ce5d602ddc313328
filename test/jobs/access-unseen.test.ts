import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/duration.ts';
import { CHANNELS, SEED_WORKSPACES } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { WRITES } from '../support/faults-workiva.ts';
import {
  auditOf,
  automatic,
  eventually,
  startQuickWorld,
  storedGrant,
  storedRequest,
  withQueues,
} from '../support/faults-world.ts';
import {
  fileRequest,
  freshClientId,
  headerOf,
  makeLive,
  messageIn,
  openForm,
  openStore,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';

const TOKEN = { path: /\/oauth2\/token$/ };

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  const users = [{ username: 'night-1' }];
  world = await startQuickWorld({ workiva: { users } });
  ({ store, close } = openStore(world));
  await settled();
});
afterEach(() => world.workiva.faults.clear());
afterAll(async () => {
  close();
  await world.stop();
});

/**
 * A start looks at the access and reads the activity log at once, and the first form learns the roles of every workspace;
 * after that nothing but a step asks for a token.
 */
async function settled(): Promise<void> {
  await openForm(world);
  const areLearned = () => {
    const asked = world.workiva.calls.filter(({ path }) => /\/workspaces\/[^/]+\/roles$/.test(path));
    return asked.filter(({ status }) => status === 200).length >= SEED_WORKSPACES.length;
  };
  await eventually(areLearned, 'the roles to be learned');
  await withQueues(world, ({ access, activity }) =>
    eventually(async () => {
      const [looks, reads] = await Promise.all([access, activity].map((queue) => queue.getJobCounts()));
      const atWork = [looks, reads].map((counts) => (counts?.waiting ?? 0) + (counts?.active ?? 0));
      return atWork.every((count) => count === 0) && (reads?.completed ?? 0) > 0;
    }, 'the start to be over'),
  );
}

/** What happens every ten minutes. */
const look = () => withQueues(world, async ({ access }) => void (await access.add('access', {})));

/** Looks, and waits until the look is over. */
async function lookInVain(): Promise<void> {
  await withQueues(world, async ({ access }) => {
    const job = await access.add('access', {});
    await eventually(async () => (await job.getState()) === 'completed', 'the look to be over');
  });
}

const goesOn = (request: string) => messageIn(world, CHANNELS.admin, `${request} · Create the API grant`);

describe('a step that was left to the admins', () => {
  test('because Workiva refused the client once goes on at the next look', async () => {
    world.workiva.faults.befall(WRITES.user, 'token_ended');
    world.workiva.faults.answer(TOKEN, { status: 401, body: { error: 'invalid_client' } });
    const { request } = await fileRequest(world, automatic(world));
    expect(textOf(await taskOf(world, request))).toContain('does not accept the client ID and secret of Grantdesk');
    await look();
    await goesOn(request);
  });

  test('because its token lacked a scope for a moment goes on once another has it', async () => {
    world.workiva.faults.befall(WRITES.user, 'token_ended');
    for (const _ of [1, 2]) world.workiva.faults.befall(TOKEN, 'scopes_narrowed');
    const { request } = await fileRequest(world, automatic(world));
    expect(textOf(await taskOf(world, request))).toContain('organization:write');
    expect((await storedRequest(world, request)).provisioning?.steps[0]?.lack).toMatchObject({
      access: 'scopes activity:read organization:read',
    });
    world.clock.advance(MINUTE);
    await look();
    await goesOn(request);
  });

  test('because its user lacked a role is tried again after an hour, not at each look, and goes on once it has it', async () => {
    const refusal = { status: 403, code: 'notPermitted', message: 'The user may not add users.' };
    world.workiva.faults.answer(WRITES.user, { ...refusal, times: 2 });
    const { request } = await fileRequest(world, automatic(world));
    expect(textOf(await taskOf(world, request))).toContain(
      'Workiva refused: the user may not add users (403, notPermitted). The scopes of its token are enough, so its own user lacks a role in Workiva. It tries again by itself after an hour, later once a day.',
    );
    await lookInVain();
    expect(await auditOf(world, request)).not.toContain('provisioning.handed_back');

    world.clock.advance(HOUR);
    await look();
    await eventually(async () => {
      const { state, provisioning } = await storedRequest(world, request);
      return state === 'awaiting_admin' && provisioning?.run === 2;
    }, 'the step to be refused again');

    world.clock.advance(2 * HOUR);
    await look();
    await goesOn(request);
    const tasks = world.slack.messages(CHANNELS.admin).map(headerOf);
    expect(tasks.filter((header) => header.startsWith(`${request} ·`))).toEqual([
      `${request} · Create the integration user`,
      `${request} · Create the API grant`,
    ]);
  });
});

describe('an emergency stop that was left to the admins', () => {
  test('is tried again within the hour, and they are not asked twice for the same', async () => {
    const wish = automatic(world, { userKind: 'existing', username: 'night-1' });
    const { grant } = await makeLive(world, wish, undefined, freshClientId());
    world.workiva.faults.answer({ method: 'PATCH' }, { status: 403, code: 'notPermitted', times: 2 });
    await stopGrant(world, store, grant);
    const askedFor = () => world.workiva.calls.filter(({ method }) => method === 'PATCH').length;
    const triesOver = (tries: number) =>
      withQueues(world, ({ suspend }) =>
        eventually(async () => (await suspend.getCompletedCount()) === tries, `the end of try ${tries}`),
      );
    await triesOver(1);
    expect((await storedGrant(world, grant)).suspension?.trouble).toBeDefined();

    await lookInVain();
    // A look queues what it tries again before it is over.
    expect(await withQueues(world, ({ suspend }) => suspend.getJobs())).toHaveLength(1);
    expect(askedFor()).toBe(1);
    world.clock.advance(HOUR);
    await look();
    await triesOver(2);
    expect(askedFor()).toBe(2);
    world.clock.advance(HOUR);
    await look();
    await stopEnforced(world, grant);
    expect(world.workiva.userNamed('night-1')).toMatchObject({ status: 'suspended' });
    expect((await auditOf(world, grant)).filter((action) => action === 'grant.suspension_by_hand')).toHaveLength(1);
  });
});
