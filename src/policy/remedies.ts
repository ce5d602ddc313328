import type { z } from 'zod';

/** A fault of a file: where, and what to write instead. `isKey`: it is the key that is wrong, not its value. */
export type PathFault = { path: readonly PropertyKey[]; message: string; isKey: boolean };

const NOUNS: Record<string, string> = {
  array: 'a list, such as [a, b]',
  object: 'keys with their values, such as { key: value }',
  record: 'keys with their values, such as { key: value }',
  string: 'text; put it in quotes if it looks like a number',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** What to write instead, for faults whose schema does not say it by itself. */
export function remedyFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.input === undefined ? 'is missing: ' : ''}write ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'unrecognized_keys':
      return 'is not known here: check the spelling, or remove it';
    case 'invalid_value':
      return `write one of: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `write ${issue.minimum} or more`
        : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `write ${issue.maximum} or less`
        : `shorten it to ${issue.maximum}`;
    case 'invalid_key':
      return 'write the name in small letters, digits and dashes, such as workiva-admins';
    default:
      return undefined;
  }
}

/** The faults that an issue stands for: each unknown key by itself, and those of the form that was meant. */
export function unfolded(issue: z.core.$ZodIssue): PathFault[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message, isKey: true }));
  }
  const meant = issue.code === 'invalid_union' ? formMeant(issue.errors) : undefined;
  if (meant) return meant.flatMap((one) => unfolded({ ...one, path: [...path, ...one.path] }));
  return [{ path, message, isKey: issue.code === 'invalid_key' }];
}

/** Of several forms, the one whose outside is right and whose inside has the faults; nothing when that is none of them. */
function formMeant(forms: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const meant = forms.filter((issues) => issues.length > 0 && issues.every(({ path }) => path.length > 0));
  return meant.length === 1 ? meant[0] : undefined;
}
