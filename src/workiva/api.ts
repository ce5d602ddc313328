import type { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { check, unexpected } from './answers.ts';
import { WorkivaError } from './errors.ts';
import type { HttpAnswer, HttpCall, Send } from './http.ts';
import { readRefusal } from './refusals.ts';
import { retryAfterMs } from './retry-after.ts';
import { pageOf, WorkivaRole } from './schemas.ts';
import type { Token, TokenKeeper } from './token.ts';

const PAGE_SIZE = '1000';

/** The path of the organization that the client works in. */
export const ORGANIZATION = '/organizations/{organization}';

/** A call of the platform API. `path` may hold `{names}`, filled from `ids`. */
export type ApiCall = {
  method: HttpCall['method'];
  path: string;
  ids?: Record<string, string>;
  query?: Record<string, string>;
  json?: unknown;
};

/** A list of the platform API. `whole`: it has no pages to choose the size of, as lists of roles. */
export type ListCall = Omit<ApiCall, 'method' | 'json'> & { whole?: boolean };

/** The platform API: authorised, successful answers only, lists as one sequence. */
export type Api = {
  /** @throws WorkivaError for every answer that is not 2xx */
  call(call: ApiCall): Promise<HttpAnswer>;
  /** Follows an address that Workiva itself gave, absolute or relative to the API. `givenBy`: in answer to which request. */
  get(endpoint: string, address: string, givenBy: string | undefined): Promise<HttpAnswer>;
  /** The items of all pages. The next page is asked for only when the reader gets there. */
  list<Item extends z.ZodType>(call: ListCall, item: Item): AsyncGenerator<z.infer<Item>>;
};

/** What the API is made of. `callTimeoutMs` bounds a call with all that it takes to have it answered. */
export type ApiOptions = { apiUrl: string; send: Send; tokens: TokenKeeper; clock: Clock; callTimeoutMs: number };

/** In ms: with less time than this left, a call is not made again with another token. */
const SHORTEST_TRY_MS = 1_000;

/**
 * Makes the authorised API. A 401 is answered with a new token, and so is a 403 where another token may be allowed more:
 * each at most once in a call.
 */
export function createApi({ apiUrl, send, tokens, clock, callTimeoutMs }: ApiOptions): Api {
  const authorised = async (plain: Omit<HttpCall, 'token' | 'until'>): Promise<HttpAnswer> => {
    const until = clock.now().getTime() + callTimeoutMs;
    const renewedFor = new Set<number>();
    for (;;) {
      const token = await tokens.current(until);
      const answer = await send({ ...plain, until, token: token.value });
      const { status } = answer;
      const hasTime = until - clock.now().getTime() >= SHORTEST_TRY_MS;
      const another = hasTime && !renewedFor.has(status) && mayBeTheToken(status, token);
      if (!another) return accepted(answer, token, clock);
      renewedFor.add(status);
      tokens.discard(token);
    }
  };

  const mayBeTheToken = (status: number, token: Token) =>
    status === 401 || (status === 403 && tokens.mayBeOutdone(token));

  const get: Api['get'] = async (endpoint, address, givenBy) => {
    const url = new URL(address, apiUrl);
    if (url.origin !== new URL(apiUrl).origin) throw elsewhere(endpoint, url, givenBy);
    return authorised({ endpoint, method: 'GET', url });
  };

  const call: Api['call'] = async ({ method, path, ids = {}, query = {}, json }) => {
    const endpoint = `${method} ${path}`;
    if (Object.values(ids).some((id) => NO_ID.test(id))) throw noId(endpoint);
    const url = new URL(`${apiUrl}/platform/v1${filled(path, ids)}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return authorised({ endpoint, method, url, json });
  };

  async function* list<Item extends z.ZodType>({ whole = false, query, ...first }: ListCall, item: Item) {
    const page = pageOf(item);
    const seen = new Set<string>();
    const size = whole ? {} : { $maxpagesize: PAGE_SIZE };
    let answer = await call({ ...first, method: 'GET', query: { ...size, ...query } });
    for (;;) {
      const { data, '@nextLink': next } = check(answer, page);
      yield* data;
      if (!next) return;
      if (seen.has(next)) throw unexpected(answer, '@nextLink leads in a circle');
      if (!URL.canParse(next, answer.url.href)) throw unexpected(answer, '@nextLink is no address');
      seen.add(next);
      answer = await get(answer.endpoint, new URL(next, answer.url).href, answer.requestId);
    }
  }

  return { call, get, list };
}

/** All items of a list at once. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Roles of something, in a list without pages. */
export const rolesAt = (api: Api, path: string, ids: Record<string, string>): Promise<WorkivaRole[]> =>
  collect(api.list({ path, ids, whole: true }, WorkivaRole));

function accepted(answer: HttpAnswer, { scopes }: Token, clock: Clock): HttpAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const wait = retryAfterMs(answer.header('retry-after'), clock.now());
  throw new WorkivaError({ ...readRefusal({ ...answer, retryAfterMs: wait }), tokenScopes: scopes });
}

/** The token goes to no other host, whoever gave the address. */
function elsewhere(endpoint: string, url: URL, requestId: string | undefined): WorkivaError {
  const sentence = `Workiva pointed to another host (${url.host}), which is not followed.`;
  return new WorkivaError({ code: 'unexpected_answer', endpoint, requestId, sentence });
}

/** A URL takes these for the folder itself, or the one above it: the call would be about something else. */
const NO_ID = /^\.{0,2}$/;

function noId(endpoint: string): WorkivaError {
  const sentence = 'Workiva has given something an id that cannot be one, so nothing is asked or done about it.';
  return new WorkivaError({ code: 'unexpected_answer', endpoint, sentence });
}

function filled(path: string, ids: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));
}
