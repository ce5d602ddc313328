import type { Codes } from '../../codes/codes.ts';
import { type Demand, recheck, staffingBy, withoutPerson } from '../../domain/recheck.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { escalationGroups } from '../../policy/schema.ts';
import { authorityFor, whoCanConfirm } from './authority.ts';
import { onCase, requestNamed } from './find.ts';
import type { UseCaseParts } from './parts.ts';
import { demandOn } from './routing.ts';

/** `codes` tells who can prove who they are. */
export type RecheckParts = UseCaseParts & { codes: Pick<Codes, 'isEnrolled'> };

/** A request as it stands by now, and what the policy in force demands of it; pure, for a request read a moment later. */
export type Held = { request: AccessRequest; demand: (request: AccessRequest) => Demand; digest: string };

/**
 * Holds one request against the policy in force, and takes out the approvals of people who may not take part any more,
 * so that what is decided next is decided on what holds now. Throws when Slack cannot say who somebody is.
 */
export async function holdToPolicy(request: AccessRequest, parts: RecheckParts): Promise<Held> {
  const { id } = request;
  const { policy, digest } = parts.policy();
  const approvers = request.approvals.flatMap(({ by, for: instead }) => [by, instead ?? by]);
  const [demand, present] = await Promise.all([
    demandOn(request, { ...parts, policy: () => ({ policy, digest }) }),
    parts.directory.takingPart([...new Set(approvers)], policy),
  ]);
  const left = new Set(approvers.filter((person) => !present.includes(person)));
  if (left.size === 0 && !demand(request).changed) return { request, demand, digest };

  const now = parts.clock.now();
  for (const person of left) await onCase(id, parts, (found) => withoutPerson(found, person, now));
  const escalateTo = escalationGroups(policy);
  const { stages, confirm } = demand(request);
  const groups = stages.flatMap(({ from }) => from);
  const authority = await authorityFor([...groups, ...escalateTo], parts);
  const staffing = staffingBy(await whoCanConfirm(authority, confirm, parts.codes), escalateTo);
  await onCase(id, parts, (found) => recheck(found, demand(found.request), now, staffing));
  return { request: (await requestNamed(id, parts.store)) ?? request, demand, digest };
}

/**
 * Holds every request that waits against the policy in force, so that a stricter one holds at once and people see it.
 * A decision looks for itself, so nothing depends on when this runs. One after the other, so that Slack is asked about
 * one requester at a time. Throws at its end what could not be held, and why.
 */
export async function recheckWaiting(parts: RecheckParts): Promise<void> {
  await forEachWaiting(parts, async (id) => {
    const request = await requestNamed(id, parts.store);
    if (request) await holdToPolicy(request, parts);
  });
}

/** Takes what somebody who has left Slack has approved out of the requests that still wait. */
export async function dropApprovalsOf(person: string, parts: UseCaseParts): Promise<void> {
  await forEachWaiting(parts, (id) => onCase(id, parts, (found) => withoutPerson(found, person, parts.clock.now())));
}

async function forEachWaiting({ store }: UseCaseParts, work: (id: string) => Promise<unknown>): Promise<void> {
  const faults: unknown[] = [];
  for (const id of await store.lists.waiting()) await work(id).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw new AggregateError(faults, 'Some requests that wait could not be looked at');
}
