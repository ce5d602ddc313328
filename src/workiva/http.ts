import got, { RequestError, TimeoutError } from 'got';
import { WorkivaError } from './errors.ts';
import type { Secrets } from './secrets.ts';

/** The version of the API that this client is written for. */
export const API_VERSION = '2026-01-01';

/** One request. `endpoint` names it in errors, e.g. `GET /organizations/{organization}/users`. */
export type HttpCall = {
  endpoint: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: URL;
  token?: string | undefined;
  json?: unknown;
  form?: Record<string, string>;
};

/** Whatever was answered, of any status. `body` is parsed JSON, or undefined when there was none. */
export type HttpAnswer = {
  endpoint: string;
  url: URL;
  status: number;
  header(name: string): string | undefined;
  body: unknown;
};

/** Sends one request, once. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;

/**
 * Makes the one function through which everything is sent. It neither retries nor follows redirects: the job queue
 * retries, and a redirect could carry the token elsewhere.
 *
 * @throws WorkivaError `timeout` after `attemptTimeoutMs`, `unreachable` when no whole answer came
 */
export function createSend(options: { attemptTimeoutMs: number; secrets: Secrets }): Send {
  const { attemptTimeoutMs, secrets } = options;
  const http = got.extend({
    headers: { 'x-version': API_VERSION, accept: 'application/json', 'user-agent': 'grantdesk' },
    timeout: { request: attemptTimeoutMs },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
  });

  return async (call) => {
    try {
      const response = await http(call.url, {
        method: call.method,
        ...(call.token ? { headers: { authorization: `Bearer ${call.token}` } } : {}),
        ...(call.json === undefined ? {} : { json: call.json }),
        ...(call.form ? { form: call.form } : {}),
      });
      const { statusCode: status, headers } = response;
      const givesToken = call.form !== undefined && response.ok;
      return {
        endpoint: call.endpoint,
        url: call.url,
        status,
        header: (name) => one(headers[name]),
        body: parsed(givesToken ? response.body : secrets.remove(response.body)),
      };
    } catch (error) {
      throw withoutAnswer(call.endpoint, attemptTimeoutMs, error, secrets);
    }
  };
}

/** Keeps of got's error only what is plain: its request and options hold the token and the secret. */
function withoutAnswer(endpoint: string, limitMs: number, error: unknown, secrets: Secrets): WorkivaError {
  const cause = plainCause(error, secrets);
  if (error instanceof TimeoutError) {
    const sentence = `Workiva did not answer within ${limitMs / 1000} s.`;
    return new WorkivaError({ code: 'timeout', endpoint, sentence, cause });
  }
  const why = error instanceof RequestError ? error.code : cause.name;
  return new WorkivaError({ code: 'unreachable', endpoint, sentence: `Workiva could not be reached (${why}).`, cause });
}

function plainCause(error: unknown, secrets: Secrets): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const cause = new Error(secrets.remove(message));
  cause.name = name;
  return cause;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
