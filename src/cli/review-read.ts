import { z } from 'zod';
import { REPORT_KINDS } from './review-file.ts';
import { UnusableError } from './run-with.ts';

const Kind = z.object({ kind: z.string().startsWith('grantdesk-review') });
/** What was cut is no JSON any more, and still begins like a report. */
const BEGINNING = /^\s*\{\s*"kind"\s*:\s*"(grantdesk-review[^"]*)"/;

/** What a file of JSON holds, or what was done to it. */
export type ReadFile<T> = { ok: true; file: T } | { ok: false; fault: string };

/** Reads a file that `review report` has written. Throws UnusableError where it is another one. */
export function readReportJson<Schema extends z.ZodType>(
  path: string,
  text: string,
  schema: Schema,
  expected: string,
): ReadFile<z.output<Schema>> {
  const value = parsed(text);
  const kind = Kind.safeParse(value).data?.kind ?? BEGINNING.exec(text)?.[1];
  if (kind === undefined) throw notOurs(path);
  if (kind !== expected) throw otherKind(path, kind);
  if (value === undefined) {
    const isCut = !text.trimEnd().endsWith('}');
    return changed(path, isCut ? 'cut: its end is missing' : 'changed: it is no longer JSON');
  }
  const file = schema.safeParse(value);
  if (!file.success) return changed(path, 'changed: it has not what a report has, or has more');
  if (namesIn(text) !== namesOf(value)) return changed(path, 'changed: it says something twice');
  return { ok: true, file: file.data };
}

const changed = (path: string, how: string) =>
  ({ ok: false, fault: `${path} was ${how}. Take it again from whoever has written it.` }) as const;

/** A file that is no report at all. */
const notOurs = (path: string): UnusableError =>
  new UnusableError([`${path} is not a report. Give one that \`review report\` has written, in JSON or CSV.`]);

function otherKind(path: string, kind: string): UnusableError {
  if (kind === REPORT_KINDS.csv) {
    return new UnusableError([`${path} is the signature of a report in CSV. Give the CSV that it stands beside.`]);
  }
  return new UnusableError([
    `${path} is a report of the form ${kind}, which this Grantdesk does not verify. Write the report again.`,
  ]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How many names a text of JSON has. Of one that is there twice programs differ in which they take. */
const namesIn = (text: string): number =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

/** How many are left of them once it is read. */
function namesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, part) => sum + namesOf(part), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}
