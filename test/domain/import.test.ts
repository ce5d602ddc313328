import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differencesFrom, importGrant, repeatFaults } from '../../src/domain/import.ts';
import { type Adopted, COLUMNS, checkRow, headerFaults, namedIn, type Row } from '../../src/domain/import-row.ts';
import { AccessRequest, Grant } from '../../src/domain/records.ts';
import { looksLikeSecret } from '../../src/domain/secret-guard.ts';
import { ANA, BEN, DIGEST, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const CELLS: Row['cells'] = {
  client_name: 'Sandbox | nightly export',
  workspace: 'Sandbox',
  username: 'svc.export',
  expires: '2027-02-22',
  scopes: 'Spreadsheets (Read); Spreadsheets (Read)',
  ip_restrictions: '203.0.113.7',
  client_id: 'client-1',
  owner: ANA,
  purpose: 'Copies the close sheets into the warehouse every night.',
  roles: 'Viewer',
};
const check = (cells: Row['cells'] = {}) => checkRow({ line: 2, cells: { ...CELLS, ...cells } }, policy(), NOW);
const adopted = (changes: Partial<Adopted> = {}): Adopted => ({
  line: 2,
  terms: terms(),
  clientId: 'client-1',
  owner: ANA,
  ...changes,
});
const importing = { id: 'REQ-7', by: 'operator', place: { host: 'desk-1', user: 'olga' }, digest: DIGEST, now: NOW };

describe('a line', () => {
  test('that is sound gives the terms of the grant, each scope once', () => {
    expect(check()).toEqual({ faults: [], warnings: [], adopted: adopted() });
  });

  test('never gives a grant where there is a fault, whatever stands in it', () => {
    const cells = fc.record(Object.fromEntries(COLUMNS.map((name) => [name, fc.string()])));
    fc.assert(
      fc.property(cells, (typed) => {
        const { faults, adopted: grant } = checkRow({ line: 9, cells: typed }, policy(), NOW);
        expect(grant === undefined).toBe(faults.length > 0);
        for (const { line, sentence } of faults) expect([line, sentence.length > 0]).toEqual([9, true]);
      }),
    );
  });

  test.each(COLUMNS)('with a secret in %s is refused, and the sentence does not repeat it', (column) => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ';
    expect(looksLikeSecret(secret)).toBe(true);
    const { faults, adopted: grant } = check({ [column]: secret });
    expect(grant).toBeUndefined();
    expect(faults.map((fault) => fault.column)).toContain(column);
    expect(JSON.stringify(faults)).not.toContain(secret);
  });
});

describe('the first line', () => {
  test('may leave out the roles, and nothing else', () => {
    expect(headerFaults(COLUMNS.slice(0, -1), 1)).toEqual([]);
    expect(headerFaults([], 1)).toHaveLength(COLUMNS.length - 1);
  });

  test('must not name a column twice', () => {
    expect(headerFaults([...COLUMNS, 'owner'], 1)).toMatchObject([{ column: 'owner' }]);
  });
});

describe('a grant that is taken over', () => {
  test('is a record that the store can read, as is its request', () => {
    const { request, grant } = importGrant(adopted(), importing);
    expect(Grant.parse(grant)).toEqual(grant);
    expect(AccessRequest.parse(request)).toEqual(request);
  });

  test('claims its client name and its client ID', () => {
    expect(importGrant(adopted(), importing).claims).toEqual([
      { name: 'client-name:sandbox | nightly export', holder: 'REQ-7' },
      { name: 'client-id:client-1', holder: 'GRANT-7' },
    ]);
  });

  test('is told to nobody: its owner hears of it when it is about to expire', () => {
    expect(importGrant(adopted(), importing)).toMatchObject({ ok: true, effects: [] });
  });

  test('is live with its client ID, and nothing has been said of it yet', () => {
    const at = NOW.toISOString();
    expect(importGrant(adopted(), importing).grant).toEqual({
      ...{ id: 'GRANT-7', state: 'active', owner: ANA, terms: terms(), createdBy: 'REQ-7', clientId: 'client-1' },
      ...{ liveSince: at, importedAt: at, dueAt: at, collected: { by: ANA, at } },
      ...{ warned: [], warnings: [], asked: [], leaks: [] },
    });
  });

  test('is on record with who imported it and where, its terms and its client ID', () => {
    const { events, request } = importGrant(adopted(), importing);
    expect(events).toMatchObject([
      {
        ...{ actor: 'operator', action: 'grant.imported', subjects: ['REQ-7', 'GRANT-7'] },
        detail: {
          host: 'desk-1',
          user: 'olga',
          clientId: 'client-1',
          policy: DIGEST,
          expires: '2027-02-22',
          owner: ANA,
        },
      },
    ]);
    expect(request).toMatchObject({ opened: true, state: 'fulfilled', requester: ANA, stages: [], approvals: [] });
  });

  test('is compared with its line in every part that Workiva knows, and its owner', () => {
    const { grant } = importGrant(adopted(), importing);
    if (!grant) throw new Error('Nothing was imported.');
    expect(differencesFrom(grant, adopted())).toEqual([]);
    const other = adopted({ owner: BEN, terms: terms({ expires: '2027-03-01', scopes: ['Files (Read)'] }) });
    expect(differencesFrom(grant, other).map(({ label }) => label)).toEqual(['Expires', 'Scopes', 'Owner']);
  });
});

test('lines that name one grant, or one client name, twice are found, whatever its case and spacing', () => {
  const line = (number: number, cells: Row['cells'] = {}) => namedIn({ line: number, cells: { ...CELLS, ...cells } });
  const twice = line(3, { client_id: 'client-2', client_name: 'SANDBOX |  nightly export' });
  expect(
    repeatFaults([
      line(2),
      twice,
      line(4),
      line(5, { client_id: '', client_name: '' }),
      namedIn({ line: 6, cells: {} }),
    ]),
  ).toMatchObject([
    { line: 3, column: 'client_name', sentence: expect.stringContaining('Line 2 has it') },
    { line: 4, column: 'client_id', sentence: expect.stringContaining('Line 2 has it') },
    { line: 4, column: 'client_name' },
  ]);
});
