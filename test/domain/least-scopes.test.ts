import { describe, expect, test } from '@jest/globals';
import { patched, splitChange } from '../../src/domain/change.ts';
import { checkChange } from '../../src/domain/check-change.ts';
import { checkRenewal } from '../../src/domain/check-renewal.ts';
import { sayWhy } from '../../src/domain/check-tasks.ts';
import { checkTerms } from '../../src/domain/check-terms.ts';
import { DEFAULT_TASKS } from '../../src/domain/integration-tasks.ts';
import {
  moreThanNeeded,
  permissionsFor,
  permissionsToGive,
  proposedAnew,
  rolesProposed,
  scopesNeeded,
  tasksOf,
} from '../../src/domain/least-scopes.ts';
import { lessTerms } from '../../src/domain/less.ts';
import { DEFAULT_CATALOGUE, scopesOf } from '../../src/domain/scopes.ts';
import { taskSheet } from '../../src/domain/task-sheet.ts';
import { formOf, Terms, type TermsForm } from '../../src/domain/terms.ts';
import { form, grant, NOW, pending, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const TASKS = `tasks:
  - { name: Read sheets, scopes: [Spreadsheets (Read)] }
  - { name: Load tables, scopes: [Wdata tables (Write), Wdata tables (Read)], roles: [Manager] }
role_defaults:
  - { scopes: [Documents (Write)], roles: [creator], permissions: Manager of the documents }
  - { scopes: [Presentations (Write), Documents (Write)], permissions: Presenter }`;
const POLICY = policy(['tasks: []', TASKS]);
const SECRET = 'client_secret=abcd1234efgh';

const check = (changes: TermsForm) => checkTerms(form({ tasks: ['Read sheets'], ...changes }), POLICY, NOW);
const faultsOf = (checked: ReturnType<typeof check>) =>
  checked.ok ? [] : checked.faults.map(({ field, sentence }) => `${field}: ${sentence}`);
const termsOf = (checked: ReturnType<typeof check>) => {
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
};

describe('the tasks that are shipped', () => {
  test('need only scopes of the catalogue that is shipped, and each has its own name', () => {
    const known = scopesOf(DEFAULT_CATALOGUE).map(({ name }) => name);
    for (const task of DEFAULT_TASKS) expect(known).toEqual(expect.arrayContaining(task.scopes));
    expect(new Set(DEFAULT_TASKS.map(({ name }) => name)).size).toBe(DEFAULT_TASKS.length);
  });

  test('are offered by a policy that names no tasks, as far as its catalogue has their scopes', () => {
    expect(tasksOf(policy(['tasks: []\n', '']))).toEqual(DEFAULT_TASKS);
    const own = policy([
      'tasks: []',
      'scopes: [{ product: Files, access: [read] }, { product: Own, access: [write] }]',
    ]);
    expect(tasksOf(own).map(({ name }) => name)).toEqual(['Read files']);
    expect(tasksOf(policy())).toEqual([]);
  });
});

test('what tasks need is in the order of the catalogue, each scope once', () => {
  expect(scopesNeeded(['Load tables', 'Read sheets', 'Unknown'], POLICY)).toEqual([
    'Spreadsheets (Read)',
    'Wdata tables (Read)',
    'Wdata tables (Write)',
  ]);
});

describe('more than the tasks need', () => {
  test.each<[string, { scopes: string[]; tasks?: string[] }, string[], string[]]>([
    ['is nothing where they need all of it', { scopes: ['Spreadsheets (Read)'], tasks: ['Read sheets'] }, [], []],
    ['is what none of them needs', { scopes: ['Files (Read)'], tasks: ['Read sheets'] }, [], ['Files (Read)']],
    ['is everything without a task', { scopes: ['Files (Read)'] }, [], ['Files (Read)']],
    ['is not what a grant has', { scopes: ['Files (Read)'], tasks: ['Read sheets'] }, ['Files (Read)'], []],
  ])('%s', (_, asked, already, more) => {
    expect(moreThanNeeded(asked, POLICY, already)).toEqual(more);
  });

  test('is nothing where the policy lists no tasks', () => {
    expect(moreThanNeeded({ scopes: ['Files (Read)'] }, policy())).toEqual([]);
  });
});

describe('what is proposed anew', () => {
  test.each<[string, string[], string[], string[], string[]]>([
    ['is all of it at first', [], [], ['A', 'B'], ['A', 'B']],
    ['keeps what somebody has added', ['A', 'X'], ['A'], ['B'], ['X', 'B']],
    ['leaves out what somebody has taken away', [], ['A'], ['A', 'B'], ['B']],
    ['takes back what is not needed any more', ['A', 'B'], ['A', 'B'], ['B'], ['B']],
  ])('%s', (_, held, before, after, then) => {
    expect(proposedAnew(held, before, after)).toEqual(then);
  });
});

describe('roles', () => {
  test('are proposed by tasks and by scopes, whatever their capitals, as far as they can be asked for', () => {
    expect(rolesProposed(['Load tables'], ['Documents (Write)'], POLICY)).toEqual(['Creator', 'Manager']);
    const few = { ...POLICY, workspace_roles: ['Manager'] };
    expect(rolesProposed(['Load tables'], ['Documents (Write)'], few)).toEqual(['Manager']);
    expect(rolesProposed(['Read sheets'], ['Files (Read)'], POLICY)).toEqual([]);
  });
});

describe('a form', () => {
  test('becomes terms that say what it is for', () => {
    expect(termsOf(check({}))).toEqual({ ...terms(), tasks: ['Read sheets'] });
  });

  test('without a task has its fault there, and nowhere else', () => {
    expect(faultsOf(check({ tasks: [] }))).toEqual([expect.stringMatching(/^tasks: Choose what the integration/)]);
    expect(faultsOf(check({ tasks: ['Rule'] }))).toEqual([expect.stringMatching(/^tasks: Choose from the list/)]);
  });

  test('that asks for more has to say why', () => {
    const scopes = ['Spreadsheets (Read)', 'Files (Read)'];
    expect(faultsOf(check({ scopes }))).toEqual([
      'moreWhy: Write what Files (Read) is for, or take it out of the scopes.',
    ]);
    expect(faultsOf(check({ scopes, moreWhy: SECRET }))).toEqual([expect.stringMatching(/^moreWhy: .*secret/)]);
    expect(faultsOf(check({ scopes, moreWhy: 'x'.repeat(301) }))).toEqual([expect.stringMatching(/^moreWhy: Shorten/)]);
    expect(termsOf(check({ scopes, moreWhy: ' Until the export is done. ' })).moreWhy).toBe(
      'Until the export is done.',
    );
  });

  test('that asks for no more keeps no word why', () => {
    expect(termsOf(check({ moreWhy: 'Left over' }))).not.toHaveProperty('moreWhy');
  });

  test('asks nothing where the policy lists no tasks', () => {
    const checked = checkTerms(form({ tasks: ['Read sheets'], moreWhy: 'x' }), policy(), NOW);
    expect(termsOf(checked)).toEqual(terms());
  });

  test('keeps the permissions that go with its scopes', () => {
    const asked = { scopes: ['Spreadsheets (Read)', 'Documents (Write)'], moreWhy: 'For the cover sheet' };
    const { permissions } = termsOf(check(asked));
    expect(permissions).toEqual([
      { scopes: ['Documents (Write)'], what: 'Manager of the documents' },
      { scopes: ['Documents (Write)'], what: 'Presenter' },
    ]);
  });

  test('of many that are more names the first', () => {
    const many = Array.from({ length: 10 }, (_, at) => `P${at} (Read)`);
    expect(sayWhy(many)).toBe(
      'Write what P0 (Read), P1 (Read), P2 (Read), P3 (Read), P4 (Read), P5 (Read), P6 (Read), P7 (Read) and 2 more are for, or take them out of the scopes.',
    );
  });
});

describe('terms of before', () => {
  test('are read without tasks, filled into a form, and renewed as they are', () => {
    const old = Terms.parse(JSON.parse(JSON.stringify(terms())));
    expect(old).toEqual(terms());
    const renewed = checkRenewal({ expires: '2027-05-01', purpose: 'Still needed' }, old, POLICY, NOW);
    expect(termsOf(renewed)).toEqual(terms({ expires: '2027-05-01', purpose: 'Still needed' }));
    expect(formOf(old).tasks).toBeUndefined();
  });
});

describe('a renewal', () => {
  test('may have any role where the policy lists none, because only the workspace knows them', () => {
    const renew = (rules = POLICY) =>
      checkRenewal({ expires: '2027-05-01', purpose: 'Needed' }, terms({ roles: ['Reader'] }), rules, NOW);
    expect(renew().ok).toBe(true);
    expect(renew({ ...POLICY, workspace_roles: ['Viewer'] }).ok).toBe(false);
    expect(renew({ ...POLICY, workspace_roles: ['reader'] }).ok).toBe(true);
  });
});

describe('a change', () => {
  const asked = (current: Terms, changes: TermsForm) =>
    checkChange({ ...formOf(current), userKind: 'existing', moreWhy: undefined, ...changes }, current, POLICY, NOW);

  test('that only takes scopes away needs no task', () => {
    const current = terms({ scopes: ['Spreadsheets (Read)', 'Files (Read)'] });
    expect(termsOf(asked(current, { scopes: ['Files (Read)'] }))).not.toHaveProperty('tasks');
  });

  test('that adds scopes needs one, and a word for those that it does not need', () => {
    const scopes = ['Spreadsheets (Read)', 'Files (Read)', 'Wdata tables (Read)'];
    expect(faultsOf(asked(terms(), { scopes }))).toEqual([expect.stringMatching(/^tasks: Choose what/)]);
    const checked = asked(terms(), { scopes, tasks: ['Load tables'] });
    expect(faultsOf(checked)).toEqual(['moreWhy: Write what Files (Read) is for, or take it out of the scopes.']);
  });

  test('adds its tasks and its word to those of the grant, and what it takes away takes its tasks along', () => {
    const current = terms({ tasks: ['Read sheets'], moreWhy: 'Before' });
    const wanted = terms({
      scopes: ['Wdata tables (Read)'],
      tasks: ['Load tables'],
      moreWhy: 'Now',
      permissions: permissionsFor(['Documents (Write)'], POLICY),
    });
    const { widened, narrowed } = splitChange(current, wanted);
    expect(narrowed).toBeUndefined();
    const grown = patched(current, current, widened ?? current);
    expect(grown).toMatchObject({ tasks: ['Load tables'], moreWhy: 'Now', permissions: wanted.permissions });

    const two = terms({
      ...current,
      scopes: ['Spreadsheets (Read)', 'Files (Read)'],
      tasks: ['Read sheets', 'Load tables'],
    });
    const less = splitChange(two, terms({ tasks: ['Read sheets'] })).narrowed;
    expect(less).toMatchObject({ scopes: ['Spreadsheets (Read)'], tasks: ['Read sheets'], moreWhy: 'Before' });
    const meanwhile = {
      ...two,
      scopes: [...two.scopes, 'Tasks (Read)'],
      moreWhy: 'Later',
      tasks: [...(two.tasks ?? []), 'New'],
    };
    expect(patched(meanwhile, two, less ?? two)).toMatchObject({
      scopes: ['Spreadsheets (Read)', 'Tasks (Read)'],
      tasks: ['Read sheets', 'New'],
      moreWhy: 'Later',
    });
  });

  test('of the day alone leaves what it is for', () => {
    const current = terms({ tasks: ['Read sheets'], moreWhy: 'Before' });
    const { tasks: _none, moreWhy: _nothing, ...later } = { ...current, expires: '2027-01-01' };
    expect(patched(current, current, later)).toEqual({ ...current, expires: '2027-01-01' });
  });
});

describe('permissions that the API cannot give', () => {
  const permissions = permissionsFor(['Documents (Write)', 'Presentations (Write)'], POLICY);
  const scopes = ['Documents (Write)', 'Spreadsheets (Read)'];

  test('stand in the task of whoever makes the grant', () => {
    const { request } = pending({ terms: terms({ scopes, permissions }) });
    expect(taskSheet(request, undefined, 'grant').note).toBe(
      'Permissions to give in Workiva: Manager of the documents; Presenter',
    );
    expect(taskSheet(request, undefined, 'roles').note).toBeUndefined();
    expect(taskSheet({ ...request, replaces: 'GRANT-1' }, undefined, 'grant').note).toBeUndefined();
  });

  test('do not outlive the scope that they go with', () => {
    const { request } = pending({ terms: terms({ scopes, permissions }) });
    const less = { scopes: ['Spreadsheets (Read)'], expires: request.terms.expires, ipRestrictions: '203.0.113.7' };
    const checked = lessTerms(request, less, NOW);
    expect(checked.ok && permissionsToGive(checked.value)).toEqual([]);
  });

  test('of a change are those that come with it; another user needs all of them', () => {
    const previous = terms({ scopes: ['Spreadsheets (Read)'] });
    const changed = (after: Terms) => ({ ...pending({ terms: after }).request, kind: 'change' as const, previous });
    const note = (after: Terms, before = previous) =>
      taskSheet({ ...changed(after), previous: before }, grant({ terms: before }), 'grant').note;
    expect(note(terms({ scopes, permissions }))).toContain('Permissions to give in Workiva: Manager of the documents');
    const held = terms({ scopes, permissions });
    expect(note({ ...held, expires: '2027-01-01' }, held)).toBeUndefined();
    expect(note({ ...held, user: { kind: 'existing', username: 'another' } }, held)).toMatch(
      /secret of this grant invalid.*\nPermissions to give in Workiva: Manager/,
    );
  });
});
