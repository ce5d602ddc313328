import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { claimsOf, sweepGrant } from '../../src/domain/grant.ts';
import { COLUMNS } from '../../src/domain/import-row.ts';
import { AccessRequest, Grant } from '../../src/domain/records.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, awaitingAdmin, grant, later, NOW, terms } from '../support/domain-cases.ts';
import { everything, type StoreBench, startBench } from '../support/store-redis.ts';
import { runStored } from './stored-run.ts';

let bench: StoreBench;
let store: Store;
let folder: string;
let files = 0;

beforeAll(async () => {
  bench = await startBench();
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-'));
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await bench.raw.flushall();
  ({ store } = bench.open());
});

const SOUND = {
  client_name: 'Sandbox | ledger',
  workspace: 'Sandbox',
  username: 'ledger-sync',
  expires: '2027-02-22',
  scopes: 'Spreadsheets (Read);Files (Read)',
  ip_restrictions: '203.0.113.7, 198.51.100.0/24',
  client_id: 'ledger-client-1',
  owner: ANA,
  purpose: 'Copies the ledger into the warehouse.',
  roles: 'Viewer',
};
type Cells = Partial<typeof SOUND>;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const csv = (...rows: Cells[]) =>
  [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((name) => quoted({ ...SOUND, ...row }[name])).join(','))].join(
    '\r\n',
  );

async function run(text: string | Buffer, ...options: string[]) {
  files += 1;
  const file = join(folder, `grants-${files}.csv`);
  await writeFile(file, text);
  return runStored(bench, ['import', file, ...options]);
}
const second: Cells = { client_name: 'Sandbox | tasks', client_id: 'tasks-client-2', username: 'tasks-sync' };

describe('import of a file of something else', () => {
  test('says so in one sentence, and what its first line must be', async () => {
    expect(await run('<!doctype html>\n<p>Sign in</p>\n')).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^\S+\.csv: is not a file of grants\. Its first line must name the columns: client_name,.*,roles\n$/,
      ),
    });
  });
});

