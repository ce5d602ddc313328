import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { Fault } from '../../src/playground/workiva/types.ts';
import type { World } from '../../src/playground/world.ts';
import { API_STEPS, type ApiStep, membershipsOf, usersNamed, WRITES, watchCalls } from '../support/faults-workiva.ts';
import {
  auditOf,
  automatic,
  cardSays,
  eventually,
  QUICK_RETRY,
  startQuickWorld,
  storedRequest,
} from '../support/faults-world.ts';
import { cardOf, type Filed, failureOf, fileRequest, headerOf, labelsOf, taskOf, textOf } from '../support/journey.ts';

const STEP_WORDS: Record<ApiStep, string> = {
  user: 'Getting the integration user ready',
  membership: 'Adding the integration user to the workspace',
  roles: 'Giving the roles',
};
const TASKS: Record<ApiStep, string> = {
  user: 'Create the integration user',
  membership: 'Add the integration user to the workspace',
  roles: 'Give the integration user its roles',
};

let world: World;

beforeAll(async () => {
  world = await startQuickWorld();
});

afterEach(() => world.workiva.faults.clear());
afterAll(() => world.stop());

const ROLES = ['Viewer'];
const withRoles = () => automatic(world, { roles: ROLES });
/** The least that has this step. */
const reaching = (step: ApiStep) => automatic(world, { roles: step === 'roles' ? ROLES : [] });
/** The steps from this one on of a wish that reaches it. */
const stepsFrom = (step: ApiStep): ApiStep[] => (step === 'user' ? ['user', 'membership'] : [step]);

/** Answers every step's write with a fault, once or more. */
function faultIn(steps: readonly ApiStep[], fault: Fault): void {
  for (const step of steps) world.workiva.faults.answer(WRITES[step], fault);
}

/** The request has everything once. */
function expectOnce({ username }: Filed, roles = ROLES): void {
  expect(usersNamed(world, username)).toHaveLength(1);
  expect(membershipsOf(world, username)).toHaveLength(1);
  expect(world.workiva.rolesOf(username, 'Sandbox')).toEqual(roles);
}

/** The failure is told to the admins and to the requester, and can be acted on. */
async function expectStopped(filed: Filed, step: ApiStep, reason: string): Promise<void> {
  const failure = await failureOf(world, filed.request);
  expect(labelsOf(failure)).toEqual(expect.arrayContaining(['Retry', 'Do it by hand']));
  expect(textOf(failure)).toContain(`*${STEP_WORDS[step]}* did not succeed`);
  expect(textOf(failure)).toContain(reason);
  await cardSays(world, filed, reason);
  await cardSays(world, filed, 'Stopped by a failure');
  expect((await storedRequest(world, filed.request)).state).toBe('failed');
}

const pressAtFailure = async ({ request }: Filed, action: 'retry' | 'take-over') =>
  world.slack.as(PEOPLE.admin).press(await failureOf(world, request), `grantdesk.provisioning.${action}`);

describe('a fault that passes', () => {
  test('a 429 in each step shows on the card, is waited out as long as Workiva asks, and nothing is done twice', async () => {
    faultIn(API_STEPS, { status: 429, retryAfterSeconds: 1 });
    const watched = watchCalls(world);
    const filed = await fileRequest(world, withRoles());
    await cardSays(
      world,
      filed,
      'Workiva asks to slow down and to try again in 1 s (429, tooManyRequests). Trying again by itself.',
    );
    await taskOf(world, filed.request);
    await cardSays(world, filed, 'Waiting for an admin');
    expect(textOf(await cardOf(world, filed))).not.toContain('Trying again');

    for (const step of API_STEPS) {
      const [refused, taken, ...more] = watched.writes(step);
      expect([refused?.status, more]).toEqual([429, []]);
      expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    }
    expectOnce(filed);
  });

  test('a 500 in each step is tried again by itself, and nothing is done twice', async () => {
    faultIn(API_STEPS, { status: 500 });
    const watched = watchCalls(world);
    const filed = await fileRequest(world, withRoles());
    await taskOf(world, filed.request);

    for (const step of API_STEPS) expect(watched.writes(step)).toHaveLength(2);
    expectOnce(filed);
    expect(world.slack.messages(CHANNELS.admin).map(headerOf)).not.toContain(`${filed.request} needs an admin`);
  });

  test.each<[string, Fault]>([
    ['a connection that breaks before the answer', { status: 500, dropConnection: true, afterDoing: true }],
    ['a 500 in place of the answer', { status: 500, afterDoing: true }],
  ])('%s to each write makes nothing twice', async (_, fault) => {
    faultIn(API_STEPS, fault);
    const watched = watchCalls(world);
    const filed = await fileRequest(world, withRoles());
    await taskOf(world, filed.request);

    for (const step of API_STEPS) expect(watched.writes(step)).toHaveLength(1);
    expectOnce(filed);
  });
});

