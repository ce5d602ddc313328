import { canonicalJson } from './canonical-json.ts';
import type { AccessRequest, Case, Grant, GrantState } from './records.ts';
import { isUnderWay } from './request-states.ts';
import { sameName } from './same-name.ts';
import type { Leftover } from './step-records.ts';
import { refused, type Transition } from './transition.ts';

/** A live grant with the terms by which it acts; or with those that a change under way, `wantedBy`, is to give it. */
export type Acting = Grant & { wantedBy?: string };

const LIVE: readonly GrantState[] = ['provisioning', 'active', 'suspended'];

/** The approved requests that name an integration user, and their grants. */
type Known = { requests: readonly AccessRequest[]; grants: readonly Grant[] };

/**
 * The grants that need an integration user: the live ones that act as it, and once more those that a change under way
 * makes act as it, or gives something more. What such a change has found there it does not give a second time.
 */
export function actingAs(username: string, live: readonly Grant[], { requests, grants }: Known): Acting[] {
  const wanted = requests.flatMap((request): Acting[] => {
    const grant = grants.find(({ id }) => id === request.grant);
    if (!grant || !isChanging(request, grant) || !sameName(request.terms.user.username, username)) return [];
    return [{ ...grant, terms: request.terms, wantedBy: request.id }];
  });
  return [...live, ...wanted];
}

const isChanging = (request: AccessRequest, grant: Grant): boolean =>
  request.kind === 'change' && request.provisioning !== undefined && isUnderWay(request) && LIVE.includes(grant.state);

/**
 * Leaves something of an integration user to a grant because of a change of it that is under way: all, or only what is
 * `left`. When nothing comes of the change, it is taken away. Refused once the change has ended so.
 */
export function inheritByChange({ request, grant }: Case, left?: Leftover): Transition {
  if (!grant) return refused('not_found', `${request.grant ?? 'The grant'} is not there any more.`);
  const unmoved: Transition = { ok: true, request, grant, events: [], effects: [] };
  if (request.state === 'fulfilled') return unmoved;
  if (!isChanging(request, grant)) {
    return refused('not_open', `Nothing has come of ${request.id}, so ${grant.id} inherits nothing by it.`);
  }
  const { heirOf = [] } = grant;
  const isKnown = heirOf.some((known) => known.change === request.id && isSameUndo(known.undo, left?.undo));
  if (isKnown) return unmoved;
  return { ...unmoved, grant: { ...grant, heirOf: [...heirOf, { ...(left ?? request.terms), change: request.id }] } };
}

/** Whether two leftovers take back the same of the same request. A record that was stored may have other orders of names. */
export const isSameUndo = (one: Leftover['undo'], other: Leftover['undo']): boolean =>
  canonicalJson(one) === canonicalJson(other);

/** What a request that came to nothing has inherited for its grant. */
export function inheritedBy({ id, kind }: AccessRequest, { heirOf = [] }: Grant): Leftover[] {
  const own = heirOf.filter(({ change }) => kind === 'create' || change === id);
  return own.map(({ change: _by, ...left }) => left);
}
