import { expect, test } from '@jest/globals';
import type { Exchange, WorkivaStandIn } from '../../src/playground/workiva/stand-in.ts';
import type { WorkivaClient } from '../../src/workiva/client.ts';
import { ask, idOf } from '../playground/workiva/asking.ts';
import { nameOf, PUBLISHED } from './published.ts';
import { ANSWERS, REFUSALS } from './published-answers.ts';
import { withWorkiva } from './with-workiva.ts';

const NEW = { username: 'sandbox.reports', givenName: 'Sandbox', familyName: 'Reports', email: 'reports@example.com' };
const QUIETLY = { notifyNewMember: false, sendWelcomeEmail: false };
const THERE = [
  { username: 'ada', memberOf: { Sandbox: ['Viewer'] } },
  { username: 'elsewhere', inOrganization: false },
];

/** Runs against a stand-in that answers in pages of two, and answers what it was asked and has answered. */
async function exchangesOf(run: (workiva: WorkivaStandIn, client: WorkivaClient) => Promise<void>) {
  const exchanges: Exchange[] = [];
  const observe = (exchange: Exchange) => void exchanges.push(exchange);
  const options = { users: THERE, admins: ['wanda'], pageSize: 2, observe };
  await withWorkiva(options, ({ workiva, client }) => run(workiva, client));
  return exchanges;
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** All that the product asks of Workiva, from a user that is made to one that is removed. */
async function askAll(workiva: WorkivaStandIn, client: WorkivaClient): Promise<void> {
  const user = await client.createUser(NEW);
  const sandbox = await client.findWorkspace('Sandbox');
  if (!sandbox) throw new Error('There is no sandbox.');
  await client.organization();
  await drain(client.users());
  await client.user(user.id);
  await client.findUser(user.username);
  const roles = await client.workspaceRoles(sandbox.id);
  const membership = await client.addMember(sandbox.id, user.id, QUIETLY);
  await drain(client.memberships(sandbox.id));
  await client.findMembership(sandbox.id, user.id);
  for (const change of [client.giveMemberRoles, client.takeMemberRoles]) {
    const operation = await change(sandbox.id, membership.id, [roles[0]?.id ?? '']);
    if (operation) await client.followOperation(operation);
    await client.memberRoles(sandbox.id, membership.id);
  }
  await askBeside(workiva, user.id, sandbox.id, await client.organizationRoles());
  await client.userRoles(user.id);
  await client.setUserStatus(user.id, 'suspended');
  await client.removeMember(sandbox.id, membership.id);
  await client.removeUser(user.id);
  await drain(client.activities({}));
  await client.activityActions();
}

/** What the stand-in knows and the product has no call for. */
async function askBeside(workiva: WorkivaStandIn, user: string, sandbox: string, [role]: { id: string }[]) {
  const groups = `/workspaces/${sandbox}/groups`;
  const { body: group } = await ask(workiva, 'POST', groups, { body: { name: 'Closers' } });
  await ask(workiva, 'GET', groups);
  const members = `${groups}/${(group as { id: string }).id}/members/modification`;
  await ask(workiva, 'POST', members, { body: { toAdd: [user] } });
  await ask(workiva, 'POST', '/users/assignment', { body: { user: idOf(workiva.users, 'elsewhere') } });
  for (const what of ['assignment', 'revocation']) {
    await ask(workiva, 'POST', `/users/${user}/roles/${what}`, { body: [role?.id] });
  }
}

test('Every answer of the stand-in has the form that Workiva describes, and no field beside', async () => {
  const exchanges = await exchangesOf(askAll);
  for (const { call, answer } of exchanges) {
    const name = nameOf(call.method, call.path);
    const described = ANSWERS[name];
    expect({ name, status: call.status }).toEqual({ name, status: described?.status });
    const fault = described?.form ? described.form.safeParse(answer).error?.issues : answer;
    expect({ name, fault, answer }).toEqual({ name, fault: undefined, answer });
  }
  const asked = new Set(exchanges.map(({ call }) => nameOf(call.method, call.path)));
  expect([...asked].sort()).toEqual(Object.keys(ANSWERS).sort());
});

test('The answers that are noted down are those to all that the client may ask, and more', () => {
  expect(Object.keys(PUBLISHED).filter((name) => ANSWERS[name] === undefined)).toEqual([]);
});

test('Every refusal of the stand-in has the form that Workiva describes', async () => {
  const exchanges = await exchangesOf(async (workiva) => {
    await ask(workiva, 'GET', '/users/nobody');
    await ask(workiva, 'GET', '/users?$filter=shoe eq 1');
    await ask(workiva, 'GET', '/users', { token: 'unknown' });
    await ask(workiva, 'GET', '/users', { version: null });
    await ask(workiva, 'POST', '/users', { body: { id: 'mine' } });
    await ask(workiva, 'POST', '/users', { body: { ...NEW, username: 'ada' } });
    await ask(workiva, 'POST', `${workiva.apiUrl}/platform/v1/files`, { body: {} });
    await ask(workiva, 'POST', `${workiva.apiUrl}/iam/v1/oauth2/token`);
  });
  const refusals = exchanges.filter(({ call }) => call.status >= 400);
  expect(refusals.map(({ call }) => call.status)).toEqual([404, 400, 401, 400, 400, 409, 403, 400]);
  for (const { call, answer } of refusals) {
    const form = call.path.endsWith('/token') ? REFUSALS.token : REFUSALS.api;
    expect({ path: call.path, fault: form.safeParse(answer).error?.issues }).toEqual({ path: call.path });
  }
});

test('Only older kinds of activity have an alias, and a member is told with user and workspace whole', async () => {
  const exchanges = await exchangesOf(askAll);
  const answersTo = (path: RegExp) => JSON.stringify(exchanges.filter(({ call }) => path.test(call.path)));
  expect(answersTo(/activityActions$/)).toContain('"alias":"membership.create"');
  expect(answersTo(/activityActions$/)).not.toContain('"alias":"api.access"');
  expect(answersTo(/activities$/)).toContain('"displayName":"Sandbox Reports","uniqueName":"sandbox.reports"');
  expect(answersTo(/memberships$/)).toMatch(/"user":\{"id":"[^"]+","displayName":"ada Example"\}/);
});
