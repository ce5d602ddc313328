import { isGrantId } from '../../domain/ids.ts';
import type { Grant } from '../../domain/records.ts';
import { lookAgain } from '../../domain/review-hand-on.ts';
import {
  acceptTransfer,
  declineTransfer,
  mayNotTransfer,
  offerTransfer,
  orphaned,
  ownerBack,
  takeOverGrant,
} from '../../domain/transfer.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { missing, transact } from '../../store/transact.ts';
import { adminsNow, grantNamed, noGrant, onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** The grant that somebody may hand over, or why they may not. */
export async function transferable(id: string, by: string, parts: UseCaseParts): Promise<Grant | Refused> {
  const grant = await grantNamed(id, parts.store);
  if (!grant) return noGrant(id);
  return mayNotTransfer(grant, by, await adminsNow(parts)) ?? grant;
}

/** Asks somebody to become the owner of a grant. */
export async function offerGrant(
  id: string,
  { by, to }: { by: string; to: string },
  parts: UseCaseParts,
): Promise<Transition> {
  const grant = await transferable(id, by, parts);
  if ('ok' in grant) return grant;
  const admins = await adminsNow(parts);
  const offer = { by, to, admins, takesPart: await takesPart(to, parts), now: parts.clock.now() };
  return onGrant(id, parts, (found) => offerTransfer(found, offer));
}

/** The person who was asked becomes the owner. */
export async function acceptGrant(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const may = await takesPart(by, parts);
  return changesHands(id, parts, (grant) => acceptTransfer(grant, by, may, parts.clock.now()));
}

/** Lets whoever owns the grant now be asked about it, where an access review by owner is going on. */
async function changesHands(
  id: string,
  { store, clock }: UseCaseParts,
  move: (grant: Grant) => Transition,
): Promise<Transition> {
  if (!isGrantId(id)) return noGrant(id);
  const latest = (await store.reviews.latest())?.record;
  const handed = await transact(store, { grant: id, ...(latest && { review: latest.id }) }, ({ grant, review }) => {
    if (!grant) return noGrant(id);
    const moved = move(grant);
    return moved.ok && review ? { ...moved, review: lookAgain(review, clock.now()) } : moved;
  });
  // One that began meanwhile may have read who owned it before.
  const begun = handed.ok ? (await store.reviews.latest())?.record : undefined;
  if (!begun || begun.id === latest?.id) return handed;
  const looked = await transact(store, { review: begun.id }, ({ review }) =>
    review ? { ok: true, review: lookAgain(review, clock.now()), events: [], effects: [] } : missing(begun.id),
  );
  return looked.ok ? handed : looked;
}

/** The person who was asked does not want to own it. */
export function declineGrant(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => declineTransfer(grant, by, parts.clock.now()));
}

/** An admin takes over the grant of somebody who has left. */
export async function takeOver(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return changesHands(id, parts, (grant) => takeOverGrant(grant, { by, admins, now: parts.clock.now() }));
}

async function takesPart(person: string, { directory, policy }: UseCaseParts): Promise<boolean> {
  return (await directory.takingPart([person], policy().policy)).includes(person);
}

/** How many grants of somebody are read at a time. */
const PAGE = 100;

/** Asks the admins who takes over the grants of somebody who has left Slack. */
export function orphanGrantsOf(person: string, parts: UseCaseParts): Promise<void> {
  return withGrantsOf(person, parts, orphaned);
}

/** Leaves the grants of somebody who is in Slack with them, also where they had left. */
export function keepGrantsOf(person: string, parts: UseCaseParts): Promise<void> {
  return withGrantsOf(person, parts, ownerBack);
}

async function withGrantsOf(person: string, parts: UseCaseParts, move: typeof orphaned): Promise<void> {
  const { store, clock } = parts;
  const now = clock.now();
  for (let number = 0; ; number++) {
    const page = await store.lists.grantsByExpiry(person, { number, size: PAGE });
    for (const { id } of page.number === number ? page.items : []) {
      await onGrant(id, parts, (grant) => move(grant, person, now));
    }
    if ((number + 1) * PAGE >= page.total) return;
  }
}
