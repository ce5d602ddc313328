import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Policy, PolicyFile } from './schema.ts';

/** A checked policy and the SHA-256 (hex) of the file's text, which every decision stores. */
export type LoadedPolicy = { policy: Policy; digest: string };

/** The policy file cannot be used. `faults` has one sentence for each: where, what, and what to write instead. */
export class PolicyError extends Error {
  readonly code = 'policy_invalid';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`The policy cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, options);
    this.name = 'PolicyError';
    this.faults = faults;
  }
}

/** Reads and checks the policy file. Throws {@link PolicyError} with every fault at once. */
export function loadPolicy(path: string): LoadedPolicy {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PolicyError([`${path}: cannot be read. Set GRANTDESK_POLICY to the path of your policy file.`], {
      cause,
    });
  }
  return parsePolicy(text, path);
}

/** Checks a policy's text; `name` is what the faults call the file. Throws {@link PolicyError}. */
export function parsePolicy(text: string, name: string): LoadedPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new PolicyError(
      document.errors.map((error) => `${name}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`),
    );
  }

  const parsed = PolicyFile.safeParse(plain(document, name), { error: remedyFor });
  if (parsed.success) return { policy: parsed.data, digest: createHash('sha256').update(text).digest('hex') };

  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  throw new PolicyError(
    parsed.error.issues.map((issue) => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
      return `${name}:${lineOf(path)}: ${path.map(String).join('.') || 'the file'}: ${issue.message}`;
    }),
  );
}

function plain(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : 'cannot be read';
    throw new PolicyError([`${name}: ${what}. Write out what the alias (*name) stands for.`], { cause });
  }
}

const NOUNS: Record<string, string> = {
  array: 'a list, such as [a, b]',
  object: 'keys with their values, such as { key: value }',
  record: 'keys with their values, such as { key: value }',
  string: 'text; put it in quotes if it looks like a number',
  number: 'a number',
  int: 'a whole number',
};

/** What to write instead, for faults whose schema does not say it by itself. */
function remedyFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.input === undefined ? 'is missing: ' : ''}write ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'unrecognized_keys':
      return `is not known here${issue.keys.length > 1 ? `, nor is ${issue.keys.slice(1).join(', ')}` : ''}: check the spelling, or remove it`;
    case 'invalid_value':
      return `write one of: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' ? `write ${issue.minimum} or more` : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number' ? `write ${issue.maximum} or less` : `shorten it to ${issue.maximum}`;
    case 'invalid_key':
      return 'write the name in small letters, digits and dashes, such as workiva-admins';
    default:
      return undefined;
  }
}
