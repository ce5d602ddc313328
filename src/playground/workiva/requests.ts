import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiFault } from './api-fault.ts';
import type { Reply } from './reply.ts';
import type { RecordedCall } from './types.ts';

const LARGEST_BODY = 10_000_000;
const FORM = 'application/x-www-form-urlencoded';

/** A request that has been read whole. */
export type ReadRequest = {
  method: string;
  url: URL;
  header(name: string): string | undefined;
  ipAddress: string;
  text: string;
};

/** A recorded call while its status may still change. */
export type OpenCall = { -readonly [Key in keyof RecordedCall]: RecordedCall[Key] };

/** Reads a request and its body. @throws ApiFault 413 */
export async function readRequest(request: IncomingMessage, origin: string): Promise<ReadRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new ApiFault(413, { code: 'tooLarge', message: 'The body is larger than 10 MB.' });
    chunks.push(chunk);
  }
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', origin),
    header: (name) => request.headersDistinct[name]?.[0],
    ipAddress: request.socket.remoteAddress ?? '',
    text: Buffer.concat(chunks).toString(),
  };
}

/** What is recorded of a request: no Authorization, and no client secret. */
export function recordOf(request: ReadRequest): OpenCall {
  const version = request.header('x-version');
  const body = recordedBody(request);
  return {
    method: request.method,
    path: request.url.pathname,
    query: Object.fromEntries(request.url.searchParams),
    headers: version === undefined ? {} : { 'x-version': version },
    ...(body === undefined ? {} : { body }),
    status: 0,
    at: Date.now(),
  };
}

/** The body as JSON, or undefined when there is none. @throws ApiFault 400 */
export function jsonOf({ text }: ReadRequest): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiFault(400, { code: 'invalidBody', message: 'The body is not JSON.' });
  }
}

/** The body as a form; empty when it is something else. */
export function formOf(request: ReadRequest): URLSearchParams {
  return new URLSearchParams(isForm(request) ? request.text : '');
}

/** Sends a reply. */
export function sendReply(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const html = typeof body === 'string';
  const type = html ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, body === undefined ? headers : { 'content-type': type, ...headers });
  response.end(html || body === undefined ? body : JSON.stringify(body));
}

function recordedBody(request: ReadRequest): unknown {
  if (isForm(request)) {
    const { client_secret: _, ...rest } = Object.fromEntries(formOf(request));
    return rest;
  }
  try {
    return jsonOf(request);
  } catch {
    return undefined;
  }
}

function isForm(request: ReadRequest): boolean {
  return request.header('content-type')?.startsWith(FORM) ?? false;
}
