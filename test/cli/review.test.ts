import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type ProgramIo, runCli } from '../../src/cli/program.ts';
import { DAY } from '../../src/domain/duration.ts';
import { answerReview } from '../../src/domain/review-answer.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { reportDigest } from '../../src/store/review-report.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { ADMIN, ANA, BEN, DIGEST, grant, later, NOW, terms } from '../support/domain-cases.ts';
import { policy, policyText } from '../support/domain-policy.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

type Ran = { out: string; err: string; code: number };

const KEY = 'k'.repeat(40);
const REVIEWS: [string, string] = ['rules:', 'reviews: { by: owner }\nrules:'];

let bench: StoreBench;
let store: Store;
let folder: string;
let now = NOW;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
  folder = mkdtempSync(join(tmpdir(), 'grantdesk-review-'));
  writeFileSync(path('policy.yml'), policyText(REVIEWS));
  writeFileSync(path('bare.yml'), policyText());
});
beforeEach(async () => {
  await bench.raw.flushall();
  now = NOW;
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
const path = (name: string) => join(folder, name);
const freshPath = () => {
  files += 1;
  return path(`report-${files}.json`);
};

/** Runs `grantdesk review` with these arguments. */
async function review(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: 0 };
  const io: ProgramIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env: { REDIS_URL: bench.server.url, GRANTDESK_POLICY: path('policy.yml'), ...env },
    exit(code) {
      ran.code = code;
    },
    async *lines() {
      yield* [];
    },
    clock: { now: () => now },
    installation: bench.installation,
    place: { host: 'desk-1', user: 'olga' },
  };
  await runCli(io, ['review', ...args]);
  return ran;
}

async function sweepAt(at: Date): Promise<void> {
  now = at;
  const parts = {
    ...{ store, policy: () => policy(REVIEWS), digest: () => DIGEST, clock: { now: () => now } },
    colleaguesFor: async () => () => [],
    reviewers: { hasLeft: async () => false, peopleIn: async () => [] },
  };
  await sweep(parts, (id, error) => {
    throw new Error(`${id} could not be handled`, { cause: error });
  });
}

/** A review that is over: one grant kept, another without an answer. */
async function closedReview(): Promise<void> {
  const owners = [ANA, BEN];
  const grants = owners.map((owner, at) => {
    const own = terms({ clientName: at === 0 ? '=cmd|" /C calc' : 'export', expires: '2029-01-01' });
    return grant({ id: `GRANT-${at + 1}`, createdBy: `REQ-${at + 1}`, owner, terms: own });
  });
  await store.commit(change({ grants: grants.map((record) => ({ record, version: 0 })) }));
  await sweepAt(NOW);
  const given = { by: ANA, answer: 'keep' as const, admins: [ADMIN], reviewers: [], request: '', digest: DIGEST, now };
  const subject = { review: 'REVIEW-1', part: `REVIEW-1-${ANA}-1`, grant: 'GRANT-1' };
  await transact(store, subject, (found) => {
    if (!found.review || !found.part || !found.grant) throw new Error('There is no such part.');
    return answerReview({ review: found.review, part: found.part, grant: found.grant }, given);
  });
  await sweepAt(later(14 * DAY));
  await sweepAt(later(28 * DAY));
}

describe('review start', () => {
  test('begins a review, which the next sweep shares out', async () => {
    const { out, err, code } = await review(['start']);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toBe(
      'REVIEW-1 is begun. Grantdesk asks the reviewers with its next sweep, until 2026-12-08T10:00:00.000Z.\n',
    );
    const [event] = await store.audit.read();
    expect(event).toMatchObject({ actor: 'operator', action: 'review.started', subjects: ['REVIEW-1'] });
  });

  test('is refused while another is not over', async () => {
    await review(['start']);
    const { err, code } = await review(['start']);
    expect(code).toBe(1);
    expect(err).toContain('REVIEW-1 is not over yet');
  });

  test('is refused where the policy has no reviews', async () => {
    const { err, code } = await review(['start', '--policy', path('bare.yml')]);
    expect(code).toBe(2);
    expect(err).toContain('bare.yml has no reviews.');
  });
});

describe('review list', () => {
  test('says how each stands, newest first', async () => {
    expect((await review(['list'])).out).toContain('There was no review yet.');
    await closedReview();
    await review(['start']);
    const [newest, oldest] = (await review(['list'])).out.split('\n');
    expect(newest).toMatch(/^REVIEW-2 {2}begun .* {2}sharing {2}0 of 0 answered$/);
    expect(oldest).toMatch(/^REVIEW-1 {2}begun .* {2}closed .* {2}2 of 2 answered$/);
  });
});

