import { acceptOwnership, declineOwnership } from '../../domain/owner-acceptance.ts';
import { asDemanded, recheck } from '../../domain/recheck.ts';
import type { RequestRef } from '../../domain/request-ref.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { noRequest, onCase, requestNamed } from './find.ts';
import type { UseCaseParts } from './parts.ts';
import { demandOn } from './routing.ts';

/** The person named as owner accepts. What the policy in force asks by now holds, also where the rule asks nobody. */
export async function acceptToOwn({ id, revision }: RequestRef, by: string, parts: UseCaseParts): Promise<Transition> {
  const request = await requestNamed(id, parts.store);
  if (!request) return noRequest(id);
  const no = await mayNotOwn(by, parts);
  if (no) return no;
  const demand = await demandOn(request, parts);
  const { digest } = parts.policy();
  const now = parts.clock.now();
  return onCase(id, parts, (found) => {
    const asked = demand(found.request);
    const move = { by, digest, now, revision };
    const accepted = acceptOwnership({ ...found, request: asDemanded(found.request, asked, []) }, move);
    return accepted.ok && asked.forbidden !== undefined ? recheck(found, asked, now) : accepted;
  });
}

/** The person named as owner does not want it. */
export function declineToOwn(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const { digest } = parts.policy();
  return onCase(id, parts, (found) => declineOwnership(found, { by, digest, now: parts.clock.now() }));
}

async function mayNotOwn(by: string, { directory, policy }: UseCaseParts): Promise<Refused | undefined> {
  if ((await directory.takingPart([by], policy().policy)).includes(by)) return undefined;
  return refused(
    'may_not_take_part',
    'Guests, bots and people of another workspace cannot own a grant here. Decline, so that a member can be named.',
  );
}
