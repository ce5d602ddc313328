import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InputBlock } from '@slack/types';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World, WorldOptions } from '../../src/playground/world.ts';
import { standsIn } from '../support/deciding.ts';
import { filedAs, fillForm, openForm, startStoredWorld, wish } from '../support/journey.ts';
import { submitPast } from './tap.ts';

const WORKSPACES = [
  { name: 'Finance Close', roles: ['Viewer', 'Creator', 'Close Reader'] },
  { name: 'Sandbox', roles: ['Viewer', 'Tester'] },
];
const EXAMPLE = join(import.meta.dirname, '../../policy.yml');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-roles-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A world whose policy lists these roles; none: it lists no roles. */
async function worldWith(listed: string | undefined, options: WorldOptions = {}) {
  const policyPath = join(folder, `${listed ?? 'no'}-list.yml`);
  const line = listed === undefined ? '' : `workspace_roles: [${listed}]`;
  const example = (await readFile(EXAMPLE, 'utf8')).replace(/^workspace_roles: .*$/m, line);
  // A rule may only name roles of the list.
  const text = listed === undefined ? example : example.replace('roles: [Viewer]', `roles: [${listed}]`);
  await writeFile(policyPath, text.replace(/^role_defaults:\n( {2}- .*\n)*/m, ''));
  return startStoredWorld({ policyPath, workiva: { workspaces: WORKSPACES, operationMs: 20, pollMs: 5 }, ...options });
}

const engineer = (world: World) => world.slack.as(PEOPLE.engineer);

function rolesIn(world: World): string[] {
  const blocks = engineer(world).modal?.view.blocks ?? [];
  const block = blocks.find((one): one is InputBlock => one.type === 'input' && one.block_id === 'roles');
  return block?.element.type === 'multi_static_select'
    ? (block.element.options ?? []).map(({ value = '' }) => value)
    : [];
}

const offered = (world: World, ...roles: string[]) =>
  world.slack.until(() => rolesIn(world).join() === roles.join(), `the roles ${roles.join(', ')} to be offered`);

const onRoles = { path: /\/roles$/ };

describe('without a list in the policy', () => {
  let world: World;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ world, stop } = await worldWith(undefined));
  });
  afterAll(() => stop?.());

  test('the form offers the roles that the chosen workspace has, and keeps of those chosen what the next one has', async () => {
    await openForm(world);
    expect(rolesIn(world)).toEqual(['Viewer', 'Creator', 'Manager', 'Workspace Owner']);
    await engineer(world).choose('workspace', 'Finance Close');
    await offered(world, 'Viewer', 'Creator', 'Close Reader');
    engineer(world).fill({ roles: ['Viewer', 'Close Reader'], purpose: 'Half a sentence' });
    await engineer(world).choose('workspace', 'Sandbox');
    await offered(world, 'Viewer', 'Tester');
    const { modal } = engineer(world);
    expect(modal && [standsIn(modal, 'roles'), standsIn(modal, 'purpose')]).toEqual([['Viewer'], 'Half a sentence']);
  });

  test('a role that the workspace has not is a fault at the field', async () => {
    const typed = wish(world, { roles: ['Close Reader'] });
    await openForm(world);
    await fillForm(world, { ...typed, roles: [] });
    await offered(world, 'Viewer', 'Creator', 'Close Reader');
    expect((await submitPast(world, PEOPLE.engineer, { roles: ['Manager'] })).errors).toEqual({
      roles: expect.stringMatching(/^Choose roles from the list/),
    });
    expect((await engineer(world).submit({ roles: ['Close Reader'] })).errors).toBeUndefined();
    await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  });
});

test('a list in the policy leaves of them what it names', async () => {
  const { world, stop } = await worldWith('Viewer, Creator, Tester, Manager');
  await openForm(world);
  await engineer(world).choose('workspace', 'Sandbox');
  await offered(world, 'Viewer', 'Tester');
  await engineer(world).choose('workspace', 'Finance Close');
  await offered(world, 'Viewer', 'Creator');
  await stop();
});

test('where none of the workspace’s roles is in the list there is nothing to choose, and the request goes through', async () => {
  const { world, stop } = await worldWith('Manager');
  const typed = wish(world, { roles: [] });
  await openForm(world);
  await engineer(world).choose('workspace', 'Sandbox');
  await world.slack.until(() => rolesIn(world).length === 0, 'the roles to go');
  const { roles: _none, ...others } = typed;
  await fillForm(world, { ...others, workspace: 'Finance Close' } as typeof typed);
  expect((await engineer(world).submit()).errors).toBeUndefined();
  await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  await stop();
});

test('without API access the list is offered, and without a list what Workiva gives every workspace', async () => {
  for (const [listed, roles] of [
    [undefined, ['Viewer', 'Creator', 'Manager', 'Workspace Owner']],
    ['Viewer, Emperor', ['Viewer', 'Emperor']],
  ] as const) {
    const { world, stop } = await worldWith(listed, { workivaAccess: false });
    await openForm(world);
    await engineer(world).choose('workspace', 'Sandbox');
    await world.slack.until(
      () => JSON.stringify(engineer(world).modal?.view).includes('Sandbox | nightly'),
      'the form',
    );
    expect(rolesIn(world)).toEqual(roles);
    await stop();
  }
});

test('while Workiva fails the form opens at once with what the policy offers, and a request can be filed', async () => {
  const { world, stop } = await worldWith(undefined);
  world.workiva.faults.answer(onRoles, { status: 403, times: 1_000 });
  const typed = wish(world, { roles: ['Manager'] });
  await openForm(world);
  await fillForm(world, typed);
  const answer = await engineer(world).submit();
  expect(answer.errors).toBeUndefined();
  expect(answer.ms).toBeLessThan(3_000);
  await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  await stop();
});

test('while Workiva does not answer, neither the form nor its submission waits for it', async () => {
  const { world, stop } = await worldWith(undefined);
  const held = [world.workiva.faults.hold(onRoles), world.workiva.faults.hold(onRoles)];
  const typed = wish(world, { roles: ['Manager'] });
  await openForm(world);
  await fillForm(world, typed);
  const answer = await engineer(world).submit();
  expect(answer.errors).toBeUndefined();
  expect(answer.ms).toBeLessThan(3_000);
  for (const one of held) one.release();
  await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  await stop();
});
