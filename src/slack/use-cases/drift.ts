import { type Drift, type FindingRef, isDriftId } from '../../domain/drift-record.ts';
import { adopt, askRevert, type DriftMove } from '../../domain/drift-settle.ts';
import { refused, type Transition } from '../../domain/transition.ts';
import { transact } from '../../store/transact.ts';
import { adminsNow } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** An admin accepts what was found, as it is now. */
export function adoptFinding(ref: FindingRef, by: string, parts: UseCaseParts): Promise<Transition> {
  return onFinding(ref, by, parts, adopt);
}

/** An admin wants what was found to be as it was recorded; a job does that. */
export function revertFinding(ref: FindingRef, by: string, parts: UseCaseParts): Promise<Transition> {
  return onFinding(ref, by, parts, askRevert);
}

async function onFinding(
  { drift: id, finding }: FindingRef,
  by: string,
  parts: UseCaseParts,
  move: (drift: Drift, finding: string, move: DriftMove) => Transition,
): Promise<Transition> {
  const missing = refused('not_found', 'There is no such finding. Nothing was changed.');
  if (!isDriftId(id)) return missing;
  const [admins, drift] = await Promise.all([adminsNow(parts), parts.store.drift(id)]);
  if (!drift) return missing;
  const owners = (await parts.store.lists.grantsOfUser(drift.record.username)).map(({ owner }) => owner);
  const now = parts.clock.now();
  return transact(parts.store, { drift: id }, ({ drift: current }) =>
    current ? move(current, finding, { by, admins, owners, now }) : missing,
  );
}
