import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importGrant } from '../../src/domain/import.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { revoke } from '../../src/domain/revocation.ts';
import { TAKING_AWAY } from '../../src/domain/taking-away.ts';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';
import { ANA, DIGEST, grant, moved, NOW, terms } from '../support/domain-cases.ts';
import { POLICY, policyText } from '../support/domain-policy.ts';
import { change, request, type StoreBench, startBench } from '../support/store-redis.ts';
import { runPolicy } from './policy-run.ts';

const inRepository = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

let folder: string;
const at = (name: string) => join(folder, name);
const put = async (name: string, text: string) => {
  await writeFile(at(name), text);
  return at(name);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-policy-'));
  await put('policy.yml', POLICY);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('policy check', () => {
  test('says that a sound file is sound, and ends with 0', async () => {
    const ran = await runPolicy(['check', at('policy.yml')]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(
      /policy\.yml is sound: 3 rules, and every request gets a decision\. SHA-256: [0-9a-f]{64}\n$/,
    );
  });

  test('says every fault with its line, column, path and remedy, and ends with 1', async () => {
    const faulty = await put('faulty.yml', policyText(['version: 1', 'version: 2'], ['C0ADMINS', 'admins']));
    const ran = await runPolicy(['check', faulty]);
    expect(ran).toEqual({
      code: 1,
      err: '',
      out: `${faulty}:1:10: version: write version: 1\n${faulty}:2:42: channels.admin: write the channel’s ID (C…), from its details in Slack\n`,
    });
  });

  test('says every fault at once, also those between the parts', async () => {
    const faulty = await put(
      'both.yml',
      policyText(
        ['lifetime_up_to: 30d', 'lifetime_up_to: 30 days'],
        ['{ workspaces: [Finance Close], access: write }', '{ kind: revoke }'],
        ['from: [finance], count: 2', 'from: [finanz]'],
      ),
    );
    const ran = await runPolicy(['check', faulty]);
    expect(ran.code).toBe(1);
    expect(ran.out.split('\n')).toEqual([
      `${faulty}:11:66: rules.0.when.lifetime_up_to: write a duration such as 30d, 4h or 90m`,
      `${faulty}:14:19: rules.1.when.kind: revocations are never held up: this is never asked. Remove the rule, or write another kind`,
      `${faulty}:15:35: rules.1.approval.stages.0.from.0: there is no group “finanz”; the groups are: workiva-admins, finance`,
      '',
    ]);
  });

  test('takes the file that Grantdesk would run with, when none is named', async () => {
    const ran = await runPolicy(['check'], { env: { GRANTDESK_POLICY: at('policy.yml') } });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(at('policy.yml'));
  });

  test('answers in JSON when asked to', async () => {
    const sound = await runPolicy(['check', at('policy.yml'), '--json']);
    expect(JSON.parse(sound.out)).toEqual({ ok: true, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const faulty = await put('wrong.yml', policyText(['version: 1', 'version: 2']));
    const wrong = await runPolicy(['check', faulty, '--json']);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out)).toEqual({ ok: false, faults: [`${faulty}:1:10: version: write version: 1`] });
  });

  test.each<[what: string, file: string | Buffer, where: string, is: string]>([
    ['an empty file', '', '1:1', 'empty'],
    ['nothing but comments', '# Later\n', '1:1', 'nothing but comments'],
    [
      'a web page',
      '\n<!DOCTYPE html>\n<html><body>Sign in: <a href="x">here</a></body></html>\n',
      '2:1',
      'HTML or XML',
    ],
    ['a binary', Buffer.from([0x50, 0x4b, 0x0a, 0xff, 0x00, 0x3a, 0x20]), '2:1', 'no text in UTF-8, from here on'],
    ['a text in UTF-16', Buffer.from('\uFEFFversion: 1\n', 'utf16le'), '1:1', 'no text in UTF-8, from here on'],
    ['a list in JSON', '[{ "version": 1 }]', '1:1', 'a list'],
    ['a single value', 'policy', '1:1', 'a single value'],
    [
      'a program',
      'import { a } from "b";\n\nfunction run() {\n  return { x: 1 };\n}\n',
      '1:1',
      'neither, from its first words on',
    ],
  ])('says of %s in one sentence what it is, and what is expected', async (_, file, where, is) => {
    await writeFile(at('other'), file);
    expect(await runPolicy(['check', at('other')])).toEqual({
      code: 1,
      err: '',
      out: `${at('other')}:${where}: the file: write keys with their values, in YAML or JSON, such as “version: 1”: this is ${is}\n`,
    });
  });

  test('says the first thing that cannot be read, and only counts what may follow from it', async () => {
    const broken = await put('broken.yml', POLICY.replace('rules:', 'rules: ['));
    const { code, out } = await runPolicy(['check', broken]);
    expect(code).toBe(1);
    expect(out).toMatch(/broken\.yml:\d+:\d+: .*\. Mend this first: it may be why \d+ more cannot be read after it\n$/);
    expect(out.split('\n')).toHaveLength(2);
    const twice = await put('twice.yml', `${POLICY}version: 1\nadmins: [x]\n`);
    expect((await runPolicy(['check', twice])).out.match(/Map keys must be unique/g)).toHaveLength(2);
  });

  test('ends with 2 where there is no file', async () => {
    expect(await runPolicy(['check', at('nowhere.yml')])).toEqual({
      code: 2,
      out: '',
      err: `${at('nowhere.yml')}: cannot be read. Give the path of a file that exists.\n`,
    });
  });
});

describe('policy explain', () => {
  const explain = async (text: string, ...more: string[]) => {
    const file = await put('request.yml', text);
    return runPolicy(['explain', '--request', file, '--policy', at('policy.yml'), ...more]);
  };

  test('says of each rule up to the one that matches what holds, and what becomes of the request', async () => {
    const ran = await explain('workspace: Finance Close\nscopes: [Files (Write)]\nlifetime: 60d\n');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out.split('\n')).toEqual([
      'Short reads in the sandbox: does not match',
      '  ✗ The workspace is Finance Close, and the rule is for Sandbox.',
      '  ✗ At least one scope can write, and the rule is for requests that only read.',
      '  ✗ It ends only after 59 days and 14 hours, and the rule is for 30 days at most.',
      'Changes to finance data: matches',
      '  ✓ The workspace is Finance Close.',
      '  ✓ At least one scope can write.',
      'Outcome: 2 of finance, then 1 of workiva-admins',
      '',
    ]);
  });

  test('says that the last rule applies to everything', async () => {
    const ran = await explain('workspace: Sandbox\nscopes: [Files (Write)]\n');
    expect(ran.out).toContain('Everything else: matches\n  ✓ It applies to everything that no earlier rule covers.\n');
  });

  test('counts a lifetime from the moment of --at', async () => {
    const words = 'workspace: Sandbox\nscopes: [Files (Read)]\nexpires: 2026-12-31\n';
    expect((await explain(words)).out).toContain('Everything else: matches');
    expect((await explain(words, '--at', '2026-12-05T00:00:00Z')).out).toContain('Short reads in the sandbox: matches');
  });

  test('says of a revocation that no rule is asked, because it is never held up', async () => {
    const words = 'kind: revoke\nworkspace: Finance Close\nscopes: [Files (Write)]\n';
    expect(await explain(words)).toEqual({
      code: 0,
      err: '',
      out: 'Revocations are never held up: no rule is asked about them.\nOutcome: automatic\n',
    });
    expect(JSON.parse((await explain(words, '--json')).out)).toMatchObject({
      rule: 'Taking away',
      why: 'Taking away never waits for an approval.',
      stages: [],
      explanation: [],
    });
  });

  test('answers in JSON with the explanation that is stored with a request', async () => {
    const ran = await explain('{ "workspace": "Sandbox", "scopes": ["Files (Read)"], "lifetime": "7d" }', '--json');
    expect(JSON.parse(ran.out)).toMatchObject({
      rule: 'Short reads in the sandbox',
      stages: [],
      explanation: [{ rule: 'Short reads in the sandbox', matched: true }],
      policy: expect.stringMatching(/^[0-9a-f]{64}$/),
      at: '2026-11-24T10:00:00.000Z',
    });
  });

  test.each<[string, string, string]>([
    [
      'a workspace that the form does not offer',
      'workspace: Sandbax\nscopes: [Files (Read)]\n',
      ':1:12: workspace: the policy does not offer “Sandbax”: write “Sandbox”, if that is meant',
    ],
    [
      'a scope that the form does not offer',
      'workspace: Sandbox\nscopes: [Files (Read), Files (Reed)]\n',
      ':2:24: scopes.1: the policy does not offer “Files (Reed)”: write “Files (Read)”, if that is meant',
    ],
    [
      'a group without a user group in Slack',
      'workspace: Sandbox\nscopes: [Files (Read)]\nrequester_groups: [S0ANY, finance]\n',
      ':3:27: requester_groups.1: “finance” stands for no Slack user group: write S…, or a group with one',
    ],
    [
      'an end that is said twice',
      'workspace: Sandbox\nscopes: [Files (Read)]\nexpires: 2026-12-31\nlifetime: 7d\n',
      ':4:11: lifetime: expires says it already: remove one of the two',
    ],
    ['no scopes', 'workspace: Sandbox\nscopes: []\n', ':2:9: scopes: must not be empty'],
  ])('refuses %s, and ends with 2', async (_what, text, fault) => {
    const ran = await explain(text);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(fault);
  });

  test('refuses a role that the policy does not list; where it lists none, any may be', async () => {
    const words = 'workspace: Sandbox\nscopes: [Files (Read)]\nroles: [Owner]\n';
    expect((await explain(words)).code).toBe(0);
    const listing = await put('listing.yml', policyText(['tasks: []', 'workspace_roles: [Viewer]']));
    const ran = await explain(words, '--policy', listing);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(':3:9: roles.0: the policy does not offer “Owner”');
  });

  test('refuses a moment that is none, and ends with 2', async () => {
    expect(await explain('workspace: Sandbox\nscopes: [Files (Read)]\n', '--at', 'soon')).toEqual({
      code: 2,
      out: '',
      err: '--at is not a moment. Write a day as 2026-01-31, or a moment as 2026-01-31T12:00:00Z.\n',
    });
  });
});

describe('policy test', () => {
  const run = async (cases: string, ...more: string[]) => {
    const file = await put('cases.yml', cases);
    return runPolicy(['test', file, '--policy', at('policy.yml'), ...more]);
  };
  const READ = '{ workspace: Sandbox, scopes: [Files (Read)], lifetime: 7d }';
  const WRITE = '{ workspace: Finance Close, scopes: [Files (Write)] }';

  test('passes on the example policy', async () => {
    const ran = await runPolicy(['test', inRepository('policy.test.yml'), '--policy', inRepository('policy.yml')]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/All \d+ cases passed\.\n$/);
  });

  test('says of each case whether it passed, and what is different; ends with 1 when one failed', async () => {
    const ran = await run(`cases:
  - { name: A read, request: ${READ}, expect: { approval: automatic } }
  - { name: A write, request: ${WRITE}, expect: { rule: Everything else, approval: { stages: [{ from: [finance] }] } } }
`);
    expect(ran).toEqual({
      code: 1,
      err: '',
      out: [
        '✓ A read',
        '✗ A write',
        '    The rule is “Changes to finance data”, not “Everything else”.',
        '    The outcome is “2 of finance, then 1 of workiva-admins”, not “1 of finance”.',
        '1 of 2 cases failed.',
        '',
      ].join('\n'),
    });
  });

  test('looks at the stages in order, the groups of a stage in any order, and who is told apart', async () => {
    const stages = (text: string) =>
      run(`cases: [{ name: A, request: ${WRITE}, expect: { approval: { stages: ${text} } } }]`);
    const right = '{ from: [finance], count: 2 }, { from: [workiva-admins] }';
    expect((await stages(`[${right}]`)).code).toBe(0);
    expect((await stages('[{ from: [workiva-admins] }, { from: [finance], count: 2 }]')).code).toBe(1);
    expect(
      (await stages(`[${right.replace('admins] }', 'admins], distinct_from_earlier_stages: false }')}]`)).code,
    ).toBe(1);
    expect((await stages(`[${right}], confirm: totp`)).code).toBe(1);
  });

  test('knows requests that are forbidden, with their text or with any', async () => {
    const forbidding = await put('forbids.yml', policyText(['automatic', '{ forbidden: "Use the shared one." }']));
    const expecting = async (approval: string) => {
      const file = await put(
        'forbidden.yml',
        `cases: [{ name: A, request: ${READ}, expect: { approval: ${approval} } }]`,
      );
      return runPolicy(['test', file, '--policy', forbidding]);
    };
    expect((await expecting('forbidden')).code).toBe(0);
    expect((await expecting('{ forbidden: "Use the shared one." }')).code).toBe(0);
    expect((await expecting('{ forbidden: "Use another." }')).code).toBe(1);
    expect((await expecting('automatic')).out).toContain(
      'The outcome is “forbidden: Use the shared one.”, not “automatic”.',
    );
  });

  test('knows who asks', async () => {
    const asking = await put(
      'asking.yml',
      policyText(
        [
          '{ workspaces: [Sandbox], access: read, lifetime_up_to: 30d }',
          '{ requester: [desk, U0ANA, "@example.com"] }',
        ],
        ['finance: [', 'desk: [S0DESK]\n  finance: ['],
      ),
    );
    const cases = [
      'requester: U0ANA',
      'requester_groups: [S0DESK]',
      'requester_groups: [desk]',
      'requester_email: a@example.com',
    ]
      .map((who) => `  - { name: A, request: ${READ.replace('}', `, ${who} }`)}, expect: { approval: automatic } }`)
      .join('\n');
    const file = await put(
      'who.yml',
      `cases:\n${cases}\n  - { name: B, request: ${READ}, expect: { rule: Everything else } }\n`,
    );
    const ran = await runPolicy(['test', file, '--policy', asking]);
    expect(ran.out).toBe('✓ A\n✓ A\n✓ A\n✓ A\n✓ B\nAll 5 cases passed.\n');
  });

  test('answers in JSON when asked to', async () => {
    const ran = await run(`cases: [{ name: A, request: ${READ}, expect: { rule: Everything else } }]`, '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toEqual({
      passed: 0,
      failed: 1,
      cases: [
        {
          name: 'A',
          passed: false,
          rule: 'Short reads in the sandbox',
          differences: ['The rule is “Short reads in the sandbox”, not “Everything else”.'],
        },
      ],
    });
  });

  test.each<[string, string, RegExp]>([
    ['without cases', 'cases: []\n', /:1:8: cases: must not be empty/],
    [
      'with a case that expects nothing',
      `cases: [{ name: A, request: ${READ}, expect: {} }]\n`,
      /cases\.0\.expect: write rule, or approval, or both/,
    ],
    [
      'with an unknown group',
      `cases: [{ name: A, request: ${READ}, expect: { approval: { stages: [{ from: [nobody] }] } } }]\n`,
      /cases\.0\.expect\.approval\.stages\.0\.from\.0: there is no group “nobody”/,
    ],
    [
      'with an unknown scope',
      'cases: [{ name: A, request: { workspace: Sandbox, scopes: [File] }, expect: { rule: A } }]\n',
      /cases\.0\.request\.scopes\.0: the policy does not offer “File”/,
    ],
  ])('refuses a file %s, and ends with 2', async (_what, text, fault) => {
    const ran = await run(text);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(fault);
  });

  test('ends with 2 when the policy cannot be used', async () => {
    const cases = await put('sound-cases.yml', `cases: [{ name: A, request: ${READ}, expect: { rule: A } }]`);
    const ran = await runPolicy(['test', cases, '--policy', at('nowhere.yml')]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('nowhere.yml: cannot be read.');
  });
});

