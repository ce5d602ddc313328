import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import type { Review, ReviewPart } from '../../src/domain/review-records.ts';
import {
  headerLine,
  REPORT_COLUMNS,
  ReportHeader,
  ReportRow,
  reportCells,
  reportHeader,
  reportRows,
  rowLine,
} from '../../src/domain/review-report.ts';
import { emptyTally, forAdmins, type PartTally, sumOf, totalOf, waitedFor } from '../../src/domain/review-tally.ts';
import { ADMIN, ANA, BEN, later, NOW } from '../support/domain-cases.ts';

const seen = {
  clientName: 'Sandbox | nightly export',
  workspace: 'Sandbox',
  username: 'svc.export',
  scopes: ['Files (Read)', 'Files (Write)'],
  expires: '2027-02-22',
  owner: ANA,
};
const part: ReviewPart = {
  id: 'REVIEW-1-U0BEN-1',
  state: 'sealed',
  review: 'REVIEW-1',
  reviewer: BEN,
  items: [
    { grant: 'GRANT-7', settled: { outcome: 'keep', by: BEN, at: NOW.toISOString(), seen, evidence: 41 } },
    { grant: 'GRANT-8', settled: { outcome: 'revoke', by: ADMIN, at: later(DAY).toISOString(), seen } },
    { grant: 'GRANT-9' },
  ],
};
const review: Review = {
  id: 'REVIEW-1',
  state: 'open',
  startedAt: NOW.toISOString(),
  startedBy: 'grantdesk',
  by: ['finance'],
  answerBy: later(14 * DAY).toISOString(),
  remindAt: [],
  unanswered: 'escalate',
  auditFrom: 1,
  grants: 3,
  parts: 1,
  openParts: 1,
  toAdmins: false,
  reminded: [],
};

describe('the report of a review', () => {
  const [kept, revoked] = reportRows(part);

  test('has a row for each answer: what the grant was, who was asked, who answered, when, and where that is sealed', () => {
    expect(reportRows(part)).toHaveLength(2);
    expect(kept).toEqual({
      ...{ grant: 'GRANT-7', ...seen, reviewer: BEN, answer: 'keep', answeredBy: BEN },
      ...{ answeredAt: NOW.toISOString(), evidence: 41 },
    });
    expect(revoked).toMatchObject({ grant: 'GRANT-8', reviewer: BEN, answeredBy: ADMIN, evidence: null });
    expect(ReportRow.parse(kept)).toEqual(kept);
  });

  test('has a cell for each column, in their order; no evidence is an empty one', () => {
    const cells = kept && reportCells('REVIEW-1', kept);
    expect(Object.fromEntries(REPORT_COLUMNS.map((column, at) => [column, cells?.[at]]))).toEqual({
      review: 'REVIEW-1',
      grant: 'GRANT-7',
      client_name: 'Sandbox | nightly export',
      workspace: 'Sandbox',
      username: 'svc.export',
      scopes: 'Files (Read), Files (Write)',
      expires: '2027-02-22',
      owner: ANA,
      reviewer: BEN,
      answer: 'keep',
      answered_by: BEN,
      answered_at: NOW.toISOString(),
      evidence: '41',
    });
    expect(cells).toHaveLength(REPORT_COLUMNS.length);
    expect(revoked && reportCells('REVIEW-1', revoked).at(-1)).toBe('');
  });

  test('says of the review who is asked, since when, until when, and what follows silence; nothing that moves', () => {
    const header = reportHeader(review);
    expect(header).toEqual({
      ...{ id: 'REVIEW-1', startedAt: NOW.toISOString(), startedBy: 'grantdesk', by: ['finance'] },
      ...{ answerBy: later(14 * DAY).toISOString(), unanswered: 'escalate', grants: 3 },
    });
    expect(ReportHeader.parse(header)).toEqual(header);
    expect(reportHeader({ ...review, state: 'closed', openParts: 0 })).toEqual(header);
  });

  test('has another digest line for every part of it that is another', () => {
    const header = reportHeader(review);
    const headers: Partial<ReportHeader>[] = [
      { id: 'REVIEW-2' },
      { startedAt: later(1).toISOString() },
      { startedBy: ANA },
      { by: 'owner' },
      { answerBy: later(DAY).toISOString() },
      { unanswered: 'suspend' },
      { grants: 4 },
    ];
    const lines = headers.map((change) => headerLine({ ...header, ...change }));
    expect(new Set([headerLine(header), ...lines]).size).toBe(headers.length + 1);
    expect(headerLine({ ...header })).toBe(headerLine(header));

    const rows: Partial<ReportRow>[] = [
      { grant: 'GRANT-70' },
      { clientName: 'Other' },
      { workspace: 'Other' },
      { username: 'other' },
      { scopes: ['Files (Read), Files (Write)'] },
      { expires: '2027-02-23' },
      { owner: BEN },
      { reviewer: ANA },
      { answer: 'narrow' },
      { answeredBy: ANA },
      { answeredAt: later(1).toISOString() },
      { evidence: 42 },
      { evidence: null },
    ];
    const row = kept as ReportRow;
    expect(new Set([rowLine(row), ...rows.map((change) => rowLine({ ...row, ...change }))]).size).toBe(rows.length + 1);
  });
});

describe('what is counted of a review', () => {
  const tally = (id: string, reviewer: string, counts: Partial<PartTally['counts']>, escalated = false): PartTally => ({
    ...{ id, reviewer, number: 1, escalated },
    counts: { ...emptyTally(), ...counts },
  });
  const parts = [
    tally('1', ANA, { keep: 2, waiting: 1, ended: 1 }),
    tally('2', ANA, { waiting: 2, narrow: 1 }),
    tally('3', BEN, { revoke: 1, suspended: 1, unanswered: 2 }, true),
    tally('4', 'admins', { waiting: 5 }),
  ];

  test('is the sum of its parts, by outcome', () => {
    expect(sumOf(parts)).toEqual({ waiting: 8, keep: 2, narrow: 1, revoke: 1, suspended: 1, ended: 1, unanswered: 2 });
    expect(totalOf(sumOf(parts))).toBe(16);
    expect(totalOf(sumOf([]))).toBe(0);
  });

  test('waits for each person once who has something to answer, and not for the admins as such', () => {
    expect(waitedFor(parts)).toEqual([ANA]);
  });

  test('gives the admins what is nobody’s in particular, and what was escalated', () => {
    expect(forAdmins(parts).map(({ id }) => id)).toEqual(['3', '4']);
  });
});
