import { expect, test } from '@jest/globals';
import { namesRoute } from '../../src/policy/names-route.ts';
import { policy } from '../support/domain-policy.ts';

const WHEN = 'when: { workspaces: [Sandbox], access: read, lifetime_up_to: 30d }';
const withRule = (when: string) => policy([WHEN, `when: { ${when} }`]);

test.each<[string, boolean]>([
  ['access: read', false],
  ['not: { access: write }', false],
  ["client_name: 'Close | *'", true],
  ["kind: renew, client_name: ['Close | *', 'Sandbox | *']", true],
  ["access: read, not: { client_name: 'Close | *' }", true],
  ["not: { access: write, not: { client_name: 'Close | *' } }", true],
])('a rule for { %s } asks for the client name: %s', (when, isAsked) => {
  expect(namesRoute(withRule(when))).toBe(isAsked);
});

test('a rule for everything asks for no name', () => {
  expect(namesRoute({ rules: [{ name: 'Everything', approval: 'automatic' }] })).toBe(false);
});
