import type { Demand } from '../../domain/recheck.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { kindAsked } from '../../domain/replacement.ts';
import { type RequestFacts, type Routing, requesterNeeds, route } from '../../policy/evaluate.ts';
import { stricterOf } from '../../policy/strictness.ts';
import type { UseCaseParts } from './parts.ts';

export type RoutingParts = Pick<UseCaseParts, 'policy' | 'directory'>;

/** Looks up what the rules of the policy in force ask about a requester. Throws when Slack cannot say. */
async function requesterFacts(id: string, parts: RoutingParts): Promise<RequestFacts['requester']> {
  const { policy, directory } = parts;
  const needs = requesterNeeds(policy().policy);
  const [userGroups, person] = await Promise.all([
    directory.groupsOf(id, needs.userGroups),
    needs.email ? directory.person(id) : undefined,
  ]);
  return { id, userGroups, email: person?.email };
}

/** Finds the rule for what is asked. */
export async function routingOf(
  asked: Omit<RequestFacts, 'requester'>,
  requester: string,
  now: Date,
  parts: RoutingParts,
): Promise<Routing> {
  return route(parts.policy().policy, { ...asked, requester: await requesterFacts(requester, parts) }, now);
}

/**
 * Looks up what a pending request must satisfy by now. What is answered is pure: it can be asked again about the same
 * request as it is stored a moment later.
 */
export async function demandOn(
  { requester }: Pick<AccessRequest, 'requester'>,
  parts: RoutingParts,
): Promise<(request: AccessRequest) => Demand> {
  const { policy, digest } = parts.policy();
  const facts = await requesterFacts(requester, parts);
  return (request) => {
    // Lifetimes count from the day on which it was asked, so that waiting for a decision changes no rule.
    const askedAt = new Date(request.edited?.at ?? request.filedAt);
    // What an approver has taken away is no other request: the rule for what was asked still holds.
    const terms = request.routedOn ?? request.asked ?? request.terms;
    const asked = { kind: kindAsked(request), terms, previous: request.previous };
    const routing = route(policy, { ...asked, requester: facts }, askedAt);
    const { rule, why, explanation } = routing;
    return {
      ...stricterOf(request, routing, Object.keys(policy.groups)),
      by: { rule, why, digest, explanation: [...explanation] },
    };
  };
}
