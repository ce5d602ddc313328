import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { generateSync } from 'otplib';
import { createProgram, type ProgramIo } from '../../src/cli/program.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { transact } from '../../src/store/transact.ts';
import { DIGEST } from '../support/domain-cases.ts';
import { automatic, eventually, startQuickWorld } from '../support/faults-world.ts';
import { fileRequest, type Live, makeLive, openStore } from '../support/journey.ts';
import { type Ran, runInWorld } from './world-run.ts';

const KEY = 'ab'.repeat(32);
const PAIR = generateKeyPairSync('ed25519');
const SIGNER = { GRANTDESK_REPORT_KEY: PAIR.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
const AWAY = { REDIS_URL: 'redis://127.0.0.1:1' };
const CSV = 'client_name,workspace,username,expires,scopes,ip_restrictions,client_id,owner,purpose\n';
const CASES =
  'cases:\n  - { name: one, request: { workspace: Sandbox, scopes: [Files (Read)], lifetime: 7d }, expect: { rule: ';

let world: World;
let folder: string;
let mine: Live;

const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-exit-'));
  const example = await readFile('test/support/wide-automatic.yml', 'utf8');
  const policy = `${example}\nreviews: { by: owner }\naudit: { keep: 400d }\n`;
  const files: Record<string, string> = {
    'policy.yml': policy,
    'bare.yml': example,
    'other.yml': policy.replace('approval: automatic', 'approval: { stages: [{ from: [finance] }] }'),
    'faulty.yml': 'version: 2\n',
    'cases.yml': `${CASES}Short reads in the sandbox } }\n`,
    'failing.yml': `${CASES}Everything else } }\n`,
    'request.yml': 'workspace: Sandbox\nscopes: [Files (Read)]\n',
    'none.csv': CSV,
    'faulty.csv': `${CSV}x,,,,,,,,\n`,
    'there.txt': '',
    'reports.pub': PAIR.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(at(name), text)));
  world = await startQuickWorld({ policyPath: at('bare.yml') });
  mine = await makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer);
});
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true });
});

type Env = Record<string, string>;
/** Arguments, and how the command has to end; then what is set, what is typed, and what happens before. */
type Case = [
  args: string,
  code: 0 | 1 | 2,
  more?: { env?: Env; typed?: (out: string) => string[]; before?: () => unknown },
];

const rightCode = (out: string) => [generateSync({ secret: /Secret: +(\w+)/.exec(out)?.[1] ?? '' })];
const readSecret = () => [world.workiva.screens.profile(mine.username).regenerate(mine.clientId)];

