import { DAY } from './duration.ts';
import { type Effect, eventAbout, notify, SYSTEM } from './effects.ts';
import { expiryInstant } from './expiry.ts';
import { pairMessage } from './pair-ref.ts';
import type { Grant } from './records.ts';
import { type RevocationFiling, revoke } from './revocation.ts';
import { type Moved, refused, type Transition } from './transition.ts';

/** How long, in ms, both grants of a pair may live side by side. */
export const OVERLAP = 14 * DAY;

type Replaced = NonNullable<Grant['replacedBy']>;

/** Whether a grant and the one that takes its place are both there, and its owner has not said yet which one counts. */
export const isPaired = (grant: Grant): grant is Grant & { replacedBy: Replaced } =>
  grant.replacedBy?.until !== undefined && isGoingOn(grant);

const isGoingOn = ({ state, revocation }: Grant): boolean =>
  (state === 'active' || state === 'suspended') && revocation === undefined;

/**
 * What becomes of a pair by the state of the grant that takes the other's place: it begins once that is live, and ends
 * with either of them. `old` is missing where nobody knows the other any more.
 */
export function settleReplacement(grant: Grant, old: Grant | undefined, now: Date): Transition {
  if (grant.replaces === undefined || grant.state === 'provisioning') return unchanged(grant);
  const isOurs = old?.replacedBy?.grant === grant.id;
  if (!old || !isOurs || !isGoingOn(old)) return { ...ended(grant, old, now), grant: alone(grant) };
  if (!isGoingOn(grant)) return { ...ended(grant, old, now), grant: alone(grant), others: [unreplaced(old)] };
  return isPaired(old) ? unchanged(grant) : begin(grant, old, now);
}

/** What time asks of a grant that is being replaced: a reminder of its owner, or the end of the pair with one of them. */
export function sweepPair(grant: Grant, replacement: Grant | undefined, now: Date): Transition {
  const { replacedBy } = grant;
  if (replacedBy?.until === undefined) return unchanged(grant);
  const theirs = replacement?.replaces === grant.id ? replacement : undefined;
  if (!isGoingOn(grant)) {
    return theirs ? { ...ended(theirs, grant, now), grant, others: [alone(theirs)] } : unchanged(grant);
  }
  if (!theirs || !isGoingOn(theirs)) {
    const others = theirs ? [alone(theirs)] : [];
    return { ...ended({ id: replacedBy.grant }, grant, now), grant: unreplaced(grant), others };
  }
  return remind(grant, replacedBy, now);
}

/** Has the sweep look at a grant again when its owner is to be reminded that it is being replaced. */
export function heedPair(moved: Transition, now: Date): Transition {
  if (!moved.ok || !moved.grant || !isPaired(moved.grant)) return moved;
  const { grant } = moved;
  const ahead = marksOf(grant).filter(({ at }) => at > now.getTime());
  const next = [grant.dueAt, ...ahead.map(({ at }) => new Date(at).toISOString())].flatMap((at) => at ?? []).sort()[0];
  return { ...moved, grant: { ...grant, dueAt: next } };
}

/** The owner says that the integration runs on the new grant: the old one is revoked, and nothing else is. */
export function runsOnNew(
  grant: Grant,
  replacement: Grant | undefined,
  filing: Omit<RevocationFiling, 'reason'>,
): Transition {
  const { id, owner, revocation } = grant;
  if (filing.by !== owner) return refused('not_yours', `Only its owner, <@${owner}>, can do this with ${id}.`);
  if (revocation !== undefined) return refused('not_open', `${revocation} already revokes ${id}.`);
  if (!isPaired(grant)) return refused('not_open', `${id} is not being replaced any more. Nothing was changed.`);
  const { grant: name } = grant.replacedBy;
  if (replacement?.state !== 'active' || replacement.revocation !== undefined || replacement.replaces !== id) {
    return refused(
      'not_live',
      `Nothing can run on ${name} at present, so ${id} stays as it is. See \`/grant show ${name}\`.`,
    );
  }
  if (!replacement.collected) {
    return refused(
      'not_open',
      `The secret of ${name} is not collected yet, so nothing can run on it. Collect it, press *Collected* in its message, and then this. ${id} stays as it is until then.`,
    );
  }
  const revoked = revoke(grant, [], { ...filing, reason: `The integration runs on ${name} now.` });
  if (!revoked.ok) return revoked;
  const said = eventAbout([grant, replacement], filing.by, 'grant.replaced', filing.now, { by: name });
  return {
    ...revoked,
    others: [alone(replacement)],
    events: [said, ...revoked.events],
    effects: [...revoked.effects, ...pairMessages(id, grant.replacedBy)],
  };
}