describe('import without --apply', () => {
  test('prints a table of what would happen, and stores nothing', async () => {
    const { out, code } = await run(csv({}, second));
    expect(code).toBe(0);
    const [header, first] = out.split('\n');
    expect(header?.split(/ {2,}/)).toEqual([
      'Line',
      'What happens',
      'Client Name',
      'Workspace',
      'Username',
      'Expires',
      'Owner',
    ]);
    expect(first?.split(/ {2,}/)).toEqual([
      '2',
      'becomes a grant',
      'Sandbox | ledger',
      'Sandbox',
      'ledger-sync',
      '2027-02-22',
      ANA,
    ]);
    expect(out).toContain('New: 2. There already: 0. Faults: 0. Warnings: 0.');
    expect(out).toContain('Add --apply to import.');
    expect(await everything(bench.raw)).toEqual({});
  });

  test('says every fault with its line and column, and what to do', async () => {
    const faulty: Cells = {
      workspace: '',
      username: 'Ledger Sync',
      expires: '2026-02-30',
      scopes: '',
      client_id: 'x y',
      owner: 'ana',
    };
    const { out, err, code } = await run(csv({}, { ...second, ...faulty, ip_restrictions: '10.0.0.1', purpose: '' }));
    expect(code).toBe(1);
    for (const words of [
      'line 3, workspace: Write the workspace',
      'line 3, username: A Workiva username has no spaces.',
      'line 3, expires: Write the day on which the grant ends, as 2026-01-31.',
      'line 3, scopes: Write at least one scope',
      'line 3, ip_restrictions: “10.0.0.1” is a private range',
      'line 3, client_id: A client ID is one word',
      'line 3, owner: Write the Slack user ID of the owner',
      'line 3, purpose: Write what the integration does',
    ])
      expect(out).toContain(words);
    expect(out).toContain('Faults: 8.');
    expect(err).toBe('Nothing was imported. Correct the faults, and run it again.\n');
  });

  test('counts lines as an editor does, over cells of several lines and empty lines', async () => {
    const text = csv({ purpose: 'one\ntwo\nthree' }).concat(
      '\r\n\r\n',
      csv({ ...second, owner: 'x' }).split('\r\n')[1] ?? '',
    );
    expect((await run(text)).out).toContain('line 6, owner:');
  });

  test('counts a line end of two characters within a cell as one line', async () => {
    const text = csv({ purpose: 'one\r\ntwo' }, { ...second, owner: 'x' });
    expect((await run(text)).out).toContain('line 4, owner:');
    expect((await run(`${csv({ purpose: 'one\r\ntwo' })}\r\n"open`)).out).toContain('line 4, all: A quote is open');
  });

  test('finds a line that repeats a line with faults, however sound it is itself', async () => {
    const { out } = await run(csv({ expires: 'x' }, { ...second, client_id: SOUND.client_id }));
    expect(out).toContain('line 2, expires:');
    expect(out).toContain('line 3, client_id: Line 2 has it already.');
  });

  test('refuses secrets in any column, and never repeats them', async () => {
    const secret = 'xoxb-123456789012-abcdefABCDEF';
    for (const column of COLUMNS) {
      const { out, err, code } = await run(csv({ [column]: secret }));
      expect({ code, named: out.includes(`line 2, ${column}: `) }).toEqual({ code: 1, named: true });
      expect(out + err).not.toContain(secret);
    }
    const column = await run(csv({}).replace('purpose,roles', 'purpose,client_secret'));
    expect(column).toMatchObject({
      code: 1,
      out: expect.stringContaining('line 1, client_secret: Grantdesk never takes a secret.'),
    });
  });

  test.each<[string, string, string]>([
    ['an unknown column', csv({}).replace('roles', 'role'), 'line 1, role: Grantdesk does not know this column.'],
    ['a missing column', csv({}).replace('client_id', 'roles'), 'line 1, client_id: This column is missing.'],
    ['a cell too many', `${csv({})},x`, 'line 2, all: This line has 11 cells'],
    ['an open quote', `${csv({})}\r\n"open`, 'line 3, all: A quote is open'],
    [
      'the same grant twice',
      csv({}, { ...second, client_id: SOUND.client_id }),
      'line 3, client_id: Line 2 has it already.',
    ],
    [
      'a client name twice',
      csv({}, { ...second, client_name: 'SANDBOX |  Ledger' }),
      'line 3, client_name: Line 2 has it',
    ],
    ['a grant that has ended', csv({ expires: '2026-11-24' }), 'line 2, expires: The grant has ended by this day'],
    ['a scope that Workiva does not have', csv({ scopes: 'Sheets (Read)' }), 'The policy does not know Sheets (Read).'],
  ])('finds %s', async (_what, text, words) => {
    expect(await run(text)).toMatchObject({ code: 1, out: expect.stringContaining(words) });
  });

  test('warns of what the policy would not grant any more, and imports it all the same', async () => {
    const odd: Cells = {
      workspace: 'Old Close',
      roles: 'Auditor',
      scopes: 'Files (Write)',
      ip_restrictions: '',
      expires: '2030-01-01',
    };
    const { out, code } = await run(csv(odd), '--apply');
    expect(code).toBe(0);
    expect(out).toContain('line 2, workspace: The policy does not name Old Close');
    expect(out).toContain('line 2, roles: The policy does not offer Auditor');
    expect(out).toContain('line 2, ip_restrictions: The policy asks for IP restrictions where a scope can write');
    expect(out).toContain('line 2, expires: The policy lets no grant live beyond 2027-11-24');
    expect((await store.grant('GRANT-1'))?.record.terms.workspace).toBe('Old Close');
  });

  test('reads what spreadsheets write: a byte order mark, semicolons between cells, names of columns with spaces', async () => {
    const text = csv({})
      .replaceAll('","', '";"')
      .replace(COLUMNS.join(','), COLUMNS.join(';').replace('client_name', 'Client Name'));
    expect((await run(`\uFEFF${text}`)).out).toContain('New: 1.');
    expect((await run(`\uFEFF\r\n${text}`)).out).toContain('New: 1.');
  });

  test('takes the example of the documentation as it stands', async () => {
    const [, example = ''] = /```csv\n([^`]+)```/.exec(await readFile('docs/import.md', 'utf8')) ?? [];
    expect(await run(example)).toMatchObject({
      code: 0,
      out: expect.stringContaining('New: 1. There already: 0. Faults: 0. Warnings: 0.'),
    });
  });

  test('ends with 2 when the file cannot be used', async () => {
    expect(await run('')).toMatchObject({ code: 2, err: expect.stringContaining('must name the columns') });
    expect(await run(Buffer.from([0x63, 0xe4, 0x2c]))).toMatchObject({
      code: 2,
      err: expect.stringContaining('UTF-8'),
    });
    expect(await runStored(bench, ['import', '/nowhere.csv'])).toMatchObject({ code: 2 });
  });
});

describe('import with --apply', () => {
  test('stores an active grant in use, and the request that it comes from', async () => {
    const { out, code } = await run(csv({}), '--apply');
    expect({ code, said: out.includes('Imported: 1. Their expiry is watched from now on.') }).toEqual({
      code: 0,
      said: true,
    });
    const grant = (await store.grant('GRANT-1'))?.record;
    expect(grant).toMatchObject({
      state: 'active',
      owner: ANA,
      createdBy: 'REQ-1',
      clientId: 'ledger-client-1',
      liveSince: NOW.toISOString(),
      dueAt: NOW.toISOString(),
      collected: { by: ANA, at: NOW.toISOString() },
      terms: {
        clientName: 'Sandbox | ledger',
        user: { kind: 'existing', username: 'ledger-sync' },
        scopes: ['Spreadsheets (Read)', 'Files (Read)'],
        ipRestrictions: ['203.0.113.7', '198.51.100.0/24'],
        roles: ['Viewer'],
      },
    });
    const request = (await store.request('REQ-1'))?.record;
    expect(request).toMatchObject({
      kind: 'create',
      state: 'fulfilled',
      grant: 'GRANT-1',
      policy: { rule: 'Imported' },
    });
    expect(Grant.parse(grant)).toEqual(grant);
    expect(AccessRequest.parse(request)).toEqual(request);
  });

  test('is audited with all that was imported, and by whom', async () => {
    await run(csv({}), '--apply');
    expect(await store.audit.read()).toMatchObject([
      {
        actor: 'operator',
        action: 'grant.imported',
        subjects: ['REQ-1', 'GRANT-1'],
        detail: {
          clientId: 'ledger-client-1',
          expires: '2027-02-22',
          scopes: ['Spreadsheets (Read)', 'Files (Read)'],
          host: 'desk-1',
          user: 'olga',
        },
      },
    ]);
  });

  test('lets the sweep find the grant, and warn of its expiry when that comes near', async () => {
    await run(csv({}), '--apply');
    expect(await store.due(NOW, 10)).toEqual(['GRANT-1']);
    const grant = (await store.grant('GRANT-1'))?.record;
    if (!grant) throw new Error('Nothing was imported.');
    const swept = sweepGrant(grant, [7 * DAY], later(84 * DAY));
    expect(swept).toMatchObject({ ok: true, events: [{ action: 'grant.expiry_warned' }] });
  });

  test('changes nothing when it runs a second time', async () => {
    await run(csv({}, second), '--apply');
    const before = await everything(bench.raw);
    const { out, code } = await run(csv({}, second), '--apply');
    expect(code).toBe(0);
    expect(out).toContain('nothing: it is GRANT-1 (active)');
    expect(out).toContain('There was nothing to import.');
    expect(await everything(bench.raw)).toEqual(before);
  });

  test('reports what differs from a grant that is there, and does not apply it', async () => {
    await run(csv({}), '--apply');
    const before = await everything(bench.raw);
    const { out, code } = await run(csv({ expires: '2027-03-01', owner: 'U0BEN' }), '--apply');
    expect(code).toBe(0);
    expect(out).toContain('line 2, GRANT-1: Expires is 2027-02-22 here, and 2027-03-01 in the file');
    expect(out).toContain(`line 2, GRANT-1: Owner is ${ANA} here, and U0BEN in the file`);
    expect(await everything(bench.raw)).toEqual(before);
  });

  /** Revokes the only grant: from then on its client name and client ID are free. */
  async function revoked(): Promise<void> {
    const stored = await store.grant('GRANT-1');
    if (!stored) throw new Error('There is no grant.');
    await store.commit({
      ...{ requests: [], events: [], effects: [], claims: [] },
      grants: [{ ...stored, record: { ...stored.record, state: 'revoked', endedAt: NOW.toISOString() } }],
      releases: claimsOf(stored.record),
    });
  }

  async function isLeftAlone(): Promise<void> {
    const before = await everything(bench.raw);
    const { out, code } = await run(csv({ expires: '2027-03-01' }), '--apply');
    expect(code).toBe(0);
    expect(out).toContain('nothing: it is GRANT-1 (revoked)');
    expect(out).toContain(
      'line 2: GRANT-1, revoked on 2026-11-24: left alone. If Workiva still has it, delete it there',
    );
    expect(out).toContain('New: 0. There already: 1.');
    expect(out).not.toContain('Differences');
    expect(await everything(bench.raw)).toEqual(before);
  }

  test('does not bring back a grant that was imported and has been revoked', async () => {
    await run(csv({}), '--apply');
    await revoked();
    await isLeftAlone();
  });

  test('does not bring back a grant that was requested here and has been revoked', async () => {
    const id = await store.nextRequestId();
    const made = grant({
      id: 'GRANT-1',
      createdBy: id,
      clientId: SOUND.client_id,
      terms: terms({ clientName: SOUND.client_name }),
    });
    const { request } = awaitingAdmin({ id });
    await store.commit({
      ...{ events: [], effects: [], releases: [], claims: claimsOf(made) },
      requests: [{ record: { ...request, state: 'fulfilled', grant: 'GRANT-1' }, version: 0 }],
      grants: [{ record: made, version: 0 }],
    });
    expect((await run(csv({}), '--apply')).out).toContain('nothing: it is GRANT-1 (active)');
    await revoked();
    await isLeftAlone();
  });

  test('refuses a client name that another grant has', async () => {
    await run(csv({}), '--apply');
    const { out, code } = await run(csv({ client_id: 'another-client' }), '--apply');
    expect(code).toBe(1);
    expect(out).toContain('line 2, client_name: REQ-1 has this client name already');
  });

  test('stores nothing while one line has a fault', async () => {
    expect((await run(csv({}, { ...second, owner: '' }), '--apply')).code).toBe(1);
    expect(await everything(bench.raw)).toEqual({});
  });

  test('of two runs at once imports every grant once', async () => {
    await Promise.all([run(csv({}, second), '--apply'), run(csv({}, second), '--apply')]);
    await run(csv({}, second), '--apply');
    const imported = (await store.audit.read()).filter(({ action }) => action === 'grant.imported');
    expect(imported.map(({ detail }) => detail.clientId).sort()).toEqual(['ledger-client-1', 'tasks-client-2']);
  });
});
