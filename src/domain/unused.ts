import { eventAbout, SYSTEM } from './effects.ts';
import { ownersMove } from './grant.ts';
import { isToldToday } from './one-a-day.ts';
import type { Grant } from './records.ts';
import { refused, type Transition } from './transition.ts';
import { unusedMessages } from './unused-ref.ts';
import type { Usage } from './usage.ts';

/**
 * From when on a grant counts as unused: its user's latest activity, or what has shown since that it is needed. Never
 * from before the log was read.
 */
export function unusedSince({ liveSince, collected, handOver, unused }: Grant, { from, at = from }: Usage): number {
  const marks = [liveSince, collected?.at, handOver?.at, unused?.kept?.at];
  return Math.max(from, at, ...marks.flatMap((mark) => (mark === undefined ? [] : [Date.parse(mark)])));
}

/**
 * Whether its owner is to be asked: it works, nothing ends it already, and nothing has used it for `after` ms. The question
 * waits while the sweep has yet to look at the grant, and where its owner has been told something else about it today.
 */
export function isUnused(grant: Grant, usage: Usage, after: number, now: Date): boolean {
  const { state, owner, revocation, letExpire, unused, dueAt } = grant;
  if (state !== 'active' || (revocation ?? letExpire) !== undefined) return false;
  if ((dueAt !== undefined && now >= new Date(dueAt)) || isToldToday(grant, now)) return false;
  const since = unusedSince(grant, usage);
  const isAsked = unused !== undefined && unused.to === owner && Date.parse(unused.at) > since;
  return !isAsked && now.getTime() - since >= after;
}

/** Whether a question of ours is open to which its user's activity is the answer. */
export function isUsedAgain({ unused }: Grant, { at }: Usage): boolean {
  return unused !== undefined && isOpen(unused) && at !== undefined && at > Date.parse(unused.at);
}

/** Asks the owner of an unused grant whether it is needed. Does nothing where that is not so any more. */
export function askAboutUnused(grant: Grant, usage: Usage, after: number, now: Date): Transition {
  if (!isUnused(grant, usage, after, now)) return { ok: true, grant, events: [], effects: [] };
  const { owner } = grant;
  const at = now.toISOString();
  const since = new Date(unusedSince(grant, usage)).toISOString();
  const used = usage.at === undefined ? {} : { used: new Date(usage.at).toISOString() };
  const asking: Grant = { ...grant, unused: { to: owner, at, since, ...used } };
  return {
    ok: true,
    grant: asking,
    events: [eventAbout([grant], SYSTEM, 'grant.unused_asked', now, { owner, since })],
    effects: [...unusedMessages(asking), ...unusedMessages(grant)],
  };
}

/** Notes that its user was active after the question. */
export function usedAgain(grant: Grant, usage: Usage): Transition {
  if (!grant.unused || usage.at === undefined || !isUsedAgain(grant, usage)) {
    return { ok: true, grant, events: [], effects: [] };
  }
  const settled = { ...grant, unused: { ...grant.unused, usedAgain: new Date(usage.at).toISOString() } };
  return { ok: true, grant: settled, events: [], effects: unusedMessages(settled) };
}

/** The owner says that an unused grant is needed: they are asked again once it has gone unused for as long again. */
export function keepUnused(grant: Grant, by: string, now: Date): Transition {
  const no = ownersMove(grant, by);
  if (no) return no;
  const { unused, revocation } = grant;
  if (revocation !== undefined) return refused('not_live', `${revocation} already revokes ${grant.id}.`);
  if (!unused) return refused('not_open', `Nobody asks whether ${grant.id} is needed. Nothing was changed.`);
  if (!isOpen(unused)) return { ok: true, grant, events: [], effects: unusedMessages(grant) };
  const kept: Grant = { ...grant, unused: { ...unused, kept: { by, at: now.toISOString() } } };
  return {
    ok: true,
    grant: kept,
    events: [eventAbout([grant], by, 'grant.kept_unused', now, { since: unused.since })],
    effects: unusedMessages(kept),
  };
}

const isOpen = ({ kept, usedAgain: again }: NonNullable<Grant['unused']>) => kept === undefined && again === undefined;
