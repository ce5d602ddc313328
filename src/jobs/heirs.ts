import type { StepName } from '../domain/effects.ts';
import { type Inheritance, inheritance } from '../domain/needed.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { inherit } from '../domain/revocation.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';

/**
 * The live grants that act as the integration user of a clean-up. Where all that keep it are still being made, they
 * inherit it, and take it away when nothing comes of them.
 */
export async function heirsTold(request: AccessRequest, step: StepName, store: Store): Promise<Grant[]> {
  const ofUser = await store.lists.grantsOfUser(request.terms.user.username);
  const left = inheritance(request, step, ofUser);
  if (left.heirs.length > 0 && !(await inherited(left, store))) return heirsTold(request, step, store);
  return ofUser;
}

/** Answers false when one of the heirs has ended meanwhile. */
async function inherited({ heirs, left }: Inheritance, store: Store): Promise<boolean> {
  const moved = await Promise.all(
    heirs.map(({ id }) => transact(store, { grant: id }, ({ grant }) => (grant ? inherit(grant, left) : missing(id)))),
  );
  return moved.every((one) => one.ok);
}
