import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { notYaml, syntaxFaults } from './not-yaml.ts';
import { remedyFor, unfolded } from './remedies.ts';

/** A file's value, or one sentence for each fault: `file:line:column: path: what, and what to write instead`. */
export type Checked<T> = { ok: true; value: T } | { ok: false; faults: string[] };

/** Checks a text in YAML or JSON; `name` is what the faults call the file. */
export function checkYaml<T>(text: string, name: string, schema: z.ZodType<T>): Checked<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const other = notYaml(text, document);
  const unread = other ? [other] : syntaxFaults(document.errors);
  if (unread.length > 0) return { ok: false, faults: unread.map(({ offset, fault }) => `${at(offset)}: ${fault}`) };

  const read = plain(document);
  if (!read.ok) return { ok: false, faults: [`${at(read.offset)}: ${read.fault}`] };
  const parsed = schema.safeParse(read.value, { error: remedyFor });
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.flatMap(unfolded).map(({ path, message, isKey }) => {
    const offset = isKey ? keyOffset(document, path) : undefined;
    return `${at(offset ?? valueOffset(document, path))}: ${path.map(String).join('.') || 'the file'}: ${message}`;
  });
  return { ok: false, faults };
}

function plain(document: Document): { ok: true; value: unknown } | { ok: false; offset: number; fault: string } {
  try {
    return { ok: true, value: document.toJS() };
  } catch (error) {
    const what = error instanceof Error ? error.message : 'cannot be read';
    return { ok: false, offset: aliasOffset(document), fault: `${what}. Write out what the alias (*name) stands for.` };
  }
}

/** Where the first alias stands that means nothing, or else the last one. */
function aliasOffset(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      offset = alias.range?.[0] ?? offset;
      return alias.resolve(document) === undefined ? visit.BREAK : undefined;
    },
  });
  return offset;
}

/** Where a value stands, or the nearest of what it would be in. */
function valueOffset(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && !isAlias(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const key = parent.items
    .map((pair) => pair.key)
    .find((one) => isScalar(one) && String(one.value) === String(path.at(-1)));
  return isNode(key) ? key.range?.[0] : undefined;
}
