import { z } from 'zod';
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

const WithStatus = z.object({ status: z.string() });

/**
 * Checks that a user has become what was asked for. Among the fields that a change may set, Workiva's description does
 * not name the status: one that is passed over must not count as a user who is stopped.
 *
 * @throws WorkivaError `unexpected_answer` when the answer says otherwise
 */
export function checkStatus(answer: HttpAnswer, wanted: 'active' | 'suspended'): void {
  const { status } = WithStatus.safeParse(answer.body).data ?? {};
  if (status === undefined || status === wanted) return;
  const sentence = `Workiva took the change, but the user is still ${status}: change it in Workiva.`;
  const { endpoint, requestId } = answer;
  throw new WorkivaError({ code: 'unexpected_answer', endpoint, status: answer.status, requestId, sentence });
}

/** An answer that does not keep to what is published; `what` says how, without a full stop. */
export function unexpected(answer: HttpAnswer, what: string): WorkivaError {
  return new WorkivaError({
    code: 'unexpected_answer',
    endpoint: answer.endpoint,
    status: answer.status,
    requestId: answer.requestId,
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