describe('review report', () => {
  test('as CSV says what, who, when, which answer, and where that is sealed', async () => {
    await closedReview();
    const { out, err, code } = await review(['report', 'review-1', '--format', 'csv']);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    const events = await store.audit.read();
    const seqOf = (action: string) => String(events.find((event) => event.action === action)?.seq);
    expect(rows).toEqual([
      expect.objectContaining({
        ...{ review: 'REVIEW-1', grant: 'GRANT-1', workspace: 'Sandbox', username: 'svc.export', owner: ANA },
        ...{ scopes: 'Spreadsheets (Read)', expires: '2029-01-01', reviewer: ANA, answer: 'keep', answered_by: ANA },
        ...{ answered_at: NOW.toISOString(), evidence: seqOf('review.answered') },
      }),
      expect.objectContaining({ grant: 'GRANT-2', answer: 'unanswered', evidence: seqOf('review.escalated') }),
    ]);
  });

  test('as CSV holds nothing that a spreadsheet would calculate', async () => {
    await closedReview();
    const { out } = await review(['report', 'REVIEW-1', '--format', 'csv']);
    expect(out).toContain(`"'=cmd|"" /C calc"`);
  });

  test('goes into a new file, and never over one that exists', async () => {
    await closedReview();
    const file = freshPath();
    expect((await review(['report', 'REVIEW-1', '--out', file])).code).toBe(0);
    const first = readFileSync(file, 'utf8');
    const { err, code } = await review(['report', 'REVIEW-1', '--out', file]);
    expect([code, err]).toEqual([2, expect.stringContaining('exists already')]);
    expect(readFileSync(file, 'utf8')).toBe(first);
  });

  test('is refused before the end, and for what is no review', async () => {
    await review(['start']);
    expect((await review(['report', 'REVIEW-1'])).err).toContain('REVIEW-1 is not over yet');
    expect((await review(['report', 'REVIEW-9'])).err).toContain('There is no REVIEW-9.');
    expect((await review(['report', 'GRANT-1'])).code).toBe(2);
  });
});

describe('review verify', () => {
  /** Writes the report, lets `change` do something to it, and verifies it. */
  async function verified(
    alter: (report: Record<string, unknown> & { rows: Record<string, unknown>[] }) => void,
    { signed, verifying = signed }: { signed?: string; verifying?: string } = {},
  ): Promise<Ran> {
    const env = (key: string | undefined) => (key === undefined ? {} : { GRANTDESK_REPORT_KEY: key });
    await closedReview();
    const file = freshPath();
    await review(['report', 'REVIEW-1', '--out', file], env(signed));
    const report = JSON.parse(readFileSync(file, 'utf8'));
    alter(report);
    writeFileSync(file, JSON.stringify(report));
    return review(['verify', file], env(verifying));
  }

  test.each([
    ['by the audit trail', {}, 'the audit trail holds the digest of REVIEW-1'],
    ['by the key', { signed: KEY }, 'the report of REVIEW-1, signed with this key. 2 grants.'],
  ])('accepts an unchanged report %s', async (_, keys, words) => {
    const { out, err, code } = await verified(() => undefined, keys);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain(words);
  });

  test.each<[string, Parameters<typeof verified>[0]]>([
    ['an answer', ({ rows }) => Object.assign(rows[1] ?? {}, { answer: 'keep' })],
    ['who answered', ({ rows }) => Object.assign(rows[0] ?? {}, { answeredBy: BEN })],
    ['the evidence', ({ rows }) => Object.assign(rows[0] ?? {}, { evidence: 1 })],
    ['a row that was left out', ({ rows }) => rows.pop()],
    ['rows that were exchanged', ({ rows }) => rows.reverse()],
    ['who was to review', ({ review: header }) => Object.assign(header as object, { by: ['security'] })],
  ])('finds %s', async (_, alter) => {
    const { err, code } = await verified(alter);
    expect(code).toBe(1);
    expect(err).toContain('was changed: what it says does not add up to its digest');
  });

  test.each<[string, Parameters<typeof verified>[0], Parameters<typeof verified>[1], string]>([
    [
      'signed with another key',
      () => undefined,
      { signed: KEY, verifying: 'o'.repeat(40) },
      'not signed with this key',
    ],
    ['proven by nothing', (report) => Object.assign(report, { seal: null }), {}, 'so nothing proves it'],
    [
      'sealed elsewhere',
      (report) => Object.assign(report.seal as object, { seq: 1 }),
      {},
      'event 1 of the audit trail holds something else',
    ],
    [
      'sealed where nothing is',
      (report) => Object.assign(report.seal as object, { seq: 99 }),
      {},
      'is not in the audit trail',
    ],
  ])('refuses a report that is %s', async (_, alter, keys, words) => {
    const { err, code } = await verified(alter, keys);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });

  test('cannot say anything of a report that is signed, without the key', async () => {
    const { err, code } = await verified(() => undefined, { signed: KEY, verifying: '' });
    expect([code, err]).toEqual([2, expect.stringContaining('Set GRANTDESK_REPORT_KEY')]);
  });

  test('refuses one whose digest was made anew to fit', async () => {
    await closedReview();
    const file = freshPath();
    await review(['report', 'REVIEW-1', '--out', file]);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    report.rows[1].answer = 'keep';
    report.digest = await reportDigest(report.review, report.rows);
    writeFileSync(file, JSON.stringify(report));
    const { err, code } = await review(['verify', file]);
    expect([code, err]).toEqual([1, expect.stringContaining('holds something else: the report was changed')]);
  });

  test('takes the key from a file, and refuses one that is too short, or no report', async () => {
    const keyFile = path('key');
    writeFileSync(keyFile, `${KEY}\n`);
    await closedReview();
    const file = freshPath();
    await review(['report', 'REVIEW-1', '--out', file], { GRANTDESK_REPORT_KEY_FILE: keyFile });
    expect((await review(['verify', file], { GRANTDESK_REPORT_KEY: KEY })).code).toBe(0);
    const short = await review(['verify', file], { GRANTDESK_REPORT_KEY: 'short' });
    expect([short.code, short.err]).toEqual([2, expect.stringContaining('is shorter than 32 characters')]);
    expect(short.err).not.toContain('"short"');
    writeFileSync(file, '{}');
    expect((await review(['verify', file])).err).toContain('is not a report in JSON');
  });
});
