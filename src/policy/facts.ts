import { sameUsername } from '../domain/change.ts';
import { lifetimeFrom } from '../domain/expiry.ts';
import { moreThanNeeded } from '../domain/least-scopes.ts';
import { scopesOf } from '../domain/scopes.ts';
import type { Terms } from '../domain/terms.ts';
import type { Kind } from './conditions-schema.ts';
import type { Policy } from './shape.ts';

/**
 * What a policy is asked about. `userGroups` are the Slack user groups, of those that {@link requesterNeeds} names, that
 * the requester is in; `email` is their address, where it is needed and known.
 */
export type RequestFacts = {
  kind: Kind;
  terms: Terms;
  /** Of a change: what the grant is before it. */
  previous?: Terms | undefined;
  requester: { id: string; userGroups: readonly string[]; email?: string | undefined };
};

/** What conditions are held against. */
export type Facts = RequestFacts & {
  groups: Policy['groups'];
  access: 'read' | 'write';
  risk: 'low' | 'high';
  /** Whether its integration user is still to be created. The terms of a grant say for good how its user came to be. */
  newUser: boolean;
  /** The scopes beyond what the tasks need. */
  more: readonly string[];
  /** In milliseconds. */
  lifetime: number;
};

/** A scope that the catalogue does not have any more counts as the worst: write, and high risk. */
export function factsOf(policy: Policy, request: RequestFacts, now: Date): Facts {
  const catalogue = scopesOf(policy.scopes);
  const asked = request.terms.scopes.map((name) => catalogue.find((scope) => scope.name === name));
  return {
    ...request,
    groups: policy.groups,
    access: asked.every((scope) => scope?.access === 'read') ? 'read' : 'write',
    risk: asked.every((scope) => scope?.risk === 'low') ? 'low' : 'high',
    newUser: isUserNew(request),
    more: moreThanNeeded(request.terms, policy),
    lifetime: lifetimeFrom(now, request.terms.expires),
  };
}

function isUserNew({ kind, terms, previous }: RequestFacts): boolean {
  if (terms.user.kind !== 'new' || kind === 'renew' || kind === 'revoke') return false;
  return previous === undefined || !sameUsername(previous, terms);
}
