import { HOUR } from './duration.ts';
import type { AccessRequest } from './records.ts';
import { type Refused, refused } from './transition.ts';

/**
 * How many requests one person may file in an hour, how many of those they may have withdrawn, and how many may wait for
 * somebody's answer at any time.
 */
export const FILING_LIMITS = { filed: 30, withdrawn: 5, waiting: 20 } as const;

/** So many of a person's newest requests are read at a time to hold them to {@link FILING_LIMITS}. */
export const ENOUGH_NEWEST = 4 * FILING_LIMITS.filed;

/** Whether the newest requests of somebody reach back as far as they are held to {@link FILING_LIMITS}. */
export function reachBack(newest: readonly AccessRequest[], now: Date): boolean {
  const oldest = newest.at(-1);
  return oldest !== undefined && Date.parse(oldest.filedAt) <= now.getTime() - HOUR;
}

/**
 * Refuses to file one more request, because each asks people to look at it, also when it is withdrawn at once. `newest`
 * are the newest requests of who asks. What takes away does not count, nor what was imported.
 */
export function tooManyFiled(newest: readonly AccessRequest[], now: Date): Refused | undefined {
  const since = now.getTime() - HOUR;
  const recent = newest.filter((request) => counts(request) && Date.parse(request.filedAt) > since);
  const withdrawn = recent.filter(
    ({ state, requester, outcome }) => state === 'withdrawn' && outcome?.by === requester,
  );
  if (withdrawn.length >= FILING_LIMITS.withdrawn) {
    return refused(
      'too_many_open',
      `You have withdrawn ${withdrawn.length} requests within an hour, and each had asked people to look at it. Nothing was filed. Wait until an hour has passed since you filed them, or change a request that waits with \`/grant edit\`.`,
    );
  }
  if (recent.length < FILING_LIMITS.filed) return undefined;
  return refused(
    'too_many_open',
    `You have filed ${recent.length} requests within an hour, which is as many as one person may. Nothing was filed. Ask again later, or let a colleague ask.`,
  );
}

/** Refuses to have one more request wait: nobody fills the approvers' channel alone, nor reserves names without end. */
export function tooManyWaiting(requests: readonly AccessRequest[]): Refused | undefined {
  const waiting = requests.filter(({ state }) => state === 'pending' || state === 'awaiting_owner');
  if (waiting.length < FILING_LIMITS.waiting) return undefined;
  return refused(
    'too_many_open',
    `You have ${waiting.length} requests that wait for approval. Withdraw some of them first.`,
  );
}

/** The newest of somebody's requests that counts, by which a filing after it is told from one after another. */
export const newestFiled = (newest: readonly AccessRequest[]): string | undefined => newest.find(counts)?.id;

const counts = (request: AccessRequest): boolean => !takesAway(request) && !wasImported(request);

/** What takes away asks nobody. */
const takesAway = ({ kind, opened }: AccessRequest): boolean => kind === 'revoke' || (kind === 'change' && !opened);

/** What is done without ever having been provisioned: its person has not asked for it. */
const wasImported = ({ state, provisioning }: AccessRequest): boolean =>
  state === 'fulfilled' && provisioning === undefined;
