import { HOUR } from '../../domain/duration.ts';
import { ENOUGH_NEWEST, FILING_LIMITS, newestFiled, tooManyFiled } from '../../domain/filing-limit.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { Refused } from '../../domain/transition.ts';
import type { TimedClaim } from '../../store/commit.ts';
import { mayBreakGlass } from './break-glass.ts';
import type { UseCaseParts } from './parts.ts';
import { mayAsk } from './taking-part.ts';

/**
 * Somebody's turn to file: right after the newest that they had filed when their limits were looked at. Only one filing
 * has it, so that forms sent at one moment are held to the limits one after the other.
 */
export type Turn = { ok: true; claim: string };

/** How long, in ms, a turn stays taken: far longer than anything waits between a look at the limits and its filing. */
const TURN_TTL_MS = HOUR;

/** So often somebody may be overtaken by other forms of their own: the limits stop them before that. */
const MOST_TURNS = 2 * FILING_LIMITS.filed;

/** Refuses to file something new for who may not take part, or has filed too much just before. Else it is their turn. */
export async function turnToFile(by: string, parts: UseCaseParts): Promise<Turn | Refused> {
  const no = await mayAsk(by, parts);
  if (no) return no;
  const newest = await parts.store.requestsOf(by, ENOUGH_NEWEST);
  return tooManyFiled(newest, parts.clock.now()) ?? turnAfter(by, newest);
}

/** The same for what does not wait for its approval, which has limits of its own. */
export async function turnToBreakGlass(by: string, parts: UseCaseParts): Promise<Turn | Refused> {
  const no = await mayAsk(by, parts);
  if (no) return no;
  const turn = turnAfter(by, await parts.store.requestsOf(by, ENOUGH_NEWEST));
  return (await mayBreakGlass(by, parts)) ?? turn;
}

const turnAfter = (by: string, newest: readonly AccessRequest[]): Turn => ({
  ok: true,
  claim: `filing:${by}:${newestFiled(newest) ?? 'first'}`,
});

/** Takes a turn for a request. The number of that has to be given after the turn: each is newer than the one before. */
export const turnClaim = ({ claim }: Turn, request: string): TimedClaim => ({
  name: claim,
  holder: request,
  ttlMs: TURN_TTL_MS,
});

/** Another form of the same person was filed first, so that their limits have to be looked at again. */
export class Overtaken extends Error {
  constructor(claim: string) {
    super(`${claim} is taken already.`);
    this.name = 'Overtaken';
  }
}

/** Files in turn: begins anew, from the look at the limits, whenever it is overtaken. */
export async function inTurn<T>(fileOnce: () => Promise<T>): Promise<T> {
  for (let turns = 1; ; turns += 1) {
    try {
      return await fileOnce();
    } catch (error) {
      if (!(error instanceof Overtaken) || turns === MOST_TURNS) throw error;
    }
  }
}
