import { readStoreConfig } from '../config.ts';
import { type Difference, differenceFor, RoutedRequest } from '../policy/comparison.ts';
import { requesterNeeds } from '../policy/evaluate.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/schema.ts';
import { connectStore } from '../store/connection.ts';
import { createStore } from '../store/store.ts';
import type { ExitCode } from './io.ts';
import { type PolicyIo, readText, say, sayJson, UnusableError } from './policy-io.ts';

type Options = { requests?: string; json?: true };

const UNKNOWN =
  'A rule asks for the requester’s user groups or email address, which are not stored with a request: here such a condition counts as not holding.';

/** Says which stored requests two policies decide on differently. */
export async function diffPolicies(io: PolicyIo, old: string, next: string, options: Options): Promise<ExitCode> {
  const [before, after] = [loadPolicy(old).policy, loadPolicy(next).policy];
  const differences: Difference[] = [];
  let compared = 0;
  for await (const request of requestsFrom(io, options.requests)) {
    compared += 1;
    const difference = differenceFor(request, before, after);
    if (difference) differences.push(difference);
  }
  const unknown = [before, after].some(needsLookup);
  if (options.json) sayJson(io, { compared, differences, ...(unknown ? { note: UNKNOWN } : {}) });
  else {
    for (const difference of differences) say(io, lineOf(difference));
    say(io, `${differences.length} of ${compared} requests would be decided otherwise.`);
    if (unknown) say(io, UNKNOWN);
  }
  return differences.length === 0 ? 0 : 1;
}

const lineOf = ({ request, state, old, new: next }: Difference) =>
  `${request} (${state}): ${old.rule} → ${next.rule}: ${old.outcome} → ${next.outcome}`;

function needsLookup(policy: Policy): boolean {
  const { userGroups, email } = requesterNeeds(policy);
  return userGroups.length > 0 || email;
}

function requestsFrom(io: PolicyIo, source: string | undefined): AsyncIterable<RoutedRequest> | RoutedRequest[] {
  if (source === undefined || /^rediss?:/.test(source)) return storedRequests(io, source);
  return readText(source)
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : parseLine(line, `${source}:${at + 1}`)));
}

function parseLine(line: string, where: string): RoutedRequest {
  try {
    return RoutedRequest.parse(JSON.parse(line));
  } catch (cause) {
    throw new UnusableError([`${where}: is not a request. Give one request in JSON on each line.`], { cause });
  }
}

/** An address may carry a password, so no fault repeats it. */
async function* storedRequests(io: PolicyIo, url: string | undefined): AsyncGenerator<RoutedRequest> {
  const { redisUrl } = readStoreConfig(url === undefined ? io.env : { REDIS_URL: url });
  let fault: Error | undefined;
  const redis = connectStore(redisUrl, (error) => {
    fault = error;
  });
  try {
    await redis.ping().catch((cause: unknown) => {
      const why = `Redis cannot be reached: check REDIS_URL, and that Redis is running (${fault?.message}).`;
      throw new UnusableError([why], { cause });
    });
    yield* createStore(redis, io.installation).allRequests();
  } catch (cause) {
    if (cause instanceof UnusableError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnusableError([`The stored requests cannot be read: ${why}.`], { cause });
  } finally {
    redis.disconnect();
  }
}
