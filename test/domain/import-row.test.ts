import { describe, expect, test } from '@jest/globals';
import { COLUMNS, checkRow, headerFaults, type Row } from '../../src/domain/import-row.ts';
import { ANA, NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const CELLS: Row['cells'] = {
  client_name: 'Sandbox | nightly export',
  workspace: 'Sandbox',
  username: 'svc.export',
  expires: '2027-02-22',
  scopes: 'Spreadsheets (Read)',
  ip_restrictions: '203.0.113.7',
  client_id: 'client-1',
  owner: ANA,
  purpose: 'Copies the close sheets into the warehouse every night.',
  roles: 'Viewer',
};
const check = (cells: Row['cells'] = {}, rules = policy()) =>
  checkRow({ line: 5, cells: { ...CELLS, ...cells } }, rules, NOW);

describe('a cell', () => {
  test.each<[keyof Row['cells'], string, RegExp]>([
    ['client_name', '', /^Write the Client Name as Workiva shows it/],
    ['client_name', 'x'.repeat(300), /^Shorten this/],
    ['workspace', '', /^Write the workspace as Workiva names it/],
    ['username', '', /^Write the username of the integration user/],
    ['username', 'Svc Export', /./],
    ['expires', '22.02.2027', /^Write the day on which the grant ends, as 2026-01-31/],
    ['expires', '2026-11-24', /^The grant has ended by this day/],
    ['expires', '2026-11-23', /^The grant has ended by this day/],
    ['scopes', '', /^Write at least one scope/],
    ['scopes', ' ; ', /^Write at least one scope/],
    ['scopes', 'Spreadsheets (Read); Sheets', /^The policy does not know Sheets\. Write it as Workiva does/],
    ['ip_restrictions', '203.0.113.999', /203\.0\.113\.999/],
    ['client_id', '', /./],
    ['owner', 'ana', /^Write the Slack user ID of the owner/],
    ['owner', 'u0ana', /^Write the Slack user ID of the owner/],
    ['owner', 'xU0ANA', /^Write the Slack user ID of the owner/],
    ['owner', 'U0ANA!', /^Write the Slack user ID of the owner/],
    ['purpose', '', /^Write what the integration does with this access/],
  ])('in %s with “%s” is refused at its line and column, and says what to write', (column, typed, sentence) => {
    const { faults, warnings, adopted } = check({ [column]: typed });
    expect(adopted).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(faults).toEqual([{ line: 5, column, sentence: expect.stringMatching(sentence) }]);
  });

  test('may end on the very next day, and an owner may be of an enterprise', () => {
    expect(check({ expires: '2026-11-25' }).faults).toEqual([]);
    expect(check({ owner: 'W0ANA' }).adopted?.owner).toBe('W0ANA');
  });

  test('holds several entries with semicolons between, each once, without what is empty', () => {
    const { adopted } = check({
      scopes: ' Files (Read) ;Spreadsheets (Read);; Files (Read)',
      roles: 'Viewer; Creator;',
    });
    expect(adopted?.terms.scopes).toEqual(['Files (Read)', 'Spreadsheets (Read)']);
    expect(adopted?.terms.roles).toEqual(['Viewer', 'Creator']);
  });

  test('may be left out for roles and IP restrictions, which are none then', () => {
    const { adopted } = checkRow({ line: 5, cells: { ...CELLS, roles: '', ip_restrictions: '' } }, policy(), NOW);
    expect(adopted?.terms).toMatchObject({ roles: [], ipRestrictions: [] });
  });

  test('of a purpose keeps its lines, and every other is one line', () => {
    const { adopted } = check({ purpose: 'First.\nSecond.', client_name: 'Sandbox |\n export' });
    expect(adopted?.terms).toMatchObject({ purpose: 'First.\nSecond.', clientName: 'Sandbox | export' });
  });

  test('with several faults in a line has each of them', () => {
    expect(check({ owner: '', expires: '' }).faults.map(({ column }) => column)).toEqual(['expires', 'owner']);
  });
});

describe('a grant that goes beyond the policy in force', () => {
  const warned = (cells: Row['cells'], rules = policy()) => {
    const { faults, warnings, adopted } = check(cells, rules);
    expect(faults).toEqual([]);
    expect(adopted).toBeDefined();
    return warnings;
  };

  test('is imported all the same, with a warning at what it is', () => {
    expect(warned({ workspace: 'Old books' })).toEqual([
      {
        line: 5,
        column: 'workspace',
        sentence: 'The policy does not name Old books: it is imported, but cannot be renewed like this.',
      },
    ]);
    expect(warned({ expires: '2028-11-24' })).toMatchObject([
      { column: 'expires', sentence: expect.stringContaining('no grant live beyond 2027-11-24') },
    ]);
    expect(warned({ scopes: 'Files (Write)', ip_restrictions: '' })).toMatchObject([
      { column: 'ip_restrictions', sentence: expect.stringContaining('where a scope can write') },
    ]);
  });

  test('keeps its roles, with a warning at those that nobody can ask for', () => {
    const rules = { ...policy(), workspace_roles: ['Viewer'] };
    expect(warned({ roles: 'viewer; Emperor' }, rules)).toMatchObject([
      { line: 5, column: 'roles', sentence: expect.stringContaining('does not offer Emperor') },
    ]);
    expect(warned({ roles: 'viewer' }, rules)).toEqual([]);
    expect(warned({ roles: 'Emperor' })).toEqual([]);
  });

  test('is not warned of at its limits', () => {
    expect(warned({ expires: '2027-11-24' })).toEqual([]);
    expect(warned({ scopes: 'Files (Write)' })).toEqual([]);
    expect(warned({ ip_restrictions: '' })).toEqual([]);
  });
});

describe('the names of the columns', () => {
  test('are told apart from what Grantdesk does not know, at their place', () => {
    const [fault, ...more] = headerFaults([...COLUMNS, 'colour'], 3);
    expect(more).toEqual([]);
    expect(fault).toMatchObject({ line: 3, column: 'colour' });
    expect(fault?.sentence).toBe(
      `Grantdesk does not know this column. Take it out, or name it as one of: ${COLUMNS.join(', ')}.`,
    );
  });

  test.each(['client_secret', 'Password', 'access token'])('never include “%s”, which would hold a secret', (name) => {
    expect(headerFaults([...COLUMNS, name], 1)).toMatchObject([
      { column: name, sentence: expect.stringMatching(/^Grantdesk never takes a secret/) },
    ]);
  });

  test('that are empty, or secrets themselves, are shown by their place among the unknown ones', () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ';
    const columns = headerFaults([...COLUMNS, 'colour', '', secret], 1).map(({ column }) => column);
    expect(columns).toEqual(['colour', 'unknown 2', 'unknown 3']);
    expect(headerFaults([...COLUMNS, 'x'.repeat(50)], 1)[0]?.column).toBe('x'.repeat(40));
  });

  test('say which is missing, and which is there twice', () => {
    const faults = headerFaults(['owner', ...COLUMNS.filter((name) => name !== 'purpose')], 1);
    expect(faults).toEqual([
      { line: 1, column: 'purpose', sentence: 'This column is missing. Add it, with a value in every line.' },
      { line: 1, column: 'owner', sentence: 'This column is there twice. Take one of them out.' },
    ]);
  });
});
