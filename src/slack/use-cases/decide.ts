import { approve, deny, mayNotDecide, openStage } from '../../domain/approval.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { withdraw } from '../../domain/request.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { noRequest, onCase, requestNamed } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** Gives an approval. Authority is looked up now, never taken from the button. */
export async function approveRequest(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const { digest } = parts.policy();
  const now = parts.clock.now();
  const approversOf = await approversFor(id, parts);
  return onCase(id, parts, (found) => approve(found, { by, approvers: approversOf(found.request), digest, now }));
}

/** Whether somebody may decide on a request now, before they are asked for a reason. */
export async function mayDecide(id: string, by: string, parts: UseCaseParts): Promise<Refused | undefined> {
  const request = await requestNamed(id, parts.store);
  if (!request) return noRequest(id);
  const approversOf = await approversFor(id, parts);
  return mayNotDecide(request, { by, approvers: approversOf(request) });
}

/** Denies a request, with the reason. */
export async function denyRequest(id: string, by: string, reason: string, parts: UseCaseParts): Promise<Transition> {
  const { digest } = parts.policy();
  const now = parts.clock.now();
  const approversOf = await approversFor(id, parts);
  return onCase(id, parts, (found) => deny(found, { by, approvers: approversOf(found.request), reason, digest, now }));
}

/** Looks up the approvers of every stage before the decision, because a decision must not wait for Slack. */
async function approversFor(
  id: string,
  { store, policy, directory }: UseCaseParts,
): Promise<(request: AccessRequest) => string[]> {
  const stages = (await requestNamed(id, store))?.stages ?? [];
  const people = await Promise.all(stages.map((stage) => directory.peopleIn(stage.from, policy().policy)));
  return (request) => people[openStage(request)?.stage ?? -1] ?? [];
}

/** Takes a request back. */
export function withdrawRequest(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onCase(id, parts, (found) => withdraw(found, by, parts.clock.now()));
}
