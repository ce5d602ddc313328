import { z } from 'zod';

/**
 * What came of a test of a grant: it works as approved, it has fewer or more scopes, it works but what it may do could
 * not be compared, or Workiva refused it.
 */
export const VerifyOutcome = z.enum(['works', 'fewer', 'more', 'unclear', 'refused']);
export type VerifyOutcome = z.infer<typeof VerifyOutcome>;

/** Reads the word of an outcome as somebody typed it. Answers nothing for anything else. */
export function readOutcome(word: string): VerifyOutcome | undefined {
  return VerifyOutcome.safeParse(word.toLowerCase()).data;
}