function begin(grant: Grant, old: Grant, now: Date): Moved {
  const since = grant.liveSince ?? now.toISOString();
  const until = new Date(
    Math.min(Date.parse(since) + OVERLAP, expiryInstant(old.terms.expires).getTime()),
  ).toISOString();
  const first = pairMessage({ grant: grant.id, mark: 'start', owner: old.owner });
  const paired: Grant = {
    ...old,
    replacedBy: { grant: grant.id, since, until, told: [first] },
    dueAt: now.toISOString(),
  };
  return {
    ok: true,
    grant,
    others: [paired],
    events: [eventAbout([old, grant], SYSTEM, 'grant.pair_began', now, { until })],
    effects: [notify('replacement', old.id, first)],
  };
}

type Mark = 'start' | 'half' | 'day' | 'deadline';

/** When the owner is told of a pair, and asked again; the last of these is its deadline. In order of time. */
function marksOf({ replacedBy }: Grant): { mark: Mark; at: number }[] {
  const { since, until } = replacedBy ?? {};
  if (since === undefined || until === undefined) return [];
  const [from, to] = [Date.parse(since), Date.parse(until)];
  const marks: { mark: Mark; at: number }[] = [
    { mark: 'start', at: from },
    { mark: 'half', at: from + (to - from) / 2 },
    { mark: 'day', at: to - DAY },
    { mark: 'deadline', at: to },
  ];
  return marks.sort((one, other) => one.at - other.at);
}

/** Of several reminders that are due at once only the latest is sent; at the deadline the admins are told as well. */
function remind(grant: Grant, replacedBy: Replaced, now: Date): Moved {
  const { mark } = marksOf(grant).findLast(({ at }) => at <= now.getTime()) ?? {};
  if (mark === undefined || now >= expiryInstant(grant.terms.expires)) return unchanged(grant);
  const detail = pairMessage({ grant: replacedBy.grant, mark, owner: grant.owner });
  if (replacedBy.told.includes(detail)) return unchanged(grant);
  const told = { ...replacedBy, told: [...replacedBy.told, detail] };
  return {
    ok: true,
    grant: { ...grant, replacedBy: told },
    events: [eventAbout([grant], SYSTEM, 'grant.replacement_reminded', now, { about: mark })],
    effects: pairMessages(grant.id, told),
  };
}

/** The effects that bring what was said about a pair up to date; the admins hear of it at the deadline only. */
function pairMessages(id: string, { grant, told }: Pick<Replaced, 'grant' | 'told'>): Effect[] {
  const admins = told.some((detail) => detail.includes('.deadline.'));
  return [
    ...told.map((detail) => notify('replacement', id, detail)),
    ...(admins ? [notify('replacement-admin', id, grant)] : []),
  ];
}

function ended(grant: Pick<Grant, 'id'>, old: Grant | undefined, now: Date): Moved {
  return {
    ok: true,
    events: [eventAbout(old ? [old, grant] : [grant], SYSTEM, 'grant.pair_ended', now, {})],
    effects: old?.replacedBy?.grant === grant.id ? pairMessages(old.id, old.replacedBy) : [],
  };
}

function alone(grant: Grant): Grant {
  const { replaces: _ended, ...rest } = grant;
  return rest;
}

function unreplaced(grant: Grant): Grant {
  const { replacedBy: _ended, ...rest } = grant;
  return rest;
}

const unchanged = (grant: Grant): Moved => ({ ok: true, grant, events: [], effects: [] });
