import { type Acting, inheritByChange } from '../domain/acting.ts';
import type { StepName } from '../domain/effects.ts';
import { type Inheritance, inheritance } from '../domain/needed.ts';
import type { AccessRequest } from '../domain/records.ts';
import { inherit } from '../domain/revocation.ts';
import { grantsNeeding } from '../store/needing.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';

/**
 * The grants that need the integration user of a clean-up. Where all that keep it are still being made, or changed, they
 * inherit it, and take it away when nothing comes of that.
 */
export async function heirsTold(request: AccessRequest, step: StepName, store: Store): Promise<Acting[]> {
  const ofUser = await grantsNeeding(request.terms.user.username, store);
  const left = inheritance(request, step, ofUser);
  if (left.heirs.length > 0 && !(await inherited(left, store))) return heirsTold(request, step, store);
  return ofUser;
}

/** Answers false when one of the heirs has ended meanwhile. */
async function inherited({ heirs, left }: Inheritance, store: Store): Promise<boolean> {
  const moved = await Promise.all(heirs.map((heir) => inheritedTo(heir, left, store)));
  return moved.every((one) => one.ok);
}

function inheritedTo({ id, wantedBy }: Acting, left: Inheritance['left'], store: Store) {
  if (wantedBy === undefined) {
    return transact(store, { grant: id }, ({ grant }) => (grant ? inherit(grant, left) : missing(id)));
  }
  return transact(store, { request: wantedBy, grant: id }, ({ request, grant }) =>
    request ? inheritByChange({ request, grant }, left) : missing(wantedBy),
  );
}
