import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { answerTo } from '../support/answers.ts';
import { membershipsOf, usersNamed, WRITES } from '../support/faults-workiva.ts';
import {
  auditOf,
  automatic,
  cardSays,
  eventually,
  startQuickWorld,
  storedGrant,
  storedRequest,
} from '../support/faults-world.ts';
import {
  cardOf,
  type Filed,
  failureOf,
  fileRequest,
  labelsOf,
  makeLive,
  openStore,
  textOf,
} from '../support/journey.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld();
});

afterEach(() => world.workiva.faults.clear());
afterAll(() => world.stop());

const ROLES = ['Viewer'];

/** A request that has made a user and a membership, and stopped at the roles. */
async function stoppedAtRoles(wish: Parameters<typeof automatic>[1] = {}): Promise<Filed> {
  world.workiva.faults.answer(WRITES.roles, { status: 400, message: 'Not today.' });
  const filed = await fileRequest(world, automatic(world, { roles: ROLES, ...wish }));
  await failureOf(world, filed.request);
  return filed;
}

const giveUp = async ({ request }: Filed, by: string = PEOPLE.admin) =>
  world.slack.as(by).press(await failureOf(world, request), 'grantdesk.provisioning.give-up');

/** The request that takes back what this one has done, once it has ended. */
async function undoOf({ request }: Filed) {
  const number = Number(request.slice('REQ-'.length));
  return eventually(async () => {
    for (let next = number + 1; next <= number + 3; next += 1) {
      const undo = await storedRequest(world, `REQ-${next}`).catch(() => undefined);
      if (undo?.undoes?.request === request && undo.state === 'fulfilled') return undo;
    }
    return undefined;
  }, `what takes back ${request}`);
}

/** What the audit trail says was done for a record. */
async function notesOf(id: string) {
  const { store, close } = openStore(world);
  try {
    return (await store.audit.read()).filter(({ subjects }) => subjects.includes(id)).map(({ detail }) => detail.note);
  } finally {
    close();
  }
}

describe('a request that is given up', () => {
  test('has what it has done taken back, step by step, and in the audit trail', async () => {
    const filed = await stoppedAtRoles();
    const failure = await failureOf(world, filed.request);
    expect(labelsOf(failure)).toEqual(['Retry', 'Do it by hand', 'Undo']);
    expect(textOf(failure)).toContain(
      `What it has done is taken back: ${filed.username} is removed from Sandbox; the user ${filed.username} is removed.`,
    );

    await giveUp(filed);
    const undo = await undoOf(filed);
    expect(undo.provisioning?.steps.map(({ name, note }) => `${name}: ${note}`)).toEqual([
      'membership_removal: Removed from Sandbox',
      `user_removal: Removed the user ${filed.username}`,
    ]);
    expect(membershipsOf(world, filed.username)).toEqual([]);
    expect(world.workiva.userNamed(filed.username)?.inOrganization).toBe(false);
    expect(await auditOf(world, filed.request)).toContain('request.given_up');
    expect(await auditOf(world, undo.id)).toEqual(
      expect.arrayContaining(['provisioning.membership_removal_done', 'provisioning.user_removal_done']),
    );
    expect(await storedRequest(world, filed.request)).toMatchObject({
      state: 'withdrawn',
      outcome: { by: PEOPLE.admin },
    });
  });

  test('tells its requester who gave it up, why, and what is taken back', async () => {
    const filed = await stoppedAtRoles();
    await giveUp(filed);
    await cardSays(world, filed, 'Withdrawn');
    await world.slack.until(
      () =>
        world.slack
          .directMessages(filed.by)
          .some(({ text }) => text.includes(`gave up ${filed.request}`) && /not today/i.test(text)),
      'the word to the requester',
    );
  });

  test('leaves a user that was there before, with the membership and the roles that it had', async () => {
    const live = await makeLive(world, automatic(world, { roles: ROLES }));
    const filed = await stoppedAtRoles({ userKind: 'existing', username: live.username, roles: ['Viewer', 'Creator'] });
    await giveUp(filed);
    await eventually(async () => (await storedGrant(world, filed.grant)).state === 'revoked', 'the end');
    expect(usersNamed(world, live.username)).toHaveLength(1);
    expect(membershipsOf(world, live.username)).toHaveLength(1);
    expect(world.workiva.rolesOf(live.username, 'Sandbox')).toEqual(ROLES);
  });

  test('leaves a user active that was active before, though its only workspace is taken back', async () => {
    const username = 'svc.before';
    const names = { givenName: 'Was', familyName: 'Before', email: 'svc.before@example.com' };
    world.workiva.screens.addUser(WORKIVA_ADMIN, { username, ...names });
    const filed = await stoppedAtRoles({ userKind: 'existing', username });
    const failure = await failureOf(world, filed.request);
    expect(JSON.stringify(failure)).toContain(
      `${username} is removed from Sandbox, and activated again if Workiva suspends it for leaving its last workspace.`,
    );

    await giveUp(filed);
    const undo = await undoOf(filed);
    const note = `Removed from Sandbox, and activated the user ${username} again`;
    expect(undo.provisioning?.steps.map(({ note: done }) => done)).toEqual([note]);
    expect(membershipsOf(world, username)).toEqual([]);
    expect(world.workiva.userNamed(username)?.status).toBe('active');
    const sealed = await notesOf(undo.id);
    expect(sealed).toContain(note);
  });

  test('leaves a user suspended whose other grant is stopped while it is to be activated again', async () => {
    const username = 'svc.stopped';
    const names = { givenName: 'To', familyName: 'Stop', email: 'svc.stopped@example.com' };
    const { screens, faults } = world.workiva;
    screens.addUser(WORKIVA_ADMIN, { username, ...names });
    const user = { userKind: 'existing', username } as const;
    const other = await makeLive(world, automatic(world, { ...user, workspace: 'Finance Close' }));
    screens.removeMember(WORKIVA_ADMIN, { username, workspace: 'Finance Close' });
    screens.reinstateUser(WORKIVA_ADMIN, username);
    const filed = await stoppedAtRoles(user);

    const activation = faults.hold({ method: 'PATCH', path: /\/users\// });
    await giveUp(filed);
    await activation.arrived;
    const { store, close } = openStore(world);
    await stopGrant(world, store, other.grant);
    close();
    await stopEnforced(world, other.grant);
    activation.release();
    await undoOf(filed);
    await eventually(() => world.workiva.userNamed(username)?.status === 'suspended', 'the user to be suspended again');
    expect(world.workiva.calls.filter(({ method }) => method === 'PATCH').at(-1)?.body).toEqual([
      { op: 'replace', path: '/status', value: 'suspended' },
    ]);
  });

  test('is given up by an admin alone', async () => {
    const filed = await stoppedAtRoles();
    await answerTo(world, PEOPLE.engineer, () => giveUp(filed, PEOPLE.engineer), 'Only an admin');
    expect((await storedRequest(world, filed.request)).state).toBe('failed');
  });
});

test('a request that its requester withdraws after a failure has what it has done taken back too', async () => {
  const filed = await stoppedAtRoles();
  await cardSays(world, filed, 'Stopped by a failure');
  await world.slack.as(filed.by).press(await cardOf(world, filed), 'grantdesk.request.withdraw');
  await undoOf(filed);
  expect(membershipsOf(world, filed.username)).toEqual([]);
});
