import { expect, test } from '@jest/globals';
import { rolesNotListed, rolesOffered, withRolesOf } from '../../src/domain/workspace-roles.ts';
import { policy } from '../support/domain-policy.ts';

const listing = (...roles: string[]) => ({ ...policy(), workspace_roles: roles });

test.each<[string, string[] | undefined, string[] | undefined, string[]]>([
  [
    'neither is known: those of every workspace',
    undefined,
    undefined,
    ['Viewer', 'Creator', 'Manager', 'Workspace Owner'],
  ],
  ['the policy lists some: those', ['Manager', 'Emperor'], undefined, ['Manager', 'Emperor']],
  ['the workspace is known: all that it has', undefined, ['Tester', 'Viewer'], ['Tester', 'Viewer']],
  [
    'both: what is in both, in the order of the policy and as Workiva writes it',
    ['manager', 'Viewer', 'Emperor'],
    ['Viewer', 'Tester', 'Manager'],
    ['Manager', 'Viewer'],
  ],
  ['both, and nothing in both', ['Emperor'], ['Viewer'], []],
])('the roles that are offered where %s', (_, listed, real, offered) => {
  const rules = listed ? listing(...listed) : policy();
  expect(rolesOffered(withRolesOf(rules, real))).toEqual(offered);
});

test('what the policy does not list is told whatever its case; without a list nothing is', () => {
  expect(rolesNotListed(['viewer', 'Emperor'], listing('Viewer'))).toEqual(['Emperor']);
  expect(rolesNotListed(['viewer', 'Emperor'], policy())).toEqual([]);
});
