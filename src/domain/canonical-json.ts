/**
 * A value as JSON of one line that is the same whoever writes it: names in order, no blanks, as RFC 8785 has it. Takes
 * texts, whole numbers, lists and records of them.
 */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (isRecord(part) ? inOrder(part) : part));

const isRecord = (part: unknown): part is Record<string, unknown> =>
  typeof part === 'object' && part !== null && !Array.isArray(part);

const inOrder = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
