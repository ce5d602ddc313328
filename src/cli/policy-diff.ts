import { type Difference, differenceFor, isDecidedByPolicy, RoutedRequest } from '../policy/comparison.ts';
import { requesterNeeds } from '../policy/evaluate.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { readText, UnusableError } from './run-with.ts';
import { say, sayJson } from './say.ts';
import { withRedis } from './with-redis.ts';

type Options = { requests?: string; json?: true };

const UNKNOWN =
  'A rule asks for the requester’s user groups or email address, which are not stored with a request: here such a condition counts as not holding.';

type Requests = AsyncIterable<RoutedRequest> | RoutedRequest[];

/** Says which stored requests two policies decide on differently. */
export async function diffPolicies(io: StoreIo, old: string, next: string, options: Options): Promise<ExitCode> {
  const [before, after] = [loadPolicy(old).policy, loadPolicy(next).policy];
  const { compared, leftOut, differences } = await withRequests(io, options.requests, (requests) =>
    compare(requests, before, after),
  );
  const unknown = [before, after].some(needsLookup);
  if (options.json) sayJson(io, { compared, leftOut, differences, ...(unknown ? { note: UNKNOWN } : {}) });
  else {
    for (const difference of differences) say(io, lineOf(difference));
    say(io, `${differences.length} of ${compared} requests would be decided otherwise.`);
    if (leftOut > 0) say(io, leftOutSentence(leftOut));
    if (unknown) say(io, UNKNOWN);
  }
  return differences.length === 0 ? 0 : 1;
}

async function compare(requests: Requests, before: Policy, after: Policy) {
  const differences: Difference[] = [];
  let compared = 0;
  let leftOut = 0;
  for await (const request of requests) {
    if (!isDecidedByPolicy(request)) {
      leftOut += 1;
      continue;
    }
    compared += 1;
    const difference = differenceFor(request, before, after);
    if (difference) differences.push(difference);
  }
  return { compared, leftOut, differences };
}

const leftOutSentence = (count: number) =>
  `${count} more ${count === 1 ? 'was' : 'were'} left out: no policy decides on what takes something away, or was imported.`;

const lineOf = ({ request, state, old, new: next }: Difference) =>
  `${request} (${state}): ${old.rule} → ${next.rule}: ${old.outcome} → ${next.outcome}`;

function needsLookup(policy: Policy): boolean {
  const { userGroups, email } = requesterNeeds(policy);
  return userGroups.length > 0 || email;
}

/** An address may carry a password, so no fault repeats it. */
async function withRequests<T>(
  io: StoreIo,
  source: string | undefined,
  act: (requests: Requests) => Promise<T>,
): Promise<T> {
  if (source !== undefined && !/^rediss?:/.test(source)) return act(writtenRequests(source));
  const env = source === undefined ? io.env : { REDIS_URL: source };
  return withRedis({ ...io, env }, ({ store }) => act(storedRequests(store)));
}

function writtenRequests(path: string): RoutedRequest[] {
  return readText(path)
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : parseLine(line, `${path}:${at + 1}`)));
}

function parseLine(line: string, where: string): RoutedRequest {
  try {
    return RoutedRequest.parse(JSON.parse(line));
  } catch (cause) {
    throw new UnusableError([`${where}: is not a request. Give one request in JSON on each line.`], { cause });
  }
}

async function* storedRequests(store: Store): AsyncGenerator<RoutedRequest> {
  try {
    yield* store.allRequests();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnusableError([`The stored requests cannot be read: ${why}.`], { cause });
  }
}
