import type { Delegation } from './delegation-record.ts';
import { DAY } from './duration.ts';
import { type AuditEvent, type Effect, eventAbout, notify, SYSTEM } from './effects.ts';
import { CalendarDate, dateAfter } from './expiry.ts';
import type { Case } from './records.ts';
import { type Refused, refused, type Transition } from './transition.ts';

/** The longest that somebody can hand over for, in days: longer than that, the policy should name another approver. */
export const MOST_DAYS = 60;

/** A delegation after a move, and what is written with it. */
export type DelegationMoved = { ok: true; delegation: Delegation; events: AuditEvent[]; effects: Effect[] };

/** The id of the delegation by which somebody hands over. */
export const delegationOf = (person: string): string => `DELEGATION-${person}`;

/** Whether a text has the form of a delegation's id. */
export const isDelegationId = (id: string): boolean => id.startsWith('DELEGATION-');

export type HandOver = {
  from: string;
  to: string;
  /** As typed: YYYY-MM-DD, the last day. */
  until: string;
  /** The groups of the policy in which they decide in their own right. */
  groups: readonly string[];
  /** Whether the other may take part by the policy. */
  takesPart: boolean;
  now: Date;
};

/** Hands over somebody's own right to decide, until the end of a day (UTC). A new hand-over takes the place of the old. */
export function delegate(current: Delegation | undefined, handOver: HandOver): DelegationMoved | Refused {
  const no = mayNotDelegate(handOver);
  if (no) return no;
  const { from, to, until, groups, now } = handOver;
  const isTold = current !== undefined && holds(current, now) && current.to === to && current.until === until;
  if (isTold) return { ok: true, delegation: current, events: [], effects: [] };
  const at = now.toISOString();
  const replaced = current?.state === 'active' && current.to !== to;
  const delegation: Delegation = {
    id: delegationOf(from),
    state: 'active',
    from,
    to,
    until,
    startedAt: at,
    untold: [...groups],
    dueAt: at,
  };
  return {
    ok: true,
    delegation,
    events: [
      ...(replaced ? [eventAbout([current], from, 'delegation.ended', now, { to: current.to })] : []),
      eventAbout([delegation], from, 'delegation.started', now, { to, until, groups: [...groups] }),
    ],
    effects: [notify('delegation', delegation.id, `${to}.${at}`), ...(replaced ? told(current) : [])],
  };
}

/** The moment at which a delegation ends by itself: the end of its last day in UTC. */
export const endsAt = (until: CalendarDate): Date => new Date(new Date(`${until}T00:00:00.000Z`).getTime() + DAY);

/** Whether a delegation holds now. */
export const holds = ({ state, until }: Delegation, now: Date): boolean => state === 'active' && now < endsAt(until);

/** Notes that who stands in since then hears of what waited already: from now on, the delegation is due at its end. */
export function waitingTold(current: Delegation, startedAt: string): DelegationMoved {
  const { untold, ...told } = current;
  const isNoted = untold === undefined || current.state === 'ended' || current.startedAt !== startedAt;
  const delegation = isNoted ? current : { ...told, dueAt: endsAt(current.until).toISOString() };
  return { ok: true, delegation, events: [], effects: [] };
}

/** Has a request that waits for a decision looked at now, so that whoever stands in by now hears of it. */
export function lookAgain({ request, grant }: Case, now: Date): Transition {
  const isLater = request.dueAt === undefined || new Date(request.dueAt) > now;
  const looked = request.state === 'pending' && isLater ? { ...request, dueAt: now.toISOString() } : request;
  return { ok: true, request: looked, grant, events: [], effects: [] };
}

/** Takes a delegation back, or ends it when its time is over. One that has ended is left as it is. */
export function endDelegation(current: Delegation, by: string, now: Date): DelegationMoved | Refused {
  if (by !== SYSTEM && by !== current.from) {
    return refused('not_yours', `Only <@${current.from}>, who has handed over, can take it back.`);
  }
  if (current.state === 'ended') return { ok: true, delegation: current, events: [], effects: [] };
  if (by === SYSTEM && holds(current, now)) return { ok: true, delegation: current, events: [], effects: [] };
  const { untold: _untold, ...rest } = current;
  const delegation: Delegation = { ...rest, state: 'ended', ended: { by, at: now.toISOString() }, dueAt: undefined };
  return {
    ok: true,
    delegation,
    events: [eventAbout([current], by, 'delegation.ended', now, { to: current.to })],
    effects: told(current),
  };
}

const told = ({ id, to, startedAt }: Delegation): Effect[] => [notify('delegation', id, `${to}.${startedAt}`)];

function mayNotDelegate({ from, to, until, groups, takesPart, now }: HandOver): Refused | undefined {
  const no = (sentence: string) => refused('delegation_refused', sentence);
  const nothing = nothingOwn(groups);
  if (nothing) return nothing;
  if (to === from) return no('You cannot hand over to yourself. Name somebody else.');
  if (!takesPart)
    return no(`<@${to}> cannot decide here: they have left, or are a guest, a bot or of another workspace.`);
  const fault = lastDayFault(until, now);
  return fault === undefined ? undefined : no(fault);
}

/** Refuses who decides on nothing in their own right. Answers nothing when they decide for any of these groups. */
export function nothingOwn(groups: readonly string[]): Refused | undefined {
  if (groups.length > 0) return undefined;
  return refused(
    'delegation_refused',
    'You are not an approver in your own right, so there is nothing to hand over. What was handed over to you cannot be passed on.',
  );
}

/** Says what is wrong with the last day of a hand-over as it was typed, or nothing. */
export function lastDayFault(until: string, now: Date): string | undefined {
  if (!CalendarDate.safeParse(until).success)
    return 'Write the last day as YYYY-MM-DD, for example `/grant delegate @ben until 2026-12-04`.';
  if (until < dateAfter(now, 0)) return `${until} is past. Name today or a later day.`;
  const latest = dateAfter(now, MOST_DAYS * DAY);
  if (until > latest) return `You can hand over for ${MOST_DAYS} days at most: name ${latest} or an earlier day.`;
  return undefined;
}
