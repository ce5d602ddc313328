import type { Grant } from '../../domain/records.ts';
import { mayNotRevoke, revoke } from '../../domain/revocation.ts';
import { grantStands } from '../../domain/state-words.ts';
import type { Terms } from '../../domain/terms.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { removesUsers } from '../../policy/schema.ts';
import { transact } from '../../store/transact.ts';
import { adminsNow, grantNamed, noGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** A grant, and the other live grants that act as its integration user. */
export type Sharing = { grant: Grant; others: Grant[] };

/** The other live grants that act as the integration user of a grant. */
export async function sharingWith(grant: Grant, { store }: Pick<UseCaseParts, 'store'>): Promise<Grant[]> {
  return (await store.lists.grantsOfUser(grant.terms.user.username)).filter(({ id }) => id !== grant.id);
}

/** The grant that somebody wants to revoke, and who shares its user; or why they may not. */
export async function revocable(id: string, by: string, parts: UseCaseParts): Promise<Sharing | Refused> {
  const grant = await grantNamed(id, parts.store);
  if (!grant) return noGrant(id);
  const no = mayNotRevoke(grant, by, await adminsNow(parts));
  return no ?? { grant, others: await sharingWith(grant, parts) };
}

/** Revokes a grant: an admin is asked to delete it, and what it has left in Workiva is taken away. */
export async function revokeGrant(
  grantId: string,
  by: string,
  reason: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const { store, policy, clock } = parts;
  const found = await revocable(grantId, by, parts);
  if ('ok' in found) return found;
  const admins = await adminsNow(parts);
  const id = await store.nextRequestId();
  const filing = { id, by, reason, digest: policy().digest, now: clock.now() };
  return transact(store, { request: id, grant: grantId }, ({ grant }) =>
    grant ? revoke(grant, admins, filing) : noGrant(grantId),
  );
}

/** A grant that is wanted again, and whether its integration user will be there still or has to be made anew. */
export type WantedAgain = { grant: Grant; userKind: Terms['user']['kind'] };

/** The expired grant that its owner wants again, or why not. */
export async function requestableAgain(
  id: string,
  by: string,
  { store, policy }: Pick<UseCaseParts, 'store' | 'policy'>,
): Promise<WantedAgain | Refused> {
  const grant = await grantNamed(id, store);
  if (!grant) return noGrant(id);
  if (by !== grant.owner) {
    return refused('not_yours', `Only its owner, <@${grant.owner}>, can request ${id} again.`);
  }
  if (grant.renewal !== undefined) return refused('renewal_open', `${grant.renewal} still asks to renew ${id}.`);
  if (grant.state === 'expired') {
    // Suspended it is still there. Removed it is gone, or about to be, unless another grant needs it.
    const isRemoved = removesUsers(policy().policy) && (await sharingWith(grant, { store })).length === 0;
    return { grant, userKind: isRemoved ? 'new' : 'existing' };
  }
  return refused('not_open', `${id} ${grantStands(grant)}, so there is no need to request it again.`);
}
