import type { z } from 'zod';
import { WorkivaError } from './errors.ts';
import type { HttpAnswer } from './http.ts';

/**
 * Checks the form of an answer.
 *
 * @throws WorkivaError `unexpected_answer`, naming the endpoint and the path of every fault, never a value
 */
export function check<Schema extends z.ZodType>(answer: HttpAnswer, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${pathOf(issue.path)}: ${issue.message}`);
  throw unexpected(answer, faults.join('; '));
}

/** An answer that does not keep to what is published; `what` says how, without a full stop. */
export function unexpected(answer: HttpAnswer, what: string): WorkivaError {
  return new WorkivaError({
    code: 'unexpected_answer',
    endpoint: answer.endpoint,
    status: answer.status,
    sentence: `Workiva's answer to ${answer.endpoint} is not of the expected form: ${what}.`,
  });
}

/** `data[0].username` */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((so, key) => {
    if (typeof key === 'number') return `${so}[${key}]`;
    return so ? `${so}.${String(key)}` : String(key);
  }, '');
  return text || 'the body';
}
