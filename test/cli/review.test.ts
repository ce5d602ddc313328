import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { reportDigest } from '../../src/store/review-report.ts';
import { ANA, BEN, NOW } from '../support/domain-cases.ts';
import { type ReviewRun, startReviewRun } from './review-run.ts';
import type { Ran } from './stored-run.ts';

let run: ReviewRun;

beforeAll(async () => {
  run = await startReviewRun();
});
beforeEach(() => run.clear());
afterAll(() => run.close());

const review: ReviewRun['review'] = (...given) => run.review(...given);

describe('review start', () => {
  test('begins a review, which the next sweep shares out', async () => {
    const { out, err, code } = await review(['start']);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toBe(
      'REVIEW-1 is begun. Grantdesk asks the reviewers with its next sweep, until 2026-12-08T10:00:00.000Z.\n',
    );
    const [event] = await run.store.audit.read();
    expect(event).toMatchObject({ actor: 'operator', action: 'review.started', subjects: ['REVIEW-1'] });
  });

  test('is refused while another is not over', async () => {
    await review(['start']);
    const { err, code } = await review(['start']);
    expect(code).toBe(1);
    expect(err).toContain('REVIEW-1 is not over yet');
  });

  test('is refused where the policy has no reviews', async () => {
    const { err, code } = await review(['start', '--policy', run.path('bare.yml')]);
    expect(code).toBe(2);
    expect(err).toContain('bare.yml has no reviews.');
  });
});

describe('review list', () => {
  test('says how each stands, newest first', async () => {
    expect((await review(['list'])).out).toContain('There was no review yet.');
    await run.closedReview();
    await review(['start']);
    const [newest, oldest] = (await review(['list'])).out.split('\n');
    expect(newest).toMatch(/^REVIEW-2 {2}begun .* {2}sharing {2}0 of 0 answered$/);
    expect(oldest).toMatch(/^REVIEW-1 {2}begun .* {2}closed .* {2}2 of 2 answered$/);
  });
});

describe('review report', () => {
  test('as CSV says what, who, when, which answer, and where that is sealed', async () => {
    await run.closedReview();
    const { out, code } = await review(['report', 'review-1', '--format', 'csv']);
    expect(code).toBe(0);
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    const events = await run.store.audit.read();
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
    await run.closedReview();
    const { out } = await review(['report', 'REVIEW-1', '--format', 'csv']);
    expect(out).toContain(`"'=cmd|"" /C calc"`);
  });

  test('goes into a new file, and never over one that exists', async () => {
    await run.closedReview();
    const file = run.freshPath();
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

describe('review verify, of a report that is not signed,', () => {
  /** Writes the report, lets `alter` do something to it, and verifies it. */
  async function verified(
    alter: (report: Record<string, unknown> & { rows: Record<string, unknown>[] }) => unknown,
  ): Promise<Ran> {
    await run.closedReview();
    const file = run.freshPath();
    await review(['report', 'REVIEW-1', '--out', file]);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    await alter(report);
    writeFileSync(file, JSON.stringify(report));
    return review(['verify', file]);
  }

  test('accepts it by the audit trail, and says that it is not signed', async () => {
    const { out, err, code } = await verified(() => undefined);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain('is not signed, but sound: the audit trail holds the digest of REVIEW-1');
    expect(out).toContain('2 grants.');
  });

  test.each<[string, Parameters<typeof verified>[0]]>([
    ['an answer', ({ rows }) => Object.assign(rows[1] ?? {}, { answer: 'keep' })],
    ['who answered', ({ rows }) => Object.assign(rows[0] ?? {}, { answeredBy: BEN })],
    ['the evidence', ({ rows }) => Object.assign(rows[0] ?? {}, { evidence: 1 })],
    ['the order of the rows', ({ rows }) => rows.reverse()],
    ['who was to review', ({ review: header }) => Object.assign(header as object, { by: ['security'] })],
  ])('finds that somebody changed %s', async (_, alter) => {
    const { err, code } = await verified(alter);
    expect(code).toBe(1);
    expect(err).toContain('was changed: what it says does not add up to its digest');
  });

  test('finds a row that was left out', async () => {
    const { err, code } = await verified(({ rows }) => rows.pop());
    expect([code, err]).toEqual([1, expect.stringContaining('was cut: 1 of its 2 rows are left')]);
  });

  test.each<[string, Parameters<typeof verified>[0], string]>([
    ['proven by nothing', (report) => Object.assign(report, { seal: null }), 'so nothing proves it'],
    [
      'sealed elsewhere',
      (report) => Object.assign(report.seal as object, { seq: 1 }),
      'event 1 of the audit trail holds something else',
    ],
    [
      'sealed where nothing is',
      (report) => Object.assign(report.seal as object, { seq: 99 }),
      'is not in the audit trail',
    ],
    [
      'given a digest anew that fits what was changed',
      async (report) => {
        Object.assign(report.rows[1] ?? {}, { answer: 'keep' });
        const { review: header, rows } = report as unknown as Parameters<typeof digestOf>[0];
        report.digest = await digestOf({ review: header, rows });
      },
      'holds something else: the report was changed',
    ],
  ])('refuses one that was %s', async (_, alter, words) => {
    const { err, code } = await verified(alter);
    expect(code).toBe(1);
    expect(err).toContain(words);
  });
});

type Digested = Parameters<typeof reportDigest>;
const digestOf = ({ review: header, rows }: { review: Digested[0]; rows: Digested[1] }) => reportDigest(header, rows);