describe.each(API_STEPS)('a fault that stays, in the step %s,', (step) => {
  test('stops the request with the reason, and Retry goes on from this very step', async () => {
    faultIn([step], { status: 400, message: 'The field is not allowed here.' });
    const filed = await fileRequest(world, reaching(step));
    await expectStopped(filed, step, 'Workiva refused: the field is not allowed here (400');

    const watched = watchCalls(world);
    await pressAtFailure(filed, 'retry');
    await taskOf(world, filed.request);
    const redone = API_STEPS.filter((name) => watched.writes(name).length > 0);
    expect(redone).toEqual(stepsFrom(step));
    expectOnce(filed, step === 'roles' ? ROLES : []);
    expect(await auditOf(world, filed.request)).toEqual(
      expect.arrayContaining([`provisioning.${step}_failed`, 'provisioning.retried', `provisioning.${step}_done`]),
    );
  });

  test('can be done by hand, and the steps after it go on by themselves', async () => {
    faultIn([step], { status: 400, message: 'This client may not do that.' });
    const filed = await fileRequest(world, reaching(step));
    await expectStopped(filed, step, 'Workiva refused: this client may not do that (400');

    await pressAtFailure(filed, 'take-over');
    const task = await taskOf(world, filed.request);
    expect(headerOf(task)).toBe(`${filed.request} · ${TASKS[step]}`);
    await doneInWorkiva(filed, step);
    const watched = watchCalls(world);
    await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
    await world.slack.until(
      () =>
        world.slack
          .messages(CHANNELS.admin)
          .some((message) => headerOf(message) === `${filed.request} · Create the API grant`),
      'the task of the grant',
    );
    expect(watched.writes(step)).toEqual([]);
    for (const later of stepsFrom(step).slice(1)) expect(watched.writes(later)).toHaveLength(1);
    expectOnce(filed, step === 'roles' ? ROLES : []);
    const { provisioning } = await storedRequest(world, filed.request);
    expect(provisioning?.steps.find(({ name }) => name === step)).toMatchObject({ state: 'done', by: PEOPLE.admin });
  });

  test('is told in plain words when Workiva does not find what it was asked for', async () => {
    faultIn([step], { status: 404, message: 'There is no such thing.' });
    const filed = await fileRequest(world, reaching(step));
    await expectStopped(filed, step, 'Workiva refused: There is no such thing (404');
  });
});

/** What an admin does in Workiva’s screens when a step is theirs. */
async function doneInWorkiva({ username }: Filed, step: ApiStep): Promise<void> {
  const api = await asAdmin();
  if (step === 'user') {
    await api('users', { username, givenName: 'Nightly', familyName: 'Export', email: 'ana+export@example.com' });
    return;
  }
  const sandbox = world.workiva.workspaces.find(({ name }) => name === 'Sandbox');
  if (step === 'membership') {
    await api(`workspaces/${sandbox?.id}/memberships/membershipCreation`, { user: usersNamed(world, username)[0]?.id });
    return;
  }
  const viewer = sandbox?.roles.find(({ name }) => name === 'Viewer');
  const member = membershipsOf(world, username)[0];
  await api(`workspaces/${sandbox?.id}/memberships/${member?.id}/roles/assignment`, [viewer?.id]);
  world.workiva.finishOperations();
}