/** The cases of each command, in an order in which they can be run one after the other. */
const cases: Record<string, () => Case[]> = {
  'policy check': () => [
    [at('policy.yml'), 0],
    [at('faulty.yml'), 1],
    [at('nowhere.yml'), 2],
  ],
  'policy explain': () => [
    [`--request ${at('request.yml')}`, 0],
    [`--request ${at('nowhere.yml')}`, 2],
  ],
  'policy test': () => [
    [at('cases.yml'), 0],
    [at('failing.yml'), 1],
    [`${at('cases.yml')} --policy ${at('faulty.yml')}`, 2],
  ],
  'policy diff': () => [
    [`${at('policy.yml')} ${at('policy.yml')}`, 0],
    [`${at('policy.yml')} ${at('other.yml')}`, 1],
    [`${at('policy.yml')} ${at('faulty.yml')}`, 2],
    [`${at('policy.yml')} ${at('policy.yml')}`, 2, { env: AWAY }],
  ],
  'policy schema': () => [
    ['', 0],
    [`--write ${at('nowhere/schema.json')}`, 2],
  ],
  'approver enrol': () => [
    ['U0FINANCE', 2, { env: { GRANTDESK_CODES_KEY: '' } }],
    ['U0FINANCE', 2, { env: AWAY }],
    ['U0FINANCE', 1, { typed: () => ['1', '2', '3'] }],
    ['U0FINANCE', 0, { typed: rightCode }],
    ['U0FINANCE', 1],
  ],
  'approver list': () => [
    ['', 0],
    ['', 2, { env: AWAY }],
  ],
  'approver remove': () => [
    ['U0FINANCE', 0],
    ['U0FINANCE', 1],
    ['finance', 2],
    ['U0FINANCE', 2, { env: AWAY }],
  ],
  'audit show': () => [
    [mine.grant, 0],
    ['GRANT-999', 1],
    [`${mine.grant} --tz Mars`, 2],
    [mine.grant, 2, { env: AWAY }],
  ],
  'audit export': () => [
    ['', 0],
    ['--from yesterday', 2],
    [`--out ${at('there.txt')}`, 2],
    ['', 2, { env: AWAY }],
  ],
  'audit verify': () => [
    ['', 0],
    [`--file ${at('cut.jsonl')}`, 1, { before: cutExport }],
    [`--file ${at('request.yml')}`, 2],
    [`--file ${at('nowhere')}`, 2],
    ['', 2, { env: AWAY }],
  ],
  'audit trim': () => [
    [`--export ${at('old.jsonl')}`, 0],
    [`--export ${at('old.jsonl')} --before 2026-01-01 --policy ${at('nowhere.yml')}`, 2],
    [`--export ${at('old.jsonl')} --before ${world.clock.now().toISOString()}`, 1],
    [`--export ${at('old.jsonl')} --before 2999-01-01 --policy ${at('bare.yml')}`, 2],
    [`--export ${at('old.jsonl')} --policy ${at('bare.yml')}`, 2],
    [`--export ${at('old.jsonl')}`, 2, { env: AWAY }],
  ],
  import: () => [
    [at('none.csv'), 0],
    [at('faulty.csv'), 1],
    [at('nowhere.csv'), 2],
    [`${at('none.csv')} --policy ${at('faulty.yml')}`, 2],
    [at('none.csv'), 2, { env: AWAY }],
  ],
  plan: () => [
    [mine.request, 0],
    ['REQ-999', 1],
    ['142', 2],
    [mine.request, 2, { env: AWAY }],
    ['REQ-2', 2, { env: { WORKIVA_API_URL: 'http://127.0.0.1:1' }, before: () => fileRequest(world) }],
  ],
  doctor: () => [
    ['', 0],
    ['', 1, { env: { WORKIVA_API_URL: 'http://127.0.0.1:1' } }],
    ['', 1, { env: AWAY }],
    ['', 2, { env: { PORT: 'x' } }],
  ],
  'verify-grant': () => {
    const known = `--client-id ${mine.clientId} --api-url ${world.workiva.apiUrl}`;
    return [
      [`${known} --scopes file:read`, 0, { typed: readSecret }],
      [known, 1, { typed: readSecret }],
      [known, 1, { typed: () => ['another-secret'] }],
      [known, 2],
      [`--client-id ${mine.clientId} --api-url http://127.0.0.1:1`, 2, { typed: () => ['another-secret'] }],
    ];
  },
  reconcile: () => [
    ['', 0],
    ['', 1, { before: () => world.workiva.screens.suspendUser(WORKIVA_ADMIN, mine.username) }],
    ['--fix --yes', 1],
    ['--fix --yes --also svc.typo', 1],
    ['--yes', 2],
    [`--fix --yes --also ${mine.username}`, 0],
    ['', 2, { env: AWAY }],
    ['', 2, { env: { WORKIVA_API_URL: 'http://127.0.0.1:1' } }],
    ['', 2, { env: { WORKIVA_CLIENT_ID: '', WORKIVA_CLIENT_SECRET: '', WORKIVA_ORGANIZATION_ID: '' } }],
  ],
  'review start': () => [
    [`--policy ${at('bare.yml')}`, 2],
    ['', 2, { env: AWAY }],
    ['', 0],
    ['', 1],
  ],
  'review list': () => [
    ['', 0],
    ['', 2, { env: AWAY }],
  ],
  'review report': () => [
    ['REVIEW-1', 1],
    [`REVIEW-1 --out ${at('report.json')}`, 0, { before: keepInReview }],
    [`REVIEW-1 --out ${at('signed.json')}`, 0, { env: SIGNER }],
    ['REVIEW-9', 1],
    ['1', 2],
    [`REVIEW-1 --out ${at('report.json')}`, 2],
    ['REVIEW-1', 2, { env: { GRANTDESK_REPORT_KEY: 'short' } }],
    ['REVIEW-1', 2, { env: AWAY }],
  ],
  'review verify': () => [
    [at('report.json'), 0],
    [at('changed.json'), 1, { before: changeReport }],
    [`${at('signed.json')} --public-key ${at('reports.pub')}`, 0, { env: AWAY }],
    [`${at('report.json')} --public-key ${at('reports.pub')}`, 1],
    [at('cases.yml'), 2],
    [at('signed.json'), 2],
    [`${at('signed.json')} --public-key ${at('cases.yml')}`, 2],
    [at('report.json'), 2, { env: AWAY }],
  ],
  'review keygen': () => [
    [`--out ${at('pair.pem')}`, 0],
    [`--out ${at('pair.pem')}`, 2],
  ],
  'review public-key': () => [
    ['', 0, { env: SIGNER }],
    ['', 2],
  ],
};

