import { isGrantId, isRequestId } from '../../domain/ids.ts';
import type { AccessRequest, Case, Grant } from '../../domain/records.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import type { Store } from '../../store/store.ts';
import { missing, transact } from '../../store/transact.ts';
import type { UseCaseParts } from './parts.ts';

/** The request that a button or a typed word names, which may be anything. */
export async function requestNamed(id: string, store: Store): Promise<AccessRequest | undefined> {
  return isRequestId(id) ? (await store.request(id))?.record : undefined;
}

/** The grant that a button or a typed word names, which may be anything. */
export async function grantNamed(id: string, store: Store): Promise<Grant | undefined> {
  return isGrantId(id) ? (await store.grant(id))?.record : undefined;
}

/** Refuses a request that is not there. Only what has the form of an id is said back. */
export function noRequest(id: string): Refused {
  return isRequestId(id) ? missing(id) : refused('not_found', 'There is no such request.');
}

/** Refuses a grant that is not there, and says where to find one's own. */
export function noGrant(id: string): Refused {
  const what = isGrantId(id) ? `There is no ${id}.` : 'Name a grant by its number, such as GRANT-57.';
  return refused('not_found', `${what} Yours are in \`/grant list\`.`);
}

/** Applies a move to a request and its grant, and to other grants where they may change with it. */
export async function onCase(
  id: string,
  { store }: UseCaseParts,
  move: (found: Case, others: readonly Grant[]) => Transition,
  others: readonly string[] = [],
): Promise<Transition> {
  if (!isRequestId(id)) return noRequest(id);
  return transact(store, { request: id, others }, ({ request, grant, others: found }) =>
    request ? move({ request, grant }, found) : missing(id),
  );
}

/** Applies a move to a grant. */
export async function onGrant(
  id: string,
  { store }: UseCaseParts,
  move: (grant: Grant) => Transition,
): Promise<Transition> {
  if (!isGrantId(id)) return noGrant(id);
  return transact(store, { grant: id }, ({ grant }) => (grant ? move(grant) : noGrant(id)));
}

/** Who the admins are by the policy and the user groups as they are now, without those who may not take part. */
export async function adminsNow({ directory, policy }: UseCaseParts): Promise<string[]> {
  const { policy: inForce } = policy();
  return directory.takingPart(await directory.peopleIn(inForce.admins, inForce), inForce);
}
