import { ADMINS, ReviewOutcome } from './review-records.ts';

/** How many grants wait for an answer, and how many came to each outcome. */
export type Tally = Record<ReviewOutcome | 'waiting', number>;

/** What is counted of one part. `handed`: grants of it that went to another owner, which no count has any more. */
export type PartTally = {
  id: string;
  reviewer: string;
  number: number;
  escalated: boolean;
  handed?: number;
  counts: Tally;
};

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

/** The number of the last part of everybody who has one. */
export const lastNumbers = (parts: readonly PartTally[]): Map<string, number> =>
  new Map(parts.map(({ reviewer, number }) => [reviewer, number]));