describe('policy diff', () => {
  const WRITE = { ...terms(), workspace: 'Finance Close', scopes: ['Files (Write)'] };
  const past = (id: string, changes: Partial<AccessRequest> = {}) =>
    request({ id, grant: id.replace('REQ', 'GRANT'), ...changes });
  const lines = (...requests: AccessRequest[]) => requests.map((one) => `${JSON.stringify(one)}\n`).join('\n');
  const STRICTER = policyText(['count: 2', 'count: 1'], ['name: Everything else', 'name: Whatever else']);

  beforeAll(() => put('stricter.yml', STRICTER));

  test('says which requests would be decided otherwise, and ends with 1', async () => {
    const file = await put('some.jsonl', lines(past('REQ-2', { terms: WRITE }), past('REQ-1', { state: 'fulfilled' })));
    expect(await runPolicy(['diff', at('policy.yml'), at('stricter.yml'), '--requests', file])).toEqual({
      code: 1,
      err: '',
      out: [
        'REQ-2 (pending): Changes to finance data → Changes to finance data: 2 of finance, then 1 of workiva-admins → 1 of finance, then 1 of workiva-admins',
        '1 of 2 requests would be decided otherwise.',
        '',
      ].join('\n'),
    });
  });

  test('ends with 0 when only names and texts are others', async () => {
    const [one, other] = await Promise.all([
      put('one.yml', policyText(['automatic', '{ forbidden: "No." }'])),
      put('other.yml', policyText(['automatic', '{ forbidden: "Never." }'], ['Everything else', 'Whatever else'])),
    ]);
    const file = await put(
      'all.jsonl',
      lines(past('REQ-1'), past('REQ-2', { terms: { ...terms(), expires: '2026-12-01' } })),
    );
    const ran = await runPolicy(['diff', one, other, '--requests', file]);
    expect(ran).toEqual({ code: 0, err: '', out: '0 of 2 requests would be decided otherwise.\n' });
  });

  test('asks both policies as of the day on which a request was filed, about all that was asked for', async () => {
    const short = { ...terms(), expires: '2026-12-01' };
    const file = await put(
      'old.jsonl',
      lines(
        past('REQ-1', { terms: { ...terms(), expires: '2020-02-01' }, filedAt: '2020-01-15T10:00:00.000Z' }),
        past('REQ-2', { terms: short, asked: { ...short, scopes: ['Files (Write)'] } }),
      ),
    );
    const asks = await put('asks.yml', policyText(['automatic', '{ stages: [{ from: [finance] }] }']));
    const ran = await runPolicy(['diff', at('policy.yml'), asks, '--requests', file]);
    expect(ran.out).toBe(
      'REQ-1 (pending): Short reads in the sandbox → Short reads in the sandbox: automatic → 1 of finance\n1 of 2 requests would be decided otherwise.\n',
    );
  });

  test('leaves out what no policy decided on: what takes away, and what was imported', async () => {
    const live = grant({ terms: WRITE });
    const filing = { id: 'REQ-4', by: live.owner, reason: 'It is not needed.', digest: DIGEST, now: NOW };
    const revocation = moved(revoke(live, [], filing)).request as AccessRequest;
    const adopted = { line: 2, terms: WRITE, clientId: 'client-1', owner: ANA };
    const imported = importGrant(adopted, { id: 'REQ-5', by: ANA, place: {}, digest: DIGEST, now: NOW })
      .request as AccessRequest;
    const { rule, why, explanation } = TAKING_AWAY;
    const policy = { rule, why, digest: DIGEST, explanation };
    const narrowing = past('REQ-3', { kind: 'change', state: 'fulfilled', terms: WRITE, stages: [], policy });
    const file = await put('taken.jsonl', lines(past('REQ-2', { terms: WRITE }), narrowing, revocation, imported));
    const ran = await runPolicy(['diff', at('policy.yml'), at('stricter.yml'), '--requests', file]);
    expect(ran.out.match(/^REQ-\d+/gm)).toEqual(['REQ-2']);
    expect(ran.out).toContain(
      '1 of 1 requests would be decided otherwise.\n3 more were left out: no policy decides on what takes something away, or was imported.\n',
    );
    const only = await put('one-taken.jsonl', lines(narrowing));
    const none = await runPolicy(['diff', at('policy.yml'), at('stricter.yml'), '--requests', only]);
    expect(none).toMatchObject({ code: 0 });
    expect(none.out).toContain('1 more was left out: ');
  });

  test('says when a rule needs what is not stored with a request', async () => {
    const asks = await put(
      'by-group.yml',
      policyText(['{ workspaces: [Finance Close], access: write }', '{ requester: [workiva-admins] }']),
    );
    const file = await put('unknown.jsonl', lines(past('REQ-1', { terms: WRITE })));
    const ran = await runPolicy(['diff', at('policy.yml'), asks, '--requests', file]);
    expect(ran.out).toContain('REQ-1 (pending): Changes to finance data → Everything else: ');
    expect(ran.out).toContain('which are not stored with a request: here such a condition counts as not holding.\n');
  });

  test('answers in JSON when asked to', async () => {
    const file = await put('json.jsonl', lines(past('REQ-2', { terms: WRITE })));
    const ran = await runPolicy(['diff', at('policy.yml'), at('stricter.yml'), '--requests', file, '--json']);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toEqual({
      compared: 1,
      leftOut: 0,
      differences: [
        {
          request: 'REQ-2',
          state: 'pending',
          old: { rule: 'Changes to finance data', outcome: '2 of finance, then 1 of workiva-admins' },
          new: { rule: 'Changes to finance data', outcome: '1 of finance, then 1 of workiva-admins' },
        },
      ],
    });
  });

  test('ends with 2 at a line that is no request, and names it', async () => {
    const file = await put('broken.jsonl', `${lines(past('REQ-1'))}{"id":"REQ-2"}\n`);
    expect(await runPolicy(['diff', at('policy.yml'), at('stricter.yml'), '--requests', file])).toEqual({
      code: 2,
      out: '',
      err: `${file}:2: is not a request. Give one request in JSON on each line.\n`,
    });
  });

  test('ends with 2 when Redis is not named, or cannot be reached, and never repeats its address', async () => {
    const policies = ['diff', at('policy.yml'), at('stricter.yml')];
    const unnamed = await runPolicy(policies);
    expect(unnamed).toMatchObject({ code: 2, out: '' });
    expect(unnamed.err).toContain('REDIS_URL is not set.');
    const away = await runPolicy([...policies, '--requests', 'redis://:pass-word@127.0.0.1:1']);
    expect(away).toMatchObject({ code: 2, out: '' });
    expect(away.err).toMatch(/^Redis cannot be reached: check REDIS_URL/);
    expect(away.err).not.toContain('pass-word');
  });

  describe('of what an installation has stored', () => {
    let bench: StoreBench;
    beforeAll(async () => {
      bench = await startBench();
    });
    afterAll(() => bench.close());

    test('looks at every request, the newest first', async () => {
      const { store } = bench.open();
      const ids: string[] = [];
      for (let made = 0; made < 205; made += 1) {
        const id = await store.nextRequestId();
        // A number that was given out may belong to nothing.
        if (made === 100) continue;
        ids.unshift(id);
        await store.commit(change({ requests: [{ record: past(id, { terms: WRITE }), version: 0 }] }));
      }
      const io = { installation: bench.installation, env: { REDIS_URL: bench.server.url } };
      const ran = await runPolicy(['diff', at('policy.yml'), at('stricter.yml')], io);
      expect(ran.code).toBe(1);
      expect(ran.out.match(/^REQ-\d+/gm)).toEqual(ids);
      expect(ran.out).toContain('204 of 204 requests would be decided otherwise.');
    });

    test('ends with 2 when one of them is damaged', async () => {
      await bench.raw.hset(bench.keys.record('REQ-3'), 'data', 'nonsense');
      const io = { installation: bench.installation, env: { REDIS_URL: bench.server.url } };
      const ran = await runPolicy(['diff', at('policy.yml'), at('stricter.yml')], io);
      expect(ran).toMatchObject({ code: 2, out: '' });
      expect(ran.err).toBe('The stored requests cannot be read: record_damaged: REQ-3.\n');
    });
  });
});

describe('policy schema', () => {
  test('prints the JSON schema, or writes it to a file', async () => {
    const printed = await runPolicy(['schema']);
    expect(JSON.parse(printed.out)).toEqual(policyJsonSchema());
    const written = await runPolicy(['schema', '--write', at('schema.json')]);
    expect(written.out).toBe('');
    expect(JSON.parse(await readFile(at('schema.json'), 'utf8'))).toEqual(policyJsonSchema());
  });
});

test('a command that is not known ends with 2', async () => {
  expect(await runPolicy(['ckeck'])).toMatchObject({ code: 2, out: '' });
});
