import { ADMINS, ReviewOutcome } from './review-records.ts';

/** How many grants wait for an answer, and how many came to each outcome. */
export type Tally = Record<ReviewOutcome | 'waiting', number>;

/** What is counted of one part. */
export type PartTally = { id: string; reviewer: string; number: number; escalated: boolean; counts: Tally };

export const emptyTally = (): Tally => ({
  waiting: 0,
  keep: 0,
  narrow: 0,
  revoke: 0,
  suspended: 0,
  ended: 0,
  unanswered: 0,
});

/** Adds up what is counted of several parts. */
export function sumOf(parts: readonly PartTally[]): Tally {
  const sum = emptyTally();
  for (const { counts } of parts) {
    for (const name of ['waiting', ...ReviewOutcome.options] as const) sum[name] += counts[name];
  }
  return sum;
}

/** How many grants a tally counts. */
export const totalOf = (tally: Tally): number => Object.values(tally).reduce((sum, count) => sum + count, 0);

/** The parts that any admin may answer: those of nobody in particular, and those that were escalated. */
export const forAdmins = (parts: readonly PartTally[]): PartTally[] =>
  parts.filter(({ reviewer, escalated }) => reviewer === ADMINS || escalated);

/** The people, not the admins as such, who have something to answer still. */
export function waitedFor(parts: readonly PartTally[]): string[] {
  const people = parts.filter(({ reviewer, counts }) => reviewer !== ADMINS && counts.waiting > 0);
  return [...new Set(people.map(({ reviewer }) => reviewer))];
}