/** Somebody takes an event out of an export. */
async function cutExport(): Promise<void> {
  const { out } = await runInWorld(world, ['audit', 'export']);
  await writeFile(at('cut.jsonl'), out.split('\n').toSpliced(2, 1).join('\n'));
}

/** Somebody makes the report say something else. */
async function changeReport(): Promise<void> {
  const text = await readFile(at('report.json'), 'utf8');
  await writeFile(at('changed.json'), text.replace('"keep"', '"revoke"'));
}

/** The owner keeps the grant, and the review is over. */
async function keepInReview(): Promise<void> {
  const { store, close } = openStore(world);
  const part = `REVIEW-1-${PEOPLE.engineer}-1`;
  const given = {
    by: PEOPLE.engineer,
    answer: 'keep' as const,
    admins: [],
    reviewers: [],
    request: '',
    digest: DIGEST,
  };
  try {
    await eventually(async () => (await store.part(part)) !== undefined, 'the review to be shared out');
    await transact(store, { review: 'REVIEW-1', part, grant: mine.grant }, ({ review, part: found, grant }) => {
      if (!review || !found || !grant) throw new Error('There is no such part.');
      return answerReview({ review, part: found, grant }, { ...given, now: world.clock.now() });
    });
    await eventually(async () => (await store.review('REVIEW-1'))?.record.state === 'closed', 'the review to be over');
  } finally {
    close();
  }
}

/** The table of docs/operating.md: which of the codes a command can end with. */
async function documented(): Promise<Map<string, number[]>> {
  const text = await readFile('docs/operating.md', 'utf8');
  const rows = text.slice(text.indexOf('| command | 0 | 1 | 2'), text.indexOf('## The doctor')).split('\n').slice(2);
  return new Map(
    rows.flatMap((row) => {
      const [, name = '', ...cells] = row.split('|').map((cell) => cell.trim());
      if (name === '') return [];
      return [[name.replaceAll('`', ''), [0, 1, 2].filter((code) => cells[code] !== '–')] as const];
    }),
  );
}

/** The commands that do something, by their whole names. */
function commandsOf(command: Command, before: readonly string[] = []): string[] {
  return command.commands.flatMap((part) => {
    const path = [...before, part.name()];
    return part.commands.length > 0 ? commandsOf(part, path) : [path.join(' ')];
  });
}

describe('the codes that commands end with', () => {
  test('are documented for each command, and each is tried here', async () => {
    const table = await documented();
    const silent = { write: () => undefined };
    const io = { stdout: silent, stderr: silent, env: {} } as unknown as ProgramIo;
    expect([...table.keys()].sort()).toEqual(commandsOf(createProgram(io)).sort());
    const tried = Object.entries(cases).map(([name, of]) => [name, [...new Set(of().map(([, code]) => code))].sort()]);
    expect(Object.fromEntries(tried)).toEqual(Object.fromEntries(table));
  });

  test.each(Object.keys(cases))('of %s are as documented, and each but 0 says why', async (name) => {
    const run = async (args: string, [, , more = {}]: Case): Promise<Ran> => {
      await more.before?.();
      const env = { GRANTDESK_CODES_KEY: KEY, GRANTDESK_POLICY: at('policy.yml'), ...more.env };
      return runInWorld(world, `${name} ${args}`.trim().split(' '), undefined, env, more.typed);
    };
    for (const one of cases[name]?.() ?? []) {
      const [args, code] = one;
      const { out, err, code: was } = await run(args, one);
      expect({ args, code: was, said: `${out}${err}` }).toMatchObject({ args, code });
      if (code > 0) expect(`${out}${err}`).toMatch(/\w{4}/);
      if (code === 2 && name !== 'doctor') expect(err).toMatch(/\w{4}/);
    }
    const wrong = await run('--no-such-option', ['', 2]);
    expect(wrong).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Add --help to see how it is used.'),
    });
  });
});
