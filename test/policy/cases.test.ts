import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { caseFile, runCase } from '../../src/policy/cases.ts';
import { factsFrom } from '../../src/policy/request-file.ts';
import { outcomeInWords } from '../../src/policy/words.ts';
import { checkYaml } from '../../src/policy/yaml-file.ts';
import { NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const POLICY = policy(
  [
    '  - name: Everything else',
    `  - name: Nothing new for finance
    when: { workspaces: [Finance Close], new_integration_user: true }
    approval: { forbidden: Ask finance for a user that exists. }
  - name: Everything else`,
  ],
  ['tasks: []', 'tasks: [{ name: Read sheets, scopes: [Spreadsheets (Read)] }]\nworkspace_roles: [Viewer]'],
);
const RULE = { rule: 'Everything else' };
const READ = { workspace: 'Sandbox', scopes: ['Spreadsheets (Read)'] };
const CLOSE = { workspace: 'Finance Close', scopes: ['Spreadsheets (Write)'], ip_restrictions: ['203.0.113.7'] };
const BARRED = { ...CLOSE, scopes: ['Spreadsheets (Read)'], integration_user: 'new' };

const read = (request: object, expected: object = RULE) =>
  checkYaml(stringify({ cases: [{ name: 'A case', request, expect: expected }] }), 'cases.yml', caseFile(POLICY));

const faultsOf = (...given: Parameters<typeof read>) => {
  const checked = read(...given);
  return checked.ok ? [] : checked.faults.map((fault) => fault.replace(/^cases\.yml:\d+:\d+: cases\.0\./, ''));
};

function ran(request: object, expected: object) {
  const checked = read(request, expected);
  if (!checked.ok) throw new Error(checked.faults.join('\n'));
  const [only] = checked.value.cases;
  if (!only) throw new Error('There is no case.');
  return runCase(only, POLICY, NOW);
}

const factsOf = (request: object) => {
  const checked = read(request);
  if (!checked.ok) throw new Error(checked.faults.join('\n'));
  return checked.value.cases.map((one) => factsFrom(one.request, POLICY, NOW))[0];
};

describe('a case passes', () => {
  test.each<[string, object, object]>([
    ['with the rule that matched', READ, RULE],
    ['with its stages', READ, { approval: { stages: [{ from: ['workiva-admins'] }] } }],
    [
      'with every stage of several',
      CLOSE,
      {
        approval: { stages: [{ from: ['finance'], count: 2 }, { from: ['workiva-admins'] }] },
      },
    ],
    ['with automatic', { ...READ, lifetime: '30d' }, { approval: 'automatic' }],
    ['with forbidden, whatever is said', BARRED, { approval: 'forbidden' }],
    ['with what is said', BARRED, { approval: { forbidden: 'Ask finance for a user that exists.' } }],
  ])('%s', (_, request, expected) => {
    expect(ran(request, expected)).toMatchObject({ name: 'A case', passed: true, differences: [] });
  });
});

test('a case about a revocation takes no rule: it is never held up', () => {
  const revoking = { ...CLOSE, kind: 'revoke' };
  expect(ran(revoking, { rule: 'Taking away', approval: 'automatic' })).toMatchObject({ passed: true });
  expect(ran(revoking, { rule: 'Changes to finance data' }).differences).toEqual([
    'The rule is “Taking away”, not “Changes to finance data”.',
  ]);
});

describe('a case fails', () => {
  test.each<[string, object, object, string[]]>([
    [
      'with another rule',
      READ,
      { rule: 'Changes to finance data' },
      ['The rule is “Everything else”, not “Changes to finance data”.'],
    ],
    [
      'with another outcome',
      READ,
      { approval: 'automatic' },
      ['The outcome is “1 of workiva-admins”, not “automatic”.'],
    ],
    [
      'with forbidden where it is allowed',
      READ,
      { approval: 'forbidden' },
      ['The outcome is “1 of workiva-admins”, not “forbidden: with any text”.'],
    ],
    [
      'with another text',
      BARRED,
      { approval: { forbidden: 'No.' } },
      ['The outcome is “forbidden: Ask finance for a user that exists.”, not “forbidden: No.”.'],
    ],
    [
      'with a code that is not asked for, and another count',
      READ,
      { rule: 'Everything', approval: { stages: [{ from: ['workiva-admins'], count: 3 }], confirm: 'totp' } },
      [
        'The rule is “Everything else”, not “Everything”.',
        'The outcome is “1 of workiva-admins”, not “3 of workiva-admins, with a code”.',
      ],
    ],
  ])('%s, and says what differs', (_, request, expected, differences) => {
    expect(ran(request, expected)).toMatchObject({ passed: false, differences });
  });
});

describe('a file of cases is told', () => {
  test.each<[string, object, object, RegExp]>([
    [
      'a group that there is not',
      READ,
      { approval: { stages: [{ from: ['finanse'] }] } },
      /^expect\.approval\.stages\.0\.from\.0: there is no group “finanse”; the groups are: workiva-admins, finance/,
    ],
    ['that a case expects nothing', READ, {}, /^expect: .*write rule, or approval, or both/],
    [
      'a workspace that is not offered',
      { ...READ, workspace: 'Sandbx' },
      RULE,
      /^request\.workspace: the policy does not offer “Sandbx”.*Sandbox/,
    ],
    [
      'a scope that is not offered',
      { ...READ, scopes: ['Spreadsheets (Raed)'] },
      RULE,
      /^request\.scopes\.0: the policy does not offer/,
    ],
    [
      'a role that is not offered',
      { ...READ, roles: ['Emperor'] },
      RULE,
      /^request\.roles\.0: the policy does not offer “Emperor”/,
    ],
    [
      'a requester that is no Slack user',
      { ...READ, requester: 'ana' },
      RULE,
      /^request\.requester: write a Slack user ID/,
    ],
    ['a requester with something before it', { ...READ, requester: 'xU0ANA' }, RULE, /^request\.requester: write/],
    ['a requester with something after it', { ...READ, requester: 'U0ANA!' }, RULE, /^request\.requester: write/],
    [
      'a group without user groups',
      { ...READ, requester_groups: ['finance'] },
      RULE,
      /^request\.requester_groups\.0: “finance” stands for no/,
    ],
    [
      'a group of the requester that there is not',
      { ...READ, requester_groups: ['nobody'] },
      RULE,
      /^request\.requester_groups\.0: “nobody” stands for no/,
    ],
    [
      'a person where a user group is meant',
      { ...READ, requester_groups: ['U0ANA'] },
      RULE,
      /^request\.requester_groups\.0: “U0ANA” stands for no/,
    ],
    [
      'two ends',
      { ...READ, lifetime: '30d', expires: '2026-12-24' },
      RULE,
      /^request\.lifetime: expires says it already/,
    ],
    [
      'a task that is not offered',
      { ...READ, tasks: ['Read sheet'] },
      RULE,
      /^request\.tasks\.0: the policy does not offer “Read sheet”: write “Read sheets”/,
    ],
    ['no scopes', { ...READ, scopes: [] }, RULE, /^request\.scopes: /],
    ['a word that is not known', { ...READ, scope: 'Graph (Read)' }, RULE, /^request\.scope/],
  ])('%s', (_, request, expected, fault) => {
    expect(faultsOf(request, expected)).toEqual([expect.stringMatching(fault)]);
  });
});

describe('what is not written down of a request', () => {
  test('is as the form proposes it', () => {
    expect(factsOf(READ)).toEqual({
      kind: 'create',
      requester: { id: 'U0SOMEBODY', userGroups: [], email: undefined },
      terms: {
        clientName: 'Example',
        workspace: 'Sandbox',
        user: { kind: 'existing', username: 'example' },
        expires: '2027-02-22',
        scopes: ['Spreadsheets (Read)'],
        ipRestrictions: [],
        roles: [],
        purpose: 'Example',
      },
    });
  });

  test('is not taken for what is', () => {
    const written = {
      ...CLOSE,
      kind: 'renew',
      requester: 'W0ANA',
      requester_groups: ['S0OTHERS', 'workiva-admins'],
      requester_email: 'ana@example.com',
      integration_user: 'new',
      expires: '2027-01-01',
    };
    expect(factsOf(written)).toMatchObject({
      kind: 'renew',
      requester: { id: 'W0ANA', userGroups: ['S0OTHERS', 'S0WKADMINS'], email: 'ana@example.com' },
      terms: { user: { kind: 'new' }, expires: '2027-01-01', ipRestrictions: ['203.0.113.7'] },
    });
    expect(factsOf({ ...READ, lifetime: '10d' })).toMatchObject({ terms: { expires: '2026-12-04' } });
  });
});

describe('an outcome is told in words', () => {
  const one = { from: ['workiva-admins', 'finance'], count: 1, distinct: true };
  test.each<[string, Parameters<typeof outcomeInWords>[0]]>([
    ['automatic', { stages: [] }],
    ['forbidden: No.', { stages: [], forbidden: 'No.' }],
    ['1 of finance or workiva-admins', { stages: [one] }],
    ['1 of finance or workiva-admins, with a code', { stages: [one], confirm: 'totp' }],
    ['1 of finance or workiva-admins, then 2 of team', { stages: [one, { from: ['team'], count: 2, distinct: true }] }],
    [
      '1 of team, then 2 of team (who may have approved before)',
      {
        stages: [
          { from: ['team'], count: 1, distinct: false },
          { from: ['team'], count: 2, distinct: false },
        ],
      },
    ],
  ])('%s', (words, outcome) => {
    expect(outcomeInWords(outcome)).toBe(words);
  });
});
