import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { type RequestFacts, requesterNeeds, route } from '../../src/policy/evaluate.ts';
import { ANA, later, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const RULE = 'Short reads in the sandbox\n    when: { workspaces: [Sandbox], access: read, lifetime_up_to: 30d }';

/** A policy whose first rule has these conditions, and whose second is never in the way. */
const withWhen = (when: string) =>
  policy(
    [RULE, `First\n    when: ${when}`],
    ['when: { workspaces: [Finance Close], access: write }', 'when: { client_name: no such name }'],
    ['U0FIN1, U0FIN2]', `U0FIN1, ${ANA}]\n  desk: [S0DESK, U0OTHER]`],
    ['tasks: []', 'tasks: [{ name: Read sheets, scopes: [Spreadsheets (Read)] }]'],
  );

type Changes = Partial<Terms> & Partial<Pick<RequestFacts, 'kind' | 'requester'>>;

/** What the conditions say about a request: a read of spreadsheets in the sandbox by Ana, until something is changed. */
function checked(when: string, { kind = 'create', requester, ...changes }: Changes = {}) {
  const who = requester ?? { id: ANA, userGroups: [] };
  const routing = route(withWhen(when), { kind, terms: terms(changes), requester: who }, NOW);
  const first = routing.explanation[0];
  if (!first) throw new Error('Nothing was explained.');
  return { ...first, sentences: first.conditions.map(({ sentence }) => sentence).join(' ') };
}

const NEW_USER = { kind: 'new', username: 'x', givenName: 'X', familyName: 'Y', email: 'x@example.com' } as const;
const by = (changes: Partial<RequestFacts['requester']>) => ({
  requester: { id: 'U0STRANGER', userGroups: [], ...changes },
});
const inDays = (days: number) =>
  later(days * DAY)
    .toISOString()
    .slice(0, 10);

describe('a condition holds, and says the fact', () => {
  test.each<[string, Changes, string]>([
    ['{ workspaces: [Sandbox] }', {}, 'The workspace is Sandbox.'],
    ['{ workspaces: [Finance Close, Sandbox] }', {}, 'The workspace is Sandbox.'],
    ['{ scopes: [Spreadsheets (Read)] }', {}, 'Spreadsheets (Read) is asked for.'],
    [
      '{ scopes: [Files (Read), Tasks (Read)] }',
      { scopes: ['Files (Read)', 'Graph (Read)', 'Tasks (Read)'] },
      'Files (Read), Tasks (Read) are asked for.',
    ],
    ['{ scopes: { any: [Files (Read)] } }', { scopes: ['Graph (Read)', 'Files (Read)'] }, 'Files (Read) is asked for.'],
    [
      '{ scopes: { all: [Files (Read), Graph (Read)] } }',
      { scopes: ['Graph (Read)'] },
      'No other scope is asked for than Files (Read) or Graph (Read).',
    ],
    ['{ access: read }', {}, 'Every scope only reads.'],
    ['{ access: write }', { scopes: ['Files (Read)', 'Files (Write)'] }, 'At least one scope can write.'],
    ['{ access: [read, write], kind: create }', {}, 'This asks for a new grant. Every scope only reads.'],
    ['{ risk: low }', { scopes: ['Files (Write)'] }, 'Every scope is of low risk.'],
    ['{ risk: [high] }', { scopes: ['Files (Read)', 'Workspace (Write)'] }, 'At least one scope is of high risk.'],
    ['{ roles: [Viewer, Creator] }', {}, 'The only roles are Viewer.'],
    ['{ roles: [Viewer] }', { roles: [] }, 'No role is asked for.'],
    ['{ new_integration_user: true }', { user: NEW_USER }, 'The integration user is to be created.'],
    ['{ new_integration_user: false }', {}, 'The integration user exists already.'],
    ['{ has_ip_restrictions: true }', {}, 'There are IP restrictions.'],
    ['{ has_ip_restrictions: false }', { ipRestrictions: [] }, 'There are no IP restrictions.'],
    ['{ more_than_needed: true }', {}, 'It asks for more than its tasks need.'],
    ['{ more_than_needed: false }', { tasks: ['Read sheets'] }, 'It asks for no more than its tasks need.'],
    ['{ lifetime_up_to: 30d }', { expires: inDays(30) }, 'It ends within 30 days.'],
    ['{ kind: renew }', { kind: 'renew' }, 'This asks for a renewal.'],
    ['{ kind: [change, revoke] }', { kind: 'revoke' }, 'This asks for the end of a grant.'],
    ['{ kind: change }', { kind: 'change' }, 'This asks for a change of a grant.'],
    ['{ client_name: "sandbox | *" }', {}, 'The client name is “Sandbox | nightly export”.'],
    ['{ client_name: [none, "*EXPORT"] }', {}, 'The client name is “Sandbox | nightly export”.'],
    [`{ requester: [${ANA}] }`, {}, 'The rule names the requester.'],
    ['{ requester: [finance] }', {}, 'The requester is in finance.'],
    ['{ requester: [desk] }', by({ userGroups: ['S0DESK'] }), 'The requester is in desk.'],
    ['{ requester: [desk] }', by({ id: 'U0OTHER' }), 'The requester is in desk.'],
    ['{ requester: [S0DESK] }', by({ userGroups: ['S0DESK'] }), 'The requester is in S0DESK.'],
    [
      '{ requester: [finance, "@Example.com"] }',
      by({ email: 'cleo@EXAMPLE.com' }),
      'The requester’s email address ends in @Example.com.',
    ],
  ])('%s for %j', (when, changes, sentences) => {
    expect(checked(when, changes)).toMatchObject({ matched: true, sentences });
  });
});

describe('a condition does not hold, and says why', () => {
  test.each<[string, Changes, string]>([
    [
      '{ workspaces: [Sandbox, Finance Close] }',
      { workspace: 'Archive' },
      'The workspace is Archive, and the rule is for Sandbox or Finance Close.',
    ],
    [
      '{ scopes: [Files (Read), Files (Write), Tasks (Read)] }',
      {},
      'None of its scopes is asked for, and the rule is for Files (Read), Files (Write) or Tasks (Read).',
    ],
    [
      '{ scopes: { all: [Files (Read)] } }',
      { scopes: ['Files (Read)', 'Graph (Read)'] },
      'Graph (Read) is asked for, and the rule is for no other scope than Files (Read).',
    ],
    [
      '{ scopes: { all: [Files (Read)] } }',
      { scopes: ['Tasks (Read)', 'Graph (Read)'] },
      'Tasks (Read), Graph (Read) are asked for, and the rule is for no other scope than Files (Read).',
    ],
    [
      '{ access: read }',
      { scopes: ['Files (Read)', 'Files (Write)'] },
      'At least one scope can write, and the rule is for requests that only read.',
    ],
    ['{ access: [write] }', {}, 'Every scope only reads, and the rule is for requests that can write.'],
    [
      '{ risk: low }',
      { scopes: ['Files (Read)', 'Workspace (Write)'] },
      'At least one scope is of high risk, and the rule is for low risk.',
    ],
    ['{ risk: high }', {}, 'Every scope is of low risk, and the rule is for high risk.'],
    [
      '{ roles: [Viewer] }',
      { roles: ['Viewer', 'Manager'] },
      'The only roles are Viewer, Manager, and the rule is for no other roles than Viewer.',
    ],
    ['{ roles: [] }', {}, 'The only roles are Viewer, and the rule is for requests without roles.'],
    ['{ new_integration_user: true }', {}, 'The integration user exists already, and the rule is for a new one.'],
    [
      '{ new_integration_user: false }',
      { user: NEW_USER },
      'The integration user is to be created, and the rule is for one that exists already.',
    ],
    [
      '{ has_ip_restrictions: true }',
      { ipRestrictions: [] },
      'There are no IP restrictions, and the rule is for requests with them.',
    ],
    ['{ has_ip_restrictions: false }', {}, 'There are IP restrictions, and the rule is for requests without them.'],
    [
      '{ more_than_needed: false }',
      { tasks: ['Read sheets'], scopes: ['Spreadsheets (Read)', 'Files (Read)'] },
      'It asks for more than its tasks need, and the rule is for requests for no more than that.',
    ],
    [
      '{ more_than_needed: true }',
      { tasks: ['Read sheets'] },
      'It asks for no more than its tasks need, and the rule is for requests for more than that.',
    ],
    [
      '{ lifetime_up_to: 30d }',
      { expires: inDays(31) },
      'It ends only after 30 days and 14 hours, and the rule is for 30 days at most.',
    ],
    ['{ kind: renew }', {}, 'This asks for a new grant, and the rule is for a renewal.'],
    [
      '{ kind: [renew, change] }',
      { kind: 'revoke' },
      'This asks for the end of a grant, and the rule is for a renewal or a change of a grant.',
    ],
    [
      '{ client_name: ["finance*", "?andbox"] }',
      {},
      'The client name is “Sandbox | nightly export”, and the rule is for names like “finance*” or “?andbox”.',
    ],
    [
      '{ requester: [finance, S0DESK, "@example.com"] }',
      by({ email: 'cleo@mail.example.com' }),
      'The requester is somebody else, and the rule is for finance, S0DESK or @example.com.',
    ],
    [
      '{ requester: ["@example.com"] }',
      by({ email: 'cleo@example.com@elsewhere.org' }),
      'The requester is somebody else, and the rule is for @example.com.',
    ],
    ['{ requester: ["@example.com"] }', by({}), 'The requester is somebody else, and the rule is for @example.com.'],
    [
      '{ requester: [desk] }',
      by({ userGroups: ['S0ELSE'] }),
      'The requester is somebody else, and the rule is for desk.',
    ],
  ])('%s for %j', (when, changes, sentences) => {
    expect(checked(when, changes)).toMatchObject({ matched: false, sentences });
  });
});

describe('not', () => {
  test.each<[string, string, Changes, boolean, string]>([
    [
      'holds when nothing in it holds',
      '{ not: { access: write } }',
      {},
      true,
      'The exception of the rule does not apply: Every scope only reads, and its exception is for requests that can write.',
    ],
    [
      'holds when a part of it does not hold, and names that part alone',
      '{ not: { workspaces: [Sandbox], access: write } }',
      {},
      true,
      'The exception of the rule does not apply: Every scope only reads, and its exception is for requests that can write.',
    ],
    [
      'does not hold when all of it holds',
      '{ not: { workspaces: [Sandbox], access: read } }',
      {},
      false,
      'The exception of the rule applies: The workspace is Sandbox. Every scope only reads.',
    ],
    [
      'inside not turns it round again',
      '{ not: { not: { access: read } } }',
      {},
      true,
      'The exception of the rule does not apply: The exception of that exception applies: Every scope only reads.',
    ],
    [
      'names the requester as its own',
      `{ not: { requester: [${ANA}] } }`,
      {},
      false,
      'The exception of the rule applies: Its exception names the requester.',
    ],
  ])('%s', (_what, when, changes, matched, sentences) => {
    expect(checked(when, changes)).toMatchObject({ matched, sentences });
  });
});

test('a rule matches only when all of its conditions hold', () => {
  const when = '{ workspaces: [Sandbox], kind: create, has_ip_restrictions: true, not: { risk: high } }';
  expect(checked(when).matched).toBe(true);
  for (const changes of [
    { workspace: 'Finance Close' },
    { kind: 'renew' as const },
    { ipRestrictions: [] },
    { scopes: ['Workspace (Write)'] },
  ]) {
    expect(checked(when, changes).matched).toBe(false);
  }
});

describe('what must be looked up of a requester', () => {
  test('is nothing where no rule asks', () => {
    expect(requesterNeeds(policy())).toEqual({ userGroups: [], email: false });
  });

  test('is the user groups that rules name, by themselves and through groups, each once', () => {
    const needs = requesterNeeds(
      withWhen('{ requester: [desk, S0ELSE, finance], not: { requester: [S0ELSE, S0MORE] } }'),
    );
    expect(needs).toEqual({ userGroups: ['S0DESK', 'S0ELSE', 'S0MORE'], email: false });
  });

  test('is the email address where a rule names a domain, wherever that is', () => {
    const needs = requesterNeeds(withWhen('{ not: { not: { requester: ["@example.com"] } } }'));
    expect(needs).toEqual({ userGroups: [], email: true });
  });
});