async function asAdmin() {
  const { workiva } = world.config;
  if (workiva.access !== 'api') throw new Error('This world has no client in Workiva.');
  const { clientId, clientSecret, organizationId, apiUrl } = workiva;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = await fetch(`${apiUrl}/iam/v1/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = (await token.json()) as { access_token: string };
  return async (path: string, body: unknown) => {
    const headers = {
      authorization: `Bearer ${access_token}`,
      'x-version': '2026-01-01',
      'content-type': 'application/json',
    };
    const url = `${apiUrl}/platform/v1/organizations/${organizationId}/${path}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
  };
}

describe('a fault that never passes', () => {
  test('stops the request after the last try, with what Workiva said', async () => {
    world.workiva.faults.answer(WRITES.user, { status: 500, message: 'Out of order.', times: 99 });
    const watched = watchCalls(world);
    const filed = await fileRequest(world, automatic(world));
    await expectStopped(filed, 'user', 'Workiva has trouble of its own: Out of order (500');
    expect(watched.writes('user')).toHaveLength(QUICK_RETRY.attempts);

    world.workiva.faults.clear();
    await pressAtFailure(filed, 'retry');
    await taskOf(world, filed.request);
    expect(usersNamed(world, filed.username)).toHaveLength(1);
  });
});

describe('long work in Workiva', () => {
  test('that fails, and of which a look shows nothing, is asked for anew', async () => {
    world.workiva.faults.failOperation();
    const watched = watchCalls(world);
    const filed = await fileRequest(world, withRoles());
    await taskOf(world, filed.request);
    expect(watched.writes('roles')).toHaveLength(2);
    expectOnce(filed);
  });

  test('that fails each time stops the request with its details, and Retry asks anew', async () => {
    for (let tries = 0; tries < QUICK_RETRY.attempts; tries += 1) {
      world.workiva.faults.failOperation({ details: ['The licence has no seat left.'] });
    }
    const watched = watchCalls(world);
    const filed = await fileRequest(world, withRoles());
    await expectStopped(filed, 'roles', 'Workiva could not finish the work: the licence has no seat left.');
    expect(world.workiva.rolesOf(filed.username, 'Sandbox')).toEqual([]);

    await pressAtFailure(filed, 'retry');
    await taskOf(world, filed.request);
    expect(watched.writes('roles')).toHaveLength(QUICK_RETRY.attempts + 1);
    expectOnce(filed);
  });

  test('is followed, not asked for again, when a look at it fails', async () => {
    world.workiva.faults.answer({ method: 'GET', path: /\/operations\// }, { status: 500 });
    const watched = watchCalls(world);
    const filed = await fileRequest(world, withRoles());
    await taskOf(world, filed.request);
    expect(watched.shapes().filter((shape) => shape === 'GET operation')).toHaveLength(2);
    expect(watched.writes('roles')).toHaveLength(1);
    expectOnce(filed);
  });
});

describe('two who act on one failure', () => {
  test('are one: the second is told what has become of it', async () => {
    faultIn(['user'], { status: 400 });
    const filed = await fileRequest(world, automatic(world));
    const failure = await failureOf(world, filed.request);
    const watched = watchCalls(world);
    const toldAdmins = () => [PEOPLE.admin, PEOPLE.secondAdmin].flatMap((id) => world.slack.as(id).ephemerals);
    const before = new Set(toldAdmins().map(({ ts }) => ts));
    await Promise.all([
      world.slack.as(PEOPLE.admin).press(failure, 'grantdesk.provisioning.retry'),
      world.slack.as(PEOPLE.secondAdmin).press(failure, 'grantdesk.provisioning.retry'),
    ]);
    const told = await world.slack.until(
      () => toldAdmins().find(({ ts }) => !before.has(ts)),
      'the answer to the second',
    );
    expect(told.text).toContain(`${filed.request} is not stopped by a failure any more. Tried again by <@`);
    await taskOf(world, filed.request);
    expect(watched.writes('user')).toHaveLength(1);
    await eventually(
      async () => (await storedRequest(world, filed.request)).state === 'awaiting_admin',
      'the next step',
    );
  });
});
