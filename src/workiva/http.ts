import { randomUUID } from 'node:crypto';
import got, { RequestError, TimeoutError } from 'got';
import { z } from 'zod';
import { WorkivaError } from './errors.ts';
import type { Secrets } from './secrets.ts';

/** The version of the API that this client is written for. */
export const API_VERSION = '2026-01-01';

/** One request. `endpoint` names it in errors, e.g. `GET /organizations/{organization}/users`. A PATCH sets values. */
export type HttpCall = {
  endpoint: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: URL;
  token?: string | undefined;
  json?: unknown;
  form?: Record<string, string>;
  /** When the caller gives up, in ms since 1970. */
  until?: number;
};

/** Whatever was answered, of any status. `body` is parsed JSON, or undefined when there was none. */
export type HttpAnswer = {
  endpoint: string;
  url: URL;
  status: number;
  header(name: string): string | undefined;
  /** What Workiva calls the request, or else what it was called when it was sent. */
  requestId: string;
  body: unknown;
};

/** Answers a request, whatever the answer is. A token that is answered is known to the secrets from then on. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;

/** Sends one request, once, and waits so many ms for its answer. */
export type SendOnce = (call: HttpCall, limitMs: number) => Promise<HttpAnswer>;

/** No header is published for it; these are the usual ones. The first is also sent. */
const REQUEST_ID_HEADERS = ['x-request-id', 'request-id', 'x-correlation-id', 'correlation-id'] as const;

/**
 * Makes the one function through which everything is sent. It neither retries nor follows redirects: whoever asks knows
 * what may be repeated, and a redirect could carry the token elsewhere.
 *
 * @throws WorkivaError `timeout` when the limit is over, `unreachable` when no whole answer came
 */
export function createSend(secrets: Secrets): SendOnce {
  const http = got.extend({
    headers: { 'x-version': API_VERSION, accept: 'application/json', 'user-agent': 'grantdesk' },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
  });

  return async (call, limitMs) => {
    const ownId = randomUUID();
    try {
      const response = await http(call.url, {
        method: call.method,
        timeout: { request: limitMs },
        headers: {
          [REQUEST_ID_HEADERS[0]]: ownId,
          ...(call.token ? { authorization: `Bearer ${call.token}` } : {}),
        },
        ...(call.json === undefined ? {} : { json: call.json }),
        ...(call.form ? { form: call.form } : {}),
      });
      const { statusCode: status, headers } = response;
      const givesToken = call.form !== undefined && response.ok;
      const header = (name: string) => one(headers[name]);
      return {
        endpoint: call.endpoint,
        url: call.url,
        status,
        header: (name) => cleaned(header(name), secrets),
        requestId: cleaned(idIn(header), secrets) ?? ownId,
        body: bodyOf(response.body, secrets, givesToken),
      };
    } catch (error) {
      throw withoutAnswer({ endpoint: call.endpoint, requestId: ownId }, limitMs, error, secrets);
    }
  };
}

/** What Workiva calls the request: the first of the usual headers that holds one plain word. */
function idIn(header: (name: string) => string | undefined): string | undefined {
  return REQUEST_ID_HEADERS.map(header).find((id) => id !== undefined && /^[\w.:=-]{1,128}$/.test(id));
}

/** Keeps of got's error only what is plain: its request and options hold the token and the secret. */
function withoutAnswer(
  call: { endpoint: string; requestId: string },
  limitMs: number,
  error: unknown,
  secrets: Secrets,
): WorkivaError {
  const cause = plainCause(error, secrets);
  if (error instanceof TimeoutError) {
    const sentence = `Workiva did not answer within ${limitMs / 1000} s.`;
    return new WorkivaError({ code: 'timeout', ...call, sentence, cause });
  }
  const why = error instanceof RequestError ? error.code : cause.name;
  return new WorkivaError({ code: 'unreachable', ...call, sentence: `Workiva could not be reached (${why}).`, cause });
}

function plainCause(error: unknown, secrets: Secrets): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const cause = new Error(secrets.remove(message));
  cause.name = name;
  return cause;
}

const WithToken = z.object({ access_token: z.string() });

/** What was answered, without secrets. Of an answer that gives a token, the token itself stays where it belongs. */
function bodyOf(text: string, secrets: Secrets, givesToken: boolean): unknown {
  const body = parsed(text);
  const token = givesToken ? WithToken.safeParse(body).data : undefined;
  if (token === undefined) return secrets.removeIn(body);
  secrets.add(token.access_token);
  return Object.assign({}, secrets.removeIn(body), token);
}

/** Parsed JSON. What stands escaped in a text shows only then, so nothing is searched for secrets before. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const cleaned = (text: string | undefined, secrets: Secrets) => (text === undefined ? undefined : secrets.remove(text));

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
