import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './json.ts';

const JSON_ARGUMENTS = new Set(['blocks', 'view', 'attachments', 'metadata']);

/** The body of a request, whole. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The arguments of a call: form-encoded with JSON inside, or JSON. Undefined when it cannot be read. */
export function argumentsOf(request: IncomingMessage, body: string, query: URLSearchParams): Json | undefined {
  try {
    if (request.headers['content-type']?.startsWith('application/json')) {
      return { ...Object.fromEntries(query), ...(JSON.parse(body || '{}') as Json) };
    }
    const form = Object.fromEntries([...query, ...new URLSearchParams(body)]);
    return Object.fromEntries(Object.entries(form).map(([key, value]) => [key, decoded(key, value)]));
  } catch {
    return undefined;
  }
}

function decoded(key: string, value: string): unknown {
  if (!JSON_ARGUMENTS.has(key)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // The checks refuse it by name, as Slack does.
    return value;
  }
}

/** Answers with JSON. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: Json,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
