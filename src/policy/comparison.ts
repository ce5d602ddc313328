import type { z } from 'zod';
import { AccessRequest } from '../domain/records.ts';
import type { Routing } from '../domain/routing.ts';
import { route } from './evaluate.ts';
import type { Policy } from './shape.ts';
import { outcomeInWords } from './words.ts';

/** What of a stored request a policy can be asked about. */
export const RoutedRequest = AccessRequest.pick({
  id: true,
  kind: true,
  state: true,
  requester: true,
  terms: true,
  asked: true,
  filedAt: true,
});
export type RoutedRequest = z.infer<typeof RoutedRequest>;

/** What each of two policies makes of a request. */
export type Difference = {
  request: string;
  state: RoutedRequest['state'];
  old: { rule: string; outcome: string };
  new: { rule: string; outcome: string };
};

/**
 * How two policies decide on a request, where that is not alike. Both are asked as of the day on which it was filed. Its
 * requester's user groups and email address are not stored: conditions on them count as not holding.
 */
export function differenceFor(request: RoutedRequest, before: Policy, after: Policy): Difference | undefined {
  const routingUnder = (policy: Policy) => {
    const { kind, terms, asked = terms, requester, filedAt } = request;
    return route(policy, { kind, terms: asked, requester: { id: requester, userGroups: [] } }, new Date(filedAt));
  };
  const [old, now] = [routingUnder(before), routingUnder(after)];
  if (decision(old) === decision(now)) return undefined;
  const side = (routing: Routing) => ({ rule: routing.rule, outcome: outcomeInWords(routing) });
  return { request: request.id, state: request.state, old: side(old), new: side(now) };
}

/** What is decided, whatever the requester is told about it. */
const decision = (routing: Routing) => (routing.forbidden === undefined ? outcomeInWords(routing) : 'forbidden');
