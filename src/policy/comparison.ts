import type { z } from 'zod';
import { AccessRequest } from '../domain/records.ts';
import { kindAsked } from '../domain/replacement.ts';
import type { Routing } from '../domain/routing.ts';
import { route } from './evaluate.ts';
import type { Policy } from './shape.ts';
import { outcomeInWords } from './words.ts';

/** What of a stored request a policy can be asked about. */
export const RoutedRequest = AccessRequest.pick({
  id: true,
  kind: true,
  replaces: true,
  state: true,
  requester: true,
  terms: true,
  asked: true,
  routedOn: true,
  previous: true,
  edited: true,
  filedAt: true,
  policy: true,
}).partial({ policy: true });
export type RoutedRequest = z.infer<typeof RoutedRequest>;

/** What each of two policies makes of a request. */
export type Difference = {
  request: string;
  state: RoutedRequest['state'];
  old: { rule: string; outcome: string };
  new: { rule: string; outcome: string };
};

/**
 * Whether a policy was asked about a request at all: nobody asks it before something is taken away, nor about a grant that
 * was imported. What a policy has decided names the rules that were looked at.
 */
export function isDecidedByPolicy({ kind, policy }: RoutedRequest): boolean {
  return kind !== 'revoke' && (policy === undefined || policy.explanation.length > 0);
}

/**
 * How two policies decide on a request, where that is not alike. Both are asked as it would be held against a policy that
 * changes while it waits: as of the day on which it was filed or last edited, and about all that was asked for. Its
 * requester's user groups and email address are not stored: conditions on them count as not holding.
 */
export function differenceFor(request: RoutedRequest, before: Policy, after: Policy): Difference | undefined {
  const routingUnder = (policy: Policy) => {
    const { terms, asked = terms, routedOn = asked, previous, requester, edited, filedAt } = request;
    const facts = { kind: kindAsked(request), terms: routedOn, previous, requester: { id: requester, userGroups: [] } };
    return route(policy, facts, new Date(edited?.at ?? filedAt));
  };
  const [old, now] = [routingUnder(before), routingUnder(after)];
  if (decision(old) === decision(now)) return undefined;
  const side = (routing: Routing) => ({ rule: routing.rule, outcome: outcomeInWords(routing) });
  return { request: request.id, state: request.state, old: side(old), new: side(now) };
}

/** What is decided, whatever the requester is told about it. */
const decision = (routing: Routing) => (routing.forbidden === undefined ? outcomeInWords(routing) : 'forbidden');
