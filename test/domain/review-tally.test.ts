import { describe, expect, test } from '@jest/globals';
import { ADMINS } from '../../src/domain/review-records.ts';
import {
  emptyTally,
  forAdmins,
  type PartTally,
  sumOf,
  type Tally,
  totalOf,
  waitedFor,
} from '../../src/domain/review-tally.ts';
import { ANA, BEN, CLEO } from '../support/domain-cases.ts';

const part = (reviewer: string, counts: Partial<Tally>, changes: Partial<PartTally> = {}): PartTally => ({
  ...{ id: `REVIEW-1-${reviewer}-1`, reviewer, number: 1, escalated: false },
  counts: { ...emptyTally(), ...counts },
  ...changes,
});

describe('the tally of a review', () => {
  test('adds up its parts, outcome by outcome', () => {
    const sum = sumOf([part(ANA, { waiting: 2, keep: 3, ended: 1 }), part(BEN, { waiting: 1, keep: 4, revoke: 5 })]);
    expect(sum).toEqual({ waiting: 3, keep: 7, narrow: 0, revoke: 5, suspended: 0, ended: 1, unanswered: 0 });
    expect(totalOf(sum)).toBe(16);
  });

  test('is nothing where nothing was shared out', () => {
    expect(totalOf(sumOf([]))).toBe(0);
  });
});

describe('who is waited for', () => {
  test('are the people with something to answer still, each once however many parts they have', () => {
    const parts = [
      part(ANA, { keep: 2, waiting: 1 }),
      part(ANA, { waiting: 3 }, { id: `REVIEW-1-${ANA}-2`, number: 2 }),
      part(BEN, { keep: 4 }),
      part(ADMINS, { waiting: 9 }),
      part(CLEO, { waiting: 1 }, { escalated: true }),
    ];
    expect(waitedFor(parts)).toEqual([ANA, CLEO]);
  });
});

describe('what any admin may answer', () => {
  test('is what is nobody’s in particular, and what was escalated', () => {
    const parts = [
      part(ANA, { waiting: 1 }),
      part(ADMINS, { waiting: 1 }),
      part(BEN, { waiting: 1 }, { escalated: true }),
    ];
    expect(forAdmins(parts).map(({ reviewer }) => reviewer)).toEqual([ADMINS, BEN]);
  });
});
