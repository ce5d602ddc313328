import {
  type DelegationMoved,
  delegate,
  delegationOf,
  endDelegation,
  holds,
  nothingOwn,
} from '../../domain/delegation.ts';
import type { Delegation } from '../../domain/delegation-record.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import { transactDelegation } from '../../store/transact.ts';
import { ownGroups } from './authority.ts';
import type { UseCaseParts } from './parts.ts';

/** A hand-over that holds, and the groups of the policy in which it lets another decide. */
export type HandedOver = { ok: true; delegation: Delegation; groups: string[] };

/** Hands over somebody's right to decide. `until` is as typed. */
export async function handOver(
  wanted: { from: string; to: string; until: string },
  parts: UseCaseParts,
): Promise<HandedOver | Refused> {
  const { store, directory, policy, clock } = parts;
  const { from, to } = wanted;
  const [groups, present] = await Promise.all([ownGroups(from, parts), directory.takingPart([to], policy().policy)]);
  const facts = { ...wanted, groups, takesPart: present.includes(to), now: clock.now() };
  const moved = await transactDelegation(store, delegationOf(from), (found) => delegate(found, facts));
  return moved.ok ? { ok: true, delegation: moved.delegation, groups } : moved;
}

/** The hand-over of somebody that holds now, if there is one. */
export async function heldBy(from: string, parts: UseCaseParts): Promise<HandedOver | undefined> {
  const { store, clock } = parts;
  const delegation = (await store.delegation(delegationOf(from)))?.record;
  if (!delegation || !holds(delegation, clock.now())) return undefined;
  return { ok: true, delegation, groups: await ownGroups(from, parts) };
}

/** Refuses who has nothing to hand over. Answers nothing when they have. */
export async function mayNotHandOver(from: string, parts: UseCaseParts): Promise<Refused | undefined> {
  return nothingOwn(await ownGroups(from, parts));
}

/** Takes a hand-over back. `id` may be anything: it comes from a button. */
export function takeBack(id: string, by: string, { store, clock }: UseCaseParts): Promise<DelegationMoved | Refused> {
  return transactDelegation(store, id, (found) =>
    found ? endDelegation(found, by, clock.now()) : refused('no_delegation', 'You have handed over to nobody.'),
  );
}
