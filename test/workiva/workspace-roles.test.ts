import { expect, test } from '@jest/globals';
import { MINUTE } from '../../src/domain/duration.ts';
import { createWorkspaceRoles, noWorkspaceRoles } from '../../src/workiva/workspace-roles.ts';
import { type Setting, withWorkiva } from './with-workiva.ts';

const SOON = 5_000;
const WORKSPACES = [
  { name: 'Finance Close', roles: ['Viewer', 'Close Reader', 'x'.repeat(76)] },
  { name: 'Sandbox', roles: ['Viewer', 'Tester'] },
];

/** Runs a test with roles of its own, and the workspaces whose roles could not be learned. */
const withRoles = (
  run: (setting: Setting & { roles: ReturnType<typeof createWorkspaceRoles>; failed: string[] }) => Promise<void>,
) =>
  withWorkiva({ workspaces: WORKSPACES }, async (setting) => {
    const failed: string[] = [];
    const { client: workiva, clock } = setting;
    const roles = createWorkspaceRoles({ workiva, clock, onFailure: (_, workspace) => failed.push(workspace) });
    await run({ ...setting, roles, failed });
  });

const asked = ({ workiva }: Setting) => workiva.calls.filter(({ path }) => /\/roles(\?|$)/.test(path)).length;

test('each workspace has its own, without what fits no menu', () =>
  withRoles(async ({ roles }) => {
    expect(roles.known('Sandbox')).toBeUndefined();
    expect(await roles.current('Finance Close', SOON)).toEqual(['Viewer', 'Close Reader']);
    expect(await roles.current('Sandbox', SOON)).toEqual(['Viewer', 'Tester']);
    expect(roles.known('Sandbox')).toEqual(['Viewer', 'Tester']);
  }));

test('many who ask at once are one fetch, which is believed for ten minutes', () =>
  withRoles(async (setting) => {
    const { roles, clock } = setting;
    await Promise.all(Array.from({ length: 5 }, () => roles.current('Sandbox', SOON)));
    clock.forward(10 * MINUTE - 1);
    await roles.current('Sandbox', SOON);
    expect(asked(setting)).toBe(1);
    clock.forward(1);
    await roles.current('Sandbox', SOON);
    expect(asked(setting)).toBe(2);
    expect(setting.workiva.calls.filter(({ path }) => /\/workspaces(\?|$)/.test(path))).toHaveLength(1);
  }));

test('what was known stays known while Workiva fails, and Workiva then rests for half a minute', () =>
  withRoles(async (setting) => {
    const { roles, clock, failed, workiva } = setting;
    await roles.current('Sandbox', SOON);
    clock.forward(10 * MINUTE);
    workiva.faults.answer({ path: /\/roles$/ }, { status: 403, times: 1 });
    expect(await roles.current('Sandbox', SOON)).toEqual(['Viewer', 'Tester']);
    await roles.current('Sandbox', SOON);
    expect([failed, asked(setting)]).toEqual([['Sandbox'], 2]);
    clock.forward(30_000);
    await roles.current('Sandbox', SOON);
    expect([failed, asked(setting)]).toEqual([['Sandbox'], 3]);
  }));

test('a workspace that Workiva does not show is told, and nothing is known of it', () =>
  withRoles(async ({ roles, failed }) => {
    expect(await roles.current('Elsewhere', SOON)).toBeUndefined();
    expect(failed).toEqual(['Elsewhere']);
  }));

test('nobody waits longer than they say; the answer is known once it comes', () =>
  withRoles(async ({ roles, workiva }) => {
    const held = workiva.faults.hold({ path: /\/roles$/ });
    expect(await roles.current('Sandbox', 1)).toBeUndefined();
    await held.arrived;
    held.release();
    expect(await roles.current('Sandbox', SOON)).toEqual(['Viewer', 'Tester']);
  }));

test('what is prefetched is known when somebody asks', () =>
  withRoles(async (setting) => {
    const { roles } = setting;
    roles.prefetch(['Finance Close', 'Sandbox']);
    roles.prefetch(['Finance Close', 'Sandbox']);
    await Promise.all([roles.current('Sandbox', SOON), roles.current('Finance Close', SOON)]);
    expect([roles.known('Finance Close'), roles.known('Sandbox')]).toEqual([
      ['Viewer', 'Close Reader'],
      ['Viewer', 'Tester'],
    ]);
    expect(asked(setting)).toBe(2);
  }));

test('without API access nothing is known', async () => {
  noWorkspaceRoles.prefetch(['Sandbox']);
  expect([noWorkspaceRoles.known('Sandbox'), await noWorkspaceRoles.current('Sandbox', SOON)]).toEqual([
    undefined,
    undefined,
  ]);
});
