import { HOUR } from '../../domain/duration.ts';
import {
  ENOUGH_NEWEST,
  FILING_LIMITS,
  newestFiled,
  reachBack,
  tooManyFiled,
  tooManyWaiting,
} from '../../domain/filing-limit.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { Filing } from '../../domain/request.ts';
import { cameToNothing } from '../../domain/request-states.ts';
import type { Refused } from '../../domain/transition.ts';
import type { TimedClaim } from '../../store/commit.ts';
import { mayBreakGlass } from './break-glass.ts';
import type { UseCaseParts } from './parts.ts';
import { mayAsk } from './taking-part.ts';

/**
 * Somebody's turn to file: right after the newest that they had filed when their limits were looked at. Only one filing
 * has it, so that forms sent at one moment are held to the limits one after the other. `full` says why they may ask for
 * nothing more now, where that is so; only what takes away, or breaks glass, goes on all the same.
 */
export type Turn = { ok: true; claim: string; full: Refused | undefined };

/** How long, in ms, a turn stays taken: far longer than anything waits between a look at the limits and its filing. */
const TURN_TTL_MS = HOUR;

/** So many of somebody's requests are read at a time to find those that wait; all that is open comes first. */
const PAGE = 5 * FILING_LIMITS.waiting;

/** So often somebody may be overtaken by other forms of their own: the limits stop them before that. */
const MOST_TURNS = 2 * FILING_LIMITS.filed;

/** Refuses to file something new for who may not take part, or has filed too much just before. Else it is their turn. */
export async function turnToFile(by: string, parts: UseCaseParts): Promise<Turn | Refused> {
  const turn = await turnOf(by, parts);
  return (turn.ok ? turn.full : undefined) ?? turn;
}

/** Refuses only who may not take part: whether too much was filed is said with the turn. */
export async function turnOf(by: string, parts: UseCaseParts): Promise<Turn | Refused> {
  const no = await mayAsk(by, parts);
  if (no) return no;
  const now = parts.clock.now();
  const newest = await newestOf(by, now, parts);
  return { ok: true, claim: `filing:${by}:${newestFiled(newest) ?? 'first'}`, full: tooManyFiled(newest, now) };
}

/** The same for what does not wait for its approval, which has limits of its own. */
export async function turnToBreakGlass(by: string, parts: UseCaseParts): Promise<Turn | Refused> {
  const turn = await turnOf(by, parts);
  return turn.ok ? ((await mayBreakGlass(by, parts)) ?? turn) : turn;
}

/** Somebody's newest requests, so many that an import or much that takes away pushes nothing that counts out of sight. */
async function newestOf(by: string, now: Date, { store }: UseCaseParts): Promise<AccessRequest[]> {
  for (let count = ENOUGH_NEWEST; ; count *= 4) {
    const newest = await store.requestsOf(by, count);
    if (newest.length < count || reachBack(newest, now)) return newest;
  }
}

/** Refuses a filing that would wait for approval, or for its owner, where as many of who asks wait as may. */
export async function waitsInVain(
  { requester, owner = requester, routing, breakGlass }: Omit<Filing, 'id' | 'terms'>,
  { store }: Pick<UseCaseParts, 'store'>,
): Promise<Refused | undefined> {
  const waits = owner !== requester || (routing.stages.length > 0 && breakGlass === undefined);
  if (!waits) return undefined;
  return tooManyWaiting(await openOf(requester, store));
}

async function openOf(requester: string, store: UseCaseParts['store']): Promise<AccessRequest[]> {
  const open: AccessRequest[] = [];
  for (let number = 0; ; number += 1) {
    const { items, total } = await store.lists.requestsByStanding(requester, { number, size: PAGE });
    open.push(...items);
    const last = items.at(-1);
    if (last === undefined || last.state === 'fulfilled' || cameToNothing(last) || open.length >= total) return open;
  }
}

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
