import { rolesTaken } from './change.ts';
import type { Place, Recorded } from './drift.ts';
import { needsCleanUp } from './grant.ts';
import type { AccessRequest, Grant } from './records.ts';
import { isUnderWay } from './request-states.ts';
import { sameName } from './same-name.ts';
import { isStopped } from './suspension.ts';
import type { Terms } from './terms.ts';

/** All that is recorded about one integration user: the approved requests that name it, and their grants. */
export type UserRecords = { requests: readonly AccessRequest[]; grants: readonly Grant[] };

/**
 * Works out what an integration user has to be. What a request is just giving or taking is held against nobody: it may
 * be there already, or not be there any more.
 */
export function recordedOf(username: string, { requests, grants }: UserRecords): Recorded {
  const userId = idOf(requests);
  const acting = grants.filter(({ terms }) => isOf(terms, username));
  const live = acting.filter(({ state }) => state === 'active' || state === 'suspended');
  const open = requests.filter(isUnderWay);
  const cleaned = new Set(requests.filter(({ state }) => state === 'fulfilled').map(({ id }) => id));
  const others = acting.filter((grant) => !live.includes(grant) && !cleaned.has(grant.revocation ?? ''));
  const left = grants.flatMap(({ leftovers = [] }) => leftovers.filter((terms) => isOf(terms, username)));
  const about = live.length > 0 ? live : acting.length > 0 ? acting.slice(-1) : grants.slice(-1);
  return {
    username,
    userId,
    made: madeBy(requests, userId),
    status: statusOf({ requests, grants }, username, { acting, live, open }),
    must: mergedPlaces(live.map(({ terms }) => needed(terms, open))),
    may: mergedPlaces([
      ...open.flatMap(({ terms, previous }) => [terms, ...(previous ? [previous] : [])]),
      ...others.map(({ terms }) => terms),
      ...left,
    ]),
    grants: about.map(({ id }) => id),
  };
}

const isOf = ({ user }: Terms, username: string) => sameName(user.username, username);

/** What a change is just taking away need not be there any more. */
function needed(terms: Terms, open: readonly AccessRequest[]): Place {
  const changes = open.filter(({ kind, terms: { workspace } }) => kind === 'change' && workspace === terms.workspace);
  const taken = changes.flatMap(rolesTaken);
  return { workspace: terms.workspace, roles: terms.roles.filter((role) => !taken.includes(role)) };
}

function mergedPlaces(places: readonly Place[]): Place[] {
  const merged = new Map<string, Place>();
  for (const { workspace, roles } of places) {
    const key = workspace.toLowerCase();
    const known = merged.get(key);
    merged.set(key, {
      workspace: known?.workspace ?? workspace,
      roles: [...new Set([...(known?.roles ?? []), ...roles])],
    });
  }
  return [...merged.values()];
}

/** The last request that has found out who the user is counts: after a removal, the same name is somebody new. */
export const idOf = (requests: readonly AccessRequest[]): string | undefined =>
  requests.findLast(({ provisioning }) => provisioning?.userId !== undefined)?.provisioning?.userId;

/** A user was made by the request whose step has made it, or had an admin make it. */
function madeBy(requests: readonly AccessRequest[], userId: string | undefined): Recorded['made'] {
  for (const { terms, provisioning } of [...requests].reverse()) {
    const isDone = provisioning?.steps.some(({ name, state }) => name === 'user' && state === 'done');
    const isSame = provisioning?.userId === undefined || provisioning.userId === userId;
    if (terms.user.kind === 'new' && isDone && isSame) return { email: terms.user.email };
  }
  return undefined;
}

type Split = { acting: readonly Grant[]; live: readonly Grant[]; open: readonly AccessRequest[] };

function statusOf(
  { requests, grants }: UserRecords,
  username: string,
  { acting, live, open }: Split,
): Recorded['status'] {
  if (acting.some(({ suspension }) => suspension !== undefined && suspension.enforced === undefined)) return undefined;
  const going = acting.filter(({ state }) => state === 'provisioning');
  if (live.length > 0) return [...live, ...going].some(isStopped) ? 'suspended' : 'active';
  const isUnderWay = going.length > 0 || open.length > 0 || acting.some(({ renewal }) => renewal !== undefined);
  const isLeft = grants.some((grant) => needsCleanUp(grant) && leftAs(grant, username));
  if (isUnderWay || isLeft) return undefined;
  return requests.some(hasEndedUser) ? 'ended' : undefined;
}

/**
 * What takes back a request of which nothing came leaves a user alone that was there before, and one that it may have
 * made only if nobody else has the name.
 */
const hasEndedUser = ({ kind, state, undoes }: AccessRequest) =>
  kind === 'revoke' && state === 'fulfilled' && (undoes === undefined || (undoes.user && undoes.userId !== undefined));

const leftAs = ({ terms, leftovers = [] }: Grant, username: string) =>
  [terms, ...leftovers].some((one) => isOf(one, username));
